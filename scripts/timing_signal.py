"""Finding sounds in a recording: where a known one begins, where an unknown one begins and ends. Pure functions.

Positions are samples of the recording; those that are found by correlation have a fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Sound = NDArray[Any]

AUDIBLE = 100
"""What is louder than this, of 32768, sounds: -50 dBFS. A speaker that is silent gives exact zeros."""
END_DB = 40.0
"""A sound ends with its last sample that is less than this below its peak."""
APART_S = 0.1
"""Sounds with this much silence between them are two."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a known sound begins, and how well it fits: 1 is the sound itself, 0 nothing of it."""

    at: float
    score: float


def find(sound: Sound, known: Sound, begin: int = 0, end: int | None = None) -> Match:
    """Where between the samples `begin` and `end` the `known` sound begins most likely; to a part of a sample.

    Normalized cross-correlation; the fraction is the top of the parabola through the best three. A score of 0 where
    there is no room for it.
    """
    begin = max(begin, 0)
    end = len(sound) - len(known) + 1 if end is None else min(end, len(sound) - len(known) + 1)
    if end <= begin:
        return Match(float(begin), 0.0)
    window = sound[begin : end + len(known) - 1].astype(float)
    scores = _correlation(window, known.astype(float))
    best = int(scores.argmax())
    return Match(begin + best + _fraction(scores, best), float(scores[best]))


def _correlation(window: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.float64]:
    """The normalized correlation at each place where `known` fits into `window` as a whole."""
    size = 1 << (len(window) + len(known)).bit_length()
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(known, size))
    products = np.fft.irfft(spectrum, size)[: len(window) - len(known) + 1]
    energy = np.concatenate([[0.0], np.cumsum(window**2)])
    local = np.maximum(energy[len(known) :] - energy[: -len(known)], 0.0)
    faint = AUDIBLE**2 * len(known) * 1e-2  # or silence would fit as well as anything
    scores: NDArray[np.float64] = products / (
        np.sqrt(local + faint) * max(float(np.linalg.norm(known)), 1e-9)
    )
    return scores


def _fraction(scores: NDArray[np.float64], best: int) -> float:
    if not 0 < best < len(scores) - 1:
        return 0.0
    left, top, right = scores[best - 1 : best + 2]
    bend = left - 2 * top + right
    return float(0.5 * (left - right) / bend) if bend else 0.0


def end_of(sound: Sound, below_peak_db: float = END_DB) -> int:
    """The sample after the last one that is less than so far below the peak; 0 of silence."""
    loud = np.abs(sound.astype(float))
    peak = float(loud.max(initial=0.0))
    if not peak:
        return 0
    return int(np.flatnonzero(loud > peak * 10 ** (-below_peak_db / 20))[-1]) + 1


def first_sound(sound: Sound, begin: float, end: int | None = None) -> int | None:
    """The first sample from `begin` on that is audible, if there is one before `end`."""
    at = max(0, int(np.ceil(begin)))
    loud = np.abs(sound[at:end].astype(int)) > AUDIBLE
    return at + int(loud.argmax()) if loud.any() else None


def stretches(sound: Sound, rate_hz: int, apart_s: float = APART_S) -> list[tuple[int, int]]:
    """Begin and end of everything audible; what is less than `apart_s` seconds apart is one."""
    loud = np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)
    if not loud.size:
        return []
    gaps = np.flatnonzero(np.diff(loud) > apart_s * rate_hz)
    begins = loud[np.concatenate([[0], gaps + 1])]
    ends = loud[np.concatenate([gaps, [loud.size - 1]])] + 1
    return [(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Spread:
    """So many values: the middle one, the 95th percentile, the largest."""

    n: int
    median: float
    p95: float
    longest: float


def spread_of(values: Sequence[float]) -> Spread | None:
    """None of no values."""
    if not values:
        return None
    return Spread(len(values), *(float(np.percentile(values, share)) for share in (50, 95, 100)))


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How well beats keep to their times, in seconds."""

    drift_s: float
    """By how much more (or less) time than planned passes from the first to the last."""
    deviations_s: tuple[float, ...]
    """Of each beat from its planned time, all shifted so that their middle is 0."""


def steadiness(found_s: Sequence[float], planned_s: Sequence[float]) -> Steadiness:
    """Of at least two beats, in order, each with its planned time; the clocks may begin anywhere."""
    late = np.asarray(found_s) - np.asarray(planned_s)
    centered = late - np.median(late)
    return Steadiness(float(late[-1] - late[0]), tuple(float(value) for value in centered))
