"""A session: events in, effects out. It owns no clock, thread, file, device or random number.

How it works: a session is always in one state of `states.py`. Speaking states wait for the end of their line;
asking states speak their question, listen, and ask again at most twice; a set runs on the beats of
`counting.py`. `step` takes what happened and the time, and returns what to do, in order. Rules:

* Silence, noise and unclear words never decide anything: three of them pause (R12).
* Every answer and decision is saved before the next word is spoken.
* A stop is obeyed before anything else is looked at; a doubtful stop pauses.
* What made the pain worse is asked about again before anything else: "next" and "back" do not get around it.

The judging of a check (location, change, contradictions) lives in `Check`; the walk through the exercises in
`Course`. This class is only the conversation between them.
"""

from __future__ import annotations

from collections.abc import Mapping

from voicecoach.coach import lines, progression
from voicecoach.coach.answers import ALARM_VALUE, Meaning, understand
from voicecoach.coach.background import Background
from voicecoach.coach.check import Check
from voicecoach.coach.counting import LATE_S, SetRun
from voicecoach.coach.effects import (
    CancelTimer,
    Count,
    Earcon,
    EarconKind,
    Effect,
    Finish,
    Listen,
    Mark,
    Save,
    Say,
    SetRate,
    StartTimer,
    StopListening,
    StopSpeech,
    Tell,
)
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
from voicecoach.coach.itinerary import Itinerary
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import PhaseKind, Program, Side
from voicecoach.coach.progression import Action, Decision
from voicecoach.coach.prompts import FIXED, OPTIONS, listen_for, listen_openly
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    SetRecord,
)
from voicecoach.coach.states import ASKS, MUST_ANSWER, State, Trigger, is_allowed
from voicecoach.coach.symptoms import Change, Doubt, Location, Region
from voicecoach.coach.view import View

MAX_PROMPTS = 3
RATE_WPM = 155
RATE_STEP_WPM = 15
SLOWEST_WPM, FASTEST_WPM = 110, 220
TEMPO_STEP = 1.15
FASTEST_SCALE, SLOWEST_SCALE = 0.6, 2.0

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
_BEFORE_SET = frozenset({State.INSTRUCTING, State.READY, State.STARTING, State.SET, State.ANOTHER_SET})


class Session:
    """One session of `program`. Feed it with `step`; read `view` for the screen."""

    def __init__(
        self, program: Program, background: Background | None = None, rate_wpm: int = RATE_WPM
    ) -> None:
        self.program = program
        self.state = State.NEW
        self._background = background or Background()
        self._timing = program.timing
        self._rate_wpm = rate_wpm
        self._tempo_scale = 1.0
        self._now = 0.0
        self._out: list[Effect] = []
        self._say_id = 0
        self._awaited_say: int | None = None
        self._saying = ""
        self._listening: Listen | None = None
        self._tries: dict[State, int] = {}
        self._itinerary = Itinerary(program, self._background)
        self._check = Check()
        self._side: Side | None = None
        self._run: SetRun | None = None
        self._decision: Decision | None = None
        self._recheck_rule = ""
        self._recheck_until = 0.0
        self._settle_at = 0.0
        self._sets = 0
        self._outcome: Outcome | None = None
        self._closing = Finish("", "")
        self._interrupted = State.NEW
        self._alarmed_from: State | None = None
        self._pending: tuple[Meaning, Heard] | None = None
        self._asked: State = State.NEW
        self._preface: lines.Parts = ()

    # --- what the outside may ask -----------------------------------------------------------------------------

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

    # --- small parts ------------------------------------------------------------------------------------------

    def _go(self, state: State, trigger: Trigger) -> None:
        assert is_allowed(self.state, trigger, state), (self.state, trigger, state)
        self.state = state

    def _do(self, *effects: Effect) -> None:
        self._out.extend(effects)

    def _quiet(self) -> None:
        """End what is being said and listened for: the conversation goes elsewhere."""
        if self._awaited_say is not None:
            self._awaited_say, self._saying = None, ""
            self._do(StopSpeech())
        if self._listening is not None:
            self._listening = None
            self._do(StopListening())

    def _say(self, cue: str, parts: lines.Parts, *, is_awaited: bool = True) -> None:
        self._say_id += 1
        if is_awaited:
            self._awaited_say = self._say_id
        say = Say(self._say_id, cue, parts, self._timing.option_pause_s, droppable=not is_awaited)
        self._saying = say.text
        self._do(say)

    def _speak(self, state: State, trigger: Trigger, cue: str, parts: lines.Parts) -> None:
        self._quiet()
        self._go(state, trigger)
        self._say(cue, parts)

    def _listen(self, listen: Listen) -> None:
        self._listening = listen
        self._do(listen)

    def _exercise_id(self) -> str | None:
        return self._itinerary.exercise.id if self._itinerary.is_begun else None

    # --- asking -----------------------------------------------------------------------------------------------

    def _ask(self, state: State, trigger: Trigger, preface: lines.Parts = ()) -> None:
        """Ask afresh: the prompts begin again at the longest."""
        self._tries[state] = 0
        self._prompt(state, trigger, preface)

    def _prompt(self, state: State, trigger: Trigger, preface: lines.Parts = ()) -> None:
        prompts = self._prompts_of(state)
        self._speak(state, trigger, f"ask {state.value}", preface + prompts[self._tries[state]])

    def _prompts_of(self, state: State) -> lines.Prompts:
        check = self._check
        match state:
            case State.CHECK_CHANGE:
                return lines.check_change(check.after)
            case State.RECHECK_CHANGE:
                return lines.recheck_change(check.after)
            case State.CHECK_REGION:
                return lines.check_region(check.value.value)
            case State.CONTRADICTION:
                said = lines.understood_change(
                    {region.value: change.value for region, change in check.regions.items()}, check.value.value
                )
                return lines.contradiction(check.after, check.before, said)
            case State.CONFIRMING:
                return lines.confirm(self._pending[1].text if self._pending else "")
            case _:
                return FIXED[state]

    def _nothing_heard(self, reason: Silence) -> None:
        if self._listening is None:
            return
        if self.state is State.STOPPING:
            self._close(Outcome.STOPPED, "you said stop", lines.GOODBYE, Trigger.UNANSWERED)
        elif self.state in ASKS:
            self._unclear(is_silent=reason is Silence.SILENCE)

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

    # --- hearing ----------------------------------------------------------------------------------------------

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
                self._speak(
                    State.SCREENING_NOTED, Trigger.ANSWERED, "screening noted", lines.SCREENING_NOTED
                )
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
        self._do(
            Save(
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
        )

    # --- commands ---------------------------------------------------------------------------------------------

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

    def _repeat(self) -> None:
        if self.state in ASKS:
            self._prompt_again()
        elif self.state in (State.SET, State.INSTRUCTING, State.STARTING):
            self._do(CancelTimer("beat"))
            self._save_set("repeat")
            self._quiet()
            self.state = State.RESTING
            self._instruct(Trigger.SPOKEN)

    def _prompt_again(self, preface: lines.Parts = ()) -> None:
        self._quiet()
        self._say(f"ask {self.state.value}", preface + self._prompts_of(self.state)[self._tries[self.state]])

    def _help(self) -> None:
        if self.state in ASKS:
            self._prompt_again(lines.HELP)
        elif self.state in (State.PAUSED, State.STOPPING):
            self._say("help", lines.HELP, is_awaited=False)
        else:
            self._pause(lines.HELP + lines.PAUSED)

    def _change_tempo(self, *, is_slower: bool) -> None:
        said = lines.SLOWER if is_slower else lines.FASTER
        if self.state is State.SET and self._run:
            factor = TEMPO_STEP if is_slower else 1 / TEMPO_STEP
            self._tempo_scale = min(SLOWEST_SCALE, max(FASTEST_SCALE, self._tempo_scale * factor))
            self._run = self._run.at_tempo(self._tempo_scale, self._now)
            self._do(StartTimer("beat", self._run.deadline))
            return
        step = -RATE_STEP_WPM if is_slower else RATE_STEP_WPM
        self._rate_wpm = min(FASTEST_WPM, max(SLOWEST_WPM, self._rate_wpm + step))
        self._do(SetRate(self._rate_wpm))
        if self.state in ASKS:
            self._prompt_again(said)
        else:
            self._say("tempo", said, is_awaited=False)

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
            self._do(Save(LeftOutRecord(exercise.id, "you said next", is_for_good=False)))
            self._advance(Trigger.SKIP)
        elif self.state in (State.BASELINE_RATING, State.FINAL_RATING, State.AFTERWARDS):
            self._quiet()
            self._next_exercise(Trigger.SKIP) if self.state is State.BASELINE_RATING else self._end(Trigger.SKIP)

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

    def _not_before_answer(self) -> None:
        if self.state is State.PAUSED:
            self._resume()
        elif self.state is State.SETTLING:
            self._say("rest", lines.REST_LONGER, is_awaited=False)
        else:
            self._unclear(preface=lines.ANSWER_FIRST)

    # --- pause, stop, alarm -----------------------------------------------------------------------------------

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

    def _emergency(self, trigger: Trigger) -> None:
        self._save_decision(progression.EMERGENCY)
        self._close(Outcome.EMERGENCY, progression.EMERGENCY.reason, (progression.EMERGENCY.reason,), trigger)

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

    # --- the walk through a session ---------------------------------------------------------------------------

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

    def _after_screening(self, trigger: Trigger) -> None:
        resumed, self._alarmed_from = self._alarmed_from, None
        if resumed is not None:
            self._interrupted = resumed
            self._resume()
        elif self.program.asks_symptoms:
            self._ask(State.BASELINE_LOCATION, trigger)
        else:
            self._next_exercise(trigger)

    def _baseline_answer(self, meaning: Meaning) -> None:
        match self.state:
            case State.BASELINE_LOCATION:
                self._check = Check.at_baseline(meaning)
                if self._check.after is Location.NONE:
                    self._ask(State.BASELINE_RATING, Trigger.ANSWERED)
                else:
                    self._ask(State.BASELINE_SIDE, Trigger.ANSWERED)
            case State.BASELINE_SIDE if meaning.value in ("both", "middle"):
                self._check = self._check.in_the_middle()
                self._ask(State.WORSE_SIDE, Trigger.ANSWERED)
            case State.BASELINE_SIDE | State.WORSE_SIDE:
                self._side = Side(meaning.value) if meaning.value in ("left", "right") else None
                self._ask(State.BASELINE_RATING, Trigger.ANSWERED)
            case _:
                self._next_exercise(Trigger.ANSWERED)

    def _next_exercise(self, trigger: Trigger) -> None:
        """To the first exercise."""
        self._itinerary = self._itinerary.begun(self._side)
        self._preface = lines.FAVOURITE if self._itinerary.is_favourite else ()
        self._arrive(trigger)

    def _advance(self, trigger: Trigger, *, is_exercise_over: bool = False) -> None:
        self._sets = 0
        self._itinerary = self._itinerary.next(self._side, is_exercise_over=is_exercise_over)
        self._arrive(trigger)

    def _arrive(self, trigger: Trigger) -> None:
        """Begin what the itinerary has come to: say what is passed over, then the exercise, or the end."""
        for exercise, reason in self._itinerary.passed_over:
            self._do(Save(LeftOutRecord(exercise.id, reason, is_for_good=False)))
            self._preface += (reason,)
        self._run = None
        self._check = self._check.begun()
        if not self._itinerary.is_over:
            self._instruct(trigger)
        elif not self.program.asks_symptoms:
            self._close(Outcome.COMPLETE, "all exercises done", lines.POSTURE_DONE, trigger)
        elif self._outcome is Outcome.CENTRALIZED:
            self._ask(State.FINAL_RATING, trigger)
        else:
            self._decide(progression.LAST_DONE, trigger)

    def _instruct(self, trigger: Trigger) -> None:
        here = self._itinerary
        parts, self._preface = self._preface, ()
        if here.is_first_phase:
            parts += (lines.exercise_title(here.exercise, here.number), *here.exercise.warnings)
        parts += here.phase.instructions
        self._speak(
            State.INSTRUCTING,
            trigger,
            "instructions",
            tuple(lines.for_side(part, self._side) for part in parts),
        )

    def _start_set(self, trigger: Trigger = Trigger.ANSWERED) -> None:
        self._run = None
        self._speak(State.STARTING, trigger, "start", lines.START)

    def _go_on_with_set(self) -> None:
        run = self._run
        assert run is not None
        is_hold = run.phase.kind is PhaseKind.HOLD
        self._speak(State.STARTING, Trigger.RESUME, "go on", lines.going_on(run.done, is_hold))

    def _begin_counting(self) -> None:
        begins_at = self._now + self._timing.start_after_s
        if self._run is None:
            self._run = SetRun.begin(self._itinerary.phase, begins_at, self._tempo_scale)
        else:
            self._run = self._run.resumed(begins_at)
        self._go(State.SET, Trigger.SPOKEN)
        self._listen(listen_openly(self._timing))
        self._do(StartTimer("beat", self._run.deadline))

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

    def _beat(self) -> None:
        run = self._run
        assert run is not None
        while not run.is_over and run.deadline <= self._now:
            is_late = self._now - run.deadline > LATE_S
            beat, run = run.take()
            if beat.kind is not None:
                self._do(Count(beat.kind, beat.n, run.planned))
            if beat.say and not is_late:
                self._say("count" if beat.kind else "cue", (beat.say,), is_awaited=False)
        self._run = run
        if run.is_over:
            self._do(Earcon(EarconKind.DONE))
            self._end_set(None, Trigger.TIME)
        else:
            self._do(StartTimer("beat", run.deadline))

    def _end_set(self, stopped_by: str | None, trigger: Trigger) -> None:
        self._do(CancelTimer("beat"))
        self._save_set(stopped_by)
        self._rest(trigger)

    def _save_set(self, stopped_by: str | None) -> None:
        run, self._run = self._run, None
        if run is not None:
            here = self._itinerary
            kind = run.phase.kind.value
            self._do(
                Save(SetRecord(here.exercise.id, run.phase.id, kind, run.done, run.planned, stopped_by))
            )

    def _rest(self, trigger: Trigger) -> None:
        rest = self._itinerary.phase.rest
        parts, self._preface = self._preface + ((rest,) if rest else lines.REST), ()
        self._quiet()
        self._go(State.RESTING, trigger)
        self._say("rest", parts)

    def _after_rest(self) -> None:
        if self.program.asks_symptoms and self._itinerary.phase.has_check and not self._itinerary.is_afterwards:
            self._ask(State.CHECK_LOCATION, Trigger.SPOKEN)
        else:
            self._advance(Trigger.SPOKEN)

    # --- judging ----------------------------------------------------------------------------------------------

    def _check_answer(self, meaning: Meaning) -> None:
        check = self._check
        if self.state is State.CHECK_LOCATION:
            self._check = check.located(meaning)
            if self._check.after is Location.NONE:
                self._judge(Change.SAME)
            else:
                self._ask(State.CHECK_CHANGE, Trigger.ANSWERED)
            return
        if self.state is State.CHECK_LEG:
            self._check = check.with_leg(meaning)
        else:
            self._check = check.changed(meaning)
        found = self._check.read(is_region_asked=self.state is State.CHECK_REGION)
        match found:
            case Doubt.WHERE:
                self._ask(State.CHECK_REGION, Trigger.ANSWERED)
            case Doubt.LEG:
                self._ask(State.CHECK_LEG, Trigger.ANSWERED)
            case Doubt.CONTRADICTION:
                self._ask(State.CONTRADICTION, Trigger.ANSWERED)
            case clear:
                self._judge(clear.change)

    def _contradiction_answer(self, meaning: Meaning) -> None:
        if meaning.value == "yes":
            self._judge(self._check.confirmed_change())
        else:
            self._ask(State.CHECK_LOCATION, Trigger.ANSWERED)

    def _judge(self, change: Change) -> None:
        check = self._check = self._check.judged(change)
        decision = progression.decide(check.before, check.after, change)
        may_repeat = self.program.repeats_partial and self._sets + 1 < self._timing.max_sets
        if decision.rule == "R2" and may_repeat:
            decision = progression.PARTIAL_REPEATED
        if decision.action is Action.RECHECK:
            self._recheck_rule = "R6" if decision.rule == "R6" else "R5"
            self._recheck_until = self._now + self._timing.recheck_for_s
            self._settle_at = self._now + self._timing.recheck_every_s
        self._decide(decision, Trigger.ANSWERED)

    def _recheck_answer(self, meaning: Meaning) -> None:
        if self.state is State.RECHECK_LOCATION:
            self._check = self._check.located_again(meaning)
            if self._check.is_lower:
                self._recheck_rule = "R6"
            if not self._check.is_lower and self._check.after is not Location.NONE:
                self._ask(State.RECHECK_CHANGE, Trigger.ANSWERED)
                return
            change = Change.WORSE if self._check.is_lower else Change.SAME
        else:
            change = self._check.worst_of(meaning)
        self._check = self._check.judged(change)
        self._go(State.RECHECK_CHANGE, Trigger.ANSWERED) if self.state is State.RECHECK_LOCATION else None
        if progression.has_settled(self._check.before, self._check.after, change):
            self._decide(progression.after_rest(self._recheck_rule), Trigger.ANSWERED)
        elif self._now >= self._recheck_until:
            self._decide(progression.NOT_SETTLED, Trigger.ANSWERED)
        else:
            self._settle_at = min(self._now + self._timing.recheck_every_s, self._recheck_until)
            self._settle(Trigger.ANSWERED)
            self._say("rest", lines.REST_LONGER, is_awaited=False)

    def _settle(self, trigger: Trigger) -> None:
        """Rest until the next question; commands are heard meanwhile."""
        self._quiet()
        self._go(State.SETTLING, trigger)
        self._listen(listen_openly(self._timing))
        self._do(StartTimer("settle", max(self._settle_at, self._now)))

    def _decide(self, decision: Decision, trigger: Trigger) -> None:
        """Keep the decision, then say why, then (when that is said) act on it."""
        self._decision = decision
        self._save_decision(decision)
        if decision.rule == "R8":
            exercise = self._itinerary.exercise
            self._itinerary = self._itinerary.without(exercise.id)
            self._do(Save(LeftOutRecord(exercise.id, decision.reason, is_for_good=True)))
        parts, self._preface = (*self._preface, decision.reason), ()
        self._speak(State.DECIDED, trigger, f"decision {decision.rule}", parts)

    def _save_decision(self, decision: Decision) -> None:
        check = self._check
        is_check = decision.rule not in ("R10", "R11", "R12")
        self._do(
            Save(
                DecisionRecord(
                    rule=decision.rule,
                    action=decision.action.value,
                    reason=decision.reason,
                    exercise=self._exercise_id(),
                    before=check.before.word if is_check else None,
                    after=check.after.word if is_check else None,
                    change=check.change.value if is_check and check.change else None,
                )
            )
        )

    def _act(self, trigger: Trigger) -> None:
        """Do what was decided."""
        decision = self._decision
        assert decision is not None
        match decision.action:
            case Action.STAY:
                self._outcome = Outcome.CENTRALIZED
                self._sets += 1
                self._check = self._check.kept()
                if self._sets < self._timing.max_sets:
                    self._ask(State.ANOTHER_SET, trigger)
                else:
                    self._good_end(trigger)
            case Action.REPEAT:
                self._sets += 1
                self._check = self._check.kept()
                self._start_set(trigger)
            case Action.RECHECK:
                self._settle(trigger)
            case Action.STOP:
                self._close(Outcome.NOT_SETTLED, decision.reason, lines.GOODBYE, trigger)
            case Action.END:
                self._outcome = Outcome.NOT_CENTRALIZED
                self._ask(State.FINAL_RATING, trigger)
            case _:
                self._outcome = None
                self._advance(trigger, is_exercise_over=decision.rule == "R8")

    def _good_end(self, trigger: Trigger) -> None:
        if self.program.afterwards is not None:
            self._ask(State.AFTERWARDS, trigger)
        else:
            self._ask(State.FINAL_RATING, trigger)

    # --- the end ----------------------------------------------------------------------------------------------

    def _end(self, trigger: Trigger) -> None:
        """The last question is over: say goodbye according to how the session went."""
        if self._outcome is Outcome.CENTRALIZED:
            self._close(Outcome.CENTRALIZED, "your exercise was found", lines.GOOD_SESSION, trigger)
        else:
            self._close(
                Outcome.NOT_CENTRALIZED, progression.LAST_DONE.reason, lines.GOODBYE, trigger
            )

    def _close(self, outcome: Outcome, reason: str, parts: lines.Parts, trigger: Trigger) -> None:
        self._do(CancelTimer("beat"), CancelTimer("settle"), CancelTimer("reminder"), CancelTimer("pause end"))
        self._save_set("stop")
        self._outcome = outcome
        self._closing = Finish(outcome.value, reason)
        self._do(Save(FinishRecord(outcome, reason)))
        self._speak(State.CLOSING, trigger, "closing", parts)

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
        self._do(Save(FinishRecord(Outcome.STOPPED, reason)))
        self._go(State.FINISHED, Trigger.ENDED)
        self._do(Finish(Outcome.STOPPED.value, reason))


def regions_text(regions: Mapping[Region, Change]) -> dict[str, str]:
    """Regions as plain words, for the log and `hear`."""
    return {region.value: change.value for region, change in regions.items()}
