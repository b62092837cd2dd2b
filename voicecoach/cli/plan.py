"""`voicecoach plan`: when a program is to be done, how that was kept, and a file for calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.history import existing_store
from voicecoach.cli.options import SAMPLE
from voicecoach.cli.output import say
from voicecoach.coach.plan import MOST_A_DAY
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.cli.plan_showing import Shown
    from voicecoach.coach.plan import Plan
    from voicecoach.coach.program import Program
    from voicecoach.history.plans import Planned

DEFAULT_PROGRAM = "back-pain"
NO_PLAN = "There is no plan. `voicecoach plan --a-day 3` makes one: three sessions a day."
PURPOSE = (
    "A plan is a wish: nothing runs in the background, and nothing is lost with a day of rest. Press ups are usually "
    "repeated every 2 to 3 hours while they help; the coach never asks for more by itself."
)
_LONGEST_WEEKS = 104
_DEFAULT_WEEKS = 8


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for, as it was written. `a_day` or `times` make a plan."""

    program: str | None
    a_day: int | None
    first: str | None
    last: str | None
    times: str | None
    days: str | None
    is_off: bool

    @property
    def makes(self) -> bool:
        return self.a_day is not None or self.times is not None

    @property
    def changes(self) -> bool:
        return self.makes or self.is_off


@dataclass(frozen=True, slots=True)
class _File:
    """The calendar file that was asked for."""

    path: Path
    weeks: int
    remind_min: int | None


@click.command("plan")
@click.option("--a-day", type=click.IntRange(1, MOST_A_DAY), help="Plan so many sessions a day.")
@click.option("--from", "first", metavar="HH:MM", help="With --a-day: the first one.  [default: 08:00]")
@click.option("--to", "last", metavar="HH:MM", help="With --a-day: the last one.  [default: 20:00]")
@click.option("--times", metavar="HH:MM,...", help="Plan sessions at these times.")
@click.option("--days", metavar="DAYS", help="daily, weekdays, or days like mon,wed,fri.  [default: daily]")
@click.option("--program", metavar="NAME|FILE", help="Of this program.  [default for a new plan: back-pain]")
@click.option("--off", "is_off", is_flag=True, help="End the plan, or with --program that program's.")
@click.option(
    "--ics",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the plan as a calendar file; - is stdout.",
)
@click.option(
    "--weeks",
    type=click.IntRange(1, _LONGEST_WEEKS),
    help="With --ics: so many weeks.  [default: 8]",
)
@click.option("--remind", metavar="MINUTES|off", help="With --ics: remind so long before.  [default: 0]")
@click.option("--force", is_flag=True, help="With --ics: replace a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@SAMPLE
def command(
    a_day: int | None,
    first: str | None,
    last: str | None,
    times: str | None,
    days: str | None,
    program: str | None,
    is_off: bool,
    ics: Path | None,
    weeks: int | None,
    remind: str | None,
    force: bool,
    as_json: bool,
    is_sample: bool,
) -> None:
    """Plan sessions, see how the plan is kept, and put it into a calendar.

    Without options: the plan, this week, and when the next session is due. Sessions lie at least two hours apart.
    Press ups are usually repeated every 2 to 3 hours while they help. Rest days are fine. Nothing runs in the
    background: reminders come from your calendar, with --ics.

    \b
    Examples:
      voicecoach plan --a-day 3
      voicecoach plan --times 08:00,13:00,18:00 --days weekdays
      voicecoach plan
      voicecoach plan --ics plan.ics --remind 10
      voicecoach plan --off
    """
    wish = _Wish(program, a_day, first, last, times, days, is_off)
    _check(wish, ics, has_file_option=force or weeks is not None or remind is not None, is_sample=is_sample)
    if as_json and ics == Path("-"):
        raise UsageError("--json and --ics - both want standard output: give --ics a file.")
    file = _file(ics, weeks, remind, is_forced=force)
    is_aside = ics == Path("-")
    now = datetime.now(UTC)
    if wish.changes:
        told = _change(wish, now)
        if not as_json:
            _print(told, is_aside=is_aside)
    if file is not None:
        written = _write(file, program, now, is_sample=is_sample)
        if not as_json:
            _print([written], is_aside=is_aside)
    if as_json or not (wish.changes or file):
        _show(program, now, as_json=as_json, is_sample=is_sample)


def _check(wish: _Wish, ics: Path | None, *, has_file_option: bool, is_sample: bool) -> None:
    """Raises UsageError for options that do not go together."""
    if wish.a_day is not None and wish.times is not None:
        raise UsageError("--a-day and --times both say when: give one of them.")
    if wish.is_off and (wish.makes or wish.days):
        raise UsageError("--off ends a plan, and --a-day, --times and --days make one: give one of them.")
    if (wish.first or wish.last) and wish.a_day is None:
        raise UsageError(
            "--from and --to go with --a-day: voicecoach plan --a-day 3 --from 08:00 --to 20:00."
        )
    if wish.days and not wish.makes:
        raise UsageError("--days needs to know when: give --a-day or --times with it.")
    if has_file_option and ics is None:
        raise UsageError("--weeks, --remind and --force are for a calendar file: name it with --ics.")
    if is_sample and wish.changes:
        raise UsageError("The sample history keeps its plan: leave out --sample to make or end your own.")


def _file(ics: Path | None, weeks: int | None, remind: str | None, *, is_forced: bool) -> _File | None:
    if ics is None:
        return None
    from voicecoach.cli.out_file import check_free  # noqa: PLC0415 what `--help` does not need
    from voicecoach.cli.plan_reading import remind_of  # noqa: PLC0415

    file = _File(ics, weeks or _DEFAULT_WEEKS, remind_of("0" if remind is None else remind))
    check_free(ics, "--ics", is_forced=is_forced)
    return file


# --- making and ending --------------------------------------------------------------------------------------------


def _change(wish: _Wish, now: datetime) -> list[str]:
    """Make or end plans; what is to be told of it."""
    return _end(wish.program, now) if wish.is_off else _make(wish, now)


def _make(wish: _Wish, now: datetime) -> list[str]:
    from voicecoach.coach.plan_words import in_words  # noqa: PLC0415
    from voicecoach.history.places import data_file  # noqa: PLC0415
    from voicecoach.history.store import Store  # noqa: PLC0415
    from voicecoach.programs.loader import load  # noqa: PLC0415

    plan = _plan(wish, load(wish.program or DEFAULT_PROGRAM))
    with Store.open(data_file()) as store:
        before = store.plans()
        if any(each.plan == plan and each.at <= now for each in _last(before, plan.program)):
            return [f"That is the plan of {plan.program} already: {in_words(plan)}."]
        store.make_plan(plan, now)
    told = [f"Planned: {plan.program}, {in_words(plan)}."]
    return told if before else [*told, PURPOSE]


def _plan(wish: _Wish, program: "Program") -> "Plan":
    from voicecoach.cli import plan_reading as reading  # noqa: PLC0415
    from voicecoach.coach.plan import EVERY_DAY, Plan  # noqa: PLC0415

    rest_h = reading.rest_of(program)
    days = EVERY_DAY if wish.days is None else reading.days_of(wish.days)
    if wish.times is not None:
        times = reading.times_of(wish.times)
    else:
        times = reading.evenly_of(wish.a_day or 1, wish.first, wish.last)
    plan = Plan(program.id, times, days)
    reading.check_rest(plan, rest_h, is_even=wish.times is None)
    return plan


def _end(program: str | None, now: datetime) -> list[str]:
    from voicecoach.coach.plan import Plan  # noqa: PLC0415

    store = existing_store()
    if store is None:
        return [NO_PLAN]
    with store:
        latest = _latest(store.plans())
        meant = None if program is None else _program_id(program, latest)
        ended = [name for name, plan in latest.items() if not plan.is_off and meant in {None, name}]
        for name in ended:
            store.make_plan(Plan(name, ()), now)
    if not ended:
        return [NO_PLAN if meant is None else f"There is no plan of {meant}."]
    return [f"Ended: the plan of {name}. What was done stays in the history." for name in ended]


def _last(plans: "Sequence[Planned]", program: str) -> "Sequence[Planned]":
    return [each for each in plans if each.plan.program == program][-1:]


def _latest(plans: "Sequence[Planned]") -> "dict[str, Plan]":
    """The last plan of each program."""
    return {each.plan.program: each.plan for each in plans}


def _program_id(name: str, planned: "dict[str, Plan]") -> str:
    """The program that was named; one with a plan also by its id, since files are not kept. Raises InvalidProgram."""
    from voicecoach.programs.loader import load  # noqa: PLC0415

    return name if name in planned else load(name).id


# --- showing and writing ------------------------------------------------------------------------------------------


def _look(program: str | None, now: datetime, *, is_sample: bool) -> "Shown | None":
    """What there is to show; None where no plan was ever made."""
    from voicecoach.cli.plan_showing import look  # noqa: PLC0415

    store = existing_store(is_sample=is_sample)
    if store is None:
        return None
    with store:
        latest = _latest(store.plans())
        return look(store, now, None if program is None else _program_id(program, latest))


def _show(program: str | None, now: datetime, *, as_json: bool, is_sample: bool) -> None:
    import json  # noqa: PLC0415

    from voicecoach.cli.plan_showing import document, lines  # noqa: PLC0415

    shown = _look(program, now, is_sample=is_sample)
    if as_json:
        click.echo(json.dumps(document(shown), indent=2))
    else:
        _print([NO_PLAN] if shown is None else list(lines(shown)), is_aside=False)


def _write(file: _File, program: str | None, now: datetime, *, is_sample: bool) -> str:
    """Write the calendar file; what is to be told of it."""
    from voicecoach.cli.out_file import write  # noqa: PLC0415
    from voicecoach.cli.plan_showing import series  # noqa: PLC0415
    from voicecoach.history.calendar_file import calendar_file  # noqa: PLC0415

    store = existing_store(is_sample=is_sample)
    plans = []
    if store is not None:
        with store:
            plans = store.plans()
    meant = None if program is None else _program_id(program, _latest(plans))
    found = series([each for each in plans if meant in {None, each.plan.program}], program)
    if not found:
        raise UsageError("There is no plan to write: `voicecoach plan --a-day 3` makes one.")
    write(file.path, calendar_file(found, now, weeks=file.weeks, remind_min=file.remind_min), "--ics")
    written = "Written" if file.path == Path("-") else f"Written to {click.format_filename(file.path)}"
    if all(each.plan.is_off for each in found):
        return f"{written}: importing it cancels the sessions that were planned before."
    weeks = "1 week" if file.weeks == 1 else f"{file.weeks} weeks"
    return f"{written}, {weeks}: import it into your calendar, and again after a change."


def _print(lines: "Sequence[str]", *, is_aside: bool) -> None:
    """`is_aside`: standard output may be for a file."""
    for line in lines:
        say(line, err=is_aside)
