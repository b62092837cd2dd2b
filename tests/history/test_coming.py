"""When the next session of a plan is due, from a real history."""

from datetime import date, datetime, time, timedelta

import pytest

from voicecoach.coach.plan import Due, Plan
from voicecoach.history.coming import coming, in_words
from voicecoach.history.plans import Planned

PLAN = Plan("back-pain", (time(8), time(13), time(18)))
TODAY = datetime.combine(date(2026, 3, 2), time())


def at(hours: float) -> datetime:
    return TODAY + timedelta(hours=hours)


@pytest.fixture
def next_at(diary):
    """The time that is due after sessions which began at these hours."""

    def find(now: float, *begun: float, program: str = "back-pain") -> datetime | None:
        for hours in begun:
            diary.now = at(hours).astimezone()
            diary.begin(program)
            diary.did("press-ups")
        planned = Planned(PLAN, at(-100).astimezone())
        due = coming(diary.store, planned, 2, at(now).astimezone())
        return due and due.at

    return find


def test_with_no_session_yet_the_plan_alone_counts(next_at) -> None:
    assert next_at(10) == at(13)


def test_two_hours_after_the_last_set_at_the_soonest(next_at) -> None:
    """In whole minutes: the set ended a minute after half past eleven."""
    assert next_at(12, 11.5) == at(13.5) + timedelta(minutes=1)


def test_yesterdays_session_takes_none_of_todays_times(next_at) -> None:
    assert next_at(7, -1) == at(8)


def test_a_session_of_another_program_takes_none(next_at) -> None:
    """Nor does its rest count."""
    assert next_at(12, 11.5, program="posture") == at(13)


def test_all_of_today_done_means_tomorrow(next_at) -> None:
    assert next_at(15, 6, 9, 12) == at(24 + 8)


@pytest.mark.parametrize(
    ("planned", "due", "words"),
    [
        (13, 13, "today at 13:00"),
        (9.5, 9.5, "now, planned for 09:30"),
        (13, 13.5, "today at 13:30, after the rest (planned for 13:00)"),
        (9.5, 9.9, "now, planned for 09:30"),
        (24 + 8, 24 + 8, "tomorrow at 08:00"),
        (72 + 8, 72 + 8, "on Thu 2026-03-05 at 08:00"),
    ],
)
def test_it_is_told_in_words(planned, due, words) -> None:
    """At ten."""
    assert in_words(Due(at(planned), at(due)), at(10)) == words
