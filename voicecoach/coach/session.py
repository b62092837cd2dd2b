"""A session: events in, effects out. It owns no clock, thread, file, device or random number.

How it works: a session is always in one state of `states.py`. `step` takes what happened and the time, and returns
what to do, in order. The layers below hold the parts of the conversation, each knowing only those under it:
`talking` (say, ask, listen), `exercising` (instructions and sets), `judging` (checks and decisions), `interrupting`
(pause, stop, next, back). Here an event finds its way to them. Rules:

* Silence, noise and unclear words never decide anything: three of them pause (R12).
* Every answer and decision is saved before the next word is spoken.
* A stop is obeyed before anything else is looked at; a doubtful stop pauses.
* What made the pain worse is asked about again before anything else: "next" and "back" do not get around it.
"""

from __future__ import annotations

from voicecoach.coach import lines, progression
from voicecoach.coach.answers import ALARM_VALUE, Meaning, understand
from voicecoach.coach.background import Background
from voicecoach.coach.effects import CancelTimer, Earcon, EarconKind, Effect, Finish
from voicecoach.coach.events import (
    Band,
    DeviceLost,
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
from voicecoach.coach.interrupting import Interrupting
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Program
from voicecoach.coach.prompts import OPTIONS, listen_for, listen_openly
from voicecoach.coach.records import AnswerRecord, FinishRecord, Outcome
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


class Session(Interrupting):
    """One session of `program`. Feed it with `step`; read `view` for the screen."""

    def __init__(
        self, program: Program, background: Background | None = None, rate_wpm: int = RATE_WPM
    ) -> None:
        super().__init__(program, background or Background(), rate_wpm)
        self._pending: tuple[Meaning, Heard] | None = None

    @property
    def question(self) -> Question:
        """The question that an answer would be read for now."""
        if self.state is State.PAUSED and self._interrupted in ASKS:
            return ASKS[self._interrupted]
        return ASKS.get(self.state, Question.CONTROL)

    @property
    def is_finished(self) -> bool:
        return self.state is State.FINISHED

    def understand(self, text: str) -> Meaning | None:
        """What `text` would mean now."""
        meaning = understand(self.question, text)
        if meaning is None and self.state is State.CONFIRMING:
            meaning = understand(ASKS[self._asked], text)
        return meaning

    def view(self) -> View:
        """The screen's values at this moment."""
        run, here = self._run, self._itinerary
        in_set = run is not None and self.state in (State.SET, State.PAUSED, State.STARTING)
        options = OPTIONS[self._listening.question] if self._listening and not self._listening.is_open else ()
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
        )

    def step(self, event: Event, now: float) -> tuple[Effect, ...]:
        """Take what happened at time `now` (seconds, never going back) and return what to do, in order."""
        if self.is_finished:
            return ()
        self._now, self._out = now, []
        match event:
            case Started():
                if self.state is State.NEW:
                    self._open()
            case SpeechEnded(say_id):
                if say_id == self._awaited_say:
                    self._awaited_say, self._saying = None, ""
                    self._spoken()
            case Heard():
                self._heard(event)
            case NothingHeard(reason):
                self._nothing_heard(reason)
            case TimerFired(name):
                self._timer(name)
            case KeyPressed():
                if self.state in _SPEAKING or self.state in (State.SET, State.SETTLING):
                    self._pause(lines.PAUSED)
            case DeviceLost(device):
                self._device_lost(device)
            case InputEnded():
                self._finish_now()
        return tuple(self._out)

    def _prompts_of(self, state: State) -> lines.Prompts:
        if state is State.CONFIRMING and self._pending is not None:
            return lines.confirm(self._pending[1].text)
        return super()._prompts_of(state)

    def _nothing_heard(self, reason: Silence) -> None:
        if self._listening is None:
            return
        if self.state is State.STOPPING:
            self._close(Outcome.STOPPED, "you said stop", lines.GOODBYE, Trigger.UNANSWERED)
        elif self.state in ASKS:
            self._unclear(is_silent=reason is Silence.SILENCE)

    def _unanswered(self) -> None:
        if self.state is State.ALARM:
            self._emergency(Trigger.UNANSWERED)
        elif self.state is State.ALARM_OTHER:
            self._close(Outcome.SEE_DOCTOR, "something is wrong", lines.RED_FLAG, Trigger.UNANSWERED)
        elif self.state is State.FINAL_RATING:
            self._end(Trigger.UNANSWERED)
        else:
            self._save_decision(progression.NOT_UNDERSTOOD)
            self._pause(lines.PAUSED_KEYBOARD, Trigger.UNANSWERED)

    def _heard(self, heard: Heard) -> None:
        if self.state in (State.NEW, State.CLOSING):
            return
        if not heard.text.strip():
            self._empty_line()
            return
        meaning = self.understand(heard.text)
        is_sure = heard.band is Band.SURE
        if meaning is None:
            self._unclear()
        elif meaning.question is Question.CONTROL:
            self._command(meaning, heard)
        elif meaning.value == ALARM_VALUE:
            self._alarm(heard, meaning) if is_sure else self._ask_back(meaning, heard)
        elif self.state in ASKS:
            self._answer(meaning, heard) if is_sure else self._ask_back(meaning, heard)
        elif self.state is State.PAUSED and self._interrupted in ASKS and heard.source is Source.KEYBOARD:
            self._unpause()
            self.state = self._interrupted
            self._tries.setdefault(self.state, 0)
            self._answer(meaning, heard)

    def _empty_line(self) -> None:
        """Enter alone: go on where nothing but "go on" could be meant; else it is no answer."""
        if self.state is State.READY:
            self._start_set()
        elif self.state is State.PAUSED:
            self._resume()
        else:
            self._unclear(is_silent=True)

    def _ask_back(self, meaning: Meaning, heard: Heard) -> None:
        """The middle band: say what was heard, and wait for a yes."""
        if self.state is State.CONFIRMING:
            self._unclear()
            return
        if self.state not in ASKS and meaning.value != ALARM_VALUE:
            return
        self._asked = self.state if self.state in ASKS else State.SCREENING
        self._tries.setdefault(self._asked, 0)
        self._pending = (meaning, heard)
        self._do(CancelTimer("beat"))
        self._ask(State.CONFIRMING, Trigger.UNSURE)

    def _confirmed(self, meaning: Meaning, heard: Heard) -> None:
        pending, asked = self._pending, self._asked
        assert pending is not None
        if meaning.question is not Question.YES_NO:
            self.state = asked
            self._take(meaning, heard)
        elif meaning.value == "yes":
            self._keep_answer(meaning, heard)
            self.state = asked
            if pending[0].value == ALARM_VALUE:
                self._alarm(pending[1], pending[0])
            else:
                self._take(*pending)
        else:
            self._keep_answer(meaning, heard)
            self.state = asked
            self._unclear(is_silent=True)

    def _answer(self, meaning: Meaning, heard: Heard) -> None:
        """A sure answer to the present question."""
        self._quiet()
        if self.state is State.CONFIRMING:
            self._confirmed(meaning, heard)
        else:
            self._take(meaning, heard)

    def _take(self, meaning: Meaning, heard: Heard) -> None:
        if meaning.is_corrected:
            meaning = Meaning(meaning.question, meaning.value, meaning.regions, meaning.is_hedged)
            self._ask_back(meaning, Heard(meaning.value, heard.confidence, Band.ASK, heard.source))
            return
        self._keep_answer(meaning, heard)
        self._do(Earcon(EarconKind.UNDERSTOOD))
        match self.state:
            case State.SCREENING:
                self._speak(State.SCREENING_NOTED, Trigger.ANSWERED, "screening noted", lines.SCREENING_NOTED)
            case State.ALARM:
                if meaning.value == "yes":
                    self._emergency(Trigger.ANSWERED)
                else:
                    self._ask(State.ALARM_OTHER, Trigger.ANSWERED)
            case State.ALARM_OTHER:
                if meaning.value == "yes":
                    self._close(Outcome.SEE_DOCTOR, "something is wrong", lines.RED_FLAG, Trigger.ANSWERED)
                else:
                    self._ask(State.SCREENING, Trigger.ANSWERED)
            case State.BASELINE_LOCATION | State.BASELINE_SIDE | State.WORSE_SIDE | State.BASELINE_RATING:
                self._baseline_answer(meaning)
            case State.CHECK_LOCATION | State.CHECK_CHANGE | State.CHECK_REGION | State.CHECK_LEG:
                self._check_answer(meaning)
            case State.CONTRADICTION:
                self._contradiction_answer(meaning)
            case State.RECHECK_LOCATION | State.RECHECK_CHANGE:
                self._recheck_answer(meaning)
            case State.ANOTHER_SET:
                if meaning.value == "yes":
                    self._ask(State.READY, Trigger.ANSWERED)
                else:
                    self._good_end(Trigger.ANSWERED)
            case State.AFTERWARDS:
                if meaning.value == "yes":
                    self._itinerary = self._itinerary.at_afterwards()
                    self._instruct(Trigger.ANSWERED)
                else:
                    self._ask(State.FINAL_RATING, Trigger.ANSWERED)
            case State.FINAL_RATING:
                self._end(Trigger.ANSWERED)
            case _:
                pass

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

    def _command(self, meaning: Meaning, heard: Heard) -> None:
        word = meaning.value
        if heard.band is not Band.SURE and word in ("stop", "quit", "pause"):
            self._pause(lines.PAUSED)
        elif heard.band is not Band.SURE and not (word == "ready" and self.state is State.READY):
            self._unclear()
        elif word in ("stop", "quit"):
            self._stop(is_typed=heard.source is Source.KEYBOARD)
        elif word == "pause":
            self._hurt() if meaning.is_pain and self.state is State.SET else self._pause(lines.PAUSED)
        elif self.state is State.STOPPING:
            if word == "continue":
                self._resume()
            else:
                self._close(Outcome.STOPPED, "you said stop", lines.GOODBYE, Trigger.STOP)
        elif word in ("continue", "ready", "repeat") and self.state is State.PAUSED:
            self._resume()
        elif word in ("continue", "ready", "done"):
            self._ready_or_done(word)
        elif word == "repeat":
            self._repeat()
        elif word == "next":
            self._skip()
        elif word == "back":
            self._back()
        elif word == "help":
            self._help()
        else:
            self._change_tempo(is_slower=word == "slower")

    def _ready_or_done(self, word: str) -> None:
        if self.state is State.READY:
            self._start_set()
        elif self.state is State.SET and word == "done":
            self._end_set("done", Trigger.ANSWERED)
        elif self.state in ASKS:
            self._unclear()

    def _alarm(self, heard: Heard, meaning: Meaning) -> None:
        if self.state is State.ALARM_OTHER:
            self._take(Meaning(Question.YES_NO, "yes"), heard)
            return
        if self.state is State.ALARM:
            self._take(Meaning(Question.YES_NO, "yes"), heard)
            return
        self._keep_answer(meaning, heard)
        if self.state is not State.SCREENING:
            self._interrupt()
            self._alarmed_from = self._interrupted
        self._quiet()
        self._ask(State.ALARM, Trigger.ALARM)

    def _open(self) -> None:
        background = self._background
        parts = lines.WELCOME_FIRST if background.is_first else lines.WELCOME
        if background.hours_since_last is not None and background.hours_since_last < 2:
            parts += lines.TOO_SOON
        self._speak(State.OPENING, Trigger.STARTED, "welcome", parts)

    def _spoken(self) -> None:
        """A line has come to its end."""
        match self.state:
            case State.OPENING:
                self._ask(State.SCREENING, Trigger.SPOKEN)
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
            case state:
                self._do(Earcon(EarconKind.LISTENING))
                self._listen(listen_for(ASKS.get(state, Question.CONTROL), state, self._timing))

    def _timer(self, name: str) -> None:
        match name, self.state:
            case "beat", State.SET:
                self._beat()
            case "settle", State.SETTLING:
                self._ask(State.RECHECK_LOCATION, Trigger.TIME)
            case "reminder", State.PAUSED:
                self._say("still paused", lines.STILL_PAUSED, is_awaited=False)
            case "pause end", State.PAUSED:
                self._close(
                    Outcome.PAUSED_OUT, "paused without an answer", lines.ENDED_IN_PAUSE, Trigger.TIME
                )
            case _:
                pass

    def _finish(self) -> None:
        self._go(State.FINISHED, Trigger.SPOKEN)
        self._do(self._closing)

    def _finish_now(self) -> None:
        """Nothing more will be said: keep all, without a word."""
        if self.state is State.CLOSING:
            self._quiet()
            self._finish()
            return
        self._quiet()
        self._save_set("end of input")
        reason = "the input ended"
        self._save(FinishRecord(Outcome.STOPPED, reason))
        self._go(State.FINISHED, Trigger.ENDED)
        self._do(Finish(Outcome.STOPPED.value, reason))
