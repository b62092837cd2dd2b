"""Text to meaning: what a person's words say, spoken or typed. Guesses nothing: None is "unclear".

How it works: the text is cleaned to lower-case words without fillers. A command or a red flag is looked for
first, since both count at every question. Then each question has its own small reader. Rules that protect the
person: a negated good word is never "better"; a stop word inside a longer answer is still a stop; two answers
that exclude each other are unclear, unless the second corrects the first ("better, no, worse").
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from voicecoach.coach.phrases import UNCLEAR, Question
from voicecoach.coach.symptoms import Change, Region

ALARM_VALUE = "something-wrong"
ALL_CLEAR_VALUE = "all-clear"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer says.

    `question` is the vocabulary that understood it: CONTROL for a command, SCREENING for a red flag, whatever was
    asked. `value` is one of the words of the `hear` contract. `regions` binds changes to leg and back where the
    words did so. `is_hedged`: "a bit". `is_pain`: "that hurts". `is_corrected`: "better, no, worse".
    `is_middle`: the middle of the back.
    """

    question: Question
    value: str
    regions: Mapping[Region, Change] = field(default_factory=dict)
    is_hedged: bool = False
    is_pain: bool = False
    is_corrected: bool = False
    is_middle: bool = False


_FILLERS = frozenset(
    "um uh er erm hmm mm oh well so ok okay please just like i'd say i guess think maybe it is it's its that's now "
    "a the my i'm am are was feels feel feeling really actually honestly kind sort of".split()
)
_HEDGES = frozenset("bit little slightly somewhat maybe guess think kind sort probably".split())
_NEGATIONS = frozenset(
    "not no never isn't wasn't aren't hasn't haven't don't doesn't didn't can't won't without nothing hardly".split()
)

_COMMANDS: Mapping[str, str] = {
    "stop": "stop",
    "pause": "pause",
    "wait": "pause",
    "hold on": "pause",
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
    "quit": "quit",
    "exit": "quit",
    "slower": "slower",
    "faster": "faster",
}
_PAIN_WORDS = frozenset({"ouch", "ow", "hurts", "hurting"})
_STOP_WORDS = frozenset({"stop"})
_BACK_IS_A_PLACE = frozenset({Question.LOCATION, Question.CHANGE})

_ALARM_PHRASES = ("something is wrong", "something's wrong", "something wrong")
_ALARM_WORDS = frozenset(
    "numb numbness weak tingling bladder bowel bowels incontinent saddle weakness paralysed paralyzed".split()
)

_GOOD = frozenset({"better", "improved", "improving", "easier", "less"})
_BAD = frozenset({"worse", "worst", "increased", "more", "stronger", "bad", "badly", "sharper"})
_SAME = frozenset({"same", "unchanged", "equal", "similar"})
_KINDS: Mapping[str, Change] = {
    **dict.fromkeys(_GOOD, Change.BETTER),
    **dict.fromkeys(_BAD, Change.WORSE),
    **dict.fromkeys(_SAME, Change.SAME),
}
_SCOPED = _NEGATIONS - {"no"}
"""Negations that reach over a few words; "no" negates only the very next one ("no, it is worse")."""

_REGION_WORDS: Mapping[str, Region] = {
    **dict.fromkeys(("leg", "legs", "buttock", "bum", "thigh", "calf", "foot", "toes", "knee"), Region.LEG),
    **dict.fromkeys(("back", "spine"), Region.BACK),
}

_FROM_THE_SPINE_DOWN = ("none", "back", "buttock", "thigh", "calf", "foot")
_PLACES: Mapping[str, str] = {
    "back": "back",
    "spine": "back",
    "buttock": "buttock",
    "buttocks": "buttock",
    "bum": "buttock",
    "butt": "buttock",
    "thigh": "thigh",
    "hamstring": "thigh",
    "knee": "calf",
    "calf": "calf",
    "shin": "calf",
    "foot": "foot",
    "feet": "foot",
    "toe": "foot",
    "toes": "foot",
    "heel": "foot",
    "ankle": "foot",
    "none": "none",
    "nowhere": "none",
}
_NO_PAIN = re.compile(r"\b(no (more )?pain|(pain )?(is |all )?gone|pain free|nothing hurts)\b")

_NOT_A_PLACE = _NEGATIONS | frozenset({"gone", "left", "or", "above", "below"})

_YES = frozenset({"yes", "yeah", "yep", "yup", "sure", "correct", "right", "absolutely"})
_NO = frozenset({"no", "nope", "nah"})
_POLITE = frozenset({"thanks", "thank", "you"})

_SIDES: Mapping[str, str] = {
    "left": "left",
    "right": "right",
    "both": "both",
    "neither": "both",
    "middle": "middle",
    "center": "middle",
    "centre": "middle",
}

_NUMBERS: Mapping[str, int] = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {str(n): n for n in range(11)}

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)?")
_CLAUSE = re.compile(r"\bbut\b|\band\b|[,;.]+(?!\d)")
_CORRECTION = re.compile(r"(?:\b(?:no|sorry|i mean|or rather|correction|actually)\b[\s,]+)")


def understand(question: Question, text: str) -> Meaning | None:
    """The meaning of `text` as an answer to `question`, or None when it is unclear."""
    clean = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    words = _WORD.findall(clean)
    if not words or " ".join(words) in UNCLEAR:
        return None
    return _command(question, words) or _alarm(words) or _READERS[question](clean, words)


def _command(question: Question, words: list[str]) -> Meaning | None:
    plain = " ".join(words)
    core = " ".join(word for word in words if word not in _FILLERS)
    value = _COMMANDS.get(plain) or _COMMANDS.get(core)
    if value is None and core == "back" and question not in _BACK_IS_A_PLACE:
        value = "back"
    if value is None and _STOP_WORDS & set(words) and not _NEGATIONS & set(words):
        value = "stop"
    if (
        value is None
        and question is not Question.CHANGE
        and _PAIN_WORDS & set(words)
        and not _NEGATIONS & set(words)
    ):
        value = "pause" if question is Question.CONTROL or len(words) <= 3 else None
    if value is None:
        return None
    return Meaning(Question.CONTROL, value, is_pain=bool(_PAIN_WORDS & set(words)))


def _alarm(words: list[str]) -> Meaning | None:
    plain = " ".join(words)
    is_said = any(phrase in plain for phrase in _ALARM_PHRASES) or bool(_ALARM_WORDS & set(words))
    if is_said and not _NEGATIONS & set(words):
        return Meaning(Question.SCREENING, ALARM_VALUE)
    return None


def _read_change(clean: str, words: list[str]) -> Meaning | None:
    corrected = _CORRECTION.split(clean)
    said_before = [_change_of(part) for part in corrected[:-1]]
    is_corrected = len(corrected) > 1 and any(said_before) and _change_of(corrected[-1]) is not None
    if is_corrected:
        clean = corrected[-1]
    regions: dict[Region, Change] = {}
    loose: list[Change] = []
    pending: Change | None = None
    for clause in _CLAUSE.split(clean):
        if not clause.strip():
            continue
        change = _change_of(clause)
        where = _regions_of(clause)
        if change is None and where and pending is not None:
            change = pending
        if change is None:
            if _WORD.findall(clause) and _is_doubtful(clause):
                return None
            continue
        pending = change
        if not where:
            loose.append(change)
        for region in where:
            if regions.get(region, change) is not change:
                return None
            regions[region] = change
    value = _overall(regions, loose)
    if value is None:
        return None
    return Meaning(
        Question.CHANGE, value.value, regions, bool(_HEDGES & set(words)), is_corrected=is_corrected
    )


def _overall(regions: Mapping[Region, Change], loose: list[Change]) -> Change | None:
    if len(set(loose)) > 1:
        return None
    if regions and loose and any(change is not loose[0] for change in regions.values()):
        return None
    if Region.LEG in regions:
        return regions[Region.LEG]
    if regions:
        return regions[Region.BACK]
    return loose[0] if loose else None


def _change_of(clause: str) -> Change | None:
    """The one change that a clause says; None when it says none, or two."""
    if _is_doubtful(clause):
        return None
    words = _WORD.findall(clause)
    if _is_no_change(words):
        return Change.SAME
    found: set[Change] = set()
    for i, word in enumerate(words):
        kind = _KINDS.get(word)
        if kind is None or (word == "more" and not {"pain", "hurts"} & set(words)):
            continue
        is_negated = words[max(0, i - 1) : i] == ["no"] or bool(_SCOPED & set(words[max(0, i - 4) : i]))
        if is_negated and kind is Change.SAME:
            return None
        found.add(Change.SAME if is_negated else kind)
    return found.pop() if len(found) == 1 else None


def _is_no_change(words: list[str]) -> bool:
    plain = " ".join(words)
    return any(
        phrase in plain
        for phrase in (
            "no change",
            "no different",
            "no difference",
            "not changed",
            "hasn't changed",
            "nothing changed",
        )
    )


def _is_doubtful(clause: str) -> bool:
    """Sayings that sound like an answer and are none."""
    return bool(
        re.search(
            r"\bnot (too|so|that) (bad|good|great)\b|\bcould(n't| not) be (better|worse)\b|\bcould be (better|worse)\b"
            r"|\?|\bor (worse|better|the same)\b|\bif\b|\bhope|\bused to\b",
            clause,
        )
    )


def _regions_of(clause: str) -> tuple[Region, ...]:
    words = _WORD.findall(clause)
    found = {_REGION_WORDS[word] for word in words if word in _REGION_WORDS}
    if "both" in words:
        found = {Region.LEG, Region.BACK}
    return tuple(sorted(found))


def _read_yes_no(clean: str, words: list[str]) -> Meaning | None:
    core = [word for word in words if word not in _FILLERS and word not in _POLITE]
    is_yes, is_no = bool(_YES & set(core)), bool(_NEGATIONS & set(core) or _NO & set(core))
    if is_yes == is_no or len(core) > 3:
        return None
    if is_no and not _NO & set(core):
        return None
    return Meaning(Question.YES_NO, "yes" if is_yes else "no")


def _read_rating(clean: str, words: list[str]) -> Meaning | None:
    scale = re.sub(r"\b(out of|of|from) (10|ten)\b|/\s*10\b", " ", clean)
    said = [_NUMBERS[word] for word in _WORD.findall(scale) if word in _NUMBERS]
    has_other_number = any(w[0].isdigit() and w not in _NUMBERS for w in _WORD.findall(scale))
    if len(set(said)) != 1 or has_other_number or (_NEGATIONS & set(words) and "no" not in words):
        return None
    return Meaning(Question.RATING, str(said[0]), is_hedged="about" in words or "maybe" in words)


def _only(table: Mapping[str, str], words: Iterable[str]) -> str | None:
    found = {table[word] for word in words if word in table}
    return found.pop() if len(found) == 1 else None


def _read_side(clean: str, words: list[str]) -> Meaning | None:
    value = None if _NEGATIONS & set(words) else _only(_SIDES, words)
    return Meaning(Question.SIDE, value) if value else None


def _read_location(clean: str, words: list[str]) -> Meaning | None:
    if _NO_PAIN.search(clean) and not set(_PLACES) & set(words) - {"none"}:
        return Meaning(Question.LOCATION, "none")
    places = {_PLACES[word] for word in words if word in _PLACES}
    if not places or _NOT_A_PLACE & set(words) or ("none" in places and len(places) > 1):
        return None
    value = max(places, key=_FROM_THE_SPINE_DOWN.index)
    return Meaning(Question.LOCATION, value, is_middle=value == "back" and "middle" in words)


def _read_screening(clean: str, words: list[str]) -> Meaning | None:
    core = [word for word in words if word not in _FILLERS]
    return Meaning(Question.SCREENING, ALL_CLEAR_VALUE) if core == ["all", "clear"] else None


def _read_control(clean: str, words: list[str]) -> Meaning | None:
    return None


_READERS: Mapping[Question, Callable[[str, list[str]], Meaning | None]] = {
    Question.CHANGE: _read_change,
    Question.YES_NO: _read_yes_no,
    Question.RATING: _read_rating,
    Question.SIDE: _read_side,
    Question.LOCATION: _read_location,
    Question.SCREENING: _read_screening,
    Question.CONTROL: _read_control,
}
