"""Scores of phrases under a CTC acoustic model: the forward algorithm over all phrases at once.

How it works. Each phrase becomes a small graph: its words in a row, all pronunciations of a word side by
side, and a word boundary token that may be emitted between words, before the first and after the last. Each
token is a state; after each token stands a blank state that may be skipped, except between equal tokens
(Graves 2006). The graphs of all phrases lie in one flat array of states; a frame is one gather along the
edges, one segmented sum and one product. Probabilities are kept linear and scaled to 1 a phrase and frame,
which is fast and cannot underflow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from voicecoach.speech.recognizers.lexicon import Pronunciation

LogProbs = NDArray[np.float32]
"""Log-probabilities, shape (frames, tokens)."""

Words = Sequence[Sequence[Pronunciation]]
"""A phrase: the pronunciations of each of its words."""

_FLOOR = 1e-6
"""Least probability of a token at a frame: one frame that the model got wrong must not settle the matter."""


@dataclass(slots=True)
class _States:
    """States under construction: the token that each emits, and the states before it."""

    tokens: list[int] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """States in which a phrase may begin."""
    ends: list[int] = field(default_factory=list)
    """States in which a phrase may be over."""

    def add(self, token: int, before: Iterable[int]) -> int:
        number = len(self.tokens)
        kept = [state for state in before if self.tokens[state] != token]
        self.tokens.append(token)
        self.before.append([number, *kept])
        return number


class PhraseScorer:
    """The log-probability of each phrase, given an utterance's frames. `blank`, `boundary`: tokens."""

    def __init__(self, phrases: Sequence[Words], blank: int, boundary: int) -> None:
        states = _States()
        sizes = []
        for words in phrases:
            begin = len(states.tokens)
            _build(states, words, blank, boundary)
            sizes.append(len(states.tokens) - begin)
        self._tokens = np.array(states.tokens, dtype=np.intp)
        self._edges = np.array([state for before in states.before for state in before], dtype=np.intp)
        self._edge_begins = _begins([len(before) for before in states.before])
        self._phrase_begins = _begins(sizes)
        self._sizes = np.array(sizes, dtype=np.intp)
        self._starts = np.zeros(len(states.tokens))
        self._starts[states.starts] = 1.0
        self._ends = np.zeros(len(states.tokens))
        self._ends[states.ends] = 1.0

    def score(self, log_probs: LogProbs) -> NDArray[np.float64]:
        """Log-probabilities, shape (phrases,); natural logarithm, over all alignments and pronunciations."""
        if not len(self._sizes) or not len(log_probs):
            return np.full(len(self._sizes), -np.inf)
        emitted = np.maximum(np.exp(log_probs.astype(np.float64)), _FLOOR)
        total = np.zeros(len(self._sizes))
        reached = self._starts * emitted[0, self._tokens]
        for frame in emitted[1:]:
            reached, total = self._scaled(reached, total)
            reached = np.add.reduceat(reached[self._edges], self._edge_begins) * frame[self._tokens]
        at_end = np.add.reduceat(reached * self._ends, self._phrase_begins)
        with np.errstate(divide="ignore"):
            return np.asarray(total + np.log(at_end), dtype=np.float64)

    def _scaled(
        self, reached: NDArray[np.float64], total: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        sums = np.add.reduceat(reached, self._phrase_begins)
        return reached / np.repeat(sums, self._sizes), total + np.log(sums)


def best_path(log_probs: LogProbs) -> NDArray[np.float64]:
    """The log-probability of the likeliest token at each frame, shape (frames,): a loop over all sounds."""
    return np.asarray(np.maximum(log_probs.max(axis=1), np.log(_FLOOR)), dtype=np.float64)


def word_losses(words: Words, log_probs: LogProbs, blank: int, boundary: int) -> NDArray[np.float64]:
    """How badly each word of a phrase fits: nats lost against `best_path`, a sound; shape (words,).

    Along the single best alignment (Viterbi). What is lost in a gap counts for the word before it.
    """
    states = _States()
    begins = _build(states, words, blank, boundary)
    word_of = np.searchsorted(begins, np.arange(len(states.tokens)), side="right") - 1
    path = _viterbi(states, log_probs)
    tokens = np.array(states.tokens)[path]
    lost = best_path(log_probs) - np.maximum(log_probs[np.arange(len(path)), tokens], np.log(_FLOOR))
    totals = np.bincount(np.maximum(word_of[path], 0), lost, minlength=len(words))
    sounds = [min(len(sounds) for sounds in pronunciations) for pronunciations in words]
    return np.asarray(totals / np.array(sounds), dtype=np.float64)


def _viterbi(states: _States, log_probs: LogProbs) -> NDArray[np.intp]:
    """The best state at each frame, shape (frames,)."""
    count, most = len(states.tokens), max(map(len, states.before))
    before = np.full((count, most), count, dtype=np.intp)
    for state, from_states in enumerate(states.before):
        before[state, : len(from_states)] = from_states
    emitted = np.maximum(log_probs[:, states.tokens], np.log(_FLOOR))
    score = np.full(count + 1, -np.inf)
    score[states.starts] = emitted[0, states.starts]
    came = np.zeros((len(log_probs), count), dtype=np.intp)
    for time in range(1, len(log_probs)):
        choice = score[before].argmax(axis=1)
        came[time] = before[np.arange(count), choice]
        score[:count] = score[came[time]] + emitted[time]
    path = np.empty(len(log_probs), dtype=np.intp)
    path[-1] = max(states.ends, key=lambda state: score[state])
    for time in range(len(log_probs) - 1, 0, -1):
        path[time - 1] = came[time, path[time]]
    return path


def _build(states: _States, words: Words, blank: int, boundary: int) -> list[int]:
    """Add a phrase; the first state of each word (the gap before the first word is no word's)."""
    gap = _add_gap(states, [], blank, boundary)
    states.starts += gap[:2]  # starting in its last blank would count the first one's paths twice
    begins = []
    for number, pronunciations in enumerate(words):
        begins.append(len(states.tokens))
        ends = [_add_word(states, pronunciation, gap, blank) for pronunciation in pronunciations]
        if number == 0:
            states.starts += [first for first, _ in ends]
        finals = [last for _, last in ends]
        gap = finals + _add_gap(states, finals, blank, boundary)
    states.ends += gap
    return begins


def _add_word(
    states: _States, pronunciation: Pronunciation, before: list[int], blank: int
) -> tuple[int, int]:
    """The tokens of one pronunciation with blanks between; its first state and its last."""
    first = last = states.add(pronunciation[0], before)
    for token in pronunciation[1:]:
        pause = states.add(blank, [last])
        last = states.add(token, [last, pause])
    return first, last


def _add_gap(states: _States, before: list[int], blank: int, boundary: int) -> list[int]:
    """Blank, and a boundary that may be emitted in it: blank* (boundary blank*)?"""
    pause = states.add(blank, before)
    mark = states.add(boundary, [*before, pause])
    rest = states.add(blank, [mark])
    return [pause, mark, rest]


def _begins(sizes: Sequence[int]) -> NDArray[np.intp]:
    return np.array([0, *accumulate(sizes)][: len(sizes)], dtype=np.intp)
