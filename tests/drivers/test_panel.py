"""The panel fits every terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from voicecoach.coach.view import View
from voicecoach.drivers.display.layout import ASCII_SIGNS, Frame, Signs, panel

words = st.text(max_size=120)
views = st.builds(
    View,
    program=words,
    exercise=words,
    phase=words,
    step=st.integers(0, 12),
    steps=st.integers(1, 12),
    saying=words,
    count_kind=st.sampled_from(["", "rep", "hold"]),
    count=st.integers(0, 400),
    count_of=st.integers(0, 400),
    is_listening=st.booleans(),
    listening_for=st.lists(words, max_size=6).map(tuple),
    is_paused=st.booleans(),
    is_finished=st.booleans(),
)
frames = st.builds(Frame, st.integers(3, 200), st.integers(1, 70), st.sampled_from([Signs(), ASCII_SIGNS]))


@given(views, st.text(max_size=300), frames)
def test_no_row_is_wider_and_no_panel_higher_than_the_terminal(view: View, typed: str, frame: Frame) -> None:
    """Whatever is shown, nothing wraps and nothing scrolls away."""
    rows = panel(view, typed, frame)

    assert len(rows) <= frame.height
    assert all(cell_len(row.plain) <= frame.width for row in rows)


@given(views, st.text(max_size=300), frames)
def test_no_row_holds_a_control_character(view: View, typed: str, frame: Frame) -> None:
    """Text from program files and keys cannot steer the terminal."""
    rows = panel(view, typed, frame)

    assert not any(char < " " or "\x7f" <= char <= "\x9f" for row in rows for char in row.plain)


@given(views, views, frames)
def test_the_panel_never_changes_its_height(one: View, other: View, frame: Frame) -> None:
    """So the transcript above it stands still."""
    assert len(panel(one, "", frame)) == len(panel(other, "", frame))


@given(views, frames)
def test_ascii_signs_are_ascii(view: View, frame: Frame) -> None:
    """Where nothing else can be printed, we add nothing else."""
    plain = View(
        program="p",
        exercise="e",
        phase="",
        step=view.step,
        steps=view.steps,
        saying="s",
        count_kind=view.count_kind,
        count=view.count,
        count_of=view.count_of,
        is_listening=view.is_listening,
        listening_for=("yes", "no"),
        is_paused=view.is_paused,
        is_finished=view.is_finished,
    )
    ascii_frame = Frame(frame.width, frame.height, ASCII_SIGNS)

    assert all(row.plain.isascii() for row in panel(plain, "", ascii_frame))
