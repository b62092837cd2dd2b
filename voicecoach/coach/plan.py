"""A plan: at which times of which days a program is to be done. A wish, which nothing enforces."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import TypeAlias

LEAST_HOURS_BETWEEN = 2.0
"""Sessions lie at least so far apart (the clinical text's dose)."""
MOST_A_DAY = 8
"""More do not fit into a day whose sessions lie two hours apart, and leave a night."""
_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
_GRID = 5
_END = datetime.combine(date.max, time.max)
_DAYS_AHEAD = 8
"""Every plan has a session in the seven days after today."""


class Day(IntEnum):
    """A day of the week, counted like `date.weekday`."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6

    @property
    def word(self) -> str:
        """As it is written and kept: "mon"."""
        return self.name.lower()


EVERY_DAY = tuple(Day)
Moment: TypeAlias = tuple[Day, time]
"""A time of a day of the week."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a program is to be done: `times` of each of the `days`, both in order, by the clock of the place.

    No times: nothing is planned any more.
    """

    program: str
    times: tuple[time, ...]
    days: tuple[Day, ...] = EVERY_DAY

    @property
    def is_off(self) -> bool:
        return not self.times or not self.days

    def planned_on(self, day: date) -> tuple[time, ...]:
        """The times that are planned for this date."""
        return self.times if Day(day.weekday()) in self.days else ()

    def closest(self) -> tuple[Moment, Moment, float]:
        """Which two of its sessions lie closest together, over midnights and weeks, and how many hours; one that is
        alone in its week is a week from itself. Raises ValueError where nothing is planned.
        """
        if self.is_off:
            raise ValueError(self)
        moments = sorted((day, each) for day in self.days for each in self.times)
        later = [*moments[1:], moments[0]]
        gaps = [
            (_minutes_between(one, other) or _WEEK_MINUTES * (len(moments) == 1), one, other)
            for one, other in zip(moments, later, strict=True)
        ]
        minutes, one, other = min(gaps)
        return one, other, minutes / 60

    def hours_between(self) -> float:
        """The shortest rest between two of its sessions; infinite where nothing is planned."""
        return math.inf if self.is_off else self.closest()[2]


def evenly(a_day: int, first: time, last: time) -> tuple[time, ...]:
    """So many times of a day, evenly from the first to the last, in steps of whole five minutes; only the last step
    may be longer. So no two lie closer together than an even share that is itself in whole five minutes.

    Raises ValueError for what does not fit: `last` before `first`, fewer than one or more than `MOST_A_DAY`.
    """
    begin, end = _minute(first), _minute(last)
    if not 1 <= a_day <= MOST_A_DAY or end < begin:
        raise ValueError(a_day)
    steps = (begin + (end - begin) * n // (_GRID * (a_day - 1)) * _GRID for n in range(1, a_day - 1))
    return tuple(_time(each) for each in [begin, *steps, end][:a_day])


@dataclass(frozen=True, slots=True)
class Due:
    """When the next session comes, by the clock of the place: as `planned`, or later, `at`, after the rest."""

    planned: datetime
    at: datetime


LATE = timedelta(hours=1)
"""A planned session that was not done yet is the next one for so long."""


def next_due(
    plan: Plan, since: datetime, now: datetime, done_today: int, rested_at: datetime | None
) -> Due | None:
    """The next session of this plan, which holds `since` then; None where nothing is planned. All times by the clock of
    the place, with no zone.

    Each session that was done today took one of today's times, the earliest first, whenever it was done. `rested_at`:
    from when on the rest after the last one is over, None where there was none.
    """
    begin = max(now - LATE, min(since, now))
    for n in range(_DAYS_AHEAD):
        day = now.date() + timedelta(days=n)
        times = plan.planned_on(day)[done_today if n == 0 else 0 :]
        moments = (datetime.combine(day, each) for each in times)
        planned = next((each for each in moments if each >= begin), None)
        if planned is not None:
            return Due(planned, planned if rested_at is None else max(planned, rested_at))
    return None


@dataclass(frozen=True, slots=True)
class Span:
    """How long a plan held: from `since` until just before `until`, by the clock of the place."""

    since: datetime
    until: datetime
    plan: Plan

    def holds_on(self, day: date) -> bool:
        """Whether it held at some time of this date, and has anything planned at all."""
        return (
            not self.plan.is_off and self.since.date() <= day and self.until > datetime.combine(day, time())
        )

    def planned_on(self, day: date) -> int:
        """How many sessions it had for this date while it held."""
        moments = (datetime.combine(day, each) for each in self.plan.planned_on(day))
        return sum(self.since <= moment < self.until for moment in moments)


def spans(plans: Iterable[tuple[datetime, Plan]]) -> tuple[Span, ...]:
    """How long each plan held, from since when each was to hold, in the order of making.

    Each holds until the first one of its program that was made after it; one that a wrong clock dated behind its
    successor never held.
    """
    made: dict[str, list[tuple[datetime, Plan]]] = {}
    for since, plan in plans:
        made.setdefault(plan.program, []).append((since.replace(tzinfo=None), plan))
    found = []
    for in_order in made.values():
        until = _END
        for since, plan in reversed(in_order):
            if since < until:
                found.append(Span(since, until, plan))
            until = min(until, since)
    return tuple(sorted(found, key=lambda each: each.since))


def planned_between(
    plans: Iterable[tuple[datetime, Plan]], first: date, last: date
) -> dict[date, Counter[str]]:
    """How many sessions of which program were planned for each date of this time, both ends included.

    `plans`: since when each holds, by the clock of the place, in the order of making (`spans`). On the day of its
    making only what was still to come is planned.
    """
    planned: dict[date, Counter[str]] = {each: Counter() for each in _dates(first, last)}
    for span in spans(plans):
        for day in _dates(max(first, span.since.date()), min(last, span.until.date())):
            planned[day][span.plan.program] += span.planned_on(day)
    return planned


def _minute(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))


def _minutes_between(one: Moment, other: Moment) -> int:
    """From the one on to the next other."""
    days = other[0] - one[0]
    return (days * _DAY_MINUTES + _minute(other[1]) - _minute(one[1])) % _WEEK_MINUTES


def _dates(first: date, last: date) -> Iterable[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
