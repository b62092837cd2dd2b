"""The word that opens a session again after an emergency. It is typed: no misheard word may do it."""

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.words import NEGATIONS, clean, words_of

ACKNOWLEDGED = "acknowledged"

_WORDS = frozenset({"understood", "understand", "acknowledged", "acknowledge"})


def read_acknowledgement(text: str) -> Meaning | None:
    """ "Understood", typed after an emergency; None for anything else."""
    words = set(words_of(clean(text)))
    if not words & _WORDS or words & NEGATIONS or "?" in text:
        return None
    return Meaning(Question.SCREENING, ACKNOWLEDGED)
