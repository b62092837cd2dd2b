"""Where things are in a chart: the frame, the days, the labels, none of which meets another or leaves the chart.

All lengths are in units of the SVG's viewBox, from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from voicecoach.history.report.markup import Markup, el

FONT_SIZE = 12.0
_CHARACTER_WIDTH = 0.62
"""Of the font's size: wider than the middle of a sans serif font, so that what fits by it does fit."""
_APART = 10.0
_DAY_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_LONG_STEP = 91
"""From so many days on a label is a month and a year; none comes twice."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place: `anchor` is "start", "middle" or "end"; `y` is its baseline."""

    x: float
    y: float
    text: str
    anchor: str = "middle"

    @property
    def box(self) -> Box:
        """About what it covers."""
        width = text_width(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - FONT_SIZE * 0.8, left + width, self.y + FONT_SIZE * 0.25)

    def draw(self) -> Markup:
        """As SVG."""
        return el("text", self.text, x=self.x, y=self.y, text_anchor=self.anchor)


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart of this size, whose axes enclose `inner`; days from `first` to `last` (since the year 1) go across."""

    width: float
    height: float
    inner: Box
    first: float
    last: float

    def x(self, day: float) -> float:
        """Of a moment, in days; one outside is put at the edge."""
        share = (day - self.first) / (self.last - self.first)
        return self.inner.left + min(1.0, max(0.0, share)) * (self.inner.right - self.inner.left)

    def y(self, share: float) -> float:
        """Of a height, 0 at the bottom to 1 at the top."""
        return self.inner.bottom - share * (self.inner.bottom - self.inner.top)

    def date_labels(self, unit: int = 1) -> tuple[Label, ...]:
        """Dates along the bottom, as many as there is room for; always one at least. A `unit` is so many days: where it
        is more than one, each label stands under the middle of the days that begin with it.
        """
        begin, end = round(self.first), int(self.last)
        for step in _steps(unit):
            days = range(begin, max(begin + 1, end + (unit == 1)), step)
            labels = [
                self._date_label(day, unit / 2 if unit > 1 else 0.0, is_long=step >= _LONG_STEP)
                for day in days
            ]
            within = [each for each in labels if each.box.left >= 0 and each.box.right <= self.width]
            if not _crowd(within):
                return tuple(within) if within else (self._only_label(begin),)
        raise AssertionError(step)

    def _date_label(self, day: int, shift: float, *, is_long: bool) -> Label:
        when = date.fromordinal(min(max(day, 1), date.max.toordinal()))
        text = f"{when:%b} {when.year}" if is_long else f"{when.day} {when:%b}"
        return Label(self.x(day + shift), self.inner.bottom + FONT_SIZE * 1.5, text)

    def _only_label(self, day: int) -> Label:
        label = self._date_label(day, 0.0, is_long=False)
        return Label(self.inner.left, label.y, label.text, "start")


def frame(width: float, height: float, left: float, first: float, last: float) -> Frame:
    """A frame with room for labels to the left and below; of no time at all it makes a day."""
    if last - first < 1:
        first, last = first - (1 - last + first) / 2, last + (1 - last + first) / 2
    return Frame(width, height, Box(left, 12.0, width - 14.0, height - FONT_SIZE * 2), first, last)


def text_width(text: str) -> float:
    """About how long a text is, rather too long than too short."""
    return len(text) * FONT_SIZE * _CHARACTER_WIDTH


def _steps(unit: int) -> Iterator[int]:
    """Days from one label to the next, whole units."""
    yield from (unit, *(each for each in _DAY_STEPS if each > unit and each % unit == 0))
    step = max(unit, _DAY_STEPS[-1])
    while True:
        step *= 2
        yield step


def _crowd(labels: Sequence[Label]) -> bool:
    return any(right.box.left - left.box.right < _APART for left, right in pairwise(labels))


def polylines(points: Iterable[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """What may be joined by a line: None breaks it."""
    runs: list[list[tuple[float, float]]] = [[]]
    for each in points:
        if each is None:
            runs.append([])
        else:
            runs[-1].append(each)
    return [run for run in runs if len(run) > 1]
