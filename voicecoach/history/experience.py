"""What the past means for the next session: the one question that the coach asks before it begins.

Before and after are by session and number, in the order of saving: a clock may have been wrong. Time only says how
long ago something was. Where the past is doubtful, the answer is the careful one: screen again, stay locked.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from voicecoach.coach.background import Background
from voicecoach.coach.records import Outcome
from voicecoach.history import profile, tempo
from voicecoach.history.entries import time_of
from voicecoach.history.unfinished import unfinished

_Place = tuple[int, int]  # a record's session and its number in it

_CLOCKS_DIFFER_H = 1.0
"""A clock that was put right moves by less; beyond that nobody knows how old a time in the future is."""

_PROPER_ENDS = frozenset({Outcome.CENTRALIZED, Outcome.NOT_CENTRALIZED, Outcome.COMPLETE})

# --- of this program ----------------------------------------------------------------------------------------------

_LAST_SET = """
    SELECT at FROM sessions CROSS JOIN sets ON session = id
    WHERE program = ? AND done > 0 ORDER BY id DESC, n DESC LIMIT 1
"""

_STAYS = ("R1", "R13")
_LAST_BY_RULE = """
    SELECT session, n, exercise FROM decisions CROSS JOIN sessions ON id = session
    WHERE rule = ? AND program = ? AND exercise IS NOT NULL
    ORDER BY session DESC, n DESC LIMIT 1
"""

_SETBACK_SINCE = """
    SELECT 1 FROM decisions CROSS JOIN sessions ON id = session
    WHERE (session, n) > (?, ?) AND program = ? AND exercise = ?
    AND (rule IN ('R5', 'R6', 'R9') OR lower(action) IN ('recheck', 'stop', 'emergency stop'))
    LIMIT 1
"""

_LEFT_OUT = (
    "SELECT exercise FROM left_outs CROSS JOIN sessions ON id = session WHERE is_for_good AND program = ?",
    # Rule R6 leaves out for good, also where the program was killed between the decision and its consequence.
    """
    SELECT exercise FROM decisions CROSS JOIN sessions ON id = session
    WHERE rule = 'R6' AND exercise IS NOT NULL AND program = ?
    """,
)

# --- of the person ------------------------------------------------------------------------------------------------

_LAST_ANSWER = """
    SELECT session, n, at FROM answers WHERE topic = ? AND meaning = ? ORDER BY session DESC, n DESC LIMIT 1
"""

_LAST_ACKNOWLEDGEMENT = """
    SELECT session, n FROM answers WHERE topic = 'locked' AND meaning = 'acknowledged' AND source = 'keyboard'
    ORDER BY session DESC, n DESC LIMIT 1
"""

_LAST_OUTCOME = "SELECT outcome FROM sessions WHERE saved > 0 ORDER BY id DESC LIMIT 1"

_EMERGENCIES_SINCE = (
    "SELECT 1 FROM decisions WHERE rule = 'R10' AND (session, n) > (?, ?) LIMIT 1",
    "SELECT 1 FROM sessions WHERE outcome = 'emergency' AND (id, saved) > (?, ?) LIMIT 1",
    # Cut off after an alarm that no "all clear" had taken back. One at the precautions takes nothing back.
    """
    SELECT 1 FROM sessions WHERE outcome IS NULL AND (id, saved) > (?1, ?2) AND (
        SELECT meaning = 'something-wrong' AND (session, n) > (?1, ?2) FROM answers
        WHERE session = sessions.id AND question = 'screening'
            AND (meaning = 'something-wrong' OR topic NOT GLOB 'precaution*')
        ORDER BY n DESC LIMIT 1
    ) LIMIT 1
    """,
)


def background(
    connection: sqlite3.Connection, program_id: str, now: datetime, is_running: Callable[[int], bool]
) -> Background:
    """What the coach should know before a session of this program."""
    last_set = connection.execute(_LAST_SET, (program_id,)).fetchone()
    left_out = frozenset(
        str(exercise) for query in _LEFT_OUT for (exercise,) in connection.execute(query, (program_id,))
    )
    favourite = _favourite(connection, program_id)
    return Background(
        is_first=last_set is None,
        hours_since_last=None if last_set is None else max(0.0, _hours(last_set[0], now)),
        favourite=None if favourite in left_out else favourite,
        left_out=left_out,
        unfinished=unfinished(connection, program_id, now, is_running),
        hours_since_full_screening=_hours_since_full_screening(connection, now),
        is_after_stop=_is_after_stop(connection),
        is_locked=_is_locked(connection),
        profile=profile.standings(connection),
        tempo_scale=tempo.scale(connection),
    )


def _favourite(connection: sqlite3.Connection, program_id: str) -> str | None:
    """The exercise of the last STAY, unless a later decision on it was a setback."""
    found = (connection.execute(_LAST_BY_RULE, (rule, program_id)).fetchone() for rule in _STAYS)
    stays = [row for row in found if row is not None]
    if not stays:
        return None
    session, n, exercise = max(stays)
    setback = connection.execute(_SETBACK_SINCE, (session, n, program_id, exercise)).fetchone()
    return None if setback else str(exercise)


def _hours_since_full_screening(connection: sqlite3.Connection, now: datetime) -> float | None:
    """Since the last part of the full list was cleared, which is reached only through the others."""
    cleared = connection.execute(_LAST_ANSWER, ("screening history", "all-clear")).fetchone()
    if cleared is None:
        return None
    hours = _hours(cleared[2], now)
    return None if hours < -_CLOCKS_DIFFER_H else max(0.0, hours)


def _is_after_stop(connection: sqlite3.Connection) -> bool:
    last = connection.execute(_LAST_OUTCOME).fetchone()
    return last is not None and last[0] not in _PROPER_ENDS


def _is_locked(connection: sqlite3.Connection) -> bool:
    acknowledged: _Place = connection.execute(_LAST_ACKNOWLEDGEMENT).fetchone() or (0, 0)
    return _any(connection, _EMERGENCIES_SINCE, acknowledged)


def _any(connection: sqlite3.Connection, queries: Sequence[str], arguments: _Place) -> bool:
    return any(connection.execute(query, arguments).fetchone() for query in queries)


def _hours(earlier: object, now: datetime) -> float:
    return (now.astimezone(UTC) - time_of(earlier)).total_seconds() / 3600
