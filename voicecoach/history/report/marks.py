"""Points in time put together into marks, as many as a chart can show: each a session, a day, a week, four weeks..."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

_SPANS = (1, 7, 28, 91, 364)
_DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Point:
    """A session: when it began, by the clock of the place, and a value before and after it; None: not told."""

    at: datetime
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One or several sessions: `day` in days since the year 1, the first and last date, and their middle values."""

    day: float
    first: date
    last: date
    sessions: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """The marks in order; `span_days` is None where each is a session."""

    marks: tuple[Mark, ...]
    span_days: int | None

    @property
    def each_is(self) -> str:
        """What one mark stands for."""
        return "a session" if self.span_days is None else f"{span(self.span_days)}, with its middle values"


def span(days: int) -> str:
    """So many days in words: "a week"."""
    return {1: "a day", 7: "a week"}.get(days, f"{days // 7} weeks")


def series(points: Sequence[Point], most: int) -> Series:
    """At most so many marks, each of as few days as possible; days are counted from the first point's."""
    if len(points) <= most:
        return Series(tuple(_mark([each]) for each in points), None)
    span_days = next(days for days in _spans() if len({each for each, _ in _binned(points, days)}) <= most)
    marks = (
        _mark([point for _, point in of_bin])
        for _, of_bin in groupby(_binned(points, span_days), key=lambda each: each[0])
    )
    return Series(tuple(marks), span_days)


def day_of(at: datetime) -> float:
    """A moment as days since the year 1."""
    return at.date().toordinal() + (at.hour * 3600 + at.minute * 60 + at.second) / _DAY_S


def spans_for(days: int, most: int) -> int:
    """The least span, in days and no less than a week, of which `most` cover so many days."""
    return next(each for each in _spans() if each >= 7 and days <= each * most)


def _spans() -> Iterator[int]:
    yield from _SPANS
    longest = _SPANS[-1]
    while True:
        longest *= 2
        yield longest


def _binned(points: Sequence[Point], days: int) -> list[tuple[int, Point]]:
    """Each with the first day of its bin; weeks begin on Mondays."""
    first = points[0].at.date()
    begin = first - timedelta(days=first.weekday()) if days > 1 else first
    start = begin.toordinal()
    return [(start + (each.at.date().toordinal() - start) // days * days, each) for each in points]


def _mark(points: Sequence[Point]) -> Mark:
    before = [each.before for each in points if each.before is not None]
    after = [each.after for each in points if each.after is not None]
    return Mark(
        statistics.fmean(day_of(each.at) for each in points),
        points[0].at.date(),
        points[-1].at.date(),
        len(points),
        statistics.median_low(before) if before else None,
        statistics.median_low(after) if after else None,
    )
