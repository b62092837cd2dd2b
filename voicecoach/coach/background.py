"""What earlier sessions mean for the next one: plain data, read from the history beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the records know of standings
    from voicecoach.coach.safe_point import Unfinished


class Standing(StrEnum):
    """What a person said of a precaution: it is not theirs, it is, or it is and a clinician approved the exercises."""

    NO = "no"
    YES = "yes"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Background:
    """What the coach knows when a session begins.

    Of this program: `is_first`, no repetition or second was ever done; `hours_since_last`, since the last set, None
    if there is none; `favourite`, the exercise that last centralized the pain (rule R1 or R13), unless the pain rose
    or moved down with it since, or it was left out for good; `left_out`, the exercises never to be offered again;
    `unfinished`, the last session if it may be gone on with, None if it came to its end or is too long ago.

    Of the person, whatever the program: `hours_since_full_screening`, since the full list of red flags was last
    cleared, None if it never was; `is_after_stop`, the last session in which anything was said did not come to its
    proper end; `is_locked`, an emergency (rule R10), or an alarm that was cut off, has not been acknowledged by
    typing since; `profile`, the precautions asked so far, by their id; `tempo_scale`, the tempo last asked for: a
    repetition takes so many times the program's time.
    """

    is_first: bool = True
    hours_since_last: float | None = None
    favourite: str | None = None
    left_out: frozenset[str] = frozenset()
    unfinished: Unfinished | None = None
    hours_since_full_screening: float | None = None
    is_after_stop: bool = False
    is_locked: bool = False
    profile: Mapping[str, Standing] = field(default_factory=dict)
    tempo_scale: float = 1.0
