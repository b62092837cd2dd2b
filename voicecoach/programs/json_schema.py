"""The schema of a program file as JSON Schema, for editors that complete and check while one writes.

Made from the bounds of `schema.py` and `fields.py`, so it cannot say anything else than they do. What compares two keys
(a cue before its repetition is over, room for a spoken "stop", ids that differ) is beyond it: `programs check` says
that. `scripts/make_docs` writes it to `program.schema.json`, which is installed with the programs.
"""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from voicecoach.coach.program import Asks, Timing
from voicecoach.programs import schema
from voicecoach.programs.fields import (
    ENGLISH,
    ID_PATTERN,
    LANGUAGE_PATTERN,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_SENTENCE,
)

FILE = "program.schema.json"
Node = dict[str, Any]

_WITH_TEXT = r"\S"
_NO_BRACES = "^[^{}]*$"
_BRACES_OF_SIDES = r"^([^{}]|\{painful_side\}|\{other_side\})*$"
_TIMING: Mapping[str, str] = {
    "first_word_s": "Seconds to wait for the first word of an answer.",
    "first_word_list_s": "The same, where the question offers a list.",
    "ready_s": 'Seconds to wait for "ready".',
    "end_silence_s": "Seconds of silence that end an answer.",
    "end_silence_location_s": "The same, where a place is asked for.",
    "longest_answer_s": "The longest answer, in seconds.",
    "option_pause_s": "Seconds between spoken sentences.",
    "recheck_every_s": "After pain that grew: seconds of rest until it is asked about again.",
    "recheck_for_s": "The longest such rest, in seconds.",
    "pause_reminder_s": "Seconds of a pause until a reminder.",
    "pause_end_s": "Seconds of a pause until the session is saved and ended.",
    "stop_grace_s": 'Seconds in which "continue" takes back a "stop".',
    "start_after_s": "Seconds from the start words to the first number.",
    "count_in_s": "Seconds from one number of the count-in to the next; 0 leaves it out.",
}


def document() -> Node:
    """The whole schema."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A voicecoach program",
        "description": "An exercise program in TOML. `voicecoach programs check FILE` checks what a schema cannot.",
        **_table(_program(), required=("id", "name", "exercises")),
        "definitions": {
            "exercise": _table(_exercise(), required=("id", "name", "phases")),
            "phase": _phase(),
            "cue": _table(_cue(), required=("at_s", "say")),
        },
    }


def text() -> str:
    """The schema as it is written to its file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def installed() -> str:
    """The text of the file that is installed."""
    return resources.files("voicecoach.programs").joinpath(FILE).read_text(encoding="utf-8")


# --- the tables -----------------------------------------------------------------------------------------------------


def _program() -> Node:
    sides = {"type": "array", "items": _one_text(schema.LONGEST_SIDE), "minItems": 2, "maxItems": 2}
    return {
        "id": _id("The name under which the history keeps it. Never change it later."),
        "name": _text("What the program is called.", LONGEST_NAME),
        "about": _texts(
            "What it is for, and who must not begin it. Spoken at the first start if it has at most four sentences.",
            schema.MOST_ABOUT,
        ),
        "asks": _choice(
            "What is asked about the pain: its place and its change; only its change; nothing.",
            [each.value for each in Asks],
            Asks.PLACE.value,
        ),
        "asks_symptoms": {
            "type": "boolean",
            "default": True,
            "description": 'The older way to write asks = "place" (true) or asks = "nothing" (false).',
        },
        "partial": _choice(
            "After pain that came nearer the spine, but not to the back: the next exercise, or the same one again.",
            schema.PARTIAL,
            schema.PARTIAL[0],
        ),
        "max_sets": _number(
            "Sets of the exercise that helps, in one session.",
            1,
            schema.MOST_SETS,
            schema.MOST_SETS,
            whole=True,
        ),
        "hours_between": _number("Hours from one session to the next.", *schema.HOURS_BETWEEN, 2),
        "afterwards": {
            "description": 'An exercise for the end of a good session: "posture", or a table like an exercise.',
            "anyOf": [{"const": "posture"}, {"$ref": "#/definitions/exercise"}],
        },
        "asides": _texts("Things to know; one is said at the end of a session.", schema.MOST_ASIDES),
        "sources": {
            **_list(_one_text(LONGEST_SENTENCE), schema.MOST_SOURCES),
            "description": "Where the program comes from. Never spoken.",
        },
        "sides": {
            "type": "object",
            "description": 'Left and right in other languages, for {painful_side}: sides.de = ["links", "rechts"].',
            "patternProperties": {f"^{LANGUAGE_PATTERN}$": sides},
            "additionalProperties": False,
        },
        "timing": {**_table(_timing()), "description": "The times of the dialogue. Best left out."},
        "exercises": {
            **_list({"$ref": "#/definitions/exercise"}, schema.MOST_EXERCISES),
            "description": "The exercises, in order.",
        },
    }


def _exercise() -> Node:
    precautions = {"type": "string", "enum": list(schema.PRECAUTIONS)}
    return {
        "id": _id("The name under which the history keeps it."),
        "name": _text("What it is called, as it is spoken.", LONGEST_NAME),
        "warnings": _texts("Spoken before its instructions.", schema.MOST_WARNINGS, side=True),
        "precautions": {
            **_list(precautions, len(schema.PRECAUTIONS)),
            "uniqueItems": True,
            "description": "Conditions with which the exercise is left out; they are asked about once.",
        },
        "keep": _text(
            "Said at the end when this turned out to be the exercise that helps.", LONGEST_SENTENCE
        ),
        "phases": {
            **_list({"$ref": "#/definitions/phase"}, schema.MOST_PHASES),
            "description": "What is done in it, in order; each may end with a check.",
        },
    }


def _phase() -> Node:
    shared = {
        "id": _id("The name under which the history keeps it."),
        "name": _text("What it is called.", LONGEST_NAME),
        "instructions": _texts("One instruction a sentence, spoken.", schema.MOST_INSTRUCTIONS, side=True),
        "rest": _text("Spoken when it is over.", LONGEST_SENTENCE, side=True),
        "check": {
            "type": "boolean",
            "description": "Whether the pain is asked about after it. The last phase of an exercise has a check.",
        },
    }
    held = {
        "hold_s": _number("Seconds that it is held.", *schema.HOLD_S),
        "hold_min_s": _number("The least that it may be set to.", *schema.HOLD_S),
        "hold_max_s": _number("The most that it may be set to.", *schema.HOLD_S),
    }
    repeated = {
        "reps": _number("Repetitions.", 1, schema.MOST_REPS, whole=True),
        "tempo_s": _number("Seconds for each repetition.", *schema.TEMPO_S),
        "rep_hold_s": _number("Seconds held inside each repetition.", *schema.REP_HOLD_S, 0),
        "cues": {
            **_list({"$ref": "#/definitions/cue"}, schema.MOST_CUES),
            "description": "Words inside each repetition, in the order of their times.",
        },
    }
    either = [
        {"required": ["hold_s"], **_none_of(repeated)},
        {"required": ["reps", "tempo_s"], **_none_of(held)},
    ]
    return {
        **_table({**shared, **held, **repeated}, required=("id", "name", "instructions")),
        "oneOf": either,
    }


def _cue() -> Node:
    least, most = 0, schema.TEMPO_S[1]
    return {
        "at_s": _number("Seconds after the beginning of the repetition; less than tempo_s.", least, most),
        "say": _text("One to three words.", schema.LONGEST_CUE, side=True),
    }


def _timing() -> Node:
    defaults = Timing()
    return {
        name: _number(_TIMING[name], *bounds, getattr(defaults, name))
        for name, bounds in schema.TIMING_S.items()
    }


# --- the parts ------------------------------------------------------------------------------------------------------


def _table(properties: Node, required: Sequence[str] = ()) -> Node:
    node: Node = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**node, "required": list(required)} if required else node


def _none_of(keys: Node) -> Node:
    return {"not": {"anyOf": [{"required": [key]} for key in keys]}}


def _list(items: Node, most: int) -> Node:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def _one_text(longest: int, *, side: bool = False) -> Node:
    braces = _BRACES_OF_SIDES if side else _NO_BRACES
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": longest,
        "allOf": [{"pattern": _WITH_TEXT}, {"pattern": braces}],
    }


def _in_languages(node: Node, description: str) -> Node:
    """As it is, in English; or a table with one for each language."""
    table = {
        "type": "object",
        "required": [ENGLISH],
        "patternProperties": {f"^{LANGUAGE_PATTERN}$": node},
        "additionalProperties": False,
    }
    return {"description": description, "anyOf": [node, table]}


def _text(description: str, longest: int, *, side: bool = False) -> Node:
    return _in_languages(_one_text(longest, side=side), description)


def _texts(description: str, most: int, *, side: bool = False) -> Node:
    return _in_languages(_list(_one_text(LONGEST_SENTENCE, side=side), most), description)


def _id(description: str) -> Node:
    return {
        "type": "string",
        "description": f"{description} Lower-case letters, digits, hyphens.",
        "pattern": f"^{ID_PATTERN}$",
        "maxLength": LONGEST_ID,
    }


def _choice(description: str, allowed: Sequence[str], default: str) -> Node:
    return {"type": "string", "description": description, "enum": list(allowed), "default": default}


def _number(
    description: str, least: float, most: float, default: float | None = None, *, whole: bool = False
) -> Node:
    node: Node = {
        "type": "integer" if whole else "number",
        "description": description,
        "minimum": least,
        "maximum": most,
    }
    return node if default is None else {**node, "default": default}
