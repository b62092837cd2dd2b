"""Markdown in small pieces."""

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"[*_<>\[\]\\]")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table, one line a row."""
    return [_line(headings), _line(["---"] * len(headings)), *(_line(row) for row in rows)]


def header(title: str, made_by: str, source: str) -> list[str]:
    """The title, and that nobody need edit the file by hand."""
    return [
        f"<!-- Made by {made_by} from {source}. Change that, and run {made_by} again. -->",
        "",
        f"# {title}",
        "",
    ]


def plain(text: str) -> str:
    """A sentence of the code, so that none of its signs is taken for markup."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else _SIGNS.sub(r"\\\g<0>", part) for part in parts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
