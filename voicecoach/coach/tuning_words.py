"""The words that `voicecoach tune` asks for, in which order, and how well each was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from voicecoach.coach.phrases import Question


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase to be said, at the question that listens for it in a session."""

    phrase: str
    question: Question


TWICE: tuple[Wanted, ...] = (
    Wanted("better", Question.CHANGE),
    Wanted("stop", Question.CONTROL),
    Wanted("yes", Question.YES_NO),
    Wanted("left", Question.SIDE),
    Wanted("the same", Question.CHANGE),
    Wanted("all clear", Question.SCREENING),
    Wanted("pause", Question.CONTROL),
    Wanted("worse", Question.CHANGE),
    Wanted("right", Question.SIDE),
    Wanted("continue", Question.CONTROL),
    Wanted("no", Question.YES_NO),
    Wanted("something is wrong", Question.SCREENING),
    Wanted("ready", Question.CONTROL),
)
"""What a session cannot do without."""

ONCE: tuple[Wanted, ...] = tuple(
    Wanted(word, Question.RATING)
    for word in ("five", "zero", "seven", "two", "nine", "four", "one", "eight", "three", "ten", "six")
)
"""The rating of the pain: it decides nothing, and asking twice would take a minute more."""

_STEP = 5
"""The second round takes every fifth word, so that no two words meet again."""


def in_mixed_order(twice: Sequence[Wanted] = TWICE, once: Sequence[Wanted] = ONCE) -> tuple[Wanted, ...]:
    """All that is asked: the words twice, in two orders, with the others strewn between them."""
    second = sorted(range(len(twice)), key=lambda i: (i * _STEP % max(len(twice), 1), i))
    said = [*twice, *(twice[i] for i in second)]
    order: list[Wanted] = []
    for number, wanted in enumerate(said):
        order.append(wanted)
        done = len(once) * number // len(said), len(once) * (number + 1) // len(said)
        order.extend(once[done[0] : done[1]])
    return tuple(order)


def chosen(phrases: Sequence[str]) -> tuple[Wanted, ...]:
    """Only these of all words, each twice. Raises KeyError for a phrase that is not asked for."""
    known = {wanted.phrase: wanted for wanted in (*TWICE, *ONCE)}
    return in_mixed_order([known[phrase] for phrase in phrases], ())


class Clarity(StrEnum):
    """How well a word is heard. `ASKED`: understood, but not always without asking back."""

    WELL = "well"
    ASKED = "asked back"
    BADLY = "badly"
    NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class WordHeard:
    """Of `takes` of a phrase, how many were taken as sure, and how many rightly asked back."""

    phrase: str
    question: Question
    takes: int
    sure: int
    asked: int

    @property
    def clarity(self) -> Clarity:
        if not self.takes:
            return Clarity.NOT_SAID
        if self.sure == self.takes:
            return Clarity.WELL
        return Clarity.ASKED if self.sure + self.asked == self.takes else Clarity.BADLY


@dataclass(frozen=True, slots=True)
class TuningResult:
    """What came of it: each word as it is heard now.

    `is_adapted`: something helped, and is kept. `is_noisy`: the voice is hardly louder than the room.
    """

    words: tuple[WordHeard, ...]
    is_adapted: bool = False
    is_noisy: bool = False

    def of(self, *clarities: Clarity) -> tuple[str, ...]:
        """The phrases that are heard so."""
        return tuple(word.phrase for word in self.words if word.clarity in clarities)
