"""A plan: which times of which days, how far apart, what was planned when, and what comes next."""

import math
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voicecoach.coach.plan import (
    EVERY_DAY,
    LATE,
    MOST_A_DAY,
    Day,
    Plan,
    evenly,
    next_due,
    planned_between,
    spans,
)

MONDAY = date(2026, 3, 2)
THRICE = (time(8), time(13), time(18))
PLAN = Plan("back-pain", THRICE)

times_of_day = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
some_times = st.lists(times_of_day, min_size=1, max_size=MOST_A_DAY, unique=True).map(
    lambda t: tuple(sorted(t))
)
some_days = st.sets(st.sampled_from(Day), min_size=1).map(lambda days: tuple(sorted(days)))
some_plans = st.builds(Plan, st.sampled_from(["back-pain", "posture"]), some_times, some_days)
moments = st.integers(0, 45 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes))


def at(hour: float, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hour)


def made(*plans: tuple[datetime, Plan]) -> dict[date, int]:
    """How many were planned from this Monday to Sunday."""
    found = planned_between(plans, MONDAY, MONDAY + timedelta(days=6))
    return {day: planned.total() for day, planned in found.items() if planned.total()}


# --- how far apart ------------------------------------------------------------------------------------------------


def test_the_closest_two_are_found() -> None:
    """With the hours between them."""
    plan = Plan("x", (time(8), time(10, 30), time(18)))

    assert plan.closest() == ((Day.MON, time(8)), (Day.MON, time(10, 30)), 2.5)


def test_midnight_is_no_wall() -> None:
    """23:00 and 00:30 are an hour and a half apart, where both days are planned."""
    times = (time(0, 30), time(23))

    assert Plan("x", times).closest() == ((Day.MON, time(23)), (Day.TUE, time(0, 30)), 1.5)
    assert Plan("x", times, (Day.MON, Day.WED)).hours_between() == 22.5
    assert Plan("x", times, (Day.SUN, Day.MON)).closest()[0] == (Day.SUN, time(23))


def test_one_a_week_is_a_week_from_itself() -> None:
    """And one a day a day."""
    assert Plan("x", (time(8),), (Day.WED,)).hours_between() == 7 * 24
    assert Plan("x", (time(8),)).hours_between() == 24


def test_the_same_time_twice_is_no_rest() -> None:
    assert Plan("x", (time(8), time(8))).hours_between() == 0


def test_nothing_planned_has_no_closest() -> None:
    """Nor too short a rest."""
    assert Plan("x", ()).hours_between() == math.inf
    assert Plan("x", (time(8),), ()).is_off
    with pytest.raises(ValueError, match="Plan"):
        Plan("x", ()).closest()


@given(some_plans)
def test_the_rest_is_that_of_the_dates(plan: Plan) -> None:
    """As two weeks of dates show it."""
    dates = [MONDAY + timedelta(days=n) for n in range(15)]
    found = [datetime.combine(day, each) for day in dates for each in plan.planned_on(day)]
    gaps = [later - sooner for sooner, later in pairwise(found)]

    assert plan.hours_between() == min(gaps) / timedelta(hours=1)


# --- evenly -------------------------------------------------------------------------------------------------------


def test_three_a_day() -> None:
    assert evenly(3, time(8), time(20)) == (time(8), time(14), time(20))


def test_one_a_day_is_the_first() -> None:
    assert evenly(1, time(8), time(20)) == (time(8),)


@pytest.mark.parametrize("a_day", [0, MOST_A_DAY + 1])
def test_too_few_or_too_many_are_refused(a_day) -> None:
    with pytest.raises(ValueError, match=str(a_day)):
        evenly(a_day, time(8), time(20))


def test_an_end_before_the_begin_is_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        evenly(3, time(20), time(8))


@given(st.integers(1, MOST_A_DAY), times_of_day, times_of_day)
def test_from_the_first_to_the_last_in_order(a_day: int, one: time, other: time) -> None:
    first, last = sorted((one, other))
    found = evenly(a_day, first, last)

    assert len(found) == a_day
    assert list(found) == sorted(found)
    assert found[0] == first
    assert found[-1] == (last if a_day > 1 else first)


@given(st.integers(2, MOST_A_DAY), times_of_day, times_of_day)
def test_rounding_takes_nothing_of_two_hours(a_day: int, one: time, other: time) -> None:
    """Where the share of each is two hours, no two are closer: also with a begin at an odd minute."""
    first, last = sorted((one, other))
    span = datetime.combine(MONDAY, last) - datetime.combine(MONDAY, first)
    assume(span / (a_day - 1) >= timedelta(hours=2))
    found = [datetime.combine(MONDAY, each) for each in evenly(a_day, first, last)]

    assert all(b - a >= timedelta(hours=2) for a, b in pairwise(found))


# --- what was planned ---------------------------------------------------------------------------------------------


def test_every_day_from_its_making_on() -> None:
    """On the first day only what was still to come."""
    assert made((at(12, MONDAY + timedelta(days=4)), PLAN)) == {
        MONDAY + timedelta(days=4): 2,
        MONDAY + timedelta(days=5): 3,
        MONDAY + timedelta(days=6): 3,
    }


def test_a_change_in_the_middle_of_a_day_counts_nothing_twice() -> None:
    """The old plan until then, the new one from then on."""
    twice = Plan("back-pain", (time(8), time(20)), (Day.MON,))

    assert made((at(0), PLAN), (at(14), twice)) == {MONDAY: 3}
    assert made((at(0), PLAN), (at(13), twice)) == {MONDAY: 2}


def test_an_ended_plan_plans_nothing() -> None:
    assert made((at(0), PLAN), (at(9), Plan("back-pain", ()))) == {MONDAY: 1}


def test_two_programs_go_side_by_side() -> None:
    """Each with its own plans."""
    found = planned_between([(at(0), PLAN), (at(14), Plan("posture", (time(19),)))], MONDAY, MONDAY)

    assert found == {MONDAY: {"back-pain": 3, "posture": 1}}


def test_a_plan_from_the_future_is_over_with_the_next_one() -> None:
    """A clock that was ahead must neither hold off the plan made after it, nor let the one before it go on."""
    wrong = (at(0, date(2031, 1, 1)), Plan("back-pain", (time(5),)))
    once = Plan("back-pain", (time(9),), (Day.TUE,))

    assert made((at(0), PLAN), wrong, (at(9), once)) == {MONDAY: 1, MONDAY + timedelta(days=1): 1}
    assert [span.plan for span in spans([(at(0), PLAN), wrong, (at(9), once)])] == [PLAN, once]


def test_nothing_before_its_making() -> None:
    assert made((at(0, date(2031, 1, 1)), PLAN)) == {}


@given(st.lists(st.tuples(moments, some_plans), max_size=6))
def test_never_more_than_the_largest_plan(plans: list[tuple[datetime, Plan]]) -> None:
    """However the clock jumped, each program has at most the times of two plans on a day of change, and never
    the same moment twice.
    """
    held = spans(plans)
    found = planned_between(plans, date(2026, 3, 1), date(2026, 4, 20))

    for one in held:
        others = (each for each in held if each is not one and each.plan.program == one.plan.program)
        assert all(each.until <= one.since or one.until <= each.since for each in others)
    for day, planned in found.items():
        for program, count in planned.items():
            slots = [each.plan.planned_on(day) for each in held if each.plan.program == program]
            assert count <= sum(map(len, slots))


@given(st.lists(st.tuples(moments, some_plans), min_size=1, max_size=6))
def test_the_last_plan_holds_from_its_making(plans: list[tuple[datetime, Plan]]) -> None:
    since, plan = plans[-1]
    day = since.date() + timedelta(days=1)

    assert planned_between(plans, day, day)[day][plan.program] == len(plan.planned_on(day))


# --- what comes next ----------------------------------------------------------------------------------------------

LONG_AGO = at(-500)


def due(plan: Plan, now: datetime, done: int = 0, rested_at: datetime | None = None) -> datetime:
    found = next_due(plan, LONG_AGO, now, done, rested_at)
    assert found is not None
    return found.at


def test_the_next_time_of_the_plan() -> None:
    assert due(PLAN, at(10)) == at(13)


def test_a_little_late_is_not_too_late() -> None:
    """For an hour, then the next one comes."""
    assert due(PLAN, at(8) + LATE) == at(8)
    assert due(PLAN, at(8.1) + LATE) == at(13)


def test_what_was_done_early_is_not_due_again() -> None:
    """Each session takes one of the day's times, whenever it was done."""
    assert due(PLAN, at(7.75), 1) == at(13)
    assert due(PLAN, at(12), 2) == at(18)
    assert due(PLAN, at(12), 3) == at(24 + 8)
    assert due(PLAN, at(12), 30) == at(24 + 8)


def test_the_rest_comes_first() -> None:
    """What was planned is kept beside it."""
    found = next_due(PLAN, LONG_AGO, at(12), 1, at(13.5))

    assert found is not None
    assert (found.planned, found.at) == (at(13), at(13.5))


def test_a_rest_that_is_over_moves_nothing() -> None:
    assert due(PLAN, at(12), 1, at(11)) == at(13)


def test_rest_days_are_passed_over() -> None:
    """Also a whole week of them."""
    sundays = Plan("x", (time(8),), (Day.SUN,))

    assert due(sundays, at(10)) == at(6 * 24 + 8)
    assert due(sundays, at(6 * 24 + 10)) == at(13 * 24 + 8)


def test_nothing_is_due_from_before_the_plan() -> None:
    """A plan that was made at half past eight does not say that eight is now."""
    found = next_due(PLAN, at(8.5), at(8.6), 0, None)

    assert found is not None
    assert found.at == at(13)


def test_a_plan_from_the_future_has_a_next_time_all_the_same() -> None:
    """The person knows what day it is, whatever the clock knew."""
    found = next_due(PLAN, at(0, date(2031, 1, 1)), at(10), 0, None)

    assert found is not None
    assert found.at == at(13)


def test_without_a_plan_nothing_is_due() -> None:
    assert next_due(Plan("x", ()), LONG_AGO, at(10), 0, None) is None


@given(some_plans, moments, st.integers(0, 10), st.none() | moments)
def test_never_before_the_rest_is_over(
    plan: Plan, now: datetime, done: int, rested_at: datetime | None
) -> None:
    """Nor long past, and always one of the plan's times."""
    found = next_due(plan, LONG_AGO, now, done, rested_at)

    assert found is not None
    assert rested_at is None or found.at >= rested_at
    assert found.at >= found.planned >= now - LATE
    assert found.planned.time() in plan.planned_on(found.planned.date())


def test_days_are_those_of_the_calendar() -> None:
    """Monday first."""
    assert [day.word for day in EVERY_DAY] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert PLAN.planned_on(MONDAY) == THRICE
    assert Plan("x", THRICE, (Day.TUE,)).planned_on(MONDAY) == ()
