"""The documents made from the code are what scripts/make_docs would write, and nothing is missing in them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from voicecoach.coach.progression import BESIDE, BY_CHANGE, ROWS
from voicecoach.coach.states import TRANSITIONS, State
from voicecoach.settings.table import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))

from docs_lib import command, states  # noqa: E402 its place is on the path only now

MADE = command.documents()


@pytest.mark.parametrize("path", MADE)
def test_a_document_is_what_would_be_written(path: str) -> None:
    """Else: scripts/make_docs."""
    assert (ROOT / path).read_text(encoding="utf-8") == MADE[path], "run scripts/make_docs"


def test_checking_writes_nothing_and_fails_where_a_document_differs(tmp_path: Path) -> None:
    """And writing makes it right."""
    assert command.run(tmp_path, ["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert command.run(tmp_path, []) == 0
    assert command.run(tmp_path, ["--check"]) == 0


def test_the_script_runs_from_anywhere(tmp_path: Path) -> None:
    """With the interpreter of the tests."""
    ran = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs", "--help"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    assert b"--check" in ran.stdout


def test_every_decision_stands_in_the_document() -> None:
    """With what is said and why."""
    text = MADE["docs/decisions.md"]

    for each in (*ROWS, *BESIDE.values(), *BY_CHANGE.values()):
        assert f"| {each.reason} | {each.because} |" in text


def test_every_setting_stands_in_the_document() -> None:
    """In a row, and only once."""
    rows = [line.split(" | ")[0] for line in MADE["docs/settings.md"].splitlines() if line.startswith("| `")]

    assert rows == [f"| `{each.key}`" for each in SETTINGS]


def test_every_state_and_every_way_stands_in_one_diagram() -> None:
    """Each state with its row, in one part only."""
    text = MADE["docs/states.md"]
    ways = {(source, target) for (source, _), targets in TRANSITIONS.items() for target in targets}

    for state in State:
        assert len(re.findall(rf"^\| {state.value} \|.*\|.*\|.*\|$", text, re.MULTILINE)) == 1
    for source, target in ways:
        assert text.count(f"    s_{source.name.lower()} --> s_{target.name.lower()}: ") == 1


def test_a_state_that_no_rule_knows_is_drawn_in_the_last_part() -> None:
    """So none is lost."""
    assert list(states.PARTS.values())[-1](State.NEW)
