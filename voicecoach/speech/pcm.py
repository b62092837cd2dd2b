"""Sound as numbers: mono 16-bit samples and their rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """A mono sound: `samples` (n,) int16 at `sample_rate_hz`."""

    samples: NDArray[np.int16]
    sample_rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate_hz

    @property
    def peak(self) -> int:
        """The largest absolute sample, 0 to 32768."""
        return int(np.abs(self.samples.astype(np.int32)).max(initial=0))

    def trimmed(self, lead_s: float = 0.02, tail_s: float = 0.05, threshold: int = 60) -> Pcm:
        """The same sound with at most `lead_s` of silence before and `tail_s` after it.

        Silence is what stays within `threshold` (of 32768; 60 is -55 dB, below the softest final "s" of a
        voice).
        """
        loud = np.flatnonzero(np.abs(self.samples.astype(np.int32)) > threshold)
        if not loud.size:
            return Pcm(self.samples[:0], self.sample_rate_hz)
        start = max(0, int(loud[0]) - round(lead_s * self.sample_rate_hz))
        end = int(loud[-1]) + 1 + round(tail_s * self.sample_rate_hz)
        return Pcm(self.samples[start:end].copy(), self.sample_rate_hz)

    def at_rate(self, sample_rate_hz: int) -> Pcm:
        """The same sound at another rate."""
        if sample_rate_hz == self.sample_rate_hz:
            return self
        from voicecoach.speech.audio import resample  # noqa: PLC0415 rarely needed

        samples = resample(self.samples.astype(np.float64), self.sample_rate_hz, sample_rate_hz)
        return Pcm(np.clip(np.rint(samples), -32768, 32767).astype(np.int16), sample_rate_hz)
