"""What the speaker played, at the microphone's rate and on the microphone's clock: the reference of echo cancellation.

The audio thread only keeps its blocks. The microphone's thread resamples them, and takes, for each block that it
heard, the samples that were played at that time. These pieces join without a gap, since each move is a new echo path to
whoever models it: the times of single blocks jitter, so the place moves only when it is wrong by more than `SLACK_S` in
the median of a second (two clocks drift apart), or by more than `LEAP_S` (blocks were lost).
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.resampler import StreamResampler

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

RATE_HZ = 16_000
KEPT_S = 2.0
"""Longer than the oldest block that a microphone delivers."""
BLOCKS = 100
"""So many blocks of the speaker (2 s) wait to be read at most; earlier ones are forgotten."""
SLACK_S = 0.01
LEAP_S = 0.1
OBSERVATIONS = 31
AHEAD_S = 0.04
"""An echo never comes before its sound, but the two clocks may tell it by so much: the reference is given earlier."""


class Played:
    """The last seconds of what left the speaker, which runs at `rate_hz`."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._resample = StreamResampler(rate_hz, RATE_HZ)
        self._written: deque[tuple[int, NDArray[np.int16]]] = deque(maxlen=BLOCKS)
        self._kept = np.zeros(round(KEPT_S * RATE_HZ), np.int16)
        self._next_frame = -1
        self._end = 0
        """The place, in samples of `RATE_HZ` from frame 0, behind the last sample of `_kept`."""
        self._next: int | None = None
        self._errors: deque[int] = deque(maxlen=OBSERVATIONS)

    def write(self, frame: int, samples: NDArray[np.int16]) -> None:
        """The block that begins with `frame` goes to the speaker. On the audio thread."""
        self._written.append((frame, samples))

    def take(self, t_end: float, count: int, frame_at: Callable[[float], int]) -> NDArray[np.int16]:
        """The (count,) samples that were played up to the monotonic time `t_end`, silence where nothing is known.

        `frame_at` tells which frame is heard when. One of `take` and `skip` for each block, in order, in one thread.
        """
        self._read()
        return self._piece(self._advance(t_end, count, frame_at), count)

    def skip(self, t_end: float, count: int, frame_at: Callable[[float], int]) -> None:
        """Like `take`, where nobody wants to know: costs nearly nothing."""
        self._advance(t_end, count, frame_at)

    def _advance(self, t_end: float, count: int, frame_at: Callable[[float], int]) -> int:
        first = self._place(round(frame_at(t_end + AHEAD_S) * RATE_HZ / self._rate_hz) - count)
        self._next = first + count
        return first

    def _place(self, wanted: int) -> int:
        """Where the next piece begins: right behind the last one, unless that is wrong."""
        if self._next is None or abs(wanted - self._next) > LEAP_S * RATE_HZ:
            self._errors.clear()
            return wanted
        self._errors.append(wanted - self._next)
        error = round(median(self._errors))
        if len(self._errors) == OBSERVATIONS and abs(error) > SLACK_S * RATE_HZ:
            self._errors.clear()
            return self._next + error
        return self._next

    def _read(self) -> None:
        found: list[NDArray[np.int16]] = [self._kept]
        while self._written:
            frame, samples = self._written.popleft()
            if frame != self._next_frame:  # the first, or blocks that nobody read are gone
                found = [np.zeros_like(self._kept)]
                self._end = round(frame * RATE_HZ / self._rate_hz)
            self._next_frame = frame + len(samples)
            found.append(self._resample(samples))
            self._end += len(found[-1])
        if len(found) > 1:
            self._kept = np.concatenate(found)[-len(self._kept) :]

    def _piece(self, first: int, count: int) -> NDArray[np.int16]:
        piece = np.zeros(count, np.int16)
        begin = first - (self._end - len(self._kept))
        inside = slice(max(0, begin), max(0, min(len(self._kept), begin + count)))
        known = self._kept[inside]
        piece[inside.start - begin : inside.start - begin + len(known)] = known
        return piece
