"""docs/program-files.md: its examples are right, and it names every key."""

import re
from pathlib import Path

import pytest

from voicecoach.programs import json_schema
from voicecoach.programs.loader import check

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "program-files.md").read_text(encoding="utf-8")
KEYS = (ROOT / "docs" / "program-keys.md").read_text(encoding="utf-8")
PROGRAMS = [text for text in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL) if "[[exercises]]" in text]


@pytest.mark.parametrize("text", PROGRAMS, ids=["whole", "two languages"])
def test_a_program_in_the_guide_is_right(text: str, write) -> None:
    assert check(write(text)) == []


def test_every_key_is_named_in_the_guide_and_listed_in_the_reference() -> None:
    """The times of the dialogue only in the reference."""
    made = json_schema.document()
    tables = [made, *made["definitions"].values()]
    keys = {key for table in tables for key in table["properties"]}
    times = set(made["properties"]["timing"]["properties"])

    assert {key for key in keys - {"asks_symptoms"} if key not in GUIDE} == set()
    assert {key for key in keys | times if f"| `{key}` |" not in KEYS} == set()
