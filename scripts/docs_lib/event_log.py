"""docs/reference/event-log.md: the event log's types and fields, from the contract that the tests hold."""

from collections.abc import Iterator, Mapping

from docs_lib import markdown
from tests.event_log import FIELDS, VALUES

_INTRODUCTION = """\
`start`, `demo` and `tune` write it with `--events FILE`: one JSON object a line, flushed as it happens. Each has `t`,
the seconds since the start, and `type`; then the fields below. It holds no sound. A new version may add types and
fields; a program that reads it passes over what it does not know.

```json
{"t": 12.4, "type": "listening", "question": "yes-no", "phrases": ["yes", "no", "stop", "pause"]}
{"t": 13.9, "type": "unheard", "reason": "silence"}
```
"""
WHEN: Mapping[str, str] = {
    "session_started": "A session begins.",
    "say": "The coach begins a line.",
    "said": "The line is over; not completed where it was stopped.",
    "listening": "An answer is awaited, and these phrases are listened for.",
    "heard": "Something was heard or typed. A meaning of null is no answer.",
    "unheard": "Nothing was heard that could be an answer.",
    "count": "A repetition, or a second of a hold.",
    "decided": "A rule decided; see [decisions](../decisions.md).",
    "device": "A device or an engine changed its state.",
    "paused": "The session pauses.",
    "resumed": "The session goes on.",
    "saved": "Something is kept, safely on disk.",
    "finished": "The session is over.",
}
_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "true or false",
    list: "list of strings",
    type(None): "null",
}


def document(made_by: str) -> str:
    """The whole text."""
    lines = [*markdown.header("Event log", made_by, "tests/event_log.py"), _INTRODUCTION]
    for kind, fields in FIELDS.items():
        lines += [f"## {kind}", "", WHEN[kind], ""]
        if fields:
            rows = ((f"`{name}`", _types(types), _values(kind, name)) for name, types in fields.items())
            lines += [*markdown.table(("field", "type", "values"), rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _types(types: tuple[type, ...]) -> str:
    names = ["number"] if float in types else [_TYPES[each] for each in types]
    return " or ".join(names)


def _values(kind: str, name: str) -> str:
    return ", ".join(f"`{value}`" for value in _in_order(VALUES.get((kind, name), set())))


def _in_order(values: set[str]) -> Iterator[str]:
    yield from sorted(values)
