"""Sessions that were done elsewhere, or that another file holds: brought into this history, each once.

What is here is never taken away, with one exception: a session that is longer in the file, and begins there record by
record as here, comes anew in its whole length, with a new number, as if it had arrived only now (`experience` says
why).
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicecoach.coach.records import ContinuationRecord, FinishRecord, PrecautionRecord, Record
from voicecoach.history import entries, merging, past, profile
from voicecoach.history.contents import Contents
from voicecoach.history.entries import TABLES, UNKNOWN, SessionDetail, columns, stamp

_SESSION = """
    INSERT INTO sessions
        (program, version, driver, started_at, saved, ended_at, outcome, reason, uid, imported_at, note)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_IDS = "SELECT uid, id FROM sessions"
_INSERT = {
    kind: f"INSERT INTO {table} (session, n, at, {', '.join(columns(kind))})"  # noqa: S608 names of our own
    f" VALUES (?, ?, ?{', ?' * len(columns(kind))})"
    for kind, table in TABLES.items()
}
_DELETE = (
    *(f"DELETE FROM {table} WHERE session = ?" for table in TABLES.values()),  # noqa: S608 names of our own
    "DELETE FROM sessions WHERE id = ?",
)
_LINK = "UPDATE continuations SET continued = ? WHERE session = ? AND n = ? AND continued = ?"


@dataclass(frozen=True, slots=True)
class Brought:
    """What came, and what did not.

    Of the sessions: `new`; `completed`, which were longer in the file; `known`, which were here already, as they are
    there or longer; `different`, which stay as they are here, by their `uid`. `plans`, `precautions`: how many came.
    `notes`: how many came to sessions that had none; `notes_kept`: how many stay as they are here, though there is
    another.
    """

    new: int = 0
    known: int = 0
    completed: int = 0
    different: tuple[str, ...] = ()
    plans: int = 0
    precautions: int = 0
    has_tempo: bool = False
    notes: int = 0
    notes_kept: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing here was changed."""
        return not (
            self.new or self.completed or self.plans or self.precautions or self.has_tempo or self.notes
        )


def bring(
    connection: sqlite3.Connection, sessions: Sequence[SessionDetail], imported_at: datetime | None
) -> Brought:
    """Keep those whose `uid` is not here yet, in their order, and what they say of precautions where it is newer.

    Where one goes on from another, `continued` is the number of that one in `sessions`. `imported_at` None: they were
    done here.
    """
    bringing = _Bringing(connection, {each.summary.id: each.summary.uid for each in sessions}, imported_at)
    new = [each for each in sessions if each.summary.uid not in bringing.ids]
    for session in new:
        bringing.insert(session)
        for entry in session.entries:
            if isinstance(entry.record, PrecautionRecord):
                _keep_newer(connection, entry.record, entry.at)
    return Brought(len(new), len(sessions) - len(new))


def merge(
    connection: sqlite3.Connection, contents: Contents, now: datetime, is_running: Callable[[int], bool]
) -> Brought:
    """Bring all of this here, each thing once; what the sessions hold counts as imported `now`.

    `is_running`: whether the session of this number runs in another process; it is left as it is.
    """
    bringing = _Bringing(connection, contents.names, now)
    here = _known(connection, bringing, contents.sessions)
    counted: Counter[str] = Counter()
    different: list[str] = []
    for session in contents.sessions:
        uid = session.summary.uid
        own = here.get(uid)
        if own is None:
            bringing.insert(session)
            counted["new"] += 1
            continue
        match merging.compare(bringing.named(own), merging.named(session, contents.names)):
            case merging.Standing.LONGER_THERE if not is_running(own.summary.id):
                bringing.replace(own, session)
                counted["completed"] += 1
            case merging.Standing.DIFFERENT:
                different.append(uid)
            case _:
                counted["known"] += 1
        counted[_note(connection, own, session)] += 1
    for session in contents.sessions:
        if session.summary.uid not in different:
            bringing.link(session)
    return Brought(
        new=counted["new"],
        known=counted["known"],
        completed=counted["completed"],
        different=tuple(different),
        plans=merging.plans(connection, contents.plans),
        precautions=merging.profile(connection, contents.profile, now),
        has_tempo=merging.tempo(connection, contents.tempo, now),
        notes=counted["note"],
        notes_kept=counted["other note"],
    )


def _note(connection: sqlite3.Connection, own: SessionDetail, session: SessionDetail) -> str:
    """Keep the note of a session that has none here; what became of it."""
    note = session.summary.note
    if note is None or note == own.summary.note:
        return "no note"
    if own.summary.note is not None:
        return "other note"
    connection.execute("UPDATE sessions SET note = ? WHERE uid = ?", (note, session.summary.uid))
    return "note"


def _known(
    connection: sqlite3.Connection, bringing: _Bringing, sessions: Sequence[SessionDetail]
) -> dict[str, SessionDetail]:
    """Those of them that are here, by their `uid`, as they are here."""
    if not any(each.summary.uid in bringing.ids for each in sessions):
        return {}
    uids = {each.summary.uid for each in sessions}
    found = {each.summary.uid: each for each in past.details(connection) if each.summary.uid in uids}
    empty = (uid for uid in uids & bringing.ids.keys() if uid not in found)  # begun, and nothing kept yet
    for uid in empty:
        detail = past.detail(connection, bringing.ids[uid])
        if detail is not None:
            found[uid] = detail
    return found


class _Bringing:
    """Puts sessions into the history. `names`: the `uid` of each number that they go on from."""

    def __init__(
        self, connection: sqlite3.Connection, names: Mapping[int, str], imported_at: datetime | None
    ) -> None:
        self._connection = connection
        self._names = names
        self._imported_at = imported_at
        self.ids: dict[str, int] = dict(connection.execute(_IDS))
        self._here = {number: uid for uid, number in self.ids.items()}

    def named(self, session: SessionDetail) -> tuple[merging.Line, ...]:
        """A session of here, to be compared."""
        return merging.named(session, self._here)

    def insert(self, session: SessionDetail) -> int:
        """A whole session, as the newest; its number."""
        summary = session.summary
        finish = session.finish
        cursor = self._connection.execute(
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
                self._imported_at and stamp(self._imported_at),
                summary.note,
            ),
        )
        number = self.ids[summary.uid] = int(cursor.lastrowid or 0)
        for n, entry in enumerate(session.entries, start=1):
            record = self._linked(entry.record)
            if not isinstance(record, FinishRecord):
                row = (number, n, stamp(entry.at), *entries.values(record))
                self._connection.execute(_INSERT[type(record)], row)
        return number

    def replace(self, own: SessionDetail, session: SessionDetail) -> None:
        """The longer one in the place of the one here, whose note stays; what went on from that goes on from it."""
        note = own.summary.note or session.summary.note
        for query in _DELETE:
            self._connection.execute(query, (own.summary.id,))
        number = self.insert(
            dataclasses.replace(session, summary=dataclasses.replace(session.summary, note=note))
        )
        self._connection.execute(
            "UPDATE continuations SET continued = ? WHERE continued = ?", (number, own.summary.id)
        )
        self._here[number] = session.summary.uid

    def link(self, session: SessionDetail) -> None:
        """What it goes on from, where that one was not here when it came, and is now."""
        for n, entry in enumerate(session.entries, start=1):
            if isinstance(entry.record, ContinuationRecord):
                found = self.ids.get(self._names.get(entry.record.continued, ""))
                if found is not None:
                    self._connection.execute(_LINK, (found, self.ids[session.summary.uid], n, UNKNOWN))

    def _linked(self, record: Record) -> Record:
        if isinstance(record, ContinuationRecord):
            uid = self._names.get(record.continued, "")
            return dataclasses.replace(record, continued=self.ids.get(uid, UNKNOWN))
        return record


def _keep_newer(connection: sqlite3.Connection, record: PrecautionRecord, at: datetime) -> None:
    said = profile.said(connection).get(record.precaution)
    if said is None or said.at < at:
        profile.keep(connection, record, at)
