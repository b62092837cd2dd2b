"""A plan: at which times of which days a program is to be done. A wish, which nothing enforces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from itertools import pairwise

LEAST_HOURS_BETWEEN = 2.0
"""Sessions lie at least so far apart (the clinical text's dose)."""
MOST_A_DAY = 8
"""More do not fit into a day whose sessions lie two hours apart, and leave a night."""
_DAY_MINUTES = 24 * 60


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

    def hours_between(self) -> float:
        """The shortest rest between two of its sessions, that over midnight among them; 24 for one a day."""
        minutes = sorted(each.hour * 60 + each.minute for each in self.times)
        if not minutes:
            return 24.0
        gaps = [later - earlier for earlier, later in pairwise(minutes)]
        return min([*gaps, minutes[0] + _DAY_MINUTES - minutes[-1]]) / 60


def evenly(a_day: int, first: time, last: time) -> tuple[time, ...]:
    """So many times of a day, evenly from the first to the last, in whole five minutes.

    Raises ValueError for what does not fit: `last` before `first`, fewer than one or more than `MOST_A_DAY`.
    """
    begin, end = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    if not 1 <= a_day <= MOST_A_DAY or end < begin:
        raise ValueError(a_day)
    step = (end - begin) / (a_day - 1) if a_day > 1 else 0.0
    minutes = [begin, *(round((begin + step * n) / 5) * 5 for n in range(1, a_day))]
    return tuple(time(*divmod(min(each, end), 60)) for each in minutes)


def planned_between(
    plans: Iterable[tuple[datetime, Plan]], first: date, last: date
) -> dict[date, Counter[str]]:
    """How many sessions of which program were planned for each date of this time, both ends included.

    `plans`: since when each holds, by the clock of the place, in the order of making. Each holds until the next one of
    its program does, so on the day of its making only what was still to come is planned.
    """
    planned: dict[date, Counter[str]] = {each: Counter() for each in _dates(first, last)}
    changes: dict[str, list[tuple[datetime, Plan]]] = {}
    for since, plan in plans:
        changes.setdefault(plan.program, []).append((since.replace(tzinfo=None), plan))
    for program, in_order in changes.items():
        ends = [*(since for since, _ in in_order[1:]), datetime.combine(date.max, time.max)]
        for (since, plan), until in zip(in_order, ends, strict=True):
            for day in _dates(max(first, since.date()), min(last, until.date())):
                moments = (datetime.combine(day, each) for each in plan.planned_on(day))
                planned[day][program] += sum(since <= moment < until for moment in moments)
    return planned


def _dates(first: date, last: date) -> Iterable[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
