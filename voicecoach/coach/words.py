"""Text to plain lower-case words, and the small words that turn an answer around."""

import re

WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)?")
_APOSTROPHES = re.compile(
    "[\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`\u02bc]"
)

FILLERS = frozenset(
    "um uh er erm hmm mm oh well so ok okay please just like i'd say i guess think maybe it is it's its that's now "
    "a the my i'm am are was feels feel feeling really actually honestly kind sort of".split()
)
HEDGES = frozenset("bit little slightly somewhat maybe guess think kind sort probably".split())
SHORT_NO = frozenset({"no", "nope", "nah"})

_SCOPED = (
    "not never isn't wasn't aren't weren't hasn't haven't hadn't don't doesn't didn't can't cannot couldn't won't "
    "wouldn't shouldn't ain't without nothing none nobody nowhere neither nor hardly barely scarcely rarely"
).split()
SCOPED = frozenset(_SCOPED) | {word.replace("'", "") for word in _SCOPED}
"""Negations that reach over a few words, also as typed without the apostrophe. "No" negates only the very next word
("no, it is worse")."""

NEGATIONS = SCOPED | SHORT_NO


def clean(text: str) -> str:
    """Lower case, one kind of apostrophe, no spaces around."""
    return _APOSTROPHES.sub("'", text.lower()).strip()


def words_of(text: str) -> list[str]:
    """The words of a clean text; punctuation is gone."""
    return WORD.findall(text)


def without_fillers(words: list[str]) -> list[str]:
    """The words that say something."""
    return [word for word in words if word not in FILLERS]
