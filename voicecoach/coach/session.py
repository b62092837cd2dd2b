"""A session: events in, effects out. It owns no clock, thread, file, device or random number.

How it works: a session is always in one state of `states.py`. `step` takes what happened and the time, and returns
what to do, in order. The layers below hold the parts of the conversation, each knowing only those under it:
`talking` (say, ask, listen), `exercising` (instructions and sets), `judging` (checks and decisions), `interrupting`
(pause, stop, next, back), `screening` (red flags), `asking_back` (what is doubtful), `answering` (words that come in).
Here an event finds its way to them. Rules:

* Silence, noise and unclear words never decide anything: three of them pause (R12).
* Every answer and decision is saved before the next word is spoken.
* A stop is obeyed before anything else is looked at; a doubtful stop pauses.
* What made the pain worse is asked about again before anything else: "next" and "back" do not get around it.
"""

from __future__ import annotations

from voicecoach.coach import foresight, lines
from voicecoach.coach.answering import URGENT, Answering
from voicecoach.coach.answers import Meaning
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Earcon, EarconKind, Effect, Listen
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
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.foresight import Place
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Program
from voicecoach.coach.prompts import listen_openly
from voicecoach.coach.records import Outcome
from voicecoach.coach.states import ASKS, State, Trigger
from voicecoach.coach.view import View

RATE_WPM = 155

_SPEAKING = frozenset(
    {
        State.OPENING,
        State.SCREENING_NOTED,
        State.INSTRUCTING,
        State.STARTING,
        State.RESTING,
        State.DECIDED,
    }
)


class Session(Answering):
    """One session of `program`. Feed it with `step`; read `view` for the screen."""

    def __init__(
        self, program: Program, background: Background | None = None, rate_wpm: int = RATE_WPM
    ) -> None:
        super().__init__(program, background or Background(), rate_wpm)

    @property
    def is_finished(self) -> bool:
        return self.state is State.FINISHED

    def view(self) -> View:
        """The screen's values at this moment."""
        run, here = self._run, self._itinerary
        in_set = run is not None and self.state in (State.SET, State.PAUSED, State.STARTING)
        is_asking = self._listening is not None and not self._listening.is_open
        options = self._options(self.question) if is_asking else ()
        return View(
            program=self.program.name,
            exercise=here.exercise.name if here.is_begun else "",
            phase=here.phase.name if here.is_begun else "",
            step=here.number if here.is_begun else 0,
            steps=len(self.program.exercises),
            saying=self._saying,
            count_kind=run.phase.kind.value if run and in_set else "",
            count=run.done if run and in_set else 0,
            count_of=run.planned if run and in_set else 0,
            is_listening=self._listening is not None,
            listening_for=options,
            is_paused=self.state is State.PAUSED,
            is_finished=self.is_finished,
            count_note=run.note if run and in_set else "",
        )

    def ahead(self) -> tuple[str, ...]:
        """The texts that may be said next, the likeliest first, for whom it takes time to make their sound."""
        here, state = self._itinerary, self.state
        if not here.is_begun and self._may_go_on:
            here = self._expected
        is_begun = here.is_begun and not here.is_over
        place = Place(
            self.program,
            here.exercise if is_begun else None,
            here.phase if is_begun else None,
            self._side,
        )
        prompts = self._prompts_of(state)[self._tries.get(state, 0) + 1 :] if state in ASKS else ()
        return foresight.ahead(state, place, tuple(part for prompt in prompts for part in prompt))

    def step(self, event: Event, now: float) -> tuple[Effect, ...]:
        """Take what happened at time `now` (seconds, never going back) and return what to do, in order."""
        if self.is_finished:
            return ()
        self._now, self._out, self._echo = now, [], ()
        match event:
            case Started():
                if self.state is State.NEW:
                    self._open(Trigger.STARTED)
            case SpeechEnded(say_id):
                if self._speech_ended(say_id):
                    self._spoken()
            case Heard():
                listening = self._listening
                self._heard(event)
                self._listen_on(listening)
            case NothingHeard(reason):
                self._nothing_heard(reason)
            case TimerFired(name):
                self._timer(name)
            case KeyPressed():
                self._key_pressed()
            case DeviceLost(device) | DeviceFound(device):
                self._device_lost(device) if isinstance(event, DeviceLost) else self._device_found(device)
            case Adapted() | EchoMeasured():
                pass  # a matter of a tuning, and of the log
            case InputEnded():
                self._input_ended()
        return tuple(self._out)

    def _key_pressed(self) -> None:
        if self.state in _SPEAKING or self.state in (State.SET, State.SETTLING):
            self._pause(lines.PAUSED)

    def _input_ended(self) -> None:
        self._finish() if self.state is State.CLOSING else self._end_at_once()

    def _listen_on(self, listening: Listen | None) -> None:
        """Words that changed nothing have used up the listening: listen again, or nobody ever would."""
        if listening is not None and self._listening is listening and not listening.is_open:
            self._do(listening)

    # --- commands ---------------------------------------------------------------------------------------------

    def _command(self, meaning: Meaning, heard: Heard) -> None:
        word = meaning.value
        is_sure = heard.band is Band.SURE
        if not is_sure and word in URGENT:
            self._pause(lines.PAUSED)
        elif not is_sure and not (word == "ready" and self.state is State.READY):
            self._not_understood(heard)
        elif word in ("stop", "quit"):
            self._stop(is_typed=heard.source is Source.KEYBOARD)
        elif word == "pause":
            self._hurt() if meaning.is_pain else self._pause(lines.PAUSED)
        elif self.state is State.STOPPING:
            self._resume() if word == "continue" else self._stopped(Trigger.STOP)
        elif self.state is State.GOING_ON and word == "continue":
            self._answer(Meaning(Question.YES_NO, "yes"), heard)
        else:
            self._order(word)

    def _order(self, word: str) -> None:
        match word:
            case "continue" | "ready" | "done":
                self._ready_or_done(word)
            case "repeat":
                self._resume() if self.state is State.PAUSED else self._repeat()
            case "next":
                self._skip()
            case "back":
                self._back()
            case "help":
                self._help()
            case _:
                self._change_tempo(is_slower=word == "slower")

    def _ready_or_done(self, word: str) -> None:
        if self._where is State.INSTRUCTING and word == "ready":
            self._unpause()
            self._start_set()
        elif self.state is State.PAUSED and word != "done":
            self._resume()
        elif self.state is State.READY:
            self._start_set()
        elif self.state is State.SET and word == "done":
            self._end_set("done", Trigger.ANSWERED)
        elif self.state in ASKS:
            self._unclear()

    # --- time -------------------------------------------------------------------------------------------------

    def _spoken(self) -> None:
        """A line has come to its end."""
        match self.state:
            case State.OPENING:
                self._begin_screening(Trigger.SPOKEN)
            case State.SCREENING_NOTED:
                self._after_screening(Trigger.SPOKEN)
            case State.INSTRUCTING:
                self._ask(State.READY, Trigger.SPOKEN)
            case State.STARTING:
                self._begin_counting()
            case State.RESTING:
                self._after_rest()
            case State.DECIDED:
                self._act(Trigger.SPOKEN)
            case State.CLOSING:
                self._finish()
            case State.PAUSED:
                self._listen(listen_openly(self._timing))
            case _:
                self._do(Earcon(EarconKind.LISTENING))
                self._listen(self._listen_for_answer())

    def _timer(self, name: str) -> None:
        match name, self.state:
            case "beat", State.SET:
                self._pause(lines.PAUSED) if self._was_away else self._beat()
            case "settle", State.SETTLING:
                place_first = self.program.asks_place
                self._ask(State.RECHECK_LOCATION if place_first else State.RECHECK_CHANGE, Trigger.TIME)
            case "reminder", State.PAUSED:
                self._say("still paused", lines.STILL_PAUSED, is_awaited=False)
            case "pause end", State.PAUSED:
                self._end_early(
                    Outcome.PAUSED_OUT, "paused without an answer", lines.ENDED_IN_PAUSE, Trigger.TIME
                )
            case _:
                pass

    def _finish(self) -> None:
        self._hush()
        self._go(State.FINISHED, Trigger.SPOKEN)
        self._do(self._closing)
