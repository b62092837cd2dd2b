"""Each session: a line in a table, and in full where it is unfolded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voicecoach.coach.explanation import deeds
from voicecoach.coach.progression import Action
from voicecoach.coach.records import DecisionRecord
from voicecoach.history.report.markup import Child, Markup, el, join, typed
from voicecoach.history.report.model import Report, after
from voicecoach.history.report.parts import folded, listed, paragraph, section, table
from voicecoach.history.report.words import (
    ACTIONS,
    ENDINGS,
    NOT_TOLD,
    count,
    place,
    place_and_number,
    timed,
)
from voicecoach.history.session_finding import Check, SessionFinding

_MOST_PRINTED = 10
_LINES_PRINTED = 12
_LINE = 58
"""Characters of what was done that fit into a line on paper."""
_MOST_SHOWN = 30
_HEADINGS = ("When", "Before", "After", "What was done, and what was decided", "How it ended")


def sessions(report: Report) -> Markup:
    """All of them, the latest first."""
    newest = report.newest_first
    fit = _fit_on_paper(newest, report)
    shown, older = newest[:_MOST_SHOWN], newest[_MOST_SHOWN:]
    printed = (
        f"Printed are the latest {fit} of {len(newest)}; the page on the screen has them all, and so has ",
        el("code", "voicecoach export"),
        ".",
    )
    return section(
        "sessions",
        "The sessions, the latest first",
        paragraph(*printed, kind="small print-only") if len(newest) > fit else None,
        _table(
            "The latest sessions" if older else "All sessions",
            shown,
            report,
            fit,
        ),
        folded(f"The {count(len(older), 'session')} before", _table("Earlier sessions", older, report, 0))
        if older
        else None,
        _rules(newest[:fit], "print-only") if len(newest) > fit else None,
        _rules(newest, "screen-only" if len(newest) > fit else None),
        folded(
            "Every session in full: sets, checks, reasons, what was left out",
            *(_in_full(each, report) for each in newest),
        ),
    )


def _fit_on_paper(newest: Sequence[SessionFinding], report: Report) -> int:
    """So many of the latest sessions leave room for the rest on two sheets; one at least."""
    lines, number = 0, 0
    for each in newest[:_MOST_PRINTED]:
        text = re.sub("<[^>]*>", "", _done(each, report))
        note = len(each.summary.note or "")
        lines += 1 + max(len(text) // _LINE, note // (_LINE // 3) + (note > 0))
        if lines > _LINES_PRINTED:
            break
        number += 1
    return max(1, number)


def _table(caption: str, these: Iterable[SessionFinding], report: Report, most_printed: int) -> Markup:
    rows = (_row(each, report) for each in these)
    return table(caption, _HEADINGS, rows, most_printed=most_printed, kind="record")


def _row(session: SessionFinding, report: Report) -> tuple[Child, ...]:
    summary = session.summary
    when: Child = timed(report.local(summary.started_at))
    if not report.is_of_one_program:
        when = join(when, el("small", typed(report.called.programs[summary.program])))
    asks = report.called.names[summary.program].asks_symptoms
    return (
        when,
        place_and_number(session.first, session.rating_before) if asks else "not asked",
        place_and_number(after(session), session.rating_after) if asks else "not asked",
        _done(session, report),
        join(
            ENDINGS[summary.outcome],
            f"; went on from session {summary.continued}" if summary.continued else None,
            el("small", "Note: ", typed(summary.note)) if summary.note else None,
        ),
    )


def _done(session: SessionFinding, report: Report) -> Markup:
    names = report.called.names[session.summary.program]
    lines: list[Child] = []
    for each in session.checks:
        name = typed(names.exercise(each.exercise)) if each.exercise else None
        rules = [each.decision.rule, *([each.after_rest.rule] if each.after_rest else [])]
        lines.append(join(name, f": {_moved(each)}, ", " then ".join(rules)))
    lines.extend(f"{each.rule}, {ACTIONS.get(each.action, each.action)}" for each in _beside(session))
    if not lines:
        begun = [typed(names.exercise(each)) for each in session.summary.exercises]
        lines.extend(begun or ["no exercise"])
    early = [each for each in session.sets if each.stopped_by is not None]
    done = join(*(join(each, "; " if n < len(lines) - 1 else ". ") for n, each in enumerate(lines)))
    sets = count(len(session.sets), "set") if session.sets else ""
    sets += f", {len(early)} stopped early" if early else ""
    return join(done, f"{sets}." if sets else None)


def _beside(session: SessionFinding) -> list[DecisionRecord]:
    """The decisions that judged no exercise: an emergency, a pause, the end of the program."""
    judged = {id(each) for check in session.checks for each in (check.decision, check.after_rest)}
    return [each for each in session.decisions if id(each) not in judged]


def _moved(check: Check) -> str:
    before, after = place(check.before), place(check.after)
    if check.before is None and check.after is None:
        return NOT_TOLD
    where = f"{before}" if before == after else f"{before} to {after}"
    changed = {"same": "the same", None: ""}.get(check.change, check.change or "")
    return f"{where}, {changed}" if changed and before == after else where


def _rules(these: Iterable[SessionFinding], kind: str | None) -> Markup | None:
    """The rules of these sessions, each with its action and every reason that was spoken."""
    seen: dict[tuple[str, str], DecisionRecord] = {}
    for session in these:
        for record in session.decisions:
            seen.setdefault((record.rule, record.reason), record)
    if not seen:
        return None
    rows = [
        join(el("b", typed(rule)), " ", ACTIONS.get(record.action, record.action), ": ", typed(record.reason))
        for (rule, _), record in sorted(seen.items(), key=lambda each: (len(each[0][0]), each[0]))
    ]
    return el(
        "div",
        el("h3", "The rules by which it was decided"),
        listed(rows),
        class_=f"rules {kind or ''}".strip(),
    )


def _in_full(session: SessionFinding, report: Report) -> Markup:
    summary = session.summary
    names = report.called.names[summary.program]
    when = timed(report.local(summary.started_at))
    about = f"{summary.driver}, version {summary.version}" + (", imported" if summary.imported_at else "")
    title = join(f"Session {summary.id}, ", when, ", ", typed(report.called.programs[summary.program]))
    return folded(
        title,
        paragraph(typed(f"By {about}."), f" How it ended: {ENDINGS[summary.outcome]}."),
        listed(typed(deeds.of_set(each, names)) for each in session.sets) if session.sets else None,
        _checks(session, deeds_names=names),
        listed(_decided(each) for each in _beside(session)) if _beside(session) else None,
        listed(typed(deeds.of_left_out(each, names)) for each in session.left_outs)
        if session.left_outs
        else None,
        paragraph(typed(deeds.of_precautions(session.precautions))) if session.precautions else None,
        paragraph("Note: ", typed(summary.note)) if summary.note else None,
    )


def _checks(session: SessionFinding, deeds_names: deeds.Names) -> Markup | None:
    if not session.checks:
        return None
    rows = [
        (
            typed(deeds_names.exercise(each.exercise)) if each.exercise else "no exercise",
            place(each.before, session.side),
            place(each.after, session.side),
            each.change or NOT_TOLD,
            _decided(each.decision),
            _after_rest(each),
        )
        for each in session.checks
    ]
    headings = ("Exercise", "Before", "After", "Change", "Decision", "After the rest")
    return table(f"The checks of session {session.summary.id}", headings, rows)


def _after_rest(check: Check) -> Child:
    """What was decided after the rest, where there was to be one."""
    if check.after_rest is not None:
        return _decided(check.after_rest)
    return NOT_TOLD if check.decision.action == Action.RECHECK else "no rest"


def _decided(record: DecisionRecord) -> Markup:
    return join(f"{record.rule}, {ACTIONS.get(record.action, record.action)}: ", typed(record.reason))
