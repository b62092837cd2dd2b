"""Whether any line waits for its sound: a whole session on a simulated clock, with what each line really takes.

Each text is rendered once, for real. Then the recorded person's session goes on as it would: what is foreseen is
rendered one by one in simulated time, the wanted before all else, and every line is there when it is due, or late.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from voicecoach.coach.effects import EarconKind, Listen, Say
from voicecoach.coach.events import Heard, NothingHeard, SpeechEnded
from voicecoach.coach.program import Program
from voicecoach.coach.session import Session
from voicecoach.demo.script import ANSWERS, BACKGROUND
from voicecoach.drivers.display import PlainDisplay
from voicecoach.drivers.inbox import SimulatedInbox
from voicecoach.drivers.loop import Loop

ANSWER_S = 1.5
"""From the question to the end of the answer: a quick person."""
SURE = 0.9
NOTICED_S = 0.05

Rendering = Callable[[str], tuple[float, float]]
"""A text -> the seconds that rendering it takes, and those that it sounds."""


@dataclass(slots=True)
class Waiting:
    """A session's lines in order: text, and how late its sound was, in seconds; 0: it was there."""

    late_s: list[tuple[str, float]] = field(default_factory=list)

    @property
    def share_ready(self) -> float:
        return sum(late <= NOTICED_S for _, late in self.late_s) / len(self.late_s)

    @property
    def longest(self) -> tuple[str, float]:
        return max(self.late_s, key=lambda each: each[1])


class TimedMouth:
    """Says lines on the simulated clock, and renders ahead on it, as `speech.voice` does."""

    def __init__(self, inbox: SimulatedInbox, rendering: Rendering, times: float) -> None:
        self.waiting = Waiting()
        self._inbox = inbox
        self._rendering = rendering
        self._times = times
        self._there_at: dict[str, float] = {}
        self._ahead: deque[str] = deque()
        self._free_at = 0.0

    def say(self, say: Say) -> None:
        now = self._inbox.now()
        self._work_until(now)
        due = now if say.at_s is None else max(now, say.at_s)
        there_at, sound_s = now, say.pause_s * (len(say.parts) - 1)
        for part in say.parts:
            took_s, length_s = self._rendering(part)
            sound_s += length_s
            if part not in self._there_at:
                self._free_at = max(self._free_at, there_at) + took_s * self._times
                self._there_at[part] = self._free_at
            there_at = max(there_at, self._there_at[part])
        self.waiting.late_s.append((say.text, max(0.0, there_at - due)))
        delay_s = 0.0 if say.droppable else max(due, there_at) - now + sound_s
        self._inbox.post(SpeechEnded(say.say_id), delay_s)

    def _work_until(self, now: float) -> None:
        while self._ahead and self._free_at <= now:
            text = self._ahead.popleft()
            if text not in self._there_at:
                self._free_at += self._rendering(text)[0] * self._times
                self._there_at[text] = self._free_at

    def prepare(self, texts: tuple[str, ...]) -> None:
        now = self._inbox.now()
        self._work_until(now)
        self._free_at = max(self._free_at, now)
        self._ahead = deque(texts)

    def earcon(self, kind: EarconKind) -> None:
        """Computed, not rendered."""

    def stop(self) -> None:
        """Nothing sounds."""

    def set_rate(self, rate_wpm: int) -> None:
        """Nobody asks for another one here."""

    def close(self) -> None:
        """Nothing to give back."""


class QuickEars:
    """Hears the recorded person's words without their sound."""

    def __init__(self, inbox: SimulatedInbox) -> None:
        self._inbox = inbox
        self._answers = {question: list(phrases) for question, phrases in ANSWERS.items()}

    def listen(self, listen: Listen) -> None:
        if listen.is_open:
            return
        answers = self._answers.get(listen.question)
        if not answers:
            self._inbox.post(NothingHeard(), listen.first_word_s)
            return
        said = answers.pop(0) if len(answers) > 1 else answers[0]
        self._inbox.post(Heard(said, SURE), ANSWER_S)

    def stop(self) -> None:
        """An answer that comes too late is ignored by the session."""

    def close(self) -> None:
        """Nothing to give back."""


def waiting(program: Program, rendering: Rendering, times: float = 1.0) -> Waiting:
    """A whole session with nothing kept before, where rendering takes `times` as long."""
    inbox = SimulatedInbox()
    mouth = TimedMouth(inbox, rendering, times)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        loop = Loop(
            Session(program, BACKGROUND), inbox, PlainDisplay(nowhere), mouth=mouth, ears=QuickEars(inbox)
        )
        loop.run(version="", program=program.id, driver="scripted", recognizer=None, voice=None)
    return mouth.waiting
