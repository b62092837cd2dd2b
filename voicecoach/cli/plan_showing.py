"""What `voicecoach plan` shows: for people in lines, for programs in one document, for calendars in series."""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voicecoach.cli.output import printable
from voicecoach.cli.setting_options import DEFAULT_RATE_WPM
from voicecoach.coach.plan import LEAST_HOURS_BETWEEN, Due, Plan
from voicecoach.coach.plan_words import in_words as when_in_words
from voicecoach.coach.program import Program
from voicecoach.coach.records import Outcome
from voicecoach.errors import InvalidProgram
from voicecoach.history.adherence import Adherence, DayKept
from voicecoach.history.calendar_file import Series
from voicecoach.history.coming import coming, in_words, local
from voicecoach.history.entries import SessionDetail
from voicecoach.history.findings import findings
from voicecoach.history.plans import Planned
from voicecoach.history.store import Store
from voicecoach.programs.loader import built_in, built_in_names, load

CLINICIAN_FIRST = (
    "A session ended with the advice to see a clinician: follow that first, and then go on with the plan."
)
_WHOLE_MIN = 5
FALLBACK_MIN = 20
"""Set aside in a calendar for a program whose file is not known here."""
_ON_HOLD = frozenset({Outcome.EMERGENCY, Outcome.NOT_SETTLED, Outcome.SEE_DOCTOR})
_FINE = frozenset({Outcome.CENTRALIZED, Outcome.COMPLETE})
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands: since when (by the clock of the place), what rest it keeps, what comes next; None where the
    person is to see a clinician first.
    """

    plan: Plan
    since: datetime
    hours_between: float
    due: Due | None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is shown, at `now` by the clock of the place."""

    now: datetime
    plans: tuple[Standing, ...]
    week: tuple[DayKept, ...]
    adherence: Adherence
    is_on_hold: bool


def look(store: Store, now: datetime, program: str | None) -> Shown | None:
    """What there is to show, of all programs or of one; None where there never was a plan."""
    made = [each for each in store.plans() if program in {None, each.plan.program}]
    if not made:
        return None
    here = local(now)
    sessions = store.details()
    meant = [each for each in sessions if program in {None, each.summary.program}]
    found = findings(meant, made, None, here.date())
    is_on_hold = _is_on_hold(sessions) or store.background(made[0].plan.program, now).is_locked
    standings = []
    for each in _last_of_each(made):
        rest_h = _hours_between(each.plan.program)
        due = None if is_on_hold else coming(store, each, rest_h, now)
        standings.append(Standing(each.plan, local(each.at), rest_h, due))
    week = _week(found.adherence, standings, here.date())
    return Shown(here, tuple(standings), week, found.adherence, is_on_hold)


def _is_on_hold(sessions: Sequence[SessionDetail]) -> bool:
    """Whether a session of whatever program sent the person to a clinician, and none came to a good end since."""
    outcomes = (each.summary.outcome for each in reversed(sessions))
    return next((each in _ON_HOLD for each in outcomes if each in _ON_HOLD | _FINE), False)


def _last_of_each(made: Sequence[Planned]) -> list[Planned]:
    """The plans that hold, by their programs' first plans."""
    return [each for each in {each.plan.program: each for each in made}.values() if not each.plan.is_off]


def _hours_between(program_id: str) -> float:
    """A program of a file is kept by its id alone; then the least rest of any plan."""
    program = built_in(program_id)
    return LEAST_HOURS_BETWEEN if program is None else program.hours_between


def _week(adherence: Adherence, standings: Iterable[Standing], today: date) -> tuple[DayKept, ...]:
    """From Monday to Sunday; what is to come as it is planned now."""
    known = {each.day: each for each in adherence.days}
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    to_come = {day: sum(len(each.plan.planned_on(day)) for each in standings) for day in days}
    return tuple(known.get(day) or DayKept(day, 0, to_come[day] if day > today else 0, 0) for day in days)


# --- for people ---------------------------------------------------------------------------------------------------


def lines(shown: Shown) -> Iterator[str]:
    """The plan, this week, and what comes next."""
    for each in shown.plans:
        yield f"{printable(each.plan.program)}: {when_in_words(each.plan)}, since {each.since:%Y-%m-%d}."
        if each.since > shown.now:
            yield (
                f"  The clock was ahead when this plan was made ({each.since:%Y-%m-%d}): make it again, so that what "
                "is kept counts."
            )
        if each.due is not None:
            yield f"  Next: {in_words(each.due, shown.now)}."
    if not shown.plans:
        yield "There is no plan any more. `voicecoach plan --a-day 3` makes one."
    if shown.is_on_hold:
        yield CLINICIAN_FIRST
    yield from ("", "This week")
    for day in shown.week:
        yield f"  {day.day:%a %Y-%m-%d}  {_day_in_words(day, shown.now.date())}"
    yield from ("", *_kept_in_words(shown.adherence))


def _day_in_words(day: DayKept, today: date) -> str:
    if day.day > today:
        return f"{day.planned} planned" if day.planned else "rest day"
    more = f", {day.done} done" if day.done > day.done_of_planned else ""
    words = f"{day.done_of_planned} of {day.planned} planned{more}" if day.planned else f"{day.done} done"
    if not day.planned and not day.done:
        words = "-"
    return f"{words} (today)" if day.day == today else words


def _kept_in_words(adherence: Adherence) -> Iterator[str]:
    share = adherence.share
    if share is None:
        yield "Nothing was due so far."
    else:
        yield f"Kept so far: {adherence.done_of_planned} of {adherence.due} planned sessions ({_percent(share)} %)."
    if adherence.longest_streak:
        yield f"Days kept in a row: {adherence.streak}; most so far: {adherence.longest_streak}."


def _percent(share: float) -> int:
    """Whole, and 100 only for all."""
    return int(share * 100)


# --- for programs -------------------------------------------------------------------------------------------------


def document(shown: Shown | None) -> dict[str, object]:
    """Times are of the place, as ISO 8601 without a zone."""
    if shown is None:
        return {"plans": [], "week": [], "kept": None, "clinician_first": False}
    adherence = shown.adherence
    return {
        "plans": [_plan(each) for each in shown.plans],
        "week": [
            {
                "date": each.day.isoformat(),
                "planned": each.planned,
                "done": each.done,
                "done_of_planned": each.done_of_planned,
            }
            for each in shown.week
        ],
        "kept": {
            "done": adherence.done,
            "done_of_planned": adherence.done_of_planned,
            "due": adherence.due,
            "share": None if adherence.share is None else round(adherence.share, 4),
            "streak": adherence.streak,
            "longest_streak": adherence.longest_streak,
        },
        "clinician_first": shown.is_on_hold,
    }


def _plan(standing: Standing) -> dict[str, object]:
    plan, due = standing.plan, standing.due
    return {
        "program": plan.program,
        "times": [each.strftime("%H:%M") for each in plan.times],
        "days": [day.word for day in plan.days],
        "since": standing.since.isoformat(timespec="seconds"),
        "hours_between": standing.hours_between,
        "next": due and {"planned": due.planned.isoformat(), "at": due.at.isoformat()},
    }


# --- for calendars ------------------------------------------------------------------------------------------------


def series(made: Sequence[Planned], named: str | None) -> list[Series]:
    """Each program's plans for a calendar. `named`: the program, or the file of it, that was named."""
    by_program: dict[str, list[Planned]] = {}
    for each in made:
        by_program.setdefault(each.plan.program, []).append(each)
    return [_series(name, tuple(plans), named) for name, plans in by_program.items()]


def _series(program_id: str, made: tuple[Planned, ...], named: str | None) -> Series:
    program = _known(program_id, named)
    name = program_id if program is None else program.name
    return Series(name, made, FALLBACK_MIN if program is None else _minutes(program))


def _minutes(program: Program) -> int:
    """Minutes for all of a program once, in whole fives. Most sessions end earlier, with the exercise that helps;
    rests, pauses and further sets come on top.
    """
    from voicecoach.drivers.rehearsal import Way, rehearse  # noqa: PLC0415 only for a calendar

    minutes = rehearse(program, Way.LONGEST, DEFAULT_RATE_WPM).duration_s / 60
    return max(1, math.ceil(minutes / _WHOLE_MIN)) * _WHOLE_MIN


def _known(program_id: str, named: str | None) -> Program | None:
    """The program of this id, where it is built in or was named."""
    for each in (program_id, named):
        if each is not None and (each in built_in_names() or each != program_id):
            with suppress(InvalidProgram):
                program = load(each)
                if program.id == program_id:
                    return program
    return None
