"""Before the schema changes a copy of the history is kept; a change that is killed leaves the old or the new one."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from voicecoach.errors import UnreadableHistory
from voicecoach.history.migrations import APPLICATION_ID, MIGRATIONS, migrate
from voicecoach.history.store import Store

NEXT = (*MIGRATIONS, ("ALTER TABLE sets ADD COLUMN note TEXT",))
KILLED = """
import os, pathlib, signal, sqlite3, sys
from voicecoach.history import migrations, store

class Killed(sqlite3.Connection):
    left = int(sys.argv[2])
    def execute(self, statement, *more):
        if statement.split()[0] in ("CREATE", "ALTER", "PRAGMA", "COMMIT", "BEGIN"):
            Killed.left -= 1
            if Killed.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(statement, *more)

connect = sqlite3.connect
store.sqlite3.connect = lambda *a, **k: connect(*a, **{"factory": Killed, **k})
store.Store.open(pathlib.Path(sys.argv[1])).close()
"""


def released(path: Path, version: int) -> Path:
    """A history with the schema of this version, and a session in it."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if version:
            migrate(connection, MIGRATIONS[:version])
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(
                "INSERT INTO sessions (program, version, driver, started_at, saved, outcome)"
                " VALUES ('back-pain', '0.1.0', 'text', '2026-03-01T12:00:00.000000+00:00', 1, 'complete')"
            )
            connection.execute(
                "INSERT INTO sets VALUES (1, 1, '2026-03-01T12:01:00.000000+00:00', 'a', 'b', 'reps', 1, 10, NULL)"
            )
    return path


def sessions(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT program FROM sessions")]


def copies(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if "before" in each.name)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_the_old_history_is_kept_as_it_was_and_the_new_one_has_it_all(path: Path, version: int) -> None:
    """From every schema there ever was, to the next one; the copy is a history that its own voicecoach can open."""
    released(path, version)
    Store.open(path, NEXT).close()
    copy = path.with_name(f"history.before-{len(NEXT)}.sqlite3")

    assert sessions(path) == sessions(copy) == ["back-pain"]
    assert copies(path) == [copy.name]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with Store.open(copy, MIGRATIONS[:version]) as store:
        assert store._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_the_last_copy_is_kept_and_none_where_nothing_changes(path: Path) -> None:
    """A new history and one that is current need none."""
    Store.open(path).close()
    Store.open(path).close()
    assert copies(path) == []
    path.with_name("history.before-2.sqlite3").write_bytes(b"older")
    path.with_name("history.before-x.sqlite3").write_bytes(b"theirs")
    Store.open(path, NEXT).close()

    assert copies(path) == [f"history.before-{len(NEXT)}.sqlite3", "history.before-x.sqlite3"]


def test_what_stands_only_in_the_wal_is_in_the_copy(path: Path) -> None:
    """As after a kill."""
    with Store.open(path) as reader:
        reader._connection.execute("BEGIN")
        reader._connection.execute("SELECT * FROM sessions").fetchall()
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute(
                "INSERT INTO sessions (program, version, driver, started_at) VALUES ('late', 'x', 'x', 'x')"
            )
        Store.open(path, NEXT).close()

    assert sessions(path.with_name(f"history.before-{len(NEXT)}.sqlite3")) == ["late"]


def test_without_room_for_a_copy_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released(path, 1)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voicecoach.history.before.private_files.write", full)
    with pytest.raises(UnreadableHistory, match="no space left"):
        Store.open(path, NEXT)

    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_a_kill_at_each_statement_of_a_migration_leaves_a_whole_history(tmp_path: Path, version: int) -> None:
    """From blank and from every schema; afterwards the next start makes it the newest, with all its data."""
    kills = 0
    for statement in range(60):
        path = tmp_path / str(statement) / "history.sqlite3"
        path.parent.mkdir()
        released(path, version)
        ran = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(statement)], check=False, timeout=60
        )
        kills += ran.returncode == -signal.SIGKILL
        Store.open(path).close()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
            assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert sessions(path) == (["back-pain"] if version else [])
        if ran.returncode == 0:
            break

    assert kills > sum(len(steps) for steps in MIGRATIONS[version:])
