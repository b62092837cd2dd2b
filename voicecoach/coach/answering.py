"""Answering: what comes in as words, or as nothing, and the question it belongs to.

What was heard in the middle band is asked back first (`asking_back`). Three failed tries at a question are no answer:
that pauses, or ends where silence itself is alarming.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from voicecoach.coach import lines, progression
from voicecoach.coach.answers import read_region, understand
from voicecoach.coach.asking_back import AskingBack
from voicecoach.coach.effects import Earcon, EarconKind
from voicecoach.coach.events import Band, Heard, Silence, Source
from voicecoach.coach.meaning import ALARM_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.acknowledging import ACKNOWLEDGED
from voicecoach.coach.reading.elsewhere import is_of_elsewhere
from voicecoach.coach.reading.words import clean
from voicecoach.coach.states import ASKED_BACK, ASKS, CAREFUL, State, Trigger

URGENT = frozenset({"stop", "quit", "pause"})
"""Commands that are heeded whenever they come."""


class Answering(AskingBack, ABC):
    """Each answer to its question."""

    @abstractmethod
    def _command(self, meaning: Meaning, heard: Heard) -> None:
        """Obey a command."""

    @abstractmethod
    def _finish(self) -> None:
        """The last word is said."""

    @property
    def question(self) -> Question:
        """The question that an answer would be read for now."""
        state = self.state if self.state is not State.PAUSED else self._interrupted
        return ASKS.get(state, Question.CONTROL)

    def understand(self, text: str) -> Meaning | None:
        """What `text` would mean now."""
        meaning = understand(self.question, text)
        if meaning is not None and not self.program.asks_place and is_of_elsewhere(meaning, clean(text)):
            return None
        if self.state in ASKED_BACK:
            return self._meaning_when_asked_back(meaning, text)
        if self._where is State.CHECK_REGION:
            return self._meaning_of_region(meaning, text)
        return meaning or self._special(text)

    def _meaning_of_region(self, meaning: Meaning | None, text: str) -> Meaning | None:
        """A bare "in the leg"; and "better" to "worse where?" is taken for a correction, which is said back."""
        if meaning is None:
            return read_region(clean(text), self._check.value)
        is_other = meaning.question is Question.CHANGE and meaning.value != self._check.value.value
        return replace(meaning, is_corrected=True) if is_other else meaning

    # --- nothing, or not clear --------------------------------------------------------------------------------

    def _nothing_heard(self, reason: Silence) -> None:
        if self._listening is None:
            return
        if self.state is State.STOPPING:
            self._stopped(Trigger.UNANSWERED)
        elif self.state in ASKS:
            self._unclear(is_silent=reason is Silence.SILENCE)

    def _unanswered(self) -> None:
        match self._where:
            case _ if self._open_flag is not None:
                self._end_by(self._open_flag, Trigger.UNANSWERED)
            case State.FINAL_RATING:
                self._end(Trigger.UNANSWERED)
            case _:
                self._save_decision(progression.NOT_UNDERSTOOD)
                self._pause(lines.PAUSED_KEYBOARD, Trigger.UNANSWERED)

    def _not_understood(self, heard: Heard) -> None:
        """Words without a meaning here."""
        if self.state is State.STOPPING:
            self._still_stopping()
        elif self.state is State.PAUSED and heard.source is Source.KEYBOARD:
            self._say("still paused", lines.STILL_PAUSED, is_awaited=False)
        else:
            self._unclear()

    def _empty_line(self) -> None:
        """Enter alone: go on where nothing but "go on" could be meant; else it is no answer."""
        if self.state is State.READY:
            self._start_set()
        elif self.state is State.PAUSED:
            self._resume()
        else:
            self._unclear(is_silent=True)

    # --- words ------------------------------------------------------------------------------------------------

    def _heard(self, heard: Heard) -> None:
        self._is_after_yes, self._had_yes = self._had_yes, False
        meaning = self.understand(heard.text)
        if self.state is State.NEW or not self._is_heeded(meaning, heard):
            return
        if heard.band is Band.REFUSED:
            self._nothing_heard(Silence.UNCLEAR)
        elif self.state is State.CLOSING:
            self._finish()
        elif not heard.text.strip():
            self._empty_line()
        elif meaning is None or (meaning.value == ACKNOWLEDGED and heard.source is not Source.KEYBOARD):
            self._not_understood(heard)
        elif meaning.question is Question.CONTROL:
            self._command(meaning, heard)
        elif heard.band is not Band.SURE:
            self._ask_back(meaning, heard)
        elif meaning.value == ALARM_VALUE:
            self._alarm(meaning, heard)
        else:
            self._answered(meaning, heard)

    def _is_heeded(self, meaning: Meaning | None, heard: Heard) -> bool:
        """A voice that comes when nobody listens belongs to an earlier question; a stop or an alarm never does.

        Over the coach's own words commands count, and nothing else.
        """
        is_stop = meaning is not None and meaning.question is Question.CONTROL and meaning.value in URGENT
        if self.state is State.CLOSING:
            return is_stop and meaning is not None and meaning.value != "pause" and heard.band is Band.SURE
        is_alarm = meaning is not None and meaning.value == ALARM_VALUE
        if heard.is_over_coach:
            is_command = meaning is not None and meaning.question is Question.CONTROL
            return is_stop or is_alarm or (is_command and heard.band is Band.SURE)
        return heard.source is Source.KEYBOARD or self._listening is not None or is_stop or is_alarm

    def _answered(self, meaning: Meaning, heard: Heard) -> None:
        if self.state in ASKS:
            self._answer(meaning, heard)
        elif self.state is State.PAUSED and self._interrupted in ASKS and heard.source is Source.KEYBOARD:
            self._unpause()
            self._go(self._interrupted, Trigger.ANSWERED)
            self._tries.setdefault(self.state, 0)
            self._answer(meaning, heard)
        else:
            self._not_understood(heard)

    def _answer(self, meaning: Meaning, heard: Heard) -> None:
        """A sure answer to the present question."""
        self._quiet()
        if self.state in ASKED_BACK:
            self._confirmed(meaning, heard)
        else:
            self._take(meaning, heard)

    def _take(self, meaning: Meaning, heard: Heard, asked_back: str | None = None) -> None:
        if meaning.is_corrected:
            self._ask_back(meaning, heard, meaning.value)
            return
        self._keep_answer(meaning, heard, asked_back)
        self._do(Earcon(EarconKind.UNDERSTOOD))
        self._echo = self._said_back(meaning)
        match self.state:
            case State.PRECAUTIONS | State.PRECAUTION | State.PRECAUTION_APPROVED:
                self._precaution_answer(meaning)
            case state if state in CAREFUL:
                self._screening_answer(meaning)
            case State.GOING_ON:
                self._going_on_answer(meaning)
            case State.BASELINE_LOCATION | State.BASELINE_SIDE | State.WORSE_SIDE | State.BASELINE_RATING:
                self._baseline_answer(meaning)
            case State.CHECK_LOCATION | State.CHECK_CHANGE | State.CHECK_REGION | State.CHECK_LEG:
                self._check_answer(meaning)
            case State.CONTRADICTION:
                self._contradiction_answer(meaning)
            case State.RECHECK_LOCATION | State.RECHECK_CHANGE:
                self._recheck_answer(meaning)
            case _:
                self._last_answer(meaning)

    def _said_back(self, meaning: Meaning) -> lines.Parts:
        """What was understood, before the next words; a place is named by the question that follows it."""
        match self.state:
            case State.CHECK_CHANGE | State.CHECK_REGION | State.CHECK_LEG | State.RECHECK_CHANGE:
                regions = {region.value: change.value for region, change in meaning.regions.items()}
                return lines.got_it(
                    lines.understood_change(regions, meaning.value, is_hedged=meaning.is_hedged)
                )
            case State.BASELINE_LOCATION | State.RECHECK_LOCATION:
                return lines.got_it(lines.place(meaning.value))
            case State.CHECK_LOCATION if meaning.value == "none":
                return lines.got_it(lines.place(meaning.value))
            case State.BASELINE_SIDE | State.WORSE_SIDE:
                return lines.got_it(meaning.value)
            case State.BASELINE_RATING | State.FINAL_RATING:
                return lines.got_it(lines.number(int(meaning.value)))
            case _:
                return ()

    def _last_answer(self, meaning: Meaning) -> None:
        """Of the questions at the end."""
        match self.state:
            case State.ANOTHER_SET if meaning.value == "yes":
                self._ask(State.READY, Trigger.ANSWERED)
            case State.ANOTHER_SET:
                self._good_end(Trigger.ANSWERED)
            case State.AFTERWARDS if meaning.value == "yes":
                self._itinerary = self._itinerary.at_afterwards()
                self._instruct(Trigger.ANSWERED)
            case State.AFTERWARDS:
                self._ask(State.FINAL_RATING, Trigger.ANSWERED)
            case _:
                self._end(Trigger.ANSWERED)
