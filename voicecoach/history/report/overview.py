"""The first sheet: whom it is about, what it is not, where the pain was at first and is now."""

from __future__ import annotations

from collections.abc import Mapping

from voicecoach.coach.records import Outcome
from voicecoach.coach.symptoms import Location
from voicecoach.history.report.charts import Title
from voicecoach.history.report.figure import figure
from voicecoach.history.report.markup import Child, Markup, el, join, typed
from voicecoach.history.report.model import Report
from voicecoach.history.report.parts import facts, listed, paragraph, section
from voicecoach.history.report.words import (
    ENDINGS,
    count,
    dated,
    day,
    difference,
    number,
    place,
    timed,
)
from voicecoach.history.session_finding import SessionFinding

_NOTICE = (
    "This is a record of general exercise education. It is no diagnosis, no treatment and no clearance, and it does "
    "not replace a doctor or a physical therapist. See one before you start, and whenever you are in doubt."
)
_URGENT = (
    "New numbness between the legs, trouble with bladder or bowel, or new weakness of a leg: "
    "go to emergency care now."
)
_SAMPLE = "A sample: an invented person. Nobody lived these sessions."
_MOST_SERIOUS = 5
_SERIOUS: Mapping[Outcome | None, str] = {
    Outcome.EMERGENCY: (
        "emergency stop (rule R10): new numbness, weakness, or trouble with bladder or bowel was told, or not denied"
    ),
    Outcome.NOT_SETTLED: "the pain did not settle after a rest (rule R9)",
}


def header(report: Report) -> Markup:
    """Whom and when it is about."""
    about, sessions = report.about, report.sessions
    first = report.local(sessions[0].summary.started_at).date()
    last = report.local(sessions[-1].summary.started_at).date()
    programs = join(*_between([typed(each) for each in report.called.programs.values()], ", "))
    asked_for = join("; asked for: since ", dated(about.since)) if about.since else None
    lines: list[tuple[str, Child]] = [
        ("Name", typed(about.name) if about.name else el("span", "", class_="to-fill-in")),
        (
            "Period",
            join(join(dated(first), " to ", dated(last)) if first != last else dated(first), asked_for),
        ),
        ("Program", programs),
        ("Made", join(timed(about.made_at), f" by voicecoach {about.version}")),
    ]
    return el(
        "header",
        paragraph(_SAMPLE, kind="sample") if about.is_sample else None,
        el("h1", "Exercise report"),
        facts(lines, "about"),
        role="banner",
    )


def notice() -> Markup:
    """What the report is not."""
    return el(
        "aside",
        paragraph(_NOTICE),
        paragraph(el("strong", _URGENT)),
        aria_label="Please note",
        class_="notice",
    )


def attention(report: Report) -> Markup | None:
    """The sessions that ended so that somebody should look at it."""
    serious = report.serious
    if not serious:
        return None
    items = [
        join(timed(report.local(each.summary.started_at)), ": ", _what(each))
        for each in serious[:_MOST_SERIOUS]
    ]
    more = len(serious) - _MOST_SERIOUS
    return section(
        "attention",
        "Please look at this first",
        listed(items),
        paragraph(f"And {count(more, 'earlier session')} of this kind.") if more > 0 else None,
    )


def own_note(report: Report) -> Markup | None:
    """What the person wants to say."""
    if not report.about.note:
        return None
    return section("own-note", "In the person's own words", el("blockquote", typed(report.about.note)))


def whereabouts(report: Report) -> Markup:
    """The body at first and now, and the facts beside it."""
    found = report.found
    tiles = facts(_tiles(report), "tiles")
    if not found.told:
        text = "Nobody said where the pain is in these sessions, so there is no figure of it."
        return section("glance", "At a glance", tiles, paragraph(text))
    first, last = found.told[0], found.told[-1]
    pair = [
        _figure("At first", "first", first.first, first, report),
        _figure("Now", "now", last.last, last, report),
    ]
    return section(
        "glance", "At a glance", el("div", el("div", *pair, class_="figures"), tiles, class_="beside")
    )


def _figure(name: str, key: str, where: Location | None, session: SessionFinding, report: Report) -> Markup:
    side = session.side or report.found.side
    when = day(report.local(session.summary.started_at).date())
    text = place(where, side)
    ended = "at the beginning of the first session" if key == "first" else "at the end of the last session"
    title = Title(
        f"{name}: {text}", f"The body from behind. The lowest point of the pain {ended}: {text}.", key
    )
    return el(
        "figure",
        figure(where, side, title),
        el("figcaption", el("strong", name), f", {when}", el("span", text, class_="where")),
    )


def _tiles(report: Report) -> list[tuple[str, Child]]:
    found = report.found
    tiles: list[tuple[str, Child]] = []
    if found.told:
        moved = [place(found.first), place(found.now)]
        tiles.append(("Lowest point", _from_to(moved[0], moved[1], _moved(found.first, found.now))))
    before, after = found.ratings
    if before is not None:
        tiles.append(("Pain number", _from_to(number(before), number(after), difference(before, after))))
    tiles.append(("Sessions", _done(report)))
    best = next((each for each in found.preferences if each.centralized), None)
    if best is not None:
        name = typed(report.called.exercise(best.program, best.exercise))
        text = _how_often(best.centralized, best.sessions)
        did = "Centralized most often by" if found.told else "Better most often with"
        tiles.append((did, join(el("b", name), " ", el("small", text))))
    return tiles


def _how_often(n: int, of: int) -> str:
    return (
        f"in {n} of the {of} sessions in which it was judged"
        if of > 1
        else "in the one session in which it was judged"
    )


def _done(report: Report) -> Markup:
    kept = report.found.adherence
    if not kept.has_plan:
        return join(el("b", f"{kept.done} done"), " ", el("small", "no plan was made"))
    run = f"; {count(kept.streak, 'day')} in a row kept until today" if kept.streak else ""
    planned = f"{kept.done_of_planned} of the {kept.planned} planned{run}"
    return join(el("b", f"{kept.done} done"), " ", el("small", planned))


def _from_to(before: str, after: str, meaning: str) -> Markup:
    what = el(
        "b",
        before,
        el("span", " \N{RIGHTWARDS ARROW} ", aria_hidden="true"),
        el("span", " to ", class_="unseen"),
        after,
    )
    return join(what, " ", el("small", meaning))


def _moved(first: Location | None, now: Location | None) -> str:
    if first is None or now is None:
        return ""
    if now is Location.NONE:
        return "no pain at the end" if first is not Location.NONE else "no pain at either time"
    if first.word == now.word:
        return "the same place"
    return "nearer the spine" if now < first else "further from the spine"


def _what(session: SessionFinding) -> Markup:
    """How a session ended that somebody should look at."""
    summary = session.summary
    ended = _SERIOUS.get(summary.outcome, ENDINGS[summary.outcome])
    is_named = summary.outcome is Outcome.SEE_DOCTOR and summary.reason
    return join(
        ended, *([" (", typed(summary.reason.rstrip(".")), ")"] if is_named and summary.reason else [])
    )


def _between(items: list[Markup], what: str) -> list[Child]:
    found: list[Child] = []
    for each in items:
        found.extend([what, each] if found else [each])
    return found
