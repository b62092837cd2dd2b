"""Two programs over one home: sessions, tunings, a profile that is changed meanwhile. Nothing is lost or mixed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.kills import must_be_locked, records_of
from tests.faults.stories import HISTORY, QUICK
from tests.yesterday import screen_yesterday
from voicecoach.coach.background import Standing
from voicecoach.coach.records import AnswerRecord, DecisionRecord
from voicecoach.history.store import Store

START = [sys.executable, "-m", "voicecoach", "start", "--text", "--fast", "--plain", "--program", str(QUICK)]
ALARM = "something is wrong\nyes\n"

WRITER = """
import pathlib, sys
from voicecoach import private_files
path, letter = pathlib.Path(sys.argv[1]), sys.argv[2].encode()
for _ in range(300):
    private_files.write(path, letter * 20_000)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    screen_yesterday(made)
    return made


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "VOICECOACH_HOME": str(home)}


class Session:
    """A session by text whose answers come one by one."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            START,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )
        self.said = ""

    def answer(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")

    def until(self, words: str) -> None:
        """Until these words are printed."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return
        raise AssertionError(self.said)

    def end(self) -> None:
        out, _ = self.process.communicate()
        self.said += out


@contextmanager
def waiting_session(home: Path) -> Iterator[Session]:
    """One that waits at its first question."""
    session = Session(home)
    try:
        session.until("[listening: all clear")
        yield session
    finally:
        session.process.kill()
        session.process.communicate()


def a_whole_session(home: Path, answers: str) -> str:
    ran = subprocess.run(
        START, env=environment(home), input=answers, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def places(home: Path) -> list[list[str]]:
    """What was answered to the location question in each session but yesterday's."""
    return [
        [each.text for each in session if isinstance(each, AnswerRecord) and each.question == "location"]
        for session in records_of(home)[1:]
    ]


def test_the_second_session_says_that_there_is_another_one(home: Path) -> None:
    """In one line; the first one says nothing of it, and a third one after both neither."""
    with waiting_session(home) as first:
        second = a_whole_session(home, "all clear\ncalf\n")
        first.answer("all clear")
        first.answer("thigh")
        first.end()
    third = a_whole_session(home, "")

    assert second.count("Another session is open since") == 1
    assert "Another session" not in first.said + third
    assert places(home)[:2] == [["thigh"], ["calf"]]
    assert [each.name for each in home.iterdir()] == [HISTORY]


def test_a_killed_session_is_not_another_one(home: Path) -> None:
    with waiting_session(home) as first:
        first.process.kill()
        first.process.wait()
        second = a_whole_session(home, "")

    assert "Another session" not in second


@pytest.mark.parametrize("alarmed", ["first", "second"])
def test_an_emergency_in_either_locks_the_next_start(home: Path, alarmed: str) -> None:
    """Whichever ends later."""
    with waiting_session(home) as first:
        a_whole_session(home, ALARM if alarmed == "second" else "all clear\ncalf\n")
        for line in (ALARM if alarmed == "first" else "all clear\nthigh").splitlines():
            first.answer(line)
        first.end()
    with Store.open(home / HISTORY) as store:
        is_locked = store.background("quick", store.sessions()[0].started_at).is_locked
    sessions = records_of(home)

    assert is_locked
    assert must_be_locked(sessions)
    assert sum(isinstance(each, DecisionRecord) for session in sessions for each in session) == 1


def test_a_profile_that_is_changed_beside_a_session_is_kept(home: Path) -> None:
    """And so is the session."""
    with waiting_session(home) as first:
        subprocess.run(
            [sys.executable, "-m", "voicecoach", "profile", "set", "pregnancy", "yes"],
            env=environment(home),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        first.answer("all clear")
        first.answer("thigh")
        first.end()
    with Store.open(home / HISTORY) as store:
        profile = store.profile()

    assert profile["pregnancy"] is Standing.YES
    assert places(home) == [["thigh"]]


def test_sessions_at_once_keep_all_of_each(home: Path) -> None:
    """Four that answer as fast as they can."""
    sessions = [Session(home) for _ in range(4)]
    for session in sessions:
        session.until("[listening: all clear")
    for n, session in enumerate(sessions):
        for line in ("all clear", "calf", "left", str(n), "ready"):
            session.answer(line)
    for session in sessions:
        session.end()
    ratings = [
        [each.meaning for each in records if isinstance(each, AnswerRecord) and each.question == "rating"]
        for records in records_of(home)[1:]
    ]

    assert sorted(ratings) == [["0"], ["1"], ["2"], ["3"]]


def test_two_tunings_at_once_leave_one_of_them_whole(
    tmp_path: Path, watched: Callable[[], set[bytes]]
) -> None:
    """Whoever reads meanwhile finds either, never a mixture; nothing unfinished stays."""
    found = watched()
    left = [each.name for each in tmp_path.iterdir()]

    assert found <= {b"a", b"b"}
    assert left == ["tuning.json"]


@pytest.fixture
def watched(tmp_path: Path) -> Callable[[], set[bytes]]:
    """Two processes write the same private file; the letters that were read in it."""
    path = tmp_path / "tuning.json"

    def watch() -> set[bytes]:
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), each]) for each in "ab"]
        found: set[bytes] = set()
        while any(writer.poll() is None for writer in writers):
            if path.exists():
                content = path.read_bytes()
                found.update(bytes({letter}) for letter in content)
                assert (len(content), len(set(content))) == (20_000, 1)
        assert [writer.returncode for writer in writers] == [0, 0]
        return found

    return watch
