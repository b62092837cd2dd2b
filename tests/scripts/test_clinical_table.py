"""Every row of docs/clinical.md names tests that hold it, and these tests are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from voicecoach.coach.program import Precaution
from voicecoach.coach.progression import BESIDE, ROWS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "clinical.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_RULER = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")


def rows() -> list[tuple[str, str]]:
    """The first cell and the test cell of each row of each table."""
    lines = TEXT.splitlines()
    found = []
    for i, line in enumerate(lines):
        if line.startswith("|") and not _RULER.match(line) and not _RULER.match((lines[i + 1 :] or [""])[0]):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found.append((cells[0], cells[-1]))
    return found


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the test functions in a file, which is read and not run."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_tables_are_found() -> None:
    """Else nothing below would be looked at."""
    assert len(rows()) > 60
    assert all(first for first, _ in rows())


@pytest.mark.parametrize(("row", "cell"), rows(), ids=[row for row, _ in rows()])
def test_a_row_names_its_tests_and_they_are_there(row: str, cell: str) -> None:
    """Not one empty cell, nothing still to do, no name that has changed since."""
    named = _NAMED.findall(cell)

    assert named, f"{row}: no test is named"
    assert _NAMED.sub("", cell).strip(" ,") == ""
    for path, name in named:
        assert name in names_in(path), f"{row}: there is no {path}::{name}"


def test_every_rule_has_its_row() -> None:
    """R1 to R14."""
    named = {first for first, _ in rows()}

    assert {each.rule for each in (*ROWS, *BESIDE.values())} <= named


def test_every_precaution_has_its_row() -> None:
    """As many as the code knows, beside the three rows on how they are asked."""
    section = TEXT.split("## Precautions")[1].split("\n## ")[0]

    assert len([line for line in section.splitlines() if line.startswith("| ")]) - 1 == len(Precaution) + 3
