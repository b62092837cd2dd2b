"""The file of a tuning: private, whole or not at all; damaged or stale, it is not used, and one sentence says so."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voicecoach import private_files
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import WordHeard, in_mixed_order
from voicecoach.errors import VoicecoachError
from voicecoach.speech.recognizers.encoder import FEATURES
from voicecoach.speech.recognizers.own_voice import OwnVoice
from voicecoach.speech.recognizers.personal import NOBODY, Personal
from voicecoach.speech.tuning_file import Tuning, forget, read, weights, write

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


VOICE = OwnVoice("encoder", ("better", "worse"), b"\0\0" * 3, b"\1\2\3" * 2)


def tuning(ease: float = 0.1, of: str | None = None, voice: OwnVoice | None = None) -> Tuning:
    words = (WordHeard("better", Question.CHANGE, 2, 1, 1),)
    return Tuning(NOON, weights() if of is None else of, Personal(ease, voice), words, 2, 1, 2)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """All of it."""
    write(tmp_path / "tuning.json", tuning())
    kept = read(tmp_path / "tuning.json")

    assert (kept.tuning, kept.problem, kept.personal) == (tuning(), None, Personal(0.1))


def test_how_words_are_said_is_read_again(tmp_path: Path) -> None:
    """Bit by bit."""
    write(tmp_path / "tuning.json", tuning(voice=VOICE))

    assert read(tmp_path / "tuning.json").personal == Personal(0.1, VOICE)


def test_all_words_of_a_tuning_fit_into_the_file(tmp_path: Path) -> None:
    """Of the widest rows: less than 100 kB."""
    phrases = tuple(dict.fromkeys(wanted.phrase for wanted in in_mixed_order()))
    voice = OwnVoice("encoder", phrases, b"\1\1" * FEATURES, b"\1" * FEATURES * len(phrases))
    write(tmp_path / "tuning.json", tuning(voice=voice))

    assert (tmp_path / "tuning.json").stat().st_size < 100_000
    assert read(tmp_path / "tuning.json").personal.voice == voice


def test_the_file_and_its_directory_are_for_the_user_alone(tmp_path: Path) -> None:
    """Whatever the umask says."""
    old = os.umask(0)
    try:
        write(tmp_path / "home" / "data" / "tuning.json", tuning())
    finally:
        os.umask(old)

    assert stat.S_IMODE((tmp_path / "home" / "data" / "tuning.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_it_holds_a_few_numbers_and_the_asked_words(tmp_path: Path) -> None:
    """No sound."""
    write(tmp_path / "tuning.json", tuning())
    document = json.loads((tmp_path / "tuning.json").read_text())

    assert set(document) == {
        "version",
        "weights",
        "made_at",
        "ease",
        "voice",
        "takes",
        "sure_before",
        "sure_now",
        "words",
    }
    assert (tmp_path / "tuning.json").stat().st_size < 1000


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole or not at all."""
    write(tmp_path / "tuning.json", tuning())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_files.os, "fsync", full)
    with pytest.raises(VoicecoachError, match="no space left"):
        write(tmp_path / "tuning.json", tuning(0.05))

    assert read(tmp_path / "tuning.json").tuning == tuning()
    assert [each.name for each in tmp_path.iterdir()] == ["tuning.json"]


def test_without_a_file_nothing_is_changed(tmp_path: Path) -> None:
    """And that is no problem."""
    kept = read(tmp_path / "nowhere" / "tuning.json")

    assert (kept.tuning, kept.problem, kept.personal) == (None, None, NOBODY)


def document(**changes: Any) -> str:
    whole: dict[str, Any] = {
        "version": 1,
        "weights": weights(),
        "made_at": NOON.isoformat(),
        "ease": 0.1,
        "takes": 2,
        "sure_before": 1,
        "sure_now": 2,
        "words": [],
    }
    return json.dumps({**whole, **changes})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "[" * 5000,
        "\x00\x01",
        "{}",
        document(version=2),
        document(ease=0.5),
        document(ease=-1),
        document(ease=None),
        document(ease="much"),
        document(ease=float("nan")),
        document(ease=float("inf")),
        document(takes=float("inf")),
        document(made_at="yesterday"),
        document(made_at="2026-03-01T12:00:00"),
        document(made_at=7),
        document(voice=7),
        document(voice=[]),
        document(voice={}),
        document(voice={"embedding": "encoder", "phrases": ["a", "b"], "common": "AAA=", "words": "AA=="}),
        document(voice={"embedding": "encoder", "phrases": ["a", "b"], "common": "%%", "words": "AA=="}),
        document(voice={"embedding": "encoder", "phrases": 7, "common": "AAA=", "words": "AAA="}),
        document(words=7),
        document(words=[{}]),
        document(words=[None]),
        document(words=[{"phrase": "x", "question": "never", "takes": 1, "sure": 1, "asked": 0}]),
        document(words=["x" * 200_000]),
    ],
)
def test_a_damaged_file_is_not_used_and_one_sentence_says_so(tmp_path: Path, content: str) -> None:
    """Never a traceback."""
    path = tmp_path / "tuning.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    kept = read(path)

    assert kept.personal == NOBODY
    assert kept.tuning is None
    assert kept.problem is not None
    assert "damaged" in kept.problem
    assert "`voicecoach tune`" in kept.problem


def test_bytes_that_are_no_text_and_a_directory_are_not_used(tmp_path: Path) -> None:
    """Each has its sentence."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")

    assert "damaged" in str(read(tmp_path / "bytes").problem)
    assert "no file" in str(read(tmp_path).problem)


def test_with_other_weights_it_is_stale_and_not_used(tmp_path: Path) -> None:
    """It can still be read, for `doctor` and `--forget`."""
    write(tmp_path / "tuning.json", tuning(of="another"))
    kept = read(tmp_path / "tuning.json")

    assert kept.tuning is not None
    assert kept.personal == NOBODY
    assert "another version" in str(kept.problem)


def test_forgetting_removes_it_and_says_whether_there_was_one(tmp_path: Path) -> None:
    """The second time there is nothing."""
    write(tmp_path / "tuning.json", tuning())

    assert forget(tmp_path / "tuning.json")
    assert not forget(tmp_path / "tuning.json")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_is_said(tmp_path: Path) -> None:
    """With a sentence."""
    (tmp_path / "tuning.json").mkdir()
    with pytest.raises(VoicecoachError, match="cannot be removed"):
        forget(tmp_path / "tuning.json")


def test_the_summary_says_when_and_what() -> None:
    """In words."""
    assert "answers need 0.1 less confidence" in tuning().summary
    assert "(2 instead of 1 of 2 words)" in tuning().summary
    assert "2 words are heard as you say them, and answers need 0.1" in tuning(voice=VOICE).summary
    assert "2 words are heard as you say them (2 instead" in tuning(0.0, voice=VOICE).summary
    assert tuning(0.0).summary.endswith("nothing was changed, since nothing helped")
