"""What the person sees: see `base.py`."""

from voicecoach.drivers.display.base import Display, is_count
from voicecoach.drivers.display.choose import choose_display
from voicecoach.drivers.display.plain import PlainDisplay

__all__ = ["Display", "PlainDisplay", "choose_display", "is_count"]
