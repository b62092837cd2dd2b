"""The coach's own voice taken out of what the microphone hears, so that a person is heard while the coach speaks.

`EchoCanceller` is a linear filter that learns the way from the speaker to the microphone (`echo_filter.py`), and after
it a watch over what that leaves (`residual.py`). Pure: no clock, no thread. docs/echo.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from voicecoach.speech.echo_filter import EchoFilter
from voicecoach.speech.residual import Residual
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR_SHARE = 0.3
NEAR_DB = 6.0
"""What stands out in so many of the bands, and by so much in all, is no rest of an echo: see docs/echo.md."""
LEARNING_S = 1.5
"""Of the coach's speech: before, it is not known what an echo leaves, and nobody is near."""
PLAYED_RMS = 0.003
"""Of full scale (-50 dBFS): a block that is played at least so loud teaches something."""
WATCHING_STEP, WATCHING_STAYING = 256, np.float32(0.98**2)
"""Of the second filter: it learns a new way within half a second, and never learns it as well."""
CHANGED_DB = 2.5
"""By so much less the second filter leaves, for a while, where the way has changed."""
KNOWN_DB = 6.0
"""A filter that takes so much away still knows the way."""
CHANGED_KEPT = 0.85
"""Of the smoothed powers by block: about 0.2 s."""
CHANGING_S = 0.4
"""For so long after a change nobody is near."""
FULL_SCALE = np.float32(32768)


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A block without the coach's voice.

    `samples`: the echo taken away and nothing else, for the recognizer; `for_detection`: what is left of it turned down
    as well, for the voice detector, 16 ms late; both (512,) int16. `share` (0 to 1) and `excess_db` tell how far
    something stands out of what the filter leaves; `leak_db` (0 or less) what it leaves of an echo.
    Until the coach has spoken for `LEARNING_S`, nothing stands out.
    """

    samples: NDArray[np.int16]
    for_detection: NDArray[np.int16]
    share: float
    excess_db: float
    leak_db: float
    has_changed: bool = False
    """The way from the speaker is another one now: what stood out before may have been the coach."""

    @property
    def is_near(self) -> bool:
        """Whether somebody or something else sounds than the coach."""
        return self.share >= NEAR_SHARE and self.excess_db >= NEAR_DB


class Canceller(Protocol):
    """Takes what was played out of what was heard. A stream: blocks come in order, without gaps."""

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        """The next block, (512,) each at 16 kHz. `played` left the speaker while `heard` was heard, or up to 0.15 s
        before.
        """

    def resume(self) -> None:
        """A gap: blocks were left out before the next one. What was learned stays."""

    def reset(self) -> None:
        """Begin anew: another room, another device."""


class EchoCanceller:
    """The `Canceller` of a session. 0.7 ms a block; 1 MB."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._filter = EchoFilter()
        self._watch = EchoFilter(WATCHING_STEP, WATCHING_STAYING, is_open=True)
        self._powers = np.zeros(3)
        self._changing_s = 0.0
        self._residual = Residual()
        self._played_s = 0.0

    def resume(self) -> None:
        self._filter.forget_sound()
        self._watch.forget_sound()
        self._powers[:] = 0.0

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        sound = heard.astype(np.float32) / FULL_SCALE
        reference = played.astype(np.float32) / FULL_SCALE
        left = self._filter(sound, reference)
        has_changed = self._has_changed(sound, left, self._watch(sound, reference))
        rest = self._residual(left, sound - left)
        if self._played_s < LEARNING_S:
            self._played_s += BLOCK_S * bool(np.mean(reference**2) > PLAYED_RMS**2)
            return Cleaned(_pcm(left), np.zeros_like(heard), 0.0, 0.0, rest.leak_db)
        if has_changed or self._changing_s > 0:
            return Cleaned(_pcm(left), np.zeros_like(heard), 0.0, 0.0, rest.leak_db, has_changed)
        return Cleaned(_pcm(left), _pcm(rest.samples), rest.share, rest.excess_db, rest.leak_db)

    def _has_changed(self, *sounds: NDArray[np.float32]) -> bool:
        """Of what was heard and what two filters leave: whether the second knows the way now, and the first does not.

        Then the first goes on from there.
        """
        self._changing_s = max(0.0, self._changing_s - BLOCK_S)
        now = np.array([np.mean(sound**2) for sound in sounds])
        self._powers = CHANGED_KEPT * self._powers + (1 - CHANGED_KEPT) * now
        heard, left, watched = self._powers
        if heard > 10 ** (KNOWN_DB / 10) * left or left < 10 ** (CHANGED_DB / 10) * watched:
            return False
        self._filter.adopt(self._watch)
        self._powers[:] = 0.0
        self._changing_s = CHANGING_S
        return self._played_s >= LEARNING_S


class NoEcho:
    """The `Canceller` where the coach is not heard at the microphone: what the detector takes for speech is near."""

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        return Cleaned(heard, heard, share=NEAR_SHARE, excess_db=NEAR_DB, leak_db=0.0)

    def resume(self) -> None:
        """Nothing was learned."""

    def reset(self) -> None:
        """Nothing was learned."""


def _pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    pcm: NDArray[np.int16] = np.clip(np.rint(samples * FULL_SCALE), -32768, 32767).astype(np.int16)
    return pcm
