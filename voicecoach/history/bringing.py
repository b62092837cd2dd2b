"""Sessions that were done elsewhere, or that another file holds: brought into this history, each once."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicecoach.coach.records import ContinuationRecord, FinishRecord, PrecautionRecord, Record
from voicecoach.history import entries, profile
from voicecoach.history.entries import TABLES, SessionDetail, columns, stamp

UNKNOWN = 0
"""What a session goes on from, where that one is not here."""

_SESSION = """
    INSERT INTO sessions
        (program, version, driver, started_at, saved, ended_at, outcome, reason, uid, imported_at, note)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_IDS = "SELECT uid, id FROM sessions"


@dataclass(frozen=True, slots=True)
class Brought:
    """How many sessions came, and how many were here already."""

    new: int
    known: int


def bring(
    connection: sqlite3.Connection, sessions: Sequence[SessionDetail], imported_at: datetime | None
) -> Brought:
    """Keep those whose `uid` is not here yet, in their order, and what they say of precautions where it is newer.

    Where one goes on from another, `continued` is the number of that one in `sessions`. `imported_at` None: they were
    done here.
    """
    ids: dict[str, int] = dict(connection.execute(_IDS))
    uids = {each.summary.id: each.summary.uid for each in sessions}
    new = 0
    for session in sessions:
        if session.summary.uid in ids:
            continue
        ids[session.summary.uid] = _insert(
            connection, session, imported_at, {n: ids.get(uid, UNKNOWN) for n, uid in uids.items()}
        )
        new += 1
    return Brought(new, len(sessions) - new)


def _insert(
    connection: sqlite3.Connection,
    session: SessionDetail,
    imported_at: datetime | None,
    ids: Mapping[int, int],
) -> int:
    """`ids`: the number here of each session by its number there."""
    summary = session.summary
    finish = session.finish
    cursor = connection.execute(
        _SESSION,
        (
            summary.program,
            summary.version,
            summary.driver,
            stamp(summary.started_at),
            len(session.entries),
            summary.ended_at and stamp(summary.ended_at),
            finish and finish.outcome.value,
            finish and finish.reason,
            summary.uid,
            imported_at and stamp(imported_at),
            summary.note,
        ),
    )
    session_id = int(cursor.lastrowid or 0)
    for n, entry in enumerate(session.entries, start=1):
        record = _here(entry.record, ids)
        if isinstance(record, FinishRecord):
            continue
        kind = type(record)
        marks = ", ?" * len(columns(kind))
        connection.execute(
            f"INSERT INTO {TABLES[kind]} (session, n, at, {', '.join(columns(kind))}) VALUES (?, ?, ?{marks})",  # noqa: S608 names of our own
            (session_id, n, stamp(entry.at), *entries.values(record)),
        )
        if isinstance(record, PrecautionRecord):
            _keep_newer(connection, record, entry.at)
    return session_id


def _here(record: Record, ids: Mapping[int, int]) -> Record:
    if isinstance(record, ContinuationRecord):
        return dataclasses.replace(record, continued=ids.get(record.continued, UNKNOWN))
    return record


def _keep_newer(connection: sqlite3.Connection, record: PrecautionRecord, at: datetime) -> None:
    said = profile.said(connection).get(record.precaution)
    if said is None or said.at < at:
        profile.keep(connection, record, at)
