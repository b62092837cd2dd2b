"""A word that stands out of running talk: louder than what was said around it, by somebody else. Pure: no clock.

An utterance ends with silence, and television has little of that: whoever says "stop" beside it is somewhere in six
seconds of talk. But a person who means the coach is louder than a television across the room. So, block by block
(32 ms), the level is compared with that of the talk before it:

* The level is that of the last `SMOOTH` blocks together; the talk's is what its louder fifth reaches within `BEFORE_S`.
* Something stands out while it is `RISE_DB` louder; it is over when it was not for `FALL_S`.
* What stands out for `SHORTEST_S` to `LONGEST_S` may be a word. It is taken with `PRE_ROLL_S` before it, for its first
  consonant is soft, and `FALL_S` after it.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.endpointer import Utterance
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMOOTH = 3
BEFORE_S = 2.5
LEAST_BEFORE_S = 0.8
"""With less talk before it nothing stands out: it would be an utterance of its own."""
LOUDER_FIFTH = 80.0
RISE_DB = 5.0
FALL_S = 0.16
SHORTEST_S, LONGEST_S = 0.15, 1.2
PRE_ROLL_S = 0.25
_BEFORE = round(BEFORE_S / BLOCK_S)
_LEAST_BEFORE = round(LEAST_BEFORE_S / BLOCK_S)
_FALL = round(FALL_S / BLOCK_S)
_PRE_ROLL = round(PRE_ROLL_S / BLOCK_S)


class Outcry:
    """Finds what stands out of the talk in a stream of (512,) int16 at 16 kHz."""

    def __init__(self) -> None:
        self._power: deque[float] = deque(maxlen=SMOOTH)
        self._before: deque[tuple[NDArray[np.int16], float]] = deque(maxlen=_BEFORE)
        self._word: list[NDArray[np.int16]] = []
        self._started_at = 0.0
        self._threshold_db = 0.0
        self._low = 0

    def reset(self) -> None:
        """Forget what was heard."""
        self._power.clear()
        self._before.clear()
        self._word = []

    def feed(self, samples: NDArray[np.int16], t_end: float) -> Utterance | None:
        """The next block, up to the monotonic time `t_end`; what stood out, once it is over."""
        self._power.append(float(np.mean(samples.astype(np.float64) ** 2)))
        level_db = 10 * np.log10(sum(self._power) / len(self._power) + 1.0)
        if self._word:
            return self._go_on(samples, level_db, t_end)
        if len(self._before) >= _LEAST_BEFORE:
            talk_db = float(np.percentile([level for _, level in self._before], LOUDER_FIFTH))
            if level_db >= talk_db + RISE_DB:
                self._word = [block for block, _ in list(self._before)[-_PRE_ROLL:]] + [samples]
                self._started_at, self._threshold_db, self._low = t_end - BLOCK_S, talk_db + RISE_DB, 0
                return None
        self._before.append((samples, level_db))
        return None

    def _go_on(self, samples: NDArray[np.int16], level_db: float, t_end: float) -> Utterance | None:
        self._word.append(samples)
        self._low = self._low + 1 if level_db < self._threshold_db else 0
        ended_at = t_end - self._low * BLOCK_S
        lasted_s = ended_at - self._started_at
        if self._low < _FALL and lasted_s <= LONGEST_S:
            return None
        word, self._word = np.concatenate(self._word), []
        if self._low < _FALL:  # louder talk, and no word: from now on it is what others have to stand out of
            self._before.clear()
        is_word = SHORTEST_S <= lasted_s <= LONGEST_S
        return Utterance(word, self._started_at, ended_at) if is_word else None
