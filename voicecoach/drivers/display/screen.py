"""The screen: a transcript that scrolls, and below it a panel that stays.

No alternate screen, so the transcript is still there when the session is over; no thread and no timer: it is
drawn only when something changed. The cursor is the terminal's own, behind the line being typed. After a
resize nobody knows where the rows of the old panel went, so everything visible is drawn anew.
"""

import os
from collections import deque
from dataclasses import replace
from typing import TextIO

from rich.console import Console, Group
from rich.control import Control
from rich.live import Live
from rich.text import Text

from voicecoach.coach.effects import EarconKind
from voicecoach.coach.view import View
from voicecoach.drivers.display.base import is_count
from voicecoach.drivers.display.layout import ASCII_SIGNS, Frame, Signs, panel
from voicecoach.drivers.display.output import close_own, is_lost, own_stream
from voicecoach.drivers.display.wording import NOTHING_YET, encodable, safe

_REMEMBERED_LINES = 100


def screen_console(stdout: TextIO) -> Console:
    """A console with a handle of its own, for `ScreenDisplay`."""
    return Console(
        file=own_stream(stdout),
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


class ScreenDisplay:
    """Draws on `console`, which nobody else may write to."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._signs = Signs() if console.encoding.startswith("utf") else ASCII_SIGNS
        self._transcript: deque[Text] = deque(maxlen=_REMEMBERED_LINES)
        self._view = NOTHING_YET
        self._typed = ""
        self._last_said = ""
        self._is_closed = False
        self._frame = self._measured()
        self._live = Live(
            self._panel(),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._live.start(refresh=True)
        console.show_cursor(show=True)

    @property
    def is_lost(self) -> bool:
        return is_lost(self._console.file)

    def show(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self._refresh()

    def typed(self, buffer: str) -> None:
        if buffer != self._typed:
            self._typed = buffer
            self._refresh()

    def coach_says(self, text: str, cue: str) -> None:
        if not is_count(cue):
            self._last_said = text
            self._say("Coach: ", text)

    def person_said(self, text: str, *, is_typed: bool) -> None:
        with self._console:
            if is_typed:
                self.typed("")
            self._say("You: ", text, style="bold")

    def earcon(self, kind: EarconKind) -> None:
        self._say("", f"[{kind}]", style="dim")

    def notice(self, text: str) -> None:
        self._say("Note: ", text, style="bold")

    def redraw(self) -> None:
        """Draw what is visible anew: as much of the transcript as fits, and the panel."""
        if self._is_closed:
            return
        self._frame = self._measured()
        with self._console:  # all in one write
            self._console.control(Control.clear(), Control.home())
            self._live.update(self._panel(), refresh=True)
            self._console.print(*self._recent(), sep="\n")

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._live.stop()
            close_own(self._console.file)

    def _say(self, who: str, text: str, style: str = "") -> None:
        if self._is_closed:
            return
        line = Text(encodable(f"{who}{safe(text)}", self._console.encoding), style=style)
        self._transcript.append(line)
        if self._measured() != self._frame:
            self.redraw()
        else:
            self._console.print(line)

    def _refresh(self) -> None:
        if self._is_closed:
            return
        if self._measured() != self._frame:
            self.redraw()
        else:
            self._live.update(self._panel(), refresh=True)

    def _panel(self) -> Group:
        return Group(*self._rows())

    def _rows(self) -> list[Text]:
        """The panel's rows. A question stays there until it is answered, though it is said and over."""
        view = self._view
        if not view.saying and (view.listening_for or view.is_paused):
            view = replace(view, saying=self._last_said)
        return panel(view, self._typed, self._frame)

    def _recent(self) -> list[Text]:
        """The last rows of the transcript that fit above the panel."""
        room = max(self._frame.height - len(self._rows()), 0)
        rows = [row for line in self._transcript for row in line.wrap(self._console, self._frame.width)]
        return rows[len(rows) - min(room, len(rows)) :]

    def _measured(self) -> Frame:
        """The terminal's size now; the console is told, for it would look at standard input."""
        try:
            size = os.get_terminal_size(self._console.file.fileno())
        except (OSError, ValueError):
            width, height = self._console.size
        else:
            width, height = size.columns or 80, size.lines or 24
            self._console.size = (width, height)
        return Frame(width, height, self._signs)
