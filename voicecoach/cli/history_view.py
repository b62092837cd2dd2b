"""How `voicecoach history` looks: for a terminal, for a screen reader, and in a pipe."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from voicecoach.cli.history import ending, when
from voicecoach.cli.printing import printable, wrapped
from voicecoach.history.chart import ASCII_MARKS, MARKS, chart
from voicecoach.history.overview import sentences

if TYPE_CHECKING:
    from voicecoach.history.entries import SessionSummary
    from voicecoach.history.findings import Findings

_HEADINGS = ("Session", "When", "Program", "By", "Exercises", "How it ended", "Rule")
_TABLE_FROM = 80
"""Narrower terminals get a few lines a session instead of a table."""


def show(sessions: "Sequence[SessionSummary]", findings: "Findings", *, is_plain: bool) -> None:
    """Print all of it, as it suits whoever reads it."""
    if is_plain:
        _lines([*_overview(findings), "", *map(_line, sessions)])
    elif not is_terminal():
        _lines(map(_line, sessions))
    else:
        width = terminal_width()
        for line in [*wrapped(_overview(findings), width), "", *_chart(findings, width), ""]:
            click.echo(line)
        if width >= _TABLE_FROM:
            _print_table(sessions)
        else:
            for session in sessions:
                for line in wrapped(_block(session), width):
                    click.echo(line)


def is_terminal() -> bool:
    return sys.stdout.isatty()


def terminal_width() -> int:
    return max(20, shutil.get_terminal_size().columns)


def _lines(lines: "Iterator[str] | Sequence[str]") -> None:
    for line in lines:
        click.echo(printable(line))


def _overview(findings: "Findings") -> list[str]:
    return list(sentences(findings, name_of_exercise))


def _chart(findings: "Findings", width: int) -> list[str]:
    marks = MARKS if _can_print(MARKS.before + MARKS.after) else ASCII_MARKS
    return chart(findings.sessions, width, marks)


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def name_of_exercise(program: str, exercise: str) -> str:
    """By its name where the program is built in; of a program file only the ids are kept."""
    from voicecoach.programs.loader import built_in_names, load  # noqa: PLC0415 slow where it is not needed

    if program not in built_in_names():
        return exercise
    loaded = load(program)
    extra = (loaded.afterwards,) if loaded.afterwards else ()
    return next((each.name for each in (*loaded.exercises, *extra) if each.id == exercise), exercise)


def _line(session: "SessionSummary") -> str:
    return "  ".join(_cells(session))


def _cells(session: "SessionSummary") -> tuple[str, ...]:
    return (
        str(session.id),
        when(session),
        session.program,
        session.driver,
        ", ".join(session.exercises) or "no exercise",
        ending(session),
        session.rule or "-",
    )


def _block(session: "SessionSummary") -> Iterator[str]:
    number, at, program, driver, exercises, ended, rule = _cells(session)
    yield f"{number}  {at}"
    yield f"  {program}, by {driver}: {exercises}"
    yield f"  {ended}" + ("" if rule == "-" else f" ({rule})")


def _print_table(sessions: "Sequence[SessionSummary]") -> None:
    from rich import box  # noqa: PLC0415 slow to load
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*_HEADINGS, box=box.SIMPLE_HEAD, pad_edge=False)
    for session in sessions:
        table.add_row(*(Text(printable(cell)) for cell in _cells(session)))
    Console().print(table)
