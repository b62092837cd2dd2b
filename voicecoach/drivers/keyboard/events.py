"""What the keyboard tells: keys on a terminal, lines everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was touched while the line was empty (any key, arrows and Enter too). Terminal only."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The line being typed is now `buffer`. Terminal only."""

    buffer: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line was finished; the line being typed is empty again. `text` may be empty too."""

    text: str


@dataclass(frozen=True, slots=True)
class Redraw:
    """The terminal was resized, or was in other hands: what is on it has to be drawn anew."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more will come. Told once."""


KeyEvent = Pressed | Typed | Line | Redraw | Ended
