"""How a plan was kept: sessions done against planned, by the dates of the place.

Pure: from what the sessions show, the plans, a time zone and today's date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from voicecoach.coach.plan import Span, planned_between, spans
from voicecoach.history.entries import UNKNOWN, SessionSummary
from voicecoach.history.plans import Planned
from voicecoach.history.session_finding import SessionFinding


@dataclass(frozen=True, slots=True)
class DayKept:
    """How many sessions a date had, how many were planned for it, and how many of those were done."""

    day: date
    done: int
    planned: int
    done_of_planned: int

    @property
    def is_kept(self) -> bool:
        """Whether all that was planned was done; where nothing was planned, whether anything was."""
        return self.done_of_planned >= self.planned if self.planned else self.done > 0


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions done against planned, from the first day with either until today.

    A session counts for the date of its begin. `streak`: kept days in a row, until today. Days for which a plan has
    none do not break it, nor does today, which is not over yet.
    """

    days: tuple[DayKept, ...]
    streak: int
    longest_streak: int
    has_plan: bool

    @property
    def done(self) -> int:
        return sum(each.done for each in self.days)

    @property
    def planned(self) -> int:
        return sum(each.planned for each in self.days)

    @property
    def done_of_planned(self) -> int:
        """No more of a day than were planned for it."""
        return sum(each.done_of_planned for each in self.days)

    @property
    def due(self) -> int:
        """How many were planned until yesterday, and what was done of those planned for today, which is not over."""
        return sum(each.planned for each in self.days[:-1]) + self.days[-1].done_of_planned

    @property
    def share(self) -> float | None:
        """What was done of all that was due, from 0 to 1; None where nothing was."""
        return self.done_of_planned / self.due if self.due else None


def adherence(
    sessions: Sequence[SessionFinding],
    plans: Sequence[Planned],
    zone: tzinfo | None,
    today: date,
    since: date | None = None,
) -> Adherence:
    """From the first day with a session or a plan, or from `since`, until today; by the clock of `zone`, or here."""
    done = done_by_date(sessions, zone)
    made = [(each.at.astimezone(zone), each.plan) for each in plans]
    first = min([today, *done, *(at.date() for at, _ in made)])
    first = first if since is None else max(first, min(since, today))
    days = tuple(
        DayKept(day, done[day].total(), planned.total(), (done[day] & planned).total())
        for day, planned in planned_between(made, first, today).items()
    )
    runs = _runs(days, spans(made), today)
    return Adherence(days, runs[-1], max(runs), any(not plan.is_off for _, plan in made))


def done_by_date(sessions: Sequence[SessionFinding], zone: tzinfo | None) -> defaultdict[date, Counter[str]]:
    """How many sessions of which program were done, by the date of their begin. One that went on after a cut counts
    once, where anything of it was done first.
    """
    by_id = {each.summary.id: each for each in sessions}
    done: defaultdict[date, Counter[str]] = defaultdict(Counter)
    counted: set[int] = set()
    for each in sessions:
        root = _root(each.summary, by_id)
        if each.is_done and root not in counted:
            counted.add(root)
            done[each.summary.started_at.astimezone(zone).date()][each.summary.program] += 1
    return done


def _root(summary: SessionSummary, by_id: Mapping[int, SessionFinding]) -> int:
    """The number of the session that this one began as, as far back as is known."""
    passed = {summary.id}
    number = summary.id
    while number in by_id:
        before = by_id[number].summary.continued
        if before is None or before == UNKNOWN or before in passed:
            break
        number = before
        passed.add(number)
    return number


def _runs(days: Sequence[DayKept], held: Sequence[Span], today: date) -> list[int]:
    """The length of every run of kept days, in order; the last one goes on until today."""
    runs = [0]
    for each in days:
        is_rest_day = each.planned == 0 and any(span.holds_on(each.day) for span in held)
        if each.is_kept:
            runs[-1] += 1
        elif each.day != today and not is_rest_day:
            runs.append(0)
    return runs
