"""The block digits."""

import pytest

from voicecoach.drivers.display.digits import SIZES, Size, big


def test_each_figure_has_a_shape_of_its_own_in_every_size() -> None:
    """No two figures may be taken for each other."""
    for size in SIZES:
        shapes = [big(char, size) for char in "0123456789?|"]

        assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("size", SIZES)
def test_the_rows_of_a_number_are_equally_long(size: Size) -> None:
    """And as many as the size says; `columns` tells their length."""
    rows = big("1:45", size)

    assert len(rows) == size.rows
    assert {len(row) for row in rows} == {size.columns("1:45")}


def test_seven_rows_look_as_they_should() -> None:
    """A golden picture."""
    seven_rows = SIZES[2]

    assert big("14", seven_rows, "o") == (
        "   ooo      ooo   ooo",
        "oooooo      ooo   ooo",
        "oooooo      ooo   ooo",
        "   ooo      ooooooooo",
        "   ooo            ooo",
        "   ooo            ooo",
        "ooooooooo         ooo",
    )


def test_a_character_without_a_shape_is_a_blank() -> None:
    """Never an error in the middle of a session."""
    assert not "".join(big("x", SIZES[3])).strip()
