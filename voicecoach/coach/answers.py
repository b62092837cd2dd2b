"""Text to meaning: what a person's words say, spoken or typed. Guesses nothing: None is "unclear".

How it works: the text is cleaned to lower-case words. A command that stands alone, a red flag and a stop word count
at every question, in this order. Then each question has its own small reader (that of a change is
`change_answers.py`). Rules that protect the person: a stop word inside a longer answer is still a stop; a red flag is
only denied by a negation that belongs to it; a hedged "all clear" clears nothing; no side is made up.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from voicecoach.coach.change_answers import read_change, read_region
from voicecoach.coach.meaning import ALARM_VALUE, ALL_CLEAR_VALUE, Meaning
from voicecoach.coach.phrases import UNCLEAR, Question
from voicecoach.coach.red_flags import is_named_red_flag, is_red_flag
from voicecoach.coach.words import (
    HEDGES,
    NEGATIONS,
    SCOPED,
    SHORT_NO,
    clean,
    without_fillers,
    words_of,
)

__all__ = ["ALARM_VALUE", "ALL_CLEAR_VALUE", "Meaning", "read_region", "understand"]

_COMMANDS: Mapping[str, str] = {
    "stop": "stop",
    "pause": "pause",
    "wait": "pause",
    "wait a moment": "pause",
    "wait moment": "pause",
    "hold on": "pause",
    "hang on": "pause",
    "that hurts": "pause",
    "ouch": "pause",
    "ow": "pause",
    "continue": "continue",
    "go on": "continue",
    "carry on": "continue",
    "resume": "continue",
    "repeat": "repeat",
    "again": "repeat",
    "say that again": "repeat",
    "next": "next",
    "skip": "next",
    "go back": "back",
    "done": "done",
    "finished": "done",
    "ready": "ready",
    "i'm ready": "ready",
    "help": "help",
    "help me": "help",
    "quit": "quit",
    "exit": "quit",
    "slower": "slower",
    "faster": "faster",
}
_PAIN_WORDS = frozenset({"ouch", "ow", "hurts", "hurting", "hurt"})
_DENIED_STOP = re.compile(
    r"\b(?:don't|dont|do not|not|never|didn't|doesn't|does not|won't)"
    r"(?: (?:want|wish|need|like))?(?: to)?(?: ever)? stop\b"
)
_BACK_IS_A_PLACE = frozenset({Question.LOCATION, Question.CHANGE})
_BACK_THAT_HURTS = frozenset({"my", "the", "feel", "feels", "feeling"})

_FROM_THE_SPINE_DOWN = ("back", "buttock", "thigh", "calf", "foot")
_PLACES: Mapping[str, str] = {
    **dict.fromkeys("back spine lumbar waist".split(), "back"),
    **dict.fromkeys("buttock buttocks bum butt bottom hip hips".split(), "buttock"),
    **dict.fromkeys("thigh thighs hamstring hamstrings".split(), "thigh"),
    **dict.fromkeys("knee calf calves shin shins".split(), "calf"),
    **dict.fromkeys("foot feet toe toes heel heels ankle ankles sole".split(), "foot"),
}
_PLACE_PHRASES: Mapping[str, str] = {
    "upper leg": "thigh",
    "above the knee": "thigh",
    "above my knee": "thigh",
    "lower leg": "calf",
    "below the knee": "calf",
    "below my knee": "calf",
}
_NOT_A_PLACE = (NEGATIONS - {"nobody"}) | frozenset({"gone", "or", "above", "below", "almost", "nearly"})
_HAS_LEFT = re.compile(r"\bleft (?:the|my)\b")

_NO_PAIN = re.compile(
    r"(?:(?:have|there|there's) )?(?:no|zero) (?:more )?pain(?: at all| any more| anymore| left| anywhere| today)*"
    r"|(?:(?:pain|everything|has|have|all|completely|totally|fully) )*gone(?: completely| away| altogether)?"
    r"|(?:completely |totally )?pain free|nothing hurts(?: any more| anymore| at all)*|none(?: at all)?|nowhere"
    r"|(?:doesn't|does not) hurt(?: any more| anymore| at all)*|don't have (?:any )?pain(?: any more| anymore| at all)*"
)
"""The only ways to say that there is none, in the words without fillers: "almost gone" is not among them."""

_YES = frozenset({"yes", "yeah", "yep", "yup", "sure", "correct", "right", "absolutely"})
_POLITE = frozenset({"thanks", "thank", "you"})
_LONGEST_YES_NO = 3

_SIDES: Mapping[str, str] = {
    "left": "left",
    "right": "right",
    **dict.fromkeys("both neither same equal equally".split(), "both"),
    **dict.fromkeys("middle center centre".split(), "middle"),
}
_NO_SIDE = re.compile(r"\b(?:all|that's) right\b|\bright (?:now|away|then)\b|\bleft (?:the|my)\b|\bor\b")

_NUMBERS: Mapping[str, int] = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {str(n): n for n in range(11)}
_SCALE = re.compile(r"\b(?:out of|of|from) (?:10|ten)\b|/\s*10\b")


def understand(question: Question, text: str) -> Meaning | None:
    """The meaning of `text` as an answer to `question`, or None when it is unclear."""
    cleaned = clean(text)
    words = words_of(cleaned)
    if not words or " ".join(words) in UNCLEAR:
        return None
    return (
        _command(question, words)
        or _alarm(cleaned)
        or _stop(words)
        or _READERS[question](cleaned, words)
        or _pain(words)
    )


def _command(question: Question, words: list[str]) -> Meaning | None:
    core = " ".join(without_fillers(words))
    value = _COMMANDS.get(" ".join(words)) or _COMMANDS.get(core)
    if value is None and core == "back" and question not in _BACK_IS_A_PLACE:
        value = None if _BACK_THAT_HURTS & set(words) else "back"
    if value is None:
        return None
    return Meaning(Question.CONTROL, value, is_pain=bool(_PAIN_WORDS & set(words)))


def _alarm(cleaned: str) -> Meaning | None:
    if not is_red_flag(cleaned):
        return None
    return Meaning(Question.SCREENING, ALARM_VALUE, is_named=is_named_red_flag(cleaned))


def _stop(words: list[str]) -> Meaning | None:
    is_stop = "stop" in _DENIED_STOP.sub(" ", " ".join(words)).split()
    return Meaning(Question.CONTROL, "stop") if is_stop else None


def _pain(words: list[str]) -> Meaning | None:
    """Pain that answers no question: a pause. "No, it hurts" is pain; "it doesn't hurt" is none."""
    if not _PAIN_WORDS & set(words) or SCOPED & set(words):
        return None
    return Meaning(Question.CONTROL, "pause", is_pain=True)


def _read_yes_no(cleaned: str, words: list[str]) -> Meaning | None:
    core = [word for word in without_fillers(words) if word not in _POLITE]
    is_yes, is_no = bool(_YES & set(core)), bool(NEGATIONS & set(core))
    if is_yes == is_no or len(core) > _LONGEST_YES_NO or (is_no and not SHORT_NO & set(core)):
        return None
    return Meaning(Question.YES_NO, "yes" if is_yes else "no")


def _read_rating(cleaned: str, words: list[str]) -> Meaning | None:
    if _is_no_pain(words):
        return Meaning(Question.RATING, "0")
    on_scale = words_of(_SCALE.sub(" ", cleaned))
    said = {_NUMBERS[word] for word in on_scale if word in _NUMBERS}
    has_other_number = any(word[0].isdigit() and word not in _NUMBERS for word in on_scale)
    if len(said) != 1 or has_other_number or SCOPED & set(words):
        return None
    return Meaning(Question.RATING, str(said.pop()), is_hedged="about" in words or "maybe" in words)


def _only(table: Mapping[str, str], words: Iterable[str]) -> str | None:
    found = {table[word] for word in words if word in table}
    return found.pop() if len(found) == 1 else None


def _read_side(cleaned: str, words: list[str]) -> Meaning | None:
    if _NO_SIDE.search(cleaned) or (NEGATIONS - {"neither"}) & set(words):
        return None
    is_left_and_right = {"left", "right"} <= set(words) and "and" in words
    value = "both" if is_left_and_right else _only(_SIDES, words)
    return Meaning(Question.SIDE, value) if value else None


def _is_no_pain(words: list[str]) -> bool:
    return bool(_NO_PAIN.fullmatch(" ".join(without_fillers(words))))


def _read_location(cleaned: str, words: list[str]) -> Meaning | None:
    if _is_no_pain(words):
        return Meaning(Question.LOCATION, "none")
    for phrase, place in _PLACE_PHRASES.items():
        if phrase in cleaned:
            cleaned = cleaned.replace(phrase, place)
    said = words_of(cleaned)
    places = {_PLACES[word] for word in said if word in _PLACES}
    if not places or _NOT_A_PLACE & set(said) or _HAS_LEFT.search(cleaned):
        return None
    value = max(places, key=_FROM_THE_SPINE_DOWN.index)
    is_middle = value == "back" and bool({"middle", "center", "centre"} & set(words))
    return Meaning(Question.LOCATION, value, is_middle=is_middle)


def _read_screening(cleaned: str, words: list[str]) -> Meaning | None:
    is_clear = without_fillers(words) == ["all", "clear"] and not HEDGES & set(words) and "?" not in cleaned
    return Meaning(Question.SCREENING, ALL_CLEAR_VALUE) if is_clear else None


def _read_control(cleaned: str, words: list[str]) -> Meaning | None:
    return None


_READERS: Mapping[Question, Callable[[str, list[str]], Meaning | None]] = {
    Question.CHANGE: read_change,
    Question.YES_NO: _read_yes_no,
    Question.RATING: _read_rating,
    Question.SIDE: _read_side,
    Question.LOCATION: _read_location,
    Question.SCREENING: _read_screening,
    Question.CONTROL: _read_control,
}
