"""CSV that a spreadsheet opens right: UTF-8 with a mark, CRLF, RFC 4180, dates and numbers that it knows as such.

What was said or typed may hold anything, so a text that a spreadsheet would take for a formula gets an apostrophe
before it. Dates and times are by the clock of this machine.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from voicecoach.coach.records import AnswerRecord, SetRecord
from voicecoach.coach.symptoms import Location
from voicecoach.history.contents import Contents
from voicecoach.history.entries import SessionDetail
from voicecoach.history.naming import names_of
from voicecoach.history.session_finding import Check, SessionFinding, finding

Cell = str | int | float | None
Row = Sequence[Cell]

MARK = "\ufeff"
"""By which spreadsheets know UTF-8."""
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 their wide forms begin formulas in some spreadsheets, too


def written(contents: Contents, table: str) -> bytes:
    """One of `TABLES` as the bytes of a CSV file; the header alone where there is nothing."""
    columns, rows = TABLES[table]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for session in contents.sessions:
        writer.writerows([_cell(each) for each in row] for row in rows(session))
    return (MARK + file.getvalue()).encode()


def _cell(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    plain = "".join(
        each if each.isprintable() or each in "\t\n" else "?" for each in value.replace("\r\n", "\n")
    )
    return f"'{plain}" if value[:1] in _FORMULA else plain


def _when(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _place(place: Location | None) -> str | None:
    return None if place is None else place.word


_BEGIN = ("session", "session_date", "session_begun", "program")


def _begin(session: SessionDetail) -> Row:
    summary = session.summary
    begun = _when(summary.started_at)
    return (summary.uid, (begun or "").partition(" ")[0], begun, summary.program)


_CHECKS = (
    *_BEGIN,
    "judged_at",
    "exercise",
    "exercise_name",
    "sets",
    "done",
    "planned",
    "lowest_before",
    "lowest_after",
    "change",
    "rule",
    "action",
    "reason",
    "lowest_after_rest",
    "rule_after_rest",
    "action_after_rest",
    "pain_before_session",
    "pain_after_session",
)


def _checks(session: SessionDetail) -> Iterator[Row]:
    found = finding(session)
    for check in found.checks:
        yield (*_begin(session), *_check(check, found))


def _check(check: Check, found: SessionFinding) -> Row:
    names = names_of(found.summary.program)
    rest = check.after_rest
    return (
        _when(check.at),
        check.exercise,
        None if check.exercise is None else names.exercise(check.exercise),
        len(check.sets),
        sum(each.done for each in check.sets),
        sum(each.planned for each in check.sets),
        _place(check.before),
        _place(check.after),
        check.change,
        check.decision.rule,
        check.decision.action,
        check.decision.reason,
        _place(check.after_the_rest),
        None if rest is None else rest.rule,
        None if rest is None else rest.action,
        found.rating_before,
        found.rating_after,
    )


_SESSIONS = (
    *_BEGIN,
    "ended_at",
    "outcome",
    "reason",
    "driver",
    "version",
    "sets",
    "lowest_at_begin",
    "lowest_at_end",
    "side",
    "pain_before",
    "pain_after",
    "centralized_by",
    "note",
)


def _sessions(session: SessionDetail) -> Iterator[Row]:
    found = finding(session)
    summary = session.summary
    yield (
        *_begin(session),
        _when(summary.ended_at),
        summary.outcome,
        summary.reason,
        summary.driver,
        summary.version,
        len(found.sets),
        _place(found.first),
        _place(found.last),
        found.side,
        found.rating_before,
        found.rating_after,
        found.centralized_by,
        summary.note,
    )


_SETS = (
    *_BEGIN,
    "ended_at",
    "exercise",
    "exercise_name",
    "phase",
    "kind",
    "done",
    "planned",
    "stopped_by",
)


def _sets(session: SessionDetail) -> Iterator[Row]:
    names = names_of(session.summary.program)
    for entry in session.entries:
        match entry.record:
            case SetRecord(exercise, phase, kind, done, planned, stopped_by):
                name = names.exercise(exercise)
                at = _when(entry.at)
                yield (*_begin(session), at, exercise, name, phase, kind, done, planned, stopped_by)
            case _:
                pass


_ANSWERS = (
    *_BEGIN,
    "answered_at",
    "topic",
    "question",
    "text",
    "meaning",
    "confidence",
    "band",
    "source",
    "exercise",
    "asked_back",
)


def _answers(session: SessionDetail) -> Iterator[Row]:
    for entry in session.entries:
        match entry.record:
            case AnswerRecord(topic, question, text, meaning, confidence, band, source, exercise, asked_back):
                at = _when(entry.at)
                begin = (*_begin(session), at, topic, question, text, meaning)
                yield (*begin, confidence, band, source, exercise, asked_back)
            case _:
                pass


TABLES: Mapping[str, tuple[Sequence[str], Callable[[SessionDetail], Iterator[Row]]]] = {
    "checks": (_CHECKS, _checks),
    "sessions": (_SESSIONS, _sessions),
    "sets": (_SETS, _sets),
    "answers": (_ANSWERS, _answers),
}
"""Each table: its columns, and the rows of a session."""
