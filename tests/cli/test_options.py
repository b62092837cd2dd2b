"""What a command is asked for: the command line before the settings file before the default."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from voicecoach import app
from voicecoach.app import StartOptions, TuneOptions
from voicecoach.cli import start, tune

ALL = """
program = "posture"
text = true
recognizer = "floor"
voice = "en-gb"
rate_wpm = 200
plain = true
earcons = false
barge_in = "off"
ducking = false
name = "Ann"
"""
KEYS = frozenset("program text recognizer voice rate_wpm plain earcons barge_in ducking".split())


class Asked(Exception):
    """Instead of a session: what was asked for."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def ask(options: object) -> None:
        raise Asked(options)

    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path))
    monkeypatch.setattr(app, "start", ask)
    monkeypatch.setattr(app, "tune", ask)
    return tmp_path / "settings.toml"


def started(*arguments: str) -> StartOptions:
    error = CliRunner().invoke(start.command, arguments).exception
    assert isinstance(error, Asked), error
    options = error.args[0]
    assert isinstance(options, StartOptions)
    return options


def tuned(*arguments: str) -> TuneOptions:
    error = CliRunner().invoke(tune.command, arguments).exception
    assert isinstance(error, Asked), error
    options = error.args[0]
    assert isinstance(options, TuneOptions)
    return options


def test_without_options_and_file_all_is_the_default(file: Path) -> None:
    assert started() == StartOptions()
    assert tuned() == TuneOptions()
    assert not file.exists()


def test_the_file_wins_over_the_default(file: Path) -> None:
    """Each setting reaches its session, and demands no voice."""
    file.write_text(ALL)
    options = started()

    assert options == StartOptions(
        program="posture",
        is_text=True,
        recognizer="floor",
        voice="en-gb",
        rate_wpm=200,
        is_plain=True,
        has_earcons=False,
        barge_in="off",
        has_ducking=False,
        kept=KEYS,
    )
    assert not options.demands_voice
    assert not started("--no-text").demands_voice
    assert tuned() == TuneOptions("en-gb", 200, is_plain=True, kept=frozenset({"voice", "rate_wpm", "plain"}))


def test_the_command_line_wins_over_the_file(file: Path) -> None:
    """Also with the very value that is the default."""
    file.write_text(ALL)
    options = started(
        *"--program back-pain --no-text --recognizer auto --voice en-us --rate 155 --no-plain".split(),
        *"--earcons --barge-in auto --ducking".split(),
    )

    assert options == StartOptions(voice="en-us")
    assert options.demands_voice


def test_the_older_options_mean_what_they_meant(file: Path) -> None:
    assert started(*"--text --plain --no-earcons --no-ducking".split()) == StartOptions(
        is_text=True, is_plain=True, has_earcons=False, has_ducking=False
    )
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "is_text", "demands_voice"),
    [
        ((), True, False),
        (("--voice", "en-us"), False, True),
        (("--recognizer", "sphinx"), False, True),
        (("--recognizer", "auto"), True, False),
        (("--voice", "en-us", "--text"), True, False),
    ],
)
def test_who_names_a_voice_wants_to_hear_it(
    file: Path, arguments: tuple[str, ...], *, is_text: bool, demands_voice: bool
) -> None:
    """Though the settings say text; but `--text` is the last word."""
    file.write_text("text = true\n")
    options = started(*arguments)

    assert (options.is_text, options.demands_voice) == (is_text, demands_voice)


def test_no_setting_is_asked_for_where_help_is(file: Path) -> None:
    file.write_text("broken = \n")

    assert CliRunner().invoke(start.command, ["--help"]).exit_code == 0
    assert CliRunner().invoke(tune.command, ["--help"]).exit_code == 0
