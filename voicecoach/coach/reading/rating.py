"""The pain number, 0 to 10: one whole number and nothing that bends it."""

import re
from collections.abc import Mapping

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.corrections import corrected
from voicecoach.coach.reading.location import is_no_pain
from voicecoach.coach.reading.words import COURTESY, DOUBTS, FILLERS, words_of

_NUMBERS: Mapping[str, int] = {
    **{word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())},
    **{str(n): n for n in range(11)},
    **dict.fromkeys(("nought", "naught", "nil"), 0),
}
_SCALE = re.compile(r"\b(?:out of|of|from) (?:10|ten)\b|(?<=\d)\s*/\s*10\b|(?<=[a-z])\s*/\s*10\b")
_BENT = re.compile(r"[-\u2212+/%<>]\s*\d|\d\s*[-+/%~]|\d[.,]\d|\u2044")
"""Signs that make another number of it: -3, 6-7, 4.5, 3 1/2."""
_BESIDE = (
    FILLERS
    | DOUBTS
    | COURTESY
    | frozenset(
        "about around roughly approximately ish only still solid good strong definitely "
        "probably today say be to i've got "
        "at number level pain rating score scale give call there here yes yeah no i'm afraid oh "
        "my god hm like and an "
        "on in left leg back".split()
    )
)
_HEDGES = DOUBTS | frozenset({"about", "around", "roughly", "approximately", "ish"})


def read_rating(text: str, words: list[str]) -> Meaning | None:
    """The one number that is said, or the one after a correction."""
    if is_no_pain(words):
        return Meaning(Question.RATING, "0")
    after, is_hedged = corrected(text, _number), bool(_HEDGES & set(words))
    number = after if after is not None else _number(text)
    if number is None:
        return None
    return Meaning(Question.RATING, str(number), is_hedged=is_hedged, is_corrected=after is not None)


def _number(text: str) -> int | None:
    rest = _SCALE.sub(" ", text)
    words = words_of(rest)
    said = {_NUMBERS[word] for word in words if word in _NUMBERS}
    if len(said) != 1 or _BENT.search(rest) or not set(words) <= _BESIDE | set(_NUMBERS):
        return None
    return said.pop()
