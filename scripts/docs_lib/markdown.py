"""Markdown in small pieces."""

from collections.abc import Iterable, Sequence


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


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
