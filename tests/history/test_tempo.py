"""The tempo that was last asked for is where the next session begins; the sessions keep all that were."""

import pytest

from tests.history.conftest import NOON
from voicecoach.coach.records import TempoRecord
from voicecoach.history.tempo import Tempo


def test_nobody_asked_for_a_tempo(store) -> None:
    """The program's own."""
    assert store.tempo() is None
    assert store.background("back-pain", NOON).tempo_scale == 1.0


@pytest.mark.parametrize("program", ["back-pain", "posture"])
def test_the_last_tempo_counts_for_every_program(diary, program) -> None:
    """It is the person's: each program keeps its own times, and all take so many times as long."""
    diary.begin()
    diary.asked_for_tempo(1.15)
    diary.begin("posture")
    diary.asked_for_tempo(0.87)

    assert diary.store.background(program, diary.now).tempo_scale == 0.87
    assert diary.store.tempo() == Tempo(0.87, diary.now)


def test_a_session_that_was_cut_off_is_remembered_too(diary) -> None:
    """It is kept with the word, and not at the end."""
    session = diary.begin()
    diary.asked_for_tempo(1.15)

    assert diary.store.session(session).tempos == (TempoRecord(1.15, "press-ups"),)
    assert diary.store.background("back-pain", diary.now).tempo_scale == 1.15


def test_a_tempo_that_is_forgotten_is_the_programs_own(diary) -> None:
    """The session still has what was asked for."""
    session = diary.begin()
    diary.asked_for_tempo(1.3)
    diary.store.forget_tempo()

    assert diary.store.tempo() is None
    assert diary.store.background("back-pain", diary.now).tempo_scale == 1.0
    assert len(diary.store.session(session).tempos) == 1


@pytest.mark.parametrize("written", ["fast", -1.0, 0.0, float("inf"), b"\x00"])
def test_a_tempo_that_is_none_is_the_programs_own(diary, written) -> None:
    """Whatever was written by hand: a set can always be counted."""
    diary.begin()
    diary.asked_for_tempo(1.3)
    diary.store._connection.execute("UPDATE tempo SET scale = ?", (written,))

    assert diary.store.background("back-pain", diary.now).tempo_scale == 1.0


def test_an_unknown_session_leaves_the_tempo(diary) -> None:
    """The record and what counts are one commit."""
    diary.session = 99
    with pytest.raises(KeyError):
        diary.asked_for_tempo(1.3)

    assert diary.store.tempo() is None
