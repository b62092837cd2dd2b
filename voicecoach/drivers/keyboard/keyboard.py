"""The keyboard, or whatever standard input is: key events, asked for with `poll`.

On a terminal we edit the line ourselves, so that the very first key is noticed. A pipe or a file gives whole
lines, and only as many as are asked for: the next line waits until there is a question for it. Bytes are read
only when no event is waiting, so what `poll` gives does not depend on how the bytes arrive.
"""

import codecs
import os
import sys
import time
from collections import deque
from typing import Self

from voicecoach.drivers.keyboard.editor import LineEditor, LineReader, LineSplitter
from voicecoach.drivers.keyboard.events import Ended, KeyEvent, Line, Redraw
from voicecoach.drivers.keyboard.mode import TerminalMode
from voicecoach.drivers.keyboard.source import ByteSource, DescriptorSource, Quiet, ThreadSource

_PATIENCE_S = 0.25
"""How long a `poll` may overrun for a line that is being read already; an endless line has no end."""


class Keyboard:
    """Key events from a descriptor; None stands for an input that is closed. A context manager.

    For one thread only, except `wake`. Nobody else may read the same input.
    """

    def __init__(self, fd: int | None) -> None:
        is_usable = fd is not None and _is_open(fd)
        self.is_terminal = is_usable and sys.platform != "win32" and os.isatty(fd or 0)
        self._source: ByteSource
        if sys.platform == "win32":  # pragma: no cover
            self._source = ThreadSource(fd or 0)
        else:
            self._source = DescriptorSource(fd or 0)
        self._reader: LineReader = LineEditor() if self.is_terminal else LineSplitter()
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._waiting: deque[KeyEvent] = deque()
        self._is_at_end = False
        self._has_changed = False
        self._mode = TerminalMode(fd or 0, self._note_change, self._note_hangup) if self.is_terminal else None
        self._is_hung_up = not is_usable
        if self._mode:
            self._mode.enter()

    @classmethod
    def of_stdin(cls) -> Self:
        """Standard input. Python has none where it was closed; descriptor 0 may be another file then."""
        try:
            return cls(None if sys.stdin is None else sys.stdin.fileno())
        except (OSError, ValueError):
            return cls(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the terminal back as it was; no events come any more. May be called more than once."""
        self._is_at_end = True
        self._waiting.clear()
        if self._mode:
            self._mode.restore()
        self._source.close()

    @property
    def is_over(self) -> bool:
        """No line waits, and none will ever come."""
        return self._is_at_end and self._next_line() is None

    def poll(self, timeout_s: float, max_lines: int | None = None) -> tuple[KeyEvent, ...]:
        """What happened, in order, at most `max_lines` lines of it; empty after `timeout_s` or `wake`.

        Waits only while there is nothing to give: 0 just looks, `math.inf` waits for good. With `max_lines=0`
        a line waits, and all that came after it; so does the end of a pipe. After the end it only waits.
        """
        given = self._take(max_lines)
        deadline = time.monotonic() + timeout_s
        while not given:
            is_held = max_lines == 0 and bool(self._waiting)
            is_quiet = self._fill(deadline, is_wanted=not self._is_at_end and not is_held)
            given = self._take(max_lines)
            if is_quiet:
                break
        return given

    def peek(self, timeout_s: float = 0.0) -> str | None:
        """The next line, which stays where it is; None when none comes within `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        while self._next_line() is None and not self._is_at_end:
            if self._fill(deadline, is_wanted=True):
                break
        return self._next_line()

    def push_back(self, line: str) -> None:
        """Put a line back: it is the next one again, before everything that waits."""
        self._waiting.appendleft(Line(line))

    def wake(self) -> None:
        """End a `poll` early; for other threads. (Every signal ends it, too.)"""
        self._source.wake()

    def _note_change(self) -> None:
        self._has_changed = True
        self.wake()

    def _note_hangup(self) -> None:
        self._is_hung_up = True
        self.wake()

    def _next_line(self) -> str | None:
        return next((event.text for event in self._waiting if isinstance(event, Line)), None)

    def _take(self, max_lines: int | None) -> tuple[KeyEvent, ...]:
        """The events that may be given now: up to and with the last line allowed."""
        if self._has_changed:
            self._has_changed = False
            self._waiting.appendleft(Redraw())
        given: list[KeyEvent] = []
        lines = 0
        while self._waiting and not (max_lines == 0 and self._is_held(self._waiting[0])):
            given.append(self._waiting.popleft())
            lines += isinstance(given[-1], Line)
            if lines and lines == max_lines:
                break
        return tuple(given)

    def _is_held(self, event: KeyEvent) -> bool:
        return isinstance(event, Line) or (isinstance(event, Ended) and not self.is_terminal)

    def _fill(self, deadline: float, *, is_wanted: bool) -> bool:
        """Wait for bytes and turn them into events. True when the waiting is over."""
        if self._is_hung_up and not self._is_at_end:
            self._end()
            return False
        chunk = self._source.read(max(deadline - time.monotonic(), 0.0), is_wanted=is_wanted)
        if isinstance(chunk, Quiet):
            return not self._is_hung_up or self._is_at_end
        if chunk:
            self._waiting.extend(self._reader.feed(self._decoder.decode(chunk)))
            self._is_at_end = Ended() in self._waiting
        else:
            self._end()
        return time.monotonic() > deadline + _PATIENCE_S

    def _end(self) -> None:
        self._is_at_end = True
        self._waiting.extend(self._reader.feed(self._decoder.decode(b"", final=True)))
        self._waiting.extend(self._reader.end())


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True
