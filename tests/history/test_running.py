"""Which sessions run: a lock that dies with its process, seen by every other process."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voicecoach.history.running import Register

CLAIMER = """
import pathlib, sys
from voicecoach.history.running import Register
with Register(pathlib.Path(sys.argv[1])).claim(int(sys.argv[2])):
    print("claimed", flush=True)
    sys.stdin.read()
"""

Claim = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture
def register(path: Path) -> Register:
    return Register(path.parent / "running")


@pytest.fixture
def claim(path: Path) -> Iterator[Claim]:
    """Another process that claims a session until its input ends."""
    processes: list[subprocess.Popen[str]] = []

    def begin(session_id: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", CLAIMER, str(path.parent / "running"), str(session_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate("")


def test_a_session_runs_as_long_as_its_process_says(register: Register, claim: Claim) -> None:
    process = claim(7)
    during = register.is_running(7), [each.session_id for each in register.others()], register.is_running(8)
    end(process)

    assert during == (True, [7], False)
    assert not register.is_running(7)
    assert register.others() == ()


def test_a_killed_session_does_not_run_and_what_it_left_is_removed(
    register: Register, claim: Claim, path: Path
) -> None:
    process = claim(7)
    process.kill()
    process.wait()
    left = sorted(each.name for each in (path.parent / "running").iterdir())
    others = register.others()

    assert left == ["7.lock"]
    assert others == ()
    assert not list((path.parent / "running").iterdir())


def test_a_session_knows_itself_as_running(register: Register) -> None:
    with register.claim(3):
        assert register.is_running(3)
    assert not register.is_running(3)


def test_nothing_is_left_of_the_last_session(register: Register, path: Path) -> None:
    with register.claim(1), register.claim(2):
        assert [each.session_id for each in register.others()] == [1, 2]
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_lock_files_are_private(register: Register, path: Path) -> None:
    with register.claim(1):
        folder = path.parent / "running"
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder / "1.lock")]

    assert modes == [0o700, 0o600]


def test_who_looks_all_the_time_never_hides_a_session(register: Register) -> None:
    """Four look for sessions while two hundred begin and end: each is seen by itself as soon as it has begun."""
    is_over = False

    def look() -> None:
        while not is_over:
            register.others()

    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(look) for _ in range(4)]
        try:
            seen = []
            for session in range(200):
                with register.claim(session):
                    seen.append(register.is_running(session))
        finally:
            is_over = True
        for each in looking:
            each.result()

    assert seen == [True] * 200


def test_a_folder_that_cannot_be_made_is_no_obstacle(register: Register, path: Path) -> None:
    (path.parent / "running").write_text("a file")
    with register.claim(1):
        found = register.others()

    assert found == ()
    assert not register.is_running(1)


def test_an_unfinished_file_is_left_alone_while_it_is_new(register: Register, path: Path) -> None:
    """Somebody may be about to lock it; an old one has nobody any more."""
    folder = path.parent / "running"
    folder.mkdir()
    new, old = folder / ".unfinished-new", folder / ".unfinished-old"
    new.touch()
    old.touch()
    os.utime(old, (0, 0))
    register.others()

    assert [each.name for each in folder.iterdir()] == [".unfinished-new"]
