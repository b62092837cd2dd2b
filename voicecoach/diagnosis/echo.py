"""Whether an input is the speaker's own sound: a soft sweep is played, and comes back without any room around it.

A microphone hears the speaker, too, but through two converters, a membrane and a room, which smear the sweep. A
monitor gives it back sample by sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

SWEEP_S = 0.4
LOWEST_HZ, HIGHEST_HZ = 300.0, 3500.0
PEAK = 650.0
"""Of 32768: -34 dB, about as loud as a watch that ticks nearby."""
EDGE_S = 0.05
SAME = 0.98
"""Correlation from which on what was heard is what was played."""


def sweep(sample_rate_hz: int) -> Pcm:
    """A soft rising tone that fades in and out."""
    t = np.arange(round(SWEEP_S * sample_rate_hz)) / sample_rate_hz
    phase = 2 * np.pi * (LOWEST_HZ * t + (HIGHEST_HZ - LOWEST_HZ) * t**2 / (2 * SWEEP_S))
    edge = np.clip(np.minimum(t, SWEEP_S - t) / EDGE_S, 0.0, 1.0)
    return Pcm(np.rint(PEAK * edge * np.sin(phase)).astype(np.int16), sample_rate_hz)


def likeness(heard: NDArray[np.int16], played: NDArray[np.int16]) -> float:
    """The largest correlation, 0 to 1, of `played` with any stretch of `heard` of its length, at the same rate.

    With a half and a quarter of a sample between the two clocks, too: a monitor may be resampled.
    """
    if len(heard) < len(played) or not played.any() or not heard.any():
        return 0.0
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    sound = np.fft.rfft(heard.astype(np.float64), size)
    shape = np.conj(np.fft.rfft(played.astype(np.float64), size))
    hz = np.arange(len(sound)) / size
    energy = np.concatenate([[0.0], np.cumsum(heard.astype(np.float64) ** 2)])
    places = len(heard) - len(played) + 1
    around = np.sqrt(np.maximum(energy[len(played) :] - energy[:places], 1.0))
    own = np.sqrt((played.astype(np.float64) ** 2).sum())
    best = 0.0
    for shift in (0.0, 0.25, 0.5, 0.75):
        alike = np.fft.irfft(sound * shape * np.exp(2j * np.pi * hz * shift), size)[:places]
        best = max(best, float((np.abs(alike) / around).max() / own))
    return min(best, 1.0)
