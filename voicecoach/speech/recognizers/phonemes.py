"""The first opinion: phrase scores of a CTC phoneme model over the vocabulary.

For each phrase the log-probability of the utterance, less a share of the phrase's own mean over background
sound: short and breathy phrases fit noise best and would otherwise win in a noisy room. A command is less
likely than an answer where a question was asked, so there it needs a few nats more, all but the plainest
calls to stop. Decoys, words outside the vocabulary, are scored beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.phrases import COMMANDS, CONTROL
from voicecoach.speech.recognizers.acoustic import AcousticModel
from voicecoach.speech.recognizers.confidence import Evidence
from voicecoach.speech.recognizers.ctc import LogProbs, PhraseScorer, Words, word_losses
from voicecoach.speech.recognizers.lexicon import Lexicon

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RELUCTANT = frozenset(CONTROL) - {"stop", "that hurts"}
"""Commands that need more at a question that is not about commands."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """Phrases (or decoys) ready for scoring, and what to take off each score for background sound."""

    words: list[Words]
    scorer: PhraseScorer
    background: NDArray[np.float64]

    def score(self, log_probs: LogProbs) -> NDArray[np.float64]:
        return self.scorer.score(log_probs) - self.background


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A vocabulary ready for scoring, and which decoys do not sound like one of its phrases."""

    phrases: _Scored
    reluctance: NDArray[np.float64]
    apart: NDArray[np.bool_]


class PhonemeScores:
    """Loads the acoustic model (0.1 s) and raises `VoicecoachError` where it cannot run.

    `share` of the mean over background sound is taken off; a command needs `reluctance` nats more.
    """

    def __init__(self, share: float, reluctance: float) -> None:
        self.acoustic = AcousticModel()
        self._lexicon = Lexicon(self.acoustic.tokens)
        self._share, self._reluctance = share, reluctance
        self._background = load_background()
        self._decoys = self._score_for([[sounds] for sounds in self._lexicon.decoys()])
        self._prepared: dict[tuple[str, ...], _Prepared] = {}
        self._last: LogProbs | None = None
        self._known: dict[int, NDArray[np.float64]] = {}

    def prepare(self, phrases: tuple[str, ...]) -> None:
        """Build the graphs of `phrases`. Raises `VoicecoachError` for what cannot be pronounced."""
        self._ready(phrases)

    def scores(self, log_probs: LogProbs, phrases: tuple[str, ...]) -> NDArray[np.float64]:
        """Log-probabilities, shape (phrases,), background and reluctance taken off."""
        ready = self._ready(phrases)
        return self._score(log_probs, ready.phrases) - ready.reluctance

    def evidence(
        self, log_probs: LogProbs, phrases: tuple[str, ...], best: int, score: float, rival: float
    ) -> Evidence:
        """What speaks for the phrase number `best`, with this `score`, beside the best `rival`'s."""
        ready = self._ready(phrases)
        decoys = self._score(log_probs, self._decoys)[ready.apart]
        words = ready.phrases.words[best]
        losses = word_losses(words, log_probs, self.acoustic.blank, self.acoustic.boundary)
        return Evidence(
            rival=score - rival,
            decoy=float(score - decoys.max(initial=-np.inf)) / len(words),
            worst=float(losses.max()),
            mean=float(losses.mean()),
            stretch=self.acoustic.speech_frames(log_probs) / longest_frames(words),
        )

    def _score(self, log_probs: LogProbs, scored: _Scored) -> NDArray[np.float64]:
        """Scores, kept for as long as it is the same utterance, which may be put to many questions."""
        if self._last is not log_probs:
            self._last = log_probs
            self._known.clear()
        if id(scored) not in self._known:
            self._known[id(scored)] = scored.score(log_probs)
        return self._known[id(scored)]

    def _ready(self, phrases: tuple[str, ...]) -> _Prepared:
        if phrases not in self._prepared:
            words: list[Words] = [
                [self._lexicon.pronunciations(word) for word in phrase.split()] for phrase in phrases
            ]
            taken = {sounds for phrase in words if len(phrase) == 1 for sounds in phrase[0]}
            apart = np.array([taken.isdisjoint(decoy[0]) for decoy in self._decoys.words])
            self._prepared[phrases] = _Prepared(self._score_for(words), self._reluctance_for(phrases), apart)
        return self._prepared[phrases]

    def _reluctance_for(self, phrases: tuple[str, ...]) -> NDArray[np.float64]:
        if COMMANDS.issuperset(phrases):
            return np.zeros(len(phrases))
        return np.array([self._reluctance if phrase in _RELUCTANT else 0.0 for phrase in phrases])

    def _score_for(self, words: list[Words]) -> _Scored:
        scorer = PhraseScorer(words, self.acoustic.blank, self.acoustic.boundary)
        mean = np.mean([scorer.score(sound) for sound in self._background], axis=0)
        return _Scored(words, scorer, self._share * mean)


def longest_frames(words: Words) -> float:
    """Frames of 20 ms that a slow speaker takes. Of 2000 commands 98 of 100 took less at every length."""
    return 12.0 + 7.0 * sum(max(map(len, pronunciations)) for pronunciations in words)


def load_background() -> list[LogProbs]:
    """Log-probabilities of background sound, as `scripts/fit_floor` made them: one array a condition."""
    place = resources.files(__package__).joinpath("background.npz")
    with place.open("rb") as file, np.load(file) as arrays:
        return [arrays[name].astype(np.float32) for name in sorted(arrays.files)]
