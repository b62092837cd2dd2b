"""The terminal's mode: key by key and without echo while the coach runs, and always given back as it was.

Given back on `restore`, at exit, when the program is suspended (Ctrl-Z), and when a signal ends it. Ctrl-C
stays what it is. Handlers are set only in the main thread, and only for signals that nobody else handles.
"""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

if sys.platform != "win32":
    import termios

    _ENDING: Final = (signal.SIGTERM, signal.SIGQUIT)


class TerminalMode:
    """Holds the terminal `fd` in key mode between `enter` and `restore`.

    `on_change` is called (in a signal handler) when the terminal was resized or came back from a suspension;
    `on_hangup` when it is gone.
    """

    def __init__(self, fd: int, on_change: Callable[[], None], on_hangup: Callable[[], None]) -> None:
        self._fd = fd
        self._on_change = on_change
        self._on_hangup = on_hangup
        self._saved: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    def enter(self) -> None:
        """Take the terminal, and the signals."""
        atexit.register(self.restore)
        self._take_terminal()
        if threading.current_thread() is threading.main_thread():
            self._take_signals()

    def restore(self) -> None:
        """Give everything back. May be called more than once."""
        atexit.unregister(self.restore)
        if self._saved is not None:
            with suppress(termios.error):  # keys meant for the coach are no commands for the shell
                termios.tcflush(self._fd, termios.TCIFLUSH)
        self._give_terminal()
        self._give_signals()

    def _take_terminal(self) -> None:
        if self._saved is not None or not self._is_foreground():
            return
        with suppress(termios.error):
            saved = termios.tcgetattr(self._fd)
            mode = list(saved)
            mode[0] &= ~(termios.ICRNL | termios.IXON)  # Return is not a line feed; no freeze by Ctrl-S
            mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            mode[6] = [*mode[6]]
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
            self._saved = saved
            termios.tcsetattr(self._fd, termios.TCSANOW, mode)

    def _give_terminal(self) -> None:
        saved, self._saved = self._saved, None
        if saved is not None and self._is_foreground():
            with suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSANOW, saved)

    def _is_foreground(self) -> bool:
        """Setting the mode from the background would stop the whole process."""
        try:
            return os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:  # not our controlling terminal: nobody to disturb
            return True

    def _take_signals(self) -> None:
        self._handle(signal.SIGTSTP, self._suspend)
        self._handle(signal.SIGCONT, self._continue)
        self._handle(signal.SIGWINCH, lambda *_: self._on_change())
        self._handle(signal.SIGHUP, lambda *_: self._on_hangup())
        for ending in _ENDING:
            self._handle(ending, self._end)

    def _handle(self, number: int, handler: Callable[[int, FrameType | None], None]) -> None:
        if signal.getsignal(number) == signal.SIG_DFL:
            self._handlers[number] = handler
            signal.signal(number, handler)

    def _give_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number, handler in self._handlers.items():
            if signal.getsignal(number) is handler:
                signal.signal(number, signal.SIG_DFL)
        self._handlers.clear()

    def _suspend(self, number: int, _frame: FrameType | None) -> None:
        self._give_terminal()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _continue(self, _number: int, _frame: FrameType | None) -> None:
        if suspend := self._handlers.get(signal.SIGTSTP):
            signal.signal(signal.SIGTSTP, suspend)
        self._take_terminal()
        self._on_change()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
