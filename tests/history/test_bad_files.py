"""Whatever lies in the place of the history: the normal answer, or one sentence and exit code 5, and nothing is lost.

All by the real commands, in this process. A file that was refused is, byte for byte, what it was.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fuzzing import IS_SOAK
from tests.history.conftest import Diary
from voicecoach.cli.main import run
from voicecoach.coach.records import FinishRecord, Outcome, Record
from voicecoach.history import store as store_module
from voicecoach.history.migrations import APPLICATION_ID
from voicecoach.history.store import Store

COMMANDS = (["history"], ["explain", "--json"], ["profile"], ["start", "--text", "--fast", "--plain"])
UNEXPECTED = 1
MANY = 20 if IS_SOAK else 1

Say = Callable[[list[str]], tuple[int, str]]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Say:
    """Runs a command on the history of `path`; its exit code, and what stands on standard error."""
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path))
    monkeypatch.delenv("VOICECOACH_DEBUG", raising=False)
    monkeypatch.setattr(store_module, "LOCK_WAIT_S", 0.01)
    nothing = Path(os.devnull).open()  # noqa: SIM115 closed with the process
    monkeypatch.setattr("sys.stdin", nothing)

    def run_it(arguments: list[str]) -> tuple[int, str]:
        code = run(arguments)
        return code, capfd.readouterr().err

    return run_it


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def sound(path: Path, one_of_each: list[Record]) -> bytes:
    """The bytes of a whole history with every kind of record; the file is closed, and has no WAL beside it."""
    with Store.open(path) as store:
        diary = Diary(store)
        for _ in range(8):
            diary.begin()
            diary.save(*one_of_each, FinishRecord(Outcome.COMPLETE, "That was all."))
    return path.read_bytes()


def check(
    say: Say, path: Path, commands: Iterator[list[str]] | tuple[list[str], ...] = COMMANDS[:3]
) -> list[int]:
    """Each command's exit code, which is 0 or 5; what is refused is unchanged, and one sentence tells of it."""
    codes = []
    for command in commands:
        is_file = path.is_file()
        before = path.read_bytes() if is_file else b""
        code, told = say(command)
        codes.append(code)

        assert code in (0, 5), (command, told)
        if code == 5:
            assert len(told.splitlines()) == 1, told
            assert "history.sqlite3 cannot be used: " in told
            assert not is_file or path.read_bytes() == before, command
    return codes


def put(path: Path, content: bytes) -> None:
    for end in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(content)


def test_a_history_that_is_cut_short_anywhere_is_told(say: Say, path: Path, sound: bytes) -> None:
    """At each page, one byte before and after, and at many odd places."""
    pages = range(0, len(sound), 4096)
    odd = random.Random(1).sample(range(1, len(sound)), 20 * MANY)
    lengths = sorted({max(0, n + d) for n in pages for d in (-1, 0, 1)} | set(odd) | {16, 99, 100, 101})
    codes = []
    for length in lengths:
        put(path, sound[:length])
        codes += check(say, path, (COMMANDS[0],) if length else COMMANDS[:3])

    assert len(lengths) > 60
    assert codes.count(5) > 50


@pytest.mark.parametrize("where", ["header", "pages", "anywhere"])
def test_flipped_bytes_are_told_or_do_no_harm(say: Say, path: Path, sound: bytes, where: str) -> None:
    """One to eight of them, a hundred times, in the header, in the first bytes of pages, and anywhere."""
    dice = random.Random(where)
    for case in range(100 * MANY):
        content = bytearray(sound)
        for _ in range(dice.randint(1, 8)):
            match where:
                case "header":
                    at = dice.randrange(100)
                case "pages":
                    at = 4096 * dice.randrange(len(sound) // 4096) + dice.randrange(16)
                case _:
                    at = dice.randrange(len(sound))
            content[at] ^= 1 << dice.randrange(8)
        put(path, bytes(content))
        check(say, path, (COMMANDS[case % 3],))


def test_a_session_on_a_flipped_history_runs_or_is_refused(say: Say, path: Path, sound: bytes) -> None:
    """It begins no session that it could not keep, and leaves no traceback."""
    dice = random.Random(5)
    for _ in range(10 * MANY):
        content = bytearray(sound)
        for _ in range(4):
            content[dice.randrange(len(sound))] ^= 1 << dice.randrange(8)
        put(path, bytes(content))
        check(say, path, (COMMANDS[3],))


@pytest.fixture
def with_wal(path: Path, one_of_each: list[Record], tmp_path: Path) -> tuple[bytes, bytes]:
    """The bytes of a history and of its WAL, as a kill leaves them: the last session stands in the WAL alone."""
    with Store.open(path) as store:
        diary = Diary(store)
        diary.begin()
        diary.save(*one_of_each, FinishRecord(Outcome.COMPLETE, "The first."))
    store = Store.open(path)
    diary = Diary(store)
    diary.begin()
    diary.save(*one_of_each, FinishRecord(Outcome.COMPLETE, "The second."))
    found = path.read_bytes(), path.with_name(path.name + "-wal").read_bytes()
    store.close()
    return found


def sessions(path: Path) -> int:
    with Store.open(path) as store:
        return len(store.sessions())


def test_a_sound_wal_is_never_dropped(say: Say, path: Path, with_wal: tuple[bytes, bytes]) -> None:
    """After a kill both sessions are there."""
    put(path, with_wal[0])
    path.with_name(path.name + "-wal").write_bytes(with_wal[1])

    assert check(say, path) == [0, 0, 0]
    assert sessions(path) == 2


def test_a_damaged_wal_costs_at_most_what_stands_in_it(
    say: Say, path: Path, with_wal: tuple[bytes, bytes]
) -> None:
    """Flipped bytes, cuts, and the WAL of another database: what was in the history's own file stays."""
    dice = random.Random(7)
    main, wal = with_wal
    others = [wal[: dice.randrange(len(wal))] for _ in range(30 * MANY)]
    for _ in range(60 * MANY):
        content = bytearray(wal)
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(len(wal))] ^= 1 << dice.randrange(8)
        others.append(bytes(content))
    for case, other in enumerate(others):
        put(path, main)
        path.with_name(path.name + "-wal").write_bytes(other)
        check(say, path, (COMMANDS[case % 3],))

        assert sessions(path) >= 1


def test_the_wal_of_another_database_changes_nothing(
    say: Say, path: Path, sound: bytes, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE theirs (a)")
    shutil.copy(tmp_path / "other-wal", tmp_path / "kept-wal")
    connection.close()
    put(path, sound)
    (tmp_path / "history.sqlite3-wal").write_bytes((tmp_path / "kept-wal").read_bytes())
    codes = check(say, path)

    assert set(codes) <= {0, 5}
    if 0 in codes:
        assert sessions(path) == 8


def lock(path: Path) -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE theirs (a)")
    return other


def change(pragma: str) -> Callable[[Path, bytes], object]:
    def do(path: Path, sound: bytes) -> None:
        put(path, sound)
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA {pragma}")
        connection.commit()
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()

    return do


def looped(path: Path, _: bytes) -> None:
    path.unlink()
    path.symlink_to(path)


def a_pipe(path: Path, _: bytes) -> None:
    path.unlink()
    os.mkfifo(path)


def a_directory(path: Path, _: bytes) -> None:
    path.unlink()
    path.mkdir()


def foreign(path: Path, _: bytes) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()


BAD: dict[str, Callable[[Path, bytes], object]] = {
    "a newer schema": change("user_version = 99"),
    "a negative schema": change("user_version = -1"),
    "another program's mark": change("application_id = 5"),
    "no mark": change("application_id = 0"),
    "a foreign database": foreign,
    "a directory": a_directory,
    "a pipe": a_pipe,
    "a link to itself": looped,
    "no database": lambda path, _: put(path, b"Dear diary, " * 1000),
    "zeros": lambda path, sound: put(path, bytes(len(sound))),
    "a locked one": lambda path, _: lock(path),
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_no_history_of_ours_is_refused_by_every_command(
    say: Say, path: Path, sound: bytes, how: str
) -> None:
    held = BAD[how](path, sound)

    assert check(say, path, COMMANDS) == [5] * 4
    if isinstance(held, sqlite3.Connection):
        held.close()


def test_an_empty_file_is_a_new_history(say: Say, path: Path) -> None:
    path.touch()

    assert check(say, path, COMMANDS) == [0] * 4
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID
