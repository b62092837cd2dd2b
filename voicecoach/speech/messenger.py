"""The thread on which the player tells what has happened, so that the audio thread never waits for a
listener.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Messenger:
    """Calls functions at monotonic times, in order, and `on_tick` every `tick_s`, all on one thread."""

    def __init__(self, name: str, tick_s: float, on_tick: Callable[[], None]) -> None:
        self._tick_s = tick_s
        self._on_tick = on_tick
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def post(self, call: Callable[[], None], at: float = 0.0) -> None:
        """Call at the monotonic time `at`, or at once when that is past."""
        with self._changed:
            heapq.heappush(self._due, (at, next(self._order), call))
            self._changed.notify()

    def close(self, timeout_s: float = 1.0) -> None:
        """Make the calls that are due now and end. Calls of later times are dropped."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        tick_at = time.monotonic() + self._tick_s
        while True:
            calls, is_closing = self._await_due(tick_at)
            for call in calls:
                self._safely(call)
            if is_closing and not calls:
                return
            if time.monotonic() >= tick_at and not is_closing:
                tick_at = time.monotonic() + self._tick_s
                self._safely(self._on_tick)

    def _await_due(self, tick_at: float) -> tuple[list[Callable[[], None]], bool]:
        with self._changed:
            next_at = min(tick_at, self._due[0][0]) if self._due else tick_at
            wait_s = next_at - time.monotonic()
            if wait_s > 0 and not self._is_closing:
                self._changed.wait(wait_s)
            now = time.monotonic()
            calls = []
            while self._due and self._due[0][0] <= now:
                calls.append(heapq.heappop(self._due)[2])
            return calls, self._is_closing

    def _safely(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception:  # a listener's mistake must not end the thread that reports lost devices
            log.exception("a listener of the player failed")
