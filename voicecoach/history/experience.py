"""What the past means for the next session: the one question that the coach asks before it begins.

Before and after are by session and number, in the order of saving: a clock may have been wrong. Time only says how
long ago something was. Where the past is doubtful, the answer is the careful one: screen again, stay locked.

Sessions that were imported count against, never for: their emergencies lock, their R6 leaves out, their setbacks take
the favourite away; their acknowledgements, all-clears, first sets and proper ends are not ours. Their number says
when they came, so what was typed or cleared here after that came after them by every clock. Only the favourite and
its setbacks, where one is of here and the other imported, go by time; a time that cannot be right, or an equal one,
takes it away.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from voicecoach.coach.background import Background
from voicecoach.coach.records import Outcome
from voicecoach.history import profile, tempo
from voicecoach.history.entries import time_of
from voicecoach.history.favourite import favourite
from voicecoach.history.unfinished import unfinished

_Place = tuple[int, int]  # a record's session and its number in it

_CLOCKS_DIFFER_H = 1.0
"""A clock that was put right moves by less; beyond that nobody knows how old a time in the future is."""

_PROPER_ENDS = frozenset({Outcome.CENTRALIZED, Outcome.NOT_CENTRALIZED, Outcome.COMPLETE})

# --- of this program ----------------------------------------------------------------------------------------------

_LAST_SETS = (
    """
    SELECT at FROM sessions CROSS JOIN sets ON session = id
    WHERE imported_at IS NULL AND program = ? AND done > 0 ORDER BY id DESC, n DESC LIMIT 1
    """,
    """
    SELECT at FROM sessions CROSS JOIN sets ON session = id
    WHERE imported_at IS NOT NULL AND program = ? AND done > 0 ORDER BY started_at DESC, id DESC, n DESC LIMIT 1
    """,
)
"""The last set done here, by its number, and the last that was imported, by its time."""

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
    SELECT at FROM answers CROSS JOIN sessions ON id = session
    WHERE topic = ? AND meaning = ? AND imported_at IS NULL ORDER BY session DESC, n DESC LIMIT 1
"""

_LAST_ACKNOWLEDGEMENT = """
    SELECT session, n FROM answers CROSS JOIN sessions ON id = session
    WHERE topic = 'locked' AND meaning = 'acknowledged' AND source = 'keyboard' AND imported_at IS NULL
    ORDER BY session DESC, n DESC LIMIT 1
"""

_LAST_OUTCOME = "SELECT outcome, imported_at FROM sessions WHERE saved > 0 ORDER BY id DESC LIMIT 1"

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
    last_sets = [connection.execute(query, (program_id,)).fetchone() for query in _LAST_SETS]
    hours = [max(0.0, _hours(row[0], now)) for row in last_sets if row is not None]
    left_out = frozenset(
        str(exercise) for query in _LEFT_OUT for (exercise,) in connection.execute(query, (program_id,))
    )
    own = favourite(connection, program_id, now)
    return Background(
        is_first=last_sets[0] is None,
        hours_since_last=min(hours, default=None),
        favourite=None if own in left_out else own,
        left_out=left_out,
        unfinished=unfinished(connection, program_id, now, is_running),
        hours_since_full_screening=_hours_since_full_screening(connection, now),
        is_after_stop=_is_after_stop(connection),
        is_locked=_is_locked(connection),
        profile=profile.standings(connection),
        tempo_scale=tempo.scale(connection),
    )


def _hours_since_full_screening(connection: sqlite3.Connection, now: datetime) -> float | None:
    """Since the last part of the full list was cleared, which is reached only through the others."""
    cleared = connection.execute(_LAST_ANSWER, ("screening history", "all-clear")).fetchone()
    if cleared is None:
        return None
    hours = _hours(cleared[0], now)
    return None if hours < -_CLOCKS_DIFFER_H else max(0.0, hours)


def _is_after_stop(connection: sqlite3.Connection) -> bool:
    """Whether the last session did not come to its proper end; one that was imported never did so here."""
    last = connection.execute(_LAST_OUTCOME).fetchone()
    return last is not None and (last[0] not in _PROPER_ENDS or last[1] is not None)


def _is_locked(connection: sqlite3.Connection) -> bool:
    acknowledged: _Place = connection.execute(_LAST_ACKNOWLEDGEMENT).fetchone() or (0, 0)
    return _any(connection, _EMERGENCIES_SINCE, acknowledged)


def _any(connection: sqlite3.Connection, queries: Sequence[str], arguments: _Place) -> bool:
    return any(connection.execute(query, arguments).fetchone() for query in queries)


def _hours(earlier: object, now: datetime) -> float:
    return (now.astimezone(UTC) - time_of(earlier)).total_seconds() / 3600
