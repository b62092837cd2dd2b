"""Text to plain lower-case words, and the small words that turn an answer around."""

import re
import unicodedata

WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)?")
_APOSTROPHES = re.compile(
    "[\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`\u02bc]"
)
_DASHES = re.compile(r" ?[\u2012-\u2015]+ ?| -+ | ?--+ ?|\.{2,}")
_START = re.compile(r"^(?:(?:um+|uh(?!.?huh)|er+m?|hmm|oh|ah|well)\b[\s,.;!]*)+")

FILLERS = frozenset(
    "um uh er erm hmm mm oh ah well so ok okay please just like i'd say i guess think maybe "
    "suppose reckon it is it's "
    "its that's now a the my i'm am are was feels feel feeling really actually honestly kind sort".split()
)
DOUBTS = frozenset(
    "maybe perhaps guess think reckon suppose believe kind sort probably possibly likely seems seem apparently "
    "hopefully mostly almost nearly".split()
)
"""Words by which somebody is not certain."""
HEDGES = DOUBTS | frozenset("bit little slightly somewhat".split())
COURTESY = frozenset("thanks thank you please dear love darling mate sorry sir madam cheers".split())
SHORT_NO = frozenset({"no", "nope", "nah", "nae"})

_SCOPED = (
    "not never isn't wasn't aren't weren't hasn't haven't hadn't don't doesn't didn't can't "
    "cannot couldn't won't "
    "wouldn't shouldn't ain't tain't without nothing none nobody nowhere neither nor hardly "
    "barely scarcely rarely "
    "dinnae didnae isnae cannae wasnae hasnae havnae willnae wouldnae"
).split()
SCOPED = frozenset(_SCOPED) | {word.replace("'", "") for word in _SCOPED}
"""Negations that reach over a few words, also as typed without the apostrophe. "No" negates only the very next word
("no, it is worse")."""

NEGATIONS = SCOPED | SHORT_NO


def clean(text: str) -> str:
    """Lower case, one kind of apostrophe, a comma for a dash or an ellipsis, single spaces, no "um" at the start."""
    plain = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", text)).lower()
    return _START.sub("", _DASHES.sub(", ", " ".join(plain.split())).strip())


def words_of(text: str) -> list[str]:
    """The words of a clean text; punctuation is gone."""
    return WORD.findall(text)


def without_fillers(words: list[str]) -> list[str]:
    """The words that say something."""
    return [word for word in words if word not in FILLERS]
