"""The charts: everything is inside, no label meets another, gaps break the line, and marks tell by their shapes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.report.reading import Element, read
from voicecoach.coach.symptoms import Location
from voicecoach.history.report.axes import frame
from voicecoach.history.report.charts import MOST_MARKS, NARROW, WIDE, Bar, Scale, Title, bars, course
from voicecoach.history.report.figure import HEIGHT, WIDTH, figure
from voicecoach.history.report.marks import Mark, Point, series, spans_for

TITLE = Title("A chart", "It shows something.", "key")
RATINGS = Scale(tuple((n, str(n)) for n in range(0, 11, 2)), 0, 10, marks_meaningful=True)
BEGIN = datetime(2026, 2, 1, 9, 0)  # noqa: DTZ001 by the clock of the place
ROUNDING = 0.02
_NUMBERS = ("x", "x1", "x2", "cx")

told = st.one_of(st.none(), st.integers(0, 10))
gaps_h = st.one_of(st.integers(0, 30), st.integers(0, 24 * 400))
lives = st.lists(st.tuples(gaps_h, told, told), min_size=1, max_size=120)


def points(life: list[tuple[int, int | None, int | None]]) -> list[Point]:
    at = BEGIN
    found = []
    for hours, before, after in life:
        at += timedelta(hours=hours)
        found.append(Point(at, before, after))
    return found


def elements(svg: str) -> list[Element]:
    return read(svg).elements


def are_inside(svg: str, width: float, height: float) -> bool:
    """Whether every point of every shape is."""
    for each in elements(svg):
        numbers = {
            key: float(value) for key, value in each.attributes.items() if re.fullmatch(r"-?[\d.]+", value)
        }
        across = [numbers[key] for key in ("x", "x1", "x2", "cx") if key in numbers]
        down = [numbers[key] for key in ("y", "y1", "y2", "cy") if key in numbers]
        radius = numbers.get("r", 0.0)
        if each.name == "rect" and "x" in numbers:
            across.append(numbers["x"] + numbers["width"])
            down.append(numbers["y"] + numbers["height"])
        for pair in each.attributes.get("points", "").split():
            x, y = map(float, pair.split(","))
            across.append(x)
            down.append(y)
        if not all(radius - ROUNDING <= x <= width - radius + ROUNDING for x in across):
            return False
        if not all(radius - ROUNDING <= y <= height - radius + ROUNDING for y in down):
            return False
    return True


def labels_are_apart(svg: str, width: float) -> bool:
    """Whether no two texts overlap, by a measure of our own, and none leaves the chart at a side."""
    boxes = []
    for each in (e for e in elements(svg) if e.name == "text"):
        long = len(each.text) * 7.0
        x, y = float(each.attributes["x"]), float(each.attributes["y"])
        left = x - {"start": 0.0, "middle": long / 2, "end": long}[each.attributes["text-anchor"]]
        boxes.append((left, y - 9, left + long, y + 2))
    inside = all(left >= -1 and right <= width + 1 for left, _, right, _ in boxes)
    return inside and not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2)
    )


def height_of(svg: str) -> float:
    return float(elements(svg)[0].attributes["viewbox"].split()[3])


@given(lives, st.sampled_from([WIDE, NARROW]))
@settings(deadline=None)
def test_whatever_was_lived_all_of_it_is_inside_the_chart(life, width: float) -> None:
    """Marks, lines and labels; and no label meets another."""
    chart = course(series(points(life), MOST_MARKS[width]), RATINGS, TITLE, width)

    assert are_inside(chart, width, height_of(chart))
    assert labels_are_apart(chart, width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("sessions", [1, 2, 60, 730, 7300])
def test_a_chart_of_any_length_has_dates_and_no_more_marks_than_it_can_show(
    sessions: int, width: float
) -> None:
    """From one session to twenty years of one a day."""
    found = series([Point(BEGIN + timedelta(days=n), 5, 3) for n in range(sessions)], MOST_MARKS[width])
    chart = course(found, RATINGS, TITLE, width)
    texts = [each.text for each in elements(chart) if each.name == "text"]

    assert len(found.marks) <= MOST_MARKS[width]
    assert sum(each.sessions for each in found.marks) == sessions
    assert any(re.search("[A-Z][a-z]{2}", text) for text in texts)
    assert labels_are_apart(chart, width)


def test_few_sessions_are_a_mark_each_and_many_are_put_together_by_weeks() -> None:
    """With the middle value of the week; weeks begin on Mondays."""
    many = series([Point(BEGIN + timedelta(days=n), n % 7, None) for n in range(150)], 100)

    assert series([Point(BEGIN, 5, 3)], 100).span_days is None
    assert many.span_days == 7
    assert many.marks[1] == Mark(many.marks[1].day, date(2026, 2, 2), date(2026, 2, 8), 7, 3, None)


def test_the_line_breaks_where_nothing_was_told_and_over_a_long_gap() -> None:
    """It never joins what nobody knows."""

    def lines(*days: int, silent: int | None = None) -> int:
        life = [
            Point(BEGIN + timedelta(days=n), None if n == silent else 4, None if n == silent else 3)
            for n in days
        ]
        chart = course(series(life, 100), RATINGS, TITLE, WIDE)
        return sum(each.name == "polyline" for each in elements(chart))

    assert lines(0, 1, 2, 3) == 1
    assert lines(0, 1, 2, 3, 4, silent=2) == 2
    assert lines(0, 1, 40, 41) == 2


@pytest.mark.parametrize(
    ("before", "after", "shape"), [(5, 3, "polygon"), (3, 5, "polygon"), (5, 4, "circle")]
)
def test_a_change_of_two_has_a_shape_of_its_own(before: int, after: int, shape: str) -> None:
    """Not a colour alone."""
    chart = course(series([Point(BEGIN, before, after)], 100), RATINGS, TITLE, WIDE)
    marks = [each.name for each in elements(chart) if each.attributes.get("class") == "after"]

    assert marks == [shape]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=60))
@settings(deadline=None)
def test_the_bars_of_the_weeks_are_inside_too(weeks) -> None:
    """However many sessions a week had."""
    each_week = [Bar(date(2026, 2, 2) + timedelta(weeks=n), *counts) for n, counts in enumerate(weeks)]
    chart = bars(each_week, 7, TITLE, WIDE)

    assert are_inside(chart, WIDE, height_of(chart))
    assert labels_are_apart(chart, WIDE)


def test_bars_are_of_whole_weeks_and_as_few_as_there_is_room_for() -> None:
    """A year fits by weeks, ten years do not."""
    assert spans_for(365, 60) == 7
    assert spans_for(3650, 60) == 91


def test_a_frame_of_no_time_is_a_day() -> None:
    """So that one session has a place."""
    place = frame(WIDE, 100, 20, 5.0, 5.0)

    assert place.last - place.first == 1
    assert place.x(5.0) == pytest.approx((place.inner.left + place.inner.right) / 2)


@pytest.mark.parametrize("where", [None, *Location])
@pytest.mark.parametrize("side", [None, "left", "right", "both", "neither", "middle"])
def test_the_figure_marks_the_painful_side_and_both_where_it_is_not_known(where, side) -> None:
    """L is on the left, as one sees a person from behind; everything is inside."""
    drawn = figure(where, side, TITLE)
    centres = [
        float(each.attributes["cx"]) for each in elements(drawn) if each.attributes.get("class") == "centre"
    ]
    sides = ["left" if x < WIDTH / 2 else "right" if x > WIDTH / 2 else "middle" for x in centres]

    if not where:
        expected = []
    elif side == "middle" and where.is_back:
        expected = ["middle"]
    else:
        expected = [side] if side in ("left", "right") else ["left", "right"]
    assert sides == expected
    assert are_inside(drawn, WIDTH, HEIGHT)
