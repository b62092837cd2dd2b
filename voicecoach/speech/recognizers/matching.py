"""Free text, as a dictation engine gives it, to a phrase of the vocabulary: the same words, the same meaning, or
a spelling near by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from voicecoach.coach.words import clean, words_of

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SOUND_ALIKES = {
    "won": "one", "to": "two", "too": "two", "for": "four", "ate": "eight",
    "know": "no", "write": "right", "weight": "wait", "dun": "done", "tows": "toes",
}  # fmt: skip
"""Words that sound as a phrase does and are spelled otherwise: one of them alone may be the phrase."""

MOST_WRONG = 0.34
"""Share of a word's letters that may differ."""
FEWEST_LETTERS = 4
"""Of a word that may be misspelled: in a shorter one, one letter makes another."""
MORE_WORDS = 2
"""Words that a text may have more than the phrase of its meaning; beyond, it is talk with an answer in it."""

Meant = Callable[[str], object]


class Likeness(Enum):
    """How a phrase was found in a text."""

    SAME = "the same words, or few others that mean the same"
    TALK = "the same meaning in much other talk"
    NEAR = "other words that sound or look alike"


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the vocabulary, and how it was found."""

    phrase: str
    likeness: Likeness


def match(text: str, phrases: Sequence[str], meant: Meant) -> Match | None:
    """The phrase that `text` says, or None. `meant` tells what a text means at the question, None where unclear."""
    words = [DIGITS[int(word)] if _is_digit(word) else word for word in words_of(clean(text))]
    said = " ".join(words)
    if not said:
        return None
    if said in phrases:
        return Match(said, Likeness.SAME)
    meaning = meant(said)
    if meaning is not None:
        same = [phrase for phrase in phrases if meant(phrase) == meaning]
        if not same:
            return None
        phrase = min(same, key=lambda each: distance(said, each))
        is_talk = len(words) > len(phrase.split()) + MORE_WORDS
        return Match(phrase, Likeness.TALK if is_talk else Likeness.SAME)
    if SOUND_ALIKES.get(said) in phrases:
        return Match(SOUND_ALIKES[said], Likeness.NEAR)
    return _nearest(said, phrases, meant)


def _nearest(said: str, phrases: Sequence[str], meant: Meant) -> Match | None:
    """The phrase that is spelled nearest, unless one of another meaning is as near."""
    alike = {phrase: distance(said, phrase) for phrase in phrases if is_alike(said, phrase)}
    if not alike:
        return None
    best = min(alike, key=alike.__getitem__)
    rivals = [each for each in alike if alike[each] == alike[best] and meant(each) != meant(best)]
    return None if rivals else Match(best, Likeness.NEAR)


def is_alike(said: str, phrase: str) -> bool:
    """Whether each word is the other's, or a long one misspelled: "worse" and "same" share their neighbours."""
    pairs = list(zip(said.split(), phrase.split(), strict=False))
    return len(said.split()) == len(phrase.split()) and all(
        one == other
        or (
            min(len(one), len(other)) >= FEWEST_LETTERS
            and distance(one, other) <= MOST_WRONG * max(len(one), len(other))
        )
        for one, other in pairs
    )


def distance(one: str, other: str) -> int:
    """Letters to put in, take out or change (Levenshtein) to make one text of the other."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, other_letter in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other_letter)))
    return row[-1]


def _is_digit(word: str) -> bool:
    return word.isdigit() and int(word) < len(DIGITS)
