"""A free text becomes the phrase that it says, or none."""

from __future__ import annotations

import pytest

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.speech.recognizers.matching import Likeness, Match, distance, match


def found(question: Question, text: str) -> Match | None:
    return match(text, vocabulary(question), lambda said: understand(question, said))


@pytest.mark.parametrize("question", list(Question))
def test_every_phrase_is_found_as_itself(question: Question) -> None:
    phrases = vocabulary(question)

    assert [found(question, f"{phrase.capitalize()}.") for phrase in phrases] == [
        Match(phrase, Likeness.SAME) for phrase in phrases
    ]


@pytest.mark.parametrize(
    ("question", "text", "phrase"),
    [
        (Question.RATING, " 6", "six"),
        (Question.RATING, "10.", "ten"),
        (Question.CHANGE, "My leg is better.", "better in the leg"),
        (Question.CHANGE, "It's much the same", "the same"),
        (Question.CONTROL, "I am ready.", "ready"),
    ],
)
def test_other_words_with_the_meaning_of_a_phrase_are_that_phrase(
    question: Question, text: str, phrase: str
) -> None:
    heard = found(question, text)

    assert heard is not None
    assert heard.likeness is Likeness.SAME
    assert understand(question, heard.phrase) == understand(question, phrase)


@pytest.mark.parametrize(
    ("question", "text", "phrase"),
    [
        (Question.CHANGE, "bitter", "better"),
        (Question.CHANGE, "Wore in the leg.", "worse in the leg"),
        (Question.RATING, "for", "four"),
        (Question.RATING, "heaven", "seven"),
        (Question.YES_NO, "know", "no"),
    ],
)
def test_what_looks_or_sounds_alike_is_near(question: Question, text: str, phrase: str) -> None:
    assert found(question, text) == Match(phrase, Likeness.NEAR)


@pytest.mark.parametrize("question", list(Question))
@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Thank you for watching.",
        "The bus comes at noon.",
        "Is it?",
        "We should buy some milk.",
        "99",
    ],
)
def test_other_talk_is_no_phrase(question: Question, text: str) -> None:
    assert found(question, text) is None


def test_an_answer_in_much_talk_is_no_clear_answer() -> None:
    text = "well my neighbour came by this morning with the dog and now it is better"
    heard = found(Question.CHANGE, text)

    assert heard is None or heard.likeness is not Likeness.SAME


def test_what_is_corrected_is_no_phrase() -> None:
    """Neither "better" nor "worse" alone means what was said."""
    heard = found(Question.CHANGE, "better, no, worse")

    assert heard is None or heard.likeness is not Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other", "far"), [("", "abc", 3), ("worse", "horse", 1), ("back", "back", 0)]
)
def test_distance_counts_letters(one: str, other: str, far: int) -> None:
    assert distance(one, other) == distance(other, one) == far
