"""The painful side. No side is made up: the exercises lean to one."""

import re
from collections.abc import Mapping

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.corrections import corrected
from voicecoach.coach.reading.words import DOUBTS, NEGATIONS, words_of

_SIDES: Mapping[str, str] = {
    **dict.fromkeys(("left", "lefthand"), "left"),
    **dict.fromkeys(("right", "righthand"), "right"),
    **dict.fromkeys("both neither same equal equally".split(), "both"),
    **dict.fromkeys("middle center centre".split(), "middle"),
}
_BODY = r"(?:side|hand|leg|hip|foot|thigh|calf|buttock|knee|one|of)"
_NO_SIDE = re.compile(
    r"\b(?:all|that's) right\b|\bright (?:you are|oh?)\b|\bor\b|\bleft (?:the|my|it|me|us|over"
    r"|now)\b|\bsame (?:side|one|place|as)\b"
    rf"|\b(?:has|have|had|'s|is|nothing|none|any|much|pain|no \w+) left\b(?! {_BODY})|\bof the spine\b"
    r"|\b(?:good|fine|healthy|other|opposite|better|less|than|wrong|might|sometimes|mostly both)\b"
)
_MANNER = re.compile(
    r"\bright (?:now|away|then|there|here|down|up|through|across|into|under|behind|around|about|enough)\b"
    r"|\bright(?= (?:in|at|on) )|^right,? (?=(?:so|well|um|uh|er|ok|okay|let)\b)"
)
"""A "right" that is no side: "right in the middle"."""
_LEADING_NO = re.compile(r"^(?:no|yes|yeah|sorry)[,;.!]+\s*")
_CLAUSE = re.compile(r"\bbut\b|[,;.!:]+")


def read_side(text: str, words: list[str]) -> Meaning | None:
    """Left, right, both or the middle, or the one after a correction or beside a denied one."""
    text = _LEADING_NO.sub("", text)
    after = corrected(text, _side)
    side = after or _side(text)
    denied = None if side else _beside_a_denied_one(text)
    value = side or denied
    if value is None:
        return None
    return Meaning(
        Question.SIDE, value, is_hedged=bool(DOUBTS & set(words)), is_corrected=bool(after or denied)
    )


def _side(text: str) -> str | None:
    if _NO_SIDE.search(text):
        return None
    words = words_of(_MANNER.sub(" ", text))
    if (NEGATIONS - {"neither"}) & set(words):
        return None
    found = {_SIDES[word] for word in words if word in _SIDES}
    if found == {"left", "right"} and "and" in words:
        return "both"
    return found.pop() if len(found) == 1 else None


def _beside_a_denied_one(text: str) -> str | None:
    """ "Not left, right": the other one, where both are named."""
    clauses = [set(words_of(clause)) for clause in _CLAUSE.split(text)]
    denied = [words for words in clauses if words & NEGATIONS]
    plain = [words & {"left", "right"} for words in clauses if not words & NEGATIONS]
    sides = [side for side in plain if side]
    if len(denied) != 1 or len(sides) != 1 or len(sides[0]) != 1 or _NO_SIDE.search(text):
        return None
    is_other = denied[0] & {"left", "right"} == {"left", "right"} - sides[0] and denied[0] <= _DENYING
    return next(iter(sides[0])) if is_other else None


_DENYING = frozenset("not no it's isn't it the my on left right side one leg so".split())
