"""Simulated hours: session after session in one process, and whether anything grows.

Each session is put together as `voicecoach start` does it: the real history, which is opened, read and written and gets
longer; the real loop, display (lines and screen in turns) and event log. Only the clock is simulated. The person is
wayward (`tests/coach/wayward.py`): answers, contradicts, is silent, shouts in sets, presses keys, loses a device. In
every `RECORDED_EVERY`th session they are recordings instead, heard by the real detector and recognizer.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

import soak_growth
from soak_findings import Finding, Report

from tests.coach.conversation import Answer, Words
from tests.coach.wayward import COUNTED_WORDS, Wayward
from tests.e2e.patient import recording
from voicecoach import __version__
from voicecoach.app import make_recognizer, make_vad
from voicecoach.coach.effects import Listen
from voicecoach.coach.events import DeviceLost, Event, InputEnded, KeyPressed, NothingHeard, Silence
from voicecoach.coach.phrases import Question
from voicecoach.coach.session import Session
from voicecoach.drivers.display import choose_display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import Inbox, SimulatedInbox
from voicecoach.drivers.loop import Journal, Loop
from voicecoach.drivers.ports import Ears
from voicecoach.drivers.scripted import RecordedEars
from voicecoach.drivers.simulated import SimulatedMouth
from voicecoach.history.store import Store
from voicecoach.programs.loader import load
from voicecoach.speech.audio import read_wav
from voicecoach.speech.endpointer import Vad
from voicecoach.speech.recognizers.base import Recognizer

PROGRAMS = ("back-pain", "back-pain", "posture")
RECORDED_EVERY = 4
VOICES = ("piper-us-man", "espeak-gb-woman", "flite-us-woman", "espeak-us-man", "festival-us-man")
WARM_UP = 0.25
TOLERANCES = {
    "rss_mb": 6.0, "objects": 400.0, "descriptors": 0.5, "threads": 0.5, "children": 0.5, "temporary_files": 0.5,
}  # fmt: skip
"""Over all the hours. What is remembered on purpose (the meaning of a phrase, an exercise's lines) has its bounds."""
REACTION_S = 1.0
TIRED_AFTER_S = 2400.0
"""From then on nobody says anything: the session pauses and ends by itself."""
SHOUT, DISTURB = 0.15, 0.01
FIRST_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)

RECORDED: Mapping[Question, tuple[str, ...]] = {
    Question.SCREENING: ("all clear",),
    Question.SIDE: ("left",),
    Question.RATING: ("six", "two"),
    Question.CONTROL: ("ready",),
    Question.YES_NO: ("no",),
}
CHANGES = (("calf", "the same"), ("calf", "worse in the leg"), ("lower back", "better"), ("thigh", "better"))


class WaywardEars:
    """What a wayward person says to each question, and into the gaps of a set; on the simulated clock."""

    def __init__(self, inbox: Inbox, session: Session, seed: int) -> None:
        self._inbox = inbox
        self._session = session
        self._person = Wayward(seed)
        self._random = Random(seed + 1)

    def listen(self, listen: Listen) -> None:
        self._person.is_silent = self._inbox.now() > TIRED_AFTER_S
        if self._random.random() < DISTURB:
            self._disturb()
        if listen.is_open and not self._session.view().is_paused:
            if self._random.random() < SHOUT:
                said = self._person.random.choice(COUNTED_WORDS)
                self._inbox.post(_heard(said), self._random.uniform(0.5, 20))
            return
        answer = self._person.answer(self._session.state.value)
        if answer is not None:
            self._inbox.post(_heard(answer), REACTION_S)
        elif not listen.is_open:
            self._inbox.post(NothingHeard(Silence.SILENCE), listen.first_word_s)

    def stop(self) -> None:
        """What is on its way comes too late, as from any person."""

    def close(self) -> None:
        """Nothing to give back."""

    def _disturb(self) -> None:
        if self._random.random() < 0.5:
            self._inbox.post(KeyPressed(), 3.0)
            return
        self._inbox.post(DeviceLost(self._random.choice(["microphone", "speaker"]), "it was unplugged"), 2.0)
        self._inbox.post(InputEnded(), 30.0)  # there is no keyboard: the terminal is closed


def _heard(said: Answer) -> Event:
    if isinstance(said, str):
        said = Words(said)
    return said.heard() if isinstance(said, Words) else said


@dataclass
class Life:
    """All that was lived so far."""

    folder: Path
    simulated_s: float = 0.0
    day: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    recorded: int = 0
    samples: list[soak_growth.Sample] = field(default_factory=list)

    @property
    def sessions(self) -> int:
        return sum(self.outcomes.values())


@contextmanager
def terminal() -> Iterator[TextIO]:
    """A pseudo-terminal whose other end is read, and nothing made of it."""
    ours, theirs = os.openpty()
    reader = threading.Thread(target=_drain, args=(ours,), daemon=True)
    reader.start()
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as screen:
            yield screen
    finally:
        reader.join(5)
        os.close(ours)


def _drain(descriptor: int) -> None:
    with suppress(OSError):  # the other end is closed
        while os.read(descriptor, 65536):
            pass


def measure(hours: float) -> Report:
    """So many simulated hours, in a process of their own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        life = pool.submit(lived, hours).result()
    part = "simulated hours"
    told = f"{life.simulated_s / 3600:.1f} h, {life.sessions} sessions, {life.recorded} of them heard by the recognizer"
    rows = [
        Finding(part, f"{hours:g} simulated hours in one process", told, life.simulated_s >= 3600 * hours),
        *soak_growth.findings(part, life.samples, TOLERANCES, warm_up=WARM_UP),
    ]
    details = {"outcomes": dict(life.outcomes), "samples": soak_growth.as_rows(life.samples)}
    return Report(tuple(rows), {part: details})


def lived(hours: float, *, has_recordings: bool = True, seed: int = 1) -> Life:
    """Sessions until so many simulated hours are over; a sample after each."""
    with tempfile.TemporaryDirectory() as folder, terminal() as screen:
        life = Life(Path(folder))
        temporary = life.folder / "tmp"
        temporary.mkdir()
        os.environ["TMPDIR"] = str(temporary)
        tempfile.tempdir = None
        engines = (make_recognizer("auto"), make_vad()) if has_recordings else None
        for n in _numbers(life, hours):
            _session(life, seed + 10 * n, engines if n % RECORDED_EVERY == 1 else None, screen)
            life.samples.append(soak_growth.of_this_process(life.simulated_s, temporary))
    return life


def _numbers(life: Life, hours: float) -> Iterator[int]:
    n = 0
    while life.simulated_s < 3600 * hours:
        yield n
        n += 1


def _session(life: Life, seed: int, engines: tuple[Recognizer, Vad] | None, screen: TextIO) -> None:
    """One session, put together as `voicecoach.app.start` does it."""
    random = Random(seed)
    life.day += 1
    began = FIRST_DAY + timedelta(days=life.day)
    program = load(random.choice(PROGRAMS))
    inbox = SimulatedInbox()

    def today() -> datetime:
        return began + timedelta(seconds=inbox.now())

    with ExitStack() as stack:
        log = EventLog(life.folder / "events.jsonl")
        stack.callback(log.close)
        store = stack.enter_context(Store.open(life.folder / "history.sqlite3"))
        session = Session(program, store.background(program.id, today()))
        display = choose_display(
            is_plain=random.random() < 0.5, stdout=screen, environ={"TERM": "xterm-256color"}
        )
        stack.callback(display.close)
        session_id = store.begin_session(program.id, __version__, "scripted", today())
        loop = Loop(
            session,
            inbox,
            display,
            mouth=SimulatedMouth(inbox),
            ears=_ears(inbox, session, seed, engines),
            journal=Journal(store, session_id, today),
            log=log,
        )
        finish = loop.run(
            version=__version__, program=program.id, driver="scripted", recognizer=None, voice=None
        )
    life.simulated_s += inbox.now()
    life.outcomes[str(finish.outcome)] += 1
    life.recorded += engines is not None


def _ears(inbox: Inbox, session: Session, seed: int, engines: tuple[Recognizer, Vad] | None) -> Ears:
    if engines is None:
        return WaywardEars(inbox, session, seed)
    random = Random(seed)
    voice = random.choice(VOICES)
    place, change = random.choice(CHANGES)
    answers = {**RECORDED, Question.LOCATION: ("calf", place), Question.CHANGE: (change,)}
    return RecordedEars(inbox, *engines, answers, lambda phrase: read_wav(recording(phrase, voice)))
