"""`voicecoach voices` lists what the real engine has, and lets it be heard in a virtual room."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.speech.neural import NAME, copy_voice
from tests.virtual_room import VirtualRoom


@pytest.fixture
def document(run: Run) -> dict[str, Any]:
    return json.loads(run("voices", "--json").out)


def test_json_is_one_document_with_the_default_marked_once(document: dict[str, Any]) -> None:
    assert set(document) == {"default", "rate_wpm", "voices", "variants"}
    assert {frozenset(each) for each in document["voices"]} == {
        frozenset({"id", "name", "language", "is_default"})
    }
    assert [each["id"] for each in document["voices"] if each["is_default"]] == [document["default"]]
    assert document["voices"][0]["language"] == "en-us"


def test_english_voices_come_first(document: dict[str, Any]) -> None:
    is_english = [each["language"].startswith("en") for each in document["voices"]]

    assert is_english == sorted(is_english, reverse=True)
    assert not all(is_english)


def test_in_a_pipe_each_voice_is_a_line(run: Run, document: dict[str, Any]) -> None:
    ran = run("voices")

    assert (ran.code, ran.err) == (0, "")
    assert [line.split("  ")[0] for line in ran.out.splitlines()] == [
        each["id"] for each in document["voices"]
    ]
    assert ran.out.splitlines()[0].endswith("  default")


def test_a_language_takes_in_its_kinds(run: Run) -> None:
    listed = json.loads(run("voices", "--language", "EN_gb", "--json").out)["voices"]

    assert len(listed) > 2
    assert all(each["language"].startswith("en-gb") for each in listed)


@pytest.mark.parametrize(
    "arguments", [("--play", "nobody"), ("--language", "xx"), ("--play", "en-us", "--json")]
)
def test_what_is_not_there_is_one_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run("voices", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert "`voicecoach voices" in ran.sentence


def test_without_a_speaker_nothing_is_played(run: Run) -> None:
    ran = run("voices", "--play", "en-us")

    assert ran.code == 3
    assert "`voicecoach doctor`" in ran.sentence


def test_without_the_engine_it_says_what_brings_it(run: Run, without: Callable[..., dict[str, str]]) -> None:
    ran = run("voices", env=without("pyttsx3"))

    assert ran.code == 3
    assert "(pyttsx3): `scripts/start`" in ran.sentence


def test_a_voice_is_heard_in_the_room(run: Run) -> None:
    """The sentence is a long one: seconds of sound leave the speaker, and the command ends when they are over."""
    with VirtualRoom() as room, room.record_speaker() as recording:
        ran = run("voices", "--play", "en-gb", env=room.env)

    loud = abs(recording.samples.astype(int)) > 1000
    assert (ran.code, ran.out, ran.err) == (0, "gmw/en\n", "")
    assert loud.sum() > 10_000


def test_a_voice_in_a_file_is_listed_beside_the_platform_s(run: Run, home: Path) -> None:
    copy_voice(home / "voices")
    listed = json.loads(run("voices", "--language", "en-us", "--json").out)

    neural = {"id": NAME, "name": "joe, medium", "language": "en-us", "is_default": False}
    assert neural in listed["voices"]
    assert listed["default"] == "gmw/en-us"


@pytest.mark.parametrize("place", ["in the folder", "by its path", "in a folder of the user's"])
def test_a_voice_in_a_file_is_heard_in_the_room(run: Run, home: Path, tmp_path: Path, place: str) -> None:
    folder = home / "voices" if place == "in the folder" else tmp_path / "mine"
    path = copy_voice(folder)
    name = str(path) if place == "by its path" else NAME
    mine = {"VOICECOACH_VOICES": str(folder)} if place == "in a folder of the user's" else {}
    with VirtualRoom() as room, room.record_speaker() as recording:
        ran = run("voices", "--play", name, env=room.env | mine)

    assert (ran.code, ran.out, ran.err) == (0, f"{name}\n", "")
    assert (abs(recording.samples.astype(int)) > 1000).sum() > 10_000


@pytest.mark.parametrize("command", [("voices", "--play"), ("start", "--voice")])
@pytest.mark.parametrize(
    ("damage", "code", "sentence"),
    [
        ("no file", 2, "There is no voice file"),
        ("no settings", 3, f"lacks {NAME}.onnx.json"),
        ("no model", 3, "copy it and its .json there again"),
        ("no engine", 3, "`.venv/bin/pip install -r requirements/piper.txt`"),
    ],
)
def test_a_voice_file_that_cannot_speak_is_one_sentence(
    run: Run,
    tmp_path: Path,
    without: Callable[..., dict[str, str]],
    command: tuple[str, str],
    damage: str,
    code: int,
    sentence: str,
) -> None:
    path = copy_voice(tmp_path / "voices")
    env = without("piper") if damage == "no engine" else {}
    if damage == "no settings":
        path.with_name(path.name + ".json").unlink()
    elif damage != "no engine":
        path.unlink()
    if damage == "no model":
        path.write_bytes(b"nothing")
    with VirtualRoom() as room:
        ran = run(*command, path, env=room.env | env)

    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.sentence
