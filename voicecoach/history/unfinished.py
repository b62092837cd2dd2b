"""Which session the next start may offer to go on with: the last one of its program, if it did not come to its end.

Looked at newest first, of every program: anything dangerous since then, a session that still runs, or a clock that
cannot be right, and there is no offer. Nor is there one over sessions that were imported since then: nobody knows
here what they changed. A session in which nothing was done or decided is passed over, unless its person said no to
the offer.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.phrases import Question
from voicecoach.coach.progression import Action
from voicecoach.coach.records import Outcome, Record
from voicecoach.coach.safe_point import Unfinished
from voicecoach.coach.states import State
from voicecoach.history.entries import SessionDetail
from voicecoach.history.past import detail

LATEST_H = 2.0
"""Sessions are at least two hours apart; what is not older belongs to the same session."""

# More starts than these in two hours are no person's.
_NEWEST_FIRST = (
    "SELECT id, program, outcome, imported_at FROM sessions WHERE saved > 0 ORDER BY id DESC LIMIT 30"
)
_NOT_TO_THE_END = frozenset({None, Outcome.STOPPED.value, Outcome.PAUSED_OUT.value})
_HARMLESS = _NOT_TO_THE_END | {
    Outcome.CENTRALIZED.value,
    Outcome.NOT_CENTRALIZED.value,
    Outcome.COMPLETE.value,
}
_ENDS = frozenset({Action.STOP.value, Action.EMERGENCY_STOP.value})


def unfinished(
    connection: sqlite3.Connection, program_id: str, now: datetime, is_running: Callable[[int], bool]
) -> Unfinished | None:
    """The session to offer to go on with; None where there is none, or where the history is not sure of it."""
    try:
        return _found(connection, program_id, now, is_running)
    except (ValueError, TypeError):  # a time or an outcome that this version has not written
        return None


def _found(
    connection: sqlite3.Connection, program_id: str, now: datetime, is_running: Callable[[int], bool]
) -> Unfinished | None:
    newest: SessionDetail | None = None  # that went on, and was cut before it did anything
    for session_id, program, outcome, imported_at in connection.execute(_NEWEST_FIRST):
        is_harmless = outcome in _HARMLESS and imported_at is None
        found = detail(connection, session_id) if is_harmless else None
        if found is None or not _is_recent(found, now) or _is_dangerous(found):
            return None
        if program != program_id:
            continue
        if outcome not in _NOT_TO_THE_END or is_running(session_id):
            return None
        if _has_something(found):
            last = newest or found
            return Unfinished(last.summary.id, _with_those_before(connection, last))
        if _was_declined(found):
            return None
        newest = newest or (found if found.continuations else None)
    return None


def _is_recent(session: SessionDetail, now: datetime) -> bool:
    """By its last record; what lies in the future lies at no time that anybody knows."""
    last = max((entry.at for entry in session.entries[-1:]), default=session.summary.started_at)
    hours = (now.astimezone(UTC) - last).total_seconds() / 3600
    return 0.0 <= hours <= LATEST_H


def _is_dangerous(session: SessionDetail) -> bool:
    """Whether an alarm was open in it, or a rule had ended it, whatever came of its last words."""
    screened = [
        answer.meaning
        for answer in session.answers
        if answer.question == Question.SCREENING
        and (answer.meaning == ALARM_VALUE or not answer.topic.startswith("precaution"))
    ]
    is_alarm_open = screened[-1:] == [ALARM_VALUE]
    return is_alarm_open or any(decision.action in _ENDS for decision in session.decisions)


def _has_something(session: SessionDetail) -> bool:
    """A set of which anything was done, or a decision; a pause for want of an answer is none."""
    return any(each.done > 0 for each in session.sets) or any(
        each.action != Action.PAUSE for each in session.decisions
    )


def _was_declined(session: SessionDetail) -> bool:
    said = [each.meaning for each in session.answers if each.topic == State.GOING_ON]
    return said[-1:] == ["no"]


def _with_those_before(connection: sqlite3.Connection, session: SessionDetail) -> tuple[Record, ...]:
    """Its records, after those of the session that it had gone on from.

    An imported session has the number of its coming, so one that goes on from it may have a lower one.
    """
    seen = {session.summary.id}
    records = tuple(entry.record for entry in session.entries)
    link = _link(session)
    while link is not None:
        earlier = None if link in seen else detail(connection, link)
        if earlier is None:
            break
        seen.add(link)
        records = (*(entry.record for entry in earlier.entries), *records)
        link = _link(earlier)
    return records


def _link(session: SessionDetail) -> int | None:
    return next((each.continued for each in session.continuations), None)
