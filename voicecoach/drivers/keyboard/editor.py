"""Text in, key events out; pure. `LineEditor` takes a terminal's keys, `LineSplitter` the text of a pipe.

Both may be fed in pieces of any size: the events are the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import Final, Protocol

from voicecoach.drivers.keyboard.events import Ended, KeyEvent, Line, Pressed, Typed

LONGEST_LINE: Final = 1000
"""Characters kept of a line; the rest is dropped. No answer is that long."""

_BACKSPACE = "\b\x7f"
_CTRL_D, _CTRL_U, _CTRL_W, _ESCAPE, _BELL = "\x04", "\x15", "\x17", "\x1b", "\a"


class LineReader(Protocol):
    """Turns text into key events, in whatever pieces it comes."""

    def feed(self, text: str) -> Iterator[KeyEvent]:
        """The events of this piece of text."""
        ...

    def end(self) -> Iterator[KeyEvent]:
        """The events of the end of input; the last is `Ended`."""
        ...


class _Escape(Enum):
    """Where we are in an escape sequence (ECMA-48), which is skipped: arrows, function keys, replies."""

    NONE = 0
    BEGUN = 1
    CONTROL_SEQUENCE = 2  # ESC [ ... up to a letter or ~
    ONE_MORE = 3  # ESC O x: F1 to F4, arrows on some terminals; ESC [ [ x: F1 to F5 on the Linux console
    TITLE = 4  # ESC ] ... up to a bell, or ESC and a backslash


_SEQUENCES: Final = {
    "[": _Escape.CONTROL_SEQUENCE,
    "O": _Escape.ONE_MORE,
    "]": _Escape.TITLE,
    "\\": _Escape.NONE,
}


class LineEditor:
    """One line at a time: characters, backspace, Ctrl-U (clear), Ctrl-W (a word back), Enter, Ctrl-D (end).

    A control key always ends an escape sequence that was begun, so Enter gives a line whatever came before. A
    lone Escape swallows nothing, except before the characters of `_SEQUENCES`.
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._escape = _Escape.NONE
        self._had_return = False
        self._is_over = False

    def feed(self, text: str) -> Iterator[KeyEvent]:
        for char in text:
            yield from self._key(char)

    def end(self) -> Iterator[KeyEvent]:
        """A line that was not finished is dropped: the person was still writing it."""
        if not self._is_over:
            self._is_over = True
            yield Ended()

    def _key(self, char: str) -> Iterator[KeyEvent]:
        is_second_half = char == "\n" and self._had_return
        self._had_return = char == "\r"
        if is_second_half or self._is_skipped(char) or self._is_over:
            return
        if char == _CTRL_D:
            if not self._buffer:
                yield from self.end()
            return
        if not self._buffer:
            yield Pressed()
        if char in "\r\n":
            line, self._buffer = self._buffer, ""
            yield Line(line)
            return
        edited = _edit(self._buffer, char)
        if edited != self._buffer:
            self._buffer = edited
            yield Typed(edited)

    def _is_skipped(self, char: str) -> bool:
        """Whether the character is the inner part of an escape sequence."""
        state, self._escape = self._escape, _after(self._escape, char)
        if _is_control(char) and char not in (_ESCAPE, _BELL):
            return False
        if state is _Escape.BEGUN and char != _ESCAPE:
            return char in _SEQUENCES
        return state is not _Escape.NONE


def _after(state: _Escape, char: str) -> _Escape:
    if _is_control(char):
        return _Escape.BEGUN if char == _ESCAPE else _Escape.NONE
    match state:
        case _Escape.BEGUN:
            return _SEQUENCES.get(char, _Escape.NONE)
        case _Escape.CONTROL_SEQUENCE if char == "[":
            return _Escape.ONE_MORE
        case _Escape.TITLE:
            return _Escape.TITLE
        case _Escape.CONTROL_SEQUENCE if not "@" <= char <= "~":
            return _Escape.CONTROL_SEQUENCE
    return _Escape.NONE


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc"


def _edit(buffer: str, char: str) -> str:
    if char in _BACKSPACE:
        return _without_last(buffer)
    if char == _CTRL_U:
        return ""
    if char == _CTRL_W:
        return re.sub(r"\S*\s*$", "", buffer)
    if char == "\t":
        char = " "
    if _is_control(char) or len(buffer) >= LONGEST_LINE:
        return buffer
    return buffer + char


def _without_last(buffer: str) -> str:
    """Without the last letter, with its accents where these are characters of their own."""
    end = len(buffer) - 1
    while end > 0 and unicodedata.combining(buffer[end]):
        end -= 1
    return buffer[: max(end, 0)]


class LineSplitter:
    """Whole lines of a pipe or a file; a last line without its newline counts."""

    def __init__(self) -> None:
        self._rest = ""
        self._is_inside = False

    def feed(self, text: str) -> Iterator[KeyEvent]:
        *finished, rest = text.split("\n")
        for part in finished:
            self._keep(part)
            yield self._finish()
        self._keep(rest)

    def end(self) -> Iterator[KeyEvent]:
        if self._is_inside:
            yield self._finish()
        yield Ended()

    def _keep(self, part: str) -> None:
        self._is_inside = self._is_inside or bool(part)
        self._rest += part[: LONGEST_LINE - len(self._rest)]

    def _finish(self) -> Line:
        line, self._rest, self._is_inside = self._rest, "", False
        return Line(line.removesuffix("\r"))
