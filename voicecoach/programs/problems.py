"""What is wrong with a program file, said in one sentence: file, line, key, value and advice.

tomllib keeps no line numbers. A prefix of whole lines that parses holds exactly the keys above its end, so
the line of a key is found by halving: the last prefix that parses and lacks the key ends where the key
begins.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str | int, ...]

_MOST_PARSES = 300
_LONGEST_LOCATED = 100_000
_ONE_OF = {"exercises": "exercise", "phases": "phase", "cues": "cue", "instructions": "instruction"}
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Problem:
    """A key that cannot stay as it is. `found` says what stands there, as " = 9999" or " is missing"."""

    key: Key
    found: str
    advice: str

    def sentence(self, file: str, line: int | None) -> str:
        """The whole problem for the user, in one line."""
        where = f"{file}, line {line}" if line else file
        *outer, last = self.key or ("the file",)
        name = _named(last)
        if isinstance(last, int) and outer:
            outer, name = outer[:-1], _numbered(outer[-1], last)
        place = _place(tuple(outer))
        inside = f" in {place}" if place else ""
        return f"{where}: {name}{self.found}{inside}: {self.advice}."


def shown(value: object) -> str:
    """A value from a file in a few printable characters, whatever it is."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # an integer of more digits than Python prints
        return "a very large number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def is_unprintable(character: str) -> bool:
    """Control, formatting, private and unassigned characters: nothing to say, and harmful on a terminal."""
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def line_of(text: str, key: Key) -> int | None:
    """The line (from 1) where `key`, or its nearest parent that is there, begins; None if not to be found."""
    if len(text) > _LONGEST_LOCATED:
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    search = _Search(lines)
    whole = search.parsed(len(lines))
    while key and not _holds(whole, key):
        key = key[:-1]
    return search.first_with(key) if key else None


class _Search:
    """Parses prefixes of a file, as few as it can, and never more than a set number."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._left = _MOST_PARSES

    def parsed(self, count: int) -> Mapping[str, object] | None:
        self._left -= 1
        try:
            return tomllib.loads("\n".join(self._lines[:count]))
        except (ValueError, RecursionError):
            return None

    def first_with(self, key: Key) -> int | None:
        # The prefix `without` parses and lacks the key; from `bound` on, those that parse hold it.
        without, bound = 0, len(self._lines)
        while bound - without > 1:
            middle = (without + bound) // 2
            count, document = self._next_parsed(middle, bound)
            if self._left <= 0:
                return None
            if document is not None and not _holds(document, key):
                without = count
            else:
                bound = middle
        return without + 1

    def _next_parsed(self, first: int, bound: int) -> tuple[int, Mapping[str, object] | None]:
        for count in range(first, bound):
            document = self.parsed(count)
            if document is not None or self._left <= 0:
                return count, document
        return bound, None


def _holds(document: object, key: Key) -> bool:
    for part in key:
        document = _child(document, part)
    return document is not _MISSING


def _child(document: object, part: str | int) -> object:
    if isinstance(document, Mapping) and isinstance(part, str):
        return document.get(part, _MISSING)
    if isinstance(document, list) and isinstance(part, int) and part < len(document):
        return document[part]
    return _MISSING


def _place(key: Key) -> str:
    """("exercises", 1, "phases", 0) -> "exercise 2, phase 1"."""
    words: list[str] = []
    for index, part in enumerate(key):
        if isinstance(part, int):
            continue
        number = key[index + 1] if index + 1 < len(key) else None
        words.append(_numbered(part, number) if isinstance(number, int) else _named(part))
    return ", ".join(words)


def _numbered(name: str | int, number: int) -> str:
    return f"{_ONE_OF.get(str(name), _named(name))} {number + 1}"


def _named(part: str | int) -> str:
    text = str(part)
    return shown(text) if len(text) > 60 or any(map(is_unprintable, text)) else text
