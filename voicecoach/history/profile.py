"""The profile: what was last said of each precaution, and counts now. The sessions keep all that was ever said."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from voicecoach.coach.background import Standing
from voicecoach.coach.program import Precaution
from voicecoach.coach.records import PrecautionRecord
from voicecoach.history.entries import stamp, standing_of, time_of, values

_KEEP = """
    INSERT INTO profile (precaution, standing, at) VALUES (?, ?, ?)
    ON CONFLICT (precaution) DO UPDATE SET standing = excluded.standing, at = excluded.at
"""

_KNOWN = frozenset(each.value for each in Precaution)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a precaution, and when (UTC)."""

    standing: Standing
    at: datetime


def standings(connection: sqlite3.Connection) -> dict[str, Standing]:
    """What was last said, by the precaution's id. Ids that no program of ours may hold are passed over."""
    rows = connection.execute("SELECT precaution, standing FROM profile")
    return {precaution: standing_of(standing) for precaution, standing in rows if precaution in _KNOWN}


def said(connection: sqlite3.Connection) -> dict[str, Said]:
    """Like `standings`, with the times."""
    rows = connection.execute("SELECT precaution, standing, at FROM profile")
    return {
        precaution: Said(standing_of(standing), time_of(at))
        for precaution, standing, at in rows
        if precaution in _KNOWN
    }


def keep(connection: sqlite3.Connection, record: PrecautionRecord, at: datetime) -> None:
    """Let this be the last word on its precaution."""
    connection.execute(_KEEP, (*values(record), stamp(at)))


def forget(connection: sqlite3.Connection, precautions: Collection[str] | None) -> None:
    """Forget these, or all for None."""
    if precautions is None:
        connection.execute("DELETE FROM profile")
    else:
        connection.executemany("DELETE FROM profile WHERE precaution = ?", [(each,) for each in precautions])
