"""Which phrases say the same: those are no rivals of each other to a recognizer."""

from __future__ import annotations

from functools import lru_cache

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question, vocabulary


@lru_cache(maxsize=4096)
def same_meaning(one: str, other: str) -> bool:
    """Whether two phrases say the same at every question where both may be said: then neither rivals the other."""
    return all(
        said(question, one) == said(question, other)
        for question in Question
        if one in vocabulary(question) and other in vocabulary(question)
    )


def said(question: Question, phrase: str) -> object:
    """What a phrase answers at a question, whether hedged or not; None where that is unclear."""
    meaning = understand(question, phrase)
    return meaning and (
        meaning.question,
        meaning.value,
        tuple(sorted(meaning.regions.items())),
        meaning.is_listed,
    )
