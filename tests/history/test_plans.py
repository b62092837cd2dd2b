"""Plans on disk, and how they were kept: by real records in a real history."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.coach.plan import Day, Plan
from voicecoach.coach.records import ContinuationRecord, SetRecord
from voicecoach.errors import UnreadableHistory
from voicecoach.history.adherence import Adherence, DayKept
from voicecoach.history.entries import UNKNOWN, Entry, SessionDetail, SessionSummary
from voicecoach.history.findings import findings
from voicecoach.history.plans import Planned
from voicecoach.history.store import Store

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
TWICE = Plan("back-pain", (time(9), time(18)))


def at(days: int = 0, hours: float = 0.0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hours)


@dataclass
class Life:
    """Sessions and plans, one after another, and what is found in them."""

    sessions: list[SessionDetail] = field(default_factory=list)
    plans: list[Planned] = field(default_factory=list)

    def did(
        self, begin: datetime, program: str = "back-pain", *, done: int = 10, goes_on_from: int | None = None
    ) -> int:
        number = len(self.sessions) + 1
        entries = [Entry(begin, SetRecord("press-ups", "press-up", "reps", done, 10, None))]
        if goes_on_from is not None:
            entries.insert(0, Entry(begin, ContinuationRecord(goes_on_from, "press-ups", "prop")))
        summary = SessionSummary(
            number, program, "0", "text", begin, None, None, None, ("press-ups",), 1, None, goes_on_from
        )
        self.sessions.append(SessionDetail(summary, tuple(entries)))
        return number

    def planned(self, begin: datetime, plan: Plan = TWICE) -> None:
        self.plans.append(Planned(plan, begin))

    def kept(self, today: datetime, zone: ZoneInfo | None = None, since: date | None = None) -> Adherence:
        where = zone or UTC
        return findings(
            self.sessions, self.plans, where, today.astimezone(where).date(), since=since
        ).adherence


# --- on disk ------------------------------------------------------------------------------------------------------


def test_plans_come_back_as_they_were_made(path: Path) -> None:
    """Also from another process's file, in order, an ended one among them."""
    made = [TWICE, Plan("posture", (time(7, 5),), (Day.MON, Day.SUN)), Plan("back-pain", ())]
    with Store.open(path) as store:
        for n, plan in enumerate(made):
            store.make_plan(plan, at(n))
    with Store.open(path) as store:
        found = store.plans()

    assert [each.plan for each in found[:2]] == made[:2]
    assert found[2].plan.is_off
    assert [each.at for each in found] == [at(0), at(1), at(2)]


@pytest.mark.parametrize(
    ("column", "value"), [("times", "25:00"), ("times", "soon"), ("days", "mon funday"), ("at", "yesterday")]
)
def test_a_plan_that_nobody_wrote_is_damage(path: Path, column: str, value: str) -> None:
    """Told in one sentence, exit code 5."""
    with Store.open(path) as store:
        store.make_plan(TWICE, at())
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE plans SET {column} = ?", (value,))  # noqa: S608 columns of ours
    connection.close()

    with Store.open(path) as store, pytest.raises(UnreadableHistory, match="damaged"):
        store.plans()


# --- how it was kept ----------------------------------------------------------------------------------------------


def test_done_is_counted_against_planned() -> None:
    """More than planned is done, and makes up for nothing on another day."""
    life = Life()
    life.planned(at(0))
    for hours in (9, 12, 18):
        life.did(at(0, hours))
    life.did(at(1, 9))
    kept = life.kept(at(2, 8))

    assert [(each.done, each.planned, each.done_of_planned) for each in kept.days] == [
        (3, 2, 2),
        (1, 2, 1),
        (0, 2, 0),
    ]
    assert (kept.done, kept.planned, kept.done_of_planned) == (4, 6, 3)


def test_today_is_due_as_far_as_it_was_done() -> None:
    """In the morning nobody has missed the evening."""
    life = Life()
    life.planned(at(0))
    life.did(at(0, 9))
    life.did(at(0, 18))

    assert life.kept(at(1, 8)).share == 1
    assert (life.kept(at(1, 8)).due, life.kept(at(2, 8)).due) == (2, 4)
    assert Life().kept(at(0)).share is None


def test_a_session_of_another_program_keeps_no_plan() -> None:
    life = Life()
    life.planned(at(0), Plan("posture", (time(9),)))
    life.did(at(0, 9))

    assert life.kept(at(0, 10)).days == (DayKept(at(0).date(), 1, 1, 0),)


def test_two_programs_are_counted_apart() -> None:
    """Two sessions of one do not stand in for the other."""
    life = Life()
    life.planned(at(0), Plan("posture", (time(9),)))
    life.planned(at(0), Plan("back-pain", (time(9),)))
    life.did(at(0, 9))
    life.did(at(0, 12))

    assert life.kept(at(0, 20)).days == (DayKept(at(0).date(), 2, 2, 1),)


def test_what_went_on_after_a_cut_is_one_session() -> None:
    """Also where it was cut twice."""
    life = Life()
    first = life.did(at(0, 9))
    second = life.did(at(0, 9.2), goes_on_from=first)
    life.did(at(0, 9.4), goes_on_from=second)

    assert life.kept(at(0, 20)).done == 1


def test_a_session_that_was_cut_before_its_first_set_counts_where_it_went_on() -> None:
    """Nothing was done before the cut, and something after it."""
    life = Life()
    first = life.did(at(0, 9), done=0)
    life.did(at(0, 9.2), goes_on_from=first)

    assert life.kept(at(0, 20)).done == 1


@pytest.mark.parametrize("origin", [UNKNOWN, 77])
def test_what_goes_on_from_a_session_that_is_not_here_counts(origin) -> None:
    """It was imported without it, or began before what is looked at."""
    life = Life()
    life.did(at(0, 9), goes_on_from=origin)

    assert life.kept(at(0, 20)).done == 1


def test_two_that_go_on_from_what_is_unknown_are_two() -> None:
    """Nobody knows whether it was the same one."""
    life = Life()
    for hours in (9, 18):
        life.did(at(0, hours), goes_on_from=UNKNOWN)

    assert life.kept(at(0, 20)).done == 2


def test_sessions_that_claim_to_go_on_from_each_other_end_the_search() -> None:
    """A file by another hand."""
    life = Life()
    life.did(at(0, 9), goes_on_from=2)
    life.did(at(0, 12), goes_on_from=1)

    assert 1 <= life.kept(at(0, 20)).done <= 2


def test_nothing_done_is_no_session() -> None:
    life = Life()
    life.did(at(0, 9), done=0)

    assert life.kept(at(0, 20)).done == 0


def test_a_session_after_midnight_is_of_the_new_day() -> None:
    """By the clock of the place."""
    life = Life()
    life.did(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    assert life.kept(at(1, 8)).days[0].done == 1
    assert life.kept(at(1, 8), BERLIN).days[0].day == date(2026, 3, 3)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_of_23_or_25_hours_has_its_sessions(day, hours) -> None:
    """When the clock is set, all of the day's times are planned once, whatever hour is left out or comes twice."""
    life = Life()
    midnight = datetime.combine(day, time(), BERLIN)
    life.planned(midnight - timedelta(days=1), Plan("back-pain", (time(2, 30), time(9), time(18))))
    life.did(datetime.combine(day, time(18), BERLIN).astimezone(UTC))
    next_day = datetime.combine(day + timedelta(days=1), time(), BERLIN)
    kept = life.kept(next_day, BERLIN)

    assert next_day.astimezone(UTC) - midnight.astimezone(UTC) == timedelta(hours=hours)
    assert [(each.done, each.planned) for each in kept.days][1] == (1, 3)


def test_a_plan_that_is_made_anew_in_the_hour_that_comes_twice_counts_once() -> None:
    """By the clock the second plan is older than the first."""
    life = Life()
    plan = Plan("back-pain", (time(2, 30),))
    for minute_utc in (50, 60 + 10):
        life.planned(datetime(2026, 10, 25, 0, tzinfo=UTC) + timedelta(minutes=minute_utc), plan)

    assert life.kept(datetime(2026, 10, 25, 20, tzinfo=UTC), BERLIN).planned == 1


def test_a_plan_made_by_a_clock_that_was_ahead_plans_nothing_yet() -> None:
    """And the next one, made by the right clock, does."""
    life = Life()
    life.planned(datetime(2031, 1, 1, tzinfo=UTC))
    assert life.kept(at(1, 20)).planned == 0

    life.planned(at(0))
    assert life.kept(at(1, 20)).planned == 4


def test_days_in_a_row_are_a_streak() -> None:
    """A day that was not kept ends it, and today is not over."""
    life = Life()
    life.planned(at(0), Plan("back-pain", (time(9),)))
    for day in (0, 1, 2, 4):
        life.did(at(day, 9))

    assert (life.kept(at(2, 20)).streak, life.kept(at(3, 8)).streak, life.kept(at(4, 8)).streak) == (3, 3, 1)
    assert life.kept(at(5, 8)).longest_streak == 3


def test_rest_days_break_no_streak() -> None:
    """Those that the plan has."""
    life = Life()
    life.planned(at(0), Plan("back-pain", (time(9),), (Day.MON, Day.THU)))
    life.did(at(0, 9))
    life.did(at(3, 9))

    assert life.kept(at(6, 20)).streak == 2


def test_without_a_plan_a_day_without_a_session_ends_the_streak() -> None:
    """Also after the plan was ended: then it has no rest days any more."""
    life = Life()
    life.planned(at(0), Plan("back-pain", (time(9),)))
    life.did(at(0, 9))
    life.planned(at(0, 20), Plan("back-pain", ()))

    assert life.kept(at(1, 20)).streak == 1
    assert life.kept(at(2, 20)).streak == 0


def test_what_was_planned_before_the_sessions_looked_at_does_not_count() -> None:
    """`since`: nobody missed what is only not here."""
    life = Life()
    life.planned(at(0))
    life.did(at(7, 9))
    life.did(at(7, 18))

    assert life.kept(at(7, 20), since=at(7).date()).share == 1
    assert life.kept(at(7, 20)).planned == 16


def test_in_another_zone_the_same_sessions_are_of_other_days() -> None:
    """Times are of the place where one looks."""
    life = Life()
    life.planned(at(0, 1))
    life.did(at(0, 20))
    auckland = ZoneInfo("Pacific/Auckland")

    assert [each.done for each in life.kept(at(1, 8)).days] == [1, 0]
    assert [each.done for each in life.kept(at(1, 8), auckland).days] == [0, 1]


some_plans = st.builds(
    Plan,
    st.sampled_from(["back-pain", "posture"]),
    st.lists(st.integers(0, 23), max_size=4, unique=True).map(
        lambda hours: tuple(time(h) for h in sorted(hours))
    ),
    st.sets(st.sampled_from(Day)).map(lambda days: tuple(sorted(days))),
)
hours_after = st.integers(-50, 24 * 40)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(hours_after, st.sampled_from(["back-pain", "posture"]), st.integers(0, 1)), max_size=25
    ),
    st.lists(st.tuples(hours_after, some_plans), max_size=5),
    st.integers(0, 24 * 35),
    st.sampled_from([ZoneInfo("UTC"), BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")]),
)
def test_the_figures_never_contradict_each_other(sessions, plans, today, zone) -> None:
    """Whatever was done and planned, whenever, in whatever order the clock gave."""
    life = Life()
    for hours, program, done in sorted(sessions):
        life.did(at(14, hours), program, done=done)
    for hours, plan in plans:
        life.planned(at(14, hours), plan)
    kept = life.kept(at(14, today), zone)

    assert 0 <= kept.streak <= kept.longest_streak <= len(kept.days)
    assert 0 <= kept.done_of_planned <= kept.due <= kept.planned
    assert kept.done_of_planned <= kept.done <= len(sessions)
    assert kept.share is None or 0 <= kept.share <= 1
    assert [each.day for each in kept.days] == sorted({each.day for each in kept.days})
    assert kept.days[-1].day == at(14, today).astimezone(zone).date()
    for day in kept.days:
        assert day.done_of_planned <= min(day.done, day.planned)
