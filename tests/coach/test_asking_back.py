"""Asking back: what was heard doubtfully, the two forms in which it is asked back, and what then counts."""

import pytest

from tests.coach.conversation import (
    MUMBLED,
    SILENT,
    Answer,
    Conversation,
    Person,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import ROADS
from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import COMMANDS, CONTROL, NEITHER, Question, choice, vocabulary
from voicecoach.coach.reading.neither import is_neither
from voicecoach.coach.states import ASKS, State

FOUR_OR_FIVE = doubtful("four", "five")


def rated(*answers: Answer, first: Answer = FOUR_OR_FIVE, then: Answer = "nine") -> Person:
    """Somebody whose number is doubtful, with these answers to the choice; asked afresh, they say `then`."""
    return somebody().to("baseline rating", first, then).to("choosing", *answers)


def after_rating(person: Person) -> Conversation:
    """Until the exercises begin, or it pauses."""
    talked = Conversation(person)
    return talked._go_on(lambda: talked.state in (State.INSTRUCTING, State.PAUSED, State.STOPPING), 300)


def rating(talked: Conversation) -> list[tuple[str, str, str | None]]:
    """The number that was kept: its meaning, its band, and the choice to which it came."""
    return [
        (answer.meaning, answer.band, answer.asked_back)
        for answer in talked.answers
        if answer.topic == "baseline rating"
    ]


# --- the choice between two numbers ---------------------------------------------------------------------------


def test_a_doubtful_number_is_asked_back_with_its_rival() -> None:
    """The likelier one first, and not with yes and no."""
    talked = Conversation(rated("four")).until("choosing")

    assert talked.last_said == "Four, or five? Or say: neither."
    assert not talked.has_said("Did you say")


def test_the_choice_listens_for_the_two_the_way_out_and_the_commands() -> None:
    """Nothing else competes: hearing it is a choice of two."""
    talked = Conversation(rated("four")).until("choosing").until_listening()
    listening = talked.listening

    assert listening is not None
    assert listening.question is Question.RATING
    assert listening.phrases == (
        "four",
        "five",
        "neither",
        "no",
        *CONTROL,
        "back",
        *vocabulary(Question.RATING)[-2:],
    )
    assert set(listening.phrases) <= set(vocabulary(Question.RATING)) | set(NEITHER)
    assert talked.session.view().listening_for == ("four", "five", "neither")


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        (("four",), ("4", "sure", "Four, or five?")),
        (("five",), ("5", "sure", "Four, or five?")),
        ((FOUR_OR_FIVE,), ("4", "ask", "Four, or five?")),
        ((doubtful("four"),), ("4", "ask", "Four, or five?")),
        ((doubtful("five", "four"), "five"), ("5", "sure", "Four, or five?")),
        ((doubtful("five", "four"), doubtful("five", "four")), ("5", "ask", "Four, or five?")),
        ((doubtful("five", "four"), FOUR_OR_FIVE), ("4", "ask", "Four, or five?")),
        ((SILENT, "four"), ("4", "sure", "Four, or five?")),
        ((MUMBLED, FOUR_OR_FIVE), ("4", "ask", "Four, or five?")),
        ((typed("4"),), ("4", "sure", "Four, or five?")),
        ((typed("five"),), ("5", "sure", "Four, or five?")),
        ((typed("seven"),), ("7", "sure", "Four, or five?")),
        ((typed("no, seven"),), ("7", "sure", "Four, or five?")),
        (("neither",), ("9", "sure", None)),
        (("no",), ("9", "sure", None)),
        ((doubtful("neither"),), ("9", "sure", None)),
        ((doubtful("no"),), ("9", "sure", None)),
        ((typed("none of them"),), ("9", "sure", None)),
        (("yes", "four"), ("4", "sure", "Four, or five?")),
        ((doubtful("next"), "four"), ("4", "sure", "Four, or five?")),
    ],
    ids=str,
)
def test_a_number_is_taken_when_it_is_sure_or_heard_twice(
    answers: tuple[Answer, ...], kept: tuple[str, str, str | None]
) -> None:
    """One of the two heard surely, or doubtfully but as before; "neither" asks the question again."""
    talked = after_rating(rated(*answers))

    assert talked.state is State.INSTRUCTING
    assert rating(talked) == [kept]


@pytest.mark.parametrize(
    "answers",
    [
        (SILENT,),
        (MUMBLED,),
        ("yes",),
        (doubtful("five"), MUMBLED, SILENT),
        (doubtful("five"), "banana", "maybe"),
    ],
    ids=str,
)
def test_three_prompts_without_an_answer_pause(answers: tuple[Answer, ...]) -> None:
    """Each shorter, and nothing is kept of it."""
    talked = after_rating(rated(*answers))
    asked = [say.text for say in talked.said if say.cue == "ask choosing"]

    assert talked.rules == ["R12"]
    assert rating(talked) == []
    assert [text.removeprefix("I did not get that. ") for text in asked] == [
        "Four, or five? Or say: neither.",
        "Four, five, or neither?",
        "Four, or five?",
    ]


def test_a_choice_at_the_last_question_ends_without_an_answer() -> None:
    """Nobody has to say the last number."""
    person = somebody().to("final rating", FOUR_OR_FIVE).to("choosing", SILENT)

    assert talk(person).outcome == "not-centralized"


def test_neither_again_and_again_comes_to_an_end() -> None:
    """Three prompts for the number, however often it is asked back."""
    talked = after_rating(rated("neither", then=FOUR_OR_FIVE))

    assert talked.cues.count("ask choosing") == 3
    assert talked.rules == ["R12"]


def test_continue_after_a_pause_asks_the_number_itself() -> None:
    """And not the old choice."""
    talked = Conversation(rated("pause")).until("paused").until_listening().hear("continue")

    assert talked.state is State.BASELINE_RATING


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("stop", State.STOPPING),
        (doubtful("stop", "four"), State.PAUSED),
        (doubtful("that hurts"), State.PAUSED),
        (typed("stop"), State.CLOSING),
        ("pause", State.PAUSED),
        ("something is wrong", State.ALARM),
        (doubtful("something is wrong"), State.CONFIRMING),
        ("go back", State.BASELINE_LOCATION),
        ("next", State.INSTRUCTING),
        ("repeat", State.CHOOSING),
    ],
    ids=str,
)
def test_commands_and_the_alarm_win(said: Answer, state: State) -> None:
    """Also while it is asked which of the two."""
    talked = ROADS[State.CHOOSING]().until_listening().hear(said)

    assert talked.state is state


def test_after_a_false_alarm_the_number_itself_is_asked() -> None:
    """And not the old choice."""
    talked = ROADS[State.CHOOSING]().until_listening().hear("something is wrong")

    assert talked.until("baseline rating").last_said.startswith("How strong is the pain now?")


def test_what_was_asked_back_is_kept() -> None:
    """For the therapist: what was heard against what was then said."""
    talked = after_rating(rated("neither"))

    assert [(answer.topic, answer.meaning, answer.asked_back) for answer in talked.answers[-2:]] == [
        ("choosing", "no", "Four, or five?"),
        ("baseline rating", "9", None),
    ]


# --- where there is no choice ---------------------------------------------------------------------------------


@pytest.mark.parametrize("alternative", [None, "four", "stop", "no", "banana", ""])
def test_without_another_number_it_is_asked_back_with_yes_and_no(alternative: str | None) -> None:
    """Nothing else makes a choice."""
    talked = Conversation(rated(first=doubtful("four", alternative))).until("confirming")

    assert talked.last_said == "Did you say: four? Yes, or no?"


@pytest.mark.parametrize("state", [state for state in ASKS if ASKS[state] is not Question.RATING])
def test_only_numbers_are_asked_back_as_a_choice(state: State) -> None:
    """Red flags, changes, places and sides keep the explicit form: a wrong one would decide, or lean to a side."""
    own = [phrase for phrase in vocabulary(ASKS[state]) if phrase not in COMMANDS]
    for said in own[::3]:
        for alternative in (*own, "four"):
            talked = ROADS[state]().until_listening().hear(doubtful(said, alternative))

            assert talked.state is not State.CHOOSING


def test_a_doubtful_side_is_not_taken_for_being_said_twice() -> None:
    """Only after a yes: the exercises lean to it."""
    left = doubtful("left", "right")
    talked = Conversation(somebody().to("baseline side", left).to("confirming", left, left, left)).until(
        "paused"
    )

    assert talked.has_said("Did you say: left?")
    assert talked.session._side is None


@pytest.mark.parametrize("better", ["better", "much better", "better in the leg", "not worse"])
def test_a_doubtful_better_stays_only_after_an_explicit_yes(better: str) -> None:
    """However near it was, and however often it was heard doubtfully."""
    said = doubtful(better, "worse")
    person = somebody("back").to("check change", said)
    insisting = Conversation(person.to("confirming", said)).until("paused")
    confirmed = Conversation(person.to("confirming", "yes")).until("decided")

    assert insisting.rules == ["R12"]
    assert insisting.has_said(f"Did you say: {better}?")
    assert confirmed.rules != ["R12"]


@pytest.mark.parametrize("place", ["no pain", "back", "the pain is gone"])
def test_a_doubtful_place_that_would_stay_is_asked_back(place: str) -> None:
    """Fully centralized is no guess."""
    talked = Conversation(somebody("calf").to("check location", doubtful(place, "calf"))).until("confirming")

    assert talked.decisions == []
    assert talked.last_said.startswith(f"Did you say: {place}?")


@pytest.mark.parametrize("state", [state for state in ROADS if state is not State.CLOSING])
@pytest.mark.parametrize("word", ["stop", "pause", "wait", "that hurts", "ouch", "quit"])
def test_a_doubtful_stop_pauses_at_once(state: State, word: str) -> None:
    """Whatever is being asked or done, and whatever else it may have been."""
    talked = ROADS[state]()
    if state in ASKS:
        talked.until_listening()
    talked.hear(doubtful(word, "better"))

    assert talked.state is State.PAUSED


def test_a_doubtful_alarm_while_something_is_asked_back_is_asked_back() -> None:
    """It is news, and no unclear yes or no."""
    talked = ROADS[State.CONFIRMING]().until_listening().hear(doubtful("something is wrong"))

    assert talked.last_said == "Did you say: something is wrong? Yes, or no?"
    assert talked.until_listening().hear("yes").state is State.ALARM


@pytest.mark.parametrize(
    ("topic", "is_early"), [("something is wrong", False), ("better", True)], ids=["alarm", "change"]
)
def test_a_yes_about_a_red_flag_is_heard_to_its_end(topic: str, *, is_early: bool) -> None:
    """Something may follow it; after "did you say: better?" nothing does."""
    talked = ROADS[State.CHECK_CHANGE]().until_listening().hear(doubtful(topic)).until_listening()

    assert talked.state is State.CONFIRMING
    assert talked.listening is not None
    assert ("yes" in talked.listening.complete) is is_early


def test_a_doubtful_alarm_that_is_asked_back_already_has_three_prompts() -> None:
    """Said again and again, it is never taken for cleared, and comes to an end."""
    alarm = doubtful("something is wrong")
    talked = Conversation(somebody().to("check change", alarm).to("confirming", alarm)).until("paused")

    assert talked.cues.count("ask confirming") == 3
    assert talked.rules == ["R12"]


# --- words ----------------------------------------------------------------------------------------------------


def test_every_phrase_of_a_choice_has_its_meaning() -> None:
    """The two numbers, and the way out."""
    for one in vocabulary(Question.RATING)[:11]:
        assert understand(Question.RATING, one) is not None
    assert all(is_neither(phrase) for phrase in NEITHER)
    assert not any(is_neither(phrase) for phrase in vocabulary(Question.RATING))


@pytest.mark.parametrize("text", ["neither", "Neither of them", "no", "nope", "none of those", "no thanks"])
def test_neither_is_understood(text: str) -> None:
    """As people say it."""
    assert is_neither(text.lower())


@pytest.mark.parametrize("text", ["", "no pain", "no, four", "no one", "not sure", "yes", "both", "thanks"])
def test_other_words_are_no_way_out(text: str) -> None:
    """Above all a number beside a no."""
    assert not is_neither(text)


def test_a_choice_has_no_phrase_twice() -> None:
    """As any vocabulary."""
    phrases = choice("nine", "five")

    assert len(phrases) == len(set(phrases))
