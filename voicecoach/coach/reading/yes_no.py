"""Yes or no. Red flags are asked one by one this way, so a hedged, mixed or wordy answer is none: it is asked again."""

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.words import COURTESY, DOUBTS, NEGATIONS, SHORT_NO

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
_YES_PHRASES = frozenset(
    {"of course", "mm hmm", "mhm", "uh huh", "it is", "it does", "it did", "i do", "i have", "i am"}
)
_BESIDE = COURTESY | frozenset(
    "um uh er erm hmm mm oh well so ok okay of course indeed that's that is go on then i'm afraid god just very much "
    "quite now".split()
)
_SHORT_DENIALS = frozenset(
    {
        "it isn't",
        "it hasn't",
        "it didn't",
        "it doesn't",
        "i don't",
        "i didn't",
        "i haven't",
        "i'm not",
        "there isn't",
    }
)


def read_yes_no(text: str, words: list[str]) -> Meaning | None:
    """A plain yes or a plain no."""
    said = " ".join(words)
    for short in _NO_PHRASES | _SHORT_DENIALS:
        if said in (short, f"no {short}", f"no no {short}"):
            return Meaning(Question.YES_NO, "no")
    if said in _YES_PHRASES:
        return Meaning(Question.YES_NO, "yes")
    spoken = set(words)
    is_yes, is_no = bool(_YES & spoken), bool(SHORT_NO & spoken)
    is_plain = spoken <= _YES | SHORT_NO | _BESIDE and not spoken & (DOUBTS | NEGATIONS - SHORT_NO)
    if is_yes == is_no or not is_plain:
        return None
    return Meaning(Question.YES_NO, "yes" if is_yes else "no")
