"""What `voicecoach tune` may change in a recognizer for one person in one room: numbers, never sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecoach.speech.recognizers.own_voice import OwnVoice

MOST_EASE = 0.1
"""Measured (docs/tuning.md): up to here other speech stays under 2 in 100, what the thresholds were fitted to."""

STEPS = (MOST_EASE / 2, MOST_EASE)

CAREFUL = frozenset({"screening", "yes-no"})
"""At these questions red flags and precautions are cleared: nothing is ever eased there, nor heard otherwise."""


@dataclass(frozen=True, slots=True)
class Personal:
    """`ease`: taken off the least confidence of "sure", 0 to `MOST_EASE`. Raises ValueError beyond that.

    `voice`: how the person says some words, None where that did not help.
    """

    ease: float = 0.0
    voice: OwnVoice | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.ease <= MOST_EASE:
            raise ValueError(f"the ease {self.ease} is not between 0 and {MOST_EASE}")


NOBODY = Personal()
