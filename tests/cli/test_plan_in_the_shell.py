"""`voicecoach plan` in narrow terminals, without colours, with broken files, and writing where it may not."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import COACH, DEADLINE_S, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals and pipes with names")


@pytest.fixture
def planned(run: Run, home: Path) -> Path:
    """A home with a plan."""
    assert run("plan", "--a-day", "8", "--from", "6", "--to", "22").code == 0
    return home


def on_terminal(
    environment: Mapping[str, str], where: Path, *arguments: str, columns: int = 80, answer: str | None = None
) -> tuple[int, str]:
    """How the command ends on a pseudo-terminal, and what it shows. `answer` is typed when it asks."""
    kept = {name: value for name, value in environment.items() if name not in {"COLUMNS", "LINES"}}
    child = pexpect.spawn(
        str(COACH),
        ["plan", *arguments],
        env={**kept, "TERM": "xterm-256color"},
        cwd=str(where),
        encoding="utf-8",
        dimensions=(24, columns),
        timeout=DEADLINE_S,
    )
    shown = ""
    if answer is not None:
        child.expect_exact("Write over it?")
        shown = str(child.before)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, shown + str(child.before)


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_no_line_is_wider_than_the_terminal(
    planned: Path, environment: dict[str, str], tmp_path: Path, columns: int
) -> None:
    """From 40 columns on; words stay whole."""
    code, shown = on_terminal(environment, tmp_path, columns=columns)

    assert code == 0
    assert max(map(len, shown.splitlines())) <= columns
    assert "every day" in " ".join(shown.split())


def test_in_a_pipe_a_line_is_a_sentence(planned: Path, run: Run) -> None:
    """Whatever its length, and whatever COLUMNS says."""
    first, *_ = run("plan", env={"COLUMNS": "40"}).out.splitlines()

    assert first.startswith("back-pain: 8 a day, at 06:00,")
    assert ", every day, since " in first


@pytest.mark.parametrize("no_color", [None, "1"])
def test_there_is_no_colour_and_no_control_code(
    planned: Path, environment: dict[str, str], tmp_path: Path, no_color: str | None
) -> None:
    """With `NO_COLOR` and without: nothing that a screen reader would have to leave out."""
    changed = environment if no_color is None else {**environment, "NO_COLOR": no_color}
    _, shown = on_terminal(changed, tmp_path)

    assert "\x1b" not in shown


@pytest.mark.parametrize("options", [[], ["--json"], ["--a-day", "2"], ["--off"], ["--ics", "x.ics"]])
def test_a_broken_history_is_exit_code_5(run: Run, home: Path, tmp_path: Path, options: list[str]) -> None:
    """In one sentence; the file stays, and no calendar is made."""
    home.mkdir()
    history = home / "history.sqlite3"
    history.write_text("no database, " * 100, encoding="utf-8")
    ran = run("plan", *options)

    assert ran.code == 5
    assert "not a history" in ran.sentence
    assert history.read_text(encoding="utf-8") == "no database, " * 100
    assert not (tmp_path / "x.ics").exists()


@pytest.mark.parametrize("options", [[], ["--a-day", "2"]])
def test_no_home_directory_is_one_sentence(run: Run, options: list[str]) -> None:
    """Exit code 5, and what to do."""
    env = {"VOICECOACH_HOME": "~nobody-of-that-name/mine"}
    ran = run("plan", *options, env=env)

    assert ran.code == 5
    assert "VOICECOACH_HOME" in ran.sentence


# --- the calendar file --------------------------------------------------------------------------------------------


def leftovers(where: Path) -> list[str]:
    return sorted(each.name for each in where.iterdir() if each.name != "home")


def test_a_file_that_is_there_stays(planned: Path, run: Run, tmp_path: Path) -> None:
    """Without a terminal nobody can be asked; the sentence names --force, which replaces it."""
    file = tmp_path / "mine.ics"
    file.write_text("precious", encoding="utf-8")
    refused = run("plan", "--ics", "mine.ics")
    assert (refused.code, file.read_text(encoding="utf-8")) == (2, "precious")
    assert "give --force" in refused.sentence

    assert run("plan", "--ics", "mine.ics", "--force").code == 0
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert leftovers(tmp_path) == ["mine.ics"]


def test_a_refused_file_leaves_the_plan_as_it_is(planned: Path, run: Run, tmp_path: Path) -> None:
    """Nothing is done by halves."""
    (tmp_path / "mine.ics").touch()

    assert run("plan", "--a-day", "1", "--ics", "mine.ics").code == 2
    assert "back-pain: 8 a day" in run("plan").out


@pytest.mark.parametrize(("answer", "is_replaced"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_it_asks(
    planned: Path, environment: dict[str, str], tmp_path: Path, answer: str, *, is_replaced: bool
) -> None:
    """And takes only a yes for one."""
    file = tmp_path / "mine.ics"
    file.write_text("precious", encoding="utf-8")
    code, _ = on_terminal(environment, tmp_path, "--ics", "mine.ics", answer=answer)

    assert code == (0 if is_replaced else 2)
    assert (file.read_text(encoding="utf-8") == "precious") != is_replaced


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_what_is_no_file_is_refused(planned: Path, run: Run, tmp_path: Path, force: list[str]) -> None:
    """A directory, a pipe that nobody reads, a device: with --force too, and at once."""
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("directory", "pipe", "/dev/full"):
        ran = run("plan", "--ics", name, *force)
        assert ran.code == 2
        assert f"{name} is no regular file" in ran.sentence
    assert leftovers(tmp_path) == ["directory", "pipe"]
    assert not list((tmp_path / "directory").iterdir())


def test_a_directory_that_is_missing_is_not_made(planned: Path, run: Run, tmp_path: Path) -> None:
    ran = run("plan", "--ics", "no/such/plan.ics")

    assert ran.code == 2
    assert "There is no directory for no/such/plan.ics" in ran.sentence
    assert leftovers(tmp_path) == []


def test_a_name_that_no_disk_takes_is_one_sentence(planned: Path, run: Run) -> None:
    ran = run("plan", "--ics", "x" * 300)

    assert ran.code == 2
    assert "cannot be written" in ran.sentence


def test_a_link_stays_a_link(planned: Path, run: Run, tmp_path: Path) -> None:
    """What it leads to is replaced: a file in a synchronized folder, as it may be."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.ics").touch()
    (tmp_path / "link.ics").symlink_to("folder/real.ics")

    assert run("plan", "--ics", "link.ics", "--force").code == 0
    assert (tmp_path / "link.ics").is_symlink()
    assert (tmp_path / "folder" / "real.ics").stat().st_size > 0
