"""What the options of `voicecoach plan` say: times, days, minutes; and whether a plan leaves room for the rest."""

import difflib
import re
from collections.abc import Iterator
from datetime import time

from voicecoach.coach.plan import (
    EVERY_DAY,
    LEAST_HOURS_BETWEEN,
    MOST_A_DAY,
    Day,
    Moment,
    Plan,
    evenly,
)
from voicecoach.coach.program import Program
from voicecoach.errors import UsageError

FIRST, LAST = time(8), time(20)
"""The first and the last session of a day, where nobody says otherwise."""
MOST_REMIND_MIN = 7 * 24 * 60
_FEWER_DAYS = "once a day on fewer days, with --days, would fit"
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?", re.ASCII)
_GROUPS = {"daily": EVERY_DAY, "weekdays": EVERY_DAY[:5], "weekends": EVERY_DAY[5:]}
_NAMES = {
    name: day
    for day, whole in zip(
        Day, "monday tuesday wednesday thursday friday saturday sunday".split(), strict=True
    )
    for name in (day.word, whole)
}


def time_of(text: str, option: str) -> time:
    """A time of day: 8, 8:00 or 08:00. Raises UsageError."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise UsageError(f"{option}: {_shown(text)} is no time of day: write it like 08:00 or 18:30.")


def times_of(text: str) -> tuple[time, ...]:
    """Times of day, with commas between them, in order. Raises UsageError."""
    times = sorted(time_of(each, "--times") for each in _parts(text, "--times", "08:00,13:00,18:00"))
    if len(times) > MOST_A_DAY:
        raise UsageError(
            f"--times has {len(times)} times, and a day has room for {MOST_A_DAY}: leave some out."
        )
    return tuple(times)


def days_of(text: str) -> tuple[Day, ...]:
    """Days, with commas between them, in the order of the week. Raises UsageError."""
    days: set[Day] = set()
    for each in _parts(text, "--days", "mon,wed,fri"):
        name = each.lower()
        if name in _GROUPS:
            days.update(_GROUPS[name])
        elif name in _NAMES:
            days.add(_NAMES[name])
        else:
            near = difflib.get_close_matches(name[:20], [*_GROUPS, *_NAMES], 1)
            advice = (
                f"did you mean {near[0]}?" if near else "write daily, weekdays, or days like mon,wed,fri."
            )
            raise UsageError(f"--days: {_shown(each)} is no day: {advice}")
    return tuple(sorted(days))


def remind_of(text: str) -> int | None:
    """Minutes before a session; None for no reminder. Raises UsageError."""
    plain = text.strip().lower()
    if plain == "off":
        return None
    if plain.isascii() and plain.isdigit() and len(plain) < 6 and int(plain) <= MOST_REMIND_MIN:
        return int(plain)
    raise UsageError(
        f"--remind: {_shown(text)} is no number of minutes from 0 to {MOST_REMIND_MIN}: 10 reminds ten minutes "
        "before, off never."
    )


def evenly_of(a_day: int, first: str | None, last: str | None) -> tuple[time, ...]:
    """So many times a day, from the first to the last. Raises UsageError."""
    begin = FIRST if first is None else time_of(first, "--from")
    end = max(begin, LAST) if last is None else time_of(last, "--to")
    if end < begin:
        raise UsageError(
            f"--to {_clock(end)} comes before --from {_clock(begin)}: let the day end after its begin."
        )
    return evenly(a_day, begin, end)


def check_rest(plan: Plan, rest_h: float, *, is_even: bool) -> None:
    """Raises UsageError where two sessions lie too close together, over midnight too: which, and what would fit.

    `is_even`: it was asked for by how many a day.
    """
    one, other, hours = plan.closest()
    if hours < rest_h:
        raise UsageError(
            f"{_pair(one, other)} lie {_span(hours)} apart, and sessions of {plan.program} lie at least "
            f"{_span(rest_h)} apart: {_fewer(plan, rest_h) if is_even else _fitting(plan, rest_h)}."
        )


def rest_of(program: Program) -> float:
    """How many hours of rest a plan of it leaves between two sessions."""
    return max(LEAST_HOURS_BETWEEN, program.hours_between)


def _fitting(plan: Plan, rest_h: float) -> str:
    """The same times, moved back as little as the rest needs; or as many a day as fit evenly; or fewer days."""
    rest_min = round(rest_h * 60)
    moved: list[int] = []
    for each in plan.times:
        minute = each.hour * 60 + each.minute
        moved.append(max(minute, moved[-1] + rest_min) if moved else minute)
    even = _even(plan, max(plan.times[0], LAST))
    for times in (*_within_a_day(moved), *even):
        if Plan(plan.program, times, plan.days).hours_between() >= rest_h:
            return f"--times {','.join(map(_clock, times))} would fit"
    return _FEWER_DAYS


def _fewer(plan: Plan, rest_h: float) -> str:
    """Fewer a day between the same two times; or fewer days."""
    for times in _even(plan, plan.times[-1]):
        if Plan(plan.program, times, plan.days).hours_between() >= rest_h:
            return f"--a-day {len(times)} would fit"
    return _FEWER_DAYS


def _even(plan: Plan, last: time) -> Iterator[tuple[time, ...]]:
    """From as many a day as the plan has, down to one."""
    return (evenly(n, plan.times[0], last) for n in range(len(plan.times), 0, -1))


def _within_a_day(minutes: list[int]) -> list[tuple[time, ...]]:
    if minutes[-1] >= 24 * 60:
        return []
    return [tuple(time(*divmod(each, 60)) for each in minutes)]


def _pair(one: Moment, other: Moment) -> str:
    """Two times of one day by their times, others with their days."""
    if one[0] == other[0] and one[1] <= other[1]:
        return f"{_clock(one[1])} and {_clock(other[1])}"
    return " and ".join(f"{_clock(at)} on {day.word.capitalize()}" for day, at in (one, other))


def _span(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    parts = [f"{whole} h"] if whole or not minutes else []
    return " ".join([*parts, *([f"{minutes} min"] if minutes else [])])


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _parts(text: str, option: str, example: str) -> list[str]:
    parts = [each.strip() for each in text.split(",") if each.strip()]
    if not parts:
        raise UsageError(f"{option} names nothing: write {option} {example}.")
    return parts


def _shown(text: str) -> str:
    return repr(text[:40])
