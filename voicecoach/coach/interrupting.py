"""Interruptions: pause, stop, next, back, repeat, help, a lost device; and the way back to where we were.

A stop silences everything at once. "Next" and "back" never get around an answer that decides whether going on is
safe.
"""

from __future__ import annotations

from abc import ABC

from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.effects import CancelTimer, Mark, StartTimer, Tell
from voicecoach.coach.judging import Judging
from voicecoach.coach.program import Program
from voicecoach.coach.records import LeftOutRecord, Outcome
from voicecoach.coach.states import ASKS, MUST_ANSWER, State, Trigger

_BEFORE_SET = frozenset({State.INSTRUCTING, State.READY, State.STARTING, State.SET, State.ANOTHER_SET})


class Interrupting(Judging, ABC):
    """Which state was interrupted, and how to go on with it."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._interrupted = State.NEW
        self._asked = State.NEW
        self._alarmed_from: State | None = None

    def _interrupt(self) -> None:
        """Remember where to go on, and be quiet."""
        if self.state not in (State.PAUSED, State.STOPPING):
            self._interrupted = self._asked if self.state is State.CONFIRMING else self.state
        self._quiet()
        self._unpause()
        self._do(CancelTimer("beat"), CancelTimer("settle"))

    def _unpause(self) -> None:
        self._do(CancelTimer("reminder"), CancelTimer("pause end"))
        if self.state is State.PAUSED:
            self._quiet()
            self._do(Tell(Mark.RESUMED))

    def _pause(self, parts: lines.Parts, trigger: Trigger = Trigger.PAUSE) -> None:
        if self.state is State.PAUSED:
            return
        self._interrupt()
        self._do(Tell(Mark.PAUSED))
        self._speak(State.PAUSED, trigger, "paused", parts)
        self._do(
            StartTimer("reminder", self._now + self._timing.pause_reminder_s),
            StartTimer("pause end", self._now + self._timing.pause_end_s),
        )

    def _hurt(self) -> None:
        """ "That hurts" in a set: the set is over, and the pain is asked about."""
        self._do(CancelTimer("beat"))
        self._preface = lines.PAIN_STOP
        self._end_set("pain", Trigger.ANSWERED)

    def _stop(self, *, is_typed: bool) -> None:
        if is_typed or self.state is State.STOPPING:
            self._quiet()
            self._close(Outcome.STOPPED, "you said stop", lines.GOODBYE, Trigger.STOP)
            return
        self._interrupt()
        self._speak(State.STOPPING, Trigger.STOP, "stopped", lines.STOPPED)

    def _resume(self) -> None:
        """Go on where the session was interrupted."""
        if self.state is State.PAUSED:
            self._unpause()
        else:
            self._quiet()
        state = self._interrupted
        if state in ASKS:
            self._ask(state, Trigger.RESUME)
            return
        match state:
            case State.OPENING:
                self._ask(State.SCREENING, Trigger.RESUME)
            case State.SCREENING_NOTED:
                self._after_screening(Trigger.RESUME)
            case State.INSTRUCTING:
                self._instruct(Trigger.RESUME)
            case State.STARTING:
                self._start_set(Trigger.RESUME)
            case State.SET:
                self._go_on_with_set()
            case State.RESTING:
                self._rest(Trigger.RESUME)
            case State.SETTLING:
                self._settle(Trigger.RESUME)
            case _:
                self._act(Trigger.RESUME)

    def _device_lost(self, device: str) -> None:
        """The driver goes on as text: pause a set, which can no longer be followed; ask again what was asked."""
        told = lines.MICROPHONE_LOST if device == "microphone" else ()
        if self.state in (State.SET, State.STARTING):
            self._pause(told + lines.PAUSED)
        elif self.state in ASKS:
            self._prompt_again(told)

    def _skip(self) -> None:
        state = self._interrupted if self.state is State.PAUSED else self.state
        if state in MUST_ANSWER or state is State.CONFIRMING:
            self._not_before_answer()
        elif state is State.SET:
            self._unpause()
            self._end_set("next", Trigger.SKIP)
        elif state in _BEFORE_SET:
            self._unpause()
            exercise = self._itinerary.exercise
            self._save(LeftOutRecord(exercise.id, "you said next", is_for_good=False))
            self._advance(Trigger.SKIP)
        elif self.state in (State.BASELINE_RATING, State.FINAL_RATING, State.AFTERWARDS):
            self._quiet()
            self._next_exercise(Trigger.SKIP) if self.state is State.BASELINE_RATING else self._end(
                Trigger.SKIP
            )

    def _back(self) -> None:
        state = self._interrupted if self.state is State.PAUSED else self.state
        if state in MUST_ANSWER or state is State.CONFIRMING:
            self._not_before_answer()
        elif state in _BEFORE_SET:
            self._unpause()
            self._do(CancelTimer("beat"))
            self._save_set("back")
            self._sets = 0
            self._itinerary = self._itinerary.back(self._side)
            self._instruct(Trigger.GO_BACK)

    def _repeat(self) -> None:
        if self.state in ASKS:
            self._prompt_again()
        elif self.state in (State.SET, State.INSTRUCTING, State.STARTING):
            self._do(CancelTimer("beat"))
            self._save_set("repeat")
            self._quiet()
            self.state = State.RESTING
            self._instruct(Trigger.SPOKEN)

    def _help(self) -> None:
        if self.state in ASKS:
            self._prompt_again(lines.HELP)
        elif self.state in (State.PAUSED, State.STOPPING):
            self._say("help", lines.HELP, is_awaited=False)
        else:
            self._pause(lines.HELP + lines.PAUSED)

    def _not_before_answer(self) -> None:
        if self.state is State.PAUSED:
            self._resume()
        elif self.state is State.SETTLING:
            self._say("rest", lines.REST_LONGER, is_awaited=False)
        else:
            self._unclear(preface=lines.ANSWER_FIRST)

    def _after_screening(self, trigger: Trigger) -> None:
        resumed, self._alarmed_from = self._alarmed_from, None
        if resumed is not None:
            self._interrupted = resumed
            self._resume()
        elif self.program.asks_symptoms:
            self._ask(State.BASELINE_LOCATION, trigger)
        else:
            self._next_exercise(trigger)
