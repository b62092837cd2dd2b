"""What one session shows: where the pain was, what each exercise did to it, what was said of warning signs.

Pure: from what the history gave back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Side
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    LeftOutRecord,
    PrecautionRecord,
    SetRecord,
)
from voicecoach.coach.states import FLAGS, FULL_SCREENING, State
from voicecoach.coach.symptoms import Location, location_of
from voicecoach.history.entries import SessionDetail, SessionSummary

_STAYS = frozenset({"R1", "R13"})
_AFTER_A_REST = frozenset({"R7", "R8", "R9"})
_OF_NO_EXERCISE = frozenset({"R10", "R11", "R12"})
_BASELINE = State.BASELINE_LOCATION.value
_LOCATIONS = frozenset({_BASELINE, State.CHECK_LOCATION.value, State.RECHECK_LOCATION.value})
_SCREENINGS = frozenset({State.SCREENING.value, *(each.value for each in FULL_SCREENING)})
_KINDS_OF_FLAG = frozenset({State.SURGERY_APPROVED.value, *(each.value for each in FLAGS)})
_ABOUT_PRECAUTIONS = frozenset(
    {State.PRECAUTIONS.value, State.PRECAUTION.value, State.PRECAUTION_APPROVED.value}
)


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """An answer about warning signs (UTC), by its number among the session's records, from 1.

    `is_warning`: it was not "all clear", or one of them was said to be there.
    """

    n: int
    at: datetime
    record: AnswerRecord
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What one exercise did: the lowest point before and after it, and what was decided (UTC).

    `after_rest`: the decision after the rest that this one led to, None where there was none, and when that was.
    `sets`: the sets that were judged.
    """

    at: datetime
    exercise: str | None
    before: Location | None
    after: Location | None
    change: str | None
    decision: DecisionRecord
    after_rest: DecisionRecord | None = None
    after_rest_at: datetime | None = None
    sets: tuple[SetRecord, ...] = ()

    @property
    def is_centralized(self) -> bool:
        """Whether it took the pain to the spine, or away. Where there was none before, it took none away."""
        return self.decision.rule in _STAYS and self.before is not Location.NONE

    @property
    def after_the_rest(self) -> Location | None:
        """The lowest point after the rest."""
        return None if self.after_rest is None else location_of(self.after_rest.after)


@dataclass(frozen=True, slots=True)
class Doing:
    """The sets of one exercise, one after the other until they were judged (UTC).

    `n`: the number of the first of them among the session's records, from 1. `begun_at`: when the record before it was
    kept, since of a set only its end is.
    """

    n: int
    exercise: str
    begun_at: datetime
    ended_at: datetime
    sets: tuple[SetRecord, ...]


@dataclass(frozen=True, slots=True)
class SessionFinding:
    """One session: where the pain was at its begin and its end, how strong (0 to 10), which side, and what was found.

    What was not told is None. `first_at`, `rating_before_at`, `rating_after_at`: when it was told (UTC). `flags`: what
    was answered about warning signs. `precautions`: what was said of each. `answers`, `decisions`: all, in order.
    """

    summary: SessionSummary
    first: Location | None
    last: Location | None
    side: str | None
    rating_before: int | None
    rating_after: int | None
    checks: tuple[Check, ...]
    sets: tuple[SetRecord, ...]
    first_at: datetime | None = None
    rating_before_at: datetime | None = None
    rating_after_at: datetime | None = None
    doings: tuple[Doing, ...] = ()
    flags: tuple[FlagAnswer, ...] = ()
    left_outs: tuple[LeftOutRecord, ...] = ()
    precautions: tuple[PrecautionRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether anything of a set was done."""
        return any(each.done > 0 for each in self.sets)

    @property
    def centralized_by(self) -> str | None:
        """The exercise that centralized the pain."""
        found = [check.exercise for check in self.checks if check.is_centralized]
        return found[-1] if found else None


def finding(session: SessionDetail) -> SessionFinding:
    """What one session shows."""
    answers = session.answers
    places = [each for each in answers if each.topic in _LOCATIONS and each.question == Question.LOCATION]
    at_baseline = [each for each in places if each.topic == _BASELINE]
    return SessionFinding(
        summary=session.summary,
        first=location_of(at_baseline[-1].meaning) if at_baseline else None,
        last=location_of(places[-1].meaning) if places else None,
        side=_side(answers),
        rating_before=_rating(answers, State.BASELINE_RATING),
        rating_after=_rating(answers, State.FINAL_RATING),
        checks=_checks(session),
        sets=session.sets,
        first_at=_told_at(session, Question.LOCATION, State.BASELINE_LOCATION),
        rating_before_at=_told_at(session, Question.RATING, State.BASELINE_RATING),
        rating_after_at=_told_at(session, Question.RATING, State.FINAL_RATING),
        doings=_doings(session),
        flags=tuple(_flags(session)),
        left_outs=session.left_outs,
        precautions=session.precautions,
        answers=answers,
        decisions=session.decisions,
    )


def _told_at(session: SessionDetail, question: Question, topic: State) -> datetime | None:
    """When this was last answered."""
    for entry in reversed(session.entries):
        record = entry.record
        if isinstance(record, AnswerRecord) and (record.question, record.topic) == (question, topic):
            return entry.at
    return None


def _flags(session: SessionDetail) -> Iterator[FlagAnswer]:
    """Answers to the questions about warning signs, and every "something is wrong", wherever it was said."""
    for n, entry in enumerate(session.entries, start=1):
        record = entry.record
        if not isinstance(record, AnswerRecord) or record.topic in _ABOUT_PRECAUTIONS:
            continue
        if record.topic in _KINDS_OF_FLAG:
            warning = "no" if record.topic == State.SURGERY_APPROVED else "yes"
            yield FlagAnswer(n, entry.at, record, record.meaning == warning)
        elif record.topic in _SCREENINGS or record.meaning == ALARM_VALUE:
            yield FlagAnswer(n, entry.at, record, record.meaning == ALARM_VALUE)


def _doings(session: SessionDetail) -> tuple[Doing, ...]:
    found: list[Doing] = []
    is_open = False  # whether a further set of the same exercise belongs to the last of them
    before = session.summary.started_at
    for n, entry in enumerate(session.entries, start=1):
        record = entry.record
        if isinstance(record, SetRecord):
            last = found[-1] if is_open and found[-1].exercise == record.exercise else None
            if last is None:
                found.append(Doing(n, record.exercise, min(before, entry.at), entry.at, (record,)))
            else:
                found[-1] = replace(last, ended_at=max(last.ended_at, entry.at), sets=(*last.sets, record))
            is_open = True
        elif isinstance(record, DecisionRecord):
            is_open = False
        before = entry.at
    return tuple(found)


def _side(answers: Sequence[AnswerRecord]) -> str | None:
    """The painful side: the worse one, where there is one, or else what was told at first ("middle", "both")."""
    told = [
        each.meaning
        for each in answers
        if each.question == Question.SIDE
        and (each.topic != State.WORSE_SIDE or each.meaning in {Side.LEFT, Side.RIGHT})
    ]
    return told[-1] if told else None


def _rating(answers: Sequence[AnswerRecord], topic: State) -> int | None:
    """The number answered to this question, asked back or not; a choice between two is kept under its own topic."""
    of_it = [each.meaning for each in answers if each.question == Question.RATING and each.topic == topic]
    return int(of_it[-1]) if of_it and of_it[-1].isdecimal() else None


def _checks(session: SessionDetail) -> tuple[Check, ...]:
    """Also of a program that asks for no place: then `before` and `after` are None."""
    checks: list[Check] = []
    sets: list[SetRecord] = []
    for entry in session.entries:
        record = entry.record
        if isinstance(record, SetRecord):
            sets.append(record)
        if not isinstance(record, DecisionRecord):
            continue
        if record.rule in _AFTER_A_REST:
            if checks:
                checks[-1] = replace(checks[-1], after_rest=record, after_rest_at=entry.at)
        elif record.rule not in _OF_NO_EXERCISE:
            before, after = location_of(record.before), location_of(record.after)
            judged = tuple(each for each in sets if each.exercise == record.exercise)
            checks.append(Check(entry.at, record.exercise, before, after, record.change, record, sets=judged))
        sets.clear()
    return tuple(checks)
