"""How `voicecoach history` looks: for a terminal, for a screen reader, and in a pipe."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from voicecoach.cli import output
from voicecoach.cli.history import ending, when
from voicecoach.history.chart import ASCII_MARKS, MARKS, chart
from voicecoach.history.naming import names_of
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
        _say_all([*_overview(findings), "", *map(_line, sessions)])
    elif not output.is_terminal():
        _say_all(map(_line, sessions))
    else:
        width = output.terminal_width()
        _say_all([*_overview(findings), "", *_chart(findings, width), ""])
        if width >= _TABLE_FROM:
            rows = [[output.printable(cell) for cell in _cells(session)] for session in sessions]
            output.print_table(_HEADINGS, rows)
        else:
            _say_all(line for session in sessions for line in _block(session))


def _say_all(lines: "Iterable[str]") -> None:
    for line in lines:
        output.say(output.printable(line))


def _overview(findings: "Findings") -> list[str]:
    return list(sentences(findings, _name_of))


def _chart(findings: "Findings", width: int) -> list[str]:
    marks = MARKS if _can_print(MARKS.before + MARKS.after) else ASCII_MARKS
    return chart(findings.sessions, width, marks)


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _name_of(program: str, exercise: str) -> str:
    return names_of(program).exercise(exercise)


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
