"""How long an answer is waited for, and after which nothing can follow."""

import pytest

from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import complete, listen_for, listen_openly
from voicecoach.coach.states import CAREFUL, State


@pytest.mark.parametrize(
    ("question", "phrase", "is_complete"),
    [
        (Question.RATING, "seven", True),
        (Question.YES_NO, "no", True),
        (Question.YES_NO, "not sure", False),
        (Question.YES_NO, "stop", True),
        (Question.SIDE, "left", False),  # "... and right"
        (Question.CHANGE, "better", False),  # "... in the leg"
        (Question.CHANGE, "a bit better in the leg", False),  # "... but worse in the back"
        (Question.LOCATION, "calf", False),  # "... and the foot"
        (Question.LOCATION, "back", False),
        (Question.LOCATION, "pause", True),
        (Question.CONTROL, "back", True),
        (Question.SCREENING, "all clear", False),  # "... but for the numbness"
        (Question.SCREENING, "something is wrong", True),
    ],
)
def test_nothing_follows_a_number_a_yes_a_no_or_a_command(
    question: Question, phrase: str, *, is_complete: bool
) -> None:
    assert (phrase in complete(question)) is is_complete


@pytest.mark.parametrize("state", sorted(CAREFUL))
def test_a_careful_question_hears_a_yes_or_no_to_its_end(state: State) -> None:
    """ "No ... well, a bit numb" must not lose its end."""
    listen = listen_for(Question.YES_NO, state, Timing())

    assert not listen.complete & {"yes", "yeah", "no", "nope"}
    assert "stop" in listen.complete


def test_a_sure_place_needs_no_longer_silence_than_other_answers() -> None:
    """The longer one is for who still looks for it."""
    timing = Timing()
    listen = listen_for(Question.LOCATION, State.CHECK_LOCATION, timing)

    assert listen.end_silence_s == timing.end_silence_location_s
    assert listen.sure_silence_s == timing.end_silence_s


@pytest.mark.parametrize(
    ("question", "state", "silence_s"),
    [
        (Question.CHANGE, State.CHECK_CHANGE, 0.5),
        (Question.SIDE, State.BASELINE_SIDE, 0.5),
        (Question.SCREENING, State.SCREENING, 0.7),
        (Question.YES_NO, State.PRECAUTION, 0.7),
    ],
)
def test_a_sure_answer_needs_less_silence_but_not_about_red_flags(
    question: Question, state: State, silence_s: float
) -> None:
    assert listen_for(question, state, Timing()).sure_silence_s == silence_s


def test_commands_end_at_once_in_the_gaps_of_a_set() -> None:
    assert {"stop", "pause", "that hurts", "continue"} <= listen_openly(Timing()).complete
