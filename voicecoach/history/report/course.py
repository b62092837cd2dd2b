"""The pain over time, and how the plan was kept: charts, each with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from voicecoach.coach.symptoms import Location
from voicecoach.history.report import charts
from voicecoach.history.report.charts import MOST_MARKS, NARROW, WIDE, Bar, Scale, Title, triangle
from voicecoach.history.report.marks import Point, Series, series, span, spans_for
from voicecoach.history.report.markup import Markup, el, void
from voicecoach.history.report.model import Report
from voicecoach.history.report.parts import folded, paragraph, section, table
from voicecoach.history.report.words import NOT_TOLD, count, day, place

_STEPS = tuple(each for each in Location if each is not Location.BACK_MIDDLE)
"""From the spine down; the back is one step, since its middle and its sides go by the same word."""
_PLACES = Scale(
    tuple((step, place(where)) for step, where in enumerate(_STEPS)), 0, len(_STEPS) - 1, is_downward=True
)
_NUMBERS = Scale(tuple((n, str(n)) for n in range(0, 11, 2)), 0, 10, marks_meaningful=True)
_MOST_BARS = {WIDE: 60, NARROW: 30}


def over_time(report: Report) -> Markup | None:
    """The lowest point and the number, before and after each session."""
    shown = [
        _chart(
            "places",
            "Lowest point of the pain",
            "Higher up is nearer the spine.",
            [Point(each.at, _step(each.before), _step(each.after)) for each in report.places()],
            _PLACES,
        ),
        _chart(
            "numbers",
            "Pain number, 0 to 10",
            "Lower is less pain. A change of 2 or more matters (Ostelo 2008).",
            report.ratings(),
            _NUMBERS,
        ),
    ]
    if not any(shown):
        return None
    return section("course", "The pain over time", _legend(), *shown)


def _chart(key: str, heading: str, meaning: str, points: Sequence[Point], scale: Scale) -> Markup | None:
    told = [each for each in points if each.before is not None or each.after is not None]
    if not told:
        return None
    drawn = []
    for width, kind in ((WIDE, "wide"), (NARROW, "narrow")):
        # What was not told in one session breaks the line; before the first and after the last it says nothing.
        between = points[points.index(told[0]) : len(points) - points[::-1].index(told[-1])]
        found = series(between, MOST_MARKS[width])
        text = f"{_summary(told, scale)} {meaning} Each mark is {found.each_is}."
        chart = charts.course(found, scale, Title(heading, text, f"{key}-{kind}"), width)
        small = paragraph(f"{meaning} Each mark is {found.each_is}.", kind="small")
        drawn.append(el("div", small, chart, class_=kind))
    rows = _rows(series(points, MOST_MARKS[WIDE]), scale)
    data = folded("The same as a table", table(heading, ("When", "Sessions", "Before", "After"), rows))
    return el("div", el("h3", heading), *drawn, data, class_="chart-block")


def _summary(told: Sequence[Point], scale: Scale) -> str:
    firsts = [each.before for each in told if each.before is not None]
    lasts = [each.before if each.after is None else each.after for each in told]
    begun = f"{_value(firsts[0], scale)} before the first" if firsts else "Not told before the first"
    sentence = f"{begun}, {_value(lasts[-1], scale)} after the last of {count(len(told), 'session')}."
    return sentence[:1].upper() + sentence[1:]


def _value(value: int | None, scale: Scale) -> str:
    if value is None:
        return NOT_TOLD
    return place(_STEPS[value]) if scale is _PLACES else str(value)


def _step(where: int | None) -> int | None:
    """Which step of `_STEPS` a location is on."""
    if where is None:
        return None
    return _STEPS.index(Location.BACK_SIDE if Location(where).is_back else Location(where))


def _rows(found: Series, scale: Scale) -> list[tuple[str, ...]]:
    return [
        (
            day(each.first) if each.first == each.last else f"{day(each.first)} to {day(each.last)}",
            str(each.sessions),
            _value(each.before, scale),
            _value(each.after, scale) + (" (a change that matters)" if scale.is_meaningful(each) else ""),
        )
        for each in reversed(found.marks)
    ]


def _legend() -> Markup:
    """What the marks mean: shapes, not colours."""

    def sign(*inside: Markup) -> Markup:
        return el("svg", *inside, viewBox="0 0 16 16", aria_hidden="true", class_="chart sign")

    return el(
        "ul",
        el("li", sign(void("circle", cx=8, cy=8, r=5, class_="before")), "before the session"),
        el("li", sign(void("circle", cx=8, cy=8, r=3.5, class_="after")), "after it"),
        el(
            "li",
            sign(triangle(8, 8, 5.5, is_down=True)),
            "after it, and the number changed by 2 or more",
        ),
        class_="legend",
    )


def adherence(report: Report) -> Markup:
    """Sessions done, of those planned, by the week."""
    kept = report.found.adherence
    parts: list[Markup] = []
    rows: list[tuple[str, ...]] = []
    for width, kind in ((WIDE, "wide"), (NARROW, "narrow")):
        span_days = spans_for(len(kept.days) + 6, _MOST_BARS[width])
        bars = _bars(report, span_days)
        title = Title("Sessions done", f"{_kept(report)} Each bar is {span(span_days)}.", f"kept-{kind}")
        text = f"Each bar is {span(span_days)}: filled, sessions done"
        text += "; outlined, sessions planned." if kept.has_plan else "."
        chart = charts.bars(bars, span_days, title, width)
        parts.append(el("div", chart, paragraph(text, kind="small"), class_=kind))
        rows = rows or [
            (f"{day(each.first)}, {span(span_days)}", str(each.done), str(each.planned))
            for each in reversed(bars)
        ]
    data = folded(
        "The same as a table", table("Sessions done and planned", ("From", "Done", "Planned"), rows)
    )
    return section("adherence", "Sessions done", paragraph(_kept(report)), *parts, data)


def _bars(report: Report, span_days: int) -> list[Bar]:
    days = report.found.adherence.days
    begin = days[0].day - timedelta(days=days[0].day.weekday())
    done: dict[int, int] = {}
    planned: dict[int, int] = {}
    for each in days:
        number = (each.day - begin).days // span_days
        done[number] = done.get(number, 0) + each.done
        planned[number] = planned.get(number, 0) + each.planned
    return [
        Bar(begin + timedelta(days=number * span_days), done[number], planned[number])
        for number in sorted(done)
    ]


def _kept(report: Report) -> str:
    kept = report.found.adherence
    until_today = f"; the run until today is {kept.streak}" if kept.streak else ""
    streak = f"The longest run of kept days is {kept.longest_streak}{until_today}."
    if kept.planned:
        share = round(100 * kept.done_of_planned / kept.planned)
        return (
            f"{kept.done_of_planned} of {kept.planned} planned sessions were done ({share}%), "
            f"{kept.done} sessions in all. {streak}"
        )
    weeks = max(1.0, len(kept.days) / 7)
    return f"{count(kept.done, 'session')}, {kept.done / weeks:.1f} a week; no plan was made. {streak}"
