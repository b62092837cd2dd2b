"""The tempo that counts now: the last that was asked for in a set. The sessions keep all that were ever asked for."""

import math
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from voicecoach.coach.records import TempoRecord
from voicecoach.history.entries import stamp, time_of

PROGRAMS_OWN = 1.0
"""The program's own tempo."""

_KEEP = """
    INSERT INTO tempo (id, scale, at) VALUES (1, ?, ?)
    ON CONFLICT (id) DO UPDATE SET scale = excluded.scale, at = excluded.at
"""


@dataclass(frozen=True, slots=True)
class Tempo:
    """A repetition takes `scale` times the program's time; when that was asked for (UTC)."""

    scale: float
    at: datetime


def scale(connection: sqlite3.Connection) -> float:
    """The tempo to begin with. What is no number above zero, written by hand, is the program's own."""
    row = connection.execute("SELECT scale FROM tempo WHERE id = 1").fetchone()
    found = row[0] if row else None
    return found if isinstance(found, float) and math.isfinite(found) and found > 0 else PROGRAMS_OWN


def asked_for(connection: sqlite3.Connection) -> Tempo | None:
    """The tempo and its time; None where nobody asked for one, or where it was reset."""
    row = connection.execute("SELECT at FROM tempo WHERE id = 1").fetchone()
    return Tempo(scale(connection), time_of(row[0])) if row else None


def keep(connection: sqlite3.Connection, record: TempoRecord, at: datetime) -> None:
    """Let this be the tempo from now on."""
    connection.execute(_KEEP, (record.scale, stamp(at)))


def forget(connection: sqlite3.Connection) -> None:
    """Back to the program's own tempo."""
    connection.execute("DELETE FROM tempo")
