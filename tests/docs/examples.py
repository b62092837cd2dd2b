"""The examples of the documents and of the commands' help, as steps that can be run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))

from docs_lib.command_tree import Entry, entries  # noqa: E402 its place is on the path only now

MADE_FROM_THE_HELP = "docs/reference/commands.md"
"""Its examples are those of the help."""
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w{}-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_SAVED = re.compile(r"\bas `([\w.-]+)`")
_INLINE = re.compile(r"`(voicecoach [^`\n]+)`")
_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and the file as which the words before it say to save it."""

    page: str
    line: int
    language: str
    text: str
    saved_as: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A command line, and what it prints; None where the document does not show it."""

    where: str
    command: str
    output: str | None

    @property
    def answers(self) -> str:
        """What the person types, as the output shows it."""
        return "".join(f"{line}\n" for line in re.findall(r"^You: (.*)$", self.output or "", re.MULTILINE))


def pages() -> list[str]:
    """Every document with words for people, below the project."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path.relative_to(ROOT).as_posix() for path in found]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, *languages: str) -> Iterator[Block]:
    """The fenced blocks of these languages, in order."""
    text = text_of(page)
    for found in _FENCE.finditer(text):
        if found["language"] in languages:
            before = text[: found.start()].rstrip().rpartition("\n\n")[2]
            saved = _SAVED.search(before)
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page, line, found["language"], found["text"], saved and saved[1])


def steps(block: Block) -> Iterator[Step]:
    """The command lines of a block of `sh` or `console`."""
    where = f"{block.page}:{block.line}"
    if block.language == "sh":
        for line in _joined(block.text).splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield Step(where, line.strip(), None)
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = _joined(part).partition("\n")
        yield Step(where, command.strip(), output)


def of_the_help() -> dict[str, Entry]:
    """Every command that has a help."""
    return {entry.name: entry for entry in entries()}


def inline_commands(text: str) -> list[str]:
    """What stands in backticks and begins with the program's name."""
    return _INLINE.findall(text)


def matches(expected: str, output: str) -> bool:
    """Whether the output is what is shown. `...` stands for any words in a line; alone, for any lines. A date stands
    for any date.
    """
    lines = [_pattern(line.rstrip()) for line in expected.strip("\n").splitlines()]
    printed = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
    return re.fullmatch("".join(lines), printed) is not None


def _pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:[^\n]*\n)*?"
    parts = (_DATE.sub("@DATE@", part) for part in line.split("..."))
    escaped = r"[^\n]*".join(re.escape(part).replace("@DATE@", _DATE.pattern) for part in parts)
    return rf"{escaped}\n"


def _joined(text: str) -> str:
    """With lines that go on put together."""
    return text.replace("\\\n", " ")
