"""From scores to a decision: what speaks for a hypothesis, how probable it is to be right, and the band.

A closed vocabulary always has a best phrase; these measures tell whether anybody said it:

* `rival`: how far the best phrase is ahead of the best phrase with another meaning;
* `decoy`: how far it is ahead of the best word that is not in the vocabulary but sounds alike, or is common,
  by word of the phrase: a single word is a poor rival of a long phrase, and babble is long too;
* `worst` and `mean`: nats a sound lost against a free loop over all sounds, by its worst word and by all.

* `stretch`: the length of the speech over the longest that the phrase takes. Babble and whole sentences go on
  longer than a command; above 1 nothing is sure, whatever else was measured.

A logistic regression, fitted by `scripts/fit_floor`, makes one number of them, the probability that the
phrase was said. Two thresholds, also fitted, make bands. They differ by the kind of question and by what a mistake
would cost: stop words need less to be asked back, since a doubtful "stop" pauses anyway, and what speaks for
staying with an exercise needs more to be taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.acoustic import loudness
from voicecoach.speech.recognizers.base import Band, Hypothesis
from voicecoach.speech.recognizers.personal import CAREFUL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SHORTEST_S, LONGEST_S = 0.15, 10.0
SILENCE = 5e-4
"""Loudness (root mean square, full scale 1) below which nobody spoke: -66 dB."""
CLIPPED = 0.3
"""Share of samples at full scale above which nothing can be made out."""

DOUBTFUL = 0.45
"""Below what any question takes as sure; `scripts/fit_floor` sets no such threshold under 0.5."""

LEAST_SURE = 0.5
"""However much it is eased: `scripts/fit_floor` sets no such threshold lower."""

STOP_PHRASES = frozenset({"stop", "pause", "wait", "that hurts", "ouch"})

STAY_PHRASES = frozenset(
    {
        *("better", "a bit better", "a little better", "much better", "better in the back"),
        *("better in the leg", "a bit better in the leg", "better in the leg but worse in the back"),
        *("back", "my back", "lower back", "middle", "in the middle", "none", "no pain", "the pain is gone"),
    }
)
"""What the decision table takes as moving up or growing less: the ground for more of the same exercise."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured for the best phrase, in natural-logarithm units (nats); see the module's head."""

    rival: float
    decoy: float
    worst: float
    mean: float
    stretch: float = 0.0

    def features(self) -> tuple[float, ...]:
        """Clipped to where they still tell something, and of order one."""
        return (
            _clip(self.rival, 0.0, 10.0) / 5.0,
            _clip(self.decoy, -10.0, 10.0) / 5.0,
            _clip(self.worst, 0.0, 8.0) / 2.0,
            _clip(self.mean, 0.0, 8.0) / 2.0,
        )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least confidence to be taken, to be asked back, to be asked back when it is a stop word, and to be taken when it
    is one of `STAY_PHRASES`; without the last, these are like others.
    """

    sure: float
    ask: float
    stop_ask: float
    stay_sure: float | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted numbers: a weight a feature, the intercept, and thresholds by question (or `default`)."""

    weights: tuple[float, ...]
    intercept: float
    thresholds: Mapping[str, Thresholds]

    def eased(self, ease: float) -> Judge:
        """The same judge, sure with `ease` less: never under `LEAST_SURE`, and never where care is due."""
        if not ease:
            return self
        eased = {
            question: replace(limits, sure=min(limits.sure, max(limits.sure - ease, LEAST_SURE)))
            for question, limits in self.thresholds.items()
        }
        careful = {
            question: self.thresholds.get(question, self.thresholds["default"]) for question in CAREFUL
        }
        return replace(self, thresholds={**eased, **careful})

    def weigh(self, evidence: Evidence) -> float:
        """The confidence in what `evidence` speaks for."""
        confidence = self.confidence(evidence.features())
        return min(confidence, DOUBTFUL) if evidence.stretch > 1.0 else confidence

    def confidence(self, features: Sequence[float]) -> float:
        """Probability, 0 to 1, that the phrase was said."""
        logit = self.intercept + sum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1.0 / (1.0 + math.exp(-_clip(logit, -30.0, 30.0)))

    def decide(self, phrase: str, confidence: float, question: str) -> Hypothesis:
        """The hypothesis `phrase` with its band; without its text when refused."""
        band = self.band(phrase, confidence, question)
        return Hypothesis(None if band is Band.REFUSED else phrase, confidence, band)

    def band(self, phrase: str, confidence: float, question: str) -> Band:
        """By the thresholds of `question`, or the default ones."""
        limits = self.thresholds.get(question, self.thresholds["default"])
        careful = limits.sure if limits.stay_sure is None else limits.stay_sure
        if confidence >= (careful if phrase in STAY_PHRASES else limits.sure):
            return Band.SURE
        ask = limits.stop_ask if phrase in STOP_PHRASES else limits.ask
        return Band.ASK if confidence >= ask else Band.REFUSED


def judge_from(table: Mapping[str, Any]) -> Judge:
    """A judge from its TOML table: `intercept`, `weights`, and `thresholds.QUESTION.{sure,ask,stop_ask,stay_sure}`."""
    thresholds = {question: Thresholds(**limits) for question, limits in table["thresholds"].items()}
    return Judge(tuple(table["weights"]), table["intercept"], thresholds)


REFUSED = Hypothesis(text=None, confidence=0.0, band=Band.REFUSED)
"""For audio with nothing in it to judge."""


def is_speechlike(samples: NDArray[np.float32]) -> bool:
    """Whether there is anything to recognize: neither too short, too long, silent, nor clipped to pieces."""
    seconds = len(samples) / SAMPLE_RATE_HZ
    if not SHORTEST_S <= seconds <= LONGEST_S or loudness(samples) < SILENCE:
        return False
    return float(np.mean(np.abs(samples) >= 0.99)) < CLIPPED


def _clip(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
