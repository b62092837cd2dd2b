"""A stop that is said into running talk, and talk alone: by the real recognizer, on recordings."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.coach.phrases import INTERRUPTIONS, OVER_COACH, Question
from voicecoach.drivers.ears import CRY_CONFIDENCE
from voicecoach.engines import make_recognizer
from voicecoach.speech.audio import audio_data, read_wav
from voicecoach.speech.outcry import LEAST_BEFORE_S, Outcry
from voicecoach.speech.recognizers.base import Band, Hypothesis, Recognizer, Vocabulary
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.endpointer import Utterance

FIXTURES = Path(__file__).parents[2] / "audio_fixtures"
VOICES = ("piper-us-man", "espeak-gb-woman", "flite-us-woman", "espeak-us-man", "festival-us-man")
RATE_HZ, BLOCK = 16000, 512
PERSON_DBFS, TELEVISION_DBFS = -22.0, -34.0
"""A television across the room, beside a person who means the coach."""


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return make_recognizer("floor")


def recording(path: Path, level_dbfs: float) -> NDArray[np.float64]:
    """With its louder half at this level."""
    sound = read_wav(path).astype(np.float64)
    loud = np.sort(sound**2)[len(sound) // 2 :]
    return sound * 32768 * 10 ** (level_dbfs / 20) / np.sqrt(loud.mean())


def talk(seconds: float, first: int) -> NDArray[np.float64]:
    """Running talk: other people's words, one after the other, with pauses that end no utterance."""
    words = sorted((FIXTURES / "other_speech" / "plain").glob("*__near.wav"))
    sounds: list[NDArray[np.float64]] = []
    length = 0
    first %= len(words)
    for path in cycle(words[first:] + words[:first]):
        sounds += [recording(path, TELEVISION_DBFS), np.zeros(RATE_HZ // 8)]
        length += sum(map(len, sounds[-2:]))
        if length >= seconds * RATE_HZ:
            break
    return np.concatenate(sounds)[: round(seconds * RATE_HZ)]


def found(sound: NDArray[np.float64]) -> list[Utterance]:
    """What stands out, in a room with the noise of any microphone."""
    noise = np.random.default_rng(1).normal(0, 16, len(sound))
    samples = np.clip(sound + noise, -32768, 32767).astype(np.int16)
    outcry = Outcry()
    blocks = [samples[at : at + BLOCK] for at in range(0, len(samples) - BLOCK + 1, BLOCK)]
    heard = (outcry.feed(block, (n + 1) * BLOCK_S) for n, block in enumerate(blocks))
    return [each for each in heard if each is not None]


def heard(recognizer: Recognizer, utterance: Utterance) -> Hypothesis:
    return recognizer.recognize(audio_data(utterance.samples), Vocabulary(Question.CONTROL.value, OVER_COACH))


def is_understood(hypothesis: Hypothesis) -> bool:
    """Well enough to count when it is said twice."""
    return hypothesis.text in INTERRUPTIONS and hypothesis.band is not Band.REFUSED


def is_obeyed(hypothesis: Hypothesis) -> bool:
    """At once."""
    return is_understood(hypothesis) and hypothesis.confidence >= CRY_CONFIDENCE


def test_stops_that_are_said_into_talk_are_heard(recognizer: Recognizer) -> None:
    """Where the whole utterance fits nothing."""
    heard_so: list[Hypothesis] = []
    for n in range(10):
        sound = talk(6.0, first=7 * n)
        stop = recording(FIXTURES / "phrases/stop" / f"{VOICES[n % len(VOICES)]}__near.wav", PERSON_DBFS)
        at = round((3 + 0.1 * n) * RATE_HZ)
        sound[at : at + len(stop)] += stop
        said = [
            each for each in found(sound) if at / RATE_HZ < each.ended_at < (at + len(stop)) / RATE_HZ + 1
        ]
        understood = [each for each in (heard(recognizer, one) for one in said) if is_understood(each)]
        heard_so += sorted(understood, key=lambda each: each.confidence)[-1:]

    assert len(heard_so) >= 8
    assert len([each for each in heard_so if is_obeyed(each)]) >= 3


def test_talk_alone_is_no_stop(recognizer: Recognizer) -> None:
    assert [each for each in found(talk(60.0, first=0)) if is_obeyed(heard(recognizer, each))] == []


def tone(seconds: float, amplitude: float) -> NDArray[np.float64]:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return amplitude * np.sin(2 * np.pi * 300 * t)


def test_what_is_louder_for_the_length_of_a_word_stands_out() -> None:
    """With what comes right before and after it."""
    (word,) = found(np.concatenate([tone(2, 500), tone(0.5, 5000), tone(1, 500)]))

    assert word.started_at == pytest.approx(2.0, abs=0.1)
    assert word.ended_at == pytest.approx(2.5, abs=0.15)
    assert 0.7 < len(word.samples) / RATE_HZ < 1.2


@pytest.mark.parametrize(
    ("loud_s", "before_s"),
    [(0.03, 2.0), (3.0, 2.0), (0.5, LEAST_BEFORE_S / 2)],
    ids=["click", "talk", "begin"],
)
def test_a_click_louder_talk_and_a_beginning_do_not_stand_out(loud_s: float, before_s: float) -> None:
    assert found(np.concatenate([tone(before_s, 500), tone(loud_s, 5000), tone(0.1, 500)])) == []
