"""Red flags in what a person says: found anywhere, at any question. When in doubt, it is one: it is asked about.

How it works: the text is cut into clauses, and each is searched for the words and sayings below. A flag is denied only
by a negation right before it, with nothing but harmless words between: "no numbness", "not numb", "I haven't had any
trouble with my bladder", but not "not only numb", "no numbness until today". Tingling in the leg or foot belongs to
sciatica and is no flag; between the legs, or when it is new, it is one.
"""

import re
from collections.abc import Iterator

from voicecoach.coach.reading.words import NEGATIONS, SHORT_NO, words_of

_LIMB = (
    r"(?:legs?|foot|feet|toes?|thighs?|calf|calves|heels?|soles?|knees?|ankles?|bum|bottom"
    r"|buttocks?|groin|genitals|"
    r"privates?|arms?|hands?)"
)
_MINE = r"(?:(?:my|the|both|either|any of my|it|a|left|right|whole|big|little|of|in|down)\s)*"
_CAN_NOT = (
    r"(?:can't|cannot|can not|cant|can nae|cannae|couldn't|couldnt|could not|unable to"
    r"|(?:can |could )?(?:hardly|barely|scarcely))"
)
_SADDLE = (
    r"(?:saddle|groin|genitals?|genital area|privates?|private parts|crotch|perineum"
    r"|nether regions|(?:down|there) below"
    r"|down there|(?:between|inside) (?:my|the|both) (?:legs|thighs)|inner thighs?|anus|rectum"
    r"|vagina|vulva|penis|scrotum"
    r"|testicles?|back passage|front passage|bottom|bum|seat|where i (?:sit|wipe))"
)
_TINGLING = (
    r"(?:tingl(?:es?|ing|y)|pins (?:and|an|'?n'?|&) needles|prick(?:ing|ling|ly)|burning|buzzing|crawling)"
)
_NEW = r"(?:new|newly|sudden|suddenly|started|starting|spreading|spread|worsening)"

_NAMED = (
    r"numb(?:ness|ed|ing)?|deadened|deadness|weak(?:ness|nesses|er|ened|ening)?|bladder|bowels?"
    r"|incontinen(?:t|ce)"
    r"|saddle|paraly[sz]ed|paralysis|waterworks|leak(?:s|ed|ing|age)"
    rf"|{_LIMB}(?:'s|s| is| are| has| have|'ve)?(?: (?:gone|went|all|feels?|completely|quite"
    rf"|a bit|totally|fallen|fell|to"
    rf"|going))* (?:dead|asleep|sleep|floppy|limp|useless)|dead (?:leg|foot)"
    rf"|(?:no|any|lost|losing|loss of|lose|without|less|reduced) (?:all |the |any |my |some "
    rf"|much )*(?:feeling|sensation)"
    rf"|{_CAN_NOT} (?:really |even )?feel (?:{_MINE}(?:\w+ )?{_LIMB}\b(?! (?:pain|ache|hurt))"
    rf"|(?:anything|much|a thing|nothing|touch)\b|when i|if i|myself|it when i|the (?:paper|floor"
    rf"|ground|seat|toilet))"
    rf"|(?:don't|dont|do not|doesn't|no longer) feel {_MINE}{_LIMB}(?=$|\W*$| any ?more| at all)"
    rf"|{_CAN_NOT} (?:really |even )?(?:move|lift|raise|wiggle|bend|hold up|pick up|control|use) {_MINE}{_LIMB}"
    r"|(?:foot|toes?)(?:'s| is| keeps?| has| have)* (?:drop(?:s|ping|ped)?|drag(?:s|ging|ged)?"
    r"|slapping|flopping)"
    rf"|drop(?:ped|ping)? foot|drag(?:ging|s)? (?:my|the) (?:left |right )?(?:foot|leg|toes)"
    r"|trip(?:s|ping|ped)? (?:up )?over (?:my|the)(?: own)? (?:foot|feet|toes)"
    rf"|(?:legs?|knees?|foot|ankle)(?:'s|s)?(?: \w+){{0,2}} (?:g(?:ave|ives?|iving|iven|ive|oing"
    rf"|oes|one|onna give)"
    r" (?:way|out)(?: (?:on|from|under|beneath)\b)?|buckl(?:es?|ed|ing)|collaps(?:es?|ed|ing))"
    r"|giving way|gave way|gives way|give way|given way"
    r"|(?:wet|wetting|soil(?:ed|ing)?|pooe?d|peed|poo(?:ing)?|messed|shat|pissed"
    r"|crapped) (?:myself|me?self|mysel|the bed"
    r"|my (?:pants|trousers|knickers|underwear|bed|pad)|(?:in |on )?my\s?self)"
    r"|accident in my (?:pants|trousers|bed)"
    rf"|{_CAN_NOT} (?:\w+ )?(?:pee|wee|urinate|piss|poo|pass (?:water|urine)"
    rf"|go to (?:the )?(?:toilet|loo|bathroom)"
    r"|empty my|start to (?:pee|wee)|hold (?:it in|on to my|my (?:urine|water|pee|wee|stool|poo"
    r"|bladder|bowels?)))"
    r"|(?:trouble|difficult(?:y|ies)?|problems?|hard|struggl(?:e|ing)|issues?)"
    r"(?: (?:with|in|to|starting|my|the|going|using|holding|passing|on|at|get|getting))*"
    r" (?:pee|wee|peeing|weeing|urine|urinating|urinate|water|toilet|loo|bathroom|stools?|poo|pooing)"
    r"|(?:lost|losing|lose|no|loss of|without|less) control(?: of| over)? (?:my|the)? ?\w+"
    r"|(?:less|no|any|lost|losing|lose|loss of|without) (?:all |the |any |my |much )*(?:strength|power)"
    rf"|(?:sex|intercourse)(?: \w+){{0,3}} (?:numb|feeling|feel)"
    rf"|{_TINGLING}(?: \w+){{0,5}} {_SADDLE}|{_SADDLE}(?: \w+){{0,4}} {_TINGLING}"
    rf"|{_NEW}(?: \w+){{0,2}} {_TINGLING}|{_TINGLING}(?: \w+){{0,5}} {_NEW}"
)
"""Numbness, weakness, bladder and bowel: the emergency kind (Verhagen 2016)."""

_OTHER = (
    r"fever(?:ish)?|(?:a|high|running|had|have|got) (?:high |bit of a |slight )?temperature"
    r"|night sweats?|chills"
    r"|infections?|infected|unwell|(?:feel|feeling|felt) (?:really |very |so )?(?:ill|sick|faint)(?! of)"
    r"|cancer|tumou?rs?|metastas[ie]s|(?:weight loss|(?:lost|losing|lose"
    r"|loss of)(?: \w+){0,4} (?:weight|pounds|stone"
    r"|kilos?))|(?:had|have had|having|got|after|since|from) (?:a|the|that|my) (?:\w+ )?(?:fall|accident|crash)"
    r"|i(?:'ve|'d| have| just| had)* (?:fell|fallen)\b(?! asleep)|(?:fell|fallen"
    r"|falling) (?:over|down|off|out of|from|on)"
    r"|(?:car|bike|road|major|bad) (?:accident|crash)"
    r"|(?:keeps?|kept|keeping|wak(?:es?|ing)|woken|woke|awake)(?: \w+){0,4} (?:awake|night|nights|sleep)"
    r"|pain(?: \w+){0,3} (?:at|all|through the|during the|every) night|night pain"
    r"|chest pains?|pain in (?:my|the) chest|chest (?:is |feels )?(?:hurts?|tight)"
    r"|(?:can't|cant|cannot) (?:breathe|walk|stand up)|short(?:ness)? of breath|passed out"
    r"|blacked out|(?:gonna|going to)"
    r" (?:faint|pass out|collapse)|collapsed|(?:having|had|have) a (?:stroke|heart attack)"
    r"|(?:call|phone|ring|get|need|want)(?: \w+)? (?:an? |the |my )?(?:ambulance|doctor|999|911|112|hospital)"
    r"|emergency|a problem"
)
_SOMETHING = (
    r"some ?things?(?:'?s)?(?: (?:is|has|feels?|seems?|went|gone|going|really|very|terribly"
    r"|badly|quite|definitely"
    r"|seriously|a|bit|just|must|be|to|not|that|here|down))*"
    r" (?:wrong|amiss|odd|strange|funny|weird|snapped|popped|tore|torn|happened|(?:not |isn't "
    r"|not quite )right)"
    r"|some ?thing(?: isn't|'s not| is not| doesn't feel| does not feel| ain't| isnt"
    r"| doesnt feel)(?: quite| at all)? right"
    r"|(?:gone|going|went|go|terribly|badly|very|horribly|seriously) wrong|wrong with (?:me|my)"
    r"|i (?:don't|dont|do not) feel(?: at all| quite)? (?:right|well|good at all)|(?:i'm"
    r"|i am) not (?:feeling )?well"
)

_NAMED_FLAG = re.compile(rf"\b(?:{_NAMED})\b")
_ANY_FLAG = re.compile(rf"\b(?:{_SOMETHING}|{_NAMED}|{_OTHER})\b")
_LISTED = re.compile(
    r"\b(?:one|two|three|four|some|several|most|more than one|(?:a )?(?:few|couple)) of (?:these"
    r"|those|them|the things)\b(?! days)"
)
_CLAUSE = re.compile(r"\bbut\b|\bhowever\b|\byet\b|\bthough\b|[,;.!?:]+")

_FLAG_NOUN = (
    r"(?:numb(?:ness)?|weak(?:ness)?|tingling|fever|(?:bladder|bowel)(?: (?:trouble|problems?"
    r"|issues?))?|weight loss|cancer"
    r"|falls?|infections?|pins and needles|incontinence|saddle numbness|foot drop|temperature"
    r"|(?:trouble|problems?|issues?) with (?:my |the )?(?:bladder|bowels?)(?: (?:or|and"
    r"|nor) (?:my |the )?(?:bladder|bowels?))?)"
)
_DENIED_LIST = re.compile(
    rf"\b(?:no|not|without|any) (?:any |new )?{_FLAG_NOUN}"
    rf"(?:(?:,? (?:or|nor|and)|,) (?:no |any |new )?{_FLAG_NOUN}){{0,8}}?"
    rf",? (?:or|nor|and no) (?:any |new )?{_FLAG_NOUN}\b"
)
"""A list that ends in "or": its one negation holds for all of it."""
_DENIAL = re.compile(
    r"(?:\b(?:and|with|also|there's|there is|i have|i've got|i've|i'm|i am|it's|it is|i)\s+)*"
    r"\b(?:no|not|without|(?:don't|do not|haven't|have not) (?:have|had|got|feel)|isn't"
    r"|aren't)\s+(?:any\s+|new\s+|the\s+)*"
    rf"{_FLAG_NOUN}(?:(?:,? (?:or|nor|and)|,)? (?:no |not |any |new )*{_FLAG_NOUN})*\b(?: at all| any ?more)?"
)

_NEGATING = frozenset(NEGATIONS) - frozenset(
    "can't cannot couldn't cant couldnt hardly barely scarcely rarely won't wont cannae".split()
)
"""Not "can't": "I can't hold my bladder"."""
_BETWEEN = frozenset(
    "a an any new real more had have having got get been being feel feeling felt sign signs of "
    "trouble troubles problem "
    "problems issue issues difficulty with my the in for there is are it or nor and at all other of".split()
)
"""Words that may stand between a negation and the flag that it denies, beside other flags."""
_TAKEN_BACK = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:except|apart|until|till|unless|besides|other than|only|before|yet)\b"
    r"|^\W*but (?:for|in|a|my \w+\W*$|the \w+\W*$)\b"
)
_REACH = 12


def is_red_flag(text: str) -> bool:
    """Whether a clean text names or announces a red flag that it does not deny."""
    return _has(_ANY_FLAG, text)


def is_named_red_flag(text: str) -> bool:
    """Whether a clean text names a red flag of the emergency kind: numbness, weakness, bladder or bowel."""
    return _has(_NAMED_FLAG, text)


def is_listed(text: str) -> bool:
    """Whether a clean text says that one of the things just read applies: "one of these"."""
    return any(
        not (NEGATIONS | {"which", "any"}) & set(words_of(clause[: found.start()])) - SHORT_NO
        and not clause[: found.start()].rstrip().endswith("no")
        for clause in _CLAUSE.split(text)
        for found in _LISTED.finditer(clause)
    )


def without_denials(text: str) -> str:
    """A clean text without its "and no numbness", which answers nothing else."""
    return _DENIAL.sub(" ", text)


def _has(flags: re.Pattern[str], text: str) -> bool:
    if not flags.search(text):
        return False
    text = _DENIED_LIST.sub(lambda found: found[0].replace(",", " or"), text)
    return any(not _is_denied(text, *span) for span in _found(flags, text))


def _found(flags: re.Pattern[str], text: str) -> Iterator[tuple[int, int, int]]:
    """Where each clause starts, and where a flag in it starts and ends."""
    start = 0
    for end in [*(cut.end() for cut in _CLAUSE.finditer(text)), len(text)]:
        yield from ((start, found.start(), found.end()) for found in flags.finditer(text, start, end))
        start = end


def _is_denied(text: str, start: int, at: int, end: int) -> bool:
    """Whether the words before a flag deny it, and none after it takes that back."""
    before = words_of(text[start:at])
    is_denied = False
    for word in reversed(before[-_REACH:]):
        if word in _NEGATING:
            is_denied = True
            break
        if word not in _BETWEEN and not _ANY_FLAG.fullmatch(word):
            return False
    n_negations = sum(word in NEGATIONS for word in before[1:] + [w for w in before[:1] if w not in SHORT_NO])
    is_double = n_negations > 1 and not {"nor", "neither", "or"} & set(before)
    return is_denied and not is_double and not _TAKEN_BACK.search(text[end:])
