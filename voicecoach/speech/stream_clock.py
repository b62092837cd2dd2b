"""When a frame of a stream is heard: the line between frames and the monotonic clock. Pure.

Each block tells when its first frame will be heard, with the jitter of a busy machine. The clock of the sound
device and ours differ by parts per million, and an underflow shifts the line; so the line has the nominal
slope and the median of the last second as its offset. Nothing is added up: an error never grows.
"""

from __future__ import annotations

from collections import deque
from statistics import median

OBSERVATIONS = 50


class StreamClock:
    """Frames to monotonic seconds and back, for a stream of `rate_hz`."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._offsets: deque[float] = deque(maxlen=OBSERVATIONS)

    def saw(self, frame: int, heard_at: float) -> None:
        """`frame` is (or was) heard at the monotonic time `heard_at`."""
        self._offsets.append(heard_at - frame / self._rate_hz)

    def time_of(self, frame: int) -> float:
        """The monotonic time at which `frame` is heard."""
        return self._offset() + frame / self._rate_hz

    def frame_at(self, t: float) -> int:
        """The frame heard at the monotonic time `t`."""
        return round((t - self._offset()) * self._rate_hz)

    def _offset(self) -> float:
        return median(tuple(self._offsets))
