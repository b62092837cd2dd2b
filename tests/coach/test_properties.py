"""What never happens, whatever a person says and whatever breaks: whole random sessions."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coach.conversation import (
    KNOWN,
    MUMBLED,
    NECK,
    NOISE,
    POSTURE,
    QUICK,
    SILENT,
    Conversation,
    somebody,
    typed,
)
from tests.coach.roads import ROADS
from tests.coach.wayward import WaywardTalk, a_decision_is_saved_before_it_is_said, killed_again_and_again
from voicecoach.coach.effects import Count, StopSpeech
from voicecoach.coach.events import (
    Band,
    DeviceFound,
    DeviceLost,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.records import DecisionRecord, LeftOutRecord, SetRecord
from voicecoach.coach.states import State

SEEDS = st.integers(0, 2**32)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_a_wayward_session_breaks_no_rule_and_comes_to_an_end(seed: int) -> None:
    """Everything that is watched holds in every step; once the person is silent, the session ends."""
    talked = WaywardTalk(seed).live()

    assert talked.session.is_finished
    assert len(talked.finished) == 1


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_set_that_was_begun_is_always_recorded_once(seed: int) -> None:
    """Whatever interrupted it: as many records as times "one" was counted."""
    talked = WaywardTalk(seed).live()
    begun = [effect for effect in talked.effects() if isinstance(effect, Count) and effect.n == 1]
    recorded = [record for record in talked.saved if isinstance(record, SetRecord) and record.done > 0]

    assert len(recorded) == len(begun)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sets(st.sampled_from([exercise.id for exercise in QUICK.exercises])))
def test_what_was_left_out_in_an_earlier_session_is_not_offered(seed: int, left_out: set[str]) -> None:
    """Nor is it what the session begins with."""
    background = replace(KNOWN, is_first=False, favourite="press-ups", left_out=frozenset(left_out))
    talked = WaywardTalk(seed, background=background).live()

    assert not {record.exercise for record in talked.sets} & left_out


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_the_posture_program_never_judges(seed: int) -> None:
    """No symptom question, no decision but an emergency or a pause."""
    talked = WaywardTalk(seed, POSTURE).live()

    assert set(talked.rules) <= {"R10", "R12"}
    assert not [answer for answer in talked.answers if answer.topic.startswith(("check", "baseline"))]


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_wayward_session_that_asks_only_for_the_change_breaks_no_rule(seed: int) -> None:
    """All that is watched holds; no place or side is asked about, told or kept, and better is what stays."""
    talked = WaywardTalk(seed, NECK).live()
    decided = [record for record in talked.saved if isinstance(record, DecisionRecord)]

    assert talked.session.is_finished
    assert {rule for rule, _ in talked.decisions} <= {"R4", "R5", "R7", "R9", "R10", "R11", "R12", "R13"}
    assert not [each for each in talked.answers if each.question in ("location", "side")]
    assert all(record.before is record.after is None for record in decided)
    assert all(record.change == "better" for record in decided if record.action == "STAY")


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_the_same_events_give_the_same_session(seed: int) -> None:
    """The core owns no clock and no dice."""
    first, second = WaywardTalk(seed).live(), WaywardTalk(seed).live()

    assert first.log == second.log


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_killed_sessions_forget_nothing(seed: int) -> None:
    """Killed at any moment and started again, several times, over the real history: every rule holds on."""
    with TemporaryDirectory() as directory:
        killed_again_and_again(seed, Path(directory))


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_killed_sessions_that_ask_only_for_the_change_forget_nothing(seed: int) -> None:
    """The same, where no place is ever told."""
    with TemporaryDirectory() as directory:
        killed_again_and_again(seed, Path(directory), program=NECK)


@pytest.mark.parametrize("state", ROADS)
def test_a_person_who_goes_silent_brings_every_state_to_an_end(state: State) -> None:
    """Within a quarter of an hour on the quick program's clock."""
    talked = ROADS[state]()
    talked.person.answers.clear()
    begun = talked.now
    talked.run()

    assert talked.now - begun < 900


EVENTS = st.one_of(
    st.builds(Started),
    st.builds(SpeechEnded, st.integers(-1, 60), st.booleans()),
    st.builds(
        Heard,
        st.one_of(st.text(max_size=20), st.sampled_from([p for q in Question for p in vocabulary(q)])),
        st.floats(0, 1),
        st.sampled_from(Band),
        st.sampled_from(Source),
        alternative=st.one_of(st.none(), st.sampled_from([p for q in Question for p in vocabulary(q)])),
    ),
    st.sampled_from([SILENT, NOISE, MUMBLED]),
    st.builds(TimerFired, st.sampled_from(["beat", "settle", "reminder", "pause end", "tea"])),
    st.builds(KeyPressed),
    st.builds(DeviceLost, st.sampled_from(["microphone", "speaker", "engine", "kettle"])),
    st.builds(DeviceFound, st.sampled_from(["microphone", "speaker", "kettle"])),
    st.builds(InputEnded),
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(list(ROADS)), st.lists(EVENTS, max_size=12))
def test_no_event_breaks_any_state(state: State, events: list[Event]) -> None:
    """In any order, at any time; and nothing comes after the end."""
    talked = ROADS[state]()
    for n, event in enumerate(events):
        was_finished = talked.session.is_finished
        effects = talked.session.step(event, talked.now + n)

        assert effects == () or not was_finished
        a_decision_is_saved_before_it_is_said(talked, event, effects)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(list(ROADS)), st.lists(st.sampled_from([SILENT, NOISE, MUMBLED]), min_size=1, max_size=8)
)
def test_nothing_heard_never_decides_to_stay_or_go_on(state: State, silences: list[Event]) -> None:
    """From any state, however often."""
    talked = ROADS[state]()
    decided = len(talked.decisions)
    for silence in silences:
        if talked.session.is_finished:
            break
        talked.until_listening() if talked.state not in (State.CLOSING, State.PAUSED) else None
        talked.hear(silence)
    new = talked.decisions[decided:]

    assert not [action for _, action in new if action in ("STAY", "REPEAT")] or state in (
        State.SET,
        State.INSTRUCTING,
    )


def test_a_stop_while_the_coach_speaks_cuts_the_line() -> None:
    """Also a line that nobody waits for, such as the help in a pause."""
    talked = (
        Conversation(somebody()).until("set").hear("pause").until_listening().hear(typed("help")).hear("stop")
    )
    cut = [at for at, effect in talked.log if isinstance(effect, StopSpeech)]

    assert talked.now in cut


def test_left_out_records_name_the_reason() -> None:
    """For the therapist."""
    talked = Conversation(somebody("back", "middle")).run()

    assert all(isinstance(record, LeftOutRecord) and record.reason for record in talked.left_out)
