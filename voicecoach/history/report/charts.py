"""The charts: the pain over time, before and after each session, and the sessions of each week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from voicecoach.history.findings import MEANINGFUL_CHANGE
from voicecoach.history.report.axes import FONT_SIZE, Frame, Label, frame, polylines, text_width
from voicecoach.history.report.marks import Mark, Series
from voicecoach.history.report.markup import Markup, el, join, void

WIDE, NARROW = 720.0, 340.0
"""The widths of a chart: beside it on a screen and on paper, and on a phone."""
MOST_MARKS = {WIDE: 100, NARROW: 45}
_HEIGHT = 150.0
_SMALLEST, _LARGEST = 1.7, 4.0
_LONGEST_GAP_DAYS = 14.0


@dataclass(frozen=True, slots=True)
class Scale:
    """What goes up: the names of some values, from the lowest to the highest place, and whether less is higher."""

    values: tuple[tuple[int, str], ...]
    least: int
    most: int
    is_downward: bool = False
    marks_meaningful: bool = False

    def share(self, value: float) -> float:
        """The height of a value, 0 to 1; one outside is put at the edge."""
        share = min(1.0, max(0.0, (value - self.least) / (self.most - self.least)))
        return 1 - share if self.is_downward else share

    def is_meaningful(self, mark: Mark) -> bool:
        """Whether this change matters (Ostelo 2008)."""
        if not self.marks_meaningful or mark.before is None or mark.after is None:
            return False
        return abs(mark.after - mark.before) >= MEANINGFUL_CHANGE


@dataclass(frozen=True, slots=True)
class Title:
    """What a picture is called, what it shows in a sentence or two, and the beginning of its ids."""

    name: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of days from `first` on: sessions done and planned."""

    first: date
    done: int
    planned: int


def picture(title: Title, width: float, height: float, *inside: Markup, kind: str) -> Markup:
    """An SVG with a name and a description for who cannot see it."""
    return el(
        "svg",
        el("title", title.name, id=f"{title.key}-title"),
        el("desc", title.text, id=f"{title.key}-desc"),
        *inside,
        role="img",
        aria_labelledby=f"{title.key}-title {title.key}-desc",
        viewBox=f"0 0 {width:g} {height:g}",
        class_=kind,
    )


def course(series: Series, scale: Scale, title: Title, width: float) -> Markup:
    """Before and after each mark. The line follows what came after; it breaks where nothing was told."""
    labels = [Label(0, 0, name) for _, name in scale.values]
    left = max(text_width(each.text) for each in labels) + 10
    # Whole days, so that the label of a date stands where that day begins.
    first, last = int(series.marks[0].day), int(series.marks[-1].day) + 1
    place = frame(width, _HEIGHT, left, first, last)
    size = _size(place, len(series.marks))
    return picture(
        title,
        width,
        _HEIGHT,
        _grid(place, scale),
        _dates(place),
        *(_line(run) for run in polylines(_after(series.marks, place, scale))),
        *(_mark(each, place, scale, size) for each in series.marks),
        kind="chart",
    )


def bars(each_week: Sequence[Bar], span_days: int, title: Title, width: float) -> Markup:
    """Sessions done (filled) of those planned (outlined)."""
    height = 96.0
    highest = max(1, *(max(each.done, each.planned) for each in each_week))
    step = -(-highest // 4)
    top = step * -(-highest // step)
    scale = Scale(tuple((n, str(n)) for n in range(0, top + 1, step)), 0, top)
    first = each_week[0].first.toordinal()
    last = each_week[-1].first.toordinal() + span_days
    place = frame(width, height, text_width(str(top)) + 12, first, last)
    return picture(
        title,
        width,
        height,
        _grid(place, scale),
        _dates(place, span_days),
        *(_bar(each, span_days, place, scale) for each in each_week),
        kind="chart",
    )


def _size(place: Frame, marks: int) -> float:
    return max(_SMALLEST, min(_LARGEST, (place.inner.right - place.inner.left) / marks * 0.42))


def _grid(place: Frame, scale: Scale) -> Markup:
    lines = []
    for value, name in scale.values:
        y = place.y(scale.share(value))
        lines.append(void("line", x1=place.inner.left, x2=place.inner.right, y1=y, y2=y, class_="grid"))
        lines.append(Label(place.inner.left - 8, y + FONT_SIZE * 0.35, name, "end").draw())
    return join(lines)


def _dates(place: Frame, unit: int = 1) -> Markup:
    return join(each.draw() for each in place.date_labels(unit))


def _after(marks: Sequence[Mark], place: Frame, scale: Scale) -> list[tuple[float, float] | None]:
    points: list[tuple[float, float] | None] = []
    last_day = None
    for each in marks:
        if last_day is not None and each.day - last_day > _LONGEST_GAP_DAYS + (each.last - each.first).days:
            points.append(None)
        value = each.before if each.after is None else each.after
        points.append(None if value is None else (place.x(each.day), place.y(scale.share(value))))
        last_day = each.day
    return points


def _line(points: Sequence[tuple[float, float]]) -> Markup:
    return void("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_="line")


def _mark(mark: Mark, place: Frame, scale: Scale, size: float) -> Markup:
    x = place.x(mark.day)
    before = None if mark.before is None else place.y(scale.share(mark.before))
    after = None if mark.after is None else place.y(scale.share(mark.after))
    parts: list[Markup] = []
    if before is not None and after is not None and before != after:
        parts.append(void("line", x1=x, x2=x, y1=before, y2=after, class_="stick"))
    if before is not None:
        parts.append(void("circle", cx=x, cy=before, r=size, class_="before"))
    if after is not None and scale.is_meaningful(mark):
        parts.append(triangle(x, after, size * 1.35, is_down=after > (before or 0.0)))
    elif after is not None:
        parts.append(void("circle", cx=x, cy=after, r=size * 0.62, class_="after"))
    return join(parts)


def triangle(x: float, y: float, size: float, *, is_down: bool) -> Markup:
    """The mark of a change that matters; it points to where the number went."""
    tip, base = (y + size, y - size * 0.8) if is_down else (y - size, y + size * 0.8)
    points = f"{x - size:.1f},{base:.1f} {x + size:.1f},{base:.1f} {x:.1f},{tip:.1f}"
    return void("polygon", points=points, class_="after")


def _bar(bar: Bar, span_days: int, place: Frame, scale: Scale) -> Markup:
    left, right = place.x(bar.first.toordinal()), place.x(bar.first.toordinal() + span_days)
    gap = (right - left) * 0.14
    width = right - left - 2 * gap
    parts = []
    for count, kind in ((bar.done, "done"), (bar.planned, "planned")):
        if count:
            y = place.y(scale.share(count))
            height = place.inner.bottom - y
            parts.append(void("rect", x=left + gap, y=y, width=width, height=height, class_=kind))
    return join(parts)
