"""Better, worse or the same: reading a change, and the regions it was said of.

How it works: the text is cut into clauses ("better in the leg, but worse in the back"), and each clause says one
change, or none. Whatever does not fit together is unclear. Rules that protect the person: a negated good word is
never "better"; a negation that cannot be placed makes the whole answer unclear; "worse" is only taken back by a
negation right before it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.symptoms import Change, Region
from voicecoach.coach.words import HEDGES, NEGATIONS, SCOPED, SHORT_NO, words_of

_GOOD = frozenset("better improved improving improvement easier eased milder less".split())
_BAD = frozenset("worse worst worsened increased more stronger bad badly sharper".split())
_SAME = frozenset("same unchanged equal similar".split())
_KINDS: Mapping[str, Change] = {
    **dict.fromkeys(_GOOD, Change.BETTER),
    **dict.fromkeys(_BAD, Change.WORSE),
    **dict.fromkeys(_SAME, Change.SAME),
}
_NO_COMPARISON = frozenset({"bad", "badly"})
_PAIN = frozenset("pain pains painful hurts hurt hurting sore".split())

_LEG = (
    "leg legs buttock buttocks bum bottom thigh thighs hamstring calf calves shin ankle heel foot feet toe toes knee"
).split()
_REGION_WORDS: Mapping[str, Region] = {
    **dict.fromkeys(_LEG, Region.LEG),
    **dict.fromkeys(("back", "spine"), Region.BACK),
}

_CLAUSE = re.compile(r"\bbut\b|\band\b|[,;.!]+(?!\d)")
_CORRECTION = re.compile(r"\b(no|sorry|i mean|or rather|correction|actually)\b([\s,]+)")
_NO_CHANGE = re.compile(
    r"\bno (?:real |big |great )?(?:change|different|difference)\b|\bnothing (?:has )?changed\b"
    r"|\b(?:not|hasn't|hasnt|haven't|didn't|didnt|doesn't|doesnt) (?:really |much )?changed?\b"
)
_DOUBTFUL = re.compile(
    r"\?|\bnot (?:too|so|that|all that) (?:bad|good|great)\b|\bcould(?:n't|nt| not)?(?: \w+)? be\b"
    r"|\b(?:should|would|will|might|may|must) (?:be|feel|get|have)\b|(?:'d|\bhad|\byou) better\b"
    r"|\bor (?:maybe )?(?:a bit )?(?:worse|better|the same|same)\b|\bany (?:better|worse) or\b"
    r"|\b(?:better|worse|same) (?:before|yesterday|earlier|this morning|last)\b|\bas bad as\b"
    r"|\bif\b|\bhope|\bwish|\bwant|\bused to\b|\bfar from\b|\bdoubt"
    r"|\bunlikely\b|\banything but\b|\bless (?:good|well)\b"
)
"""Sayings that sound like an answer and are none."""
_HEDGING_TAIL = re.compile(r"(?:only )?not (?:by )?(?:much|a lot|completely|entirely|fully|totally)")
_BETWEEN = frozenset(
    "really any much a bit lot feel feels feeling felt got getting gotten become been quite actually the at all in "
    "even very significantly noticeably".split()
)
"""Words that may stand between a negation and what it negates."""
_BARE = frozenset("in on the my both of it is it's so too also as well".split())
"""With these words a region only adds to the clause beside it: "better in the leg, and in the back too"."""


class _UnclearError(Exception):
    """The words do not fit together."""


@dataclass(slots=True)
class _Found:
    """What the clauses have said so far."""

    regions: dict[Region, Change] = field(default_factory=dict)
    loose: list[Change] = field(default_factory=list)
    waiting: tuple[Region, ...] = ()
    pending: Change | None = None
    is_denied: bool = False
    is_hedged: bool = False


def read_change(clean: str, words: list[str]) -> Meaning | None:
    """The change that a clean text says, or None."""
    said, is_corrected = _last_word(clean)
    found = _Found(is_hedged=bool(HEDGES & set(words)))
    try:
        for clause in _CLAUSE.split(said):
            _take(clause.strip(), found)
        value = _overall(found)
    except _UnclearError:
        return None
    return Meaning(Question.CHANGE, value.value, found.regions, found.is_hedged, is_corrected=is_corrected)


def read_region(clean: str, change: Change) -> Meaning | None:
    """A bare "in the leg" as the answer to "better where?" or "worse where?"."""
    words = words_of(clean)
    where = _regions_of(words)
    if not where or not set(words) <= _BARE | set(_REGION_WORDS) | {"and", "i", "guess", "think", "um"}:
        return None
    return Meaning(Question.CHANGE, change.value, dict.fromkeys(where, change))


def _last_word(clean: str) -> tuple[str, bool]:
    """What is said after "no, I mean", and whether it corrects something said before."""
    for turn in reversed(list(_CORRECTION.finditer(clean))):
        before, after = _change_in(clean[: turn.start()]), _change_in(clean[turn.end() :])
        is_bare_no = turn[1] == "no" and "," not in turn[2]
        if before is not None and after is not None and not (is_bare_no and after is Change.BETTER):
            return clean[turn.end() :], True
    return clean, False


def _change_in(text: str) -> Change | None:
    try:
        return _change_of(text)
    except _UnclearError:
        return None


def _take(clause: str, found: _Found) -> None:
    words = words_of(clause)
    if _HEDGING_TAIL.fullmatch(clause):
        found.is_hedged = True
        return
    change, where = _change_of(clause), _regions_of(words)
    if change is None and where and set(words) <= _BARE | set(_REGION_WORDS) | NEGATIONS:
        change = _carried(found, is_denied=bool(NEGATIONS & set(words)))
        if change is None and not NEGATIONS & set(words):
            found.waiting += where
            return
    if change is None:
        found.is_denied |= bool(NEGATIONS & set(words))
        return
    found.pending = change
    where, found.waiting = where + found.waiting, ()
    if not where:
        found.loose.append(change)
    for region in where:
        if found.regions.setdefault(region, change) is not change:
            raise _UnclearError


def _carried(found: _Found, *, is_denied: bool) -> Change | None:
    """The change of the clause before, for "and in the back" or "not in the back"."""
    if is_denied and found.pending is Change.SAME:
        raise _UnclearError
    return Change.SAME if is_denied and found.pending else found.pending


def _overall(found: _Found) -> Change:
    said = {*found.loose, *found.regions.values()}
    is_torn = len(set(found.loose)) > 1 or (found.loose and len(said) > 1)
    if not said or is_torn or found.waiting or (found.is_denied and Change.BETTER in said):
        raise _UnclearError
    if found.regions:
        return found.regions.get(Region.LEG) or found.regions[Region.BACK]
    return found.loose[0]


def _change_of(clause: str) -> Change | None:
    """The one change that a clause says; None when it says none."""
    if _DOUBTFUL.search(clause):
        raise _UnclearError
    rest, n_same = _NO_CHANGE.subn(" ", clause.replace("more or less", " "))
    found = {Change.SAME} if n_same else set()
    words = words_of(rest)
    found.update(_judged(words, i, kind) for i, kind in _kinds_in(words))
    if len(found) > 1:
        raise _UnclearError
    return found.pop() if found else None


def _kinds_in(words: list[str]) -> Iterator[tuple[int, Change]]:
    for i, word in enumerate(words):
        if word in _KINDS and (word != "more" or _PAIN & set(words)):
            yield i, _KINDS[word]


def _judged(words: list[str], i: int, kind: Change) -> Change:
    """What the word at `i` says with the negations around it."""
    before, after = words[:i], words[i + 1 :]
    if before[-1:] and before[-1] in SHORT_NO:
        return _denied(words[i], kind)
    at = max((n for n, word in enumerate(before) if word in SCOPED), default=None)
    if at is not None:
        if not set(before[at + 1 :]) <= _BETWEEN:
            raise _UnclearError
        return _denied(words[i], kind)
    is_doubtful = bool(NEGATIONS & {*before, *after}) or before[-1:] == ["any"]
    if kind is Change.BETTER and is_doubtful:
        raise _UnclearError
    return kind


def _denied(word: str, kind: Change) -> Change:
    if kind is Change.SAME or word in _NO_COMPARISON:
        raise _UnclearError
    return Change.SAME


def _regions_of(words: list[str]) -> tuple[Region, ...]:
    found = {_REGION_WORDS[word] for word in words if word in _REGION_WORDS}
    if "both" in words and not found:
        found = {Region.LEG, Region.BACK}
    return tuple(sorted(found))
