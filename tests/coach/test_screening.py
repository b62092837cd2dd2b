"""The screening question, the alarm, and what leads on from them."""

from dataclasses import replace

import pytest

from tests.coach.conversation import (
    MUMBLED,
    NOISE,
    POSTURE,
    QUICK,
    SILENT,
    Conversation,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import CENTRALIZES, ROADS
from voicecoach.coach.background import Background
from voicecoach.coach.states import State

RESUMABLE = [
    state
    for state in ROADS
    if state
    not in (
        State.CLOSING,
        State.OPENING,
        State.SCREENING,
        State.SCREENING_NOTED,
        State.ALARM,
        State.ALARM_OTHER,
        State.PAUSED,
        State.STOPPING,
        State.CONFIRMING,
        State.STARTING,
    )
]


def test_nothing_is_done_before_all_clear() -> None:
    """The first question of all is whether something is wrong."""
    talked = Conversation(somebody()).until("baseline location")

    assert [answer.topic for answer in talked.answers] == ["screening"]
    assert talked.has_said("Nothing you told me stops us. Stop if this changes.")


@pytest.mark.parametrize(
    "answer",
    [
        SILENT,
        NOISE,
        MUMBLED,
        "not sure",
        "no",
        "yes",
        "all right",
        "I think all clear",
        "next",
        "go back",
        "done",
    ],
)
def test_nothing_else_clears(answer: object) -> None:
    """Silence, noise, doubt, a short word, or "next": the coach asks again, then pauses."""
    talked = talk(somebody().to("screening", answer))

    assert State.BASELINE_LOCATION not in {move[2] for move in talked.session.moves}
    assert talked.outcome == "paused-out"
    assert talked.sets == []


@pytest.mark.parametrize("confirmation", ["no", SILENT, NOISE, doubtful("yes")])
def test_a_doubtful_all_clear_clears_nothing(confirmation: object) -> None:
    """It is asked back, and needs a yes."""
    talked = talk(somebody().to("screening", doubtful("all clear")).to("confirming", confirmation))

    assert talked.has_said("Did you say: all clear?")
    assert State.BASELINE_LOCATION not in {move[2] for move in talked.session.moves}


def test_a_typed_all_clear_works_from_the_pause() -> None:
    """Typing always works."""
    talked = Conversation(somebody().to("screening", SILENT)).until("paused").hear(typed("all clear"))

    assert talked.state is State.SCREENING_NOTED


def test_something_is_wrong_and_yes_is_an_emergency() -> None:
    """Numbness, weakness, bladder or bowel."""
    talked = talk(somebody().to("screening", "something is wrong").to("alarm", "yes"))

    assert (talked.outcome, talked.rules) == ("emergency", ["R10"])


@pytest.mark.parametrize("answer", ["yes", SILENT, NOISE, "something is wrong"])
def test_something_else_that_is_wrong_sends_to_a_doctor(answer: object) -> None:
    """Fever, infection, a fall; and no answer is no denial."""
    talked = talk(somebody().to("screening", "something is wrong").to("alarm other", answer))

    assert talked.outcome == "see-doctor"
    assert talked.has_said("Please talk to a doctor before you go on.")


@pytest.mark.parametrize("way", ["stop", "pause", "end"])
def test_something_else_that_is_wrong_is_not_forgotten_by_stopping(way: str) -> None:
    """A stop without an answer still sends to a doctor."""
    talked = ROADS[State.ALARM_OTHER]()
    talked.person.answers["alarm other"] = (SILENT,)
    talked.end_input() if way == "end" else talked.until_listening().hear(way)

    assert talked.run().outcome == "see-doctor"


def test_numbness_named_at_the_second_question_is_an_emergency() -> None:
    """Though the first one was answered with no."""
    talked = talk(
        somebody().to("screening", "something is wrong").to("alarm other", typed("my legs are numb"))
    )

    assert talked.outcome == "emergency"


def test_a_false_alarm_is_screened_again_before_going_on() -> None:
    """No, no, and then "all clear" is needed afresh."""
    talked = Conversation(somebody().to("screening", "something is wrong", "all clear")).until(
        "baseline location"
    )

    assert [answer.topic for answer in talked.answers] == ["screening", "alarm", "alarm other", "screening"]


@pytest.mark.parametrize("state", RESUMABLE)
def test_a_false_alarm_goes_back_to_where_it_was(state: State) -> None:
    """From every state, with everything that was known."""
    talked = ROADS[state]()
    before, exercise = talked.session._check, talked.session.view().exercise
    talked.hear(typed("something is wrong"))
    moves = len(talked.session.moves)
    while talked.state in (State.ALARM, State.ALARM_OTHER, State.SCREENING, State.SCREENING_NOTED):
        talked._next()
    target = {State.SET: State.STARTING}.get(state, state)
    if state is State.DECIDED:
        target = talked.session.moves[-1][2]

    assert moves > 0
    assert talked.state is target
    assert talked.session.view().exercise == exercise or state is State.DECIDED
    assert talked.session._check.first == before.first


def test_a_false_alarm_in_a_set_keeps_its_repetition() -> None:
    """And the exercise that was left out, and the pain before."""
    talked = talk(CENTRALIZES.at_count("hold", 2, "something is wrong"))

    assert talked.sets[0].done == 3
    assert talked.rules == ["R1"]
    assert [answer.topic for answer in talked.answers].count("baseline location") == 1


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", "emergency"), ("no", "centralized"), (SILENT, "paused-out")]
)
def test_a_doubtful_alarm_in_a_set_is_asked_back(answer: object, outcome: str) -> None:
    """Yes: an alarm. No: paused, and the set goes on after "continue". Silence: paused to the end."""
    person = CENTRALIZES.at_count("hold", 2, doubtful("something is wrong"))
    person = person.to("confirming", answer).to("alarm", "yes")
    talked = talk(person.to("paused", "continue") if answer == "no" else person)

    assert talked.outcome == outcome
    assert [answer.topic for answer in talked.answers].count("baseline location") == 1
    assert sum(record.exercise == "press-ups" for record in talked.sets) == 1
    if answer == "no":
        assert talked.sets[0].done == 3


def test_an_alarm_in_a_paused_alarm_does_not_lose_the_way() -> None:
    """Set, alarm, pause, alarm, no, no, all clear: back in the set."""
    talked = Conversation(CENTRALIZES.at_count("hold", 2, "something is wrong")).until("alarm")
    talked.until_listening().hear("pause").until_listening().hear("something is wrong")
    talked.run()

    assert talked.outcome == "centralized"
    assert talked.sets[0].done == 3


def test_what_was_stopped_by_an_alarm_is_recorded_so() -> None:
    """Stopped early, and why."""
    talked = talk(somebody().at_count("hold", 2, "something is wrong").to("alarm", "yes"))

    assert (talked.sets[0].done, talked.sets[0].stopped_by) == (2, "alarm")


def test_the_posture_program_is_screened_too() -> None:
    """Before its exercise."""
    talked = talk(somebody().to("screening", "something is wrong").to("alarm", "yes"), POSTURE)

    assert talked.outcome == "emergency"


def test_the_first_session_says_what_the_coach_is_not() -> None:
    """And a key pressed meanwhile does not swallow it."""
    talked = Conversation(somebody()).until("opening").press()
    talked.until_listening().hear("continue")

    assert "does not replace a doctor" in talked.last_said


@pytest.mark.parametrize(("hours", "is_said"), [(0.5, True), (1.9, True), (2.0, False), (None, False)])
def test_a_session_too_soon_is_told_so(hours: float | None, is_said: bool) -> None:  # noqa: FBT001 a table of cases
    """By the hours that the program wants between two sessions."""
    program = replace(QUICK, hours_between=2.0)
    talked = Conversation(somebody(), program, Background(is_first=False, hours_since_last=hours)).until(
        "screening"
    )

    assert talked.has_said("less than two hours ago") == is_said


def test_a_program_without_hours_between_is_never_too_soon() -> None:
    """The posture exercise can be done at any time."""
    talked = Conversation(somebody(), POSTURE, Background(is_first=False, hours_since_last=0.1)).until(
        "screening"
    )

    assert not talked.has_said("ago")
