"""How the speaker sounds at the microphone, learned while it plays: a linear filter that is never sure of itself.

How it works. The echo is what was played, through an impulse response of `PARTITIONS` pieces of 16 ms, each kept as a
spectrum (partitioned block, overlap-save). The response is the state of a Kalman filter with one variance for each
piece and frequency: it learns fast while it knows little, slowly once it knows, and hardly at all while somebody else
speaks, since what it cannot explain counts as noise of the measurement. So no detector of double talk is needed.
It learns every 8 ms from the last 16 ms: from overlapping stretches it is ready in a third of the time.

After Enzner and Vary, "Frequency-domain adaptive Kalman filter for acoustic echo control" (Signal Processing 86, 2006),
and Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-based acoustic echo controller"
(ICASSP 2014). The figures on which the constants were chosen stand in docs/echo.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
PIECE = 256
STEP = PIECE // 2
PARTITIONS = 24
"""0.38 s: 0.15 s of unknown delay, and of the room what is louder than its last 20 to 30 dB."""
STAYING = np.float32(0.9985**2)
"""How much of the response, in power, is the same 8 ms later: clocks drift, people move."""
FIRST_VARIANCE = 0.01
"""Of a piece at the start: an echo that may be about as loud as what was played."""
FIRST_DECAY_DB_PER_S = 30.0
"""How much less is expected of later pieces at the start."""
SMOOTHING = np.float32(0.9)
"""Of the measurement's noise, by step."""
LEAST_POWER = np.float32(1e-7)
"""Added to powers of spectra (full scale 1): below the noise of any microphone."""
HALF = np.float32(0.5)


class EchoFilter:
    """Takes the echo of `played` from `heard`, in blocks of a multiple of 128 samples at 16 kHz, full scale 1.

    The echo must not come before it is played. `step`: how often it learns, in samples, a divisor of `PIECE`;
    `staying`: how much of the response, in power, is the same a step later; `is_open`: whether an echo may come at
    another delay at any time.
    """

    def __init__(self, step: int = STEP, staying: np.float32 = STAYING, *, is_open: bool = False) -> None:
        self._is_open = is_open
        self._step_samples = step
        self._staying = staying
        bins = PIECE + 1
        late_s = np.arange(PARTITIONS, dtype=np.float32)[:, None] * (PIECE / SAMPLE_RATE_HZ)
        first = FIRST_VARIANCE * 10 ** (-FIRST_DECAY_DB_PER_S * late_s / 10)
        self._response = np.zeros((PARTITIONS, bins), np.complex64)
        self._variance = np.repeat(first, bins, axis=1).astype(np.float32)
        self._noise = np.zeros(bins, np.float32)
        self.forget_sound()

    def forget_sound(self) -> None:
        """What was played before is over: the next block begins after a gap. What was learned stays."""
        steps = PARTITIONS * PIECE // self._step_samples
        self._spectra = np.zeros((steps, PIECE + 1), np.complex64)
        self._powers = np.zeros((steps, PIECE + 1), np.float32)
        self._played = np.zeros(2 * PIECE, np.float32)
        self._heard = np.zeros(PIECE, np.float32)

    def __call__(self, heard: NDArray[np.float32], played: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next block without its echo."""
        step = self._step_samples
        left = [
            self._step(heard[at : at + step], played[at : at + step]) for at in range(0, len(heard), step)
        ]
        return np.concatenate(left)

    def adopt(self, other: EchoFilter) -> None:
        """Go on with what another filter has learned."""
        self._response[:] = other._response
        self._variance[:] = other._variance

    def _step(self, heard: NDArray[np.float32], played: NDArray[np.float32]) -> NDArray[np.float32]:
        self._heard = np.concatenate([self._heard[len(heard) :], heard])
        self._take(played)
        stride = PIECE // len(heard)
        spectra, powers = self._spectra[::stride], self._powers[::stride]
        echo = np.fft.irfft((spectra * self._response).sum(axis=0))[PIECE:]
        left = (self._heard - echo).astype(np.float32)
        self._learn(left, spectra, powers)
        return left[PIECE - len(heard) :]

    def _take(self, played: NDArray[np.float32]) -> None:
        self._played = np.concatenate([self._played[len(played) :], played])
        self._spectra[1:] = self._spectra[:-1].copy()
        self._powers[1:] = self._powers[:-1].copy()
        self._spectra[0] = np.fft.rfft(self._played)
        self._powers[0] = _power(self._spectra[0])

    def _learn(
        self, left: NDArray[np.float32], spectra: NDArray[np.complex64], powers: NDArray[np.float32]
    ) -> None:
        """The Kalman update; the response is kept to `PIECE` samples a piece (constrained)."""
        error = np.fft.rfft(np.concatenate([np.zeros(PIECE, np.float32), left])).astype(np.complex64)
        self._noise += (1 - SMOOTHING) * (_power(error) - self._noise)
        doubt = HALF * (self._variance * powers).sum(axis=0)
        gain = self._variance / (doubt + self._noise + LEAST_POWER)
        change = np.fft.irfft(gain * spectra.conj() * error, axis=1)
        change[:, PIECE:] = 0
        self._response += np.fft.rfft(change, axis=1)
        share = np.float32(self._step_samples / PIECE)
        known = np.maximum(1 - HALF * share * gain * powers, 0)
        strength = _power(self._response)
        if self._is_open:
            strength = np.maximum(strength, strength.mean(axis=0))
        self._variance = self._staying * known * self._variance + (1 - self._staying) * strength


def _power(spectrum: NDArray[np.complex64]) -> NDArray[np.float32]:
    power: NDArray[np.float32] = spectrum.real**2 + spectrum.imag**2
    return power
