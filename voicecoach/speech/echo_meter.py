"""Whether the coach may listen while it speaks: from the first seconds of its own speech, one of three answers.

How it works. While the coach speaks and nobody else does, the level of what is heard follows the level of what is
played where there is an echo, and the canceller takes most of it away where it has learned the way. Only the later
half of what was heard is judged; the first is for learning. In doubt the answer is `GAPS`: a coach that interrupts
itself is worse than one that listens only between its sentences. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.echo import Cleaned

LEAST_SPEECH_S = 3.0
"""Of the coach's speech, pauses not counted."""
PLAYED_DBFS = -45.0
"""A block that is played at least so loud is speech."""
ECHO_LASTS_S = 0.25
"""How long after it was played a sound may still be heard."""
OPEN_ABOVE_NOISE_DB = 6.0
"""Without an echo, the mean of a steady room is hardly louder than its quietest tenth."""
OPEN_ALIKE = 0.3
"""The largest correlation of levels played and heard without an echo."""
OPEN_REMOVED_DB = 1.0
"""The most that a canceller can take away where there is no echo."""
REMOVED_DB = 10.0
"""The least that a canceller must take away; of 0 dB of echo, 90 stop words of 100 are heard then: docs/echo.md."""
REMOVED_EACH_DB = 6.0
"""And in each second."""
NEAR_NOISE_DB = 6.0
"""Or what is left is hardly louder than the room."""
NEAR_SHARE = 0.03
"""Of the blocks in which only the coach speaks: where somebody seems to speak in more, it is not cancelled."""
SILENCE_DBFS = -100.0


class Listening(Enum):
    """How the coach may listen while it speaks."""

    OPEN = "open"
    """It is not heard at the microphone: headphones."""
    CANCELLED = "cancelled"
    """It is heard, and taken out well."""
    GAPS = "gaps"
    """Only between its sentences."""


@dataclass(frozen=True, slots=True)
class EchoFound:
    """What was measured, in decibels of full scale, and one sentence about it."""

    listening: Listening
    reason: str
    heard_dbfs: float = SILENCE_DBFS
    removed_db: float = 0.0
    noise_dbfs: float = SILENCE_DBFS


@dataclass(frozen=True, slots=True)
class _Block:
    played_db: float
    heard_db: float
    left_db: float
    is_near: bool


class EchoMeter:
    """Takes the blocks of the coach's first lines; `result` may be asked for at any time."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._spoken = 0

    @property
    def spoken_s(self) -> float:
        """For how long the coach has spoken, pauses not counted."""
        return self._spoken * BLOCK_S

    @property
    def is_ready(self) -> bool:
        """Whether the coach has spoken for long enough."""
        return self.spoken_s >= LEAST_SPEECH_S

    def take(self, heard: NDArray[np.int16], cleaned: Cleaned, played: NDArray[np.int16]) -> None:
        """The next (512,) samples: as heard, as the canceller left them, as played."""
        played_db = _level_db(played)
        self._spoken += played_db > PLAYED_DBFS
        self._blocks.append(_Block(played_db, _level_db(heard), _level_db(cleaned.samples), cleaned.is_near))

    def result(self) -> EchoFound:
        """What the blocks up to now tell."""
        if not self.is_ready:
            return EchoFound(
                Listening.GAPS,
                f"the coach has spoken for only {self.spoken_s:.1f} s: too little to tell",
            )
        table = np.array([(b.played_db, b.heard_db, b.left_db, b.is_near) for b in self._blocks])
        table = table[len(table) // 2 :]
        played = _lasting(table[:, 0])
        sounding = table[played > PLAYED_DBFS]
        heard, left = (_mean_db(sounding[:, column]) for column in (1, 2))
        noise = float(np.percentile(table[:, 2], 10))
        if _mean_db(table[:, 1]) <= SILENCE_DBFS + 10:
            return EchoFound(Listening.GAPS, "the microphone gives only silence")
        alike = _correlation(played, table[:, 1])
        if heard - noise <= OPEN_ABOVE_NOISE_DB and alike < OPEN_ALIKE and heard - left <= OPEN_REMOVED_DB:
            reason = f"the coach is not heard above the room's {noise:.0f} dBFS"
            return EchoFound(Listening.OPEN, reason, heard, 0.0, noise)
        return _judged(sounding, EchoFound(Listening.GAPS, "", heard, heard - left, noise))


def _judged(sounding: NDArray[np.float64], found: EchoFound) -> EchoFound:
    """With an echo: cancelled or not, and why."""
    left = found.heard_dbfs - found.removed_db
    second = round(1 / BLOCK_S)
    starts = range(0, max(1, len(sounding) - second // 2), second)
    least = min(
        _mean_db(sounding[at : at + second, 1]) - _mean_db(sounding[at : at + second, 2]) for at in starts
    )
    near = float(sounding[:, 3].mean())
    told = f"the coach is heard at {found.heard_dbfs:.0f} dBFS"
    is_low = left - found.noise_dbfs <= NEAR_NOISE_DB
    listening = Listening.GAPS
    if not is_low and found.removed_db < REMOVED_DB:
        reason = f"{told} and cancelled by only {found.removed_db:.0f} dB"
    elif not is_low and least < REMOVED_EACH_DB:
        reason = f"{told} and cancelled unsteadily, at times by only {least:.0f} dB"
    elif near > NEAR_SHARE:
        reason = f"{told}, and in {100 * near:.0f} % of it somebody else seems to speak"
    else:
        listening = Listening.CANCELLED
        reason = f"{told} and cancelled by {found.removed_db:.0f} dB"
    return EchoFound(listening, reason, found.heard_dbfs, found.removed_db, found.noise_dbfs)


def _lasting(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudest of each moment and those shortly before."""
    count = round(ECHO_LASTS_S / BLOCK_S)
    padded = np.concatenate([np.full(count - 1, SILENCE_DBFS), levels])
    found: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(padded, count).max(axis=1)
    return found


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    if one.std() < 1e-6 or other.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _mean_db(levels: NDArray[np.float64]) -> float:
    """The level of the mean power."""
    return float(10 * np.log10(np.mean(10 ** (levels / 10)))) if levels.size else SILENCE_DBFS


def _level_db(samples: NDArray[np.integer]) -> float:
    power = float(np.mean((samples / 32768.0) ** 2))
    return max(SILENCE_DBFS, 10 * float(np.log10(power + 1e-12)))
