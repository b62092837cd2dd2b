"""Which display, and what becomes of it when its output is gone."""

import io
import os
import sys

import pytest

from voicecoach.drivers.display import PlainDisplay, choose_display
from voicecoach.drivers.display.screen import ScreenDisplay


class FakeTerminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("is_plain", "stdout", "environ", "wanted"),
    [
        (False, FakeTerminal(), {"TERM": "xterm"}, ScreenDisplay),
        (False, FakeTerminal(), {"TERM": "xterm", "NO_COLOR": ""}, ScreenDisplay),
        (True, FakeTerminal(), {"TERM": "xterm"}, PlainDisplay),
        (False, FakeTerminal(), {"TERM": "xterm", "NO_COLOR": "1"}, PlainDisplay),
        (False, FakeTerminal(), {"TERM": "dumb"}, PlainDisplay),
        (False, io.StringIO(), {"TERM": "xterm"}, PlainDisplay),
    ],
)
def test_the_display_fits_the_output(is_plain, stdout, environ, wanted) -> None:
    """The screen only on a terminal that wants it."""
    display = choose_display(is_plain=is_plain, stdout=stdout, environ=environ)
    display.close()

    assert isinstance(display, wanted)


def test_a_closed_pipe_silences_the_display_and_it_says_so() -> None:
    """The session may go on by voice; no error comes out of a display."""
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "w") as stdout:
        display = choose_display(is_plain=False, stdout=stdout, environ={})
        display.notice("seen")
        os.close(read_end)

        assert not display.is_lost

        display.notice("not seen")
        display.notice("nor this")

        assert display.is_lost

        display.close()


def test_the_display_does_not_care_where_standard_output_points_later(monkeypatch, capfd) -> None:
    """Others may redirect `sys.stdout` while a session runs."""
    display = choose_display(is_plain=True, stdout=sys.stdout, environ={})
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    display.notice("still here")
    display.close()

    assert capfd.readouterr().out == "Note: still here\n"
