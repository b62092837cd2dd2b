"""Which samples leave the speaker next: sounds on a line of frames, mixed. Pure: it counts frames and knows
no clock.

A sound has a first frame, in the past or in the future. Sounds that overlap are added and clipped. A stopped
sound fades within a few milliseconds, so that it does not click. All of it can be made softer (`gain`), within a block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FADE_FRAMES = 110  # 5 ms at 22050 Hz


@dataclass(slots=True, eq=False)
class Sound:
    """A sound on its way. `first_frame` is its place on the line; `on_done` is told once: True = to the end."""

    samples: NDArray[np.int16]
    first_frame: int
    on_done: Callable[[bool], None] | None = None
    is_stopped: bool = False

    @property
    def end_frame(self) -> int:
        return self.first_frame + len(self.samples)


class Mixer:
    """The line of frames: `frame` is the next one to leave."""

    def __init__(self) -> None:
        self.frame = 0
        self.sounds: list[Sound] = []
        self.gain = 1.0
        """The loudness of all sounds, 0 to 1, from the next block on."""
        self._gain_now = 1.0

    def add(self, sound: Sound) -> None:
        """Put a sound on the line; a place in the past becomes the next frame."""
        sound.first_frame = max(sound.first_frame, self.frame)
        self.sounds.append(sound)

    def stop(self, sound: Sound) -> None:
        """End a sound: what has not begun leaves the line, what sounds fades."""
        sound.is_stopped = True
        begun = self.frame - sound.first_frame
        if begun <= 0:
            self.sounds.remove(sound)
            return
        kept = sound.samples[: begun + FADE_FRAMES].copy()
        kept[begun:] = kept[begun:] * np.linspace(1, 0, len(kept) - begun)
        sound.samples = kept

    def skip(self, count: int) -> None:
        """Go on by `count` silent frames. For when nothing is on the line."""
        self.frame += count
        self._gain_now = self.gain

    def mix(self, count: int) -> tuple[NDArray[np.int16], list[Sound]]:
        """The next `count` frames, and the sounds that have ended in them."""
        start, end = self.frame, self.frame + count
        total = np.zeros(count, np.int32)
        for sound in self.sounds:
            first = max(start, sound.first_frame)
            last = min(end, sound.end_frame)
            if first < last:
                part = sound.samples[first - sound.first_frame : last - sound.first_frame]
                total[first - start : last - start] += part
        self.frame = end
        ended = [sound for sound in self.sounds if sound.end_frame <= end]
        if ended:
            self.sounds = [sound for sound in self.sounds if sound.end_frame > end]
        return self._softened(np.clip(total, -32768, 32767)), ended

    def _softened(self, total: NDArray[np.int32]) -> NDArray[np.int16]:
        """At the present gain, to which it glides."""
        before, self._gain_now = self._gain_now, self.gain
        if before == self.gain == 1.0:
            return total.astype(np.int16)
        return np.rint(total * np.linspace(before, self.gain, len(total))).astype(np.int16)
