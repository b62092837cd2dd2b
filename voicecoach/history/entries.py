"""What the history gives back: sessions in short and in full; and how a record becomes a row, and back."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from voicecoach.coach.background import Standing
from voicecoach.coach.records import (
    AnswerRecord,
    ContinuationRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    Record,
    SetRecord,
    TempoRecord,
)

Kept = (
    AnswerRecord
    | SetRecord
    | DecisionRecord
    | PrecautionRecord
    | TempoRecord
    | LeftOutRecord
    | ContinuationRecord
)
Value = str | int | float | None

TABLES: Mapping[type[Kept], str] = {
    AnswerRecord: "answers",
    SetRecord: "sets",
    DecisionRecord: "decisions",
    PrecautionRecord: "precautions",
    TempoRecord: "tempos",
    LeftOutRecord: "left_outs",
    ContinuationRecord: "continuations",
}
"""The table of each record; its columns are the record's fields. A FinishRecord is kept in the session
itself."""

UNKNOWN = 0
"""The number of a session that another one goes on from, where that one is not in this history."""
SCRIPTED = "scripted"
"""The driver of a session that nobody lived: of the sample. It is never imported."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A record and when it was saved."""

    at: datetime
    record: Record


@dataclasses.dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session in a line. Times are in UTC. `outcome` is None where the session was cut off before its end.

    `exercises`: the ids of those begun, in order. `rule`: of the last decision. `continued`: the session that this one
    goes on from, None where it begins by itself. `uid`: its name on whatever machine, 32 hexadecimal digits.
    `imported_at`: when it was brought here, None where it was done here. `note`: what the person wrote down about it.
    """

    id: int
    program: str
    version: str
    driver: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    reason: str | None
    exercises: tuple[str, ...]
    sets: int
    rule: str | None
    continued: int | None = None
    uid: str = ""
    imported_at: datetime | None = None
    note: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SessionDetail:
    """A session in full: every record in the order of saving."""

    summary: SessionSummary
    entries: tuple[Entry, ...]

    @property
    def answers(self) -> tuple[AnswerRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, AnswerRecord))

    @property
    def sets(self) -> tuple[SetRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, SetRecord))

    @property
    def decisions(self) -> tuple[DecisionRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, DecisionRecord))

    @property
    def precautions(self) -> tuple[PrecautionRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, PrecautionRecord))

    @property
    def tempos(self) -> tuple[TempoRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, TempoRecord))

    @property
    def left_outs(self) -> tuple[LeftOutRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, LeftOutRecord))

    @property
    def continuations(self) -> tuple[ContinuationRecord, ...]:
        return tuple(e.record for e in self.entries if isinstance(e.record, ContinuationRecord))

    @property
    def finish(self) -> FinishRecord | None:
        return next((e.record for e in self.entries if isinstance(e.record, FinishRecord)), None)


def columns(kind: type[Kept]) -> tuple[str, ...]:
    """The names of a record's fields, in order: its table's columns."""
    return tuple(field.name for field in dataclasses.fields(kind))


def values(record: Record) -> list[Value]:
    """A record's values as SQLite takes them."""
    return [_plain(getattr(record, field.name)) for field in dataclasses.fields(record)]


def record_of(kind: type[Kept], row: Iterable[Any]) -> Kept:
    """The record in a row of its columns. Raises ValueError for a value that no version of ours has written."""
    return kind(*(_typed(of, value) for of, value in zip(_TYPES[kind], row, strict=True)))


_TYPES: Mapping[type[Kept], tuple[object, ...]] = {
    kind: tuple(field.type for field in dataclasses.fields(kind)) for kind in TABLES
}


def standing_of(text: object) -> Standing:
    """The standing in a row. One that we do not know, written by hand or by another version, counts as a yes."""
    try:
        return Standing(str(text))
    except ValueError:
        return Standing.YES


def stamp(at: datetime) -> str:
    """A time as it is kept: UTC, ISO 8601, microseconds always there, so that text sorts like time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: object) -> datetime:
    """The time in a row; one without a zone, written by hand, is taken for UTC. Raises ValueError for what is none."""
    found = datetime.fromisoformat(str(text))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def text_of(value: object) -> str:
    """The text in a row. Raises ValueError for what is none."""
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 like every other value that we have not written
    return value


def _typed(kind: object, value: Any) -> Any:
    if type(value) is kind:  # nearly always
        return value
    if kind is bool:
        return bool(value)
    if kind is Standing:
        return standing_of(value)
    if not isinstance(value, float | int if kind is float else kind):  # type: ignore[arg-type]  # types of records
        raise ValueError(value)  # noqa: TRY004 like every other value that we have not written
    return value


def _plain(value: object) -> Value:
    match value:
        case None:
            return None
        case str():  # what came from a broken terminal may hold half characters
            return str(value).encode("utf-8", "replace").decode("utf-8")
        case bool() | int():
            return int(value)
        case _:
            return float(value)  # type: ignore[arg-type]  # a number of another kind, as numpy's
