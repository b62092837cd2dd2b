"""PocketSphinx behind the same interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import audio_data
from voicecoach.speech.recognizers.base import Band, Hypothesis, Vocabulary
from voicecoach.speech.recognizers.sphinx import SphinxRecognizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from speech_recognition import AudioData

CHANGE = Vocabulary(Question.CHANGE, vocabulary(Question.CHANGE))
RATING = Vocabulary(Question.RATING, vocabulary(Question.RATING))


@pytest.fixture(scope="module")
def sphinx() -> SphinxRecognizer:
    return SphinxRecognizer()


@pytest.mark.parametrize("answer", ["much better", "much worse", "about the same"])
def test_a_clear_answer_is_the_best_guess(
    sphinx: SphinxRecognizer, speak: Callable[[str], AudioData], answer: str
) -> None:
    sphinx.prepare(CHANGE)
    found = sphinx.guess(speak(answer), CHANGE.phrases)

    assert found is not None
    assert found[0] == answer


def test_hiss_is_no_answer(sphinx: SphinxRecognizer, hiss: AudioData) -> None:
    assert sphinx.recognize(hiss, RATING).band is not Band.SURE


@pytest.mark.parametrize("count", [0, 1, 300, 32_000])
def test_silence_of_any_length_is_refused(sphinx: SphinxRecognizer, count: int) -> None:
    heard = sphinx.recognize(audio_data(np.zeros(count, np.int16)), CHANGE)

    assert heard == Hypothesis(None, 0.0, Band.REFUSED)


def test_a_word_that_its_dictionary_lacks_is_added(
    sphinx: SphinxRecognizer, speak: Callable[[str], AudioData]
) -> None:
    asked = Vocabulary("location", ("my gluteals", "my neck"))
    sphinx.prepare(asked)
    found = sphinx.guess(speak("my gluteals"), asked.phrases)

    assert found is not None
    assert found[0] == "my gluteals"


def test_a_phrase_that_cannot_be_pronounced_is_named_when_prepared(sphinx: SphinxRecognizer) -> None:
    with pytest.raises(VoicecoachError, match="'42'"):
        sphinx.prepare(Vocabulary("rating", ("42", "one")))


def test_one_decoder_serves_many_vocabularies_in_turn(
    sphinx: SphinxRecognizer, speak: Callable[[str], AudioData]
) -> None:
    for _ in range(3):
        for asked in (CHANGE, RATING):
            sphinx.recognize(speak("stop"), asked)

    assert sphinx.recognize(speak("stop"), CHANGE).text in {"stop", None}
