"""Screening: the red flags before the start, and what follows "something is wrong" at any time.

The full list is asked at the first start, weekly, and after any stop; the short question otherwise. Only "all clear",
heard surely or confirmed by a sure yes, clears. "Something is wrong" leads through the kinds of red flag one by one,
each confirmed aloud; a yes ends the session with what to do, and so does no answer. A false alarm needs a fresh "all
clear", and then the session goes on where the alarm came. After an emergency only a typed word opens the next one.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import replace

from voicecoach.coach import lines, progression
from voicecoach.coach.background import Background
from voicecoach.coach.cautioning import ONE_OF_THESE, Cautioning
from voicecoach.coach.effects import Finish
from voicecoach.coach.events import Heard
from voicecoach.coach.flags import ENDINGS, IN_A_SESSION, NAMES, walk
from voicecoach.coach.meaning import ALARM_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Program
from voicecoach.coach.reading.acknowledging import read_acknowledgement
from voicecoach.coach.reading.words import NEGATIONS, clean, words_of
from voicecoach.coach.records import AnswerRecord, FinishRecord, Outcome
from voicecoach.coach.states import ASKED_BACK, FLAGS, FULL_SCREENING, State, Trigger

FULL_EVERY_H = 7 * 24.0
"""The full list is asked weekly."""

_BEFORE_CLEAR = frozenset(
    {State.OPENING, State.LOCKED, State.SCREENING, *FULL_SCREENING, *FLAGS, State.SURGERY_APPROVED}
)
"""An alarm from here leads back to the screening's own question; what it first interrupted is still remembered."""


def needs_full_screening(background: Background) -> bool:
    """Whether the full list of red flags comes before this session."""
    hours = background.hours_since_full_screening
    return hours is None or hours >= FULL_EVERY_H or background.is_after_stop or background.is_locked


def first_question(background: Background) -> State:
    """What has to be cleared first of all."""
    if background.is_locked:
        return State.LOCKED
    return FULL_SCREENING[0] if needs_full_screening(background) else State.SCREENING


class Screening(Cautioning, ABC):
    """Which question is to be cleared, what is still to be asked, and which state an alarm interrupted."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._alarmed_from: State | None = None
        self._to_clear = first_question(background)
        self._walk: tuple[State, ...] = ()

    def _open(self, trigger: Trigger) -> None:
        background = self._background
        parts = lines.welcome_first(self.program.about) if background.is_first else lines.WELCOME
        self._speak(State.OPENING, trigger, "welcome", parts + self._warning_at_first())

    def _begin_screening(self, trigger: Trigger) -> None:
        self._ask(self._to_clear, trigger)

    def _ask_to_clear(self, state: State, trigger: Trigger, preface: lines.Parts = ()) -> None:
        self._to_clear = state
        self._ask(state, trigger, preface)

    def _prompts_of(self, state: State) -> lines.Prompts:
        if self._alarmed_from is not None and state is State.ALARM:
            return lines.ALARM
        if self._alarmed_from is not None and state is State.ALARM_OTHER:
            return lines.ALARM_OTHER_IN_A_SESSION
        return super()._prompts_of(state)

    def _special(self, text: str) -> Meaning | None:
        """What only means something at one of these questions: the typed word, a flag or a condition by its name."""
        if self._where is State.LOCKED:
            return read_acknowledgement(text)
        words = set(words_of(clean(text)))
        if self._where in (State.SCREENING, *FULL_SCREENING) and words & NAMES and not words & NEGATIONS:
            return Meaning(Question.SCREENING, ALARM_VALUE)
        return self._named_condition(text)

    # --- answers ----------------------------------------------------------------------------------------------

    def _screening_answer(self, meaning: Meaning) -> None:
        state, is_yes = self.state, meaning.value == "yes"
        if state is State.SURGERY_APPROVED and is_yes:
            self._ask_to_clear(State.SCREENING_HISTORY, Trigger.ANSWERED, lines.APPROVAL_NOTED)
        elif state is State.SURGERY_APPROVED:
            self._end_by(state, Trigger.ANSWERED)
        elif state not in FLAGS:
            self._cleared()
        elif not is_yes:
            self._next_flag(Trigger.ANSWERED)
        elif state is State.FLAG_SURGERY:
            self._ask(State.SURGERY_APPROVED, Trigger.ANSWERED)
        else:
            self._end_by(state, Trigger.ANSWERED)

    def _cleared(self) -> None:
        """The present question is cleared: the next of the full list, or the precautions, or back to the session."""
        state = self.state
        if state is State.LOCKED:
            self._ask_to_clear(FULL_SCREENING[0], Trigger.ANSWERED, lines.LOCK_NOTED)
        elif state in FULL_SCREENING[:-1]:
            self._ask_to_clear(FULL_SCREENING[FULL_SCREENING.index(state) + 1], Trigger.ANSWERED)
        elif self._alarmed_from is not None:
            self._noted(Trigger.ANSWERED)
        else:
            self._ask_precautions(Trigger.ANSWERED)

    def _noted(self, trigger: Trigger) -> None:
        self._speak(State.SCREENING_NOTED, trigger, "screening noted", lines.SCREENING_NOTED)

    def _after_screening(self, trigger: Trigger) -> None:
        resumed, self._alarmed_from = self._alarmed_from, None
        if resumed is not None:
            self._interrupted = resumed
            self._resume()
        elif self._may_go_on:
            self._ask(State.GOING_ON, trigger)
        else:
            self._begin_anew(trigger)

    # --- alarms -----------------------------------------------------------------------------------------------

    def _alarm(self, meaning: Meaning, heard: Heard) -> None:
        """ "Something is wrong", a red flag by its name, or "one of these"."""
        if self.state in ASKED_BACK:
            self._go(self._asked, Trigger.ANSWERED)
        if meaning.is_listed and self._where is State.PRECAUTIONS:
            self._one_of_these(meaning, heard)
            return
        self._keep_answer(meaning, heard)
        if self.state is State.ALARM or self.state in ENDINGS:
            self._end_by(State.ALARM if meaning.is_named else self.state, Trigger.ANSWERED)
        else:
            if self._where not in _BEFORE_CLEAR:
                self._alarmed_from, self._to_clear = self._where, State.SCREENING
            self._interrupt()
            in_session = self._alarmed_from is not None
            self._walk = IN_A_SESSION if in_session else walk(self._to_clear, is_named=meaning.is_named)
            self._next_flag(Trigger.ALARM)

    def _one_of_these(self, meaning: Meaning, heard: Heard) -> None:
        """No alarm: one of a list of precautions is theirs."""
        if self.state is State.PAUSED:
            self._unpause()
            self._go(State.PRECAUTIONS, Trigger.ANSWERED)
        self._keep_answer(replace(meaning, value=ONE_OF_THESE), heard)
        self._ask_each()

    def _next_flag(self, trigger: Trigger) -> None:
        """The next kind of red flag; after the last "no" the question that is to be cleared again."""
        if self._walk:
            flag, self._walk = self._walk[0], self._walk[1:]
            self._ask(flag, trigger)
        else:
            self._ask_to_clear(self._to_clear, trigger)

    def _end_by(self, flag: State, trigger: Trigger) -> None:
        """A red flag that was confirmed, or asked about without an answer."""
        if flag is State.ALARM:
            reason = progression.EMERGENCY.reason
            self._save_decision(progression.EMERGENCY)
            self._close(Outcome.EMERGENCY, reason, (reason, *lines.LOCK_AHEAD), trigger)
        else:
            self._close(Outcome.SEE_DOCTOR, ENDINGS[flag].reason, ENDINGS[flag].said, trigger)

    @property
    def _open_flag(self) -> State | None:
        """The red flag that is being asked about, also while paused, stopped or asked back."""
        where = self._where
        return where if where is State.ALARM or where in ENDINGS else None

    def _end_early(self, outcome: Outcome, reason: str, parts: lines.Parts, trigger: Trigger) -> None:
        """A red flag that nobody answered is taken for true."""
        if self._open_flag is not None:
            self._end_by(self._open_flag, trigger)
        else:
            self._close(outcome, reason, parts, trigger)

    def _end_at_once(self) -> None:
        """Nothing more will be said: keep all, without a word."""
        outcome, reason = Outcome.STOPPED, "the input ended"
        if self._open_flag is State.ALARM:
            self._save_decision(progression.EMERGENCY)
            outcome, reason = Outcome.EMERGENCY, progression.EMERGENCY.reason
        elif self._open_flag is not None:
            outcome, reason = Outcome.SEE_DOCTOR, ENDINGS[self._open_flag].reason
        self._hush()
        self._save_set("end of input")
        self._save(FinishRecord(outcome, reason))
        self._go(State.FINISHED, Trigger.ENDED)
        self._do(Finish(outcome.value, reason))

    def _keep_answer(self, meaning: Meaning, heard: Heard, asked_back: str | None = None) -> None:
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
                asked_back=asked_back,
            )
        )
