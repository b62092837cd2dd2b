"""What an echo filter leaves of the echo: how much is to be expected in each band, and what stands out of it.

How it works. No linear filter takes all: speakers distort, clocks drift, rooms ring longer than the filter is long.
What is left follows the echo that was taken away, at some distance: the leak. In each band the leak is followed as a
quantile of what was left (up and down in fixed steps, four times as far up: 80 %), so that a word of half a second
hardly moves it. The echo itself is remembered with the decay of a room, and the noise of the room is a slow minimum.
What is left beyond leak and noise is somebody else. At the start the leak is 1: nothing stands out of an echo
that has not been learned yet.

For the voice detector alone the sound is also made (Wiener's gain in each band). The recognizer never hears that:
it takes parts of words away too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float32]

SAMPLE_RATE_HZ = 16_000
FRAME = 512
HOP = FRAME // 2
HOP_S = HOP / SAMPLE_RATE_HZ
EDGES_HZ = (125, 250, 375, 500, 650, 800, 1000, 1250, 1500, 1750, 2100, 2500, 3000, 3500, 4200, 5000, 6500)
UP_DB_PER_S, DOWN_DB_PER_S = 12.0, 3.0
FASTER_AT_FIRST, FIRST_S = 8.0, 2.0
"""The leak goes down so many times faster at the very start, ever less until so much echo was heard."""
LEAST_LEAK, LEAST_NOISE = 1e-4, 1e-9
NOISE_RISE_DB_PER_S = 2.0
NOISE_FALL = np.float32(0.2)
NOISE_MARGIN = np.float32(2.0)
"""The mean power of steady noise is about so many times its slow minimum."""
DECAY_DB_PER_S = 80.0
"""How fast an echo dies away at the slowest: 60 dB in 0.75 s."""
STANDS_OUT = 4.0
"""Times what is to be expected in a band: somebody else."""
OVER = 2.0
"""Times what is to be expected: taken away for the detector."""
LEAST_GAIN = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What stands out of a block.

    `samples`: for the detector, (512,) of full scale 1, 16 ms late. `share`: the share of the bands, 0 to 1, in which
    something stands out. `excess_db`: all that is left over all that is expected. `leak_db`: what the filter leaves of
    an echo, mean of the bands.
    """

    samples: Values
    share: float
    excess_db: float
    leak_db: float


class Residual:
    """Follows what a filter leaves of an echo, block by block."""

    def __init__(self) -> None:
        edges = np.round(np.array(EDGES_HZ) * FRAME / SAMPLE_RATE_HZ).astype(int)
        bins, bands = FRAME // 2 + 1, len(edges) - 1
        self._edges = edges
        self._band_of = np.clip(np.searchsorted(edges, np.arange(bins), side="right") - 1, 0, bands - 1)
        self._window = np.sqrt(np.hanning(FRAME + 1)[:-1]).astype(np.float32)
        self._leak: Values = np.ones(bands, np.float32)
        self._noise: Values = np.full(bands, 1e-3, np.float32)
        self._echo: Values = np.zeros(bands, np.float32)
        self._learned_s = 0.0
        self._left_before: Values = np.zeros(HOP, np.float32)
        self._echo_before: Values = np.zeros(HOP, np.float32)
        self._tail: Values = np.zeros(HOP, np.float32)

    def __call__(self, left: Values, echo: Values) -> Rest:
        """The next block: what was left and the echo that was taken away, (512,) each, full scale 1."""
        frames = [self._frame(left[at : at + HOP], echo[at : at + HOP]) for at in range(0, len(left), HOP)]
        samples, shares, excesses = zip(*frames, strict=True)
        leak_db = float(np.mean(10 * np.log10(self._leak)))
        return Rest(np.concatenate(samples), float(np.mean(shares)), float(np.mean(excesses)), leak_db)

    def _frame(self, left: Values, echo: Values) -> tuple[Values, float, float]:
        spectrum = np.fft.rfft(np.concatenate([self._left_before, left]) * self._window)
        power = self._in_bands(spectrum) + np.float32(LEAST_NOISE)
        echoed = self._in_bands(np.fft.rfft(np.concatenate([self._echo_before, echo]) * self._window))
        self._left_before, self._echo_before = left, echo
        expected = self._expect(power, echoed)
        gain = np.sqrt(np.clip(1 - OVER * expected / power, LEAST_GAIN**2, 1.0))
        sound = (np.fft.irfft(spectrum * gain[self._band_of]) * self._window).astype(np.float32)
        samples: Values = self._tail + sound[:HOP]
        self._tail = sound[HOP:]
        share = float(np.mean(power > STANDS_OUT * expected))
        return samples, share, float(10 * np.log10(power.sum() / expected.sum()))

    def _in_bands(self, spectrum: NDArray[np.complexfloating]) -> Values:
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        return np.add.reduceat(power[: self._edges[-1]], self._edges[:-1])

    def _expect(self, power: Values, echoed: Values) -> Values:
        """What is to be expected in each band, after learning from this frame."""
        self._echo = np.maximum(echoed, self._echo * np.float32(10 ** (-DECAY_DB_PER_S * HOP_S / 10)))
        ratio = power / (self._echo + np.float32(LEAST_NOISE))
        is_audible = self._echo * self._leak > self._noise
        tells = is_audible | ((ratio < self._leak) & (self._echo > 2 * self._noise))
        if tells.any():
            self._learn(ratio, tells)
        falling = np.maximum(self._noise + NOISE_FALL * (power - self._noise), np.float32(LEAST_NOISE))
        self._noise = np.minimum(self._noise * np.float32(10 ** (NOISE_RISE_DB_PER_S * HOP_S / 10)), falling)
        return self._leak * self._echo + NOISE_MARGIN * self._noise

    def _learn(self, ratio: Values, tells: NDArray[np.bool_]) -> None:
        self._learned_s += HOP_S
        faster = max(1.0, FASTER_AT_FIRST * (1 - self._learned_s / FIRST_S))
        up_db, down_db = UP_DB_PER_S * HOP_S * min(faster, 2.0), -DOWN_DB_PER_S * HOP_S * faster
        moved = self._leak * 10 ** (np.where(ratio > self._leak, up_db, down_db) / 10)
        self._leak = np.where(tells, np.clip(moved, LEAST_LEAK, 1.0), self._leak).astype(np.float32)
