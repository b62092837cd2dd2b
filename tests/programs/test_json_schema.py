"""The JSON Schema says what the loader says, as far as such a schema can."""

from __future__ import annotations

import copy
import json
import tomllib
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs.conftest import SMALL
from voicecoach.programs import json_schema, schema
from voicecoach.programs.fields import Table
from voicecoach.programs.loader import built_in_names, built_in_text

VALIDATOR = jsonschema.Draft7Validator(json.loads(json_schema.installed()))
BUILT_IN = {name: tomllib.loads(built_in_text(name)) for name in built_in_names()}
DOCUMENTS = {**BUILT_IN, "small": tomllib.loads(SMALL)}

VALUES = st.one_of(
    st.none().map(lambda _: "gone"),
    st.booleans(),
    st.integers(-5, 5000),
    st.floats(-1, 700).filter(lambda number: not number.is_integer()),
    st.sampled_from(
        ["", "x", "a b", "A", "place", "change", "nothing", "repeat", "{painful_side}", "{x}", "y" * 300]
    ),
    st.lists(st.sampled_from(["one", "", 3, "pregnancy"]), max_size=3),
    st.dictionaries(
        st.sampled_from(["en", "de", "EN", "id"]),
        st.sampled_from(["x", "", 1, ["x"], ["x", "y"]]),
        max_size=2,
    ),
)
"""What may stand at a key by mistake."""

BEYOND = (
    "repeats the id", "out of order", "too close together", "ends without a check", "make it less than", "shorter than",
    "hold_min_s to hold_max_s", "nothing is asked here", "leave it out", "at most recheck", "at most pause",
    "is not given in", "as many sentences", "control characters", "say left and right", "no side is asked",
    "repeats an exercise",
    "on one line", "name it once",
)  # fmt: skip
"""What compares two keys, or characters that a pattern does not name well: only the loader says it."""


def problems_of(document: dict[str, Any]) -> list[str]:
    _, problems = schema.read(document, lambda name: None if name != "posture" else POSTURE)
    return [problem.sentence("file", None) for problem in problems]


POSTURE = schema.read(BUILT_IN["posture"], lambda _: None)[0].exercises[0]


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a document that has a value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [each for key, value in inner for each in ((*path, key), *places(value, (*path, key)))]


def changed(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """The document with another value in this place; "gone" takes the key away."""
    new = copy.deepcopy(document)
    node: Any = new
    for part in path[:-1]:
        node = node[part]
    if value == "gone":
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return new


def test_the_installed_schema_is_what_the_code_would_write() -> None:
    """Else: scripts/make_docs."""
    assert json_schema.installed() == json_schema.text(), "run scripts/make_docs"


def test_the_schema_is_one() -> None:
    """By the rules for schemas."""
    jsonschema.Draft7Validator.check_schema(json_schema.document())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_program_here_is_right_by_it(name: str) -> None:
    """Built in, and the smallest one."""
    assert not list(VALIDATOR.iter_errors(DOCUMENTS[name]))


@pytest.mark.parametrize("name", DOCUMENTS)
@given(st.data())
def test_a_value_by_mistake_is_refused_by_both_or_by_neither(name: str, data: st.DataObject) -> None:
    """Any one value of a right program, replaced or taken away. What the loader alone can see is set apart."""
    document = DOCUMENTS[name]
    path = data.draw(st.sampled_from(places(document)))
    spoiled = changed(document, path, data.draw(VALUES))
    problems = problems_of(spoiled)
    by_schema = [error.message for error in VALIDATOR.iter_errors(spoiled)]

    if not problems:
        assert not by_schema
    if any(all(beyond not in problem for beyond in BEYOND) for problem in problems):
        assert by_schema, problems


@pytest.mark.parametrize("name", DOCUMENTS)
@given(st.data(), st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12))
def test_an_unknown_key_is_refused_by_both(name: str, data: st.DataObject, key: str) -> None:
    """In whichever table; a translation needs a code of a language."""
    document = DOCUMENTS[name]
    tables = [path for path in places(document) if isinstance(_at(document, path), dict)]
    path = data.draw(st.sampled_from([(), *tables]))
    spoiled = changed(document, (*path, key), "gone?")
    is_refused = bool(problems_of(spoiled))

    assert is_refused or key in _at(document, path)
    if not any("is not given in" in problem for problem in problems_of(spoiled)) and is_refused:
        assert list(VALIDATOR.iter_errors(spoiled))


def _at(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


def test_every_key_that_the_loader_knows_stands_in_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no other one."""
    known: dict[str, set[str]] = {}
    end = Table.end

    def noted(self: Table) -> None:
        last = [part for part in self._key if isinstance(part, str)][-1:] or ["program"]
        known.setdefault(last[0], set()).update(self._known)
        end(self)

    monkeypatch.setattr(Table, "end", noted)
    for document in (*DOCUMENTS.values(), {**DOCUMENTS["small"], "timing": {}}):
        problems_of(document)
    made = json_schema.document()
    definitions = made["definitions"]

    assert known["program"] == set(made["properties"])
    assert known["exercises"] == set(definitions["exercise"]["properties"])
    assert known["phases"] == set(definitions["phase"]["properties"])
    assert known["cues"] == set(definitions["cue"]["properties"])
    assert known["timing"] == set(made["properties"]["timing"]["properties"])


def test_every_key_is_described() -> None:
    """What an editor shows beside it."""
    made = json_schema.document()
    tables = [made, *made["definitions"].values(), made["properties"]["timing"]]
    keys = [(key, node) for table in tables for key, node in table["properties"].items()]

    assert len(keys) > 40
    assert [key for key, node in keys if not node.get("description", "").endswith(".")] == []
