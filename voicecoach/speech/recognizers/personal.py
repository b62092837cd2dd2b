"""What `voicecoach tune` may change in a recognizer for one person in one room: a number, never sound."""

from __future__ import annotations

from dataclasses import dataclass

MOST_EASE = 0.1
"""Measured (docs/tuning.md): up to here other speech stays under 2 in 100, what the thresholds were fitted to."""

STEPS = (MOST_EASE / 2, MOST_EASE)

CAREFUL = frozenset({"screening", "yes-no"})
"""At these questions red flags and precautions are cleared: nothing is ever eased there."""


@dataclass(frozen=True, slots=True)
class Personal:
    """`ease`: taken off the least confidence of "sure", 0 to `MOST_EASE`. Raises ValueError beyond that."""

    ease: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.ease <= MOST_EASE:
            raise ValueError(f"the ease {self.ease} is not between 0 and {MOST_EASE}")


NOBODY = Personal()
