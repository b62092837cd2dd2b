"""`voicecoach plan` makes, shows and ends plans, and writes them for calendars."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.conftest import Ran, Run
from tests.yesterday import screen_yesterday
from voicecoach.coach.plan import Plan
from voicecoach.coach.records import ContinuationRecord, FinishRecord, Outcome, SetRecord
from voicecoach.history.store import Store

QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"


def plans(home: Path) -> list[Plan]:
    with Store.open(home / "history.sqlite3") as store:
        return [each.plan for each in store.plans()]


def in_words(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


def do_session(
    home: Path, begun: datetime, outcome: Outcome | None = Outcome.CENTRALIZED, *, of: str = "back-pain"
) -> int:
    with Store.open(home / "history.sqlite3") as store:
        session = store.begin_session(of, "0.1.0", "text", begun)
        store.save(session, SetRecord("press-ups", "press-up", "reps", 10, 10, None), begun)
        if outcome is not None:
            store.save(session, FinishRecord(outcome, "Because."), begun)
        return session


# --- making -------------------------------------------------------------------------------------------------------


def test_without_a_plan_it_says_how_to_make_one(run: Run, home: Path) -> None:
    """And looking makes no file."""
    assert "There is no plan. `voicecoach plan --a-day 3` makes one" in in_words(run("plan"))
    assert json.loads(run("plan", "--json").out)["plans"] == []
    assert not home.exists()


def test_so_many_a_day_lie_evenly_in_the_day(run: Run, home: Path) -> None:
    """What a plan is for is said with the first one, and not again."""
    first = in_words(run("plan", "--a-day", "3"))
    second = in_words(run("plan", "--a-day", "2", "--from", "7", "--to", "19:30"))

    assert first.splitlines()[0] == "Planned: back-pain, 3 a day, at 08:00, 14:00 and 20:00, every day."
    assert "every 2 to 3 hours while they help" in first
    assert second == "Planned: back-pain, 2 a day, at 07:00 and 19:30, every day.\n"
    assert len(plans(home)) == 2


def test_times_and_days_are_taken_as_they_are_given(run: Run) -> None:
    """In whatever order."""
    told = in_words(run("plan", "--times", "18:00, 8:00", "--days", "fri,Monday"))

    assert "2 a day, at 08:00 and 18:00, on Mon and Fri." in told
    assert "on weekdays" in in_words(run("plan", "--a-day", "1", "--days", "weekdays"))
    assert "on weekends" in in_words(run("plan", "--a-day", "1", "--days", "sat,sun"))
    assert "once a day, at 08:00, every day" in in_words(run("plan", "--a-day", "1", "--days", "daily"))


def test_the_same_plan_again_changes_nothing(run: Run, home: Path) -> None:
    """What was planned for today stays planned."""
    in_words(run("plan", "--a-day", "3"))

    assert "is the plan of back-pain already" in in_words(run("plan", "--a-day", "3"))
    assert len(plans(home)) == 1


def test_a_plan_that_a_wrong_clock_dated_ahead_can_be_made_again(run: Run, home: Path) -> None:
    """And is told of until then."""
    with Store.open(home / "history.sqlite3") as store:
        store.make_plan(Plan("back-pain", ()), datetime.now(UTC))
    in_words(run("plan", "--a-day", "3"))
    (_, plan) = plans(home)
    with Store.open(home / "history.sqlite3") as store:
        store.make_plan(plan, datetime.now(UTC) + timedelta(days=1000))

    assert "The clock was ahead" in in_words(run("plan"))
    assert "Planned: back-pain" in in_words(run("plan", "--a-day", "3"))
    assert "The clock was ahead" not in in_words(run("plan"))


def test_a_programs_own_file_is_kept_by_its_id(run: Run) -> None:
    """And ended by its id, or its file."""
    assert "Planned: quick" in in_words(run("plan", "--a-day", "2", "--program", QUICK))
    assert "quick: 2 a day" in in_words(run("plan", "--program", "quick"))
    assert "Ended: the plan of quick." in in_words(run("plan", "--off", "--program", QUICK))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--times", "08:00,09:00,18:00"], "08:00 and 09:00 lie 1 h apart"),
        (["--times", "08:00,09:00,18:00"], "--times 08:00,10:00,18:00 would fit"),
        (["--times", "8,8"], "08:00 and 08:00 lie 0 h apart"),
        (["--times", "23:00,0:30"], "23:00 on Mon and 00:30 on Tue lie 1 h 30 min apart"),
        (["--times", "23:00,23:30"], "--times 23:00 would fit"),
        (["--a-day", "8"], "08:00 and 09:40 lie 1 h 40 min apart"),
        (["--a-day", "8"], "--a-day 7 would fit"),
        (["--a-day", "2", "--from", "0", "--to", "23:00"], "23:00 on Mon and 00:00 on Tue"),
    ],
)
def test_less_than_two_hours_of_rest_is_refused(run: Run, home: Path, options, said) -> None:
    """In one sentence: which two, and what would fit. Nothing is kept."""
    ran = run("plan", *options)

    assert ran.code == 2
    assert said in ran.sentence
    assert "sessions of back-pain lie at least 2 h apart" in ran.sentence
    assert not home.exists()


@pytest.mark.parametrize(
    "options", [["--times", "08:00,09:00,18:00"], ["--a-day", "8"], ["--times", "23,0:30"]]
)
def test_what_would_fit_does_fit(run: Run, options) -> None:
    """The advice is taken."""
    advice = run("plan", *options).sentence.rpartition(": ")[2].removesuffix(" would fit.")

    assert "Planned:" in in_words(run("plan", *advice.split()))


def test_over_midnight_only_where_both_days_are_planned(run: Run) -> None:
    assert "Planned:" in in_words(run("plan", "--times", "23:00,0:30", "--days", "mon,wed"))


def test_a_program_that_wants_more_rest_gets_it(run: Run, tmp_path: Path) -> None:
    """Once a day is then too often; fewer days fit."""
    slow = tmp_path / "slow.toml"
    text = QUICK.read_text(encoding="utf-8")
    slow.write_text(re.sub(r"hours_between = .*", "hours_between = 36", text), encoding="utf-8")
    ran = run("plan", "--a-day", "1", "--program", slow)

    assert ran.code == 2
    assert "08:00 on Mon and 08:00 on Tue lie 24 h apart" in ran.sentence
    assert "on fewer days, with --days, would fit" in ran.sentence
    assert "Planned:" in in_words(run("plan", "--a-day", "1", "--program", slow, "--days", "mon,wed,fri"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--times", "25:00"], "'25:00' is no time of day"),
        (["--times", "8am"], "write it like 08:00"),
        (["--times", ","], "names nothing"),
        (["--times", "0,2,4,6,8,10,12,14,16"], "9 times, and a day has room for 8"),
        (["--a-day", "9"], "--a-day"),
        (["--a-day", "0"], "--a-day"),
        (["--a-day", "2", "--from", "20:00", "--to", "8:00"], "comes before --from"),
        (["--a-day", "2", "--days", "mon,tusday"], "did you mean tuesday?"),
        (["--a-day", "2", "--days", "\x1b[2J"], "is no day"),
        (["--a-day", "2", "--times", "8"], "give one of them"),
        (["--off", "--a-day", "2"], "give one of them"),
        (["--from", "8"], "go with --a-day"),
        (["--days", "mon"], "--a-day or --times"),
        (["--force"], "--ics"),
        (["--weeks", "3"], "--ics"),
        (["--sample", "--a-day", "2"], "leave out --sample"),
        (["--json", "--ics", "-"], "give --ics a file"),
        (["--ics", "x.ics", "--weeks", "0"], "--weeks"),
        (["--ics", "x.ics", "--remind", "soon"], "'soon' is no number of minutes"),
        (["--ics", "x.ics", "--remind", "-5"], "is no number of minutes"),
        (["--ics", "x.ics"], "There is no plan to write"),
        (["--sample"], "demo --fill"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(run: Run, home: Path, tmp_path: Path, options, said) -> None:
    """Exit code 2, and nothing is made."""
    ran = run("plan", *options)

    assert ran.code == 2
    assert said in ran.sentence
    assert "\x1b" not in ran.err
    assert not home.exists()
    assert not (tmp_path / "x.ics").exists()


@pytest.mark.parametrize("options", [["--a-day", "2"], ["--off"], []])
def test_an_unknown_program_is_exit_code_4(run: Run, options) -> None:
    """As at `start`."""
    in_words(run("plan", "--a-day", "1"))
    ran = run("plan", *options, "--program", "back-pian")

    assert ran.code == 4
    assert "back-pain" in ran.sentence


# --- showing ------------------------------------------------------------------------------------------------------


def test_it_shows_the_week_and_what_comes_next(run: Run, home: Path) -> None:
    """Of a plan that was made three weeks ago."""
    now = datetime.now(UTC)
    with Store.open(home / "history.sqlite3") as store:
        store.make_plan(
            Plan("back-pain", (datetime.now().astimezone().time().replace(hour=3, minute=0),)),
            now - timedelta(days=21),
        )
    for days in (1, 2, 4):
        do_session(home, now - timedelta(days=days))
    told = in_words(run("plan"))
    found = json.loads(run("plan", "--json").out)

    assert "back-pain: once a day, at 03:00, every day" in told
    assert "Next: " in told
    assert "(today)" in told
    assert [len(found["plans"]), len(found["week"])] == [1, 7]
    assert found["kept"]["done_of_planned"] == 3
    assert found["kept"]["due"] in {20, 21}
    assert found["kept"]["share"] == pytest.approx(3 / found["kept"]["due"], abs=1e-4)
    assert (found["kept"]["streak"], found["kept"]["longest_streak"]) == (2, 2)
    assert found["clinician_first"] is False
    assert datetime.fromisoformat(found["plans"][0]["next"]["at"]) > datetime.now().astimezone().replace(
        tzinfo=None
    ) - timedelta(hours=1)


def test_the_next_one_waits_for_the_rest(run: Run, home: Path) -> None:
    """A session that ended just now: two hours from now at the soonest."""
    in_words(run("plan", "--times", "0,3,6,9,12,15,18,21"))
    do_session(home, datetime.now(UTC))
    (plan,) = json.loads(run("plan", "--json").out)["plans"]

    rested = datetime.now().astimezone().replace(tzinfo=None) + timedelta(hours=2)
    assert datetime.fromisoformat(plan["next"]["at"]) >= rested - timedelta(minutes=2)


def test_a_session_that_went_on_counts_once(run: Run, home: Path) -> None:
    in_words(run("plan", "--a-day", "1"))
    now = datetime.now(UTC)
    first = do_session(home, now - timedelta(seconds=20), None)
    second = do_session(home, now)
    with Store.open(home / "history.sqlite3") as store:
        store.save(second, ContinuationRecord(first, "press-ups", "prop"), now)

    assert json.loads(run("plan", "--json").out)["kept"]["done"] == 1


@pytest.mark.parametrize("outcome", [Outcome.EMERGENCY, Outcome.NOT_SETTLED, Outcome.SEE_DOCTOR])
def test_who_was_sent_to_a_clinician_is_not_told_when_to_go_on(run: Run, home: Path, outcome) -> None:
    """Not even after another program, or a session that was stopped; until one came to its good end."""
    in_words(run("plan", "--a-day", "3", "--program", "posture"))
    now = datetime.now(UTC)
    do_session(home, now - timedelta(minutes=3), outcome)
    do_session(home, now - timedelta(minutes=2), Outcome.STOPPED)
    do_session(home, now - timedelta(seconds=90), Outcome.NOT_CENTRALIZED)
    do_session(home, now - timedelta(minutes=1), None)
    told, found = in_words(run("plan")), json.loads(run("plan", "--json").out)

    assert "Next:" not in told
    assert "advice to see a clinician: follow that first" in told
    assert (found["clinician_first"], found["plans"][0]["next"]) == (True, None)

    do_session(home, now, Outcome.COMPLETE)
    is_locked = outcome is Outcome.EMERGENCY  # until that is acknowledged at a start
    assert ("Next:" in in_words(run("plan"))) != is_locked


def test_an_ended_plan_is_gone_and_what_was_kept_is_not(run: Run) -> None:
    in_words(run("plan", "--a-day", "3"))
    in_words(run("plan", "--a-day", "1", "--program", "posture"))

    assert in_words(run("plan", "--off", "--program", "posture")).startswith("Ended: the plan of posture.")
    assert "posture" not in in_words(run("plan"))
    assert in_words(run("plan", "--off")).startswith("Ended: the plan of back-pain.")
    assert "There is no plan any more." in in_words(run("plan"))
    assert "There is no plan." in in_words(run("plan", "--off"))
    assert "There is no plan of posture." in in_words(run("plan", "--off", "--program", "posture"))


def test_the_sample_has_a_plan(run: Run, home: Path) -> None:
    """It is looked at, and written, like one's own."""
    assert run("demo", "--fill").code == 0

    assert "back-pain: 2 a day" in in_words(run("plan", "--sample"))
    assert "BEGIN:VCALENDAR" in in_words(run("plan", "--sample", "--ics", "-"))
    assert "There is no plan." in in_words(run("plan"))


# --- for calendars ------------------------------------------------------------------------------------------------


def test_a_calendar_file_is_written_with_the_plan(run: Run, tmp_path: Path) -> None:
    """In one go; private, since it is somebody's own."""
    told = in_words(run("plan", "--a-day", "3", "--ics", "plan.ics", "--weeks", "2", "--remind", "15"))
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())

    assert "Written to plan.ics, 2 weeks" in told
    assert len(calendar.events) == 3
    assert calendar.events[0]["SUMMARY"] == "Back pain and sciatica"
    assert (tmp_path / "plan.ics").stat().st_mode & 0o777 == 0o600


def test_standard_output_gets_the_file_alone(run: Run, tmp_path: Path) -> None:
    """What is told goes to standard error."""
    with (tmp_path / "out.ics").open("wb") as out:
        ran = run(
            "plan", "--a-day", "1", "--ics", "-", stdout=out, stderr=subprocess.PIPE, capture_output=False
        )
    content = (tmp_path / "out.ics").read_bytes()

    assert ran.code == 0
    assert "Planned: back-pain" in ran.err
    assert len(Calendar.from_ical(content).events) == 1
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_one_programs_plan_alone(run: Run) -> None:
    """And of a file its name and its length, where it is named."""
    in_words(run("plan", "--a-day", "1"))
    in_words(run("plan", "--a-day", "1", "--program", QUICK))

    assert len(Calendar.from_ical(run("plan", "--ics", "-").out).events) == 2
    (by_id,) = Calendar.from_ical(run("plan", "--ics", "-", "--program", "quick").out).events
    (by_file,) = Calendar.from_ical(run("plan", "--ics", "-", "--program", QUICK).out).events
    assert by_id["SUMMARY"] == "quick"
    assert by_file["SUMMARY"] != "quick"
    assert by_id["UID"] == by_file["UID"]
    assert by_file["DURATION"].dt < by_id["DURATION"].dt


def test_a_changed_plan_updates_the_calendar(run: Run) -> None:
    """The same names; what was dropped is cancelled; and so is all, once the plan is ended."""
    in_words(run("plan", "--a-day", "3"))
    before = Calendar.from_ical(run("plan", "--ics", "-").out).events
    in_words(run("plan", "--a-day", "2"))
    after = Calendar.from_ical(run("plan", "--ics", "-").out).events
    in_words(run("plan", "--off"))
    ended = run("plan", "--ics", "-")

    assert [e["UID"] for e in before] == [e["UID"] for e in after]
    assert [str(e["STATUS"]) for e in after] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(e["STATUS"]) for e in Calendar.from_ical(ended.out).events} == {"CANCELLED"}
    assert "cancels the sessions" in ended.err


# --- after a session ----------------------------------------------------------------------------------------------


def test_after_a_session_one_line_says_when_the_next_one_is_planned(run: Run, home: Path) -> None:
    """After one that went well, where there is a plan; and never after a stop."""
    screen_yesterday(home)
    session = ("start", "--text", "--fast", "--plain", "--program", "posture")
    answers = "all clear\nready\n"
    assert "in your plan" not in in_words(run(*session, answers=answers))

    in_words(run("plan", "--a-day", "1", "--program", "posture", "--from", "0"))
    *_, last = in_words(run(*session, answers=answers)).splitlines()
    assert last == "Note: Next in your plan: tomorrow at 00:00."
    assert "in your plan" not in in_words(run(*session, answers="all clear\nready\nquit\n"))


def test_an_ended_plan_is_not_spoken_of(run: Run, home: Path) -> None:
    screen_yesterday(home)
    in_words(run("plan", "--a-day", "1", "--program", "posture"))
    in_words(run("plan", "--off"))
    ran = run("start", "--text", "--fast", "--plain", "--program", "posture", answers="all clear\nready\n")

    assert "Keep this posture" in in_words(ran)
    assert "in your plan" not in ran.out
