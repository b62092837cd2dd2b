"""A line for a terminal is broken at its spaces, and loses nothing."""

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.drivers.display.wrapping import wrapped

LINES = st.text(st.sampled_from("ab  -/"), max_size=60)


def test_a_line_keeps_its_indent() -> None:
    assert wrapped("  one two three", 9) == "  one two\n  three"


def test_a_line_that_fits_stays() -> None:
    assert wrapped("one two", 7) == "one two"
    assert wrapped("", 7) == ""


@given(LINES, st.integers(1, 40))
def test_no_word_is_lost_or_broken_and_no_line_is_too_long(line: str, width: int) -> None:
    """A word that is longer than the terminal has a line of its own."""
    lines = wrapped(line, width).split("\n")

    assert " ".join(lines).split() == line.split()
    assert all(len(each) <= width or len(each.split()) <= 1 for each in lines)
