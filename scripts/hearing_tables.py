"""What `scripts/bench_hearing` found, as tables for people and as JSON for the next run to be compared with.

JSON keys are stable: one may be added, none is renamed without a new `version`. All figures but times and memory are
counts.

    version      1
    data, clips  the folder's name; how many clips of a condition were drawn (null: all)
    rooms        what simulated the rooms
    folds        whether each speaker was heard with a classifier that was not fitted on their voice
    notes        sentences on what the figures are not
    peak_mb      most memory of the whole process, in megabytes (null where the system does not tell)
    recognizers  by name: memory_mb (its share of that), places by name:
                 ms: {wall, cpu}: {n, median, p95}, an utterance
                 answers: by question/tier: n and `hearing_bench.ANSWERS`
                 strange: by question/tier: n and `hearing_bench.STRANGE`
                 waiting: by tier: seconds, utterances, sure, doubtful_stop
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from hearing_bench import ANSWERS, STRANGE, Found

from voicecoach.coach.phrases import Question

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

VERSION = 1
Row = tuple[str, ...]


@dataclass(slots=True)
class Measured:
    """One recognizer: its share of the memory in megabytes, and what was found, by the name of the place."""

    memory_mb: float | None
    places: dict[str, Found] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """A whole run. `notes` say what the figures are not."""

    data: str
    clips: int | None
    rooms: str
    folds: bool
    notes: tuple[str, ...]
    recognizers: dict[str, Measured] = field(default_factory=dict)
    peak_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the names of the columns, and rows of as many cells."""

    heading: str
    columns: Row
    rows: tuple[Row, ...]


# JSON -----------------------------------------------------------------------------------------------


def as_json(report: Report) -> dict[str, Any]:
    """See the module's head."""
    return {
        "version": VERSION,
        "data": report.data,
        "clips": report.clips,
        "rooms": report.rooms,
        "folds": report.folds,
        "notes": list(report.notes),
        "peak_mb": _rounded(report.peak_mb),
        "recognizers": {
            name: {
                "memory_mb": _rounded(measured.memory_mb),
                "places": {place: _found(found) for place, found in measured.places.items()},
            }
            for name, measured in report.recognizers.items()
        },
    }


def _found(found: Found) -> dict[str, Any]:
    return {
        "ms": {"wall": spread(found.wall_ms), "cpu": spread(found.cpu_ms)},
        "answers": {
            key: _counts(found.counts[key], ANSWERS) for key in in_order(found.counts, "whole", "cut")
        },
        "strange": {
            key: _counts(found.counts[key], STRANGE) for key in in_order(found.counts, "other", "noise")
        },
        "waiting": {
            tier: {
                "seconds": round(waiting.seconds, 1),
                "utterances": waiting.utterances,
                "sure": waiting.sure,
                "doubtful_stop": waiting.doubtful_stop,
            }
            for tier, waiting in found.waiting.items()
        },
    }


def _counts(count: Counter[str], names: Sequence[str]) -> dict[str, int]:
    return {name.replace(" ", "_"): count[name] for name in ("n", *names)}


def spread(values: Sequence[float]) -> dict[str, float | int | None]:
    """How many, the median and the 95th percentile; null without any."""
    if not values:
        return {"n": 0, "median": None, "p95": None}
    median, p95 = (round(float(each), 1) for each in np.percentile(values, [50, 95]))
    return {"n": len(values), "median": median, "p95": p95}


def in_order(keys: Mapping[str, object], *tiers: str) -> list[str]:
    """The keys of these tiers, by question as `Question` has them."""
    wanted = [f"{question}/{tier}" for tier in tiers for question in Question]
    return [key for key in wanted if key in keys]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


# Tables ---------------------------------------------------------------------------------------------

ANSWER_COLUMNS = (
    "recognizer", "place", "question", "tier", "n", "forced", "sure right", "asked right", "refused",
    "sure wrong", "asked wrong", "after right", "after wrong", "b/w",
)  # fmt: skip


def tables(report: Report) -> list[Table]:
    """Answers, what must not be taken for one, and what it costs."""
    return [
        Table("Answers", ANSWER_COLUMNS, tuple(_answer_rows(report))),
        Table(
            "Other speech and noise: sure, asked",
            ("recognizer", "place", "tier", *Question),
            tuple(_strange_rows(report)),
        ),
        Table(
            "Waiting for a control word",
            ("recognizer", "place", "tier", "minutes", "utterances", "sure", "doubtful stop", "an hour"),
            tuple(_waiting_rows(report)),
        ),
        Table(
            "Time and memory",
            ("recognizer", "place", "n", "median ms", "p95 ms", "median CPU ms", "p95 CPU ms", "memory MB"),
            tuple(_cost_rows(report)),
        ),
    ]


def _answer_rows(report: Report) -> list[Row]:
    return [
        (name, place, *key.split("/"), *answer_cells(found.counts[key]))
        for name, measured in report.recognizers.items()
        for place, found in measured.places.items()
        for key in in_order(found.counts, "whole", "cut")
    ]


def _strange_rows(report: Report) -> list[Row]:
    return [
        (name, place, tier, *(strange_cell(found.counts.get(f"{question}/{tier}")) for question in Question))
        for name, measured in report.recognizers.items()
        for place, found in measured.places.items()
        for tier in ("other", "noise")
        if in_order(found.counts, tier)
    ]


def answer_cells(count: Counter[str]) -> Row:
    """`n`, the shares, and better taken for worse or the reverse: sure + asked."""
    n = count["n"]
    refused = count["refused right"] + count["refused wrong"]
    settled = sum(count[f"after {outcome}"] for outcome in ("right", "wrong", "open"))
    return (
        str(n),
        share(count["right"], n),
        share(count["sure right"], n),
        share(count["ask right"], n),
        share(refused, n),
        share(count["sure wrong"], n),
        share(count["ask wrong"], n),
        share(count["after right"], settled),
        share(count["after wrong"], settled),
        f"{count['reversed sure']}+{count['reversed ask']}",
    )


def strange_cell(count: Counter[str] | None) -> str:
    """The shares taken as sure and asked back, of how many."""
    if not count:
        return "-"
    return f"{share(count['sure'], count['n'])} {share(count['ask'], count['n'])} of {count['n']}"


def share(part: int, whole: int) -> str:
    """Three digits after the point and no zero before it; a dash of nothing."""
    return "-" if not whole else f"{part / whole:.3f}".removeprefix("0")


def _waiting_rows(report: Report) -> list[Row]:
    return [
        (
            name,
            place,
            tier,
            f"{w.seconds / 60:.1f}",
            str(w.utterances),
            str(w.sure),
            str(w.doubtful_stop),
            f"{w.an_hour:.0f}",
        )
        for name, measured in report.recognizers.items()
        for place, found in measured.places.items()
        for tier, w in sorted(found.waiting.items())
    ]


def _cost_rows(report: Report) -> list[Row]:
    rows = [
        (name, place, *_spread_cells(found), _megabytes(measured.memory_mb))
        for name, measured in report.recognizers.items()
        for place, found in measured.places.items()
    ]
    return [*rows, ("process", "", "", "", "", "", "", _megabytes(report.peak_mb))]


def _spread_cells(found: Found) -> Row:
    wall, cpu = spread(found.wall_ms), spread(found.cpu_ms)
    figures = (wall["median"], wall["p95"], cpu["median"], cpu["p95"])
    return (str(wall["n"]), *("-" if each is None else f"{each:.0f}" for each in figures))


def _megabytes(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def as_text(report: Report) -> str:
    """The tables in columns, and below them what was heard and what the figures are not."""
    return "\n\n".join([*map(_text_of, tables(report)), *remarks(report)]) + "\n"


def remarks(report: Report) -> tuple[str, ...]:
    """What was heard, and the notes."""
    drawn = "all recordings" if report.clips is None else f"at most {report.clips} commands a place"
    return (f"Data: {report.data}, {drawn}. Rooms: {report.rooms}.", *report.notes)


def _text_of(table: Table) -> str:
    lines = [table.columns, *table.rows]
    widths = [max(len(row[column]) for row in lines) for column in range(len(table.columns))]
    words = sum(name in ("recognizer", "place", "question", "tier") for name in table.columns)
    return "\n".join(
        [
            table.heading,
            *(
                "  ".join(
                    cell.ljust(width) if column < words else cell.rjust(width)
                    for column, (cell, width) in enumerate(zip(row, widths, strict=True))
                ).rstrip()
                for row in lines
            ),
        ]
    )


def as_markdown(report: Report) -> str:
    """The same for docs/hearing.md."""
    blocks = []
    for table in tables(report):
        lines = [table.columns, ("---",) * len(table.columns), *table.rows]
        blocks.append("\n".join([f"{table.heading}:", "", *(f"| {' | '.join(cells)} |" for cells in lines)]))
    return "\n\n".join([*blocks, *remarks(report)]) + "\n"
