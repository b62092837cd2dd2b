"""Noticing that a device stands still, without an error from it. Pure: the time comes in.

Time in which this process itself did not run (suspended, stopped, starved) is not held against the device:
each tick counts at most twice its interval.
"""

from __future__ import annotations

TICK_S = 0.25
DEADLINE_S = 2.0


class Watchdog:
    """Tells when nothing was fed for `deadline_s`. Feed it from any thread; tick it from one."""

    def __init__(self, now: float, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._ticked_at = now
        self._hungry_s = 0.0
        self._is_fed = False

    def feed(self) -> None:
        """The device has given or taken a block."""
        self._is_fed = True

    def tick(self, now: float) -> bool:
        """Whether the device stands still. Call about every `TICK_S`."""
        elapsed_s = min(now - self._ticked_at, 2 * TICK_S)
        self._ticked_at = now
        self._hungry_s = 0.0 if self._is_fed else self._hungry_s + elapsed_s
        self._is_fed = False
        return self._hungry_s >= self._deadline_s
