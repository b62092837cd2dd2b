"""docs/program-keys.md: each key of a program file, from its JSON Schema."""

from collections.abc import Iterator
from typing import Any

from docs_lib import markdown
from voicecoach.programs import json_schema

_INTRODUCTION = """\
Every key of a program file: what it is for, what it may be, and what holds where it is left out.
[program-files.md](program-files.md) shows how to write one. A text may also stand once for each language, as
`name.en = "..."` and `name.de = "..."`. In texts marked *side*, `{painful_side}` and `{other_side}` become left or
right.
"""
_TABLES = {
    "program": ("The program", "At the top of the file, before the first exercise."),
    "exercise": ("An exercise", "Below `[[exercises]]`, once for each."),
    "phase": ("A phase", "Below `[[exercises.phases]]`. Either `hold_s`, or `reps` and `tempo_s`."),
    "cue": ("A cue", 'In the list `cues` of a phase: `{ at_s = 0.0, say = "up" }`.'),
    "timing": ("The times of the dialogue", "Below `[timing]`. They are best left out."),
}
_HEADINGS = ("key", "what it is", "what it may be", "left out")


def document(made_by: str) -> str:
    """The whole text."""
    schema = json_schema.document()
    nodes = {"program": schema, **schema["definitions"], "timing": schema["properties"]["timing"]}
    lines = [
        *markdown.header("The keys of a program file", made_by, "voicecoach/programs/json_schema.py"),
        _INTRODUCTION,
    ]
    for name, (heading, where) in _TABLES.items():
        lines += [f"## {heading}", "", where, "", *markdown.table(_HEADINGS, _rows(nodes[name])), ""]
    return "\n".join(lines).rstrip() + "\n"


def _rows(table: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    required = table.get("required", ())
    for key, node in table["properties"].items():
        yield f"`{key}`", node["description"], _value(node), _left_out(node, is_required=key in required)


def _left_out(node: dict[str, Any], *, is_required: bool) -> str:
    if is_required:
        return "**needed**"
    default = node.get("default")
    return "" if default is None else f"`{default}`".replace("True", "true")


def _value(node: dict[str, Any]) -> str:
    """What it may be, in a few words."""
    if "anyOf" in node:
        first = node["anyOf"][0]
        return f'`"{first["const"]}"`, or a table' if "const" in first else _value(first)
    if "enum" in node:
        return ", ".join(f'`"{word}"`' for word in node["enum"])
    match node.get("type"):
        case "array":
            items = node["items"]
            what = "tables" if "$ref" in items else "words" if "enum" in items else "texts"
            known = (
                f": {_value(items)}" if "enum" in items else f", {_value(items)}" if what == "texts" else ""
            )
            return f"1 to {node['maxItems']} {what}{known}"
        case "number" | "integer":
            whole = "a whole number" if node["type"] == "integer" else "a number"
            return f"{whole}, {node['minimum']:g} to {node['maximum']:g}"
        case "string":
            side = ", *side*" if "painful_side" in str(node.get("allOf")) else ""
            return f"up to {node['maxLength']} characters{side}"
        case "boolean":
            return "`true`, `false`"
        case _:
            return "a table"
