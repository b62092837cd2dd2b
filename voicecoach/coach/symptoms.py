"""Where the pain is, how it changed, and how location and change are read together.

The lowest location is a number: none 0, back 1 (middle) or 2 (one side), buttock 3, thigh 4, calf 5, foot 6.
A larger number is further from the spine. Pain that goes to a larger number, or comes where it was not, moves
down (peripheralization); to a smaller one, towards the spine (centralization: Aina 2004).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Location(IntEnum):
    """The lowest point of the pain."""

    NONE = 0
    BACK_MIDDLE = 1
    BACK_SIDE = 2
    BUTTOCK = 3
    THIGH = 4
    CALF = 5
    FOOT = 6

    @property
    def is_back(self) -> bool:
        return self in (Location.BACK_MIDDLE, Location.BACK_SIDE)

    @property
    def is_below_back(self) -> bool:
        return self >= Location.BUTTOCK

    @property
    def word(self) -> str:
        """The everyday word, as in `hear`."""
        return "back" if self.is_back else self.name.lower()


def location_of(word: str | None) -> Location | None:
    """The location of an everyday word; the back is its middle or a side, which the word does not tell."""
    return _BY_WORD.get(word)


_BY_WORD: Mapping[str | None, Location] = {each.word: each for each in Location}


class Change(StrEnum):
    """What the pain did at one place."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Region(StrEnum):
    """The two regions a change can be bound to. The leg is everything below the back."""

    LEG = "leg"
    BACK = "back"


class Course(StrEnum):
    """What the lowest location did, from before the exercise to after it."""

    GONE = "gone"
    STILL_NONE = "still none"
    TO_BACK = "to the back"
    TO_MIDDLE = "to the middle of the back"
    NEARER = "nearer the spine"
    SAME_BELOW_BACK = "same place below the back"
    SAME_BACK = "same place in the back"
    FURTHER = "further down"


def course(before: Location, after: Location) -> Course:
    """How the lowest location moved. Every pair of locations has exactly one course."""
    if after > before:
        return Course.FURTHER
    if after is Location.NONE:
        return Course.STILL_NONE if before is Location.NONE else Course.GONE
    if after < before and before.is_back:
        return Course.TO_MIDDLE
    if after < before:
        return Course.TO_BACK if after.is_back else Course.NEARER
    return Course.SAME_BACK if after.is_back else Course.SAME_BELOW_BACK


@dataclass(frozen=True, slots=True)
class Clear:
    """Location and change agree: `change` is that of the leg, or of the lowest point."""

    change: Change


class Doubt(StrEnum):
    """What must be asked before location and change can be read together."""

    WHERE = "where"
    LEG = "leg"
    CONTRADICTION = "contradiction"


def read_change(
    moved: Course, value: Change, regions: dict[Region, Change], *, is_region_asked: bool
) -> Clear | Doubt:
    """Read a change beside the course of the lowest location.

    Doubts: WHERE, "worse" (or "better" while the pain moved down) with no region said; LEG, only the back is
    known though there is pain below it; CONTRADICTION, to be said back and confirmed before the location decides.
    `is_region_asked`: the person was asked "where?" and named no region: then "worse" is worse in the leg.
    """
    leg, back = regions.get(Region.LEG), regions.get(Region.BACK)
    if moved in (Course.GONE, Course.STILL_NONE):
        return Clear(Change.WORSE if Change.WORSE in (value, leg, back) else Change.BETTER)
    if moved in (Course.SAME_BACK, Course.TO_MIDDLE):
        return Clear(Change.WORSE if leg is Change.WORSE else back or value)
    if not regions and not is_region_asked:
        odd = Change.BETTER if moved is Course.FURTHER else Change.WORSE
        return Doubt.WHERE if value is odd else Clear(value)
    if moved is Course.FURTHER:
        return Doubt.CONTRADICTION if Change.BETTER in (leg, value) else Clear(value)
    if moved is Course.SAME_BELOW_BACK:
        return Clear(leg or value) if leg or not back else Doubt.LEG
    return Doubt.CONTRADICTION if leg is None and back is Change.WORSE else Clear(leg or value)
