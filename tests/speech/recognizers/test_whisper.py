"""Whisper behind the recognizers' interface: an engine that says what it is told; the real one if there is a model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.errors import NoAudio
from voicecoach.speech.audio import audio_data, read_wav
from voicecoach.speech.recognizers.base import Band, Hypothesis, Vocabulary
from voicecoach.speech.recognizers.whisper import FasterWhisper, Transcript, WhisperRecognizer, joined
from voicecoach.speech.recognizers.whisper_model import MODEL_VARIABLE, find_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIXTURES = Path(__file__).resolve().parents[3] / "audio_fixtures"
CHANGE = Vocabulary(Question.CHANGE.value, vocabulary(Question.CHANGE))
SOUND = audio_data((np.sin(np.arange(16_000) / 5) * 300).astype(np.int16))
LIKELY, UNLIKELY, HOPELESS = -0.2, -1.0, -3.0


class ToldEngine:
    """Hears what it is told to; keeps the samples that it got."""

    def __init__(self, text: str | None, avg_logprob: float = LIKELY, no_speech_prob: float = 0.05) -> None:
        self._told = None if text is None else Transcript(text, avg_logprob, no_speech_prob)
        self.got: list[NDArray[np.float32]] = []

    def transcribe(self, samples: NDArray[np.float32], /) -> Transcript | None:
        self.got.append(samples)
        return self._told


def hear(engine: ToldEngine, vocabulary: Vocabulary = CHANGE) -> Hypothesis:
    recognizer = WhisperRecognizer(engine, understand)
    recognizer.prepare(vocabulary)
    return recognizer.recognize(SOUND, vocabulary)


@pytest.mark.parametrize(
    ("text", "avg_logprob", "band"),
    [
        ("Better in the leg.", LIKELY, Band.SURE),
        ("Better in the leg.", UNLIKELY, Band.ASK),
        ("Better in the leg.", HOPELESS, Band.REFUSED),
        ("Bitter in the leg.", LIKELY, Band.ASK),
        ("Bitter in the leg.", -1.3, Band.REFUSED),
        ("Thank you for watching.", LIKELY, Band.REFUSED),
        ("", LIKELY, Band.REFUSED),
        ("Wait.", -1.9, Band.ASK),
    ],
)
def test_a_text_is_sure_only_where_it_is_clear_and_likely(text: str, avg_logprob: float, band: Band) -> None:
    """A word that stops is asked back at less: a doubtful stop pauses."""
    heard = hear(ToldEngine(text, avg_logprob))

    assert heard.band is band
    assert (heard.text is None) == (band is Band.REFUSED)


def test_a_text_where_perhaps_nobody_spoke_is_not_sure() -> None:
    assert hear(ToldEngine("better", no_speech_prob=0.6)).band is Band.ASK


def test_no_text_is_refused() -> None:
    assert hear(ToldEngine(None)) == Hypothesis(None, 0.0, Band.REFUSED)


def test_soft_speech_is_brought_to_one_level() -> None:
    engine = ToldEngine("better")
    hear(engine)

    assert np.sqrt((engine.got[0] ** 2).mean()) == pytest.approx(0.08, rel=0.05)


@pytest.mark.parametrize("count", [0, 1, 300, 32_000])
def test_silence_of_any_length_is_refused_unheard(count: int) -> None:
    engine = ToldEngine("Thank you.")
    heard = WhisperRecognizer(engine, understand).recognize(audio_data(np.zeros(count, np.int16)), CHANGE)

    assert heard == Hypothesis(None, 0.0, Band.REFUSED)
    assert not engine.got


def test_segments_are_joined_and_as_unlikely_as_the_worst() -> None:
    @dataclass
    class Segment:
        text: str
        avg_logprob: float
        no_speech_prob: float

    assert joined([Segment(" Much better", -0.2, 0.1), Segment(" in the leg.", -0.9, 0.3)]) == Transcript(
        "Much better in the leg.", -0.9, 0.3
    )
    assert joined([]) is None


# --- the model's folder -----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of the right names."""
    made = tmp_path / "settings" / "whisper"
    made.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (made / name).write_text("{}", encoding="utf-8")
    return made


def test_the_model_is_below_the_settings(folder: Path) -> None:
    assert find_model({}, folder.parent) == folder


def test_the_variable_comes_first(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    assert find_model({MODEL_VARIABLE: str(folder)}, tmp_path / "nothing") == folder


@pytest.mark.parametrize("name", ["base", "tiny.en", "Systran/faster-whisper-base"])
def test_a_models_name_is_no_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be downloaded."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NoAudio, match=f"is '{name}', and that is no folder here: set it to"):
        find_model({MODEL_VARIABLE: name}, tmp_path)


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_folder_that_lacks_a_file_is_refused(folder: Path, missing: str) -> None:
    """A tokenizer that is missing would be downloaded, too."""
    (folder / missing).unlink()

    with pytest.raises(NoAudio, match=f"lacks {missing}.*copy all files"):
        find_model({}, folder.parent)


@pytest.mark.parametrize("settings", [".", None])
def test_without_a_folder_it_says_what_to_do(tmp_path: Path, settings: str | None) -> None:
    with pytest.raises(NoAudio, match=f"has no model: set {MODEL_VARIABLE}"):
        find_model({}, tmp_path / settings if settings else None)


# --- the real engine --------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not os.environ.get(MODEL_VARIABLE),
    reason=f"{MODEL_VARIABLE} names no model: it has 70 MB and more, and no test downloads one",
)
def test_the_real_engine_hears_recordings_right() -> None:
    """Each as itself, sure or to be asked back; other talk is nothing; one model for all."""
    recognizer = WhisperRecognizer(FasterWhisper(find_model(os.environ, None)), understand)

    def heard(path: str) -> Hypothesis:
        return recognizer.recognize(audio_data(read_wav(FIXTURES / path)), CHANGE)

    assert heard("phrases/a-bit-better/piper-us-man__near.wav").text == "a bit better"
    assert heard("phrases/not-worse/piper-us-man__near.wav").text == "not worse"
    assert heard("other_speech/plain/umbrella__espeak-us-man__room.wav").band is Band.REFUSED
    assert heard("sounds/cough-fit__near.wav").band is not Band.SURE


def test_a_broken_model_is_one_sentence(folder: Path) -> None:
    """Also where faster-whisper is not installed."""
    with pytest.raises(NoAudio, match="cannot be loaded"):
        FasterWhisper(folder)
