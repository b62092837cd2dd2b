"""Which exercise the pain answered to, and which were left out."""

from __future__ import annotations

from voicecoach.history.report.markup import Child, Markup, el, join, typed
from voicecoach.history.report.model import LeftOut, Report, left_outs
from voicecoach.history.report.parts import listed, paragraph, section, table
from voicecoach.history.report.words import count

_WHAT = (
    "Centralized: the pain left the leg and gathered in the back, or went away, or pain in the back alone got better "
    "and no lower (rules R1 and R13); of a program that does not ask for its place, that it got better. Moved down: it "
    "went further from the spine (R6). Sessions: those in which the exercise was judged."
)


def preference(report: Report) -> Markup | None:
    """What each exercise did to the pain, and how often."""
    found = report.found.preferences
    left = left_outs(report.found)
    if not found and not left:
        return None
    rows = [
        (
            _name(report, each.program, each.exercise),
            str(each.sessions),
            _share(each.centralized, each.sessions),
            _share(each.moved_down, each.sessions),
        )
        for each in found
    ]
    headings = ("Exercise", "Sessions", "Centralized", "Moved down")
    judged = [table("What each exercise did to the pain", headings, rows), paragraph(_WHAT, kind="small")]
    return section(
        "preference",
        "Directional preference",
        el("div", *judged) if rows else None,
        el("div", el("h3", "Left out"), listed(_left_out(report, each) for each in left)) if left else None,
    )


def _share(n: int, of: int) -> str:
    if n == 0:
        return "0"
    percent = round(100 * n / of)
    return f"{n} ({percent}%)" if percent else f"{n} (under 1%)"


def _name(report: Report, program: str, exercise: str) -> Child:
    name = typed(report.called.exercise(program, exercise))
    judged = {each.program for each in report.found.preferences}
    judged |= {each.program for each in left_outs(report.found)}
    return name if len(judged) < 2 else join(name, ", ", typed(report.called.programs[program]))


def _left_out(report: Report, left: LeftOut) -> Markup:
    ever = "left out for good" if left.is_for_good else f"in {count(left.sessions, 'session')}"
    return join(_name(report, left.program, left.exercise), f", {ever}: ", typed(left.reason))
