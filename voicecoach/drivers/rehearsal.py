"""A rehearsal: a whole session of a program on the simulated clock, with somebody who answers plainly.

The session and the loop are the real ones, so what is said when, and how long it takes, is theirs to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from voicecoach.coach.background import Background, Standing
from voicecoach.coach.effects import Listen, Say
from voicecoach.coach.events import Heard, Source
from voicecoach.coach.program import Precaution, Program
from voicecoach.coach.session import Session
from voicecoach.coach.states import State
from voicecoach.drivers.display.unseen import Unseen
from voicecoach.drivers.inbox import SimulatedInbox
from voicecoach.drivers.loop import Loop
from voicecoach.drivers.simulated import SimulatedMouth

ANSWER_S = 2.0
"""From the end of a question to the end of a plain answer, in seconds."""
READY_S = 10.0
"""The same for "ready": somebody gets into place first."""
ANSWER_CUE = "answer"

_FIRST_TIME = Background(
    hours_since_full_screening=24.0, profile={each.value: Standing.NO for each in Precaution}
)
"""Hears all that a program says of itself; the questions before the start are the short ones."""
_PLAIN: Mapping[State, str] = {
    State.SCREENING: "all clear",
    State.BASELINE_LOCATION: "thigh",
    State.BASELINE_SIDE: "left",
    State.BASELINE_RATING: "five",
    State.READY: "ready",
    State.ANOTHER_SET: "no",
    State.AFTERWARDS: "no",
    State.FINAL_RATING: "two",
}


class Way(Enum):
    """How a session goes. SHORTEST: the first exercise helps. LONGEST: nothing changes, and every exercise is done."""

    SHORTEST = "shortest"
    LONGEST = "longest"


_CHECKED: Mapping[Way, Mapping[State, str]] = {
    Way.SHORTEST: {State.CHECK_LOCATION: "back", State.CHECK_CHANGE: "better"},
    Way.LONGEST: {State.CHECK_LOCATION: "thigh", State.CHECK_CHANGE: "the same"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, a count or, with `ANSWER_CUE`, an answer; it begins `at_s` seconds after the start."""

    at_s: float
    cue: str
    text: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All that is said in a session, in order, and how long it takes, in seconds."""

    lines: tuple[Line, ...]
    duration_s: float
    outcome: str


def rehearse(program: Program, way: Way, rate_wpm: int) -> Rehearsal:
    """A whole session, speaking `rate_wpm` words a minute. Side and place, where asked about, are left and thigh."""
    inbox = SimulatedInbox()
    background = _FIRST_TIME if way is Way.LONGEST else replace(_FIRST_TIME, is_first=False)
    session = Session(program, background, rate_wpm)
    lines: list[Line] = []
    loop = Loop(
        session,
        inbox,
        Unseen(),
        mouth=_NotedMouth(inbox, rate_wpm, lines),
        ears=_PlainAnswers(inbox, session, {**_PLAIN, **_CHECKED[way]}, lines),
    )
    finish = loop.run()
    return Rehearsal(tuple(sorted(lines, key=lambda line: line.at_s)), inbox.now(), finish.outcome)


class _NotedMouth(SimulatedMouth):
    """Writes down each sentence with its time."""

    def __init__(self, inbox: SimulatedInbox, rate_wpm: int, lines: list[Line]) -> None:
        super().__init__(inbox, rate_wpm)
        self._clock = inbox
        self._lines = lines

    def say(self, say: Say) -> None:
        at_s = self._clock.now() if say.at_s is None else say.at_s
        for part in say.parts:
            self._lines.append(Line(at_s, say.cue, part))
            at_s += self.length_s(part) + say.pause_s
        super().say(say)


class _PlainAnswers:
    """Ears that hear the answer to each question."""

    def __init__(
        self, inbox: SimulatedInbox, session: Session, answers: Mapping[State, str], lines: list[Line]
    ) -> None:
        self._inbox = inbox
        self._session = session
        self._answers = answers
        self._lines = lines

    def listen(self, listen: Listen) -> None:
        if listen.is_open:
            return
        state = self._session.state
        delay_s = READY_S if state is State.READY else ANSWER_S
        self._lines.append(Line(self._inbox.now() + delay_s, ANSWER_CUE, self._answers[state]))
        self._inbox.post(Heard(self._answers[state], source=Source.VOICE), delay_s)

    def stop(self) -> None:
        """An answer is on its way; a session that has it no more ignores it."""

    def close(self) -> None:
        """Nothing to give back."""
