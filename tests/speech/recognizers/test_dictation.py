"""The third opinion, with its real model, on a neural voice; and what the floor recognizer makes of its text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.speech.audio import audio_data, read_wav, samples_of
from voicecoach.speech.recognizers.base import Band, Vocabulary
from voicecoach.speech.recognizers.dictation import Dictation, read_tokens
from voicecoach.speech.recognizers.floor import FloorRecognizer, Listened
from voicecoach.speech.recognizers.meanings import said, same_meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from speech_recognition import AudioData

RECORDINGS = Path(__file__).resolve().parents[3] / "audio_fixtures" / "phrases"
CHANGE = Vocabulary(Question.CHANGE, vocabulary(Question.CHANGE))


def recorded(phrase: str) -> NDArray[np.float32]:
    path = RECORDINGS / phrase.replace(" ", "-").replace("'", "") / "piper-us-man__near.wav"
    return samples_of(audio_data(read_wav(path)))


@pytest.fixture(scope="module")
def dictation() -> Dictation:
    return Dictation()


@pytest.fixture(scope="module")
def floor() -> FloorRecognizer:
    return FloorRecognizer(same_meaning, understand=said)


@pytest.mark.parametrize("phrase", ["a bit better in the leg", "much worse", "i'm ready", "no pain"])
def test_a_clear_voice_is_written_down(dictation: Dictation, phrase: str) -> None:
    assert dictation.write(recorded(phrase)).lower().rstrip(".!?") == phrase


def test_silence_and_hiss_end(dictation: Dictation) -> None:
    """What it makes up is short."""
    noise = np.random.default_rng(1).standard_normal(48_000).astype(np.float32) * 0.05

    assert len(dictation.write(noise).split()) < 26
    assert len(dictation.write(np.zeros(16_000, np.float32)).split()) < 12


def test_pieces_have_their_length_before_them() -> None:
    """In one byte, or from 128 on in two: its low part and its high part."""
    long = b"x" * 300
    packed = bytes([3]) + b"abc" + bytes([0, 300 % 128 + 128, 300 // 128]) + long

    assert read_tokens(packed) == (b"abc", b"", long)


@pytest.mark.parametrize(
    ("text", "agreement"),
    [
        ("Better.", 1.0),
        ("much better", 1.0),
        ("Bettor", 0.5),
        ("Worse.", -1.0),
        ("The weather.", 0.0),
        ("", 0.0),
    ],
)
def test_agreement_is_about_the_meaning(floor: FloorRecognizer, text: str, agreement: float) -> None:
    """As the last of the features, for the phrase that the other two opinions chose."""
    heard = floor.listen(recorded("better"))
    weighed = floor.weigh(Listened(heard.log_probs, heard.classes, text), CHANGE.phrases)

    assert weighed.phrase == "better"
    assert weighed.features[-1] == agreement


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Um, I guess it is a bit better.", "a bit better"),
        ("Well, it's worse in the leg, I think.", "worse in the leg"),
        ("I would say it is not better.", "not better"),
        ("Could you stop the washing machine for me?", None),
        ("Shall we go for a walk?", None),
    ],
)
def test_an_answer_with_talk_around_it_is_asked_back(
    floor: FloorRecognizer,
    speak: Callable[[str], AudioData],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    phrase: str | None,
) -> None:
    """Never taken at once; and a command is not looked for in talk."""
    other = speak("what time is it")
    heard = floor.listen(samples_of(other))
    monkeypatch.setattr(floor, "listen", lambda _: Listened(heard.log_probs, heard.classes, text))
    found = floor.recognize(other, CHANGE)

    assert (found.text, found.band) == (phrase, Band.ASK if phrase else Band.REFUSED)


def test_what_was_said_with_many_words_is_not_taken_for_its_opposite(
    floor: FloorRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sounds that end in "better in the leg", where "I would say it is worse in the leg" was written down."""
    samples = recorded("a bit better in the leg")
    heard = floor.listen(samples)
    text = "I would say it's worse in the leg."
    monkeypatch.setattr(floor, "listen", lambda _: Listened(heard.log_probs, heard.classes, text))
    found = floor.recognize(audio_data((samples * 32767).astype(np.int16)), CHANGE)

    assert (found.text, found.band) == ("worse in the leg", Band.ASK)


def test_a_command_is_not_explained_away(floor: FloorRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = recorded("stop")
    heard = floor.listen(samples)
    text = "I would say that it is better in the leg now."
    monkeypatch.setattr(floor, "listen", lambda _: Listened(heard.log_probs, heard.classes, text))

    assert floor.recognize(audio_data((samples * 32767).astype(np.int16)), CHANGE).text == "stop"


def test_an_answer_is_heard_among_other_words(floor: FloorRecognizer) -> None:
    """Recorded: "a bit better", with a hesitation before it that is another recording."""
    samples = np.concatenate([recorded("next"), np.zeros(3200, np.float32), recorded("a bit better")])
    found = floor.recognize(audio_data((samples * 32767).astype(np.int16)), CHANGE)

    assert found.band is not Band.SURE or found.text == "a bit better"
