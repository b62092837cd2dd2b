"""A period of time as it is given on the command line."""

import re
from datetime import date, timedelta

from voicecoach.errors import UsageError

_BACK = re.compile(r"([0-9]{1,5})\s*([dw])")
_EARLIEST = date(1970, 1, 2)
"""Before it no session began, and some platforms' clocks fail."""
_DAYS = {"d": 1, "w": 7}


def first_day(text: str, today: date) -> date:
    """The first date of "2026-10-01", or of "30d" and "6w", so many days and weeks back; else raises UsageError."""
    given = text.strip().lower()
    back = _BACK.fullmatch(given)
    try:
        found = today - timedelta(days=int(back[1]) * _DAYS[back[2]]) if back else date.fromisoformat(given)
    except (ValueError, OverflowError):
        found = date.max
    if found > today:
        shown = "".join(each if each.isprintable() else "?" for each in text)[:40]
        raise UsageError(
            f"--since {shown!r} is no date up to today: give one like 2026-10-01, or 30d or 6w for days or weeks back."
        )
    return max(found, _EARLIEST)
