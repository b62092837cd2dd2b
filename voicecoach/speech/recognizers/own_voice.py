"""How one person says some words: the mean row of the embedding for each, as likeness in nats for the classifier.

How it works. Whatever all of somebody's utterances have in common (the voice, the room, the microphone) is their mean
row; it is taken off. What is left of a word's takes points in a direction of its own, and another utterance of the
word in nearly the same one: by the cosine, .5 to .7 where it is the same word, .2 to .4 where it is the nearest other.
What is above `NO_NEWS` speaks for the word, what is below against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NATS = 8.0
"""For a whole cosine. Measured (docs/tuning.md), like `NO_NEWS`: words that were not said are heard no worse."""
NO_NEWS = 0.4
"""The cosine that speaks neither for nor against a word."""

MOST_WORDS = 40
"""More are never asked for; it bounds what is read from a file."""

_STEPS = 127


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """What is kept of somebody's takes.

    `embedding`: what made the rows. `common`: the mean of all rows, as float16. `words`: for each phrase the direction
    of its mean row beside that, an int8 a number. Raises ValueError where their sizes do not fit together.
    """

    embedding: str
    phrases: tuple[str, ...]
    common: bytes
    words: bytes

    def __post_init__(self) -> None:
        width = len(self.common) // 2
        fits = len(self.words) == width * len(self.phrases) and len(self.common) == 2 * width > 0
        if (
            not fits
            or len(set(self.phrases)) != len(self.phrases)
            or not 2 <= len(self.phrases) <= MOST_WORDS
        ):
            raise ValueError(f"{len(self.phrases)} words of {width} numbers, and {len(self.words)} bytes")
        if not np.isfinite(self._common()).all():
            raise ValueError("a number that is none")

    @classmethod
    def of(cls, embedding: str, takes: Sequence[tuple[str, NDArray[np.float32]]]) -> Self | None:
        """Learned from the rows of takes of known phrases; None for less than two phrases, which have no contrast."""
        phrases = tuple(dict.fromkeys(phrase for phrase, _ in takes))[:MOST_WORDS]
        if len(phrases) < 2:
            return None
        common = np.mean([row for _, row in takes], axis=0).astype("<f2")
        directions = [(phrase, _direction(row - common)) for phrase, row in takes]
        means = [
            _direction(np.sum([each for said, each in directions if said == phrase], axis=0))
            for phrase in phrases
        ]
        words = np.array([mean / max(float(np.abs(mean).max()), 1e-9) for mean in means])
        return cls(embedding, phrases, common.tobytes(), np.rint(_STEPS * words).astype(np.int8).tobytes())

    def nats(self, row: NDArray[np.float32]) -> dict[str, float]:
        """What speaks for each phrase in an utterance's row, -11.2 to 4.8."""
        words = np.frombuffer(self.words, np.int8).reshape(len(self.phrases), -1).astype(np.float32)
        beside = _direction(row - self._common())
        cosines = words @ beside / np.maximum(np.linalg.norm(words, axis=1), 1e-9)
        return {
            phrase: NATS * (float(cosine) - NO_NEWS)
            for phrase, cosine in zip(self.phrases, cosines, strict=True)
        }

    def fits(self, embedding: str, row: NDArray[np.float32]) -> bool:
        """Whether it was learned from rows of this kind."""
        return self.embedding == embedding and 2 * len(row) == len(self.common)

    def _common(self) -> NDArray[np.float32]:
        return np.frombuffer(self.common, "<f2").astype(np.float32)


def _direction(row: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), dtype=np.float32)
