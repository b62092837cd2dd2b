"""A glance at the history for the Tab key: quick, and without a trace.

`Store` may bring the history up to date, and makes files beside it. Here it is opened as a file that nobody changes:
nothing is written or locked. What a running session has not yet put into that file is not seen.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from voicecoach.errors import VoicecoachError
from voicecoach.history.places import data_file

_MOST = 20


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A session: its number, its program, when it began by the clock of this place."""

    id: int
    program: str
    started_at: datetime


def latest_sessions() -> list[Glimpse]:
    """The latest sessions, the newest first; none where there is no history, or where it cannot be read."""
    try:
        address = f"{data_file().as_uri()}?immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute(
                "SELECT id, program, started_at FROM sessions ORDER BY started_at DESC, id DESC LIMIT ?",
                (_MOST,),
            ).fetchall()
        return [Glimpse(int(n), str(name), datetime.fromisoformat(at).astimezone()) for n, name, at in rows]
    except (sqlite3.Error, VoicecoachError, OSError, ValueError, TypeError, OverflowError):
        return []
