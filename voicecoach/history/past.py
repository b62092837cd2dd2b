"""Questions to the history: sessions in short and in full, and what they mean for the next one."""

import sqlite3
from datetime import UTC, datetime

from voicecoach.coach.background import Background
from voicecoach.coach.records import FinishRecord, Outcome
from voicecoach.history.entries import TABLES, Entry, SessionDetail, SessionSummary, columns, record_of

_SUMMARY = """
    SELECT id, program, version, driver, started_at, ended_at, outcome, reason,
        (SELECT count(*) FROM sets WHERE session = sessions.id),
        (SELECT rule FROM decisions WHERE session = sessions.id ORDER BY n DESC LIMIT 1)
    FROM sessions
"""

_LATEST = f"{_SUMMARY} WHERE saved > 0 ORDER BY started_at DESC, id DESC LIMIT ?"
_ONE = f"{_SUMMARY} WHERE id = ?"

_LAST_STAY = """
    SELECT exercise, session, n FROM decisions JOIN sessions ON id = session
    WHERE program = ? AND exercise IS NOT NULL AND rule IN ('R1', 'R13')
    ORDER BY session DESC, n DESC LIMIT 1
"""

_SETBACK_SINCE = """
    SELECT 1 FROM decisions JOIN sessions ON id = session
    WHERE program = ? AND exercise = ? AND (session, n) > (?, ?)
    AND (rule IN ('R5', 'R6', 'R9') OR lower(action) IN ('recheck', 'stop', 'emergency stop'))
    LIMIT 1
"""

_LAST_SET = "SELECT max(at) FROM sets JOIN sessions ON id = session WHERE program = ?"

_LEFT_OUT = "SELECT exercise FROM left_outs JOIN sessions ON id = session WHERE program = ? AND is_for_good"

_LAST_OUTCOME = """
    SELECT outcome FROM sessions WHERE program = ? AND outcome IS NOT NULL ORDER BY id DESC LIMIT 1
"""


def summaries(connection: sqlite3.Connection, limit: int | None) -> list[SessionSummary]:
    """The latest sessions in which something was saved, the newest first."""
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
        numbered += [(n, Entry(_time(at), record_of(kind, values))) for n, at, *values in found]
    entries = [entry for _, entry in sorted(numbered, key=lambda each: each[0])]
    if summary.outcome is not None and summary.ended_at is not None:
        entries.append(Entry(summary.ended_at, FinishRecord(summary.outcome, summary.reason or "")))
    return SessionDetail(summary, tuple(entries))


def background(connection: sqlite3.Connection, program_id: str, now: datetime) -> Background:
    """What the coach should know before a session of this program."""
    (last_set,) = connection.execute(_LAST_SET, (program_id,)).fetchone()
    outcome = connection.execute(_LAST_OUTCOME, (program_id,)).fetchone()
    left_out = frozenset(exercise for (exercise,) in connection.execute(_LEFT_OUT, (program_id,)))
    favourite = _favourite(connection, program_id)
    return Background(
        is_first=last_set is None,
        hours_since_last=None if last_set is None else _hours(_time(last_set), now),
        favourite=None if favourite in left_out else favourite,
        left_out=left_out,
        last_outcome=outcome[0] if outcome else None,
    )


def _favourite(connection: sqlite3.Connection, program_id: str) -> str | None:
    """The exercise of the last STAY, unless a later decision on it was a setback."""
    stay = connection.execute(_LAST_STAY, (program_id,)).fetchone()
    if stay is None:
        return None
    exercise, session, n = stay
    setback = connection.execute(_SETBACK_SINCE, (program_id, exercise, session, n)).fetchone()
    return None if setback else str(exercise)


def _summary(connection: sqlite3.Connection, row: tuple[object, ...]) -> SessionSummary:
    session_id, program, version, driver, started_at, ended_at, outcome, reason, sets, rule = row
    begun = connection.execute("SELECT exercise FROM sets WHERE session = ? ORDER BY n", (session_id,))
    return SessionSummary(
        id=int(str(session_id)),
        program=str(program),
        version=str(version),
        driver=str(driver),
        started_at=_time(started_at),
        ended_at=None if ended_at is None else _time(ended_at),
        outcome=None if outcome is None else Outcome(str(outcome)),
        reason=None if reason is None else str(reason),
        exercises=tuple(dict.fromkeys(exercise for (exercise,) in begun)),
        sets=int(str(sets)),
        rule=None if rule is None else str(rule),
    )


def _time(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def _hours(earlier: datetime, now: datetime) -> float:
    """Never negative: a clock that was set back does not make a session lie in the future."""
    return max(0.0, (now.astimezone(UTC) - earlier).total_seconds() / 3600)
