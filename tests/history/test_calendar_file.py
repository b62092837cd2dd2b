"""The calendar file: read back by another library, its repetitions expanded, and compared with the plan."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from voicecoach.coach.plan import MOST_A_DAY, Day, Plan
from voicecoach.history.calendar_file import Series, calendar_file
from voicecoach.history.plans import Planned

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAN = Plan("back-pain", (time(8), time(13), time(18)))

times_of_day = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
some_plans = st.builds(
    Plan,
    st.just("back-pain"),
    st.lists(times_of_day, min_size=1, max_size=MOST_A_DAY, unique=True).map(lambda t: tuple(sorted(t))),
    st.sets(st.sampled_from(Day), min_size=1).map(lambda days: tuple(sorted(days))),
)


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch):
    """The clock is set on 29 March and 25 October 2026."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        clock.tzset()
        yield
    clock.tzset()


def made(*plans: Plan) -> tuple[Planned, ...]:
    return tuple(Planned(plan, NOON + timedelta(minutes=n)) for n, plan in enumerate(plans))


def written(
    *plans: Plan,
    now: datetime = NOON,
    name: str = "Back pain",
    lasts_min: int = 20,
    weeks: int = 8,
    remind_min: int | None = 0,
) -> bytes:
    return calendar_file([Series(name, made(*plans), lasts_min)], now, weeks=weeks, remind_min=remind_min)


def read(content: bytes) -> list[Event]:
    """The events, every one of them without a fault that the library knows of."""
    calendar = Calendar.from_ical(content)
    events = calendar.events
    assert not calendar.errors
    assert not any(event.errors for event in events)
    return events


def begins(event: Event) -> list[datetime]:
    """When it takes place, as another library expands it."""
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt)
    return list(rule)


def test_it_is_the_plan() -> None:
    """From now on, by the clock of the place, for whole weeks; what is over today is not in it."""
    found = sorted(begin for event in read(written(PLAN, weeks=1)) for begin in begins(event))

    assert len(found) == 21
    assert found[0] == datetime(2026, 3, 2, 13)  # noqa: DTZ001 floating: noon in UTC is 13:00 in Berlin
    assert {begin.time() for begin in found} == set(PLAN.times)


@given(some_plans, st.integers(1, 104), st.integers(0, 400 * 24 * 60))
def test_every_week_is_as_planned(plan: Plan, weeks: int, minutes: int) -> None:
    """Each time of the plan, at the dates of the plan, for so many weeks; through the days on which clocks are set."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    here = now.astimezone().replace(tzinfo=None)
    days = [here.date() + timedelta(days=n) for n in range(7 * weeks + 8)]
    events = read(written(plan, now=now, weeks=weeks))

    assert len(events) == len(plan.times)
    for event, at in zip(events, plan.times, strict=True):
        to_come = [datetime.combine(day, at) for day in days if at in plan.planned_on(day)]
        expected = [each for each in to_come if each >= here][: weeks * len(plan.days)]
        assert begins(event) == expected
        assert len(expected) == weeks * len(plan.days)


def test_times_are_floating() -> None:
    """08:00 stays 08:00 when the clock is set and wherever one travels: no zone, and no UTC."""
    content = written(PLAN)

    assert b"TZID" not in content
    for event in read(content):
        assert event["DTSTART"].dt.tzinfo is None
        assert len({begin.time() for begin in begins(event)}) == 1
        assert date(2026, 3, 29) in {begin.date() for begin in begins(event)}


def test_it_lasts_as_long_as_was_told_and_does_not_make_one_busy() -> None:
    (event, *_) = read(written(PLAN, lasts_min=25))

    assert event["DURATION"].dt == timedelta(minutes=25)
    assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(("remind_min", "before"), [(0, 0), (10, 10), (1440, 1440)])
def test_a_reminder_comes_so_long_before(remind_min, before) -> None:
    for event in read(written(PLAN, remind_min=remind_min)):
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == -timedelta(minutes=before)
        assert alarm["ACTION"] == "DISPLAY"


def test_or_no_reminder_at_all() -> None:
    assert b"VALARM" not in written(PLAN, remind_min=None)


def test_a_changed_plan_takes_the_place_of_the_former() -> None:
    """The same names, a higher number, and what is no longer planned is cancelled."""
    before = read(written(PLAN))
    twice = Plan("back-pain", (time(9), time(20)), (Day.MON, Day.FRI))
    after = read(written(PLAN, twice, now=NOON + timedelta(seconds=1)))

    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert min(event["SEQUENCE"] for event in after) > max(event["SEQUENCE"] for event in before)
    assert [str(event["STATUS"]) for event in after] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert "RRULE" not in after[2]


def test_an_ended_plan_cancels_all() -> None:
    events = read(written(PLAN, Plan("back-pain", ())))

    assert [str(event["STATUS"]) for event in events] == ["CANCELLED"] * 3


def test_names_are_apart_for_each_time_program_and_history() -> None:
    """Two people who share a calendar keep both their plans."""
    later = (Planned(PLAN, NOON + timedelta(days=1)),)
    posture = (Planned(Plan("posture", PLAN.times), NOON),)
    series = [Series("x", each, 5) for each in (made(PLAN), later, posture)]
    uids = [event["UID"] for event in read(calendar_file(series, NOON, weeks=1, remind_min=None))]

    assert len(set(uids)) == len(uids) == 9


@given(st.text(min_size=1, max_size=200))
def test_any_name_is_text_and_nothing_else(name: str) -> None:
    """Commas, semicolons, line ends and what looks like a property stay text; lines are folded, and no character is
    cut.
    """
    name = name.encode("utf-8", "replace").decode()
    content = written(PLAN, name=name, weeks=1)
    events = read(content)
    expected = "".join(each if each.isprintable() or each == "\n" else " " for each in name)

    assert [str(event["SUMMARY"]) for event in events] == [expected] * 3
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)


def test_what_it_says_comes_back() -> None:
    """Also what a name holds that the format uses for itself."""
    name = "Back, neck; and \\more: BEGIN:VALARM"
    content = written(PLAN, name=name)
    (event, *_) = read(content)

    assert event["SUMMARY"] == name
    assert b"SUMMARY:Back\\, neck\\; and \\\\more: BEGIN:VALARM\r\n" in content
    assert event["DESCRIPTION"].startswith("voicecoach start --program back-pain\nA rest day is fine.")
