"""What earlier sessions of a program mean for the next one: plain data, read from the history beforehand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Background:
    """What the coach knows when a session begins. Only this program's sessions count.

    `is_first`: no set was ever done. `hours_since_last`: since the last set; None if there is none.
    `favourite`: the exercise that last centralized the pain (rule R1 or R13), unless the pain rose or moved
    down with it since, or it was left out for good. `left_out`: the exercises never to be offered again.
    `last_outcome`: of the last session that came to an end.
    """

    is_first: bool = True
    hours_since_last: float | None = None
    favourite: str | None = None
    left_out: frozenset[str] = frozenset()
    last_outcome: str | None = None
