"""What the options of `voicecoach plan` say, and that the advice of a refusal can be taken."""

from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.cli.plan_reading import check_rest, days_of, evenly_of, remind_of, time_of, times_of
from voicecoach.coach.plan import EVERY_DAY, MOST_A_DAY, Day, Plan
from voicecoach.errors import UsageError

some_times = st.lists(
    st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60))), min_size=1, max_size=MOST_A_DAY
).map(lambda times: tuple(sorted(times)))
some_days = st.sets(st.sampled_from(Day), min_size=1).map(lambda days: tuple(sorted(days)))
some_rest_h = st.sampled_from([2.0, 2.5, 3.0, 8.0, 24.0, 36.0])


@given(times=some_times, days=some_days, rest_h=some_rest_h, is_even=st.booleans())
def test_a_plan_is_taken_or_the_advice_is(
    *, times: tuple[time, ...], days: tuple[Day, ...], rest_h: float, is_even: bool
) -> None:
    """No plan passes whose sessions lie too close, and what a refusal says would fit does."""
    plan = Plan("x", times, days)
    if plan.hours_between() >= rest_h:
        check_rest(plan, rest_h, is_even=is_even)
        return
    with pytest.raises(UsageError) as refused:
        check_rest(plan, rest_h, is_even=is_even)

    sentence = str(refused.value)
    advice = sentence.rpartition(": ")[2].removesuffix(" would fit.")
    if advice.startswith("--times "):
        fitting = times_of(advice.removeprefix("--times "))
    elif advice.startswith("--a-day "):
        a_day = int(advice.removeprefix("--a-day "))
        fitting = evenly_of(a_day, times[0].strftime("%H:%M"), times[-1].strftime("%H:%M"))
    else:
        assert "on fewer days" in advice
        assert Plan("x", times[:1], days).hours_between() < rest_h
        return
    check_rest(Plan("x", fitting, days), rest_h, is_even=is_even)
    assert len(fitting) <= len(times)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    """Whatever is typed: a value, or our own error; never another one, and nothing that steers a terminal."""
    for read in (times_of, days_of, remind_of, lambda typed: time_of(typed, "--from")):
        said = ""
        try:
            read(text)
        except UsageError as error:
            said = str(error)
        assert said.isprintable()


@given(some_times)
def test_times_come_back_in_order(times: tuple[time, ...]) -> None:
    written = ",".join(each.strftime("%H:%M") for each in reversed(times))

    assert times_of(written) == times
    assert all(a <= b for a, b in pairwise(times_of(written)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", EVERY_DAY),
        ("Weekdays", EVERY_DAY[:5]),
        ("weekends,mon", (Day.MON, Day.SAT, Day.SUN)),
        ("sunday, TUE ,tue", (Day.TUE, Day.SUN)),
    ],
)
def test_days_are_read_in_any_order_and_case(text, days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(("text", "minutes"), [("0", 0), (" 10 ", 10), ("off", None), ("OFF", None)])
def test_a_reminder_is_minutes_or_off(text, minutes) -> None:
    assert remind_of(text) == minutes


def test_a_first_session_in_the_evening_needs_no_last() -> None:
    """Then the day ends with it."""
    assert evenly_of(1, "21:30", None) == (time(21, 30),)
