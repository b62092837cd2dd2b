"""What commands print for people, fitted to a terminal of any width; in a pipe a line stays a line."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NARROWEST = 20
_PADDING = 3
"""Columns that a cell takes besides its text."""


def is_terminal(*, err: bool = False) -> bool:
    """Whether a person looks at what is printed."""
    return (sys.stderr if err else sys.stdout).isatty()


def terminal_width() -> int:
    """In columns; at least 20."""
    import shutil  # noqa: PLC0415 what a pipe does not need

    return max(shutil.get_terminal_size().columns, _NARROWEST)


def printable(text: str) -> str:
    """What was typed, or stands in a file, may hold what would steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def say(text: str, *, err: bool = False) -> None:
    """Print lines. On a terminal each is broken at its spaces, with its own indent; in a pipe it stays as it is."""
    if is_terminal(err=err):
        from voicecoach.drivers.display.wrapping import wrapped  # noqa: PLC0415

        width = terminal_width()
        text = "\n".join(wrapped(line, width) for line in text.split("\n"))
    click.echo(text, err=err)


def print_table(
    headings: Sequence[str], rows: "Sequence[Sequence[str | Text]]", *, has_lines: bool = False
) -> None:
    """Print a table; where it is too narrow for the longest words, each row as a list. Nothing is ever cut off."""
    from rich.console import Console  # noqa: PLC0415 slow to load
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    console = Console()
    widths = _widths([[Text(heading) for heading in headings], *cells], console.width - 1)
    if widths is None:
        _print_list(console, headings, cells)
        return
    table = Table(show_lines=has_lines)
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, width=width)
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _widths(rows: "Sequence[Sequence[Text]]", width: int) -> list[int] | None:
    """How wide each column is: its longest word at least; None where that is too much."""
    from rich.cells import cell_len  # noqa: PLC0415

    columns = list(zip(*rows, strict=True))
    least = [
        max((cell_len(word) for cell in each for word in cell.plain.split()), default=1) for each in columns
    ]
    most = [max(cell_len(line) for cell in each for line in cell.plain.split("\n")) for each in columns]
    room = width - _PADDING * len(columns) - sum(least)
    if room < 0:
        return None
    wishes = [max(wide - narrow, 0) for narrow, wide in zip(least, most, strict=True)]
    share = min(1.0, room / max(sum(wishes), 1))
    return [narrow + int(wish * share) for narrow, wish in zip(least, wishes, strict=True)]


def _print_list(console: "Console", headings: Sequence[str], rows: "Sequence[Sequence[Text]]") -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    for number, row in enumerate(rows):
        if number:
            console.print()
        for column, (heading, cell) in enumerate(zip(headings, row, strict=True)):
            if cell.plain:
                line = Text.assemble(f"{heading}: " if heading else "", cell)
                console.print(Padding(line, (0, 0, 0, 2 if column else 0), expand=False))
