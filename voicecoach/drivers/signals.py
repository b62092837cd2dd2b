"""Ctrl-C, SIGTERM and a closed terminal end a session like a "quit": all is kept, nothing is cut in the middle."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_HANG_UP = getattr(signal, "SIGHUP", None)
"""The terminal was closed. Windows has no such signal."""


@contextmanager
def ending_signals(end: Callable[[], None]) -> Iterator[None]:
    """Within, the first signal calls `end`; a second Ctrl-C or SIGTERM interrupts at once, should the end hang.

    A closed terminal is told by the system and by the shell, so any number of hang-ups are one. Where hang-ups are
    ignored (`nohup`) they stay so.
    """
    is_ending = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal is_ending
        if not is_ending:
            is_ending = True
            end()
        elif number != _HANG_UP:
            raise KeyboardInterrupt

    numbers = [signal.SIGINT, signal.SIGTERM]
    if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:
        numbers.append(_HANG_UP)
    before = [(number, signal.signal(number, on_signal)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
