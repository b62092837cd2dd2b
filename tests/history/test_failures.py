"""A history that cannot be used is told in one sentence, and is never lost or overwritten."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicecoach.coach.records import FinishRecord, Outcome
from voicecoach.errors import UnreadableHistory
from voicecoach.history import store as store_module
from voicecoach.history.store import Store


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableHistory) as error:
        Store.open(path)
    sentence = str(error.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert error.value.exit_code == 5
    return sentence


def test_a_file_that_is_no_database_is_kept(path) -> None:
    """Somebody may want it."""
    path.write_text("Dear diary, " * 100)

    assert "is not a history" in refusal(path)
    assert path.read_text().startswith("Dear diary")


def test_a_directory_is_refused(path) -> None:
    """In the file's place."""
    path.mkdir()

    assert "directory" in refusal(path)


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path) -> None:
    """Nothing is made over it."""
    (tmp_path / "file").write_text("x")

    refusal(tmp_path / "file" / "history.sqlite3")


def test_a_damaged_file_is_refused_and_kept(diary, path, one_of_each) -> None:
    """Overwritten in its middle."""
    diary.begin()
    diary.save(*one_of_each, FinishRecord(Outcome.COMPLETE, "x" * 100_000))
    diary.store.close()
    content = path.read_bytes()
    damaged = content[:100] + b"\xff" * (len(content) - 100)
    path.write_bytes(damaged)

    assert "damaged" in refusal(path)
    assert path.read_bytes() == damaged


def test_a_value_that_was_never_written_by_us_is_told(diary) -> None:
    """An unknown outcome, put in by hand."""
    diary.begin()
    diary.did("press-ups")
    diary.store._connection.execute("UPDATE sessions SET outcome = 'cured', started_at = 'yesterday'")

    with pytest.raises(UnreadableHistory, match="damaged"):
        diary.store.sessions()


def test_a_lock_is_waited_for_and_then_told(diary, path, one_of_each, monkeypatch) -> None:
    """Two seconds in earnest; a moment here."""
    monkeypatch.setattr(store_module, "LOCK_WAIT_S", 0.05)
    diary.begin()
    diary.did("press-ups")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with Store.open(path) as store, pytest.raises(UnreadableHistory, match="locked"):
        store.save(diary.session, one_of_each[0], diary.now)
    other.close()

    assert len(diary.store.session(diary.session).entries) == 1


def test_a_full_disk_loses_nothing_that_was_saved(diary, one_of_each) -> None:
    """The save fails whole, and goes on when there is room again."""
    diary.begin()
    diary.did("press-ups")
    connection = diary.store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    long = FinishRecord(Outcome.COMPLETE, "x" * 100_000)

    with pytest.raises(UnreadableHistory, match="disk is full"):
        diary.save(long)
    connection.execute("PRAGMA max_page_count = 1000000")
    diary.save(*one_of_each)

    assert len(diary.store.session(diary.session).entries) == 1 + len(one_of_each)


def test_a_read_only_history_is_told(diary, one_of_each) -> None:
    """At the first save."""
    diary.begin()
    diary.store._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(UnreadableHistory, match="read-only"):
        diary.save(one_of_each[0])


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become somebody else")
def test_a_directory_of_somebody_else_is_told() -> None:
    """As the user "nobody", below a directory of root."""
    with tempfile.TemporaryDirectory() as name:
        script = (
            "import os, pathlib; from voicecoach.history.store import Store; "
            f"os.setuid(65534); Store.open(pathlib.Path({name!r}) / 'a' / 'h.sqlite3')"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "UnreadableHistory" in done.stderr
    assert "permission denied; check" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_files_are_private_whatever_the_umask(tmp_path, umask) -> None:
    """Directories 0700, files 0600, with SQLite's own files beside it; what was there keeps its mode."""
    tmp_path.chmod(0o755)
    before = os.umask(umask)
    try:
        store = Store.open(tmp_path / "a" / "b" / "history.sqlite3")
        store.begin_session("a", "b", "c", datetime.now(UTC))
    finally:
        os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.rglob("*")}
    store.close()

    assert modes.pop("a") == 0o700
    assert modes.pop("b") == 0o700
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
