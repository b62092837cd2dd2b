"""Commands: the control words, understood at every question, and pain that is cried out.

How it works: manners and fillers are taken away, and what is left must be one command and nothing else. Only "stop"
and a cry of pain are also found among other words: a stop inside a longer answer is still a stop.
"""

import re
from collections.abc import Mapping

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.doubts import is_question
from voicecoach.coach.reading.words import COURTESY, SCOPED, without_fillers, words_of

_PHRASES: Mapping[str, str] = {
    "stop": "stop|halt|abort|enough|no more|i've had enough|had enough|end this",
    "pause": "pause|wait|hold on|hang on|hold it|take break|need break|have break|break|can't "
    "go on|cannot go on|"
    "can't continue|can't do this|can't do it|can't do this any more",
    "continue": "continue|go on|carry on|keep going|go ahead|resume|proceed",
    "repeat": "repeat|repeat that|again|say that again|say again|once more|one more time|come "
    "again|pardon|pardon me|"
    "what did you say|read list again|read that again|read again|didn't hear that|didn't catch that",
    "next": "next|next one|next exercise|skip|skip this|skip this one|skip that|skip that one|move on",
    "back": "go back|previous|previous one",
    "done": "done|all done|finished|i've finished",
    "ready": "ready|all set",
    "help": "help|help me|need help",
    "quit": "quit|exit|end session|goodbye",
    "slower": "slower|go slower|slow down|too fast|more slowly",
    "faster": "faster|go faster|speed up|too slow|more quickly",
}
_SHORT_WAITS = [
    f"{start}{time}"
    for start in (
        "",
        "wait ",
        "hold on ",
        "hang on ",
        "give me ",
        "need ",
        "one ",
        "wait one ",
        "give me one ",
    )
    for time in ("minute", "moment", "second", "sec", "mo", "bit")
    if f"{start}{time}" != "bit"
]
_HARMLESS = frozenset({"stop", "pause", "repeat", "help", "slower", "quit"})
"""These are heeded as a question, too ("can we stop?"); "ready?" and "next?" are not."""

_ASKING = re.compile(
    r"^(?:(?:um|uh|er|oh|well|so|ok|okay|yes|no|sorry|please) )*"
    r"(?:(?:can|could|would|will|may) (?:you|we|i)|let's|lets|let us|i(?:'d like| want| need| would like) to) "
)
_MANNERS = COURTESY | {"then", "there"}


def _core(words: list[str]) -> str:
    """What is left without fillers and manners; a word said twice counts once."""
    said = [word for word in without_fillers(words) if word not in _MANNERS]
    return " ".join(word for i, word in enumerate(said) if i == 0 or word != said[i - 1])


_COMMANDS: Mapping[str, str] = {
    **{_core(phrase.split()): value for value, phrases in _PHRASES.items() for phrase in phrases.split("|")},
    **dict.fromkeys(_SHORT_WAITS, "pause"),
}
_BACK_IS_A_PLACE = frozenset({Question.LOCATION, Question.CHANGE})
_BACK_THAT_HURTS = frozenset({"my", "the", "feel", "feels", "feeling"})

_STOP = re.compile(r"\bstop\b")
_DENIED_STOP = re.compile(
    r"(?<!why )(?<!if i )\b(?:don't|dont|do not|not|never|didn't|doesn't|does not|won't)"
    r"(?: (?:want|wish|need|like))?(?: to)?(?: ever)? stop\b|\bnon[ -]stop\b"
)
_CRY = re.compile(r"\b(?:o+w+|o+u+c+h+(?:ie|y)?|y?o+w+c+h+|a+r+g+h+)\b")
_THAT_HURTS = re.compile(
    r"\b(?:that|this)(?:'s| is)? (?:really |does |just |bloody |so )*(?:hurts?|hurting)\b"
    r"(?! (?:a (?:bit|lot|little) |much |far )?(?:less|more|worse|the same|the most|most))"
)
_WHAT_HURTS = tuple(
    f"{word} "
    for word in (
        "nothing none place spot part bit one side thing only all leg foot calf thigh back buttock bum knee hip".split()
    )
)
"""After these, "that hurts" only says which: "the leg that hurts is the left one"."""
_HURTS = frozenset({"hurts", "hurting", "hurt"})


def read_command(question: Question, text: str, words: list[str]) -> Meaning | None:
    """The command that a clean text is, whole."""
    said = _DENIED_STOP.sub(" ", text)
    plain = words if said == text else words_of(said)
    value = _COMMANDS.get(_core(_ASKING.sub("", " ".join(plain)).split()))
    if value is None and question not in _BACK_IS_A_PLACE and _core(words) == "back":
        value = None if _BACK_THAT_HURTS & set(words) else "back"
    if value is None or (value not in _HARMLESS and is_question(text)):
        return None
    return Meaning(Question.CONTROL, value)


def read_stop(text: str) -> Meaning | None:
    """A stop among other words, which nobody denies ("don't stop")."""
    return Meaning(Question.CONTROL, "stop") if _STOP.search(without_denied_stop(text)) else None


def without_denied_stop(text: str) -> str:
    """A clean text without its "don't stop", which answers nothing."""
    return _DENIED_STOP.sub(" ", text)


def read_cry(text: str) -> Meaning | None:
    """ "Ouch", "that hurts": a pause, whatever else is said."""
    is_cry = _CRY.search(text) or any(
        not text[: cry.start()].endswith(_WHAT_HURTS) for cry in _THAT_HURTS.finditer(text)
    )
    return Meaning(Question.CONTROL, "pause", is_pain=True) if is_cry else None


def read_pain(words: list[str]) -> Meaning | None:
    """Pain that answers no question: a pause. "No, it hurts" is pain; "it doesn't hurt" is none."""
    if not _HURTS & set(words) or (SCOPED | {"stopped", "stops"}) & set(words):
        return None
    return Meaning(Question.CONTROL, "pause", is_pain=True)
