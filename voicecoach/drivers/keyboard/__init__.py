"""Standard input as key events: see `keyboard.py`."""

from voicecoach.drivers.keyboard.events import Ended, KeyEvent, Line, Pressed, Redraw, Typed
from voicecoach.drivers.keyboard.keyboard import Keyboard

__all__ = ["Ended", "KeyEvent", "Keyboard", "Line", "Pressed", "Redraw", "Typed"]
