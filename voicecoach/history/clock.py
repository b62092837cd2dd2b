"""Whether the wall clock can be believed. Ages count only then: else the careful answer is that nobody knows them.

A machine whose clock stands still while it is off begins at the same date each time: by its clock, a week never passes.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Final

from voicecoach.history.entries import TABLES, time_of

EARLIEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""Before that there was no voicecoach: a clock that says so was never set."""

PUT_RIGHT: Final = timedelta(minutes=5)
"""A clock that was put right moves back by no more."""

_LAST_SESSIONS: Final = (
    "SELECT id, saved, ended_at FROM sessions WHERE saved > 0 ORDER BY id DESC LIMIT 1",
    # What was imported since then tells nothing of the clock of this machine.
    "SELECT id, saved, ended_at FROM sessions WHERE saved > 0 AND imported_at IS NULL ORDER BY id DESC LIMIT 1",
)
_RECORD: Final = " UNION ALL ".join(
    f"SELECT at FROM {table} WHERE session = ?1 AND n = ?2"  # noqa: S608 names of our own
    for table in TABLES.values()
)


def is_believable(connection: sqlite3.Connection, now: datetime) -> bool:
    """False where `now` lies before the last thing that was kept, or before anything could have been kept."""
    if now < EARLIEST:
        return False
    last = {connection.execute(query).fetchone() for query in _LAST_SESSIONS}
    return all(_is_after(connection, now, *session) for session in last if session is not None)


def _is_after(
    connection: sqlite3.Connection, now: datetime, session_id: int, n: int, ended_at: str | None
) -> bool:
    last = (ended_at,) if ended_at else connection.execute(_RECORD, (session_id, n)).fetchone()
    return last is None or now >= time_of(last[0]) - PUT_RIGHT
