"""What was imported counts against, never for: it locks, leaves out and takes away, and clears nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.history.conftest import NOON, Diary
from tests.history.exchange.carrying import carry, wayward
from voicecoach.coach.background import Background
from voicecoach.coach.records import DecisionRecord, Outcome
from voicecoach.coach.screening import needs_full_screening
from voicecoach.history.clock import is_believable

WEEK = timedelta(days=7)


def background(diary: Diary, hours: float = 0.1, program: str = "back-pain") -> Background:
    return diary.store.background(program, diary.now + timedelta(hours=hours))


def screened(diary: Diary) -> None:
    """The full list, all clear."""
    for part in ("screening nerves", "screening illness", "screening history"):
        diary.answered(part, "all-clear")


def good(diary: Diary, exercise: str = "press-ups") -> int:
    """A whole session that found its exercise."""
    session = diary.begin()
    screened(diary)
    diary.did(exercise)
    diary.decided("R1", "STAY", exercise)
    diary.ended(Outcome.CENTRALIZED)
    return session


def emergency(diary: Diary) -> None:
    diary.begin()
    diary.answered("set", "something-wrong")
    diary.decided("R10", "EMERGENCY STOP", "press-ups")
    diary.ended(Outcome.EMERGENCY)


def later(diary: Diary, by: timedelta = WEEK) -> None:
    diary.now += by


# --- nothing is cleared -------------------------------------------------------------------------------------------


def test_a_clear_list_and_a_proper_end_elsewhere_clear_nothing_here(elsewhere, here) -> None:
    """On a new machine the first start is a first one, with the full list."""
    good(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)
    found = background(here)

    assert background(elsewhere).hours_since_full_screening is not None
    assert needs_full_screening(found)
    assert found.hours_since_full_screening is None
    assert found.is_after_stop
    assert found.is_first


def test_after_an_import_the_list_is_due_though_it_was_cleared_here(elsewhere, here) -> None:
    """Until it is asked here; then all is as ever."""
    good(here)
    assert not needs_full_screening(background(here))
    elsewhere.now = here.now - WEEK
    good(elsewhere)
    carry(elsewhere, here)
    assert needs_full_screening(background(here))
    later(here, timedelta(hours=3))
    good(here)

    assert not needs_full_screening(background(here))


def test_an_import_of_what_is_here_changes_nothing(here, elsewhere) -> None:
    """It is the same history."""
    good(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)
    later(here, timedelta(hours=3))
    good(here)
    before = background(here)
    carry(elsewhere, here)

    assert background(here) == before


def test_the_rest_between_sessions_counts_from_the_later_of_both(elsewhere, here) -> None:
    """Whoever did it elsewhere an hour ago did it an hour ago."""
    here.begin()
    here.did("press-ups")
    elsewhere.now = here.now + timedelta(hours=4)
    elsewhere.begin()
    elsewhere.did("press-ups")
    here.now = elsewhere.now + timedelta(hours=1)
    carry(elsewhere, here)

    assert background(here, hours=0).hours_since_last == 1
    assert not background(here).is_first


# --- the lock -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-500, -1, 0, 1, 500])
def test_an_imported_emergency_locks_until_it_is_acknowledged_here(elsewhere, here, hours) -> None:
    """Whatever the clocks say: also one that was acknowledged there, and one from before the last acknowledgement
    here.
    """
    emergency(here)
    here.begin()
    here.acknowledged()
    elsewhere.now = here.now + timedelta(hours=hours)
    emergency(elsewhere)
    elsewhere.begin()
    elsewhere.acknowledged()
    screened(elsewhere)
    good(elsewhere)
    assert not background(here).is_locked
    assert not background(elsewhere).is_locked
    carry(elsewhere, here)
    assert background(here).is_locked
    here.begin()
    here.answered("locked", "acknowledged", source="voice")
    assert background(here).is_locked
    here.acknowledged()

    assert not background(here).is_locked


def test_an_imported_acknowledgement_never_opens_the_lock_here(elsewhere, here) -> None:
    """Though it is later by number and by clock."""
    emergency(here)
    elsewhere.now = here.now + WEEK
    elsewhere.begin()
    elsewhere.acknowledged()
    here.now = elsewhere.now
    carry(elsewhere, here)

    assert background(here).is_locked


def test_an_alarm_that_was_cut_off_elsewhere_locks_here(elsewhere, here) -> None:
    """As one of here does."""
    elsewhere.begin()
    elsewhere.answered("rest", "something-wrong")
    here.now = elsewhere.now
    carry(elsewhere, here)

    assert background(here).is_locked


def test_an_emergency_that_completes_an_imported_session_locks_anew(elsewhere, here) -> None:
    """It was exported while it ran; what was acknowledged here in between was something else."""
    elsewhere.begin()
    screened(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)
    here.begin()
    here.acknowledged()
    elsewhere.decided("R10", "EMERGENCY STOP", "press-ups")
    elsewhere.ended(Outcome.EMERGENCY)
    brought = carry(elsewhere, here)

    assert (brought.new, brought.completed) == (0, 1)
    assert background(here).is_locked


# --- exercises ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_an_imported_r6_leaves_the_exercise_out(elsewhere, here, days) -> None:
    """Older or newer than all of here."""
    good(here)
    elsewhere.now = here.now + timedelta(days=days)
    elsewhere.begin()
    elsewhere.decided("R6", "RECHECK", "press-ups")
    elsewhere.left_out("side-glide", is_for_good=True)
    carry(elsewhere, here)
    found = background(here, hours=24 * 31)

    assert found.left_out == {"press-ups", "side-glide"}
    assert found.favourite is None


@pytest.mark.parametrize(
    ("rule", "action"), [("R5", "RECHECK"), ("R9", "STOP"), ("R14", "RECHECK"), ("R10", "EMERGENCY STOP")]
)
@pytest.mark.parametrize(("minutes", "is_kept"), [(-60, True), (0, False), (60, False)])
def test_an_imported_setback_takes_the_favourite_of_here_away(
    elsewhere, here, rule, action, minutes, is_kept
) -> None:
    """Where it came later, or at the very same moment; an earlier one does not."""
    here.begin()
    here.decided("R1", "STAY", "press-ups")
    elsewhere.now = here.now + timedelta(minutes=minutes - 1)
    elsewhere.begin()
    elsewhere.decided(rule, action, "press-ups")
    carry(elsewhere, here)

    assert background(here, hours=3).favourite == ("press-ups" if is_kept else None)


def test_a_setback_of_an_unset_clock_takes_it_away(elsewhere, here) -> None:
    """Nobody knows when that was; and so with a favourite that lies in the future."""
    here.begin()
    here.decided("R1", "STAY", "press-ups")
    elsewhere.now = NOON.replace(year=1970)
    elsewhere.begin()
    elsewhere.decided("R5", "RECHECK", "press-ups")
    carry(elsewhere, here)

    assert background(here).favourite is None


def test_a_favourite_in_the_future_stands_before_any_setback(elsewhere, here) -> None:
    """A clock was wrong when it was found."""
    here.now += timedelta(days=400)
    here.begin()
    here.decided("R1", "STAY", "press-ups")
    here.now -= timedelta(days=400)
    elsewhere.begin()
    elsewhere.decided("R5", "RECHECK", "press-ups")
    carry(elsewhere, here)

    assert background(here).favourite is None


def test_a_new_machine_begins_with_the_favourite_of_the_old_one(elsewhere, here) -> None:
    """Which a setback here, or a later import, takes away."""
    good(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)
    assert background(here).favourite == "press-ups"
    here.begin()
    here.decided("R5", "RECHECK", "press-ups")

    assert background(here).favourite is None


def test_the_later_of_two_favourites_is_the_one(elsewhere, here) -> None:
    """By time, since one number is of here and the other of the import."""
    good(here)
    elsewhere.now = here.now - WEEK
    good(elsewhere, "side-glide")
    carry(elsewhere, here)
    assert background(here).favourite == "press-ups"
    elsewhere.now = here.now + timedelta(minutes=1)
    good(elsewhere, "flexion")
    here.now = elsewhere.now
    carry(elsewhere, here)

    assert background(here).favourite == "flexion"


def test_a_setback_of_a_second_machine_that_came_first_takes_it_away(elsewhere, here, store) -> None:
    """Imports come in any order: between two of them the time decides."""
    second = Diary(store)
    second.now = NOON + WEEK
    second.begin()
    second.decided("R5", "RECHECK", "press-ups")
    here.now = second.now
    carry(second, here)
    good(elsewhere)
    later(here, timedelta(minutes=1))
    carry(elsewhere, here)

    assert background(here).favourite is None


# --- going on -----------------------------------------------------------------------------------------------------


def cut_off(diary: Diary) -> None:
    diary.begin()
    screened(diary)
    diary.did("press-ups")
    diary.decided("R4", "ADVANCE", "press-ups")


def test_an_imported_session_is_never_offered_to_be_gone_on_with(elsewhere, here) -> None:
    """Where it was done, it is."""
    cut_off(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)

    assert background(elsewhere).unfinished is not None
    assert background(here).unfinished is None


def test_nor_is_one_of_here_after_an_import(elsewhere, here) -> None:
    """Nobody knows here what happened elsewhere since then."""
    cut_off(here)
    assert background(here).unfinished is not None
    good(elsewhere)
    carry(elsewhere, here)

    assert background(here).unfinished is None


def test_one_that_was_begun_after_the_import_is_offered(elsewhere, here) -> None:
    """It is of here, and the last."""
    good(elsewhere)
    here.now = elsewhere.now
    carry(elsewhere, here)
    cut_off(here)

    assert background(here).unfinished is not None


# --- whatever is imported -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_no_import_loosens_anything(seed, tmp_path, here) -> None:
    """A wayward life elsewhere over a wayward life here."""
    with wayward(seed, tmp_path / "a") as own, wayward(seed + 1000, tmp_path / "b") as other:
        mine, theirs = Diary(own), Diary(other)
        mine.now = theirs.now = own.sessions(1)[0].started_at + timedelta(minutes=59)
        programs = {each.program for each in own.sessions()}
        before = {each: background(mine, 0, each) for each in programs}
        brought = carry(theirs, mine)
        after = {each: background(mine, 0, each) for each in programs}

    assert brought.new
    for program, found in after.items():
        assert found.is_locked >= before[program].is_locked
        assert found.left_out >= before[program].left_out
        assert needs_full_screening(found)
        assert found.unfinished is None
        assert found.is_first == before[program].is_first


def test_an_import_over_a_decided_session_keeps_every_danger(elsewhere, here) -> None:
    """Both histories have an R6 of their own."""
    for diary, exercise in ((elsewhere, "press-ups"), (here, "side-glide")):
        diary.begin()
        diary.save(DecisionRecord("R6", "RECHECK", "x", exercise, "calf", "foot", "worse"))
    carry(elsewhere, here)

    assert background(here).left_out == {"press-ups", "side-glide"}


def test_what_was_imported_tells_nothing_of_the_clock_of_here(elsewhere, here) -> None:
    """A clock that lies behind the last record of here is not believed, whatever came since."""
    good(here)
    elsewhere.now = here.now - timedelta(days=60)
    good(elsewhere)
    carry(elsewhere, here)
    connection = here.store._connection

    assert is_believable(connection, here.now)
    assert not is_believable(connection, here.now - timedelta(days=1))


def test_a_clock_behind_what_was_imported_is_not_believed_either(elsewhere, here) -> None:
    """One of the two clocks is wrong."""
    elsewhere.now = here.now + timedelta(days=60)
    good(elsewhere)
    carry(elsewhere, here)

    assert not is_believable(here.store._connection, here.now)
