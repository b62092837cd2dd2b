"""Text for a terminal: nothing in it steers the terminal, and no line is wider than it."""

import textwrap
from collections.abc import Iterable, Iterator


def printable(text: str) -> str:
    """What was typed, or stands in a file, may hold what would steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    """Printable, and fitted to a width; what is indented stays so. Without a width a line stays a line."""
    for line in map(printable, lines):
        indent = line[: len(line) - len(line.lstrip())]
        if width is None:
            yield line
        else:
            yield from textwrap.wrap(line, width, subsequent_indent=indent) or [""]
