"""Every schema there ever was comes to the newest, once, whole, and with all its data."""

import contextlib
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicecoach.coach.background import Standing
from voicecoach.coach.records import ContinuationRecord, Outcome, PrecautionRecord
from voicecoach.errors import UnreadableHistory
from voicecoach.history.migrations import APPLICATION_ID, MIGRATIONS, migrate
from voicecoach.history.store import Store

HERE = Path(__file__).parent
SCHEMAS = {
    name: (HERE / f"{name}_schema.sql").read_text(encoding="utf-8")
    for name in ("first", "second", "fourth", "fifth")
}
FIRST, SECOND = SCHEMAS["first"], SCHEMAS["second"]
NEXT = (*MIGRATIONS, ("ALTER TABLE sets ADD COLUMN note TEXT", "UPDATE sets SET note = 'old'"))
BROKEN = (*NEXT, ("CREATE TABLE half (a)", "this is no SQL"))


def written(path: Path, script: str) -> Path:
    """A history made by this script."""
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


@pytest.fixture
def first(path) -> Path:
    """A history with the first schema."""
    return written(path, FIRST)


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return number


def schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: connection.execute(f"PRAGMA table_info({table})").fetchall() for table in tables}
    indices = connection.execute("SELECT name, tbl_name FROM sqlite_master WHERE sql GLOB 'CREATE INDEX*'")
    found["indices"] = sorted(indices)
    connection.close()
    return found


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the tables."""
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608 ours
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


@pytest.mark.parametrize("script", SCHEMAS.values(), ids=SCHEMAS)
def test_no_row_of_any_schema_is_lost_or_changed(path, script) -> None:
    """What is new begins empty, but a session's own name."""
    written(path, script)
    before = rows(path)
    Store.open(path).close()
    after = rows(path)

    assert before.keys() <= after.keys()
    for table, old in before.items():
        width = len(old[0]) if old else 0

        assert [row[:width] for row in after[table]] == old
        new = [value for row in after[table] for value in row[width:] if value is not None]
        assert all(re.fullmatch("[0-9a-f]{32}", str(value)) for value in new)
        assert len(set(new)) == len(new) == (len(old) if table == "sessions" else 0)
    assert all(not after[table] for table in after.keys() - before.keys())


def test_the_first_schema_goes_on_with_the_newest_records(first, one_of_each) -> None:
    """An old history is written to as a new one."""
    with Store.open(first) as store:
        assert store.profile() == {}
        for record in one_of_each:
            store.save(1, record, datetime(2026, 3, 2, tzinfo=UTC))

        assert store.profile() == {"pregnancy": Standing.APPROVED}
        assert len(store.session(1).entries) == 4 + len(one_of_each)


def test_a_first_history_is_screened_in_full_and_its_emergency_locks(first) -> None:
    """The first release knew neither the full list nor the lock: no old answer stands for them."""
    connection = sqlite3.connect(first)
    connection.execute("UPDATE sessions SET outcome = 'emergency'")
    connection.commit()
    connection.close()
    with Store.open(first) as store:
        found = store.background("back-pain", datetime(2026, 3, 2, tzinfo=UTC))

    assert found.hours_since_full_screening is None
    assert found.is_after_stop
    assert found.is_locked


def test_the_second_schema_keeps_all_its_data(path) -> None:
    """A session and a profile of its day."""
    with Store.open(written(path, SECOND)) as store:
        detail = store.session(1)

        assert detail.precautions == (PrecautionRecord("pregnancy", Standing.APPROVED),)
        assert store.profile() == {"pregnancy": Standing.APPROVED}


@pytest.mark.parametrize(("steps", "name"), [(2, "second"), (4, "fourth"), (5, "fifth")])
def test_the_steps_make_each_schema(first, tmp_path, steps, name) -> None:
    """A released step never changes."""
    Store.open(first, MIGRATIONS[:steps]).close()

    assert schema(first) == schema(written(tmp_path / "other.sqlite3", SCHEMAS[name]))


def test_a_session_of_the_fourth_schema_may_be_gone_on_with(path) -> None:
    """It was stopped two minutes ago, by a version that made no offers."""
    with Store.open(written(path, SCHEMAS["fourth"])) as store:
        found = store.background("back-pain", datetime(2026, 3, 1, 12, 6, tzinfo=UTC)).unfinished

    assert found is not None
    assert found.session == 1
    assert [type(record).__name__ for record in found.records][:2] == ["SetRecord", "DecisionRecord"]


def test_the_fifth_schema_tells_which_session_went_on(path) -> None:
    """And the next start goes on from both."""
    with Store.open(written(path, SCHEMAS["fifth"])) as store:
        found = store.background("back-pain", datetime(2026, 3, 1, 12, 6, tzinfo=UTC)).unfinished
        second = store.session(2)

    assert second.summary.continued == 1
    assert second.continuations == (ContinuationRecord(1, "press-ups", "prop"),)
    assert found is not None
    assert found.session == 2
    assert [type(record).__name__ for record in found.records] == [
        "SetRecord",
        "DecisionRecord",
        "TempoRecord",
        "AnswerRecord",
        "ContinuationRecord",
    ]


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
    assert version(first) == 1


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_file_that_another_process_makes_meanwhile_is_no_foreign_one(path, after) -> None:
    """Between any two looks at it."""

    class Slow(sqlite3.Connection):
        """Another process makes the file after so many of our statements."""

        looks = 0

        def execute(self, *arguments: str) -> sqlite3.Cursor:
            if self.looks == after:
                Store.open(path).close()
            self.looks += 1
            return super().execute(*arguments)

    with contextlib.closing(sqlite3.connect(path, isolation_level=None, factory=Slow)) as connection:
        migrate(connection)

    assert version(path) == len(MIGRATIONS)


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
