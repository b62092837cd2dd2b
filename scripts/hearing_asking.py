"""What comes of an answer in the end: after asking back once and saying it again once.

How it is modelled, after `coach/answering.py` and `coach/session.py`:

* Sure: taken, right or wrong. So is a doubtful stop, quit or pause, which pauses.
* In doubt: "did you say four?" The patient says "yes" where that is what they said, else "no". A sure "yes" takes
  it; a doubtful one is asked for once more, and then counts in doubt too. A "no", which counts in doubt at once, has
  the question asked again: the patient says the answer a second time, and only what is then sure is taken. At the
  screening neither counts in doubt.
* A number in doubt between two: "four, or five?" The patient says the number again, or "no" where it is neither, and
  is heard with the words of that choice. A sure number is taken, and one in doubt that was heard before; "no" has the
  question asked again.
* Refused, or a doubtful command: the question is asked again, and the second answer is taken, asked back or left.
* Whatever needs more than one asking back or more than one saying again stays open.

The patient's words are recordings: of a second take and of "yes" and "no", by the same speaker where there are such.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.answering import URGENT
from voicecoach.coach.answers import understand
from voicecoach.coach.events import Band
from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.phrases import NEITHER, Question
from voicecoach.speech.recognizers.meanings import same_meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hearing_clips import Clip

    from voicecoach.speech.recognizers.base import Hypothesis


class Act(Enum):
    """What the coach does with a hypothesis."""

    TAKE = auto()
    ASK_BACK = auto()
    ASK_AGAIN = auto()


class Outcome(StrEnum):
    """Where an answer ends up."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Heard:
    """A hypothesis at a question (`text` is None when refused), beside what was said."""

    question: Question
    text: str | None
    band: Band
    said: str
    alternative: str | None = None

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two numbers between which it is in doubt, the likelier first."""
        if self.question is not Question.RATING or self.text is None or self.alternative is None:
            return None
        return self.text, self.alternative

    @property
    def is_right(self) -> bool:
        """Whether it means the same as what was said."""
        return self.text is not None and same_meaning(self.text, self.said)

    @property
    def word(self) -> str | None:
        """The value of its meaning: "yes", "better", "stop", "3"; None for what means nothing here."""
        meaning = understand(self.question, self.text) if self.text else None
        return meaning.value if meaning else None

    @property
    def is_command(self) -> bool:
        return self.text is not None and _is_command(self.question, self.text)

    @property
    def is_pause_wanted(self) -> bool:
        """Whether it is a doubtful stop, quit or pause, which pauses, and one of these was said."""
        meaning = understand(self.question, self.said)
        said = meaning.value if meaning and _is_command(self.question, self.said) else None
        return self.band is Band.ASK and self.is_command and {self.word, said} <= URGENT

    @property
    def act(self) -> Act:
        if self.band is Band.REFUSED or self.text is None:
            return Act.ASK_AGAIN
        if self.band is Band.SURE or (self.is_command and self.word in URGENT):
            return Act.TAKE
        return Act.ASK_AGAIN if self.is_command else Act.ASK_BACK


def _is_command(question: Question, text: str) -> bool:
    meaning = understand(question, text)
    return meaning is not None and meaning.question is Question.CONTROL


def heard_as(found: Hypothesis, question: Question, said: str) -> Heard:
    """`found` beside what was said."""
    return Heard(question, found.text, found.band, said, found.alternative)


class Patient(Protocol):
    """Who answers. Each call is another recording, put through the recognizer under measurement."""

    def again(self) -> Heard:
        """The answer, said a second time."""

    def replies(self, word: str, take: int) -> Heard:
        """`word`, "yes" or "no", said for the `take`-th time (from 1 on), as heard at a question of yes or no."""

    def chooses(self, pair: tuple[str, str], *, is_either: bool) -> Heard:
        """The answer said again, or "no" where it is not `is_either` of the pair, as heard among the two."""


def settled(first: Heard, patient: Patient) -> Outcome:
    """Where an answer ends up that was first heard so; see the module's head."""
    match first.act:
        case Act.TAKE:
            return _taken(first)
        case Act.ASK_BACK:
            return asked_back(first, patient, may_ask_again=True)
        case Act.ASK_AGAIN:
            second = patient.again()
            if second.act is Act.ASK_BACK:
                return asked_back(second, patient, may_ask_again=False)
            return _taken(second) if second.act is Act.TAKE else Outcome.OPEN


def asked_back(doubtful: Heard, patient: Patient, *, may_ask_again: bool) -> Outcome:
    """What comes of asking back: as a choice of two numbers, or with yes or no."""
    if doubtful.pair is not None:
        return _chosen(doubtful, doubtful.pair, patient, may_ask_again=may_ask_again)
    word = "yes" if doubtful.is_right else "no"
    is_careful = doubtful.question is Question.SCREENING
    reply = patient.replies(word, 1)
    if reply.word == "yes" and reply.act is Act.ASK_BACK and not is_careful:
        reply = patient.replies(word, 2)
        if reply.word == "yes":
            return _taken(doubtful)
    if reply.word == "yes":
        return _taken(doubtful) if reply.act is Act.TAKE else Outcome.OPEN
    if reply.is_command or reply.word == ALARM_VALUE:
        return Outcome.WRONG if reply.act is Act.TAKE else Outcome.OPEN
    is_no = reply.word == "no" and (reply.act is Act.TAKE or not is_careful)
    if not (is_no and may_ask_again):
        return Outcome.OPEN
    second = patient.again()
    return _taken(second) if second.act is Act.TAKE else Outcome.OPEN


def _chosen(doubtful: Heard, pair: tuple[str, str], patient: Patient, *, may_ask_again: bool) -> Outcome:
    """What comes of "four, or five?"."""
    is_either = any(same_meaning(number, doubtful.said) for number in pair)
    reply = patient.chooses(pair, is_either=is_either)
    if reply.text in pair:
        is_taken = reply.act is Act.TAKE or reply.text == doubtful.text
        return _taken(replace(reply, said=doubtful.said)) if is_taken else Outcome.OPEN
    if reply.is_command or reply.word == ALARM_VALUE:
        return Outcome.WRONG if reply.act is Act.TAKE else Outcome.OPEN
    if reply.text in ("no", NEITHER) and may_ask_again:
        second = patient.again()
        return _taken(second) if second.act is Act.TAKE else Outcome.OPEN
    return Outcome.OPEN


def _taken(heard: Heard) -> Outcome:
    return Outcome.RIGHT if heard.is_right or heard.is_pause_wanted else Outcome.WRONG


# Who says it --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Company:
    """All recordings by speaker, so that everybody answers in their own voice where that was recorded."""

    by_words: dict[tuple[str, str], list[Clip]]
    """By text and condition, in the order of their names."""

    def second_take(self, clip: Clip) -> Clip:
        """Another recording of the same words by the same speaker; the same one where there is none."""
        own = [c for c in self._saying(clip.text, clip) if c.who == clip.who and c.tier == clip.tier]
        return own[(own.index(clip) + 1) % len(own)]

    def reply(self, word: str, clip: Clip) -> Clip | None:
        """`word` by the speaker of `clip`, else by one drawn by the clip's name; None where nobody says it."""
        found = self._saying(word, clip)
        own = [c for c in found if c.who == clip.who] or [c for c in found if c.tier == "whole"] or found
        return own[zlib.crc32(clip.name.encode()) % len(own)] if own else None

    def can_reply(self, clip: Clip) -> bool:
        """Whether anybody says "yes" and "no" in the condition of `clip`."""
        return all(self._saying(word, clip) for word in ("yes", "no"))

    def _saying(self, words: str, clip: Clip) -> list[Clip]:
        return self.by_words.get((words, clip.condition), [])


def company_of(clips: Iterable[Clip]) -> Company:
    """All commands of a data folder."""
    found: dict[tuple[str, str], list[Clip]] = defaultdict(list)
    for clip in sorted((clip for clip in clips if clip.is_command), key=lambda clip: clip.name):
        found[clip.text, clip.condition].append(clip)
    return Company(dict(found))
