"""Append-only lines for screen readers, pipes and logs: no escape codes, nothing drawn twice. On a terminal a line
that is longer than it is broken at a space.

On a terminal the keys are echoed as a terminal does it itself: letters at the end of the line, and "back,
space, back" for one taken away. (The keyboard has switched the terminal's own echo off.)
"""

from dataclasses import replace
from itertools import takewhile
from typing import Final, TextIO

from voicecoach.coach.effects import EarconKind
from voicecoach.coach.lines import announced
from voicecoach.coach.view import View
from voicecoach.drivers.display.base import is_count
from voicecoach.drivers.display.output import close_own, is_lost, is_terminal, own_stream, terminal_width
from voicecoach.drivers.display.wording import NOTHING_YET, encodable, is_hold, place, safe, seconds_left
from voicecoach.drivers.display.wrapping import wrapped

_HOLD_EVERY_S: Final = 10
_HOLD_LAST_S: Final = 5
_PROMPT: Final = "You: "


class PlainDisplay:
    """Writes where `stream` writes, line by line, flushed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = own_stream(stream)
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._is_echoing = is_terminal(stream)
        self._echoed = ""
        self._shown = NOTHING_YET
        self._has_earcon_waiting = False
        self._is_closed = False

    @property
    def is_lost(self) -> bool:
        return is_lost(self._stream)

    def show(self, view: View) -> None:
        if view == self._shown and not self._has_earcon_waiting:
            return
        before, self._shown = self._shown, view
        lines = _changes(before, view)
        if view.listening_for and (self._has_earcon_waiting or not before.listening_for):
            self._has_earcon_waiting = False
            lines.append(f"[listening: {', '.join(view.listening_for)}]")
        for line in lines:
            self._line(line)
        self._flush_earcon()

    def coach_says(self, text: str, cue: str) -> None:
        if not is_count(cue):
            self._line(f"Coach: {text}")

    def person_said(self, text: str, *, is_typed: bool) -> None:
        self._flush_earcon()
        if is_typed and self._echoed and safe(self._echoed) == safe(text):
            self._echoed = ""
            self._write("\n")
            return
        if is_typed:
            self._erase_echo()
        self._line(_PROMPT + text)

    def earcon(self, kind: EarconKind) -> None:
        """The listening sign waits for the next `show`, which knows the options."""
        self._flush_earcon()
        if kind is EarconKind.LISTENING:
            self._has_earcon_waiting = True
        else:
            self._line(f"[{kind}]")

    def notice(self, text: str) -> None:
        self._line(f"Note: {text}")

    def typed(self, buffer: str) -> None:
        if not self._is_echoing:
            return
        self._flush_earcon()
        shown = encodable("".join(char if char.isprintable() else " " for char in buffer), self._encoding)
        kept = _common_start(self._echoed, shown)
        erased = len(self._echoed) - kept
        prompt = "" if self._echoed else _PROMPT
        self._write("\b \b" * erased + prompt + shown[kept:])
        self._echoed = shown

    def redraw(self) -> None:
        """Nothing: what was written stays."""

    def close(self) -> None:
        self._flush_earcon()
        if self._echoed:
            self._echoed = ""
            self._write("\n")
        self._is_closed = True
        close_own(self._stream)

    def _flush_earcon(self) -> None:
        if self._has_earcon_waiting:
            self._has_earcon_waiting = False
            self._line(f"[{EarconKind.LISTENING}]")

    def _erase_echo(self) -> None:
        if self._echoed:
            self._write("\b \b" * (len(_PROMPT) + len(self._echoed)))
            self._echoed = ""

    def _line(self, text: str) -> None:
        """A line of its own; letters typed so far are written again below it."""
        self._flush_earcon()
        width = terminal_width(self._stream)
        fitted = wrapped(safe(text), width) if width else safe(text)
        line = encodable(fitted, self._encoding) + "\n"
        self._write(f"\n{line}{_PROMPT}{self._echoed}" if self._echoed else line)

    def _write(self, text: str) -> None:
        if not self._is_closed:
            self._stream.write(text)
            self._stream.flush()


def _changes(before: View, view: View) -> list[str]:
    lines = []
    if view.program and view.program != before.program:
        lines.append(f"Program: {view.program}")
    if view.step and (view.step, view.exercise) != (before.step, before.exercise):
        lines.append(f"{place(view).capitalize()}: {view.exercise}")
    if view.is_paused != before.is_paused:
        lines.append("[paused]" if view.is_paused else "[resumed]")
    if _count_of(view) != _count_of(before) and _is_worth_a_line(view):
        lines.append(_count_line(view))
    return lines


def _count_of(view: View) -> View:
    """The view without what is no count."""
    return replace(
        NOTHING_YET,
        step=view.step,
        phase=view.phase,
        count_kind=view.count_kind,
        count=view.count,
        count_of=view.count_of,
    )


def _is_worth_a_line(view: View) -> bool:
    """Every repetition; of a hold, each ten seconds and the last five, so that nobody is flooded."""
    if not view.count:
        return False
    left = seconds_left(view)
    return not is_hold(view) or (left > 0 and (left % _HOLD_EVERY_S == 0 or left <= _HOLD_LAST_S))


def _count_line(view: View) -> str:
    if not is_hold(view):
        return announced(f"{view.count} of {view.count_of}", view.count_note)
    left = seconds_left(view)
    return f"{left} second{'' if left == 1 else 's'} left"


def _common_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
