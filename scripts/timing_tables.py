"""What `scripts/bench_timing` found, as tables for people and for docs/timing.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timing_reply import by_kind
from timing_signal import spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timing_beats import Run
    from timing_naive import Naive
    from timing_reply import Answer
    from timing_stop import Stop

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Row = tuple[str, ...]
NOTHING = "-"
NOT_HEARD = "not heard"
BEATS = ("beats", "runs", "words found", "drift, worst, ms", "off the beat: middle, ms", "95 %", "worst")
REPLIES = (
    "question", "answers", "right", "right and sure", "reply: middle, s", "95 %", "longest",
    "naive: answers", "heard", "right", "reply where heard: middle, s", "95 %",
)  # fmt: skip
STOPS = (
    "stop", "said", "heard", "not heard, the coach spoke over it",
    "silence: middle, s", "95 %", "longest", "counts begun after it", "latest, s",
    "reply: middle, s", "95 %",
)  # fmt: skip
IDLE = ("the coach is", "share of one core")


@dataclass(slots=True)
class Report:
    """A whole run; what was not measured is None or empty. `load`: of the machine before it began."""

    load: float
    cores: int
    beats: list[Run] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    stops: dict[str, list[Stop] | None] = field(default_factory=dict)
    """By where the stop was said; None where it cannot be heard there."""
    idle: dict[str, float] = field(default_factory=dict)
    naive: Naive | None = None


def tables(report: Report) -> list[tuple[str, Row, list[Row]]]:
    """Heading, columns and rows of each table that has rows."""
    naive = report.naive
    naive_answers = naive.answers if naive else []
    found = [
        ("Beats", BEATS, beat_rows(report.beats, naive.beats if naive else [])),
        ("Reply", REPLIES, reply_rows(report.answers, naive_answers)),
        ("Stop", STOPS, stop_rows({**report.stops, **({"naive, in a gap": naive.stops} if naive else {})})),
        ("Processor", IDLE, [(what, f"{100 * share:.1f} %") for what, share in report.idle.items()]),
    ]
    return [table for table in found if table[2]]


def beat_rows(own: Sequence[Run], naive: Sequence[Run]) -> list[Row]:
    """One row a kind of beat and machine."""
    names = {"rep": "a set of 10", "hold": "the last 5 s of a hold", "room": "the room itself"}
    rows: list[Row] = []
    for name, runs in (("", own), ("naive: ", naive)):
        for is_busy in (False, True):
            for kind, called in names.items():
                some = [run for run in runs if run.kind == kind and run.is_busy == is_busy]
                if some:
                    machine = "all cores busy" if is_busy else "idle"
                    rows.append((f"{name}{called}, {machine}", *beat_cells(some)))
    return rows


def beat_cells(runs: Sequence[Run]) -> Row:
    """Of the same kind of beat."""
    steady = [run.steady for run in runs if run.steady is not None]
    off = spread_of([abs(each) for one in steady for each in one.deviations_s])
    words = f"{sum(run.found for run in runs)} of {sum(run.planned for run in runs)}"
    if off is None:
        return str(len(runs)), words, *[NOTHING] * 4
    drift = max((one.drift_s for one in steady), key=abs)
    return str(len(runs)), words, *(ms(value) for value in (drift, off.median, off.p95, off.longest))


def reply_rows(own: Sequence[Answer], naive: Sequence[Answer]) -> list[Row]:
    """One row a kind of question, and one for all."""
    times = by_kind(list(own), lambda answer: answer.reply_s)
    naive_times = by_kind(list(naive), lambda answer: answer.reply_s if answer.heard else None)
    kinds = [*dict.fromkeys(answer.kind for answer in (*own, *naive))]
    rows: list[Row] = []
    for kind in [*kinds, "all"] if kinds else []:
        mine, theirs = (
            [answer for answer in answers if kind in (answer.kind, "all")] for answers in (own, naive)
        )
        sure = [answer for answer in mine if answer.is_sure]
        rows.append(
            (
                kind,
                str(len(mine)),
                share(mine),
                share(sure, len(mine)),
                *seconds(times.get(kind, [])),
                str(len(theirs)),
                str(sum(bool(answer.heard) for answer in theirs)),
                share(theirs),
                *seconds(naive_times.get(kind, []))[:2],
            )
        )
    return rows


def share(answers: Sequence[Answer], of: int | None = None) -> str:
    """How many of them are right, of all or of so many."""
    count = len(answers) if of is None else of
    return f"{100 * sum(answer.is_right for answer in answers) / count:.0f} %" if count else NOTHING


def stop_rows(stops: dict[str, list[Stop] | None]) -> list[Row]:
    """One row a place."""
    return [
        (name, *([NOTHING, NOT_HEARD, *[NOTHING] * 8] if found is None else stop_cells(found)))
        for name, found in stops.items()
    ]


def stop_cells(stops: Sequence[Stop]) -> Row:
    """Of the stops said in one place."""
    heard = [stop for stop in stops if stop.is_heard]
    silence, reply = (
        [value for value in values if value is not None]
        for values in ([stop.silence_s for stop in heard], [stop.reply_s for stop in heard])
    )
    late = [stop.late_count_s for stop in heard if stop.late_count_s is not None]
    latest = f"{max(late):.2f}" if late else NOTHING
    return (
        str(len(stops)),
        str(len(heard)) if heard else NOT_HEARD,
        str(sum(stop.is_talked_over for stop in stops)),
        *seconds(silence),
        str(len(late)) if heard else NOTHING,
        latest,
        *seconds(reply)[:2],
    )


def seconds(values: Sequence[float]) -> Row:
    """The middle, the 95th percentile and the longest."""
    found = spread_of(values)
    if found is None:
        return (NOTHING,) * 3
    return tuple(f"{value:.2f}" for value in (found.median, found.p95, found.longest))


def ms(value_s: float) -> str:
    return f"{1000 * value_s:.1f}"


def as_markdown(report: Report) -> str:
    """All tables, each under its heading."""
    lines = [f"Load of the machine ({report.cores} cores) before the run: {report.load:.1f}.", ""]
    for heading, columns, rows in tables(report):
        lines += [f"### {heading}", "", line(columns), line(["---"] * len(columns)), *map(line, rows), ""]
    return "\n".join(lines)


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def between_markers(document: str, measured: str) -> str:
    """The document with its measured part replaced. Raises ValueError where it has no markers."""
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"There is no {BEGIN} with an {END} after it.")
    return f"{head}{BEGIN}\n\n{measured.rstrip()}\n\n{END}{tail}"
