"""Numbers to be read from two metres: blocks, from a table of three columns by five rows.

Strokes and the gaps between them are stretched apart, so one table serves every size.
"""

from dataclasses import dataclass
from typing import Final

_SHAPES: Final = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
    "?": ("###", "  #", " ##", "   ", " # "),
    "|": ("# #", "# #", "# #", "# #", "# #"),
}
"""`|` is the pause sign. No letters: a word in this size fits no terminal."""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows of the five bands from top to bottom; columns of a stroke and of the gap between two strokes."""

    bands: tuple[int, int, int, int, int]
    stroke: int
    gap: int

    @property
    def rows(self) -> int:
        return sum(self.bands)

    def columns(self, text: str) -> int:
        """How wide `text` gets."""
        return max(map(len, big(text, self)), default=0)


SIZES: Final = (
    Size((2, 4, 2, 4, 2), 5, 6),
    Size((2, 2, 2, 2, 2), 4, 4),
    Size((1, 2, 1, 2, 1), 3, 3),
    Size((1, 1, 1, 1, 1), 2, 2),
)
"""The largest first. A character cell is about twice as high as wide."""


def big(text: str, size: Size, ink: str = "#") -> tuple[str, ...]:
    """The rows of `text`, which is made of digits, `:`, `?`, `|` and spaces."""
    rows: list[str] = []
    for band, height in enumerate(size.bands):
        row = (" " * size.stroke).join(_stretched(_SHAPES.get(char, (" ",) * 5)[band], size) for char in text)
        rows += [row.replace("#", ink)] * height
    return tuple(rows)


def _stretched(cells: str, size: Size) -> str:
    """A stroke at both ends, the gap in the middle; a single cell is a stroke."""
    widths = (size.stroke, size.gap, size.stroke)
    return "".join(cell * width for cell, width in zip(cells, widths, strict=False))
