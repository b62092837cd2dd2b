"""A sample history: an invented person's sessions over some weeks, each a real session on a simulated clock.

What the person feels follows `_Pain`, the same each time; what the coach asks, decides and keeps is its own doing. So
the sample shows what `history`, `explain`, `report` and `export` make of real sessions, and nothing in it is anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from voicecoach import __version__
from voicecoach.coach.effects import Listen
from voicecoach.coach.events import Band, Heard, Source
from voicecoach.coach.phrases import Question
from voicecoach.coach.plan import Plan
from voicecoach.coach.session import Session
from voicecoach.coach.states import State
from voicecoach.coach.symptoms import Location
from voicecoach.drivers.display.unseen import Unseen
from voicecoach.drivers.inbox import Inbox, SimulatedInbox
from voicecoach.drivers.journal import Journal
from voicecoach.drivers.loop import Loop
from voicecoach.drivers.simulated import SimulatedMouth
from voicecoach.history.entries import SCRIPTED
from voicecoach.history.failures import as_sentences
from voicecoach.history.store import Store
from voicecoach.programs.loader import load

WEEKS = 6
PROGRAM = "back-pain"
PLAN = Plan(PROGRAM, (time(9), time(18)))
_SEED = 7
_MISSED = 0.18
_DOUBTFUL = 0.08
_STOPPED_SESSION, _MOVED_DOWN_SESSION, _WORSE_SESSION = 11, 3, 6
_UNSTEADY_LIST = 2
_STOPPED_STEP = 4
_HELPS = "Press ups"
_REACTION_S = 1.2
_STOP_AFTER_S = 32.0
_NOTE = "Slept badly, sat in the car for three hours before."

_PLACES = {place.word: place for place in Location if place is not Location.BACK_MIDDLE}
_UP = (Location.NONE, Location.BACK_SIDE, Location.BUTTOCK, Location.THIGH, Location.CALF, Location.FOOT)
"""From the spine down."""


def fill(path: Path, today: date, weeks: int = WEEKS) -> int:
    """Make the sample of the weeks before `today` in this file, in place of the one before; how many sessions it has.

    Raises UnreadableHistory where the file cannot be written.
    """
    begin = today - timedelta(weeks=weeks)
    with Store.in_memory() as invented:
        for index, (progress, at) in enumerate(_moments(begin, weeks)):
            _live(invented, index, progress, at)
        sessions = invented.details()
        invented.write_note(sessions[_WORSE_SESSION].summary.id, _NOTE)
        sessions = invented.details()
    with as_sentences(path):
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
    with Store.open(path) as store:
        store.make_plan(PLAN, datetime.combine(begin, time(8)).astimezone())
        return store.bring(sessions).new


def _moments(begin: date, weeks: int) -> Iterator[tuple[float, datetime]]:
    """When the sessions begin, and how far the weeks have gone by then, 0 to 1."""
    chance = random.Random(_SEED)  # noqa: S311 an invented life
    for n in range(weeks * 7):
        for planned in PLAN.times:
            minutes, is_missed = chance.randrange(50), chance.random() < _MISSED
            if not is_missed:
                at = datetime.combine(begin + timedelta(days=n), planned) + timedelta(minutes=minutes)
                yield n / (weeks * 7), at.astimezone()


def _live(store: Store, index: int, progress: float, at: datetime) -> None:
    """One session, from its first word to its last."""
    inbox = SimulatedInbox()
    session = Session(load(PROGRAM), store.background(PROGRAM, at))
    session_id = store.begin_session(PROGRAM, __version__, SCRIPTED, at)
    loop = Loop(
        session,
        inbox,
        Unseen(),
        mouth=SimulatedMouth(inbox),
        ears=_Person(inbox, session, index, progress),
        journal=Journal(store, session_id, lambda: at + timedelta(seconds=inbox.now())),
    )
    loop.run()


class _Pain:
    """Where it hurts in one session, and how much: begins lower early in the weeks, and mostly moves up."""

    def __init__(self, index: int, progress: float) -> None:
        self._chance = random.Random(_SEED * 1000 + index)  # noqa: S311 an invented life
        self._index = index
        self._ease = progress
        self._checks = 0
        self._helps = False
        usual = 4.4 - 4.2 * progress + self._chance.uniform(-0.9, 0.7)
        self.place = _UP[max(0, min(4, round(usual)))]
        self.was = self.place
        self.number = max(0, min(9, round(6.6 - 5 * progress + self._chance.uniform(-1, 1))))
        if self.place is Location.NONE:
            self.number = min(self.number, 1)

    def after(self, exercise: str) -> None:
        """What the exercise of this name did to it."""
        self._checks += 1
        self._helps = exercise == _HELPS
        self.was = self.place
        at = _UP.index(self.place)
        if self._index == _MOVED_DOWN_SESSION and self._checks == 4:
            self.place = _UP[min(at + 1, 5)]
        elif at > 1 and self._chance.random() < (0.25 + 0.6 * self._ease if self._helps else 0.06):
            self.place = _UP[at - 1]

    def settle(self) -> None:
        """A rest brings it back to where it was."""
        self.place = self.was

    def change(self) -> str:
        """In the words of an answer."""
        moved = _UP.index(self.place) - _UP.index(self.was)
        if moved > 0 or (self._index == _WORSE_SESSION and self._checks == 3):
            return "worse in the leg"
        if moved < 0:
            return self._chance.choice(("better", "a bit better"))
        is_better = self._helps and self._chance.random() < 0.3 + 0.6 * self._ease
        return "better" if is_better else "the same"

    def number_now(self) -> int:
        return max(0, self.number - self._chance.choice((0, 1, 1, 2)))


class _Person:
    """Answers each question; some answers come doubtfully."""

    def __init__(self, inbox: Inbox, session: Session, index: int, progress: float) -> None:
        self._inbox = inbox
        self._session = session
        self._index = index
        self._pain = _Pain(index, progress)
        self._chance = random.Random(_SEED * 7777 + index)  # noqa: S311 an invented life
        self._lists = 0
        self._had_enough = False

    def listen(self, listen: Listen) -> None:
        state = self._session.state
        if listen.is_open:
            if state is State.SET and not self._had_enough and self._is_too_much():
                self._had_enough = True
                self._inbox.post(Heard("stop", 0.93, source=Source.VOICE), _STOP_AFTER_S)
            return
        text = self._answer(state, listen.question)
        can_be_doubted = listen.question in (Question.LOCATION, Question.CHANGE, Question.RATING)
        is_doubtful = can_be_doubted and self._chance.random() < _DOUBTFUL
        confidence = self._chance.uniform(0.55, 0.7) if is_doubtful else self._chance.uniform(0.86, 0.99)
        band = Band.ASK if is_doubtful else Band.SURE
        self._inbox.post(Heard(text, round(confidence, 3), band, Source.VOICE), _REACTION_S)

    def _is_too_much(self) -> bool:
        return self._index == _STOPPED_SESSION and self._session.view().step == _STOPPED_STEP

    def _answer(self, state: State, question: Question) -> str:
        pain = self._pain
        match state:
            case State.PRECAUTIONS:
                self._lists += 1
                return "one of these" if self._lists == _UNSTEADY_LIST else "all clear"
            case State.PRECAUTION:
                return "yes"
            case State.PRECAUTION_APPROVED | State.ANOTHER_SET | State.AFTERWARDS:
                return "no"
            case State.BASELINE_SIDE | State.WORSE_SIDE:
                return "left"
            case State.BASELINE_RATING:
                return str(pain.number)
            case State.FINAL_RATING:
                return str(pain.number_now())
            case State.CHECK_LOCATION:
                pain.after(self._session.view().exercise)
            case State.RECHECK_LOCATION:
                pain.settle()
            case State.RECHECK_CHANGE:
                return "the same"
            case State.CONFIRMING:
                return "yes"
            case State.READY:
                return "ready"
            case _:
                pass
        return self._in_words(question)

    def _in_words(self, question: Question) -> str:
        match question:
            case Question.SCREENING:
                return "all clear"
            case Question.LOCATION:
                return (
                    "lower back"
                    if self._pain.place.is_back
                    else "no pain"
                    if not self._pain.place
                    else self._pain.place.word
                )
            case Question.CHANGE:
                return self._pain.change()
            case _:
                return "no"

    def stop(self) -> None:
        """What is on its way comes too late."""

    def close(self) -> None:
        """Nobody to send home."""
