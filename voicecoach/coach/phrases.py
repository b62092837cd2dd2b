"""What may be said at each question: the only source of the vocabulary.

The recognizers listen for exactly these phrases, the fixtures hold a recording of every one of them, and
`answers.py` gives each its meaning. Typed answers may be freer; see `answers.py`.

Rules for a phrase: lower case, no punctuation but the apostrophe, no digits. A phrase stands once in a question.
Phrases in `UNCLEAR` are listened for so that they are not forced into an answer: their meaning is "unclear".
"""

from collections.abc import Mapping
from enum import StrEnum


class Question(StrEnum):
    """The kinds of question, by the names that `hear` and the event log use."""

    CHANGE = "change"
    YES_NO = "yes-no"
    RATING = "rating"
    SIDE = "side"
    LOCATION = "location"
    SCREENING = "screening"
    CONTROL = "control"


CONTROL: tuple[str, ...] = (
    "stop",
    "pause",
    "wait",
    "that hurts",
    "ouch",
    "continue",
    "go on",
    "repeat",
    "say that again",
    "next",
    "go back",
    "done",
    "ready",
    "i'm ready",
    "help",
    "quit",
    "slower",
    "faster",
)
"""Understood at every question. Plain "back" is a command only where it cannot be the back that hurts."""

BACK_COMMAND = "back"

INTERRUPTIONS: tuple[str, ...] = ("stop", "pause", "wait", "that hurts", "ouch", "quit")
"""What stops the coach in the middle of a sentence."""

NEITHER: tuple[str, ...] = ("neither", "no")
"""The way out of a choice between two answers."""

ALARM: tuple[str, ...] = ("something is wrong", "something's wrong")
"""The red flag, spoken at any time; two or more syllables so that no short word is mistaken for it."""

OVER_COACH: tuple[str, ...] = (*INTERRUPTIONS, *ALARM)
"""What is listened for while the coach speaks."""

COMMANDS: frozenset[str] = frozenset({*CONTROL, BACK_COMMAND, *ALARM})
"""What answers no question, though it is understood at each."""

_OWN: Mapping[Question, tuple[str, ...]] = {
    Question.CHANGE: (
        "better",
        "a bit better",
        "a little better",
        "much better",
        "worse",
        "a bit worse",
        "a little worse",
        "much worse",
        "same",
        "the same",
        "about the same",
        "no change",
        "no better",
        "not better",
        "no worse",
        "not worse",
        "better in the leg",
        "a bit better in the leg",
        "worse in the leg",
        "better in the back",
        "worse in the back",
        "the same in the leg",
        "better in the leg but worse in the back",
        "worse in the leg but better in the back",
    ),
    Question.YES_NO: ("yes", "yeah", "yes please", "no", "nope", "no thanks", "not sure"),
    Question.RATING: (
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ),
    Question.SIDE: (
        "left",
        "the left",
        "left side",
        "right",
        "the right",
        "right side",
        "both",
        "both sides",
        "middle",
        "in the middle",
        "neither",
    ),
    Question.LOCATION: (
        "back",
        "my back",
        "lower back",
        "buttock",
        "my buttock",
        "thigh",
        "my thigh",
        "hamstring",
        "behind the knee",
        "calf",
        "my calf",
        "shin",
        "foot",
        "my foot",
        "toes",
        "none",
        "no pain",
        "the pain is gone",
    ),
    Question.SCREENING: ("all clear", "one of these", "not sure"),
    Question.CONTROL: (),
}

UNCLEAR: frozenset[str] = frozenset({"not sure"})

_BACK_IS_A_PLACE = frozenset({Question.LOCATION, Question.CHANGE})


def vocabulary(question: Question) -> tuple[str, ...]:
    """All phrases to listen for at `question`: its own, the control words, the alarm. No doubles."""
    commands = CONTROL if question in _BACK_IS_A_PLACE else (*CONTROL, BACK_COMMAND)
    return (*_OWN[question], *commands, *ALARM)


def choice(one: str, other: str) -> tuple[str, ...]:
    """What to listen for when one of two phrases is asked for: these, the way out, the control words, the alarm."""
    return (one, other, *NEITHER, *CONTROL, BACK_COMMAND, *ALARM)


def all_phrases() -> tuple[str, ...]:
    """Every phrase of every question, each once, in a stable order."""
    return tuple(dict.fromkeys(phrase for question in Question for phrase in vocabulary(question)))
