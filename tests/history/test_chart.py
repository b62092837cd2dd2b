"""The chart of `history` is never wider than asked, and shows each session, or the worst of some."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.symptoms import Location
from voicecoach.history.chart import ASCII_MARKS, LABEL_WIDTH, MARKS, chart
from voicecoach.history.entries import SessionSummary
from voicecoach.history.session_finding import SessionFinding

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACES = st.none() | st.sampled_from(Location)
NUMBERS = st.none() | st.integers(0, 10)


def session(
    n: int, first: Location | None, last: Location | None, before: int | None = None, after: int | None = None
) -> SessionFinding:
    at = BEGIN + timedelta(days=n)
    summary = SessionSummary(n, "p", "0", "text", at, None, None, None, (), 0, None)
    return SessionFinding(summary, first, last, None, before, after, (), ())


@st.composite
def lives(draw) -> list[SessionFinding]:
    told = draw(st.lists(st.tuples(PLACES, PLACES, NUMBERS, NUMBERS), max_size=120))
    return [session(n, *each) for n, each in enumerate(told)]


def cells(lines: list[str], name: str) -> str:
    return next(line for line in lines if line.startswith(name))[LABEL_WIDTH:]


@given(lives(), st.integers(10, 200))
def test_no_line_is_wider_than_asked(sessions, width) -> None:
    """But the legend, which is words and wraps."""
    lines = chart(sessions, width)

    assert all(len(line) <= width for line in lines if not line.startswith(("○", "number:", "a column")))


@given(lives())
def test_the_worst_is_never_hidden(sessions) -> None:
    """Several sessions in a column show the lowest of their ends, and the highest of their numbers."""
    told = [each for each in sessions if each.first is not None or each.rating_before is not None]
    ends = [each.last for each in told if each.last is not None]
    if not ends:
        return
    row = {place: name for name, places in ROWS for place in places}[max(ends)]

    assert MARKS.after in cells(chart(sessions, 30), row)


ROWS = (
    ("no pain", (Location.NONE,)),
    ("back", (Location.BACK_MIDDLE, Location.BACK_SIDE)),
    ("buttock", (Location.BUTTOCK,)),
    ("thigh", (Location.THIGH,)),
    ("calf", (Location.CALF,)),
    ("foot", (Location.FOOT,)),
)


def test_each_session_has_its_column() -> None:
    """What was before it stands where nothing else does."""
    lines = chart(
        [
            session(0, Location.CALF, Location.THIGH, 6, 5),
            session(1, Location.THIGH, Location.BACK_SIDE, 5, 10),
        ],
        40,
    )

    assert cells(lines, "calf") == "○"
    assert cells(lines, "thigh") == "●○"
    assert cells(lines, "back") == " ●"
    assert cells(lines, "number ") == "5X"
    assert lines[-1] == "number: of 10, after the session; X is 10"


def test_a_column_for_several_says_so() -> None:
    """Sixty sessions do not fit into thirty columns."""
    lines = chart([session(n, Location.CALF, Location.CALF) for n in range(60)], LABEL_WIDTH + 30)

    assert cells(lines, "calf") == "●" * 30
    assert "a column: the worst of 2" in lines


def test_dates_stand_below_the_first_and_the_last() -> None:
    """Where there is room for both."""
    many = chart([session(n, Location.CALF, Location.CALF) for n in range(30)], 80)
    few = chart([session(n, Location.CALF, Location.CALF) for n in range(5)], 80)

    assert f"{'':9}2026-03-01          2026-03-30" in many
    assert not any("2026" in line for line in few)


@pytest.mark.parametrize("sessions", [[], [session(0, None, None)]])
def test_where_nothing_was_told_there_is_no_chart(sessions) -> None:
    """A program that asks for no pain."""
    assert chart(sessions, 80) == []


def test_numbers_without_places_are_a_chart_of_their_own() -> None:
    """A program that asks only how strong it is."""
    assert chart([session(0, None, None, 4)], 80)[0] == "number   4"


def test_a_terminal_without_circles_gets_letters() -> None:
    """Nothing but ASCII."""
    lines = chart([session(0, Location.CALF, Location.BACK_SIDE, 4, 2)], 80, ASCII_MARKS)

    assert all(line.isascii() for line in lines)
