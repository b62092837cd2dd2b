"""Asking back: what was heard in the middle band, and what has to be said before it counts.

There are two forms. "Did you say: better?" is answered by yes or no, which are far from what was doubtful (but for a
doubtful yes or no itself); it is the form of all that decides or leans an exercise to a side. A doubtful number with a
near rival is asked back as the choice between the two, "Four, or five?": hearing it is then a choice of two, and the
person says the number itself.
Rules:

* A sure answer to either form is taken, also another answer than the one that was asked back.
* A doubtful yes counts twice in a row, and never about red flags and precautions; a doubtful no only asks again.
* A doubtful number counts when it was heard before: two hearings that agree.
* Three prompts without an answer are none, and a command or an alarm wins at any time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from voicecoach.coach import lines
from voicecoach.coach.answers import understand
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Listen
from voicecoach.coach.events import Heard
from voicecoach.coach.meaning import ALARM_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Program
from voicecoach.coach.prompts import complete, either, listen_for, listen_for_either, options_at
from voicecoach.coach.reading.neither import is_neither
from voicecoach.coach.reading.words import clean, words_of
from voicecoach.coach.screening import Screening
from voicecoach.coach.states import ASKS, CAREFUL, State, Trigger

_OFFERS = frozenset({State.ANOTHER_SET, State.AFTERWARDS})


def _says_yes(text: str) -> bool:
    """Whether a yes is among the words, whatever else is."""
    found = (understand(Question.YES_NO, word) for word in words_of(clean(text)))
    return any(meaning is not None and meaning.value == "yes" for meaning in found)


class AskingBack(Screening, ABC):
    """What was heard doubtfully; of a choice, the two numbers and which of them were heard so far."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._pending: tuple[Meaning, Heard] | None = None
        self._asked_text = ""
        self._had_yes = False
        self._is_after_yes = False
        self._either: tuple[str, str] = ("", "")
        self._doubted: frozenset[str] = frozenset()

    @abstractmethod
    def _answer(self, meaning: Meaning, heard: Heard) -> None:
        """Go on with an answer that counts."""

    @abstractmethod
    def _take(self, meaning: Meaning, heard: Heard, asked_back: str | None = None) -> None:
        """Keep an answer to the present question, and go on with it."""

    def _prompts_of(self, state: State) -> lines.Prompts:
        if state is State.CONFIRMING and self._pending is not None:
            return lines.confirm(self._asked_text)
        if state is State.CHOOSING:
            return lines.choice(*self._either)
        return super()._prompts_of(state)

    def _listen_for_answer(self) -> Listen:
        """How to listen now, for the answer to the question of the present state."""
        if self.state is State.CHOOSING:
            return listen_for_either(*self._either, self._timing)
        listen = listen_for(ASKS.get(self.state, Question.CONTROL), self.state, self._timing)
        is_careful = self.state is State.CONFIRMING and self._asks_back_carefully
        return replace(listen, complete=complete(listen.question, is_careful=True)) if is_careful else listen

    @property
    def _asks_back_carefully(self) -> bool:
        """Whether what is asked back tells whether to exercise at all."""
        is_flag = self._pending is not None and self._pending[0].question is Question.SCREENING
        return is_flag or self._asked in CAREFUL

    def _options(self, question: Question) -> tuple[str, ...]:
        """What the screen shows while it listens."""
        return either(*self._either) if self.state is State.CHOOSING else options_at(self.state, question)

    def _meaning_when_asked_back(self, meaning: Meaning | None, text: str) -> Meaning | None:
        if self.state is State.CHOOSING:
            is_out = (meaning is None or meaning.question is Question.RATING) and is_neither(clean(text))
            return Meaning(Question.YES_NO, "no") if is_out else meaning
        return self._meaning_while_confirming(meaning, text)

    def _meaning_while_confirming(self, meaning: Meaning | None, text: str) -> Meaning | None:
        """A yes or no, or the asked answer itself; "yes, worse" to "did you say better?" is neither."""
        direct = understand(ASKS.get(self._asked, Question.CONTROL), text)
        if direct is None or direct.question in (Question.CONTROL, Question.YES_NO):
            return meaning or direct
        is_other = self._pending is not None and direct.value != self._pending[0].value
        if is_other and _says_yes(text):
            return None
        return direct if meaning is None or meaning.question is not Question.YES_NO else meaning

    # --- asking -----------------------------------------------------------------------------------------------

    def _ask_back(self, meaning: Meaning, heard: Heard, said: str | None = None) -> None:
        """The middle band: say what was heard (`said`, or the words themselves), and wait for what confirms it."""
        if self._is_answer_to_asking_back(meaning) or (self.state in _OFFERS and meaning.value == "no"):
            self._doubtful_again(meaning, heard)
            return
        if self.state not in ASKS:
            if meaning.value != ALARM_VALUE:
                return
            self._interrupt()
        rival = self._rival_of(meaning, heard)
        self._asked = self._where
        self._tries.setdefault(self._asked, 0)
        self._pending = (replace(meaning, is_corrected=False), heard)
        self._asked_text = said or heard.text
        if rival is None:
            self._ask(State.CONFIRMING, Trigger.UNSURE)
            return
        self._either = (lines.number(int(meaning.value)), lines.number(int(rival.value)))
        self._doubted = frozenset({meaning.value})
        self._ask(State.CHOOSING, Trigger.UNSURE)

    def _is_answer_to_asking_back(self, meaning: Meaning) -> bool:
        """Whether this belongs to what is being asked back; an alarm that was not asked back yet is news."""
        is_alarm_asked = self._pending is not None and self._pending[0].value == ALARM_VALUE
        match self.state:
            case State.CONFIRMING:
                return meaning.value != ALARM_VALUE or is_alarm_asked
            case State.CHOOSING:
                return meaning.value != ALARM_VALUE
            case _:
                return False

    def _rival_of(self, meaning: Meaning, heard: Heard) -> Meaning | None:
        """The other number that a doubtful one may have been. All else is asked back by its own words."""
        if heard.alternative is None or meaning.question is not Question.RATING:
            return None
        rival = understand(Question.RATING, heard.alternative)
        is_number = rival is not None and rival.question is Question.RATING and rival.value != meaning.value
        return rival if is_number else None

    # --- what comes -------------------------------------------------------------------------------------------

    def _doubtful_again(self, meaning: Meaning, heard: Heard) -> None:
        if self.state is State.CHOOSING:
            self._doubtful_number(meaning, heard)
        else:
            self._doubtful_yes_or_no(meaning, heard)

    def _doubtful_number(self, meaning: Meaning, heard: Heard) -> None:
        """It counts when it was heard before; "neither" only asks again."""
        if meaning.question is Question.YES_NO or meaning.value in self._doubted:
            self._answer(meaning, heard)
            return
        self._doubted |= {meaning.value}
        self._unclear()

    def _doubtful_yes_or_no(self, meaning: Meaning, heard: Heard) -> None:
        """Asking back has an end: a doubtful "no" only asks again or does less, a "yes" counts twice in a row.

        Neither counts where it is asked whether to exercise at all.
        """
        is_yes_or_no = meaning.question is Question.YES_NO
        counts = (
            is_yes_or_no and not self._asks_back_carefully and (meaning.value == "no" or self._is_after_yes)
        )
        if self.state in _OFFERS or counts:
            self._answer(meaning, heard)
            return
        self._had_yes = is_yes_or_no
        self._unclear()

    def _confirmed(self, meaning: Meaning, heard: Heard) -> None:
        """Yes, no or another answer to either form."""
        pending, asked = self._pending, self._asked
        assert pending is not None
        asked_back = self._prompts_of(self.state)[0][0]
        if meaning.question is not Question.YES_NO:
            self._go(asked, Trigger.ANSWERED)
            self._take(meaning, heard, asked_back)
            return
        self._keep_answer(meaning, heard, asked_back)
        if meaning.value == "yes" and pending[0].value == ALARM_VALUE:
            self._alarm(*pending)
        elif meaning.value == "yes":
            self._go(asked, Trigger.ANSWERED)
            self._take(*pending)
        elif asked in ASKS:
            self._go(asked, Trigger.ANSWERED)
            self._unclear(is_silent=True)
        else:
            self._pause(lines.PAUSED)
