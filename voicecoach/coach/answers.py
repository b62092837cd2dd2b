"""Text to meaning: what a person's words say, spoken or typed. Guesses nothing: None is "unclear".

How it works: the text is cleaned to lower-case words. A command that stands alone, a red flag, a stop and a cry of
pain count at every question, in this order. Then each question has its own small reader in `reading/`. Rules that
protect the person: a stop word inside a longer answer is still a stop; a red flag is only denied by a negation that
belongs to it; a hedged "all clear" clears nothing; no side is made up; whatever asks, wishes, reports or speaks of
another time answers nothing.
"""

from collections.abc import Callable, Mapping

from voicecoach.coach.meaning import ALARM_VALUE, ALL_CLEAR_VALUE, Meaning
from voicecoach.coach.phrases import UNCLEAR, Question
from voicecoach.coach.reading.change import read_change, read_region
from voicecoach.coach.reading.commands import (
    read_command,
    read_cry,
    read_pain,
    read_stop,
    without_denied_stop,
)
from voicecoach.coach.reading.doubts import is_no_answer
from voicecoach.coach.reading.location import read_location
from voicecoach.coach.reading.rating import read_rating
from voicecoach.coach.reading.red_flags import is_named_red_flag, is_red_flag, without_denials
from voicecoach.coach.reading.screening import read_listed, read_screening
from voicecoach.coach.reading.side import read_side
from voicecoach.coach.reading.words import clean, words_of
from voicecoach.coach.reading.yes_no import read_yes_no

__all__ = ["ALARM_VALUE", "ALL_CLEAR_VALUE", "Meaning", "read_region", "understand"]

_LONGEST_ANSWER = 400
"""Characters. In a longer text only what is urgent is looked for: it is a story, not an answer."""


def understand(question: Question, text: str) -> Meaning | None:
    """The meaning of `text` as an answer to `question`, or None when it is unclear."""
    cleaned = clean(text)
    words = words_of(cleaned)
    if not words or " ".join(words) in UNCLEAR:
        return None
    return (
        read_command(question, cleaned, words)
        or _alarm(cleaned)
        or read_stop(cleaned)
        or read_cry(cleaned)
        or read_listed(question, cleaned)
        or _answer(question, cleaned)
        or read_pain(words)
    )


def _alarm(cleaned: str) -> Meaning | None:
    if not is_red_flag(cleaned):
        return None
    return Meaning(Question.SCREENING, ALARM_VALUE, is_named=is_named_red_flag(cleaned))


def _answer(question: Question, cleaned: str) -> Meaning | None:
    if len(cleaned) > _LONGEST_ANSWER or is_no_answer(cleaned):
        return None
    said = without_denials(without_denied_stop(cleaned))
    return _READERS[question](said, words_of(said))


def _no_more_than_commands(text: str, words: list[str]) -> Meaning | None:
    return None


_READERS: Mapping[Question, Callable[[str, list[str]], Meaning | None]] = {
    Question.CHANGE: read_change,
    Question.YES_NO: read_yes_no,
    Question.RATING: read_rating,
    Question.SIDE: read_side,
    Question.LOCATION: read_location,
    Question.SCREENING: read_screening,
    Question.CONTROL: _no_more_than_commands,
}
