"""Red flags in what a person says: found anywhere, at any question. When in doubt, it is one: it is asked about."""

import re

from voicecoach.coach.words import NEGATIONS, words_of

_NAMED = frozenset(
    "numb numbness weak tingling bladder bowel bowels incontinent incontinence saddle weakness paralysed paralyzed "
    "paralysis".split()
)
_OTHER = frozenset({"fever", "feverish"})
_NAMED_PHRASES = re.compile(
    r"\b(?:can't|cannot|can not|cant|couldn't) (?:feel|move) (?:my|the|both) (?:\w+ )?"
    r"(?:legs?|foot|feet|toes?|thighs?|bottom)\b"
    r"|\b(?:no|lost|losing) (?:the )?feeling in\b|\bfoot drop\b|\bdrop foot\b|\bwet myself\b|\bsoiled myself\b"
    r"|\b(?:can't|cannot|can not|cant) (?:pee|urinate|hold my (?:urine|water|pee|stool))\b"
)
_SOMETHING = re.compile(
    r"\bsomething(?:'s|s)?(?: is| feels| seems| feel)?(?: \w+)? wrong\b"
    r"|\bsomething(?: isn't|'s not| is not| doesn't feel) right\b"
)
_CLAUSE = re.compile(r"\bbut\b|[,;.!?]+")

_CAN_NOT = frozenset("can't cannot couldn't cant couldnt hardly barely scarcely rarely won't wont".split())
_NEGATING = NEGATIONS - _CAN_NOT
"""Not "can't": "I can't hold my bladder"."""
_STARTS_AFRESH = frozenset(
    "it it's its i i'm there that's is are feels better worse same sure pain hurts good ready stop".split()
)
"""A negation before these words belongs to something else: "not better, it is numb", "no, it is numb"."""
_REACH = 6


def is_red_flag(text: str) -> bool:
    """Whether a clean text names or announces a red flag that it does not deny."""
    return is_named_red_flag(text) or any(
        _has(clause, _OTHER) or _SOMETHING.search(clause) for clause in _CLAUSE.split(text)
    )


def is_named_red_flag(text: str) -> bool:
    """Whether a clean text names a red flag of the emergency kind: numbness, weakness, bladder or bowel."""
    return bool(_NAMED_PHRASES.search(text)) or any(_has(clause, _NAMED) for clause in _CLAUSE.split(text))


def _has(clause: str, flags: frozenset[str]) -> bool:
    words = words_of(clause)
    return any(word in flags and not _is_denied(words, i) for i, word in enumerate(words))


def _is_denied(words: list[str], i: int) -> bool:
    for word in reversed(words[max(0, i - _REACH) : i]):
        if word in _NEGATING:
            return True
        if word in _STARTS_AFRESH:
            return False
    return False
