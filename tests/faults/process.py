"""A whole session in a forked process: the real `voicecoach start --text --fast`, answered by a person of a story.

Only who answers is put in place: the program, the session, the loop, the store, the event log, the signals and the
locks are real. `at_point` is called before and after each effect, and before each line of the event log: there the
process may be killed.
"""

from __future__ import annotations

import itertools
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.coach.conversation import Answer, Person, Words
from tests.faults.stories import QUICK
from voicecoach import app
from voicecoach.coach.effects import Count, Effect
from voicecoach.coach.events import Event
from voicecoach.coach.session import Session
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import Item, Lines, SimulatedInbox
from voicecoach.drivers.keyboard import Ended, Keyboard, Line
from voicecoach.drivers.loop import Loop
from voicecoach.history.places import HOME_VARIABLE

Point = tuple[str, int]
"""Where in a session: "before" or "after" the effect of this number, or before the "line" of the event log."""

FAILED = 70


@dataclass
class Script:
    """Who answers, and what happens where. `otherwise` is said to questions that nobody foresaw, None leaves."""

    person: Person
    at_point: Callable[[str, int], None] = lambda _kind, _n: None
    after_event: Callable[[Session], None] = lambda _session: None
    otherwise: str | None = None
    leaves_at: frozenset[str] = frozenset()
    inboxes: list[PersonsInbox] = field(default_factory=list)
    """The session's own, as soon as there is one: for who turns its clock."""


class PersonsInbox(SimulatedInbox):
    """The simulated clock, and a person who answers at once."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self.session: Session | None = None
        self._script = script

    def next(self, until: float | None, lines: Lines, *, is_awaited: bool) -> Item | None:
        if self._items or not is_awaited:
            return super().next(until, lines, is_awaited=False)
        answer = self._answer()
        if answer is None:  # a silence, as long as there is an end of it
            return Ended() if until is None else super().next(until, lines, is_awaited=False)
        return item_of(answer)

    def _answer(self) -> Answer | None:
        assert self.session is not None
        topic = self.session.state.value
        if topic in self._script.leaves_at:
            return None
        return self._script.person.answer(topic) or self._script.otherwise


def item_of(answer: Answer) -> Item:
    """Words without more are typed; all else is heard."""
    match answer:
        case str():
            return Line(answer)
        case Words():
            return answer.heard()
        case _:
            return answer


def run_session(script: Script, home: Path, events: Path) -> None:
    """One session from its start to its end, in this process. Whatever it prints is dropped."""
    os.environ[HOME_VARIABLE] = str(home)
    numbers, lines = itertools.count(), itertools.count()

    class WatchedLoop(Loop):
        """Tells of each effect."""

        def __init__(self, session: Session, inbox: PersonsInbox, *parts: Any, **more: Any) -> None:
            super().__init__(session, inbox, *parts, **more)
            inbox.session = session
            script.inboxes.append(inbox)

        def _step(self, event: Event) -> None:
            super()._step(event)
            script.after_event(self._session)  # type: ignore[arg-type]  # no tuning is run here

        def _perform(self, effect: Effect) -> None:
            n = next(numbers)
            script.at_point("before", n)
            super()._perform(effect)
            if isinstance(effect, Count):
                said = script.person.at_counts.pop((effect.kind.value, effect.n), None)
                if said is not None:
                    self._inbox.post(item_of(said))  # type: ignore[arg-type]  # lines come this way, too
            script.at_point("after", n)

    class WatchedLog(EventLog):
        """Tells of each line."""

        def write(self, now: float, event_type: str, /, **fields: Any) -> None:
            script.at_point("line", next(lines))
            super().write(now, event_type, **fields)

    def make_inbox(_keyboard: Keyboard) -> PersonsInbox:
        return PersonsInbox(script)

    patches: dict[str, object] = {"Loop": WatchedLoop, "EventLog": WatchedLog, "SimulatedInbox": make_inbox}
    for name, part in patches.items():
        setattr(app, name, part)
    app.start(app.StartOptions(str(QUICK), is_text=True, is_fast=True, is_plain=True, events=events))


def in_a_fork(do: Callable[[], None]) -> int:
    """Run this in a forked process without input and output; the status that `os.waitpid` gives.

    An exception is the exit code `FAILED`, and its trace goes to this process's standard error.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return os.waitpid(process, 0)[1]
    trace = os.dup(2)
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(null, descriptor)
        do()
    except BaseException:  # noqa: BLE001 it must never come back into the parent's code
        os.write(trace, traceback.format_exc().encode())
        os._exit(FAILED)
    os._exit(0)
