"""A view to change, and a terminal made of Python."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyte
import pytest
from rich.console import Console

from voicecoach.coach.view import View
from voicecoach.drivers.display.screen import ScreenDisplay

BEGUN = View(
    program="Back pain and sciatica",
    exercise="Press ups with hips off center",
    phase="Press up",
    step=2,
    steps=5,
    saying="",
    count_kind="rep",
    count=0,
    count_of=0,
    is_listening=False,
    listening_for=(),
    is_paused=False,
    is_finished=False,
)


@pytest.fixture
def a_view() -> Callable[..., View]:
    """Makes a view of the second exercise, with what the test changes in it."""

    def make(**changes: Any) -> View:
        return replace(BEGUN, **changes)

    return make


class Terminal(io.StringIO):
    """A terminal in memory: what is written to it is on `rows`."""

    def __init__(self, width: int, height: int, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding
        self._screen = pyte.Screen(width, height)
        self._screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.Stream(self._screen)
        self.writes = 0
        self.written = ""
        self.console = Console(
            file=self, force_terminal=True, width=width, height=height, _environ={"TERM": "xterm-256color"}
        )

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def write(self, text: str, /) -> int:
        self.writes += 1
        self.written += text
        self._stream.feed(text)
        return len(text)

    def isatty(self) -> bool:
        return True

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self._screen.display]

    @property
    def shown(self) -> str:
        return "\n".join(self.rows)

    def ground(self, row: int) -> str:
        """The background colour at the beginning of a row."""
        return self._screen.buffer[row][1].bg

    @property
    def is_cursor_visible(self) -> bool:
        return not self._screen.cursor.hidden

    @property
    def cursor(self) -> tuple[int, int]:
        return self._screen.cursor.y, self._screen.cursor.x

    def resize(self, width: int, height: int) -> None:
        self._screen.resize(lines=height, columns=width)
        self.console.size = (width, height)

    def display(self) -> ScreenDisplay:
        return ScreenDisplay(self.console)


@pytest.fixture
def a_terminal() -> Callable[..., Terminal]:
    """Makes a terminal of the given size."""

    def make(width: int = 80, height: int = 24, encoding: str = "utf-8") -> Terminal:
        return Terminal(width, height, encoding)

    return make
