"""A person and a session on a simulated clock: what is said to each topic, and a record of all that happened.

Speech takes `speech_s`, an answer comes `reaction_s` after the listening sign, silence lasts as long as it is waited
for, and timers fire at their deadlines. Nothing is faked inside the session.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from voicecoach.coach.background import Background, Standing
from voicecoach.coach.effects import (
    CancelTimer,
    Count,
    Effect,
    Finish,
    Listen,
    Save,
    Say,
    StartTimer,
    StopListening,
    StopSpeech,
)
from voicecoach.coach.events import (
    Band,
    DeviceFound,
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
from voicecoach.coach.program import Precaution, Program
from voicecoach.coach.records import AnswerRecord, DecisionRecord, FinishRecord, LeftOutRecord, SetRecord
from voicecoach.coach.session import Session
from voicecoach.coach.states import State, Trigger
from voicecoach.programs.loader import load

QUICK = load(str(Path(__file__).parents[1] / "programs" / "quick.toml"))
BACK_PAIN = load("back-pain")
POSTURE = load("posture")
NECK = load("neck-retraction")

KNOWN = Background(hours_since_full_screening=24.0, profile={each.value: Standing.NO for each in Precaution})
"""Somebody who was screened yesterday and has no precaution: only the short question comes before the start."""

SPEECH_S = 2.0
WORD_S = 0.3
REACTION_S = 1.0


@dataclass(frozen=True)
class Words:
    """What a person says: how surely it is heard, whether it is typed, what else it may have been, whether the coach
    was speaking.
    """

    text: str
    band: Band = Band.SURE
    source: Source = Source.VOICE
    alternative: str | None = None
    is_over_coach: bool = False

    def heard(self) -> Event:
        return Heard(
            self.text,
            0.9,
            self.band,
            self.source,
            alternative=self.alternative,
            is_over_coach=self.is_over_coach,
        )


SILENT = NothingHeard(Silence.SILENCE)
NOISE = NothingHeard(Silence.NOISE)
MUMBLED = NothingHeard(Silence.UNCLEAR)

Answer = str | Words | NothingHeard


def doubtful(text: str, alternative: str | None = None) -> Words:
    """Heard in the middle band; it may have been `alternative`."""
    return Words(text, Band.ASK, alternative=alternative)


def over_coach(text: str, band: Band = Band.SURE) -> Words:
    """Said while the coach speaks."""
    return Words(text, band, is_over_coach=True)


def typed(text: str) -> Words:
    """From the keyboard."""
    return Words(text, source=Source.KEYBOARD)


@dataclass
class Person:
    """What is answered to each topic (a state's value), in order; the last answer is repeated."""

    answers: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    at_counts: dict[tuple[str, int], Answer] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)

    def to(self, topic: str, *answers: Answer) -> Person:
        """The same person, who answers `topic` so."""
        State(topic)
        return replace(self, answers={**self.answers, topic: answers}, given={})

    def at_count(self, kind: str, n: int, answer: Answer) -> Person:
        """The same person, who says this right after the count `n`, once."""
        return replace(self, at_counts={**self.at_counts, (kind, n): answer}, given={})

    def answer(self, topic: str) -> Answer | None:
        answers = self.answers.get(topic)
        if not answers:
            return None
        n = self.given.get(topic, 0)
        self.given[topic] = n + 1
        return answers[min(n, len(answers) - 1)]


def somebody(pain: str = "thigh", side: str = "left") -> Person:
    """Somebody with this pain who gets ready, and for whom nothing changes."""
    return (
        Person()
        .to("screening", "all clear")
        .to("screening nerves", "all clear")
        .to("screening illness", "all clear")
        .to("screening history", "all clear")
        .to("precautions", "all clear")
        .to("precaution", "no")
        .to("precaution approved", "no")
        .to("alarm", "no")
        .to("flag weakness", "no")
        .to("flag illness", "no")
        .to("flag fall", "no")
        .to("flag review", "no")
        .to("flag surgery", "no")
        .to("surgery approved", "no")
        .to("alarm other", "no")
        .to("going on", "yes")
        .to("baseline location", pain)
        .to("baseline side", side)
        .to("worse side", "neither")
        .to("baseline rating", "five")
        .to("ready", "ready")
        .to("check location", pain)
        .to("check change", "the same")
        .to("contradiction", "yes")
        .to("confirming", "yes")
        .to("recheck location", pain)
        .to("recheck change", "the same")
        .to("another set", "no")
        .to("afterwards", "no")
        .to("final rating", "two")
    )


class Traced(Session):
    """A session that writes down its moves, and finds any that went around the table."""

    def __init__(self, program: Program, background: Background | None = None) -> None:
        self.moves: list[tuple[State, Trigger, State]] = []
        super().__init__(program, background)

    def _go(self, state: State, trigger: Trigger) -> None:
        last = self.moves[-1][2] if self.moves else State.NEW
        assert self.state is last, f"{self.state} was entered around the table, after {last}"
        source = self.state
        super()._go(state, trigger)
        self.moves.append((source, trigger, state))


class StuckError(AssertionError):
    """The session waits for something that never comes."""


Watch = Callable[["Conversation", Event, tuple[Effect, ...]], None]


class Conversation:
    """Drives one session; `run` to its end, or `until` a state. Everything that happened is kept."""

    def __init__(
        self,
        person: Person,
        program: Program = QUICK,
        background: Background | None = None,
        *,
        watch: Iterable[Watch] = (),
    ) -> None:
        self.person = Person(dict(person.answers), dict(person.at_counts))
        self.session = Traced(program, background or KNOWN)
        self.now = 0.0
        self.log: list[tuple[float, Effect]] = []
        self.events: list[tuple[float, State, Event]] = []
        self.timers: dict[str, float] = {}
        self.listening: Listen | None = None
        self.speaking: dict[int, float] = {}
        self._watch = tuple(watch)
        self._queue: list[tuple[float, int, Event]] = []
        self._reply: tuple[float, Event] | None = None
        self._order = itertools.count()

    # --- driving ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self.session.state

    def run(self, limit: int = 3000) -> Conversation:
        """To the end of the session."""
        return self._go_on(lambda: self.session.is_finished, limit)

    def until(self, state: str, *, times: int = 1) -> Conversation:
        """Until the session is in this state for the `times`-th time, and speaks or waits."""
        wanted, seen = State(state), 0
        was_there = self.state is wanted

        def is_there() -> bool:
            nonlocal seen, was_there
            if self.state is wanted and not was_there:
                seen += 1
            was_there = self.state is wanted
            return seen >= times

        return self._go_on(is_there, 3000)

    def until_listening(self) -> Conversation:
        """Until the session listens for an answer."""
        return self._go_on(lambda: self.listening is not None, 3000)

    def wait(self, seconds: float) -> Conversation:
        """Let this much time pass."""
        until = self.now + seconds
        while (due := self._due()) is not None and due <= until and not self.session.is_finished:
            self._next()
        self.now = max(self.now, until)
        return self

    def hear(self, answer: Answer) -> Conversation:
        """Somebody says so now, whatever was going to be said."""
        self._reply = None
        return self.tell(_event(answer))

    def press(self) -> Conversation:
        return self.tell(KeyPressed())

    def lose(self, device: str) -> Conversation:
        return self.tell(DeviceLost(device, "unplugged"))

    def find(self, device: str) -> Conversation:
        return self.tell(DeviceFound(device))

    def end_input(self) -> Conversation:
        return self.tell(InputEnded())

    def tell(self, event: Event) -> Conversation:
        """Hand in an event at this moment."""
        if not self.events:
            self._step(Started())
        self._step(event)
        return self

    # --- what happened ----------------------------------------------------------------------------------------

    def effects(self) -> list[Effect]:
        return [effect for _, effect in self.log]

    @property
    def said(self) -> list[Say]:
        return [effect for effect in self.effects() if isinstance(effect, Say)]

    @property
    def cues(self) -> list[str]:
        return [say.cue for say in self.said]

    @property
    def last_said(self) -> str:
        return self.said[-1].text

    def has_said(self, text: str) -> bool:
        return any(text in say.text for say in self.said)

    @property
    def saved(self) -> list[object]:
        return [effect.record for effect in self.effects() if isinstance(effect, Save)]

    @property
    def decisions(self) -> list[tuple[str, str]]:
        return [(record.rule, record.action) for record in self.saved if isinstance(record, DecisionRecord)]

    @property
    def rules(self) -> list[str]:
        return [rule for rule, _ in self.decisions]

    @property
    def last_decision(self) -> DecisionRecord:
        return [record for record in self.saved if isinstance(record, DecisionRecord)][-1]

    @property
    def sets(self) -> list[SetRecord]:
        return [record for record in self.saved if isinstance(record, SetRecord)]

    @property
    def answers(self) -> list[AnswerRecord]:
        return [record for record in self.saved if isinstance(record, AnswerRecord)]

    @property
    def left_out(self) -> list[LeftOutRecord]:
        return [record for record in self.saved if isinstance(record, LeftOutRecord)]

    @property
    def finished(self) -> list[FinishRecord]:
        return [record for record in self.saved if isinstance(record, FinishRecord)]

    @property
    def outcome(self) -> str:
        return next(effect.outcome for effect in self.effects() if isinstance(effect, Finish))

    @property
    def counts(self) -> list[tuple[float, int]]:
        return [(round(at, 3), effect.n) for at, effect in self.log if isinstance(effect, Count)]

    def times_of(self, cue: str) -> list[float]:
        """When lines of this cue began."""
        return [at for at, effect in self.log if isinstance(effect, Say) and effect.cue == cue]

    # --- the simulated world ----------------------------------------------------------------------------------

    def _go_on(self, is_enough: Callable[[], bool], limit: int) -> Conversation:
        if not self.events:
            self._step(Started())
        for _ in range(limit):
            if is_enough():
                return self
            self._next()
        raise StuckError(f"not there after {limit} events, in {self.state}")

    def _due(self) -> float | None:
        dues = [*self.timers.values(), *(at for at, _, _ in self._queue[:1])]
        if self._reply is not None:
            dues.append(self._reply[0])
        return min(dues, default=None)

    def _next(self) -> None:
        due = self._due()
        if due is None:
            raise StuckError(f"waits for ever in {self.state}")
        self.now = max(self.now, due)
        if self._queue and self._queue[0][0] <= due:
            self._step(heapq.heappop(self._queue)[2])
        elif self._reply is not None and self._reply[0] <= due:
            event, self._reply = self._reply[1], None
            self._step(event)
        else:
            name = min(self.timers, key=self.timers.__getitem__)
            del self.timers[name]
            self._step(TimerFired(name))

    def _step(self, event: Event) -> None:
        if isinstance(event, SpeechEnded):
            if event.say_id not in self.speaking:
                return
            del self.speaking[event.say_id]
        if isinstance(event, (Heard, NothingHeard)) and self.listening and not self.listening.is_open:
            self.listening = None
        self.events.append((self.now, self.state, event))
        effects = self.session.step(event, self.now)
        for effect in effects:
            self.log.append((self.now, effect))
            self._perform(effect)
        for watch in self._watch:
            watch(self, event, effects)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Say(say_id):
                seconds = WORD_S if effect.cue in ("count", "count.in", "cue") else SPEECH_S
                begins = max([self.now, *self.speaking.values()]) if not effect.droppable else self.now
                self.speaking[say_id] = begins + seconds
                self._later(self.speaking[say_id], SpeechEnded(say_id))
            case StopSpeech():
                for say_id in list(self.speaking):
                    self._later(self.now, SpeechEnded(say_id, completed=False))
            case Listen():
                self.listening = effect
                self._reply = self._answer_to(effect)
            case StopListening():
                self.listening = self._reply = None
            case StartTimer(name, at_s):
                self.timers[name] = at_s
            case CancelTimer(name):
                self.timers.pop(name, None)
            case Count(kind, n):
                answer = self.person.at_counts.pop((kind.value, n), None)
                if answer is not None:
                    self._reply = (self.now + 0.1, _event(answer))
            case _:
                pass

    def _answer_to(self, listen: Listen) -> tuple[float, Event] | None:
        answer = self.person.answer(self.state.value)
        if answer is None and listen.is_open:
            return None
        event = _event(SILENT if answer is None else answer)
        is_silent = isinstance(event, NothingHeard)
        if is_silent and listen.is_open:
            return None
        return self.now + (listen.first_word_s if is_silent else REACTION_S), event

    def _later(self, at: float, event: Event) -> None:
        heapq.heappush(self._queue, (at, next(self._order), event))


def _event(answer: Answer) -> Event:
    match answer:
        case str():
            return Words(answer).heard()
        case Words():
            return answer.heard()
        case _:
            return answer


def talk(
    person: Person,
    program: Program = QUICK,
    background: Background | None = None,
    *,
    watch: Sequence[Watch] = (),
) -> Conversation:
    """A whole session with this person."""
    return Conversation(person, program, background, watch=watch).run()
