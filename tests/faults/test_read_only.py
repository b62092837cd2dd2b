"""A home that cannot be written: one sentence and exit code 5 on each road; what is a mere comfort is done without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.kills import records_of
from tests.faults.stories import HISTORY
from tests.yesterday import screen_yesterday

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rights and mounts of Linux")

AS_EVERYBODY = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "--")
    if os.getuid() == 0
    else ()
)
"""Root without its right to pass over the modes of files is somebody like all others."""

READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77
shift; exec "$@"
"""
NAMESPACE = ("unshare", "-m") if os.getuid() == 0 else ("unshare", "-rm")
ROADS = {
    "start": ("start", "--text", "--fast"),
    "history": ("history",),
    "profile": ("profile",),
    "set": ("profile", "set", "pregnancy", "yes"),
    "forget": ("profile", "ask-again"),
    "explain": ("explain",),
    "plan": ("plan",),
    "make a plan": ("plan", "--a-day", "2"),
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    yield made
    for directory in (made, *made.rglob("*/")):
        directory.chmod(0o700)


def run(
    home: Path, *arguments: str, before: Sequence[str] = (), answers: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "voicecoach", *arguments],
        env={**os.environ, "VOICECOACH_HOME": str(home)},
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )


def is_one_sentence(ran: subprocess.CompletedProcess[str]) -> bool:
    return ran.returncode == 5 and len(ran.stderr.splitlines()) == 1 and "Traceback" not in ran.stderr


def close(home: Path) -> None:
    """Nobody may write here any more."""
    for file in home.iterdir():
        file.chmod(0o400)
    home.chmod(0o500)


@pytest.mark.parametrize("road", ROADS)
def test_a_home_that_may_not_be_written_is_one_sentence(home: Path, road: str) -> None:
    """With a history in it, by an ordinary user."""
    screen_yesterday(home)
    before = (home / HISTORY).read_bytes()
    close(home)
    ran = run(home, *ROADS[road], before=AS_EVERYBODY)

    assert is_one_sentence(ran), ran
    assert str(home) in ran.stderr
    assert (home / HISTORY).read_bytes() == before


@pytest.mark.parametrize("road", ["start", "set", "make a plan"])
def test_an_empty_home_that_may_not_be_written_is_one_sentence(home: Path, road: str) -> None:
    close(home)
    ran = run(home, *ROADS[road], before=AS_EVERYBODY)

    assert is_one_sentence(ran), ran
    assert "permission denied" in ran.stderr


@pytest.mark.parametrize("road", ["history", "profile", "plan"])
def test_looking_into_an_empty_home_needs_no_rights(home: Path, road: str) -> None:
    close(home)
    ran = run(home, *ROADS[road], before=AS_EVERYBODY)

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("has_history", [True, False])
def test_a_disk_that_is_mounted_read_only_is_one_sentence(
    home: Path, road: str, *, has_history: bool
) -> None:
    """Where even root may not write."""
    if has_history:
        screen_yesterday(home)
    ran = run(home, *ROADS[road], before=[*NAMESPACE, "sh", "-c", READ_ONLY, "-", str(home)])
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this machine lets nobody mount")

    is_only_looking = not has_history and road not in ("start", "set", "make a plan")
    assert is_one_sentence(ran) or (is_only_looking and ran.returncode in (0, 2)), ran
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("closed", ["cache", "running", "echo.json", "tuning.json"])
def test_what_is_only_convenience_is_done_without(home: Path, closed: str) -> None:
    """A session is kept though these cannot be written, or are something else."""
    screen_yesterday(home)
    (home / closed).mkdir(mode=0o500)
    ran = run(home, "start", "--text", "--fast", before=AS_EVERYBODY, answers="all clear\nthigh\nquit\n")

    assert (ran.returncode, ran.stderr) == (0, ""), ran
    assert len(records_of(home)[-1]) > 1


# --- settings -------------------------------------------------------------------------------------------------------

SETTINGS = "rate_wpm = 180  # mine\n"


@pytest.mark.parametrize("how", ["rights", "mount"])
@pytest.mark.parametrize("change", [("set", "text", "true"), ("unset", "rate_wpm")], ids=lambda each: each[0])
def test_settings_that_may_not_be_written_are_one_sentence_and_stay(
    home: Path, how: str, change: tuple[str, ...]
) -> None:
    """And are read all the same."""
    file = home / "settings.toml"
    file.write_text(SETTINGS)
    if how == "rights":
        close(home)
        before: tuple[str, ...] = AS_EVERYBODY
    else:
        before = (*NAMESPACE, "sh", "-c", READ_ONLY, "-", str(home))
    ran = run(home, "config", *change, before=before)
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this machine lets nobody mount")

    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert f"{file} cannot be written" in ran.stderr
    assert run(home, "config", "get", "rate_wpm", before=before).stdout == "180\n"
    assert file.read_text() == SETTINGS
    assert [each.name for each in home.iterdir()] == ["settings.toml"]


def test_settings_that_may_not_be_read_are_one_sentence(home: Path) -> None:
    file = home / "settings.toml"
    file.write_text(SETTINGS)
    file.chmod(0)
    ran = run(home, "start", "--text", "--fast", before=AS_EVERYBODY)

    assert (ran.returncode, ran.stdout) == (4, "")
    assert f"{file} cannot be read (permission denied)" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_calendar_file_where_nobody_may_write_is_one_sentence(home: Path, tmp_path: Path) -> None:
    """Exit code 2: another file is to be named."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ran = run(home, "plan", "--a-day", "1", "--ics", str(closed / "plan.ics"), before=AS_EVERYBODY)

    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert "permission denied" in ran.stderr
    assert not list(closed.iterdir())


def test_the_tools_of_these_tests_are_there() -> None:
    """Both come with util-linux, which every Linux has."""
    assert shutil.which("setpriv")
    assert shutil.which("unshare")
