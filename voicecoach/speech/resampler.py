"""Another sample rate for a stream that comes in pieces, for microphones that do not run at 16 kHz.

A windowed sinc evaluated at every output sample (Kaiser, beta 8: aliases 80 dB down). `audio.resample` is for
whole recordings; a stream needs the state between two pieces that is kept here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUTOFF = 0.45  # of the lower rate
WIDTH = 16  # samples of the lower rate on each side
KAISER_BETA = 8.0


class StreamResampler:
    """From `from_hz` to `to_hz`, int16 pieces in and out. Delays by `WIDTH` samples of the lower rate (1 ms
    at 16 kHz).
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        divisor = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // divisor, from_hz // divisor
        lower_hz = min(from_hz, to_hz)
        self._half = math.ceil(WIDTH * from_hz / lower_hz)
        offsets = np.arange(2 * self._half) - self._half + 1
        t = offsets[None, :] - np.arange(self._up)[:, None] / self._up
        cutoff = 2 * CUTOFF * lower_hz / from_hz
        inside = np.clip(1 - (t / self._half) ** 2, 0, None)
        window = np.i0(KAISER_BETA * np.sqrt(inside)) / np.i0(KAISER_BETA)
        bank = cutoff * np.sinc(cutoff * t) * window
        self._bank = bank / bank.sum(axis=1, keepdims=True)
        self._kept = np.zeros(2 * self._half - 1)
        self._next = 0  # the place of the next output sample, in 1/up of an input sample, in `_kept`

    def __call__(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """What is ready at the new rate, after this piece."""
        signal = np.concatenate([self._kept, samples])
        windows = np.lib.stride_tricks.sliding_window_view(signal, 2 * self._half)
        places = np.arange(self._next, len(windows) * self._up, self._down)
        found = np.einsum("ij,ij->i", windows[places // self._up], self._bank[places % self._up])
        self._next += len(places) * self._down - len(windows) * self._up
        self._kept = signal[len(windows) :]
        ready: NDArray[np.int16] = np.clip(np.rint(found), -32768, 32767).astype(np.int16)
        return ready
