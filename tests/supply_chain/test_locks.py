"""Whatever is installed is pinned, with hashes, and justified: the locks, pyproject.toml and docs/dependencies.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = {path.stem: path for path in sorted((ROOT / "requirements").glob("*.txt"))}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
SECTIONS = {
    "base": "Text mode",
    "voice": "Voice",
    "whisper": "Whisper",
    "piper": "A neural voice",
    "dev": "Tests",
    "fixtures": "Recordings",
}
"""The heading under which each list of pyproject.toml is justified; that of `build` is prose."""
JUSTIFIED = ("what for", "why this one", "what would replace it")
FORMS = {
    "pinned": re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)( ; [^\\]+)?( \\)?"),
    "hash": re.compile(r"    --hash=sha256:([0-9a-f]{64})( \\)?"),
    "comment": re.compile(r"\s*#.*"),
}


@dataclass(frozen=True, slots=True)
class Pinned:
    """A requirement of a lock: its name as written on the index, its version, how many hashes it has."""

    name: str
    version: str
    hashes: int


def locked(path: Path) -> list[Pinned]:
    """All requirements of a lock. A line that is none of the three known forms fails."""
    found: list[Pinned] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if pinned := FORMS["pinned"].fullmatch(line):
            found.append(Pinned(normal(pinned[1]), pinned[2], 0))
        elif FORMS["hash"].fullmatch(line):
            last = found.pop()
            found.append(Pinned(last.name, last.version, last.hashes + 1))
        else:
            assert FORMS["comment"].fullmatch(line), line
    return found


def normal(name: str) -> str:
    """The name by which an index knows a package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(requirements: list[str]) -> set[str]:
    """The names in a list of pyproject.toml."""
    return {normal(re.match(r"[A-Za-z0-9._-]+", each)[0]) for each in requirements}


def section(title: str) -> str:
    """What stands in the document under the heading that begins so."""
    return re.split(r"^## ", DOCUMENT.split(f"\n## {title}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> Iterator[dict[str, str]]:
    """The rows of the first table there, by column. A row may name several packages."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    for cells in body:
        yield dict(zip([name.strip() for name in head], [cell.strip() for cell in cells], strict=True))


def named(row: dict[str, str]) -> list[str]:
    return [normal(name.strip()) for name in row["package"].split(",")]


def wanted(name: str) -> set[str]:
    """What pyproject.toml asks for in this list."""
    if name == "base":
        return asked_for(PROJECT["project"]["dependencies"])
    if name == "build":
        return asked_for(PROJECT["dependency-groups"]["build"])
    return asked_for(EXTRAS[name])


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_of_a_lock_is_pinned_and_has_a_hash(name: str) -> None:
    """Those that others brought along, too."""
    pinned = locked(LOCKS[name])

    assert pinned
    assert [each for each in pinned if not each.hashes] == []


def test_there_is_a_lock_for_each_list_of_the_project() -> None:
    """And none for a list that is gone."""
    assert set(LOCKS) == {"base", "build", *EXTRAS}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_all_that_the_project_asks_for(name: str) -> None:
    """By name; scripts/lock made the versions."""
    assert wanted(name) <= {each.name for each in locked(LOCKS[name])}


def test_a_package_has_one_version_in_all_locks() -> None:
    """One for each Python, where it forks: what is tested is what is installed."""
    versions = {name: {(each.name, each.version) for each in locked(path)} for name, path in LOCKS.items()}
    of_dev: dict[str, set[str]] = {}
    for package, version in versions["dev"]:
        of_dev.setdefault(package, set()).add(version)
    others = {pair for name in LOCKS for pair in versions[name] if pair[0] in of_dev}

    assert {(package, version) for package, version in others if version not in of_dev[package]} == set()


@pytest.mark.parametrize("name", SECTIONS)
def test_what_the_project_asks_for_is_what_the_document_justifies(name: str) -> None:
    """Both ways."""
    assert {package for row in rows(SECTIONS[name]) for package in named(row)} == wanted(name)


def test_the_build_tools_are_named_with_their_licence() -> None:
    """In prose."""
    told = section("To build and install").lower()

    assert [package for package in wanted("build") if package not in told] == []
    assert "mit" in told


@pytest.mark.parametrize("name", ["base", "voice", "whisper", "piper"])
def test_each_row_says_licence_purpose_choice_and_replacement(name: str) -> None:
    """For whatever a user may install."""
    for row in rows(SECTIONS[name]):
        assert [column for column in ("licence", *JUSTIFIED) if len(row[column]) < 3] == [], row


@pytest.mark.parametrize("name", ["dev", "fixtures"])
def test_each_row_of_the_developers_says_licence_and_purpose(name: str) -> None:
    for row in rows(SECTIONS[name]):
        assert [column for column in ("licence", "what for") if len(row[column]) < 3] == [], row


@pytest.mark.parametrize("name", ["base", "voice"])
def test_what_comes_along_is_named_with_its_licence(name: str) -> None:
    """All packages of the lock are in one of the tables, and in the second only those that nobody asked for."""
    direct = {package for title in ("Text mode", "Voice") for row in rows(title) for package in named(row)}
    brought = {package: row for row in rows("What comes along") for package in named(row)}

    assert {each.name for each in locked(LOCKS[name])} <= direct | set(brought)
    assert direct & set(brought) == set()
    assert [package for package, row in brought.items() if len(row["licence"]) < 3] == []
    every = {each.name for lock in ("base", "voice") for each in locked(LOCKS[lock])}
    assert set(brought) <= every


def test_no_strong_copyleft_comes_with_text_or_voice() -> None:
    """The GPL's parts are piper-tts, which has a list of its own, and the FLAC program that the document tells of."""
    licences = [row["licence"] for title in ("Text mode", "Voice", "What comes along") for row in rows(title)]

    assert [licence for licence in licences if "GPL" in licence] == []
    assert "piper-tts" not in {each.name for lock in ("base", "voice") for each in locked(LOCKS[lock])}
