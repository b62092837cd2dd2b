"""What stands in a program file is text: it is shown, said, logged and kept as it stands, and nothing else."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import event_log, system_calls
from tests.cli.conftest import COACH, DEADLINE_S, NO_SOUND
from tests.e2e.patient import Script, on_terminal
from tests.yesterday import screen_yesterday
from voicecoach.errors import InvalidProgram
from voicecoach.history.store import Store
from voicecoach.programs.loader import MOST_BYTES, check, load
from voicecoach.speech import render_worker

CANARY = "canary.txt"
LITERAL = (
    "[bold red]Lie[/bold red] down.",
    "[link=file:///etc/passwd]Lie[/link] down.",
    "[[mood happy]] [/] [not closed",
    "Lie %s %d %n %(name)s down.",
    "$(touch canary.txt) `touch canary.txt`",
    "; touch canary.txt & | touch canary.txt",
    "'); DROP TABLE sessions; --",
    "' OR 1=1 UNION SELECT * FROM answers",
    '<audio src="canary.wav"/> <speak>Lie.</speak>',
    "[[l'aI]] |touch canary.txt",
    "../../../../etc/passwd",
    "file:///etc/passwd and ~/.ssh/id_rsa",
    "__import__('os').system('touch canary.txt')",
    "&lt;b&gt; &#27; \\x1b[31m \\u001b",
)
"""Each is said and shown as it stands."""
REFUSED = (
    "Lie\x1b[31m down.",
    "Lie\x1b]8;;file:///etc/passwd\x07here.",
    "Lie\x07 down.",
    "Lie\x00 down.",
    "Lie\x9b31m down.",
    "Lie\u202e down.",
    "Lie\u2028 down.",
    "Lie\r down.",
    "Lie\n down.",
    "Lie {0.__class__} down.",
    "Lie {unknown} down.",
    "x" * 201,
    "x" * 900_000,
)
"""What could move a terminal's cursor, would be a placeholder, or is too long to say."""


def program(*instructions: str, name: str = "Lie") -> str:
    """One exercise with these instructions. TOML's strings are JSON's, but for the half characters."""
    return f"""
id = "hostile"
name = {json.dumps(name, ensure_ascii=True)}
asks_symptoms = false
hours_between = 0

[[exercises]]
id = "lie"
name = {json.dumps(name)}

  [[exercises.phases]]
  id = "lie"
  name = "Lie"
  instructions = {json.dumps(list(instructions))}
  hold_s = 1
  rest = "Rest."
"""


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
@pytest.mark.parametrize("where", ["instruction", "name"])
def test_what_could_do_something_is_refused_in_one_printable_sentence(
    tmp_path: Path, text: str, where: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(program(text) if where == "instruction" else program("Lie.", name=text), encoding="utf-8")
    with pytest.raises(InvalidProgram) as error:
        load(str(path))

    assert str(error.value).isprintable()
    assert len(str(error.value)) < 400


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    found = tmp_path / "desk"
    found.mkdir()
    (found / "a.toml").write_text(
        program(*LITERAL[:8], name="[red]L[/red] $(touch canary.txt)"), encoding="utf-8"
    )
    (found / "b.toml").write_text(program(*LITERAL[8:]), encoding="utf-8")
    return found


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, **NO_SOUND, "VOICECOACH_HOME": str(tmp_path / "home"), "TERM": "xterm-256color"}


def coach(desk: Path, env: dict[str, str], *arguments: str, answers: str = "") -> str:
    ran = subprocess.run(
        [COACH, *arguments],
        cwd=desk,
        env=env,
        input=answers,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@pytest.mark.parametrize("name", ["a.toml", "b.toml"])
def test_it_is_shown_logged_and_kept_as_it_stands(
    desk: Path, env: dict[str, str], tmp_path: Path, name: str
) -> None:
    """On plain lines, in the event log, in history, explain and JSON; nothing is run, and the history is whole."""
    texts = LITERAL[:8] if name == "a.toml" else LITERAL[8:]
    screen_yesterday(tmp_path / "home")
    arguments = ("start", "--text", "--fast", "--plain", "--program", name, "--events", "events.jsonl")
    printed = coach(desk, env, *arguments, answers="all clear\nready\n")
    said = [each["text"] for each in event_log.read(desk / "events.jsonl") if each["type"] == "say"]
    shown = coach(desk, env, "programs", "show", name)
    coach(desk, env, "history")
    coach(desk, env, "explain", "--json")
    with Store.open(tmp_path / "home" / "history.sqlite3") as store:
        kept = store.session(store.sessions()[0].id)

    for text in texts:
        assert text in printed
        assert any(text in each for each in said)
        assert text in " ".join(shown.split()) or text.split()[0] in shown
    assert kept is not None
    assert kept.finish is not None
    assert not (desk / CANARY).exists()


@pytest.mark.parametrize("name", ["a.toml", "b.toml"])
def test_on_a_terminal_it_is_no_markup(desk: Path, env: dict[str, str], name: str) -> None:
    """No link, no colour, and no bracket is lost."""
    screen_yesterday(desk / "home")
    script = Script({"screening": ["all clear"], "ready": ["ready"]})
    ending = on_terminal(desk, script, ["--text", "--fast", "--program", str(desk / name)], env=env)
    wanted = (
        ("[bold red]", "[link=", "[/]", "[red]L")
        if name == "a.toml"
        else ("<audio src=", "[[l'aI]]", "\\x1b[31m")
    )

    assert (ending.outcome, ending.exit_code) == ("complete", 0)
    assert [each for each in wanted if each not in ending.output] == []
    assert "\x1b]8;" not in ending.output
    assert not (desk / CANARY).exists()


def utf_16(path: Path) -> None:
    path.write_bytes(program("Lie.").encode("utf-16"))


def a_terabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**12)


def linked_to(other: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(other)


FILES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "a byte order mark": (lambda path: path.write_bytes(b"\xef\xbb\xbf" + program("Lie.").encode()), True),
    "a link to a program": (linked_to("sound.toml"), True),
    "UTF-16": (utf_16, False),
    "a pipe": (os.mkfifo, False),
    "a directory": (lambda path: path.mkdir(), False),
    "a device": (linked_to("/dev/zero"), False),
    "a terminal": (linked_to("/dev/tty"), False),
    "a link to itself": (linked_to("bad.toml"), False),
    "a link to nothing": (linked_to("nothing"), False),
    "a secret": (linked_to("/etc/passwd"), False),
    "nested brackets": (lambda path: path.write_text("a = " + "[" * 200_000), False),
    "nested tables": (lambda path: path.write_text("[" + ".".join("a" * 50_000) + "]"), False),
    "too large": (lambda path: path.write_bytes(b"#" * (MOST_BYTES + 1)), False),
    "a terabyte": (a_terabyte, False),
    "a long key": (lambda path: path.write_text("a" * 900_000 + " = 1"), False),
    "a long number": (lambda path: path.write_text("a = " + "9" * 900_000), False),
    "nothing in it": (lambda path: path.touch(), False),
}


@pytest.mark.parametrize("how", FILES)
def test_a_file_is_a_program_or_one_sentence(tmp_path: Path, how: str) -> None:
    """None hangs, and none is read from where it does not belong: what is in another file is not told."""
    (tmp_path / "sound.toml").write_text(program("Lie."), encoding="utf-8")
    make, is_program = FILES[how]
    path = tmp_path / "bad.toml"
    make(path)
    problems = check(str(path))

    assert bool(problems) is not is_program
    assert all(each.isprintable() and len(each) < 500 for each in problems)
    assert "root:x" not in " ".join(problems)


@pytest.mark.skipif(sys.platform != "linux", reason="strace is for Linux")
def test_the_voice_reads_no_file_that_a_text_names(tmp_path: Path) -> None:
    """Real espeak-ng, which would fetch the sound of an <audio> in SSML: no file is opened, nothing is run."""
    canary = tmp_path / "canary.wav"
    canary.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVE" + bytes(40))
    texts = [each.replace("canary.wav", str(canary)) for each in LITERAL]
    texts += [
        f'<speak><audio src="{canary}">a</audio></speak>',
        f'<?xml version="1.0"?><speak version="1.0"><audio src="file://{canary}"/></speak>',
        f"[[{canary}]]",
    ]
    calls = tmp_path / "calls"
    calls.mkdir()
    requests = "".join(
        json.dumps({"do": "render", "text": each, "rate_wpm": 155, "voice": None}) + "\n" for each in texts
    )
    command = [*system_calls.traced(calls), sys.executable, "-P", render_worker.__file__]
    ran = subprocess.run(
        command,
        input=requests.encode(),
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
        cwd=tmp_path,
        env={**os.environ, **NO_SOUND},
    )
    seen = system_calls.read(calls)

    assert ran.stdout.count(b'"sample_rate_hz"') == len(texts)
    assert not [each for each in seen if "canary" in each.arguments]
    assert system_calls.programs(seen) == {sys.executable}
    assert system_calls.sockets(seen) <= {"AF_UNIX"}
    assert system_calls.addresses(seen) <= {"/nonexistent"}  # the sound server that is not there
