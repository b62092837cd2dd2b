"""Which file a voice's name means, and what is said of those that cannot be used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.speech.neural import NAME, copy_voice, files_in
from voicecoach.errors import NoAudio
from voicecoach.speech.voice_files import VOICES_VARIABLE, VoiceFiles, find_folder
from voicecoach.speech.voices import UnknownVoice, VoiceInfo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_voice(tmp_path / "voices").parent


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    beside = folder / f"{NAME}.onnx.json"
    settings = json.loads(beside.read_text("utf-8"))
    change(settings)
    beside.write_text(json.dumps(settings), encoding="utf-8")


def test_a_voice_is_listed_by_its_file_with_the_name_and_language_of_its_settings(folder: Path) -> None:
    (found,) = files_in(folder).listed()

    assert found.info == VoiceInfo(NAME, "joe, medium", "en-us")
    assert found.path == folder / f"{NAME}.onnx"


@pytest.mark.parametrize("name", [NAME, NAME.upper(), f"{NAME}.onnx"])
def test_a_voice_of_the_folder_is_meant_by_the_name_of_its_file(folder: Path, name: str) -> None:
    found = files_in(folder).named(name)

    assert found is not None
    assert found.path == folder / f"{NAME}.onnx"


def test_any_other_voice_is_meant_by_its_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = files_in().named(f"./{NAME}.onnx")

    assert found is not None
    assert found.path.is_absolute()


@pytest.mark.parametrize("name", ["en-us", "gmw/en-us", "joe", ""])
def test_no_file_is_meant_by_another_name(folder: Path, name: str) -> None:
    assert files_in(folder).named(name) is None


@pytest.mark.parametrize("name", ["nobody.onnx", "/nowhere/nobody.onnx", "~nobody/a.onnx", "a\0b.onnx"])
def test_a_file_that_is_not_there_is_an_unknown_voice(name: str) -> None:
    with pytest.raises(UnknownVoice, match=r"There is no voice file .* `voicecoach voices` lists"):
        files_in().named(name)


def test_a_folder_that_is_not_there_has_no_voices(tmp_path: Path) -> None:
    assert files_in(tmp_path / "voices").listed() == ()
    assert files_in(None).listed() == ()


def test_a_voice_without_its_settings_is_not_listed_and_says_what_to_copy(folder: Path) -> None:
    (folder / f"{NAME}.onnx.json").unlink()

    assert files_in(folder).listed() == ()
    with pytest.raises(NoAudio, match=rf"lacks {NAME}\.onnx\.json: copy that beside it"):
        files_in(folder).named(NAME)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b'{"audio": 1}', b"\xff\xfe", b"[" * 9999]
)
def test_settings_that_describe_no_voice_say_so(folder: Path, content: bytes) -> None:
    (folder / f"{NAME}.onnx.json").write_bytes(content)

    assert files_in(folder).listed() == ()
    with pytest.raises(
        NoAudio, match=r"cannot be used \(it does not describe a voice\): copy it there again"
    ):
        files_in(folder).named(NAME)


@pytest.mark.parametrize("kind", ["pinyin", "hebrew", "japanese", "thai", "text", 7, None])
def test_a_voice_for_which_something_would_have_to_be_fetched_is_refused(folder: Path, kind: object) -> None:
    changed(folder, lambda settings: settings.update(phoneme_type=kind))

    with pytest.raises(NoAudio, match="take an English one"):
        files_in(folder).named(NAME)


def test_settings_that_name_nothing_leave_the_file_s_own_name(folder: Path) -> None:
    changed(
        folder, lambda settings: (settings.pop("dataset"), settings.pop("language"), settings.pop("espeak"))
    )

    assert files_in(folder).listed()[0].info == VoiceInfo(NAME, NAME, "")


def test_without_the_engine_no_voice_is_listed_and_naming_one_says_what_installs_it(folder: Path) -> None:
    files = VoiceFiles(folder, None)

    assert files.listed() == ()
    assert files.count() == 1
    assert files.named("en-us") is None
    with pytest.raises(
        NoAudio, match=r"needs piper-tts, .*`\.venv/bin/pip install -r requirements/piper\.txt`"
    ):
        files.named(NAME)


def test_another_file_of_the_same_name_has_another_identity(folder: Path) -> None:
    before = files_in(folder).listed()[0].identity
    changed(folder, lambda settings: settings.update(dataset="jo"))
    after = files_in(folder).listed()[0].identity
    beside = folder / f"{NAME}.onnx.json"
    os.utime(beside, ns=(1, 1))

    assert len({before, after, files_in(folder).listed()[0].identity}) == 3


def test_the_folder_is_below_the_settings_unless_it_is_named(tmp_path: Path) -> None:
    assert find_folder({}, tmp_path) == tmp_path / "voices"
    assert find_folder({VOICES_VARIABLE: " /mine "}, tmp_path) == Path("/mine")
    assert find_folder({VOICES_VARIABLE: ""}, None) is None
