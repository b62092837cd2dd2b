"""What every command prints fits the terminal, and keeps to NO_COLOR and TERM=dumb: on a real pseudo-terminal, for the
examples of each command's own help, so that a new command is tried without a line here.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import COACH, Run
from tests.docs.examples import of_the_help
from tests.docs.stand_ins import FILES

WIDTHS = (40, 60, 80, 120)
DEADLINE_S = 60
ANSWERS = [*["all clear"] * 6, "thigh", "left", "five", "ready", "back", "better", "no", "no", "two"]
SESSIONS = ("start", "demo", "tune")
"""They draw a screen; tests/drivers/test_screen_display.py has the widths of that."""
FOR_PROGRAMS = re.compile(r"--json|\bcompletion\b|^hear\b|>")
"""What is printed for programs has no width."""
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])")
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:[349][0-9]|10[0-7])(?:;[0-9;]*)?m")
COMMANDS = of_the_help()
EXAMPLES = [
    example.removeprefix("voicecoach ")
    for entry in COMMANDS.values()
    for example in entry.examples
    if example.startswith("voicecoach ")
    and not example.startswith(tuple(f"voicecoach {each}" for each in SESSIONS))
]
SHOWN = sorted({example for example in EXAMPLES if not FOR_PROGRAMS.search(example)})


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> None:
    """A home with a finished session and a precaution; the files of the examples."""
    for name, source in FILES.items():
        shutil.copy(source, tmp_path / name)
    ran = run("start", "--text", "--plain", "--fast", answers="".join(f"{each}\n" for each in ANSWERS))
    assert (ran.code, ran.err) == (0, "")
    assert run("profile", "set", "pregnancy", "yes").code == 0


def on_a_terminal(
    arguments: list[str], width: int, environment: Mapping[str, str], folder: Path, *typed: str
) -> str:
    """All that a command prints on a terminal of this width. What is asked is answered with `typed`, or with "no"."""
    env = {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")}
    child = pexpect.spawn(
        str(COACH),
        arguments,
        env={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "EDITOR": "true", "VISUAL": "true", **env},
        cwd=str(folder),
        encoding="utf-8",
        timeout=DEADLINE_S,
        dimensions=(50, width),
    )
    for line in typed or ("no",):
        child.sendline(line)
    child.expect(pexpect.EOF)
    child.close()
    text: str = child.before
    assert "Traceback" not in text
    return text.replace("\r\n", "\n").replace("\r", "")


def too_long(text: str, width: int) -> list[str]:
    """The lines that the terminal has to break within; one long word, such as a path, cannot be helped."""
    lines = ESCAPE.sub("", text).split("\n")
    return [line for line in lines if len(line.rstrip()) > width and " " in line.strip()]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_commands_print_fits(
    width: int, kept: None, environment: dict[str, str], tmp_path: Path
) -> None:
    """Tables, lists, sentences and hints."""
    assert SHOWN
    for example in SHOWN:
        text = on_a_terminal(shlex.split(example), width, environment, tmp_path)

        assert not too_long(text, width), example


@pytest.mark.parametrize("width", WIDTHS)
def test_a_help_fits(width: int, environment: dict[str, str], tmp_path: Path) -> None:
    """Options, commands and examples of every command."""
    for name in COMMANDS:
        text = on_a_terminal([*name.split()[1:], "--help"], width, environment, tmp_path)

        assert "Examples:" in text
        assert not too_long(text, width), name


@pytest.mark.parametrize("width", [40, 80])
def test_an_error_fits(width: int, environment: dict[str, str], tmp_path: Path) -> None:
    for mistyped in ("histroy", "programs chekc", "profile set pregnanci yes", "start --program nothing"):
        text = on_a_terminal(shlex.split(mistyped), width, environment, tmp_path)

        assert not too_long(text, width), mistyped


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "setting", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["plain", "no-color", "dumb"]
)
def test_the_lines_of_a_session_fit(
    width: int, setting: dict[str, str], environment: dict[str, str], tmp_path: Path
) -> None:
    """With --plain, and with the two settings that ask for plain lines."""
    more = [] if setting else ["--plain"]
    text = on_a_terminal(
        ["start", "--text", "--fast", *more], width, {**environment, **setting}, tmp_path, "all clear", "quit"
    )

    assert "Coach: " in text
    assert not too_long(text, width)
    assert "\x1b" not in text


def test_no_color_leaves_out_colours(kept: None, environment: dict[str, str], tmp_path: Path) -> None:
    """Everywhere."""
    for example in SHOWN:
        text = on_a_terminal(shlex.split(example), 80, {**environment, "NO_COLOR": "1"}, tmp_path)

        assert not COLOUR.search(text), example


def test_a_dumb_terminal_gets_no_escapes(kept: None, environment: dict[str, str], tmp_path: Path) -> None:
    """Not one."""
    for example in SHOWN:
        text = on_a_terminal(shlex.split(example), 80, {**environment, "TERM": "dumb"}, tmp_path)

        assert "\x1b" not in text, example


def test_colours_are_known_when_they_come(environment: dict[str, str], tmp_path: Path) -> None:
    """Else the test of NO_COLOR would prove nothing."""
    assert COLOUR.search(on_a_terminal(["doctor"], 80, environment, tmp_path))


def test_nothing_is_cut_off_in_a_narrow_table(
    kept: None, environment: dict[str, str], tmp_path: Path
) -> None:
    """What a wide terminal shows, a narrow one shows in other lines."""
    for example in ("profile", "programs list", "voices --language en"):
        wide, narrow = (
            re.findall(
                r"[\w./-]+", ESCAPE.sub("", on_a_terminal(shlex.split(example), width, environment, tmp_path))
            )
            for width in (200, 40)
        )

        assert set(wide) - {"─"} <= set(narrow), example


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("histroy", "history"),
        ("programs chekc", "check"),
        ("profile sett", "set"),
        ("start --txt", "--text"),
        ("history --jsno", "--json"),
        ("profile set pregnanci yes", "pregnancy"),
    ],
)
def test_what_is_mistyped_gets_a_suggestion(mistyped: str, meant: str, run: Run) -> None:
    """Commands, commands of commands, options, names."""
    ran = run(*mistyped.split())

    assert ran.code == 2
    assert re.search(f"id you mean .*'{meant}'", ran.sentence)
