"""Every schema there ever was comes to the newest, once, whole, and with all its data."""

import sqlite3
from pathlib import Path

import pytest

from voicecoach.coach.records import Outcome
from voicecoach.errors import UnreadableHistory
from voicecoach.history.migrations import APPLICATION_ID, MIGRATIONS
from voicecoach.history.store import Store

FIRST = Path(__file__).with_name("first_schema.sql").read_text(encoding="utf-8")
NEXT = (*MIGRATIONS, ("ALTER TABLE sets ADD COLUMN note TEXT", "UPDATE sets SET note = 'old'"))
BROKEN = (*NEXT, ("CREATE TABLE half (a)", "this is no SQL"))


@pytest.fixture
def first(path) -> Path:
    """A history with the first schema."""
    connection = sqlite3.connect(path)
    connection.executescript(FIRST)
    connection.close()
    return path


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return number


def schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: connection.execute(f"PRAGMA table_info({table})").fetchall() for table in tables}
    connection.close()
    return found


def test_a_blank_file_gets_the_newest_schema(path) -> None:
    """Also an empty file that is already there."""
    path.touch()
    Store.open(path).close()

    assert version(path) == len(MIGRATIONS)


def test_the_first_schema_keeps_all_its_data(first) -> None:
    """A session of the first release reads as on its day."""
    with Store.open(first) as store:
        detail = store.session(1)

    assert len(detail.entries) == 5
    assert detail.finish.outcome is Outcome.CENTRALIZED
    assert detail.left_outs[0].is_for_good is True


def test_old_and_blank_files_end_with_the_same_schema(first, tmp_path) -> None:
    """However one comes to it."""
    Store.open(first).close()
    Store.open(tmp_path / "blank.sqlite3").close()

    assert schema(first) == schema(tmp_path / "blank.sqlite3")
    assert APPLICATION_ID == 1986228065


def test_a_later_step_is_applied_once(first) -> None:
    """Opening again changes nothing."""
    for _ in range(2):
        with Store.open(first, NEXT) as store:
            notes = store._connection.execute("SELECT note FROM sets").fetchall()

        assert notes == [("old",)]
    assert version(first) == len(NEXT)


def test_a_step_that_fails_leaves_everything_as_it_was(first) -> None:
    """All steps of an update, or none."""
    before = schema(first)

    with pytest.raises(UnreadableHistory):
        Store.open(first, BROKEN)
    assert schema(first) == before
    assert version(first) == len(MIGRATIONS)


def test_a_newer_schema_is_left_alone(path) -> None:
    """It is for the newer program to read."""
    Store.open(path, NEXT).close()
    before = path.read_bytes()

    with pytest.raises(UnreadableHistory, match="newer voicecoach"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(path) -> None:
    """Nothing is added to it."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(UnreadableHistory, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before
