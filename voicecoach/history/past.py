"""Questions to the history: sessions in short and in full."""

import sqlite3

from voicecoach.coach.records import FinishRecord, Outcome
from voicecoach.history.entries import (
    TABLES,
    Entry,
    SessionDetail,
    SessionSummary,
    columns,
    record_of,
    text_of,
    time_of,
)

_SUMMARY = """
    SELECT id, program, version, driver, started_at, ended_at, outcome, reason,
        (SELECT count(*) FROM sets WHERE session = sessions.id),
        (SELECT rule FROM decisions WHERE session = sessions.id ORDER BY n DESC LIMIT 1),
        (SELECT continued FROM continuations WHERE session = sessions.id ORDER BY n DESC LIMIT 1)
    FROM sessions
"""

_LATEST = f"{_SUMMARY} WHERE saved > 0 ORDER BY id DESC LIMIT ?"
_ONE = f"{_SUMMARY} WHERE id = ?"


def summaries(connection: sqlite3.Connection, limit: int | None) -> list[SessionSummary]:
    """The latest sessions in which something was saved, the newest first: by their number, a clock may be wrong."""
    rows = connection.execute(_LATEST, (-1 if limit is None else limit,)).fetchall()
    return [_summary(connection, row) for row in rows]


def detail(connection: sqlite3.Connection, session_id: int) -> SessionDetail | None:
    """One session with all its records."""
    row = connection.execute(_ONE, (session_id,)).fetchone()
    if row is None:
        return None
    summary = _summary(connection, row)
    numbered: list[tuple[int, Entry]] = []
    for kind, table in TABLES.items():
        names = ", ".join(columns(kind))
        query = f"SELECT n, at, {names} FROM {table} WHERE session = ?"  # noqa: S608 names of our own
        found = connection.execute(query, (session_id,))
        numbered += [(n, Entry(time_of(at), record_of(kind, values))) for n, at, *values in found]
    entries = [entry for _, entry in sorted(numbered, key=lambda each: each[0])]
    if summary.outcome is not None and summary.ended_at is not None:
        entries.append(Entry(summary.ended_at, FinishRecord(summary.outcome, summary.reason or "")))
    return SessionDetail(summary, tuple(entries))


def _summary(connection: sqlite3.Connection, row: tuple[object, ...]) -> SessionSummary:
    session_id, program, version, driver, started_at, ended_at, outcome, reason, sets, rule, continued = row
    begun = connection.execute("SELECT exercise FROM sets WHERE session = ? ORDER BY n", (session_id,))
    return SessionSummary(
        id=int(str(session_id)),
        program=str(program),
        version=str(version),
        driver=str(driver),
        started_at=time_of(started_at),
        ended_at=None if ended_at is None else time_of(ended_at),
        outcome=None if outcome is None else Outcome(str(outcome)),
        reason=None if reason is None else str(reason),
        exercises=tuple(dict.fromkeys(text_of(exercise) for (exercise,) in begun)),
        sets=int(str(sets)),
        rule=None if rule is None else str(rule),
        continued=None if continued is None else int(str(continued)),
    )
