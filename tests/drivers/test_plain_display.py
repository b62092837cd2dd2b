"""Plain lines, as a screen reader gets them."""

import io

import pytest

from voicecoach.coach.effects import EarconKind
from voicecoach.drivers.display.plain import PlainDisplay


class FakeTerminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_session_in_lines(a_view) -> None:
    """The golden lines: each thing once, in order, without an escape code."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    display.coach_says("Welcome back.", "welcome")
    display.show(a_view(saying="Welcome back.", step=0, exercise=""))
    display.show(a_view(saying="Exercise two: press ups."))
    for n in range(4):
        if n:
            display.coach_says(["one", "two", "three"][n - 1], "count")
        display.show(a_view(count=n, count_of=10, is_listening=True))
    display.show(a_view(count=3, count_of=10, is_paused=True, is_listening=True))
    display.person_said("continue", is_typed=False)
    display.show(a_view(count=3, count_of=10, is_listening=True))
    display.coach_says("Better, worse, or the same?", "check")
    display.earcon(EarconKind.LISTENING)
    display.show(a_view(is_listening=True, listening_for=("better", "worse", "the same")))
    display.show(a_view(is_listening=True, listening_for=("better", "worse", "the same")))
    display.person_said("better", is_typed=True)
    display.earcon(EarconKind.UNDERSTOOD)
    display.show(a_view())
    display.notice("The microphone is gone. Going on with the keyboard.")
    display.redraw()
    display.close()

    assert stream.getvalue().splitlines() == [
        "Coach: Welcome back.",
        "Program: Back pain and sciatica",
        "Exercise 2 of 5: Press ups with hips off center",
        "1 of 10",
        "2 of 10",
        "3 of 10",
        "[paused]",
        "You: continue",
        "[resumed]",
        "Coach: Better, worse, or the same?",
        "[listening: better, worse, the same]",
        "You: better",
        "[understood]",
        "Note: The microphone is gone. Going on with the keyboard.",
    ]


def test_what_is_announced_stands_with_its_count(a_view) -> None:
    """As it is spoken: the count first."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    for count, note in ((4, ""), (5, "halfway"), (6, "")):
        display.coach_says("five, halfway", "count")
        display.show(a_view(program="", step=0, count=count, count_of=10, count_note=note))

    assert stream.getvalue().splitlines() == ["4 of 10", "5 of 10, halfway", "6 of 10"]


def test_a_long_hold_is_a_line_each_ten_seconds_and_the_last_five(a_view) -> None:
    """A screen reader that reads a number each second reads nothing else."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    for second in range(31):
        display.show(a_view(program="", step=0, count_kind="hold", count=second, count_of=30))

    assert stream.getvalue().splitlines() == [
        "20 seconds left",
        "10 seconds left",
        "5 seconds left",
        "4 seconds left",
        "3 seconds left",
        "2 seconds left",
        "1 second left",
    ]


def test_the_question_that_is_asked_again_is_listened_for_again(a_view) -> None:
    """The view is the same as before; the earcon is printed with the options all the same."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    asking = a_view(program="", step=0, is_listening=True, listening_for=("yes", "no"))
    for _ in range(2):
        display.earcon(EarconKind.LISTENING)
        display.show(asking)

    assert stream.getvalue() == "[listening: yes, no]\n" * 2


@pytest.mark.parametrize("kind", EarconKind)
def test_every_earcon_is_printed(kind) -> None:
    """Also the listening one, when nothing else follows."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    display.earcon(kind)
    display.close()

    assert stream.getvalue() == f"[{kind}]\n"


def test_text_cannot_steer_the_terminal() -> None:
    """Escape codes and line breaks from a program file become blanks."""
    stream = io.StringIO()
    PlainDisplay(stream).coach_says("a\x1b[2Jb\nc\x07", "x")

    assert stream.getvalue() == "Coach: a [2Jb c\n"


def test_a_stream_without_unicode_gets_the_nearest_ascii() -> None:
    """A dash for a dash, a letter for an accented letter."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    PlainDisplay(stream).coach_says(
        "Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{EM DASH} it\N{RIGHT SINGLE QUOTATION MARK}s", "x"
    )

    assert raw.getvalue() == b"Coach: Cafe - it's\n"


def test_on_a_terminal_the_keys_are_echoed_and_the_line_is_not_printed_twice() -> None:
    """As the terminal would do it: the keyboard has switched that off."""
    stream = FakeTerminal()
    display = PlainDisplay(stream)
    for buffer in ("b", "be", "bex", "be", "bet"):
        display.typed(buffer)
    display.person_said("bet", is_typed=True)
    display.coach_says("Thank you.", "x")

    assert stream.getvalue() == "You: bex\b \bt\nCoach: Thank you.\n"


def test_letters_typed_so_far_are_written_again_below_a_line_that_came_between() -> None:
    """So that the person sees what Enter will send."""
    stream = FakeTerminal()
    display = PlainDisplay(stream)
    display.typed("be")
    display.coach_says("Rest.", "rest")
    display.typed("bet")
    display.close()

    assert stream.getvalue() == "You: be\nCoach: Rest.\nYou: bet\n"


def test_a_pipe_gets_no_echo() -> None:
    """Half a word in a log is noise."""
    stream = io.StringIO()
    PlainDisplay(stream).typed("be")

    assert not stream.getvalue()


def test_after_closing_nothing_is_written() -> None:
    """And closing twice is fine."""
    stream = io.StringIO()
    display = PlainDisplay(stream)
    display.close()
    display.close()
    display.notice("late")

    assert not stream.getvalue()
