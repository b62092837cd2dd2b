"""Screening: only a plain "all clear" clears, and "one of these" says that something of the list applies."""

import re

from voicecoach.coach.meaning import ALARM_VALUE, ALL_CLEAR_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.red_flags import is_listed
from voicecoach.coach.reading.words import words_of

_CLEAR = re.compile(
    r"(?:(?:um|uh|er|erm|oh|well|so|ok|okay|yes|yeah|yep|now) )*(?:(?:it's|it is|i'm|i am|we're"
    r"|everything's|everything is"
    r"|that's) )?(?:really )?all clear(?: (?:now|please|today|here|thanks|thank you|dear|love|yes|really))*"
)
_BESIDE = re.compile(
    r"(?:um|uh|er|erm|oh|well|so|ok|okay|yes|yeah|yep|thanks|thank you|please|dear|love|cheers| )*"
    r"|(?:there's |there is )?nothing(?:'s| is)? wrong|none of (?:these|those|them)"
)
_NO = re.compile(r"(?:no|nope|nah)")
_CLAUSE = re.compile(r"[,;.!]+")


def read_screening(text: str, words: list[str]) -> Meaning | None:
    """ "All clear", with nothing beside it but manners and denied flags; the text comes without the latter.

    A "no" is only taken before it ("anything new?", "no, all clear"); one behind it takes it back.
    """
    is_clear = False
    for clause in (" ".join(words_of(part)) for part in _CLAUSE.split(text)):
        if _CLEAR.fullmatch(clause):
            is_clear = True
        elif not _BESIDE.fullmatch(clause) and (is_clear or not _NO.fullmatch(clause)):
            return None
    return Meaning(Question.SCREENING, ALL_CLEAR_VALUE) if is_clear else None


def read_listed(question: Question, text: str) -> Meaning | None:
    """ "One of these": only at the question that has just read a list."""
    if question is not Question.SCREENING or not is_listed(text):
        return None
    return Meaning(Question.SCREENING, ALARM_VALUE, is_listed=True)
