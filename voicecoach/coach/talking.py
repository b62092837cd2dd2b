"""The mechanics of a conversation: say, ask, listen, ask again. Nothing here knows what is talked about.

A speaking state waits for the end of its line. An asking state speaks its prompt, then listens; a failed try gives
the next, shorter prompt, and the third failure is `_unanswered`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from voicecoach.coach import lines
from voicecoach.coach.effects import (
    Earcon,
    EarconKind,
    Effect,
    Listen,
    Save,
    Say,
    StopListening,
    StopSpeech,
)
from voicecoach.coach.program import Program
from voicecoach.coach.records import Record
from voicecoach.coach.states import ASKS, State, Trigger, is_allowed

MAX_PROMPTS = 3


class Talking(ABC):
    """What is being said and listened for. The layers above decide what comes next."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.state = State.NEW
        self._timing = program.timing
        self._now = 0.0
        self._out: list[Effect] = []
        self._say_id = 0
        self._awaited_say: int | None = None
        self._saying = ""
        self._sounding: set[int] = set()
        self._news: lines.Parts = ()
        self._echo: lines.Parts = ()
        self._listening: Listen | None = None
        self._tries: dict[State, int] = {}

    @abstractmethod
    def _prompts_of(self, state: State) -> lines.Prompts:
        """The three prompts of an asking state, as things stand."""

    @abstractmethod
    def _unanswered(self) -> None:
        """The present question failed three times."""

    def _go(self, state: State, trigger: Trigger) -> None:
        assert is_allowed(self.state, trigger, state), (self.state, trigger, state)
        self.state = state

    def _do(self, *effects: Effect) -> None:
        self._out.extend(effects)

    def _save(self, record: Record) -> None:
        self._do(Save(record))

    def _quiet(self) -> None:
        """End what is being said and listened for: the conversation goes elsewhere."""
        if self._awaited_say is not None:
            self._awaited_say, self._saying = None, ""
            self._do(StopSpeech())
        if self._listening is not None:
            self._listening = None
            self._do(StopListening())

    def _hush(self) -> None:
        """Be quiet, and cut even what nobody waits for: a count, a word of help."""
        if self._awaited_say is None and self._sounding:
            self._saying = ""
            self._do(StopSpeech())
        self._quiet()

    def _speech_ended(self, say_id: int) -> bool:
        """Whether this line was waited for."""
        self._sounding.discard(say_id)
        if say_id != self._awaited_say:
            return False
        self._awaited_say, self._saying = None, ""
        return True

    def _say(self, cue: str, parts: lines.Parts, *, is_awaited: bool = True, unsaid: str = "") -> None:
        if is_awaited:
            self._awaited_say = self._say_id + 1
        self._utter(Say(0, cue, parts, self._timing.option_pause_s, not is_awaited, unsaid=unsaid))

    def _utter(self, say: Say) -> None:
        """Say this as the next line, under its own number."""
        self._say_id += 1
        self._sounding.add(self._say_id)
        self._saying = say.text
        self._do(replace(say, say_id=self._say_id))

    def _speak(
        self, state: State, trigger: Trigger, cue: str, parts: lines.Parts, *, unsaid: str = ""
    ) -> None:
        echo, self._echo = self._echo, ()
        self._quiet()
        self._go(state, trigger)
        self._say(cue, echo + parts, unsaid=unsaid)

    def _listen(self, listen: Listen) -> None:
        self._listening = listen
        self._do(listen)

    def _ask(self, state: State, trigger: Trigger, preface: lines.Parts = ()) -> None:
        """Ask afresh: the prompts begin again at the longest."""
        self._tries[state] = 0
        self._prompt(state, trigger, preface)

    def _prompt(self, state: State, trigger: Trigger, preface: lines.Parts = ()) -> None:
        news, self._news = self._news, ()
        prompts = self._prompts_of(state)
        self._speak(state, trigger, f"ask {state.value}", news + preface + prompts[self._tries[state]])

    def _prompt_again(self, preface: lines.Parts = ()) -> None:
        self._quiet()
        self._say(f"ask {self.state.value}", preface + self._prompts_of(self.state)[self._tries[self.state]])

    def _unclear(self, *, is_silent: bool = False, preface: lines.Parts = ()) -> None:
        """One failed try at the present question: ask again, or after the third pause."""
        state = self.state
        if state not in ASKS:
            return
        self._listening = None
        self._do(StopListening())
        if not is_silent:
            self._do(Earcon(EarconKind.NOT_UNDERSTOOD))
        self._tries[state] += 1
        if self._tries[state] < MAX_PROMPTS:
            self._quiet()
            said = preface or (() if is_silent else lines.NOT_UNDERSTOOD)
            self._say(f"ask {state.value}", said + self._prompts_of(state)[self._tries[state]])
            return
        self._unanswered()
