"""The history on disk: every record is committed, and on the disk, when `save` returns.

SQLite in WAL mode, synchronous=EXTRA and fullfsync: a commit is one write that survives a crash and a power
cut, and another process reads while this one writes. Where WAL cannot be had (some network disks) SQLite
keeps its rollback journal, as safe and slower. Nothing here ever deletes or replaces the file; before its schema
changes, a copy is kept (`before`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from voicecoach.coach.background import Background, Standing
from voicecoach.coach.plan import Plan
from voicecoach.coach.records import FinishRecord, PrecautionRecord, Record, TempoRecord
from voicecoach.history import contents, entries, past, plans, profile, tempo
from voicecoach.history.before import keep_copy
from voicecoach.history.contents import Contents
from voicecoach.history.entries import SessionDetail, SessionSummary
from voicecoach.history.failures import as_sentences
from voicecoach.history.migrations import MIGRATIONS, Migration, is_current, migrate
from voicecoach.history.plans import Planned
from voicecoach.history.profile import Said
from voicecoach.history.tempo import Tempo
from voicecoach.private_files import make_directories

if TYPE_CHECKING:
    from voicecoach.history.bringing import Brought

LOCK_WAIT_S = 2.0

_INSERT = {
    kind: f"INSERT INTO {table} (session, n, at, {', '.join(entries.columns(kind))})"  # noqa: S608 names of our own
    f" VALUES (?, (SELECT saved FROM sessions WHERE id = ?), ?{', ?' * len(entries.columns(kind))})"
    for kind, table in entries.TABLES.items()
}


class Store:
    """An open history. Every method raises UnreadableHistory, with a sentence, when the disk fails it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock_wait_s = LOCK_WAIT_S

    @property
    def lock_wait_s(self) -> float:
        """How long another program's lock is waited for."""
        return self._lock_wait_s

    @lock_wait_s.setter
    def lock_wait_s(self, seconds: float) -> None:
        self._lock_wait_s = seconds
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    @classmethod
    def open(cls, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Self:
        """The history in this file; made, private (directories 0700, file 0600), where there is none."""
        with as_sentences(path):
            _make_private(path)
            _check_identity(path, migrations)
            connection = sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None)
            try:
                keep_copy(connection, path, migrations)
                migrate(connection, migrations)
                for pragma in ("journal_mode=WAL", "synchronous=EXTRA", "fullfsync=1", "foreign_keys=ON"):
                    connection.execute(f"PRAGMA {pragma}")
            except BaseException:
                connection.close()
                raise
            return cls(connection, path)

    @classmethod
    def in_memory(cls) -> Self:
        """An empty history that no disk keeps."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(connection)
        return cls(connection, Path(":memory:"))

    def close(self) -> None:
        """Nothing is lost without it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin_session(self, program_id: str, version: str, driver: str, started_at: datetime) -> int:
        """Begin a session; its id. `driver` is "voice", "text" or "scripted"."""
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO sessions (program, version, driver, started_at, uid) VALUES (?, ?, ?, ?, ?)",
                (program_id, version, driver, entries.stamp(started_at), uuid.uuid4().hex),
            )
            return int(cursor.lastrowid or 0)

    def save(self, session_id: int, record: Record, at: datetime) -> None:
        """Keep one record; it is on disk when this returns. Raises KeyError for an unknown session.

        What is said of a precaution goes into the profile too, and a tempo becomes the one that counts, in the same
        commit.
        """
        with self._transaction() as connection:
            found = connection.execute("UPDATE sessions SET saved = saved + 1 WHERE id = ?", (session_id,))
            if found.rowcount == 0:
                raise KeyError(session_id)
            if isinstance(record, FinishRecord):
                connection.execute(
                    "UPDATE sessions SET outcome = ?, reason = ?, ended_at = ? WHERE id = ?",
                    (*entries.values(record), entries.stamp(at), session_id),
                )
            else:
                row = [session_id, session_id, entries.stamp(at), *entries.values(record)]
                connection.execute(_INSERT[type(record)], row)
            if isinstance(record, PrecautionRecord):
                profile.keep(connection, record, at)
            elif isinstance(record, TempoRecord):
                tempo.keep(connection, record, at)

    def sessions(self, limit: int | None = None) -> list[SessionSummary]:
        """The latest sessions in which something was saved, the newest first."""
        with self._reading() as connection:
            return past.summaries(connection, limit)

    def session(self, session_id: int) -> SessionDetail | None:
        """One session in full; None if there is none of this id."""
        with self._reading() as connection:
            return past.detail(connection, session_id)

    def details(self, since: datetime | None = None) -> list[SessionDetail]:
        """All sessions in which something was saved, or those begun since then, in full: by their begin."""
        with self._reading() as connection:
            return past.details(connection, since)

    def bring(self, sessions: Sequence[SessionDetail], imported_at: datetime | None = None) -> Brought:
        """Keep all of these that are not here yet, or none where that fails (`bringing.bring`)."""
        from voicecoach.history.bringing import bring  # noqa: PLC0415 only an import needs it

        with self._transaction() as connection:
            return bring(connection, sessions, imported_at)

    def contents(self, since: datetime | None = None) -> Contents:
        """All that this history holds; of the sessions those begun since then, all for None."""
        with self._reading() as connection:
            return contents.contents(connection, since)

    def merge(
        self,
        found: Contents,
        now: datetime,
        is_running: Callable[[int], bool] = lambda session_id: False,
        *,
        is_trial: bool = False,
    ) -> Brought:
        """Bring all of this here, or nothing where that fails (`bringing.merge`). A trial changes nothing."""
        from voicecoach.history.bringing import merge  # noqa: PLC0415 only an import needs it

        with self._transaction() as connection:
            brought = merge(connection, found, now, is_running)
            if is_trial:
                connection.execute("ROLLBACK")
                connection.execute("BEGIN")
        return brought

    def write_note(self, session_id: int, note: str | None) -> None:
        """Keep the person's own note on a session, in place of the one before; None takes it away.

        Raises KeyError for an unknown session.
        """
        with self._transaction() as connection:
            found = connection.execute("UPDATE sessions SET note = ? WHERE id = ?", (note, session_id))
            if found.rowcount == 0:
                raise KeyError(session_id)

    def plans(self) -> list[Planned]:
        """Every plan that was ever made, in order; the last one of a program counts."""
        with self._reading() as connection:
            return plans.plans(connection)

    def make_plan(self, plan: Plan, at: datetime) -> None:
        """Let this plan count from now on."""
        with self._transaction() as connection:
            plans.keep(connection, plan, at)

    def background(
        self,
        program_id: str,
        now: datetime,
        is_running: Callable[[int], bool] = lambda session_id: False,
    ) -> Background:
        """What the coach should know before a session of this program.

        `is_running`: whether the session of this id still runs in another process; then it was not cut off. Where the
        clock cannot be believed nobody knows how old the full list of red flags is: it is due.
        """
        from voicecoach.history import clock, experience  # noqa: PLC0415 who only looks back does not need them

        with self._reading() as connection:
            found = experience.background(connection, program_id, now, is_running)
            if clock.is_believable(connection, now):
                return found
            return dataclasses.replace(found, hours_since_full_screening=None)

    def profile(self) -> dict[str, Standing]:
        """What was last said of each precaution, by its id. Those that nobody was asked about are not in it."""
        with self._reading() as connection:
            return profile.standings(connection)

    def said(self) -> dict[str, Said]:
        """The profile with the times at which it was said."""
        with self._reading() as connection:
            return profile.said(connection)

    def set_precaution(self, precaution: str, standing: Standing, at: datetime) -> None:
        """Change the profile outside a session."""
        with self._transaction() as connection:
            profile.keep(connection, PrecautionRecord(precaution, standing), at)

    def forget_precautions(self, precautions: Collection[str] | None = None) -> None:
        """Take these, or all, out of the profile, so that they are asked again. The sessions keep what was said."""
        with self._transaction() as connection:
            profile.forget(connection, precautions)

    def tempo(self) -> Tempo | None:
        """The tempo that was last asked for; None where there is none, or where it was reset."""
        with self._reading() as connection:
            return tempo.asked_for(connection)

    def forget_tempo(self) -> None:
        """Begin with the program's own tempo again. The sessions keep what was asked for."""
        with self._transaction() as connection:
            tempo.forget(connection)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with as_sentences(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """All reads of a question see the same moment."""
        with as_sentences(self._path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def _check_identity(path: Path, migrations: Sequence[Migration]) -> None:
    """Raises ForeignFile where what lies there, with the WAL beside it, is not for us, before anything is written.

    Who closes a database writes its WAL into it, and that may be the WAL of another one.
    """
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        return
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=LOCK_WAIT_S)
        with contextlib.closing(connection):
            is_current(connection, migrations)


def _make_private(path: Path) -> None:
    """Make the file and its missing directories, for the user alone, whatever the umask."""
    make_directories(path)
    if path.is_dir():
        raise IsADirectoryError(None, "it is a directory")
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        path.chmod(0o600)
