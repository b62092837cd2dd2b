"""What was answered about warning signs, and the precautions as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from voicecoach.coach.background import Standing
from voicecoach.coach.explanation.retelling import retell
from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Precaution
from voicecoach.coach.states import State
from voicecoach.history.report.markup import Child, Markup, el, join, typed
from voicecoach.history.report.model import Report
from voicecoach.history.report.parts import facts, folded, listed, paragraph, section, table
from voicecoach.history.report.words import ENDINGS, count, dated, timed
from voicecoach.history.session_finding import SessionFinding

_NO_CLEARANCE = "No answer here rules a disease out: screening alone is never a clearance."
_ASKED: Mapping[str, str] = {
    State.SCREENING: "Anything new since last time: all of them, in one question",
    State.SCREENING_NERVES: "Numbness between the legs, bladder or bowel, weakness of a leg",
    State.SCREENING_ILLNESS: "Fever, illness, infection, weak immune system, a fall",
    State.SCREENING_HISTORY: "Past cancer, weight loss, steady pain, operation, injection, fracture",
}
_STANDINGS: Mapping[Standing, str] = {
    Standing.YES: "Yes",
    Standing.APPROVED: "Yes, and a doctor or physical therapist approved the exercises",
    Standing.NO: "No",
}
_MOST_PRINTED = 4


def safety(report: Report) -> Markup:
    """Red flags and precautions."""
    return section(
        "safety",
        "Warning signs and precautions",
        el("h3", "Warning signs (red flags)"),
        paragraph(_NO_CLEARANCE, kind="small"),
        _asked(report),
        _warnings(report),
        el("h3", "Precautions, as they stand now"),
        _precautions(report),
        _told(report),
    )


def _asked(report: Report) -> Markup:
    """How often each question was answered by "all clear", and when last."""
    answered: dict[str, list[tuple[datetime, str]]] = {}
    for session in report.sessions:
        for each in session.flags:
            at = report.local(session.summary.started_at)
            answered.setdefault(each.record.topic, []).append((at, each.record.meaning))
    rows: list[tuple[Child, ...]] = []
    for topic, what in _ASKED.items():
        answers = answered.get(topic, [])
        wrong = sum(meaning == ALARM_VALUE for _, meaning in answers)
        last = dated(answers[-1][0].date()) if answers else "not asked"
        rows.append((what, str(len(answers) - wrong), str(wrong), last))
    headings = ("Asked about", '"All clear"', '"Something is wrong"', "Last asked")
    return table("What the person answered, and how often", headings, rows)


def _warnings(report: Report) -> Markup:
    """Every session in which something was said to be wrong, the latest first, in the words of the person."""
    found = [
        _warning(session, report)
        for session in report.newest_first
        if any(each.is_warning for each in session.flags)
    ]
    if not found:
        return paragraph("In no session of this period was something said to be wrong.")
    more = found[_MOST_PRINTED:]
    return join(
        paragraph(el("strong", f"Something was said to be wrong in {count(len(found), 'session')}:")),
        listed(found[:_MOST_PRINTED]),
        folded(f"{count(len(more), 'earlier one')}", listed(more)) if more else None,
    )


def _warning(session: SessionFinding, report: Report) -> Markup:
    is_warning = {id(each.record): each.is_warning for each in session.flags}
    replies = [each for each in retell(session.answers) if id(each.record) in is_warning]
    warnings = [each.sentence for each in replies if is_warning[id(each.record)]]
    others = [each.sentence for each in replies if not is_warning[id(each.record)]]
    return join(
        timed(report.local(session.summary.started_at)),
        ": ",
        *(join(typed(sentence), " ") for sentence in warnings),
        f"How it ended: {ENDINGS[session.summary.outcome]}.",
        folded(f"{count(len(others), 'other answer')} about warning signs in it", listed(map(typed, others)))
        if others
        else None,
    )


def _precautions(report: Report) -> Markup:
    known = {each.value: PRECAUTIONS[each].name for each in Precaution}
    said = {each: report.profile[each] for each in known if each in report.profile}
    if not said:
        return paragraph("Nobody was asked about precautions yet, or what was said was taken back.")
    lines: list[tuple[str, Child]] = []
    for standing in (Standing.YES, Standing.APPROVED, Standing.NO):
        of_it = [each for each in said if said[each].standing is standing]
        if of_it:
            names = ", ".join(known[each] for each in of_it)
            last = max(said[each].at for each in of_it)
            lines.append((_STANDINGS[standing], join(f"{names} (", dated(report.local(last).date()), ")")))
    not_asked = ", ".join(name for each, name in known.items() if each not in said)
    if not_asked:
        lines.append(("Not asked", not_asked))
    return facts(lines, "precautions")


def _told(report: Report) -> Markup | None:
    """What was said of precautions in the sessions, where it was not a plain no."""
    known = {each.value: PRECAUTIONS[each].name for each in Precaution}
    lines = [
        join(
            timed(report.local(session.summary.started_at)),
            ": ",
            typed(known.get(each.precaution, each.precaution)),
            f": {_STANDINGS[each.standing].lower()}.",
        )
        for session in report.newest_first
        for each in session.precautions
        if each.standing is not Standing.NO
    ]
    return folded("What was said of precautions in the sessions", listed(lines)) if lines else None
