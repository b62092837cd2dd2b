"""Corrections: "left, sorry, right". The last word counts, and is asked back."""

import re
from collections.abc import Callable
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")

TURN = re.compile(
    r"\b(?:no|nope|sorry|i mean|or rather|correction|actually|scratch that|make that)\b"
    r"(?:[\s,;.!]*\b(?:no|wait|sorry|i mean|rather|actually|make that)\b)*[\s,;.!]+"
)
_TURNS_TRIED = 3
"""Nobody corrects himself more often and still is understood. It also bounds the work for a text of many "no"."""


def last_turns(text: str) -> list[re.Match[str]]:
    """The last places where a clean text may turn around, latest first."""
    return list(islice(reversed(list(TURN.finditer(text))), _TURNS_TRIED))


def corrected(text: str, read: Callable[[str], _T | None]) -> _T | None:
    """What a clean text says after its correction, by `read`; None where it corrects nothing."""
    for turn in last_turns(text):
        after = read(text[turn.end() :])
        if after is not None and read(text[: turn.start()]) is not None:
            return after
    return None
