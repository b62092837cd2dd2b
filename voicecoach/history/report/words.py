"""Dates, places, numbers and endings in the words of the report."""

from collections.abc import Mapping
from datetime import date, datetime

from voicecoach.coach.progression import Action
from voicecoach.coach.records import Outcome
from voicecoach.coach.symptoms import Location
from voicecoach.history.findings import MEANINGFUL_CHANGE
from voicecoach.history.report.markup import Markup, el

NOT_TOLD = "not told"
ENDINGS: Mapping[Outcome | None, str] = {
    Outcome.CENTRALIZED: "centralized",
    Outcome.NOT_CENTRALIZED: "not centralized",
    Outcome.NOT_SETTLED: "the pain did not settle",
    Outcome.EMERGENCY: "emergency",
    Outcome.SEE_DOCTOR: "a warning sign: see a doctor first",
    Outcome.STOPPED: "stopped by the person",
    Outcome.PAUSED_OUT: "ended in a pause",
    Outcome.COMPLETE: "complete",
    None: "cut off",
}
ACTIONS: Mapping[str, str] = {
    Action.STAY: "stay with it",
    Action.ADVANCE: "go on to the next",
    Action.REPEAT: "repeat it",
    Action.RECHECK: "rest, and ask again",
    Action.STOP: "stop",
    Action.EMERGENCY_STOP: "emergency stop",
    Action.END: "end",
    Action.PAUSE: "pause",
}


def day(when: date) -> str:
    """A date that no country reads another way: "21 Nov 2026"."""
    return f"{when.day} {when:%b} {when.year}"


def timed(when: datetime) -> Markup:
    """A moment, by the clock of the place."""
    return el(
        "time",
        f"{day(when.date())}, {when:%H:%M}",
        datetime=when.replace(tzinfo=None).isoformat("T", "minutes"),
    )


def dated(when: date) -> Markup:
    """A date."""
    return el("time", day(when), datetime=when.isoformat())


def place(where: Location | None, side: str | None = None) -> str:
    """A location, with its side where it has one: "calf, left side"."""
    if where is None:
        return NOT_TOLD
    if where is Location.NONE:
        return "no pain"
    sides = {
        "left": ", left side",
        "right": ", right side",
        "both": ", both sides",
        "neither": ", both sides",
    }
    if side == "middle" and where.is_back:
        return f"{where.word}, in the middle"
    return where.word + sides.get(side or "", "")


def number(value: int | None) -> str:
    """A pain number."""
    return NOT_TOLD if value is None else f"{value} of 10"


def place_and_number(where: Location | None, value: int | None) -> str:
    """Both, as far as they were told."""
    told = [place(where)] if where is not None else []
    return ", ".join([*told, number(value)] if value is not None else told) or NOT_TOLD


def difference(before: int | None, after: int | None) -> str:
    """What a change of the pain number means; "" where there is none to speak of."""
    if before is None or after is None:
        return ""
    if before == after:
        return "no change"
    way = "lower" if after < before else "higher"
    if abs(after - before) >= MEANINGFUL_CHANGE:
        return f"{abs(after - before)} {way}: a change that matters"
    return f"{abs(after - before)} {way}: too little to matter"


def count(n: int, what: str) -> str:
    """So many of it: "1 session", "2 sessions"."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
