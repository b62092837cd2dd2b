"""What is here and what is in a file come together: each thing once, and what is here stays."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.history.conftest import NOON
from tests.history.exchange.carrying import carry, exported
from voicecoach.coach.background import Standing
from voicecoach.coach.explanation.explaining import explain
from voicecoach.coach.plan import Plan
from voicecoach.coach.records import ContinuationRecord, Outcome
from voicecoach.errors import UnreadableHistory
from voicecoach.history.exchange.reading import contents_of
from voicecoach.history.exchange.writing import document

NO, YES, APPROVED = Standing.NO, Standing.YES, Standing.APPROVED


def test_a_session_that_was_exported_while_it_ran_is_completed(elsewhere, here) -> None:
    """Once it is longer in the file; its note stays, and what went on from it goes on from it."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    elsewhere.begin()
    elsewhere.save(ContinuationRecord(1, "press-ups", "prop"))
    carry(elsewhere, here)
    here.store.write_note(1, "Mine.")
    elsewhere.session = 1
    elsewhere.did("side-glide")
    elsewhere.ended(Outcome.STOPPED)
    brought = carry(elsewhere, here)
    (whole,) = [each for each in here.store.details() if each.summary.note == "Mine."]
    (following,) = [each for each in here.store.details() if each.continuations]

    assert (brought.new, brought.completed, brought.known, brought.different) == (0, 1, 1, ())
    assert len(whole.entries) == 3
    assert following.summary.continued == whole.summary.id > 2
    assert carry(elsewhere, here).is_nothing
    there = {each["uid"]: each["records"] for each in exported(elsewhere.store)["sessions"]}
    assert {each["uid"]: each["records"] for each in exported(here.store)["sessions"]} == there


def test_a_completed_session_comes_to_a_third_machine_with_its_links(elsewhere, here, store) -> None:
    """Though it stands behind the session that goes on from it, since it has a later number."""
    test_a_session_that_was_exported_while_it_ran_is_completed(elsewhere, here)
    store.merge(contents_of(exported(here.store)), here.now)

    assert exported(store) == exported(here.store)


def test_a_longer_one_here_stays(elsewhere, here) -> None:
    """The file is an old one."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    old = exported(elsewhere.store)
    elsewhere.did("side-glide")
    carry(elsewhere, here)
    brought = here.store.merge(contents_of(old), here.now)

    assert (brought.known, brought.is_nothing) == (1, True)
    assert len(here.store.session(1).entries) == 2


def test_one_of_the_same_name_that_differs_stays_as_it_is_here_and_is_told(elsewhere, here) -> None:
    """By its uid."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    carry(elsewhere, here)
    there = exported(elsewhere.store)
    there["sessions"][0]["records"][0]["done"] = 3
    before = exported(here.store)
    brought = here.store.merge(contents_of(there), here.now)

    assert brought.different == (there["sessions"][0]["uid"],)
    assert exported(here.store) == before


def test_a_session_that_runs_here_is_left_as_it_is(elsewhere, here) -> None:
    """Also where the file has more of it."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    carry(elsewhere, here)
    elsewhere.did("side-glide")
    brought = carry(elsewhere, here, is_running=lambda session: session == 1)

    assert brought.is_nothing
    assert len(here.store.session(1).entries) == 1


def test_a_longer_one_of_a_session_done_here_counts_as_imported(elsewhere, here) -> None:
    """An old copy of the history was put back: what it lacks comes, and clears nothing."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    carry(elsewhere, here)
    here.store._connection.execute("UPDATE sessions SET imported_at = NULL")
    elsewhere.answered("screening history", "all-clear")
    brought = carry(elsewhere, here)

    assert brought.completed == 1
    assert here.store.background("back-pain", elsewhere.now).hours_since_full_screening is None


def test_a_link_is_made_when_the_session_before_comes_later(elsewhere, here) -> None:
    """First an export of the last days, then the whole."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    since = elsewhere.now
    elsewhere.begin()
    elsewhere.save(ContinuationRecord(1, "press-ups", "prop"))
    here.store.merge(contents_of(document(elsewhere.store.contents(since))), here.now)
    assert here.store.session(1).summary.continued == 0
    explained = explain([each.record for each in here.store.session(1).entries], None)
    assert "a session that is not in this history" in str(explained)
    carry(elsewhere, here)

    assert here.store.session(1).summary.continued == 2


def test_a_note_comes_where_there_is_none(elsewhere, here) -> None:
    """Another one stays, and is told."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    carry(elsewhere, here)
    elsewhere.store.write_note(1, "Theirs.")
    assert carry(elsewhere, here).notes == 1
    here.store.write_note(1, "Mine.")
    brought = carry(elsewhere, here)

    assert (brought.notes, brought.notes_kept) == (0, 1)
    assert here.store.session(1).summary.note == "Mine."


def test_plans_come_by_the_time_of_their_making(elsewhere, here) -> None:
    """So an older one never becomes the one that counts."""
    mine, old, new = (Plan("back-pain", (time(hour),)) for hour in (8, 9, 10))
    here.store.make_plan(mine, NOON)
    elsewhere.store.make_plan(old, NOON - timedelta(days=1))
    assert carry(elsewhere, here).plans == 1
    assert [each.plan for each in here.store.plans()] == [old, mine]
    elsewhere.store.make_plan(new, NOON + timedelta(days=1))
    assert carry(elsewhere, here).plans == 1

    assert [each.plan for each in here.store.plans()] == [old, mine, new]
    assert carry(elsewhere, here).plans == 0


@pytest.mark.parametrize(
    ("own", "own_at", "theirs", "theirs_at", "counts"),
    [
        (NO, -2, YES, -1, YES),
        (YES, -2, NO, -1, NO),
        (YES, -1, NO, -2, YES),
        (NO, -1, YES, -2, NO),
        (APPROVED, -1, NO, -1, APPROVED),
        (NO, -1, APPROVED, -1, APPROVED),
        (APPROVED, -1, YES, -1, YES),
        # A time in the future, or from before there was a voicecoach, tells nothing: the more careful one.
        (YES, -1, NO, 100, YES),
        (NO, -1, YES, 100, YES),
        (NO, 100, YES, -1, YES),
        (YES, 100, NO, 200, YES),
        (YES, -900_000, NO, -1, YES),
    ],
)
def test_of_two_standings_the_later_counts_or_the_more_careful(
    elsewhere, here, own, own_at, theirs, theirs_at, counts
) -> None:
    """An import never loosens what was said here later."""
    here.store.set_precaution("pregnancy", own, NOON + timedelta(hours=own_at))
    elsewhere.store.set_precaution("pregnancy", theirs, NOON + timedelta(hours=theirs_at))
    here.now = NOON
    carry(elsewhere, here)
    again = carry(elsewhere, here)

    assert here.store.profile() == {"pregnancy": counts}
    assert again.is_nothing


def test_what_was_to_be_asked_again_is_not_answered_by_old_sessions(elsewhere, here) -> None:
    """The profile of the file counts, not what its sessions once held."""
    elsewhere.begin()
    elsewhere.said("pregnancy", NO)
    elsewhere.store.forget_precautions()
    carry(elsewhere, here)

    assert here.store.profile() == {}


@pytest.mark.parametrize(("hours", "counts"), [(-1, 1.5), (0, 1.5), (1, 0.8), (9999, 1.5)])
def test_the_later_tempo_counts(elsewhere, here, hours, counts) -> None:
    """Not one from the future."""
    here.begin()
    here.asked_for_tempo(1.5)
    elsewhere.now = NOON + timedelta(hours=hours)
    elsewhere.begin()
    elsewhere.asked_for_tempo(0.8)
    here.now = NOON + timedelta(hours=2)
    carry(elsewhere, here)

    assert here.store.tempo().scale == counts


def test_a_trial_changes_nothing_and_says_the_same(elsewhere, here, one_of_each) -> None:
    """To look before."""
    elsewhere.begin()
    elsewhere.save(*one_of_each)
    trial = carry(elsewhere, here, is_trial=True)
    assert exported(here.store)["sessions"] == []

    assert carry(elsewhere, here) == trial


def test_an_import_that_fails_in_the_middle_leaves_nothing(elsewhere, here, monkeypatch) -> None:
    """A disk that is full after some sessions."""
    for _ in range(5):
        elsewhere.begin()
        elsewhere.did("press-ups")
    connection = here.store._connection
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON sets WHEN (SELECT count(*) FROM sets) = 3"
        " BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    before = exported(here.store)
    with pytest.raises(UnreadableHistory):
        carry(elsewhere, here)

    assert exported(here.store) == before
    assert not connection.in_transaction


def test_a_history_that_another_program_keeps_locked_is_told_and_stays(elsewhere, here, tmp_path) -> None:
    """Nothing of it comes."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    here.store.lock_wait_s = 0
    other = sqlite3.connect(tmp_path / "here" / "history.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnreadableHistory, match="locked"):
        carry(elsewhere, here)
    other.close()

    assert here.store.sessions() == []


def test_precautions_of_other_versions_are_passed_over(elsewhere, here) -> None:
    """Their programs are not here."""
    elsewhere.store.set_precaution("pregnancy", YES, NOON)
    contents = contents_of(exported(elsewhere.store))
    contents = replace(contents, profile={"levitation": contents.profile["pregnancy"]})

    assert here.store.merge(contents, NOON).is_nothing
    assert here.store.merge(contents, NOON).is_nothing
