"""The plans on disk: each that was ever made; the last one of a program counts."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, time

from voicecoach.coach.plan import Day, Plan
from voicecoach.history.entries import stamp, time_of

_KEEP = "INSERT INTO plans (at, program, times, days) VALUES (?, ?, ?, ?)"
_ALL = "SELECT at, program, times, days FROM plans ORDER BY id"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and when it was made (UTC)."""

    plan: Plan
    at: datetime


def keep(connection: sqlite3.Connection, plan: Plan, at: datetime) -> None:
    """Let this plan count from now on."""
    times = " ".join(each.strftime("%H:%M") for each in plan.times)
    days = " ".join(each.word for each in plan.days)
    connection.execute(_KEEP, (stamp(at), plan.program, times, days))


def plans(connection: sqlite3.Connection) -> list[Planned]:
    """Every plan ever made, in order. Raises ValueError for what no version of ours has written."""
    return [
        Planned(Plan(str(program), _times(times), _days(days)), time_of(at))
        for at, program, times, days in connection.execute(_ALL)
    ]


def _times(text: object) -> tuple[time, ...]:
    return tuple(time.fromisoformat(each) for each in str(text).split())


def _days(text: object) -> tuple[Day, ...]:
    try:
        return tuple(Day[each.upper()] for each in str(text).split())
    except KeyError as error:
        raise ValueError(text) from error
