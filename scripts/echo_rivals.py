"""Cancellers to compare with the one that is used: WebRTC's AEC3, alone and after it. For measuring only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecoach.speech.echo import FULL_SCALE, Canceller, Cleaned, EchoCanceller
from voicecoach.speech.residual import Residual

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME = 160


class Aec3:
    """AEC3 of pywebrtc-audio in frames of 10 ms; the blocks come out 10 ms late, which its frames need."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        from pywebrtc_audio import EchoCanceller as WebRtc  # noqa: PLC0415 not among the extras

        self._engine: Any = WebRtc(16_000, 1, 0)
        self._residual = Residual()
        self._heard: NDArray[np.int16] = np.zeros(0, np.int16)
        self._played: NDArray[np.int16] = np.zeros(0, np.int16)
        self._ready: NDArray[np.int16] = np.zeros(FRAME, np.int16)
        self._late: NDArray[np.int16] = np.zeros(FRAME, np.int16)

    def resume(self) -> None:
        """It finds its way after a gap by itself."""

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        left = self.process(heard, played)
        late = np.concatenate([self._late, heard])
        self._late = late[len(heard) :]
        rest = self._residual(left / FULL_SCALE, (late[: len(heard)] - left) / FULL_SCALE)
        return Cleaned(left, left, rest.share, rest.excess_db, rest.leak_db)

    def process(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> NDArray[np.int16]:
        """A block of any length, `FRAME` samples late."""
        self._heard = np.concatenate([self._heard, heard])
        self._played = np.concatenate([self._played, played])
        while len(self._heard) >= FRAME:
            done = self._engine.process(self._heard[:FRAME].copy(), self._played[:FRAME].copy())
            self._ready = np.concatenate([self._ready, done])
            self._heard, self._played = self._heard[FRAME:], self._played[FRAME:]
        left, self._ready = self._ready[: len(heard)], self._ready[len(heard) :]
        return left


class KalmanThenAec3:
    """What is detected is made by AEC3 from what the Kalman filter leaves; the recognizer hears the latter."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._kalman = EchoCanceller()
        self._aec3 = Aec3()

    def resume(self) -> None:
        self._kalman.resume()

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        cleaned = self._kalman.cancel(heard, played)
        suppressed = self._aec3.process(cleaned.samples, played)
        return Cleaned(cleaned.samples, suppressed, cleaned.share, cleaned.excess_db, cleaned.leak_db)


CANCELLERS: dict[str, Callable[[], Canceller]] = {
    "kalman": EchoCanceller,
    "aec3": Aec3,
    "kalman-aec3": KalmanThenAec3,
}
