"""The exercise that last centralized the pain, as long as nothing speaks against it since.

"Since" goes by number within the sessions of here, and within those that came with one import; it goes by time where
the one is of here and the other was imported, or both came with different imports (`experience`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicecoach.history.clock import EARLIEST, PUT_RIGHT
from voicecoach.history.entries import stamp, time_of

_STAYS = ("R1", "R13")
_LAST_BY_RULE = (
    """
    SELECT session, n, exercise, at, imported_at FROM decisions CROSS JOIN sessions ON id = session
    WHERE rule = ? AND program = ? AND exercise IS NOT NULL AND imported_at IS NULL
    ORDER BY session DESC, n DESC LIMIT 1
    """,
    """
    SELECT session, n, exercise, at, imported_at FROM sessions CROSS JOIN decisions ON session = id
    WHERE rule = ? AND program = ? AND exercise IS NOT NULL AND imported_at IS NOT NULL
    ORDER BY started_at DESC, id DESC, n DESC LIMIT 1
    """,
)

_IS_SETBACK = "(rule IN ('R5', 'R6', 'R9') OR lower(action) IN ('recheck', 'stop', 'emergency stop'))"
_BY_NUMBER = f"""
    SELECT 1 FROM decisions CROSS JOIN sessions ON id = session
    WHERE (session, n) > (?, ?) AND program = ? AND exercise = ? AND {_IS_SETBACK}
    AND (imported_at IS NULL OR imported_at = ?)
    LIMIT 1
"""  # noqa: S608 words of our own
_BY_TIME = tuple(
    f"""
    SELECT 1 FROM sessions CROSS JOIN decisions ON session = id
    WHERE {program} AND started_at BETWEEN ? AND ? AND at >= ? AND exercise = ? AND {_IS_SETBACK}
    LIMIT 1
    """  # noqa: S608 words of our own
    for program in (
        "imported_at IS NOT NULL AND program = ?",
        "imported_at IS NULL AND +program = ?",  # by the time, not through all sessions of the program
    )
)
_LONGEST = timedelta(days=1)
"""No session takes longer."""
_ALWAYS, _NEVER = "", "~"
"""Before and after every time, as text."""


@dataclass(frozen=True, slots=True)
class _Stay:
    session: int
    n: int
    exercise: str
    at: str
    imported_at: str | None


def favourite(connection: sqlite3.Connection, program_id: str, now: datetime) -> str | None:
    """The exercise of the last STAY, unless a decision on it since then, or maybe since then, was a setback."""
    own, imported = (_last(connection, program_id, query) for query in _LAST_BY_RULE)
    stay = imported if own is None or (imported is not None and imported.at > own.at) else own
    if stay is None:
        return None
    if connection.execute(
        _BY_NUMBER, (stay.session, stay.n, program_id, stay.exercise, stay.imported_at)
    ).fetchone():
        return None
    since = stay.at if EARLIEST <= time_of(stay.at) <= now + PUT_RIGHT else _ALWAYS
    queries = _BY_TIME if stay.imported_at is not None else _BY_TIME[:1]
    is_setback = any(_is_setback(connection, query, program_id, stay, since) for query in queries)
    return None if is_setback else stay.exercise


def _last(connection: sqlite3.Connection, program_id: str, query: str) -> _Stay | None:
    found = (connection.execute(query, (rule, program_id)).fetchone() for rule in _STAYS)
    stays = [_Stay(*row) for row in found if row is not None]
    if stays and stays[0].imported_at is not None:
        return max(stays, key=lambda each: (each.at, each.session, each.n))
    return max(stays, key=lambda each: (each.session, each.n), default=None)


def _is_setback(connection: sqlite3.Connection, query: str, program_id: str, stay: _Stay, since: str) -> bool:
    """Whether one lies at or after `since`, or at a time at which there was no voicecoach."""
    begun = stamp(time_of(since) - _LONGEST) if since else _ALWAYS
    spans = ((begun, _NEVER, since), (_ALWAYS, stamp(EARLIEST), _ALWAYS))
    return any(
        connection.execute(query, (program_id, first, last, at, stay.exercise)).fetchone()
        for first, last, at in spans
    )
