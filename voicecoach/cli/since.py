"""The value of `--since`: a date, or how long ago."""

import re
from datetime import date, datetime, time, timedelta

from voicecoach.errors import UsageError

_AGO = re.compile(r"([0-9]{1,6})([dw])", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

_EARLIEST = date(1970, 1, 2)
"""Before it no session began, and some platforms' clocks fail."""


def moment(text: str, now: datetime) -> datetime:
    """The beginning of the day that is meant, by the clock of `now`'s zone: "2026-03-01", "30d", "6w".

    Raises UsageError for what is none of these.
    """
    plain = text.strip().lower()
    try:
        if ago := _AGO.fullmatch(plain):
            days = int(ago[1]) * (7 if ago[2] == "w" else 1)
            day = now.date() - timedelta(days=days)
        elif _DATE.fullmatch(plain):
            day = date.fromisoformat(plain)
        else:
            raise ValueError(plain)  # noqa: TRY301 as for a date that no calendar has
    except (ValueError, OverflowError):
        day = date.max
    if day > now.date():
        raise UsageError(
            f"--since is {text[:40]!r}: give a date up to today such as 2026-03-01, or a time ago such as 30d or 6w."
        )
    return datetime.combine(max(day, _EARLIEST), time(), now.tzinfo)
