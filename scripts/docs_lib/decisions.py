"""docs/decisions.md: the decision table, and which rule decides which finding."""

from collections.abc import Iterator

from docs_lib import markdown
from voicecoach.coach.progression import BESIDE, BY_CHANGE, ROWS, decide
from voicecoach.coach.symptoms import Change, Course, Location

_INTRODUCTION = """\
What is decided after an exercise, and why. Asked are the lowest point of the pain now, and whether it is better, worse
or the same there. *Said* is spoken in the session; *why* goes on from there in `voicecoach explain`. The tests that
hold each rule are named in [clinical.md](clinical.md).
"""
_COURSES = {
    Course.GONE: "the pain is gone",
    Course.STILL_NONE: "there was no pain, and there is none",
    Course.TO_BACK: "the lowest point came up to the back",
    Course.TO_MIDDLE: "the pain went from one side of the back to its middle",
    Course.NEARER: "the lowest point came nearer the spine, but not to the back",
    Course.SAME_BELOW_BACK: "the lowest point is at the same place below the back",
    Course.SAME_BACK: "the pain is in the back alone, as before",
    Course.FURTHER: "the lowest point went further down, or pain came where there was none",
}
_PLACES = {
    Location.NONE: "none",
    Location.BACK_MIDDLE: "back, middle",
    Location.BACK_SIDE: "back, one side",
}
_HEADINGS = ("rule", "what was found", "action", "said", "why")


def document(made_by: str) -> str:
    """The whole text."""
    lines = [
        *markdown.header("What is decided", made_by, "voicecoach/coach/progression.py"),
        _INTRODUCTION,
        "## After an exercise",
        "",
        *markdown.table(_HEADINGS, _rows()),
        "",
        "## After an exercise, where only the change is asked about",
        "",
        'In a program with `asks = "change"`, for pain that is not in back and leg. No place is asked about or kept.',
        "",
        *markdown.table(_HEADINGS, _by_change()),
        "",
        "## After a rest, and at any time",
        "",
        *markdown.table(_HEADINGS, _beside()),
        "",
        "## Every finding",
        "",
        "Down: the lowest point before the exercise. Across: after it. A cell with three rules is for",
        f"{' / '.join(change.value for change in Change)}; a cell with one holds for all of them.",
        "",
        *markdown.table(["", *map(_place, Location)], _matrix()),
    ]
    return "\n".join(lines) + "\n"


def _rows() -> Iterator[tuple[str, ...]]:
    for row in ROWS:
        courses = "; or ".join(_COURSES[course] for course in Course if course in row.courses)
        changes = " or ".join(change.value for change in Change if change in row.changes)
        found = courses if row.changes == frozenset(Change) else f"{courses}; {changes}"
        yield row.rule, found, row.action.value, row.reason, row.because


def _by_change() -> Iterator[tuple[str, ...]]:
    for change, decision in BY_CHANGE.items():
        yield decision.rule, change.value, decision.action.value, decision.reason, decision.because


def _beside() -> Iterator[tuple[str, ...]]:
    for found, decision in BESIDE.items():
        yield decision.rule, found, decision.action.value, decision.reason, decision.because


def _matrix() -> Iterator[list[str]]:
    for before in Location:
        yield [f"**{_place(before)}**", *(_cell(before, after) for after in Location)]


def _cell(before: Location, after: Location) -> str:
    rules = [decide(before, after, change).rule for change in Change]
    return rules[0] if len(set(rules)) == 1 else " / ".join(rules)


def _place(where: Location) -> str:
    return _PLACES.get(where, where.word)
