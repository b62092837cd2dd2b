"""Ctrl-C and SIGTERM end a session like a "quit": everything is kept, nothing is cut in the middle."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_signals(end: Callable[[], None]) -> Iterator[None]:
    """Within, the first signal calls `end`; the second one interrupts at once, should the end hang."""
    is_ending = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal is_ending
        if is_ending:
            raise KeyboardInterrupt
        is_ending = True
        end()

    before = [(number, signal.signal(number, on_signal)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
