"""Plans as a calendar file (iCalendar, RFC 5545), which calendar programs import.

Times are floating: no zone, so 08:00 is 08:00 wherever the person is, as a plan means it, and no zone's rules have to
be known here. Every time of a plan is one event that repeats, with a name (UID) that stays: importing a later file
changes it. A time that a former plan had and this one has not is in the file as cancelled.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from voicecoach import __version__
from voicecoach.coach.plan import Day, Plan
from voicecoach.history.entries import stamp
from voicecoach.history.plans import Planned

_OCTETS = 75
"""The longest line of the format, without its end."""
_DAYS_AHEAD = 8
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Series:
    """The plan of a program as it is now, and what a calendar is to show of it.

    `made`: every plan of the program, in order; the last one counts. `lasts_min`: how long a session is to be in the
    calendar, in minutes.
    """

    name: str
    made: tuple[Planned, ...]
    lasts_min: int

    @property
    def plan(self) -> Plan:
        return self.made[-1].plan


def calendar_file(series: Iterable[Series], now: datetime, *, weeks: int, remind_min: int | None) -> bytes:
    """The file: the sessions of so many weeks, from `now` (with a zone) on by the clock of this place.

    `remind_min`: how many minutes before a session a calendar reminds of it, None for never.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//voicecoach//voicecoach {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for each in series:
        lines += _events(each, now, weeks, remind_min)
    lines.append("END:VCALENDAR")
    return "".join(map(_folded, lines)).encode()


def first_session(plan: Plan, at: time, now: datetime) -> datetime:
    """The first session at this time of the plan, from `now` on; both by the clock of the place, with no zone."""
    days = (now.date() + timedelta(days=n) for n in range(_DAYS_AHEAD))
    moments = (datetime.combine(day, at) for day in days if plan.planned_on(day))
    return next(each for each in moments if each >= now)


def _events(series: Series, now: datetime, weeks: int, remind_min: int | None) -> Iterator[str]:
    here = now.astimezone().replace(tzinfo=None)
    plan = series.plan
    times = () if plan.is_off else plan.times
    most = max(len(each.plan.times) for each in series.made)
    for n in range(most):
        yield "BEGIN:VEVENT"
        yield f"UID:{_uid(series.made, n)}"
        yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield f"SEQUENCE:{_sequence(now)}"
        yield f"SUMMARY:{_escaped(series.name)}"
        if n < len(times):
            yield from _repeating(series, first_session(plan, times[n], here), weeks, remind_min)
        else:
            yield f"DTSTART:{here:%Y%m%dT%H%M00}"
            yield "STATUS:CANCELLED"
        yield "END:VEVENT"


def _repeating(series: Series, first: datetime, weeks: int, remind_min: int | None) -> Iterator[str]:
    days = series.plan.days
    yield f"DTSTART:{first:%Y%m%dT%H%M00}"
    yield f"DURATION:PT{series.lasts_min}M"
    yield f"RRULE:{_rule(days)};COUNT={weeks * len(days)}"
    yield f"DESCRIPTION:{_escaped(_description(series.plan.program))}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    if remind_min is not None:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(series.name)}"
        yield f"TRIGGER:-PT{remind_min}M" if remind_min else "TRIGGER:PT0M"
        yield "END:VALARM"


def _rule(days: Sequence[Day]) -> str:
    if len(days) == len(Day):
        return "FREQ=DAILY"
    return f"FREQ=WEEKLY;BYDAY={','.join(day.name[:2] for day in days)}"


def _description(program: str) -> str:
    return (
        f"voicecoach start --program {program}\n"
        "A rest day is fine. If a session ended with the advice to see a clinician, do that first."
    )


def _uid(made: Sequence[Planned], n: int) -> str:
    """The same for the n-th time of every plan of this program in this history; in each other history another one."""
    begun = f"voicecoach plan {stamp(made[0].at)} {made[0].plan.program} {n}"
    return str(uuid5(NAMESPACE_URL, begun))


def _sequence(now: datetime) -> int:
    """Grows with every later file, in seconds: whichever plan, reminder or number of weeks was changed."""
    return max(0, int((now - _EPOCH).total_seconds()))


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return "".join(character if character.isprintable() else " " for character in text)


def _folded(line: str) -> str:
    """A line with its end, no part of it longer than the format's 75 octets, and no character cut in two."""
    parts = [""]
    for character in line:
        if len((parts[-1] + character).encode()) > _OCTETS:
            parts.append(" ")
        parts[-1] += character
    return "\r\n".join(parts) + "\r\n"
