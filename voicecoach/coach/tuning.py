"""Tuning: the coach has the important words said, and learns how they sound here. Events in, effects out, as in a
session.

How it works: it explains, is silent for some seconds (the ears hear the room meanwhile), then asks for one word after
the other. Whatever comes as an utterance is kept as a take of the word that was asked for, understood or not; silence
is noted, and it goes on. When all is said it has worked out what helps (`Adapt`), waits for `Adapted`, keeps it and
says how well it hears. Rules:

* Stop, quit and pause are obeyed at any time, also the doubtful ones, which pause. Only where that very word was asked
  for is it a take.
* What was no answer (a command, an alarm) is no take.
* Before the last word is said, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from voicecoach.coach import lines, tuning_lines
from voicecoach.coach.answers import understand
from voicecoach.coach.effects import (
    Adapt,
    CancelTimer,
    Earcon,
    EarconKind,
    Effect,
    Finish,
    KeepTake,
    KeepTuning,
    Listen,
    Mark,
    Say,
    StartTimer,
    StopListening,
    StopSpeech,
    Tell,
)
from voicecoach.coach.events import (
    Adapted,
    Band,
    DeviceFound,
    DeviceLost,
    EchoMeasured,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    NothingHeard,
    Silence,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.meaning import ALARM_VALUE, Meaning
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_openly
from voicecoach.coach.tuning_words import Wanted, in_mixed_order
from voicecoach.coach.view import View

NAME = "Tuning the hearing"
FIRST_WORD_S = 5.0
SETTLE_S = 0.5
"""The ears open a moment after the coach's last word."""
MOST_SILENCES = 4
"""So many in a row, and something else is the matter."""


class Stage(StrEnum):
    """Where the tuning is."""

    NEW = "new"
    OPENING = "opening"
    QUIET = "quiet"
    ASKING = "asking"
    PAUSED = "paused"
    STOPPING = "stopping"
    WORKING = "working"
    CLOSING = "closing"
    FINISHED = "finished"


class TuningOutcome(StrEnum):
    """How it ended."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    NOTHING_HEARD = "nothing-heard"
    FAILED = "failed"
    NO_AUDIO = "no-audio"


_STOPS = frozenset({"stop", "quit"})
_GOES_ON = frozenset({"continue", "ready"})


class Tuning:
    """One tuning. Feed it with `step`; read `view` for the screen."""

    def __init__(self, wanted: Sequence[Wanted] | None = None, timing: Timing | None = None) -> None:
        self.stage = Stage.NEW
        self._wanted = tuple(wanted) if wanted is not None else in_mixed_order()
        self._timing = timing or Timing()
        self._number = 0
        self._takes = 0
        self._silences = 0
        self._now = 0.0
        self._out: list[Effect] = []
        self._say_id = 0
        self._awaited_say: int | None = None
        self._saying = ""
        self._listening: Listen | None = None
        self._adapted: Adapted | None = None
        self._closing = Finish(TuningOutcome.STOPPED, "")

    @property
    def is_finished(self) -> bool:
        return self.stage is Stage.FINISHED

    @property
    def question(self) -> Question:
        """The question that an answer would be read for now."""
        is_asking = self.stage is Stage.ASKING and self._number < len(self._wanted)
        return self._wanted[self._number].question if is_asking else Question.CONTROL

    def understand(self, text: str) -> Meaning | None:
        """What `text` would mean now."""
        return understand(self.question, text)

    def ahead(self) -> tuple[str, ...]:
        """Nothing: each line is as short as a word, and said once."""
        return ()

    def view(self) -> View:
        """The screen's values at this moment."""
        is_asking = self.stage is Stage.ASKING and self._listening is not None
        return View(
            program=NAME,
            exercise="",
            phase="",
            step=0,
            steps=0,
            saying=self._saying,
            count_kind="",
            count=0,
            count_of=0,
            is_listening=self._listening is not None,
            listening_for=(self._wanted[self._number].phrase,) if is_asking else (),
            is_paused=self.stage is Stage.PAUSED,
            is_finished=self.is_finished,
        )

    def step(self, event: Event, now: float) -> tuple[Effect, ...]:
        """Take what happened at time `now` (seconds, never going back) and return what to do, in order."""
        if self.is_finished:
            return ()
        self._now, self._out = now, []
        match event:
            case Started():
                self._open()
            case SpeechEnded(say_id):
                self._speech_ended(say_id)
            case Heard():
                self._heard(event)
            case NothingHeard(reason):
                self._nothing_heard(reason)
            case TimerFired(name):
                self._timer(name)
            case KeyPressed():
                self._key_pressed()
            case Adapted():
                self._learned(event)
            case DeviceLost(device):
                self._device_lost(device)
            case EchoMeasured() | DeviceFound():
                pass  # a matter of the log; what was lost has ended the tuning
            case InputEnded():
                self._quiet()
                is_over = self.stage is Stage.CLOSING
                self._finish(self._closing if is_over else Finish(TuningOutcome.STOPPED, "the input ended"))
        return tuple(self._out)

    def _open(self) -> None:
        if self.stage is Stage.NEW:
            self._say(Stage.OPENING, "opening", tuning_lines.OPENING)

    def _speech_ended(self, say_id: int) -> None:
        if say_id == self._awaited_say:
            self._awaited_say, self._saying = None, ""
            self._spoken()

    def _key_pressed(self) -> None:
        if self._awaited_say is not None and self.stage in (Stage.OPENING, Stage.ASKING):
            self._pause(tuning_lines.PAUSED)

    def _learned(self, adapted: Adapted) -> None:
        """A failure may come at any time, and then no further word is worth saying."""
        self._adapted = adapted
        is_waiting = self.stage is Stage.WORKING and self._awaited_say is None
        if is_waiting or (adapted.result is None and self.stage is not Stage.CLOSING):
            self._report(adapted)

    def _device_lost(self, device: str) -> None:
        """By text nothing can be learned. Where the last line was being said, it is over anyway."""
        if self.stage is not Stage.CLOSING:
            self._close(TuningOutcome.NO_AUDIO, f"the {device} was lost", tuning_lines.LOST)

    # --- saying and listening ---------------------------------------------------------------------------------

    def _quiet(self) -> None:
        """End what is being said and listened for."""
        if self._awaited_say is not None:
            self._awaited_say, self._saying = None, ""
            self._out.append(StopSpeech())
        if self._listening is not None:
            self._listening = None
            self._out.append(StopListening())

    def _say(self, stage: Stage, cue: str, parts: lines.Parts) -> None:
        self._quiet()
        self.stage = stage
        self._say_id += 1
        self._awaited_say = self._say_id
        say = Say(self._say_id, cue, parts, self._timing.option_pause_s)
        self._saying = say.text
        self._out.append(say)

    def _listen(self, listen: Listen) -> None:
        self._listening = listen
        self._out.append(listen)

    def _listen_for_answer(self, first_word_s: float) -> None:
        timing = self._timing
        self._out.append(Earcon(EarconKind.LISTENING))
        phrases = vocabulary(self.question)
        self._listen(
            Listen(self.question, phrases, first_word_s, timing.end_silence_s, timing.longest_answer_s)
        )

    def _spoken(self) -> None:
        """A line has come to its end."""
        match self.stage:
            case Stage.ASKING:
                self._listen_for_answer(FIRST_WORD_S)
            case Stage.STOPPING:
                self._listen_for_answer(self._timing.stop_grace_s)
            case Stage.CLOSING:
                self._finish(self._closing)
            case Stage.WORKING if self._adapted is not None:
                self._report(self._adapted)
            case _:
                self._listen(listen_openly(self._timing))
                if self.stage is Stage.OPENING:
                    self.stage = Stage.QUIET
                    self._out.append(StartTimer("quiet", self._now + SETTLE_S + tuning_lines.QUIET_S))

    def _timer(self, name: str) -> None:
        match name, self.stage:
            case "quiet", Stage.QUIET:
                self._ask()
            case "pause end", Stage.PAUSED:
                self._close(TuningOutcome.STOPPED, "paused without an answer", tuning_lines.ENDED)
            case _:
                pass

    # --- what comes in ----------------------------------------------------------------------------------------

    def _heard(self, heard: Heard) -> None:
        meaning = self.understand(heard.text)
        word = meaning.value if meaning is not None and meaning.question is Question.CONTROL else ""
        is_typed = heard.source is Source.KEYBOARD
        if not is_typed and (self._listening is None or self._is_take(meaning)):
            if self.stage is Stage.ASKING and self._listening is not None:
                self._take()
        elif meaning is not None and meaning.value == ALARM_VALUE and (is_typed or heard.band is Band.SURE):
            self._close(TuningOutcome.STOPPED, "something is wrong", tuning_lines.ALARM)
        elif word in _STOPS and heard.band is Band.SURE:
            self._stop(is_typed=is_typed)
        elif word in _STOPS or word == "pause":
            self._pause(tuning_lines.PAUSED)
        elif self.stage in (Stage.PAUSED, Stage.STOPPING):
            self._while_stopped(word, heard)
        elif is_typed:
            self._ask_to_say_it()
        elif self.stage is Stage.ASKING:
            self._take()

    def _is_take(self, meaning: Meaning | None) -> bool:
        """Whether just what was asked for was heard, be it a command."""
        if self.stage is not Stage.ASKING or meaning is None:
            return False
        wanted = self.understand(self._wanted[self._number].phrase)
        return wanted is not None and (wanted.question, wanted.value) == (meaning.question, meaning.value)

    def _ask_to_say_it(self) -> None:
        """Typed words are no take: the word is still to be said."""
        if self.stage is Stage.ASKING:
            self._say(Stage.ASKING, self._cue, (*tuning_lines.SAY_IT, *self._prompt))

    def _while_stopped(self, word: str, heard: Heard) -> None:
        if word in _GOES_ON and heard.band is not Band.REFUSED:
            self._resume()
        elif self.stage is Stage.STOPPING:
            self._say(Stage.STOPPING, "stopped", tuning_lines.STOPPED)

    def _nothing_heard(self, reason: Silence) -> None:
        if self._listening is None or self._listening.is_open:
            return
        self._listening = None
        if self.stage is Stage.STOPPING:
            self._close(TuningOutcome.STOPPED, "you said stop", tuning_lines.ENDED)
        elif self.stage is Stage.ASKING and reason is Silence.UNCLEAR:
            self._take()
        elif self.stage is Stage.ASKING:
            self._silences += 1
            if self._silences % MOST_SILENCES == 0:
                self._pause(tuning_lines.NOTHING_COMES)
            else:
                self._next()

    # --- the words --------------------------------------------------------------------------------------------

    @property
    def _cue(self) -> str:
        return f"ask {self._wanted[self._number].phrase}"

    @property
    def _prompt(self) -> lines.Parts:
        return tuning_lines.please_say(self._wanted[self._number].phrase, is_first=self._number == 0)

    def _ask(self) -> None:
        if self._number < len(self._wanted):
            self._say(Stage.ASKING, self._cue, self._prompt)
        elif self._takes:
            self._out.append(Adapt())
            self._say(Stage.WORKING, "working", tuning_lines.WORKING)
        else:
            self._close(TuningOutcome.NOTHING_HEARD, "no word was heard", tuning_lines.NO_WORD)

    def _take(self) -> None:
        wanted = self._wanted[self._number]
        self._out.append(KeepTake(wanted.phrase, wanted.question))
        self._takes += 1
        self._silences = 0
        self._next()

    def _next(self) -> None:
        self._number += 1
        self._ask()

    def _report(self, adapted: Adapted) -> None:
        result = adapted.result
        if result is None:
            self._close(TuningOutcome.FAILED, adapted.problem, tuning_lines.FAILED)
            return
        self._out.append(KeepTuning())
        self._close(TuningOutcome.COMPLETE, "all words done", tuning_lines.report(result))

    # --- pause and stop ---------------------------------------------------------------------------------------

    def _pause(self, parts: lines.Parts) -> None:
        if self.stage in (Stage.WORKING, Stage.CLOSING, Stage.PAUSED):
            return
        self._out.append(CancelTimer("quiet"))
        self._out.append(Tell(Mark.PAUSED))
        self._say(Stage.PAUSED, "paused", parts)
        self._out.append(StartTimer("pause end", self._now + self._timing.pause_end_s))

    def _resume(self) -> None:
        if self.stage is Stage.PAUSED:
            self._out += (CancelTimer("pause end"), Tell(Mark.RESUMED))
        self._silences = 0
        if self._number:
            self._ask()
        else:
            self._say(Stage.OPENING, "opening", tuning_lines.OPENING[-1:])

    def _stop(self, *, is_typed: bool) -> None:
        """A spoken stop may be taken back; a second one, or one where nothing could be lost, is final."""
        if self.stage is Stage.CLOSING:
            self._quiet()
            self._finish(self._closing)
        elif is_typed or self.stage in (Stage.STOPPING, Stage.PAUSED, Stage.WORKING):
            self._close(TuningOutcome.STOPPED, "you said stop", tuning_lines.ENDED)
        else:
            self._out.append(CancelTimer("quiet"))
            self._say(Stage.STOPPING, "stopped", tuning_lines.STOPPED)

    def _close(self, outcome: TuningOutcome, reason: str, parts: lines.Parts) -> None:
        self._out += (CancelTimer("quiet"), CancelTimer("pause end"))
        self._closing = Finish(outcome, reason)
        self._say(Stage.CLOSING, "result", parts)

    def _finish(self, finish: Finish) -> None:
        self.stage = Stage.FINISHED
        self._out.append(finish)
