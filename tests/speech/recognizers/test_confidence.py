"""Bands: what is taken, asked back, refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.speech.recognizers.base import Band
from voicecoach.speech.recognizers.confidence import (
    DOUBTFUL,
    STAY_PHRASES,
    STOP_PHRASES,
    Evidence,
    Judge,
    Thresholds,
)

LIMITS = Thresholds(sure=0.8, ask=0.4, stop_ask=0.2)
JUDGE = Judge(weights=(1.0, 1.0, -1.0, -1.0), intercept=0.0, thresholds={"default": LIMITS})
NUMBERS = st.floats(allow_nan=False)


@pytest.mark.parametrize(
    ("phrase", "confidence", "band"),
    [
        ("better", 0.8, Band.SURE),
        ("better", 0.79, Band.ASK),
        ("better", 0.39, Band.REFUSED),
        ("stop", 0.39, Band.ASK),
        ("stop", 0.19, Band.REFUSED),
    ],
)
def test_bands_begin_at_their_thresholds(phrase: str, confidence: float, band: Band) -> None:
    assert JUDGE.band(phrase, confidence, "change") is band


def test_what_speaks_for_staying_needs_more_to_be_taken() -> None:
    careful = Judge((), 0.0, {"default": replace(LIMITS, stay_sure=0.9)})

    assert careful.band("better", 0.85, "change") is Band.ASK
    assert careful.band("better", 0.9, "change") is Band.SURE
    assert careful.band("worse", 0.85, "change") is Band.SURE


def test_every_answer_that_means_moving_up_or_less_needs_more_to_be_taken() -> None:
    """By the meaning that the coach gives each phrase."""
    phrases = {phrase for question in Question for phrase in vocabulary(question)}
    understood = {phrase: understand(Question.CHANGE, phrase) for phrase in vocabulary(Question.CHANGE)}
    better = {
        phrase for phrase, meaning in understood.items() if meaning and meaning.value.startswith("better")
    }

    assert better <= STAY_PHRASES <= phrases


@given(st.floats(0, 1), st.sampled_from(["better", *sorted(STOP_PHRASES)]))
def test_a_refused_hypothesis_never_has_a_text(confidence: float, phrase: str) -> None:
    hypothesis = JUDGE.decide(phrase, confidence, "change")

    assert (hypothesis.text is None) is (hypothesis.band is Band.REFUSED)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_confidence_is_a_probability_whatever_was_measured(measured: tuple[float, ...]) -> None:
    confidence = JUDGE.confidence(Evidence(*measured).features())

    assert 0.0 <= confidence <= 1.0
    assert not math.isnan(confidence)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), st.floats(1.01, 100.0))
def test_speech_that_goes_on_for_longer_than_the_phrase_is_never_sure(
    measured: tuple[float, ...], stretch: float
) -> None:
    assert JUDGE.weigh(Evidence(*measured, stretch)) <= DOUBTFUL


def test_speech_as_long_as_the_phrase_is_judged_by_what_was_measured() -> None:
    evidence = Evidence(5.0, 5.0, 0.0, 0.0, stretch=1.0)

    assert JUDGE.weigh(evidence) == JUDGE.confidence(evidence.features()) > DOUBTFUL
