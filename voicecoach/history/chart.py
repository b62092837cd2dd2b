"""The pain over time as lines of text: a column a session, or a column some sessions where there are more.

Pure. Rows are places, with the spine on top; the last row is the number, digit by digit, so nothing hangs on colour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.coach.symptoms import Location
from voicecoach.history.session_finding import SessionFinding

LABEL_WIDTH = 9
_ROWS = (
    ("no pain", (Location.NONE,)),
    ("back", (Location.BACK_MIDDLE, Location.BACK_SIDE)),
    ("buttock", (Location.BUTTOCK,)),
    ("thigh", (Location.THIGH,)),
    ("calf", (Location.CALF,)),
    ("foot", (Location.FOOT,)),
)
_TEN = "X"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is drawn: the lowest point before the session, and after it."""

    before: str
    after: str


MARKS = Marks("○", "●")
ASCII_MARKS = Marks("o", "*")


@dataclass(frozen=True, slots=True)
class _Column:
    """Some sessions in a row: the lowest of their places and the highest of their numbers, before and after."""

    before: Location | None
    after: Location | None
    number: int | None


def chart(sessions: Sequence[SessionFinding], width: int, marks: Marks = MARKS) -> list[str]:
    """The lines, none wider than `width`; none where nobody told where the pain is."""
    told = [each for each in sessions if each.first is not None or each.rating_before is not None]
    room = width - LABEL_WIDTH
    if not told or room < 1:
        return []
    together = -(-len(told) // room)
    columns = [_column(told[i : i + together]) for i in range(0, len(told), together)]
    return [
        *_places(columns, marks),
        *_numbers(columns),
        *_axis(told, len(columns)),
        *_legend(columns, together, marks),
    ]


def _column(sessions: Sequence[SessionFinding]) -> _Column:
    numbers = [each.rating_before if each.rating_after is None else each.rating_after for each in sessions]
    return _Column(
        max((each.first for each in sessions if each.first is not None), default=None),
        max((each.last for each in sessions if each.last is not None), default=None),
        max((each for each in numbers if each is not None), default=None),
    )


def _places(columns: Sequence[_Column], marks: Marks) -> Iterator[str]:
    if all(column.after is None for column in columns):
        return
    for name, places in _ROWS:
        cells = (
            marks.after if column.after in places else marks.before if column.before in places else " "
            for column in columns
        )
        yield f"{name:<{LABEL_WIDTH}}{''.join(cells)}".rstrip()


def _numbers(columns: Sequence[_Column]) -> Iterator[str]:
    cells = (
        " " if each.number is None else _TEN if each.number == 10 else str(each.number) for each in columns
    )
    row = "".join(cells)
    if row.strip():
        yield f"{'number':<{LABEL_WIDTH}}{row}".rstrip()


def _axis(told: Sequence[SessionFinding], columns: int) -> Iterator[str]:
    """The first date below the first column, the last one below the last, where both fit."""
    first, last = (told[i].summary.started_at.astimezone().date().isoformat() for i in (0, -1))
    if columns >= len(first) + len(last) + 1:
        yield f"{'':<{LABEL_WIDTH}}{first}{last:>{columns - len(first)}}"


def _legend(columns: Sequence[_Column], together: int, marks: Marks) -> Iterator[str]:
    if any(column.after is not None for column in columns):
        yield f"{marks.before} before, {marks.after} after the session"
    numbers = [column.number for column in columns if column.number is not None]
    if numbers:
        yield "number: of 10, after the session" + (f"; {_TEN} is 10" if 10 in numbers else "")
    if together > 1:
        yield f"a column: the worst of {together}"
