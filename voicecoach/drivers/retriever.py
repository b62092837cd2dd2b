"""Looks for devices that were lost, in the background, so that a session that went on as text goes on by voice again.

What is found has been tried: a speaker takes sound, a voice speaks, a microphone gives some. It is looked for again and
again, ever more seldom: a second after the loss, at last every `LONGEST_REST_S`. What is lost again soon after it came
back is looked for as seldom as before, so that a loose plug does not make a session talk of nothing else.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Protocol

from voicecoach.coach.events import DeviceFound
from voicecoach.drivers.inbox import Inbox
from voicecoach.drivers.ports import Ears, Mouth

FIRST_REST_S, REST_GROWTH, LONGEST_REST_S = 1.0, 1.6, 20.0
STEADY_S = 60.0
"""What lasted so long was no loose plug."""


class FoundMouth(Mouth, Protocol):
    """A mouth that knows when it cannot speak any more."""

    @property
    def is_lost(self) -> bool: ...


class FoundEars(Ears, Protocol):
    """Ears that know when they hear no more."""

    @property
    def is_lost(self) -> bool: ...


class Workshop(Protocol):
    """Makes new parts. Each gives None where there is nothing to make them from, takes its time, and never raises."""

    def new_mouth(self) -> FoundMouth | None: ...

    def new_ears(self) -> FoundEars | None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What was found since the last time, working when it was taken."""

    mouth: Mouth | None = None
    ears: Ears | None = None


class Retriever:
    """For one session. Posts `DeviceFound` for what there is to `take`."""

    def __init__(self, inbox: Inbox, workshop: Workshop, first_rest_s: float = FIRST_REST_S) -> None:
        self._inbox = inbox
        self._workshop = workshop
        self._first_rest_s = first_rest_s
        self._changed = threading.Condition()
        self._due_at: dict[str, float] = {}
        self._rest_s: dict[str, float] = {}
        self._found_at: dict[str, float] = {}
        self._mouth: FoundMouth | None = None
        self._ears: FoundEars | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def seek(self, device: str) -> None:
        """Look for what is lost: "microphone", "speaker", or "voice", which is looked for like a speaker."""
        name = device if device == "microphone" else "speaker"
        with self._changed:
            now = time.monotonic()
            if now - self._found_at.get(name, float("-inf")) >= STEADY_S:
                self._rest_s.pop(name, None)
            self._put_off(name, now)
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="retriever", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def take(self) -> Found:
        """What was found, for the loop's use. What has been lost meanwhile is closed and looked for again."""
        with self._changed:
            mouth, self._mouth = self._mouth, None
            ears, self._ears = self._ears, None
        if mouth is not None and mouth.is_lost:
            mouth.close()
            self.seek("speaker")
            mouth = None
        if ears is not None and ears.is_lost:
            ears.close()
            self.seek("microphone")
            ears = None
        return Found(mouth, ears)

    def close(self) -> None:
        """Look for nothing any more, and give back what nobody took."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            left = (self._ears, self._mouth)
            self._ears = self._mouth = None
        for part in left:
            if part is not None:
                part.close()

    def _put_off(self, name: str, now: float) -> None:
        rest_s = self._rest_s.get(name, self._first_rest_s)
        self._rest_s[name] = min(LONGEST_REST_S, rest_s * REST_GROWTH)
        self._due_at[name] = now + rest_s

    # On its own thread

    def _run(self) -> None:
        while (name := self._await_due()) is not None:
            if name == "microphone":
                ears = self._workshop.new_ears()
                if ears is not None and not self._keep(name, ears=ears):
                    ears.close()
            else:
                mouth = self._workshop.new_mouth()
                if mouth is not None and not self._keep(name, mouth=mouth):
                    mouth.close()

    def _await_due(self) -> str | None:
        """What to look for now, a speaker before a microphone that are due alike; None at the end."""
        with self._changed:
            while not self._is_closed:
                name = min(
                    self._due_at, key=lambda each: (self._due_at[each], each != "speaker"), default=None
                )
                now = time.monotonic()
                if name is not None and self._due_at[name] <= now:
                    self._put_off(name, now)
                    return name
                self._changed.wait(None if name is None else self._due_at[name] - now)
        return None

    def _keep(self, name: str, *, mouth: FoundMouth | None = None, ears: FoundEars | None = None) -> bool:
        """Whether somebody may still take it."""
        with self._changed:
            if self._is_closed:
                return False
            self._mouth, self._ears = mouth or self._mouth, ears or self._ears
            self._due_at.pop(name, None)
            self._found_at[name] = time.monotonic()
        self._inbox.post(DeviceFound(name))
        return True
