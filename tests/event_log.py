"""The event log's contract: each type of event, its fields, their types and values, and nothing more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from voicecoach.coach.phrases import Question

NUMBER = (int, float)
MAYBE = (str, type(None))
FIELDS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "session_started": {
        "version": (str,),
        "program": (str,),
        "driver": (str,),
        "recognizer": MAYBE,
        "voice": MAYBE,
    },
    "say": {"text": (str,), "cue": (str,)},
    "said": {"cue": (str,), "completed": (bool,)},
    "listening": {"question": (str,), "phrases": (list,)},
    "heard": {
        "text": (str,),
        "meaning": MAYBE,
        "confidence": NUMBER,
        "band": (str,),
        "source": (str,),
        "latency_ms": (int,),
    },
    "unheard": {"reason": (str,)},
    "count": {"kind": (str,), "n": (int,), "of": (int,)},
    "decided": {"rule": (str,), "action": (str,), "reason": (str,), "before": MAYBE, "after": MAYBE},
    "device": {"device": (str,), "state": (str,)},
    "paused": {},
    "resumed": {},
    "saved": {"what": (str,)},
    "finished": {"outcome": (str,), "reason": (str,)},
}
VALUES: Mapping[tuple[str, str], set[str]] = {
    ("session_started", "driver"): {"voice", "text", "scripted"},
    ("listening", "question"): {question.value for question in Question},
    ("heard", "band"): {"sure", "ask", "refused"},
    ("heard", "source"): {"voice", "keyboard"},
    ("unheard", "reason"): {"silence", "unclear", "noise"},
    ("count", "kind"): {"rep", "hold"},
}


def check(event: Mapping[str, Any]) -> None:
    """That an event has exactly its fields."""
    fields = FIELDS[event["type"]]

    assert list(event)[:2] == ["t", "type"], event
    assert set(event) == {"t", "type", *fields}, event
    assert type(event["t"]) in NUMBER, event
    for name, types in fields.items():
        value = event[name]
        assert type(value) in types, event
        if isinstance(value, list):
            assert all(isinstance(each, str) for each in value), event
        elif (allowed := VALUES.get((event["type"], name))) is not None:
            assert value in allowed, event


def read(path: Path) -> list[dict[str, Any]]:
    """The events of a log that is closed; each of them is checked."""
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for event in events:
        check(event)
    return events


def while_speaking(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was heard between a `say` and its `said`: over the coach's voice."""
    found: list[Mapping[str, Any]] = []
    said: Counter[str] = Counter()
    for event in events:
        match event["type"]:
            case "say":
                said[event["cue"]] += 1
            case "said":
                said[event["cue"]] -= 1
            case "heard" if +said:
                found.append(event)
    return found
