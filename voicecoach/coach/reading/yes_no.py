"""Yes or no. Red flags are asked one by one this way, so a hedged, mixed or wordy answer is none: it is asked again."""

import re

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.words import COURTESY, SHORT_NO

_YES = frozenset("yes yeah yep yup aye sure correct right absolutely definitely certainly yessir".split())
_NO_PHRASES = frozenset(
    {
        "not yet",
        "not at all",
        "certainly not",
        "definitely not",
        "absolutely not",
        "of course not",
        "i'm afraid not",
    }
)
_YES_PHRASES = frozenset({"of course", "mm hmm", "mhm", "uh huh"})
_WHO = r"(?:i|it|we|there)"
_VERB = r"(?:am|is|are|was|were|do|does|did|have|has|had)"
_ECHO = re.compile(rf"(?:(?:oh|yes|yeah|yep|aye) )*{_WHO} {_VERB}(?: indeed)?")
"""The question's own verb, as people answer: "yes, I am". Of others, "they have", it is hearsay."""
_DENIED_ECHO = re.compile(
    rf"(?:(?:oh|no|nope|nah) )*(?:{_WHO} (?:{_VERB} not|{_VERB}n't|don't|didn't)|i'm not|it's not"
    rf"|we're not|(?:nobody|no one|none) {_VERB})"
)
_BESIDE = COURTESY | frozenset(
    "um uh er erm hmm mm oh well so ok okay of course indeed that's that is go on then i'm afraid god just very much "
    "quite now".split()
)


def read_yes_no(text: str, words: list[str]) -> Meaning | None:
    """A plain yes or a plain no."""
    said = " ".join(words)
    if _DENIED_ECHO.fullmatch(said) or any(said in (each, f"no {each}") for each in _NO_PHRASES):
        return Meaning(Question.YES_NO, "no")
    if _ECHO.fullmatch(said) or said in _YES_PHRASES:
        return Meaning(Question.YES_NO, "yes")
    spoken = set(words)
    is_yes, is_no = bool(_YES & spoken), bool(SHORT_NO & spoken)
    if is_yes == is_no or not spoken <= _YES | SHORT_NO | _BESIDE:
        return None
    return Meaning(Question.YES_NO, "yes" if is_yes else "no")
