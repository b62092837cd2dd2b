"""What stands in an export, field by field: the writer, the reader and the published schema all follow this table.

A field's `Shape` knows its JSON Schema and how to read it back. Reading is strict about what a field may hold, since
the next session decides by it: every problem is a `Misfit`, which its readers put a path to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, Final

from voicecoach.coach.background import Standing
from voicecoach.coach.events import Band, Source
from voicecoach.coach.phrases import Question
from voicecoach.coach.plan import Day
from voicecoach.coach.progression import Action
from voicecoach.coach.records import (
    AnswerRecord,
    ContinuationRecord,
    DecisionRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    SetRecord,
    TempoRecord,
)
from voicecoach.history.entries import Kept

FORMAT: Final = "voicecoach-export"
FORMAT_VERSION: Final = 1
LONGEST_NAME: Final = 200
MOST: Final = 1_000_000
"""Of repetitions, or of seconds: beyond that no set goes."""
TEMPO: Final = (0.25, 4.0)
"""How many times as long a repetition may take: wider than what "slower" and "faster" lead to (0.6 to 2)."""

_UID: Final = r"^[0-9a-f]{32}$"
_TIME: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
)
_CLOCK: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Misfit(Exception):
    """A value that cannot stand here; the text says what must."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One field: its JSON Schema, and how its JSON value is read. `read` raises Misfit."""

    schema: Mapping[str, object]
    read: Callable[[Any], Any]

    def or_null(self) -> Shape:
        """The same, or null."""
        kind = self.schema.get("type")
        schema: Mapping[str, object] = (
            {**self.schema, "type": [kind, "null"]}
            if "enum" not in self.schema
            else {**self.schema, "type": [kind, "null"], "enum": [*_values(self.schema["enum"]), None]}
        )
        return Shape(schema, lambda value: None if value is None else self.read(value))


def _values(listed: object) -> list[object]:
    return list(listed) if isinstance(listed, list) else []


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Misfit("must be text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Misfit("holds half a character (a lone surrogate)") from None
    return value


def _name(value: Any) -> str:
    text = _text(value)
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        raise Misfit(f"must be 1 to {LONGEST_NAME} printable characters")
    return text


def _matching(pattern: str, what: str) -> Callable[[Any], str]:
    compiled = re.compile(pattern, re.ASCII)

    def read(value: Any) -> str:
        text = _text(value)
        if not compiled.fullmatch(text):
            raise Misfit(what)
        return text

    return read


_timed = _matching(_TIME, "must be a time with its zone, such as 2026-03-01T12:00:00Z")


def _moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(_timed(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misfit("is a time that no calendar has") from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise Misfit(f"must be a whole number from 0 to {MOST}")
    return value


def _between(least: float, most: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or not least <= value <= most:
            raise Misfit(f"must be a number from {least:g} to {most:g}")
        return float(value)

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Misfit("must be true or false")
    return value


def one_of(kind: type[StrEnum], *, plain: bool = True) -> Shape:
    """One of the words of this enumeration; read as text where `plain`."""
    words = [each.value for each in kind]

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise Misfit(f"must be one of {', '.join(words)}")
        return str(value) if plain else kind(value)

    return Shape({"type": "string", "enum": words}, read)


TEXT = Shape({"type": "string"}, _text)
NAME = Shape({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}, _name)
UID = Shape({"type": "string", "pattern": _UID}, _matching(_UID, "must be 32 hexadecimal digits"))
MOMENT = Shape({"type": "string", "format": "date-time", "pattern": _TIME}, _moment)
WHOLE = Shape({"type": "integer", "minimum": 0, "maximum": MOST}, _whole)
FLAG = Shape({"type": "boolean"}, _flag)
SHARE = Shape({"type": "number", "minimum": 0, "maximum": 1}, _between(0, 1))
SCALE = Shape({"type": "number", "minimum": TEMPO[0], "maximum": TEMPO[1]}, _between(*TEMPO))
STANDING = one_of(Standing, plain=False)
OUTCOME = one_of(Outcome, plain=False)
CLOCK = Shape(
    {"type": "string", "pattern": _CLOCK},
    lambda value: time.fromisoformat(_matching(_CLOCK, "must be a time of day, such as 09:00")(value)),
)


def _day(value: Any) -> Day:
    words = {day.word: day for day in Day}
    if not isinstance(value, str) or value not in words:
        raise Misfit(f"must be one of {', '.join(words)}")
    return words[value]


DAY = Shape({"type": "string", "enum": [day.word for day in Day]}, _day)

SESSION: Final[Mapping[str, Shape]] = {
    "uid": UID,
    "program": NAME,
    "version": NAME,
    "driver": NAME,
    "started_at": MOMENT,
    "ended_at": MOMENT.or_null(),
    "outcome": OUTCOME.or_null(),
    "reason": TEXT.or_null(),
    "note": TEXT.or_null(),
}
"""A session's own fields; `records` stands beside them."""

RECORDS: Final[Mapping[str, tuple[type[Kept], Mapping[str, Shape]]]] = {
    "answer": (
        AnswerRecord,
        {
            "topic": NAME,
            "question": one_of(Question),
            "text": TEXT,
            "meaning": NAME,
            "confidence": SHARE,
            "band": one_of(Band),
            "source": one_of(Source),
            "exercise": NAME.or_null(),
            "asked_back": TEXT.or_null(),
        },
    ),
    "set": (
        SetRecord,
        {
            "exercise": NAME,
            "phase": NAME,
            "kind": NAME,
            "done": WHOLE,
            "planned": WHOLE,
            "stopped_by": TEXT.or_null(),
        },
    ),
    "decision": (
        DecisionRecord,
        {
            "rule": NAME,
            "action": one_of(Action),
            "reason": TEXT,
            "exercise": NAME.or_null(),
            "before": NAME.or_null(),
            "after": NAME.or_null(),
            "change": NAME.or_null(),
        },
    ),
    "precaution": (PrecautionRecord, {"precaution": NAME, "standing": STANDING}),
    "tempo": (TempoRecord, {"scale": SCALE, "exercise": NAME}),
    "left-out": (LeftOutRecord, {"exercise": NAME, "reason": TEXT, "is_for_good": FLAG}),
    "continuation": (ContinuationRecord, {"continued": UID.or_null(), "exercise": NAME, "phase": NAME}),
}
"""Each kind of record with its fields, beside `record` (its kind) and `at`. Another session goes by its `uid`."""

PLAN: Final[Mapping[str, Shape]] = {"at": MOMENT, "program": NAME}
PROFILE: Final[Mapping[str, Shape]] = {"precaution": NAME, "standing": STANDING, "at": MOMENT}
TEMPO_NOW: Final[Mapping[str, Shape]] = {"scale": SCALE, "at": MOMENT}


# --- the published schema ----------------------------------------------------------------------------------------


def schema() -> dict[str, object]:
    """The JSON Schema of an export; `export.schema.json` beside this module is the same, which a test holds."""
    plan = _object(PLAN, times=_list(CLOCK.schema), days=_list(DAY.schema))
    session = _object(
        SESSION,
        records=_list({"oneOf": [_record(kind, fields) for kind, (_, fields) in RECORDS.items()]}),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An export of voicecoach",
        "description": "All that a history of voicecoach holds. Keys that are not named here are passed over.",
        "type": "object",
        "required": ["format", "format_version", "voicecoach", "sessions", "plans", "profile", "tempo"],
        "properties": {
            "format": {"const": FORMAT},
            "format_version": {"const": FORMAT_VERSION},
            "voicecoach": {"type": "string", "description": "the version that wrote it"},
            "sessions": _list(session),
            "plans": _list(plan),
            "profile": _list(_object(PROFILE)),
            "tempo": {"anyOf": [_object(TEMPO_NOW), {"type": "null"}]},
        },
    }


def _record(kind: str, fields: Mapping[str, Shape]) -> dict[str, object]:
    return _object({"at": MOMENT, **fields}, record={"const": kind})


def _object(fields: Mapping[str, Shape], **more: object) -> dict[str, object]:
    properties = {**{name: dict(shape.schema) for name, shape in fields.items()}, **more}
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}
