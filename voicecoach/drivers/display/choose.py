"""Which display: the screen where there is one that can be drawn on, else plain lines."""

from collections.abc import Mapping
from typing import TextIO

from voicecoach.drivers.display.base import Display
from voicecoach.drivers.display.output import is_terminal
from voicecoach.drivers.display.plain import PlainDisplay


def choose_display(*, is_plain: bool, stdout: TextIO, environ: Mapping[str, str]) -> Display:
    """Plain lines when asked for, when nobody looks, for NO_COLOR and for TERM=dumb; else the screen."""
    is_dumb = environ.get("TERM") in ("dumb", "unknown")
    if is_plain or is_dumb or not is_terminal(stdout) or environ.get("NO_COLOR"):
        return PlainDisplay(stdout)
    # Only here: rich takes longer to load than the whole of plain mode.
    from voicecoach.drivers.display.screen import ScreenDisplay, screen_console  # noqa: PLC0415

    return ScreenDisplay(screen_console(stdout))
