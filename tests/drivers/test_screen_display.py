"""The screen, as a terminal shows it."""

from voicecoach.coach.effects import EarconKind
from voicecoach.drivers.display.digits import SIZES, big

QUESTION = "Compared with before this exercise: is it better, worse, or the same?"
TEN_ROWS, SEVEN_ROWS, FIVE_ROWS = SIZES[1:]


def has_sign(shown, figures, size, ink="█"):
    """Whether the big figures stand in adjacent rows, each at the same column."""
    wanted = [row.rstrip() for row in big(figures, size, ink)]
    rows = shown.splitlines()
    for top in range(len(rows) - len(wanted) + 1):
        found = rows[top : top + len(wanted)]
        for column in range(5):
            if all(row[column:].startswith(want) for row, want in zip(found, wanted, strict=True)):
                return True
    return False


def test_the_count_stands_in_ten_rows_on_a_usual_terminal(a_terminal, a_view) -> None:
    """Readable from two metres: ten rows are a third of the screen."""
    terminal = a_terminal(80, 24)
    terminal.display().show(a_view(count=4, count_of=10))

    assert has_sign(terminal.shown, "4", TEN_ROWS)
    assert "of 10" in terminal.shown


def test_the_smallest_terminal_has_digits_too(a_terminal, a_view) -> None:
    """40 columns and 12 rows: five rows of digits, the place, and three lines of the transcript."""
    terminal = a_terminal(40, 12)
    display = terminal.display()
    display.coach_says("Start now.", "start")
    display.show(a_view(count=10, count_of=10))

    assert has_sign(terminal.shown, "10", FIVE_ROWS)
    assert "Press up" in terminal.shown
    assert "2 of 5" in terminal.shown
    assert terminal.rows[0] == "Coach: Start now."


def test_a_hold_shows_what_is_left(a_terminal, a_view) -> None:
    """As the coach says it aloud; minutes where the hold is longer than one."""
    terminal = a_terminal()
    display = terminal.display()
    display.show(a_view(count_kind="hold", count=15, count_of=120))

    assert has_sign(terminal.shown, "1:45", TEN_ROWS)

    display.show(a_view(count_kind="hold", count=25, count_of=30))

    assert has_sign(terminal.shown, "5", TEN_ROWS)


def test_a_terminal_without_unicode_gets_ascii(a_terminal, a_view) -> None:
    """Digits of #, and nothing that cannot be printed."""
    terminal = a_terminal(60, 20, encoding="ascii")
    display = terminal.display()
    display.coach_says("Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{EM DASH} rest", "x")
    display.show(a_view(count=7, count_of=10, is_listening=True))

    assert has_sign(terminal.shown, "7", TEN_ROWS, ink="#")
    assert "Coach: Cafe - rest" in terminal.shown
    assert terminal.written.isascii()


def test_listening_is_a_green_bar_with_the_options_and_a_big_question_mark(a_terminal, a_view) -> None:
    """It is the person's turn, and that can be seen from the floor; the question stays readable."""
    terminal = a_terminal()
    display = terminal.display()
    display.coach_says(QUESTION, "check")
    display.earcon(EarconKind.LISTENING)
    display.show(a_view(is_listening=True, listening_for=("better", "worse", "the same")))

    row = next(i for i, line in enumerate(terminal.rows) if "LISTENING" in line)
    assert [terminal.ground(row + i) for i in range(3)] == ["green"] * 3
    assert "better · worse · the same" in terminal.rows[row + 1]
    assert has_sign(terminal.shown, "?", TEN_ROWS)
    assert terminal.shown.count("Compared with before this exercise") == 2
    assert "[listening]" in terminal.shown


def test_a_pause_is_a_yellow_bar_and_the_pause_sign_beside_the_count(a_terminal, a_view) -> None:
    """The count is kept, and shown."""
    terminal = a_terminal()
    terminal.display().show(a_view(count=4, count_of=10, is_paused=True, is_listening=True))

    row = next(i for i, line in enumerate(terminal.rows) if "PAUSED" in line)
    assert terminal.ground(row) == "brown"  # pyte's name for the third ANSI colour
    assert has_sign(terminal.shown, "| 4", TEN_ROWS)


def test_the_typed_line_is_the_last_and_the_cursor_stands_behind_it(a_terminal, a_view) -> None:
    """The cursor is visible, always: no crash can leave it hidden."""
    terminal = a_terminal()
    display = terminal.display()
    display.show(a_view())
    display.typed("bett")

    row, column = terminal.cursor
    assert terminal.rows[row] == "> bett"
    assert column == len("> bett")
    assert terminal.is_cursor_visible

    display.person_said("better", is_typed=True)

    assert "> bett" not in terminal.shown
    assert "You: better" in terminal.shown


def test_a_spoken_answer_leaves_the_typed_line_alone(a_terminal) -> None:
    """Somebody may be typing while another speaks."""
    terminal = a_terminal()
    display = terminal.display()
    display.typed("no")
    display.person_said("better", is_typed=False)

    assert "> no" in terminal.shown


def test_a_spoken_number_is_not_written_above(a_terminal, a_view) -> None:
    """The panel shows it already; ten lines of numbers would push the question away."""
    terminal = a_terminal()
    display = terminal.display()
    display.coach_says("four", "count")

    assert "four" not in terminal.shown


def test_nothing_is_written_when_nothing_changed(a_terminal, a_view) -> None:
    """No flicker, and no work."""
    terminal = a_terminal()
    display = terminal.display()
    display.show(a_view(count=1, count_of=10))
    writes = terminal.writes
    display.show(a_view(count=1, count_of=10))
    display.typed("")

    assert terminal.writes == writes


def test_every_change_is_one_write(a_terminal, a_view) -> None:
    """The terminal never draws half a panel."""
    terminal = a_terminal()
    display = terminal.display()
    display.typed("better")
    writes = terminal.writes
    display.show(a_view(count=1, count_of=10))
    display.person_said("better", is_typed=True)
    display.redraw()

    assert terminal.writes == writes + 3


def test_after_a_resize_nothing_is_garbled(a_terminal, a_view) -> None:
    """What is visible is the same as if the terminal had had that size from the beginning."""
    moments = a_view(count=4, count_of=10, saying="further"), a_view(count=5, count_of=10)
    for width, height in ((40, 12), (120, 40), (30, 24), (80, 16)):
        resized, fresh = a_terminal(80, 24), a_terminal(width, height)
        displays = []
        for terminal in (resized, fresh):
            displays.append(terminal.display())
            for n in range(15):
                displays[-1].coach_says(f"Line {n}, which is long enough for two rows on narrow ones.", "x")
            displays[-1].show(moments[0])
        resized.resize(width, height)
        for display in displays:
            display.show(moments[1])

        assert resized.rows == fresh.rows


def test_a_resize_while_nothing_happens_is_drawn_by_redraw(a_terminal, a_view) -> None:
    """The driver calls it when the keyboard tells `Redraw`."""
    terminal = a_terminal(80, 24)
    display = terminal.display()
    display.notice("Going on with the keyboard.")
    display.show(a_view(count=4, count_of=10))
    terminal.resize(50, 15)
    display.redraw()

    assert has_sign(terminal.shown, "4", SEVEN_ROWS)
    assert terminal.shown.count("2 of 5") == 1
    assert terminal.rows[0] == "Note: Going on with the keyboard."


def test_closing_leaves_the_transcript_and_takes_the_panel_away(a_terminal, a_view) -> None:
    """Closing again, or showing more, changes nothing."""
    terminal = a_terminal()
    display = terminal.display()
    display.coach_says("That is all for now.", "goodbye")
    display.show(a_view(count=4, count_of=10))
    display.close()
    writes = terminal.writes
    display.close()
    display.show(a_view())
    display.notice("late")
    display.typed("late")
    display.redraw()

    assert [row for row in terminal.rows if row] == ["Coach: That is all for now."]
    assert terminal.is_cursor_visible
    assert terminal.writes == writes


def test_the_person_who_types_markup_sees_markup(a_terminal) -> None:
    """Square brackets and escape codes are text here."""
    terminal = a_terminal()
    terminal.display().person_said("[bold]no[/bold] \x1b[31mred", is_typed=False)

    assert "You: [bold]no[/bold] [31mred" in terminal.shown
