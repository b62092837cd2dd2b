"""The one table of settings, and what hangs on it."""

from __future__ import annotations

import importlib
from pathlib import Path

import click
import pytest
import tomlkit

from voicecoach.app import StartOptions, TuneOptions
from voicecoach.cli.main import _COMMANDS
from voicecoach.coach.program import Program
from voicecoach.coach.session import RATE_WPM
from voicecoach.engines import ENGINE_PACKAGES
from voicecoach.settings.kinds import Value, WrongValueError
from voicecoach.settings.table import BY_KEY, SETTINGS, Setting, advice_for, normal

each_setting = pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.key)


def options_of(command: str) -> dict[str, click.Option]:
    loaded = importlib.import_module(f"voicecoach.cli.{command}").command
    return {each.name: each for each in loaded.params if isinstance(each, click.Option)}


@each_setting
def test_a_row_is_whole(setting: Setting) -> None:
    """A key that TOML takes bare, a sentence, a default that its own kind takes, and somebody who obeys it."""
    assert setting.key == normal(setting.key)
    assert tomlkit.key(setting.key).as_string() == setting.key
    assert setting.meaning.endswith(".")
    assert setting.commands
    assert setting.default is None or setting.kind.checked(setting.default) == setting.default


@each_setting
def test_each_command_that_obeys_a_setting_has_its_option(setting: Setting) -> None:
    """With its default; and a flag can be turned both ways, so that the command line always wins."""
    for command in setting.commands:
        if not setting.option or command not in _COMMANDS:
            continue
        option = options_of(command)[setting.key]

        assert [*option.opts, *option.secondary_opts] == setting.option.split("/")
        assert option.default == setting.default
        assert not isinstance(setting.default, bool) or option.secondary_opts


def test_no_other_option_of_a_session_is_called_like_a_setting() -> None:
    """An option that a setting changes is the one that its row names."""
    for command in ("start", "tune", "demo"):
        named = {each.key for each in SETTINGS if command in each.commands}

        assert named == set(options_of(command)) & set(BY_KEY)


def test_the_defaults_are_those_of_a_session_without_options() -> None:
    plain, tuning = StartOptions(), TuneOptions()

    assert BY_KEY["program"].default == plain.program
    assert BY_KEY["recognizer"].default == plain.recognizer
    assert BY_KEY["voice"].default == plain.voice == tuning.voice
    assert BY_KEY["rate_wpm"].default == plain.rate_wpm == tuning.rate_wpm == RATE_WPM
    assert BY_KEY["earcons"].default == plain.has_earcons
    assert BY_KEY["barge_in"].default == plain.barge_in
    assert BY_KEY["ducking"].default == plain.has_ducking


def test_every_recognizer_can_be_set() -> None:
    assert BY_KEY["recognizer"].kind.allowed == f"auto, {', '.join(ENGINE_PACKAGES)} or whisper"


def test_no_setting_is_called_like_anything_of_a_program() -> None:
    """Doses, timing, questions and rules are the program's and the core's."""
    clinical = set(Program.__dataclass_fields__) - {
        "name"
    }  # a program's own name; the setting is the person's

    assert not clinical & set(BY_KEY)
    assert not [key for key in BY_KEY if key.endswith(("_s", "_set", "reps", "screening", "rule"))]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("text", "TRUE", True),
        ("text", "off", False),
        ("rate_wpm", "110", 110),
        ("rate_wpm", " 220 ", 220),
        ("recognizer", "Sphinx", "sphinx"),
        ("voice", "gmw/en-us", "gmw/en-us"),
        ("voice", "joe.onnx", "joe.onnx"),
        ("name", "Zoë O'Neil", "Zoë O'Neil"),
        ("program", "posture", "posture"),
    ],
)
def test_what_is_typed_is_understood(key: str, text: str, value: Value) -> None:
    assert BY_KEY[key].kind.parsed(text) == value


@pytest.mark.parametrize(
    ("key", "text", "advice"),
    [
        ("text", "perhaps", "take true or false"),
        ("rate_wpm", "109", "110 to 220"),
        ("rate_wpm", "221", "110 to 220"),
        ("rate_wpm", "fast", "110 to 220"),
        ("rate_wpm", "9" * 5000, "110 to 220"),
        ("recognizer", "sphynx", '"sphinx"'),
        ("barge_in", "", "auto, gaps or off"),
        ("name", " ", "leave"),
        ("name", "x" * 101, "100"),
        ("name", "a\x1b[2Jb", "control"),
        ("name", "a\nb", "control"),
        ("name", "\udcff", "control"),
        ("program", "\0", "control"),
    ],
)
def test_what_cannot_be_is_refused_with_an_advice(key: str, text: str, advice: str) -> None:
    with pytest.raises(WrongValueError, match=advice):
        BY_KEY[key].kind.parsed(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [("text", 1), ("text", "true"), ("rate_wpm", True), ("rate_wpm", 150.0), ("voice", 3), ("program", [])],
)
def test_a_value_of_another_type_is_none(key: str, value: object) -> None:
    with pytest.raises(WrongValueError):
        BY_KEY[key].kind.checked(value)


def test_a_file_that_is_typed_gets_its_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start may be anywhere; a voice without a slash may be one of the voices' own folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/ann")
    (tmp_path / "here.onnx").touch()
    program, voice = BY_KEY["program"].kind, BY_KEY["voice"].kind

    assert program.parsed("mine.toml") == str(tmp_path / "mine.toml")
    assert program.parsed("sub/mine") == str(tmp_path / "sub" / "mine")
    assert program.parsed("~/mine.toml") == "/home/ann/mine.toml"
    assert voice.parsed("here.onnx") == str(tmp_path / "here.onnx")
    assert voice.parsed("./joe.onnx") == str(tmp_path / "joe.onnx")
    assert voice.parsed("gmw/en-us") == "gmw/en-us"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rate", "rate_wpm"), ("--barge-inn", "barge_in"), ("txt", "text"), ("Program", "program")],
)
def test_a_mistyped_key_gets_a_guess(typed: str, meant: str) -> None:
    assert f'"{meant}"' in advice_for(typed)


def test_a_key_like_no_other_gets_none() -> None:
    assert "did you mean" not in advice_for("zzz")
    assert "did you mean" not in advice_for("")
