"""Screening: the question before the start, and what follows "something is wrong" at any time.

An alarm interrupts everything. It is confirmed aloud, since words are misheard: numbness, weakness, bladder or bowel
end in emergency care (R10), and so does silence; anything else new sends to a doctor. A false alarm goes on only after
a fresh "all clear", where the alarm came.
"""

from __future__ import annotations

from abc import ABC

from voicecoach.coach import lines, progression
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Finish
from voicecoach.coach.events import Heard
from voicecoach.coach.interrupting import Interrupting
from voicecoach.coach.meaning import Meaning
from voicecoach.coach.program import Program
from voicecoach.coach.records import AnswerRecord, FinishRecord, Outcome
from voicecoach.coach.states import State, Trigger

_BEFORE_CLEAR = frozenset(
    {State.OPENING, State.SCREENING, State.SCREENING_NOTED, State.ALARM, State.ALARM_OTHER}
)
"""An alarm from here leads nowhere back: what it first interrupted, if anything, is still remembered."""

_RED_FLAG = "something is wrong"


class Screening(Interrupting, ABC):
    """Which state an alarm interrupted."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._alarmed_from: State | None = None

    def _open(self, trigger: Trigger) -> None:
        background = self._background
        parts = lines.welcome_first(self.program.about) if background.is_first else lines.WELCOME
        hours, needed = background.hours_since_last, self.program.hours_between
        if hours is not None and hours < needed:
            parts += lines.too_soon(needed)
        self._speak(State.OPENING, trigger, "welcome", parts)

    def _screening_answer(self, meaning: Meaning) -> None:
        match self.state:
            case State.SCREENING:
                self._speak(State.SCREENING_NOTED, Trigger.ANSWERED, "screening noted", lines.SCREENING_NOTED)
            case State.ALARM if meaning.value == "yes":
                self._emergency(Trigger.ANSWERED)
            case State.ALARM:
                self._ask(State.ALARM_OTHER, Trigger.ANSWERED)
            case _ if meaning.value == "yes":
                self._see_doctor(Trigger.ANSWERED)
            case _:
                self._ask(State.SCREENING, Trigger.ANSWERED)

    def _after_screening(self, trigger: Trigger) -> None:
        resumed, self._alarmed_from = self._alarmed_from, None
        if resumed is not None:
            self._interrupted = resumed
            self._resume()
        elif self.program.asks_symptoms:
            self._ask(State.BASELINE_LOCATION, trigger)
        else:
            self._next_exercise(trigger)

    def _alarm(self, meaning: Meaning, heard: Heard) -> None:
        """ "Something is wrong", or a red flag by its name."""
        if self.state is State.CONFIRMING:
            self._go(self._asked, Trigger.ANSWERED)
        self._keep_answer(meaning, heard)
        if self.state is State.ALARM or (self.state is State.ALARM_OTHER and meaning.is_named):
            self._emergency(Trigger.ANSWERED)
        elif self.state is State.ALARM_OTHER:
            self._see_doctor(Trigger.ANSWERED)
        else:
            if self._where not in _BEFORE_CLEAR:
                self._alarmed_from = self._where
            self._interrupt()
            self._ask(State.ALARM, Trigger.ALARM)

    def _emergency(self, trigger: Trigger) -> None:
        reason = progression.EMERGENCY.reason
        self._save_decision(progression.EMERGENCY)
        self._close(Outcome.EMERGENCY, reason, (reason,), trigger)

    def _see_doctor(self, trigger: Trigger) -> None:
        self._close(Outcome.SEE_DOCTOR, _RED_FLAG, lines.RED_FLAG, trigger)

    def _end_early(self, outcome: Outcome, reason: str, parts: lines.Parts, trigger: Trigger) -> None:
        """An alarm that nobody answered is taken for true."""
        if self._where is State.ALARM:
            self._emergency(trigger)
        elif self._where is State.ALARM_OTHER:
            self._see_doctor(trigger)
        else:
            self._close(outcome, reason, parts, trigger)

    def _end_at_once(self) -> None:
        """Nothing more will be said: keep all, without a word."""
        outcome, reason = Outcome.STOPPED, "the input ended"
        if self._where is State.ALARM:
            self._save_decision(progression.EMERGENCY)
            outcome, reason = Outcome.EMERGENCY, progression.EMERGENCY.reason
        elif self._where is State.ALARM_OTHER:
            outcome, reason = Outcome.SEE_DOCTOR, _RED_FLAG
        self._hush()
        self._save_set("end of input")
        self._save(FinishRecord(outcome, reason))
        self._go(State.FINISHED, Trigger.ENDED)
        self._do(Finish(outcome.value, reason))

    def _keep_answer(self, meaning: Meaning, heard: Heard) -> None:
        self._save(
            AnswerRecord(
                topic=self.state.value,
                question=meaning.question.value,
                text=heard.text,
                meaning=meaning.value,
                confidence=heard.confidence,
                band=heard.band.value,
                source=heard.source.value,
                exercise=self._exercise_id(),
            )
        )
