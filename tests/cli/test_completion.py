"""The Tab key, in real shells on a pseudo-terminal: what it completes, and that it leaves no trace."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import COACH, Run
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DEADLINE_S = 30
PROMPT = "READY> "
LINES = [
    ("voicecoach expl", "voicecoach explain"),
    ("voicecoach programs ch", "voicecoach programs check"),
    ("voicecoach start --progr", "voicecoach start --program"),
    ("voicecoach start --program pos", "voicecoach start --program posture"),
    ("voicecoach start --recognizer sp", "voicecoach start --recognizer sphinx"),
    ("voicecoach programs show ./my-", "voicecoach programs show ./my-program.toml"),
    ("voicecoach programs check my-", "voicecoach programs check my-program.toml"),
    ("voicecoach profile set preg", "voicecoach profile set pregnancy"),
    ("voicecoach profile set pregnancy app", "voicecoach profile set pregnancy approved"),
    (
        "voicecoach profile ask-again pregnancy recent-s",
        "voicecoach profile ask-again pregnancy recent-surgery",
    ),
    ("voicecoach explain ", "voicecoach explain 1"),
    ("voicecoach completion fi", "voicecoach completion fish"),
]
SHELLS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config"],
}


def needs(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed; scripts/setup --dev asks the system for it")


@pytest.fixture
def desk(tmp_path: Path, home: Path) -> Path:
    """A directory with a program file; the home has one session."""
    with Store.open(home / "history.sqlite3") as store:
        store.begin_session("back-pain", "0.1.0", "text", NOON)
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "my-program.toml").touch()
    return folder


@pytest.fixture
def shell_environment(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    path = os.pathsep.join([str(COACH.parent), environment["PATH"]])
    return {
        **environment,
        "PATH": path,
        "HOME": str(tmp_path),
        "TERM": "xterm",
        "COLUMNS": "200",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def scripts(run: Run, tmp_path: Path) -> Path:
    """What `voicecoach completion` prints for each shell, in files."""
    for shell in SHELLS:
        ran = run("completion", shell)
        assert (ran.code, ran.err) == (0, "")
        (tmp_path / shell).write_text(ran.out, encoding="utf-8")
    return tmp_path


@pytest.fixture
def type_in(
    request: pytest.FixtureRequest, desk: Path, scripts: Path, shell_environment: dict[str, str]
) -> Iterator[pexpect.spawn]:
    """A shell at its prompt, on a pseudo-terminal, that knows the completions."""
    shell: str = request.param
    needs(shell)
    prepare = {
        "bash": f"PS1='{PROMPT}'; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; "
        f"source {scripts}/bash",
        "zsh": f"PS1='{PROMPT}'; unsetopt beep zle_bracketed_paste; unset zle_bracketed_paste; bindkey -e; "
        f"autoload -U compinit; compinit -D -u; source {scripts}/zsh",
    }
    child = pexpect.spawn(
        shell,
        SHELLS[shell],
        env=shell_environment,
        cwd=str(desk),
        encoding="utf-8",
        timeout=DEADLINE_S,
        dimensions=(50, 200),
    )
    child.sendline(f"{prepare[shell]}; echo PREPA''RED")
    child.expect("PREPARED")
    child.expect_exact(PROMPT)
    yield child
    child.close(force=True)


def state_of(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.rglob("*")}


@pytest.mark.parametrize("type_in", ["bash", "zsh"], indirect=True)
def test_a_line_is_completed_by_tab(type_in: pexpect.spawn, home: Path) -> None:
    """Typed, completed, and then shown by `echo`."""
    before = state_of(home)
    for typed, completed in LINES:
        type_in.send(f"{typed}\t")
        type_in.send("\x01echo '[\x05]' \r")  # to the start of the line, and to its end
        type_in.expect(r"\r\n\[([^\]\r\n]*)\]")

        assert type_in.match[1].strip() == completed
        type_in.expect_exact(PROMPT)
    assert state_of(home) == before


@pytest.mark.parametrize(("typed", "completed"), LINES)
def test_fish_completes_a_line(
    typed: str, completed: str, desk: Path, scripts: Path, shell_environment: dict[str, str], home: Path
) -> None:
    """Asked as its Tab key asks."""
    needs("fish")
    before = state_of(home)
    ran = subprocess.run(
        ["fish", *SHELLS["fish"], "-c", f"source {scripts}/fish; complete -C '{typed}'"],
        env=shell_environment,
        cwd=desk,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )
    offered = [line.partition("\t")[0] for line in ran.stdout.splitlines()]

    assert offered == [completed.rpartition(" ")[2]]
    assert state_of(home) == before


def offered(run: Run, line: str, *, last: str = "") -> list[str]:
    """What is offered for `last` after these words, in the words of bash."""
    words = ["voicecoach", *line.split(), last]
    ran = run(
        env={
            "_VOICECOACH_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
    )
    assert ran.err == ""
    return [line.partition(",")[2] for line in ran.out.splitlines() if line.startswith("plain,")]


def test_all_commands_are_offered(run: Run, home: Path) -> None:
    """And none that is not there. Asking makes no home."""
    commands = offered(run, "")

    assert {"start", "history", "programs", "completion"} <= set(commands)
    assert {"check", "list", "show", "new"} <= set(offered(run, "programs"))
    assert not home.exists()


def test_after_a_mistyped_command_the_tab_key_says_nothing(run: Run) -> None:
    """No sentence lands in the middle of the line; it comes when the line is run."""
    assert "history" in offered(run, "histroy")


def test_without_a_history_no_session_is_offered_and_none_is_made(run: Run, home: Path) -> None:
    assert offered(run, "explain") == []
    assert not home.exists()


def test_a_damaged_history_offers_nothing_and_says_nothing(run: Run, home: Path) -> None:
    """It is `explain` that says what is wrong with it."""
    home.mkdir()
    (home / "history.sqlite3").write_bytes(b"no database at all")

    assert offered(run, "explain") == []
    assert state_of(home) == {"history.sqlite3": b"no database at all"}


def test_a_precaution_is_not_offered_twice(run: Run) -> None:
    """Where several can be named."""
    assert "pregnancy" in offered(run, "profile ask-again")
    assert "pregnancy" not in offered(run, "profile ask-again pregnancy")


def test_an_unknown_shell_is_a_wrong_command_line(run: Run) -> None:
    ran = run("completion", "tcsh")

    assert ran.code == 2
    assert "bash" in ran.sentence
