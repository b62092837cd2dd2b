"""A wall clock that jumps, stands still or was never set: the careful answer, no negative age, the order of saving."""

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from tests.history.conftest import Diary
from voicecoach.coach.background import Background
from voicecoach.coach.records import Outcome
from voicecoach.coach.screening import needs_full_screening

JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(days=400)]
BOTH_WAYS = [sign * jump for jump in JUMPS for sign in (1, -1)]


def cleared(diary: Diary) -> None:
    """A whole session with the full list."""
    diary.begin()
    diary.answered("screening history", "all-clear")
    diary.did("press-ups")
    diary.ended(Outcome.COMPLETE)


def background(diary: Diary) -> Background:
    return diary.store.background("back-pain", diary.now)


@pytest.mark.parametrize("jump", BOTH_WAYS)
def test_a_clock_that_jumps_between_sessions_never_makes_a_time_negative(
    diary: Diary, jump: timedelta
) -> None:
    cleared(diary)
    diary.now += jump
    found = background(diary)

    assert found.hours_since_last is not None
    assert found.hours_since_last >= 0
    assert (found.hours_since_full_screening or 0) >= 0


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_behind_the_last_record_brings_the_full_list(diary: Diary, jump: timedelta) -> None:
    """Nobody knows how long ago it was asked."""
    cleared(diary)
    assert not needs_full_screening(background(diary))
    diary.now -= jump

    assert needs_full_screening(background(diary))


@pytest.mark.parametrize("jump", BOTH_WAYS)
def test_a_clock_that_jumps_in_a_session_loses_nothing(diary: Diary, jump: timedelta) -> None:
    """All is kept in the order in which it was said, and the next start is not kept from anything it must ask."""
    diary.begin()
    diary.answered("screening history", "all-clear")
    diary.did("press-ups", done=3)
    diary.now += jump
    diary.did("press-ups", done=4)
    diary.ended(Outcome.COMPLETE)
    detail = diary.store.session(diary.session)

    assert detail is not None
    assert [each.done for each in detail.sets] == [3, 4]
    assert background(diary).hours_since_last == pytest.approx(1 / 60)


def test_a_clock_that_was_put_right_by_minutes_changes_nothing(diary: Diary) -> None:
    cleared(diary)
    diary.now -= timedelta(minutes=4)

    assert not needs_full_screening(background(diary))


def test_one_session_with_a_clock_in_the_future_costs_one_full_list_and_no_more(diary: Diary) -> None:
    """Put right, the clock lies behind that session; the next one is believed again."""
    diary.now += timedelta(days=400)
    cleared(diary)
    diary.now -= timedelta(days=399)
    assert needs_full_screening(background(diary))
    cleared(diary)
    diary.now += timedelta(days=1)

    assert not needs_full_screening(background(diary))


@pytest.mark.parametrize("year", [1970, 2024])
def test_a_clock_that_was_never_set_brings_the_full_list_each_time(diary: Diary, year: int) -> None:
    """However much later in its day the next session begins: a week may have passed, or a year."""
    diary.now = datetime(year, 1, 1, tzinfo=UTC)
    for _ in range(3):
        cleared(diary)
        diary.now += timedelta(hours=1)

        assert needs_full_screening(background(diary))


def test_a_clock_that_begins_at_the_same_date_each_time_brings_the_full_list(diary: Diary) -> None:
    """A date after the first version, as firmware may have."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(3):
        diary.now = start
        cleared(diary)
        diary.did("press-ups")
        diary.now += timedelta(minutes=15)
        diary.ended(Outcome.COMPLETE)
        diary.now = start

        assert needs_full_screening(background(diary))


def test_a_session_that_was_cut_off_tells_the_time_by_its_last_record(diary: Diary) -> None:
    cleared(diary)
    diary.begin()
    diary.now += timedelta(days=3)
    diary.did("press-ups")
    diary.now -= timedelta(days=2)

    assert background(diary).hours_since_full_screening is None


def test_sessions_are_in_the_order_in_which_they_began(diary: Diary) -> None:
    """Also where the clock went back between them."""
    for jump in BOTH_WAYS:
        diary.now += jump
        cleared(diary)

    assert [each.id for each in diary.store.sessions()] == [6, 5, 4, 3, 2, 1]
    assert [each.id for each in diary.store.sessions(2)] == [6, 5]


def test_a_time_that_nobody_wrote_is_no_reason_to_crash(diary: Diary, path: object) -> None:
    """It is told as damage, in one sentence, like any other."""
    from voicecoach.errors import UnreadableHistory  # noqa: PLC0415

    cleared(diary)
    with contextlib.closing(sqlite3.connect(str(path))) as connection, connection:
        connection.execute("UPDATE sessions SET ended_at = 'yesterday'")

    with pytest.raises(UnreadableHistory, match="damaged"):
        background(diary)
