"""Lowers other programs' sound while it is wanted, and watches our own devices, in a thread of its own.

A speaker that is muted is told, and a microphone that was muted or exchanged for the speaker's own sound. The thread
alone talks to the server, and nobody waits for it longer than `END_S`: without a server, or with one that stands still,
nothing happens at all. A server that went away is looked for again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from voicecoach.speech.ducking.plan import STEPS, Lowered, Plan, Stream, Volume
from voicecoach.speech.ducking.server import NoServerError, SoundServer
from voicecoach.speech.ducking.will import Will

TICK_S = 0.25
LINGER_S = 4.0
"""The sound stays low for so long after it was last wanted: pauses between words must not make it swell."""
END_S = 1.0
RECONNECT_S = 2.0


class Server(Protocol):
    """What is done with a sound server (`SoundServer`)."""

    def wait(self, timeout_s: float) -> bool: ...

    def others(self) -> list[Stream]: ...

    def set_volume(self, index: int, volume: Volume) -> None: ...

    def give_back_later(self, lowered: Lowered) -> None: ...

    def muted_speaker(self) -> str | None: ...

    def deaf_microphone(self) -> str | None: ...

    def close(self) -> None: ...


class Ducker:
    """Asks `is_wanted` every quarter of a second; None lowers nothing. `on_muted` gets the name of a speaker that is
    muted, each time that it becomes so; `on_deaf` why our microphone hears nobody any more, likewise.
    """

    def __init__(
        self,
        is_wanted: Callable[[], bool] | None,
        on_muted: Callable[[str], None],
        on_deaf: Callable[[str], None] = lambda _: None,
        connect: Callable[[], Server] = SoundServer,
    ) -> None:
        self._is_wanted = is_wanted
        self._on_muted = on_muted
        self._on_deaf = on_deaf
        self._connect = connect
        self._plan = Plan()
        self._muted: str | None = None
        self._deaf: str | None = None
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ducker", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give everything back; may be called twice."""
        self._is_closing.set()
        self._thread.join(END_S)

    # On its own thread

    def _run(self) -> None:
        while not self._is_closing.is_set():
            with suppress(
                NoServerError, OSError
            ):  # no server, or no shell to keep a will: nothing is lowered
                self._attend_server()
            self._plan = Plan()  # a new server has new streams
            self._is_closing.wait(RECONNECT_S)

    def _attend_server(self) -> None:
        server = self._connect()
        will = None if self._is_wanted is None else Will()
        try:
            self._attend(server, will)
        finally:
            if will is not None:
                will.close()

    def _attend(self, server: Server, will: Will | None) -> None:
        step, wanted_at = STEPS, float("-inf")
        while not self._is_closing.is_set():
            has_changed = server.wait(TICK_S)
            now = time.monotonic()
            if self._is_wanted is not None and self._is_wanted():
                wanted_at = now
            before, step = step, 0 if now - wanted_at < LINGER_S else min(STEPS, step + 1)
            if will is not None and (step != before or (has_changed and step < STEPS)):
                self._bring(server, will, step, now)
            if has_changed:
                self._look_at_devices(server)
        if will is not None:
            give_back(self._plan, server, time.monotonic())
            will.write("")
        server.close()

    def _bring(self, server: Server, will: Will, step: int, now: float) -> None:
        if step == STEPS:
            give_back(self._plan, server, now)
            will.write("")
            return
        changes = self._plan.bring(server.others(), step, now)
        will.write(self._plan.will)  # first: whoever dies in between has only promised too much
        for index, volume in changes:
            server.set_volume(index, volume)

    def _look_at_devices(self, server: Server) -> None:
        muted, deaf = server.muted_speaker(), server.deaf_microphone()
        if muted is not None and muted != self._muted:
            self._on_muted(muted)
        if deaf is not None and deaf != self._deaf:
            self._on_deaf(deaf)
        self._muted, self._deaf = muted, deaf


def give_back(plan: Plan, server: Server, now: float) -> None:
    """All that was lowered, of what is still there; and what the server remembers of what is not."""
    for index, volume in plan.bring(server.others(), STEPS, now):
        server.set_volume(index, volume)
    for lowered in plan.owed:
        server.give_back_later(lowered)
    plan.settle()
