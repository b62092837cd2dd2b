"""The forward algorithm, against counting every alignment by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.speech.recognizers.ctc import PhraseScorer, best_path, word_losses

BLANK, BOUNDARY = 0, 1
TOKENS = 5


def frames(seed: int, count: int) -> np.ndarray:
    spread = np.random.default_rng(seed).normal(0.0, 1.5, (count, TOKENS))
    return np.asarray(spread - np.log(np.exp(spread).sum(axis=1, keepdims=True)), dtype=np.float32)


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(token for token, _ in itertools.groupby(path) if token != BLANK)


def by_enumeration(log_probs: np.ndarray, wanted: set[tuple[int, ...]]) -> float:
    """The probability of all paths that spell one of `wanted`, boundaries allowed at both ends."""
    total = 0.0
    for path in itertools.product(range(TOKENS), repeat=len(log_probs)):
        spelled = collapsed(path)
        if spelled in wanted:
            total += float(np.exp(log_probs[np.arange(len(path)), path].astype(float).sum()))
    return float(np.log(total))


def with_edges(spelled: tuple[int, ...]) -> set[tuple[int, ...]]:
    return {(*before, *spelled, *after) for before in ((), (BOUNDARY,)) for after in ((), (BOUNDARY,))}


@given(seed=st.integers(0, 10_000), spelled=st.lists(st.integers(2, 4), min_size=1, max_size=3))
def test_a_word_scores_the_sum_of_all_its_alignments(seed: int, spelled: list[int]) -> None:
    log_probs = frames(seed, 5)
    scorer = PhraseScorer([[[tuple(spelled)]]], BLANK, BOUNDARY)
    repeats = sum(a == b for a, b in itertools.pairwise(spelled))

    score = scorer.score(log_probs)[0]

    if len(spelled) + repeats <= 5:
        assert score == pytest.approx(by_enumeration(log_probs, with_edges(tuple(spelled))), abs=1e-4)


def test_two_words_may_have_a_boundary_between_them_or_none() -> None:
    log_probs = frames(7, 5)
    scorer = PhraseScorer([[[(2,)], [(3,)]]], BLANK, BOUNDARY)
    wanted = with_edges((2, 3)) | with_edges((2, BOUNDARY, 3))

    assert scorer.score(log_probs)[0] == pytest.approx(by_enumeration(log_probs, wanted), abs=1e-4)


def test_pronunciations_of_a_word_add_up() -> None:
    log_probs = frames(3, 5)
    scorer = PhraseScorer([[[(2, 3), (4,)]]], BLANK, BOUNDARY)
    wanted = with_edges((2, 3)) | with_edges((4,))

    assert scorer.score(log_probs)[0] == pytest.approx(by_enumeration(log_probs, wanted), abs=1e-4)


def test_phrases_scored_together_score_as_they_do_alone() -> None:
    phrases = [[[(2, 3)]], [[(4,)], [(2, 2)]], [[(3,), (4, 3)]]]
    log_probs = frames(11, 20)
    together = PhraseScorer(phrases, BLANK, BOUNDARY).score(log_probs)
    alone = [PhraseScorer([phrase], BLANK, BOUNDARY).score(log_probs)[0] for phrase in phrases]

    np.testing.assert_allclose(together, alone)


def test_a_phrase_longer_than_the_sound_is_impossible_not_an_error() -> None:
    scorer = PhraseScorer([[[(2, 3, 4)]], [[(2,)]]], BLANK, BOUNDARY)
    scores = scorer.score(frames(0, 2))

    assert scores[0] == -np.inf
    assert np.isfinite(scores[1])


def test_long_silence_does_not_underflow() -> None:
    log_probs = np.full((500, TOKENS), np.log(1e-9), dtype=np.float32)
    log_probs[:, BLANK] = 0.0

    assert np.isfinite(PhraseScorer([[[(2, 3, 4)]]], BLANK, BOUNDARY).score(log_probs)).all()


def test_the_word_that_was_not_said_loses_most() -> None:
    said = np.full((6, TOKENS), -8.0, dtype=np.float32)
    for time, token in enumerate((BLANK, 2, 3, BLANK, 2, BLANK)):
        said[time, token] = -0.01
    losses = word_losses([[(2, 3)], [(4,)]], said, BLANK, BOUNDARY)

    assert losses[0] == pytest.approx(0.0, abs=1e-6)
    assert losses[1] > 5


def test_no_phrase_beats_the_free_loop_on_its_best_path() -> None:
    log_probs = frames(5, 8)

    assert (word_losses([[(2, 3)]], log_probs, BLANK, BOUNDARY) >= 0).all()
    assert best_path(log_probs).shape == (8,)
