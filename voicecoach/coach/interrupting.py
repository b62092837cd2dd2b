"""Interruptions: pause, stop, next, back, repeat, help, a lost device; and the way back to where we were.

A stop silences everything at once. "Next" and "back" never get around an answer that decides whether going on is
safe. `_where` is the one notion behind all of them: the state that the person means, also while paused, stopped or
asked back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.continuing import Continuing
from voicecoach.coach.effects import CancelTimer, Mark, StartTimer, Tell
from voicecoach.coach.program import Program
from voicecoach.coach.records import SAID_NEXT, LeftOutRecord, Outcome
from voicecoach.coach.states import ASKED_BACK, ASKED_BEFORE, ASKS, MUST_ANSWER, State, Trigger
from voicecoach.coach.talking import MAX_PROMPTS

_BEFORE_SET = frozenset({State.INSTRUCTING, State.READY, State.STARTING, State.SET, State.ANOTHER_SET})
_INTERRUPTED = frozenset({State.PAUSED, State.STOPPING})


class Interrupting(Continuing, ABC):
    """Which state was interrupted, and how to go on with it."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._interrupted = State.NEW
        self._asked = State.NEW

    @abstractmethod
    def _open(self, trigger: Trigger) -> None:
        """Say the first words."""

    @abstractmethod
    def _after_screening(self, trigger: Trigger) -> None:
        """Nothing stops us: go on to the first question, or to where an alarm interrupted us."""

    @abstractmethod
    def _end_early(self, outcome: Outcome, reason: str, parts: lines.Parts, trigger: Trigger) -> None:
        """End the session before its time; an alarm that is still open is not forgotten."""

    @property
    def _where(self) -> State:
        """The state that matters: the interrupted one, or the one whose answer is being asked back."""
        if self.state in _INTERRUPTED:
            return self._interrupted
        return self._asked if self.state in ASKED_BACK else self.state

    def _interrupt(self) -> None:
        """Remember where to go on, and be quiet."""
        self._interrupted = self._where
        self._hush()
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
        """ "That hurts": a set is over, and the pain is asked about; anything else pauses."""
        if not self._is_in_set or self._where not in (State.SET, State.STARTING):
            self._pause(lines.PAUSED)
            return
        self._hush()
        self._unpause()
        self._preface = lines.PAIN_STOP
        self._end_set("pain", Trigger.PAIN)

    def _stop(self, *, is_typed: bool) -> None:
        if is_typed or self.state is State.STOPPING:
            self._stopped(Trigger.STOP)
            return
        self._interrupt()
        self._tries[State.STOPPING] = 0
        self._speak(State.STOPPING, Trigger.STOP, "stopped", lines.STOPPED)

    def _stopped(self, trigger: Trigger) -> None:
        """The stop is final."""
        self._hush()
        self._end_early(Outcome.STOPPED, "you said stop", lines.GOODBYE, trigger)

    def _still_stopping(self) -> None:
        """After a stop, words that are neither "continue" nor "stop": said again, and then it is final."""
        self._tries[State.STOPPING] += 1
        if self._tries[State.STOPPING] >= MAX_PROMPTS:
            self._stopped(Trigger.UNANSWERED)
            return
        self._quiet()
        self._say("stopped", lines.STOPPED)

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
                self._open(Trigger.RESUME)
            case State.SCREENING_NOTED:
                self._after_screening(Trigger.RESUME)
            case State.INSTRUCTING:
                self._instruct(Trigger.RESUME)
            case State.STARTING | State.SET if self._is_in_set:
                self._go_on_with_set()
            case State.STARTING:
                self._start_set(Trigger.RESUME)
            case State.RESTING:
                self._rest(Trigger.RESUME)
            case State.SETTLING:
                self._settle(Trigger.RESUME, lines.REST_LONGER)
            case _:
                self._act(Trigger.RESUME)

    def _device_lost(self, device: str) -> None:
        """The driver goes on as text: pause a set, which can no longer be followed; ask again what was asked."""
        told = lines.MICROPHONE_LOST if device == "microphone" else ()
        match self.state:
            case State.SET | State.STARTING:
                self._pause(told + lines.PAUSED)
            case State.PAUSED if told:
                self._quiet()
                self._say("paused", told + lines.PAUSED)
            case State.STOPPING if told:
                self._stopped(Trigger.UNANSWERED)
            case state if state in ASKS:
                self._prompt_again(told)
            case _:
                self._news = self._news or told

    def _device_found(self, device: str) -> None:
        """It goes on by voice: whoever is to answer hears again what was asked."""
        told = lines.MICROPHONE_FOUND if device == "microphone" else ()
        match self.state:
            case State.PAUSED:
                self._quiet()
                self._say("paused", told + lines.PAUSED)
            case State.STOPPING:
                pass  # a moment later it is over
            case state if state in ASKS:
                self._prompt_again(told)
            case _:
                self._news = told or self._news

    def _skip(self) -> None:
        where = self._where
        if where in MUST_ANSWER or self.state is State.CONFIRMING:
            self._not_before_answer()
        elif where in (State.SET, State.STARTING) and self._is_in_set:
            self._unpause()
            self._end_set("next", Trigger.SKIP)
        elif where in _BEFORE_SET:
            self._unpause()
            self._skip_exercise()
        elif where in (State.BASELINE_RATING, State.AFTERWARDS, State.FINAL_RATING):
            self._unpause()
            self._skip_question(where)
        elif self.state is State.PAUSED:
            self._resume()

    def _skip_exercise(self) -> None:
        if self._is_staying:
            self._good_end(Trigger.SKIP)
            return
        self._save(LeftOutRecord(self._itinerary.exercise.id, SAID_NEXT, is_for_good=False))
        self._advance(Trigger.SKIP)

    def _skip_question(self, where: State) -> None:
        if where is State.BASELINE_RATING:
            self._next_exercise(Trigger.SKIP)
        elif where is State.AFTERWARDS:
            self._ask(State.FINAL_RATING, Trigger.SKIP)
        else:
            self._end(Trigger.SKIP)

    def _back(self) -> None:
        where = self._where
        if where in ASKED_BEFORE and self.program.asks_place:
            self._unpause()
            self._ask(ASKED_BEFORE[where], Trigger.GO_BACK)
        elif where in MUST_ANSWER or self.state is State.CONFIRMING:
            self._not_before_answer()
        elif where in _BEFORE_SET:
            self._unpause()
            self._do(CancelTimer("beat"))
            self._save_set("back")
            self._sets = 0
            self._check = self._check.begun()
            self._itinerary = self._itinerary.back(self._side)
            self._instruct(Trigger.GO_BACK)
        elif self.state is State.PAUSED:
            self._resume()
        elif self.state in ASKS:
            self._prompt_again()

    def _repeat(self) -> None:
        if self.state in (State.READY, State.SET, State.INSTRUCTING, State.STARTING):
            self._do(CancelTimer("beat"))
            self._save_set("repeat")
            self._instruct(Trigger.REPEAT)
        elif self.state in ASKS:
            self._prompt_again()
        elif self.state is State.SETTLING and self._decision is not None:
            self._say("rest", (self._decision.reason,), is_awaited=False)

    def _help(self) -> None:
        if self.state in ASKS:
            self._prompt_again(lines.HELP)
        elif self.state is State.PAUSED:
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
