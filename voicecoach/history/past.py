"""Questions to the history: sessions in short and in full."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from voicecoach.coach.records import (
    ContinuationRecord,
    DecisionRecord,
    FinishRecord,
    Outcome,
    Record,
    SetRecord,
)
from voicecoach.history.entries import (
    TABLES,
    Entry,
    SessionDetail,
    SessionSummary,
    columns,
    record_of,
    stamp,
    text_of,
    time_of,
)

_OWN = "id, program, version, driver, started_at, ended_at, outcome, reason, uid, imported_at, note"
_DERIVED = """
    (SELECT count(*) FROM sets WHERE session = sessions.id),
    (SELECT rule FROM decisions WHERE session = sessions.id ORDER BY n DESC LIMIT 1),
    (SELECT continued FROM continuations WHERE session = sessions.id ORDER BY n DESC LIMIT 1)
"""
_BEGUN = "SELECT exercise FROM sets WHERE session = ? ORDER BY n"

# What was done here comes first, by its number: a clock may be wrong. What was imported has its time alone.
_LATEST = f"""
    SELECT {_OWN}, {_DERIVED} FROM sessions WHERE saved > 0
    ORDER BY imported_at IS NULL DESC, iif(imported_at IS NULL, id, 0) DESC, started_at DESC LIMIT ?
"""  # noqa: S608 names of our own


def summaries(connection: sqlite3.Connection, limit: int | None) -> list[SessionSummary]:
    """The latest sessions in which something was saved, the newest first; those that were imported after the others."""
    found = []
    for *own, sets, rule, continued in connection.execute(
        _LATEST, (-1 if limit is None else limit,)
    ).fetchall():
        begun = (text_of(exercise) for (exercise,) in connection.execute(_BEGUN, (own[0],)))
        found.append(
            _summary(
                own,
                tuple(dict.fromkeys(begun)),
                int(str(sets)),
                None if rule is None else str(rule),
                None if continued is None else int(str(continued)),
            )
        )
    return found


def detail(connection: sqlite3.Connection, session_id: int) -> SessionDetail | None:
    """One session with all its records."""
    return next(iter(_details(connection, "id = ?", "session = ?", session_id)), None)


def details(connection: sqlite3.Connection, since: datetime | None = None) -> list[SessionDetail]:
    """All sessions in which something was saved, or those begun since then, with all their records: by their begin."""
    is_meant = "saved > 0" if since is None else "saved > 0 AND started_at >= ?"
    of_these = f"session IN (SELECT id FROM sessions WHERE {is_meant})"  # noqa: S608 words of our own
    return _details(connection, is_meant, of_these, *([] if since is None else [stamp(since)]))


def _details(
    connection: sqlite3.Connection, is_meant: str, is_of_it: str, *arguments: object
) -> list[SessionDetail]:
    """The sessions that are meant, and the records that are of them: by the conditions of their rows."""
    entries: defaultdict[int, list[tuple[int, Entry]]] = defaultdict(list)
    for kind, table in TABLES.items():
        names = ", ".join(columns(kind))
        query = f"SELECT session, n, at, {names} FROM {table} WHERE {is_of_it}"  # noqa: S608 names of our own
        for session_id, n, at, *values in connection.execute(query, arguments):
            entries[session_id].append((n, Entry(time_of(at), record_of(kind, values))))
    query = f"SELECT {_OWN} FROM sessions WHERE {is_meant} ORDER BY started_at, id"  # noqa: S608 names of our own
    return [
        _detail(own, [entry for _, entry in sorted(entries[own[0]], key=lambda each: each[0])])
        for own in connection.execute(query, arguments)
    ]


def _detail(own: Sequence[object], entries: list[Entry]) -> SessionDetail:
    records = [entry.record for entry in entries]
    summary = _summary(own, *_derived(records))
    if summary.outcome is not None and summary.ended_at is not None:
        entries.append(Entry(summary.ended_at, FinishRecord(summary.outcome, summary.reason or "")))
    return SessionDetail(summary, tuple(entries))


def _derived(records: Sequence[Record]) -> tuple[tuple[str, ...], int, str | None, int | None]:
    """The exercises begun, the number of sets, the last rule, and the session that this one goes on from."""
    sets = [each for each in records if isinstance(each, SetRecord)]
    rules = [each.rule for each in records if isinstance(each, DecisionRecord)]
    continued = [each.continued for each in records if isinstance(each, ContinuationRecord)]
    return (
        tuple(dict.fromkeys(each.exercise for each in sets)),
        len(sets),
        rules[-1] if rules else None,
        continued[-1] if continued else None,
    )


def _summary(
    own: Sequence[object], exercises: tuple[str, ...], sets: int, rule: str | None, continued: int | None
) -> SessionSummary:
    session_id, program, version, driver, started_at, ended_at, outcome, reason, uid, imported_at, note = own
    return SessionSummary(
        id=int(str(session_id)),
        program=str(program),
        version=str(version),
        driver=str(driver),
        started_at=time_of(started_at),
        ended_at=None if ended_at is None else time_of(ended_at),
        outcome=None if outcome is None else Outcome(str(outcome)),
        reason=None if reason is None else str(reason),
        exercises=exercises,
        sets=sets,
        rule=rule,
        continued=continued,
        uid=str(uid),
        imported_at=None if imported_at is None else time_of(imported_at),
        note=None if note is None else str(note),
    )
