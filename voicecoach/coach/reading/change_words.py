"""The words in which a change is said: good, bad and equal ones, regions, and sayings that sound alike and are none."""

import re
from collections.abc import Mapping

from voicecoach.coach.reading.words import COURTESY, FILLERS, HEDGES, NEGATIONS
from voicecoach.coach.symptoms import Change, Region

_GOOD = frozenset(
    "better improved improves improving improvement easier eased easing eases milder less".split()
)
_BAD = frozenset("worse worser worst worsened worsening increased more stronger bad badly sharper".split())
_SAME = frozenset("same unchanged equal similar".split())
KINDS: Mapping[str, Change] = {
    **dict.fromkeys(_GOOD, Change.BETTER),
    **dict.fromkeys(_BAD, Change.WORSE),
    **dict.fromkeys(_SAME, Change.SAME),
}
BAD_ALONE = frozenset({"bad", "badly"})
"""These compare nothing: "not bad" is not "the same"."""
PAIN = frozenset(
    "pain pains painful hurts hurt hurting sore soreness ache aches aching killing agony".split()
)

_LEG = (
    "leg legs buttock buttocks bum bottom thigh thighs hamstring calf calves shin ankle heel "
    "foot feet toe toes knee"
).split()
_BACK = ("back", "spine", "backs")
REGIONS: Mapping[str, Region] = {
    **dict.fromkeys(_LEG, Region.LEG),
    **dict.fromkeys((f"{word}'s" for word in _LEG), Region.LEG),
    **dict.fromkeys(_BACK, Region.BACK),
    "back's": Region.BACK,
}

TALK = re.compile(
    r"\bif (?:i'm (?:being )?honest|i am honest|you ask me|anything)\b|\bto be honest\b"
    r"|\bi must say\b|\bthank (?:you|god|goodness)\b"
    r"|\b(?:than|as) (?:it was |it did )?before\b|\b(?:than|as) it (?:was|did)\b"
    r"|\bthanks for asking\b|\bi'm sorry to say\b"
)
"""Manners, and the comparison that the question asks for."""
ALSO_BETTER = re.compile(
    r"\b(?:doesn't|does not|doesnt|isn't|is not|not) (?:hurt(?:ing)? )(?:as|so|quite as"
    r"|nearly as) (?:much|bad|badly)"
    r"(?: any ?more| now)?(?=$|[,.!])|\b(?:eased|easing|eases) (?:off|up)\b"
)
"""More words for it, and the only denial that says so."""
NO_CHANGE = re.compile(
    r"\bno (?:real |big |great )?(?:change|different|difference)\b|\bnothing (?:has |is "
    r"|'s )?(?:changed|different)\b"
    r"|\b(?:not|hasn't|hasnt|haven't|didn't|didnt|doesn't|doesnt) (?:really |much )?changed?\b"
)
DOUBTFUL = re.compile(
    r"\?|\bnot (?:too|so|that|all that|as|half) (?:bad|good|great)\b|\bcould(?:n't|nt| not)?(?: \w+)? be\b"
    r"|(?:'d|\bhad|\byou|\bi) better\b|\b(?:never|never been|never felt|have been|has been"
    r"|'s been|'ve been|been) better\b"
    r"|\bor (?:maybe )?(?:a bit )?(?:worse|better|the same|same|not)\b|\bany (?:better|worse) or\b"
    r"|\b(?:better|worse|same) (?:before|yesterday|earlier|this morning|last|not|than|off|rest"
    r"|safe|late)\b|\bas (?:bad|good|sore|painful)\b"
    r"|\blike (?:it |that |this |to |better\b)"
    r"|\bthink better\b|\bbetter feeling\b|\bno more pain\b(?! than)|\bdreams?\b|\b(?:anything"
    r"|everything|all|nothing) but\b"
    r"|\bfar from\b|\bdoubt|\bunlikely\b|\bthe better\b|\b(?:gone|going|goes|went|moved|moving) down\b"
    r"|\bless (?:and less )?(?:good|well|better|improve\w*|improving|eas\w+|mild\w*)\b"
)
"""Sayings that sound like an answer and are none: they make the whole text unclear.

Pain that went "down" may have gone down the leg.
"""
MOVED = re.compile(
    r"\bnow (?:it's |it is |the pain is |also )?(?:in|down|at)\b|\b(?:in|is) (?:my|the) (?:toes?"
    r"|foot|calf|thigh) now\b"
    r"|\b(?:moved|moving|further|lower down|spread|spreading|shooting|shoots)\b"
    rf"|\bbut (?:also )?(?:in |on )?(?:my |the )?(?:left |right )?(?:{'|'.join(REGIONS)})\W*$"
)
"""Pain that comes elsewhere, or a place left hanging: neither "better" nor "the same" holds beside it."""
PLAINLY_WORSE = re.compile(
    r"\b(?:not|no|isn't|isnt) (?:any )?better,? (?:but |in fact |actually |rather |it's |it is )*worse\b"
    r"|\bworse(?:,| and) (?:it's )?not better\b"
)
"""What is not better, but worse, is worse."""
NO_SUBJECT = frozenset("nothing nobody nowhere none without".split())
"""Before a good word these say neither "better" nor "the same"."""
HEDGING_TAIL = re.compile(r"(?:only )?not (?:by )?(?:much|a lot|completely|entirely|fully|totally)")
BETWEEN = frozenset(
    "really any much a bit lot feel feels feeling felt got getting gotten become been quite "
    "actually the at all in "
    "even very significantly noticeably ".split()
)
"""Words that may stand between a negation and what it negates."""
BARE = frozenset("in on the my both of it is it's so too also as well".split())
"""With these words a region only adds to the clause beside it: "better in the leg, and in the back too"."""

_DEGREES = (
    "much lot lots bit little slightly somewhat touch tad wee way far far heaps loads rather "
    "quite very definitely "
    "certainly clearly really actually noticeably significantly considerably marginally slowly "
    "gradually deal good"
).split()
_SMALL = (
    "i i'd i've it's that's this that these there has have 's been got getting become is are "
    "does feels felt feel "
    "feeling say me of with in on at down from inside both all side sides left right upper "
    "lower middle and also too "
    "as well even still about already today now than yes yeah yep ok okay oh hello tis any only "
    "here there afraid"
).split()
_EXERCISE = (
    "exercise exercises stretch stretches stretching movement press ups after this since symptoms sciatica pain"
).split()
KNOWN = (
    frozenset([*_DEGREES, *_SMALL, *_EXERCISE, *KINDS, *REGIONS])
    | PAIN
    | FILLERS
    | HEDGES
    | COURTESY
    | NEGATIONS
)
"""What may stand in a clause that says "better"."""
