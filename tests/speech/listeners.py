"""Listeners for players and microphones that a test can wait for. No test waits longer than `DEADLINE_S`."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEADLINE_S = 20.0
T = TypeVar("T")


class Told(Generic[T]):
    """A callback of one argument, and a queue of what it was told."""

    def __init__(self) -> None:
        self._told: queue.Queue[T] = queue.Queue()

    def __call__(self, what: T) -> None:
        self._told.put(what)

    def next(self, timeout_s: float = DEADLINE_S) -> T:
        """What came next; waits for it."""
        return self._told.get(timeout=timeout_s)

    @property
    def is_empty(self) -> bool:
        return self._told.empty()


class Heard:
    """A callback for blocks, and a queue of them."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[tuple[NDArray[np.int16], float]] = queue.Queue()

    def __call__(self, samples: NDArray[np.int16], t_end: float) -> None:
        self._blocks.put((samples, t_end))

    def next(self) -> tuple[NDArray[np.int16], float]:
        """The next block and its time; waits for it."""
        return self._blocks.get(timeout=DEADLINE_S)
