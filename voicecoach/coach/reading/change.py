"""Better, worse or the same: reading a change, and the regions it was said of.

How it works: the text is cut into clauses ("better in the leg, but worse in the back"), also where no comma stands
between two regions, and each clause says one change, or none. Whatever does not fit together is unclear. Rules that
protect the person: a negated good word is never "better"; a negation that cannot be placed makes the whole answer
unclear; "worse" is only taken back by a negation right before it; a clause that says "better" may hold nothing but
known words ("the mattress is better"), and with other talk beside it, the answer is asked back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.change_words import (
    ALSO_BETTER,
    BAD_ALONE,
    BARE,
    BETWEEN,
    DOUBTFUL,
    HEDGING_TAIL,
    KINDS,
    KNOWN,
    MOVED,
    NO_CHANGE,
    NO_SUBJECT,
    PAIN,
    PLAINLY_WORSE,
    REGIONS,
    TALK,
)
from voicecoach.coach.reading.corrections import last_turns
from voicecoach.coach.reading.words import HEDGES, NEGATIONS, SCOPED, SHORT_NO, words_of
from voicecoach.coach.symptoms import Change, Region

_CLAUSE = re.compile(r"\bbut\b|\band\b|\bwhile\b|\bwhereas\b|\bthough\b|[,;.!:]+(?!\d)")
_PLAIN_NO = re.compile(r"no\s+")


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
    has_other_talk: bool = False


def read_change(text: str, words: list[str]) -> Meaning | None:
    """The change that a clean text says, or None."""
    plain = PLAINLY_WORSE.sub(" worse ", ALSO_BETTER.sub(" milder ", TALK.sub(" ", text)))
    if DOUBTFUL.search(plain):
        return None
    said, is_corrected = _last_word(plain)
    found = _Found(is_hedged=bool(HEDGES & set(words)))
    try:
        for clause in _clauses(said):
            _take(clause, found)
        value = _overall(found)
    except _UnclearError:
        return None
    if value is not Change.WORSE and MOVED.search(plain):
        return None
    is_doubtful = is_corrected or (found.has_other_talk and value is not Change.WORSE)
    return Meaning(Question.CHANGE, value.value, found.regions, found.is_hedged, is_corrected=is_doubtful)


def read_region(clean: str, change: Change) -> Meaning | None:
    """A bare "in the leg" as the answer to "better where?" or "worse where?"."""
    words = words_of(clean)
    where = _regions_of(words)
    is_bare = set(words) <= BARE | set(REGIONS) | {"and", "i", "guess", "think", "um"}
    if not where or not is_bare or "?" in clean:
        return None
    return Meaning(Question.CHANGE, change.value, dict.fromkeys(where, change))


def _last_word(text: str) -> tuple[str, bool]:
    """What is said after "no, I mean", and whether it corrects something said before."""
    for turn in last_turns(text):
        before, after = text[: turn.start()], text[turn.end() :]
        now = _change_in(after)
        if now is None or _change_in(before) is None:
            continue
        if not _PLAIN_NO.fullmatch(turn[0]) or (now is Change.WORSE and _is_only_a_change(before)):
            return after, True
    return text, False


def _is_only_a_change(text: str) -> bool:
    """Whether "better no worse" turns around at its "no": nothing before it says where, or denies, or pauses."""
    words = words_of(text)
    return (
        not _regions_of(words) and not NEGATIONS & set(words) and not text.rstrip().endswith((",", ";", "."))
    )


def _change_in(text: str) -> Change | None:
    """The one change that a text says, whatever its regions."""
    try:
        said = {change for clause in _clauses(text) if (change := _change_of(clause)) is not None}
    except _UnclearError:
        return None
    return said.pop() if said and Change.WORSE not in said else Change.WORSE if said else None


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        yield from _pairs(clause.strip())


def _pairs(clause: str) -> list[str]:
    """A clause cut in two between "better in the leg" and "worse in the back", or "leg better" and "back worse"."""
    words = words_of(clause)
    marks = [
        (i, "k" if word in KINDS else "r") for i, word in enumerate(words) if word in KINDS or word in REGIONS
    ]
    order = "".join(mark for _, mark in marks)
    if order not in ("krkr", "rkrk", "rkkr", "krrk"):
        return [clause]
    at = marks[1][0] + 1
    return [" ".join(words[:at]), " ".join(words[at:])]


def _take(clause: str, found: _Found) -> None:
    words = words_of(clause)
    if HEDGING_TAIL.fullmatch(clause):
        found.is_hedged = True
        return
    change, where = _change_of(clause), _regions_of(words)
    if change is None and where and set(words) <= BARE | set(REGIONS) | NEGATIONS:
        change = _carried(found, is_denied=bool(NEGATIONS & set(words)))
        if change is None and not NEGATIONS & set(words):
            found.waiting += where
            return
    found.has_other_talk |= not set(words_of(NO_CHANGE.sub(" ", clause))) <= KNOWN
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
    is_torn = found.loose and len(said) > 1
    if not said or is_torn or (found.is_denied and Change.BETTER in said):
        raise _UnclearError
    if found.regions:
        return found.regions.get(Region.LEG) or found.regions[Region.BACK]
    return found.loose[0]


def _change_of(clause: str) -> Change | None:
    """The one change that a clause says; None when it says none."""
    rest, n_same = NO_CHANGE.subn(" ", clause.replace("more or less", " "))
    found = {Change.SAME} if n_same else set()
    words = words_of(rest)
    found.update(_judged(words, i, kind) for i, kind in _kinds_in(words))
    if len(found) > 1 or (Change.BETTER in found and not set(words) <= KNOWN):
        raise _UnclearError
    return found.pop() if found else None


def _kinds_in(words: list[str]) -> Iterator[tuple[int, Change]]:
    for i, word in enumerate(words):
        is_comparison = word != "more" or PAIN & set(words) or words[i + 1 : i + 2] in (["in"], ["down"])
        if word in KINDS and is_comparison:
            yield i, KINDS[word]


def _judged(words: list[str], i: int, kind: Change) -> Change:
    """What the word at `i` says with the negations around it."""
    earlier = next((n + 1 for n in reversed(range(i)) if words[n] in KINDS), 0)
    before, after = words[:i], words[i + 1 :]
    if len(SCOPED & set(before[earlier:])) > 1 or sum(word == "not" for word in before[earlier:]) > 1:
        raise _UnclearError
    if before and before[-1] in SHORT_NO:
        return _denied(words[i], kind)
    at = max((n for n, word in enumerate(before) if word in SCOPED), default=None)
    if at is not None:
        if before[at] in NO_SUBJECT or not set(before[at + 1 :]) <= BETWEEN:
            raise _UnclearError
        return _denied(words[i], kind)
    is_doubtful = bool(NEGATIONS & {*before, *after}) or before[-1:] == ["any"]
    if kind is Change.BETTER and is_doubtful:
        raise _UnclearError
    return kind


def _denied(word: str, kind: Change) -> Change:
    if kind is Change.SAME or word in BAD_ALONE:
        raise _UnclearError
    return Change.SAME


def _regions_of(words: list[str]) -> tuple[Region, ...]:
    found = {REGIONS[word] for word in words if word in REGIONS}
    if "both" in words and not found:
        found = {Region.LEG, Region.BACK}
    return tuple(sorted(found))
