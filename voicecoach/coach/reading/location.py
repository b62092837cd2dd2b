"""The lowest point of the pain, in everyday words.

How it works: the text is cut into clauses. The furthest place that is said counts; one that is denied or left behind
("gone from my leg") only counts as such where another clause names the place, and then the answer is asked back. Rules
that protect the person: a "leg" without its part is no place and outweighs the back; the adverb "back" ("it came back")
is none; "gone" counts only when it is the whole answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.corrections import corrected
from voicecoach.coach.reading.words import DOUBTS, NEGATIONS, without_fillers, words_of

_FROM_THE_SPINE_DOWN = ("back", "buttock", "leg", "thigh", "calf", "foot")
"""A "leg" without its part is somewhere below the buttock, no place of its own."""
_PLACES: Mapping[str, str] = {
    **dict.fromkeys("back spine lumbar waist backs".split(), "back"),
    **dict.fromkeys(
        "buttock buttocks bum butt butts bottom backside arse ass glute glutes behind rear hip hips".split(),
        "buttock",
    ),
    **dict.fromkeys("thigh thighs hamstring hamstrings quad quads".split(), "thigh"),
    **dict.fromkeys("leg legs".split(), "leg"),
    **dict.fromkeys("knee knees calf calves shin shins".split(), "calf"),
    **dict.fromkeys("foot feet toe toes heel heels ankle ankles sole soles instep".split(), "foot"),
}
_PHRASES = tuple(
    (re.compile(rf"\b(?:{said})\b"), f" {place} ")
    for said, place in (
        (r"(?:bottom|base|small|foot) of (?:my |the )?(?:back|spine)", "spine"),
        (
            r"(?:upper|top of (?:my|the)) (?:legs?|thighs?)|(?:just )?above (?:my |the )?knees?",
            "thigh",
        ),
        (r"lower legs?|(?:just )?below (?:my |the )?knees?|behind (?:my |the )?knees?", "calf"),
        (r"butt ?cheeks?|bum ?cheeks?|rear end|back ?side", "buttock"),
        (r"back (?:pain|ache)|backache", "spine"),
    )
)
_BACK_NO_PLACE = re.compile(
    r"\bback (?:of|to|again|where|into|from|with)\b|\b(?:lying|lie|laying|lay|flat|rest|resting"
    r"|rolled?|turned?) on my back\b"
    r"|(?<!my )(?<!the )(?<!lower )(?<!low )\bback (?:in|on|at|down|up)\b"
    r"|\bbehind (?:it|that|us|me)\b|\bfrom behind\b"
)
_BEFORE_BACK = frozenset(
    "my the lower low upper mid middle whole in into from to and just only um uh er oh well so now then yes no".split()
)
"""Only after these, or first of all, "back" is a place, and not a way ("it came back", "take me back")."""
_NOT_ONE_PLACE = frozenset(
    "or almost nearly above below between towards toward somewhere less neither nor".split()
)
_NOT_ONLY = re.compile(
    r"\b(?:not|isn't|isnt) (?:just|only|even|really|so)\b|\bno longer only\b|\bnot .* and\b"
    r"|\b(?:anywhere|anything|everywhere|nowhere|nothing|all|pain) but\b|\b(?:except|apart"
    r"|besides|other than|further than)\b"
)
_LEFT_BEHIND = re.compile(
    r"\bleft (?:the|my)\b|\bgone\b(?! (?:down )?(?:to|into)\b)|\bout of\b|\baway from\b|\bno longer\b"
)
_IS_WELL = re.compile(
    r"\b(?:is|are|'s|feels?|seems) (?:quite |all |now |much |totally |completely )*"
    r"(?:fine|good|ok|okay|clear|normal|right|alright|free|better|great)\b|\bfine\b"
)
_FURTHER = re.compile(r"\b(?:down|further|lower)\b")
_DOWN_TO = re.compile(r"\bdown (?:to|into|in|at|as far as)\b")
_LOWER_BACK = re.compile(
    r"\b(?:lower|low down in|further down) (?:left |right |part of )?(?:my |the )?(?:back|spine)\b"
)
_NO = frozenset({"no", "nope"})
_YES_OR_NO = frozenset("no wait yes nope yeah sorry oh well um so ah hmm".split())
_CLAUSE = re.compile(r"\bbut\b|[,;.!:]+")

_NO_PAIN = re.compile(
    r"(?:(?:have|there|there's) )?(?:no|zero) (?:more )?pain(?: at all| any more| anymore| left"
    r"| anywhere| today)*"
    r"|(?:(?:pain|everything|has|have|all|completely|totally|fully) )*gone(?: completely| away| altogether)?"
    r"|(?:completely |totally )?pain free|nothing hurts(?: any more| anymore| at all)*|none(?: at all)?|nowhere"
    r"|(?:doesn't|does not) hurt(?: any more| anymore| at all)*"
    r"|don't have (?:any )?pain(?: any more| anymore| at all)*"
    r"|can't feel any pain(?: any more| anymore| at all)*"
)
"""The only ways to say that there is none, in the words without fillers: "almost gone" is not among them."""


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    is_middle: bool
    is_contrast: bool


def is_no_pain(words: list[str]) -> bool:
    """Whether the words say, plainly and as a whole, that there is no pain."""
    return not DOUBTS & set(words) and bool(_NO_PAIN.fullmatch(" ".join(without_fillers(words))))


def read_location(text: str, words: list[str]) -> Meaning | None:
    """The furthest place that is said, or the one after a correction."""
    if is_no_pain(words):
        return Meaning(Question.LOCATION, "none")
    plain = text.replace("'s", " 's")
    for phrase, place in _PHRASES:
        plain = phrase.sub(place, plain)
    plain = _BACK_NO_PLACE.sub(" ", plain)
    after = corrected(plain, _place)
    place_said = after or _place(plain)
    is_hedged = bool(DOUBTS & set(words))
    if place_said is None:
        return None
    return Meaning(
        Question.LOCATION,
        place_said.name,
        is_hedged=is_hedged,
        is_corrected=is_hedged or after is not None or place_said.is_contrast,
        is_middle=place_said.is_middle,
    )


def _place(text: str) -> _Place | None:
    words = set(words_of(text))
    if _NOT_ONE_PLACE & words or _NOT_ONLY.search(text):
        return None
    said: set[str] = set()
    is_contrast = False
    for clause in _CLAUSE.split(text):
        in_clause = words_of(clause)
        places = _places(in_clause)
        if said and _NO & set(in_clause) and set(in_clause) <= _YES_OR_NO:
            return None
        if not _is_denied(clause, in_clause):
            said |= places
        elif places:
            is_contrast = True
        else:
            return None
    name = max(said, key=_FROM_THE_SPINE_DOWN.index, default="leg")
    if name == "leg" or _goes_further(text, name, said):
        return None
    is_middle = name == "back" and bool({"middle", "center", "centre"} & words)
    return _Place(name, is_middle, is_contrast)


def _places(words: list[str]) -> set[str]:
    found = {_PLACES[word] for word in words if word in _PLACES}
    is_back = any(
        word in ("spine", "lumbar", "waist")
        or (word in ("back", "backs") and {*words[:i][-1:]} <= _BEFORE_BACK)
        for i, word in enumerate(words)
    )
    return found if is_back else found - {"back"}


def _goes_further(text: str, name: str, said: set[str]) -> bool:
    """Whether the pain may go beyond the furthest place that has a name: "the back, and down the leg"."""
    if name in ("back", "buttock"):
        text = _DOWN_TO.sub(" ", _LOWER_BACK.sub(" ", text))
    elif name != "thigh" or "leg" not in said:
        return False
    return bool(_FURTHER.search(text))


def _is_denied(clause: str, words: list[str]) -> bool:
    """Whether a clause says where the pain is not. A "no" alone says nothing of the kind."""
    if set(words) <= _YES_OR_NO:
        return False
    return bool(NEGATIONS & set(words)) or bool(_LEFT_BEHIND.search(clause) or _IS_WELL.search(clause))
