"""The second opinion: which phrase an utterance as a whole is like.

A multinomial logistic regression over the row of `encoder.py`, or of `embedding.py` where that cannot run: a class
a phrase and some for other speech, fitted by `scripts/fit_floor` (step `words`) and kept in `words_encoder.npz` and
`words_embedding.npz`. Where the phoneme model adds up sounds, which a room smears, this one compares whole phrases,
which it smears alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

_IMPROBABLE = -12.0
"""Least log-probability of a class: what one half rules out, the other may still bring up."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier makes of a phrase, in natural-logarithm units (nats).

    `rival`: its lead over the best phrase of the question with another meaning. `other`: its lead over all that
    the question does not listen for, phrases of other questions and other speech together.
    """

    rival: float
    other: float

    def features(self) -> tuple[float, ...]:
        """Clipped to where they still tell something, and of order one."""
        return tuple(min(max(value, -10.0), 10.0) / 5.0 for value in (self.rival, self.other))


class Embedding(Protocol):
    """What makes one row of numbers of an utterance. `name` says which classifier and which judge it belongs to."""

    @property
    def name(self) -> str: ...

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]: ...


class PhraseClassifier:
    """The classifier fitted on an embedding's rows. Knows the phrases of `coach/phrases.py` as they were then."""

    def __init__(self, fitted: Traversable) -> None:
        """`fitted`: see `fitted_on`, or a file like those."""
        with fitted.open("rb") as file, np.load(file) as arrays:
            self._mean = arrays["mean"].astype(np.float32)
            self._weights = arrays["weights"].astype(np.float32)
            self._bias = arrays["bias"].astype(np.float32)
            self._number = {str(phrase): number for number, phrase in enumerate(arrays["phrases"])}

    def knows(self, phrase: str) -> bool:
        return phrase in self._number

    def log_probs(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-probabilities of all classes, shape (classes,), for one row of its embedding."""
        logits = ((features - self._mean) @ self._weights + self._bias).astype(np.float64)
        return np.asarray(logits - _log_sum(logits), dtype=np.float64)

    def leaning(self, log_probs: NDArray[np.float64], nats: Mapping[str, float]) -> NDArray[np.float64]:
        """The log-probabilities where so many nats more speak for some phrases; what it does not know is left out."""
        logits = log_probs.copy()
        for phrase, more in nats.items():
            if phrase in self._number:
                logits[self._number[phrase]] += more
        return np.asarray(logits - _log_sum(logits), dtype=np.float64)

    def scores(self, log_probs: NDArray[np.float64], phrases: Sequence[str]) -> NDArray[np.float64]:
        """The log-probability of each phrase; a phrase that it does not know is as likely as other speech."""
        strange = _log_sum(log_probs[len(self._number) :])
        found = [log_probs[self._number[phrase]] if phrase in self._number else strange for phrase in phrases]
        return np.maximum(np.array(found, dtype=np.float64), _IMPROBABLE)

    def strange(self, log_probs: NDArray[np.float64], phrases: Sequence[str]) -> float:
        """The log-probability of all that is none of `phrases`."""
        allowed = [self._number[phrase] for phrase in phrases if phrase in self._number]
        return _log_sum(np.delete(log_probs, allowed))


def fitted_on(embedding: str) -> Traversable:
    """The committed classifier for the embedding of that name."""
    return resources.files(__package__).joinpath(f"words_{embedding}.npz")


def _log_sum(logits: NDArray[np.float64]) -> float:
    most = float(logits.max(initial=-1e9))
    return most + float(np.log(np.exp(logits - most).sum() + 1e-300))
