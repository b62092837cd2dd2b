"""What a session waits for: events, keys and the passing of time, in one place and one thread.

`RealInbox` runs on the wall clock; other threads post to it. `SimulatedInbox` jumps over waiting: its clock only
moves when there is nothing else to do, so an hour of session takes as long as its computing.
"""

import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voicecoach.coach.events import Event
from voicecoach.drivers.keyboard import Keyboard, KeyEvent


@dataclass(frozen=True, slots=True)
class SpeakerMuted:
    """Somebody muted the speaker, or turned it down to nothing. To the session nothing has happened."""

    name: str


@dataclass(frozen=True, slots=True)
class MicrophoneSilent:
    """Only exact zeros come from the microphone, where sound came before. To the session nothing has happened."""


@dataclass(frozen=True, slots=True)
class EngineReplaced:
    """An engine ("recognizer", "voice") failed and goes on: `state` is "restarted", or "fallback": as another one.

    `sentence` tells it; nothing is told where it is empty. To the session nothing has happened.
    """

    engine: str
    state: str
    sentence: str = ""


Note = SpeakerMuted | MicrophoneSilent | EngineReplaced
"""What the loop tells, and the session does not need to know."""

Item = Event | KeyEvent | Note

Lines = int | None
"""How many lines of a pipe may be taken: None as many as there are, 0 none."""


class Inbox(Protocol):
    """The one place where a loop waits."""

    def now(self) -> float:
        """Seconds on the session's clock; never goes back."""

    def post(self, event: Event | Note, delay_s: float = 0.0) -> None:
        """Hand in an event; from any thread. Only a simulated clock knows a delay."""

    def next(self, until: float | None, lines: Lines, *, is_awaited: bool) -> Item | None:
        """The next thing that happened, or None when it is `until`. `is_awaited`: a person is to answer."""


class RealInbox:
    """The wall clock, the keyboard, and what other threads post."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._items: deque[Item] = deque()

    def now(self) -> float:
        return time.monotonic()

    def post(self, event: Event | Note, delay_s: float = 0.0) -> None:
        self._items.append(event)
        self._keyboard.wake()

    def next(self, until: float | None, lines: Lines, *, is_awaited: bool) -> Item | None:
        while not self._items:
            left_s = math.inf if until is None else until - self.now()
            if left_s <= 0:
                return None
            self._items.extend(self._keyboard.poll(left_s, lines))
        return self._items.popleft()


class SimulatedInbox:
    """A clock that jumps to the next thing that is due. Waits for nobody but a keyboard that must answer.

    `pace(seconds)` is called before each jump: a demonstration may let a little time pass there.
    """

    def __init__(self, keyboard: Keyboard | None = None, pace: Callable[[float], None] | None = None) -> None:
        self._keyboard = keyboard
        self._pace = pace
        self._now = 0.0
        self._items: deque[Item] = deque()
        self._due: list[tuple[float, int, Event | Note]] = []
        self._order = itertools.count()

    def now(self) -> float:
        return self._now

    def post(self, event: Event | Note, delay_s: float = 0.0) -> None:
        if delay_s > 0:
            heapq.heappush(self._due, (self._now + delay_s, next(self._order), event))
        else:
            self._items.append(event)

    def next(self, until: float | None, lines: Lines, *, is_awaited: bool) -> Item | None:
        if not self._items and self._keyboard is not None:
            must_wait = is_awaited and not self._due
            self._items.extend(self._keyboard.poll(math.inf if must_wait else 0.0, lines))
            while (
                must_wait and not self._items
            ):  # woken for nothing: time stands still until there is an answer
                self._items.extend(self._keyboard.poll(math.inf, lines))
        if self._items:
            return self._items.popleft()
        due = self._due[0][0] if self._due else math.inf
        if until is not None and until <= due:
            self._jump(until)
            return None
        if not self._due:
            raise RuntimeError("the simulated session waits for something that never comes")
        self._jump(due)
        return heapq.heappop(self._due)[2]

    def _jump(self, to: float) -> None:
        if to > self._now:
            if self._pace:
                self._pace(to - self._now)
            self._now = to
