"""The words that both displays share, and text made safe for a terminal."""

import unicodedata
from typing import Final

from voicecoach.coach.effects import CountKind
from voicecoach.coach.view import View

_PLAIN: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00b7": "-",
    }
)
NOTHING_YET: Final = View(
    program="",
    exercise="",
    phase="",
    step=0,
    steps=0,
    saying="",
    count_kind="",
    count=0,
    count_of=0,
    is_listening=False,
    listening_for=(),
    is_paused=False,
    is_finished=False,
)
"""Before the first `show`."""
_UNSAFE: Final = frozenset({"Cc", "Zl", "Zp", "Cs"})


def safe(text: str) -> str:
    """One line without control characters: text from files and keys must not steer the terminal."""
    kept = (" " if unicodedata.category(char) in _UNSAFE else char for char in text)
    return " ".join("".join(kept).split())


def encodable(text: str, encoding: str) -> str:
    """The text with what `encoding` cannot hold replaced, by its plain form where there is one."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        without_accents = "".join(char for char in plain if not unicodedata.combining(char))
        return without_accents.encode("ascii", "replace").decode("ascii")
    return text


def place(view: View) -> str:
    """Where we are: "exercise 2 of 5"; empty before the first."""
    return f"exercise {view.step} of {view.steps}" if view.step else ""


def seconds_left(view: View) -> int:
    """What is left of a hold; the coach counts it down aloud."""
    return max(view.count_of - view.count, 0)


def is_hold(view: View) -> bool:
    """Whether seconds are being counted."""
    return view.count_kind == CountKind.HOLD
