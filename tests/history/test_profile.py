"""The profile: the last word on each precaution."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.conftest import NOON
from voicecoach.coach.background import Standing
from voicecoach.coach.program import Precaution
from voicecoach.history.store import Store


def in_file(store: Store, *rows: tuple[str, str, str]) -> None:
    """Rows that no voicecoach of ours has written."""
    store._connection.executemany("INSERT INTO profile VALUES (?, ?, ?)", rows)


def test_a_blank_history_has_an_empty_profile(store) -> None:
    """Nobody was asked anything."""
    assert store.profile() == {}
    assert store.said() == {}


def test_what_is_said_in_a_session_is_in_it_and_in_the_profile(diary) -> None:
    """The session keeps all of it in order; the profile the last word, with its time."""
    session = diary.begin()
    diary.said("pregnancy", Standing.NO)
    diary.said("recent-surgery", Standing.YES)
    diary.said("pregnancy", Standing.APPROVED)

    records = diary.store.session(session).precautions
    assert [(each.precaution, each.standing) for each in records] == [
        ("pregnancy", Standing.NO),
        ("recent-surgery", Standing.YES),
        ("pregnancy", Standing.APPROVED),
    ]
    assert diary.store.profile() == {"pregnancy": Standing.APPROVED, "recent-surgery": Standing.YES}
    assert diary.store.said()["pregnancy"].at == diary.now


def test_a_change_from_outside_counts_and_leaves_the_sessions(diary, path) -> None:
    """For another connection too."""
    session = diary.begin()
    diary.said("pregnancy", Standing.NO)
    diary.store.set_precaution("pregnancy", Standing.YES, NOON + timedelta(days=1))

    with Store.open(path) as store:
        assert store.profile() == {"pregnancy": Standing.YES}
        assert store.said()["pregnancy"].at == NOON + timedelta(days=1)
        assert [each.standing for each in store.session(session).precautions] == [Standing.NO]


@pytest.mark.parametrize(
    ("forgotten", "left"),
    [
        (["pregnancy"], {"recent-surgery"}),
        (["pregnancy", "recent-surgery"], set()),
        (["recent-hip-replacement"], {"pregnancy", "recent-surgery"}),
        ([], {"pregnancy", "recent-surgery"}),
        (None, set()),
    ],
    ids=["one", "both", "another", "none", "all"],
)
def test_what_is_forgotten_is_asked_again(diary, forgotten, left) -> None:
    """None are all of them, no names are none; the session still has its answers."""
    session = diary.begin()
    diary.said("pregnancy", Standing.NO)
    diary.said("recent-surgery", Standing.YES)
    diary.store.forget_precautions(forgotten)

    assert diary.store.profile().keys() == left
    assert len(diary.store.session(session).precautions) == 2


def test_a_precaution_of_another_version_is_passed_over(store) -> None:
    """No program of this version can name it. It is still in the file for the other."""
    in_file(store, ("vertigo", "yes", "2026-03-01"), ("pregnancy", "no", "2026-03-01"))

    assert store.profile() == {"pregnancy": Standing.NO}
    assert store.said().keys() == {"pregnancy"}
    assert store._connection.execute("SELECT count(*) FROM profile").fetchone() == (2,)


@given(st.text())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_standing_that_we_do_not_know_is_a_yes(diary, text) -> None:
    """Written by hand, or by another version: only the very words take an exercise back in."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    session = diary.begin()
    diary.said("pregnancy", Standing.NO)
    diary.store._connection.execute("UPDATE profile SET standing = ?", (text,))
    diary.store._connection.execute("UPDATE precautions SET standing = ?", (text,))

    expected = Standing(text) if text in list(Standing) else Standing.YES
    assert diary.store.profile() == {"pregnancy": expected}
    assert diary.store.background("back-pain", diary.now).profile == {"pregnancy": expected}
    assert diary.store.session(session).precautions[0].standing is expected


def test_a_broken_time_in_the_profile_does_not_stop_a_session(store) -> None:
    """The coach needs what was said, not when."""
    in_file(store, ("pregnancy", "yes", "yesterday"))

    assert store.background("back-pain", NOON).profile == {"pregnancy": Standing.YES}


def test_an_unknown_session_leaves_the_profile(diary) -> None:
    """The record and the profile are one commit."""
    diary.session = 99
    with pytest.raises(KeyError):
        diary.said("pregnancy", Standing.NO)

    assert diary.store.profile() == {}


@pytest.mark.parametrize("standing", Standing)
def test_the_profile_neither_locks_nor_unlocks_nor_screens(diary, standing) -> None:
    """Whatever is set or forgotten, everything else in the background stays."""
    diary.begin()
    diary.did("press-ups")
    diary.answered("set", "something-wrong")
    before = diary.store.background("back-pain", diary.now)
    for precaution in Precaution:
        diary.store.set_precaution(precaution, standing, diary.now)
    after = diary.store.background("back-pain", diary.now)
    diary.store.forget_precautions()

    assert after.profile == dict.fromkeys(Precaution, standing)
    assert diary.store.background("back-pain", diary.now) == before
    assert before.is_locked
    assert after.is_locked
    assert (after.is_after_stop, after.hours_since_full_screening) == (True, None)
