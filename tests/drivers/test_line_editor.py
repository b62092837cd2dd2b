"""The line editor and the splitter: pure, so tried with everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.drivers.keyboard import Ended, Line, Pressed, Typed
from voicecoach.drivers.keyboard.editor import LONGEST_LINE, LineEditor, LineSplitter

keys = st.text(
    st.sampled_from("ab \u00e9\u4e2d[]O~;A\\\x1b\r\n\b\x7f\x15\x17\x04\t\x07\x00\x9b"), max_size=60
)
printable = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=40)


def typed(text):
    return list(LineEditor().feed(text))


def buffers(text):
    return [event.buffer for event in typed(text) if isinstance(event, Typed)]


def lines(text):
    return [event.text for event in typed(text) if isinstance(event, Line)]


def test_a_line_is_a_key_the_letters_and_enter() -> None:
    """`Pressed` comes once, with the first key."""
    assert typed("no\r") == [Pressed(), Typed("n"), Typed("no"), Line("no")]


def test_enter_alone_is_a_line_too() -> None:
    """An empty one; and a key that was touched."""
    assert typed("\r") == [Pressed(), Line("")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bad\b\b\bno", "no"),
        ("bad\x7f\x7f\x7fno", "no"),
        ("e\u0301\x7f", ""),
        ("a e\u0301\x7f", "a "),
        ("\b\x7f\x15\x17", ""),
        ("one two\x15no", "no"),
        ("one two  \x17", "one "),
        ("one\x17", ""),
        ("a\tb", "a b"),
        ("a\x00\x01\x9bb", "ab"),
        ("no\x04", "no"),
    ],
)
def test_editing_keys(text, wanted) -> None:
    """Backspace takes a letter with its accents, Ctrl-U the line, Ctrl-W a word; others do nothing."""
    assert lines(text + "\r") == [wanted]


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[A",
        "\x1b[1;5C",
        "\x1b[3~",
        "\x1bOP",
        "\x1b[[A",
        "\x1b]0;title\x07",
        "\x1b]0;title\x1b\\",
        "\x1b\x1b[D",
        "\x1b",
    ],
)
def test_escape_sequences_are_skipped(sequence) -> None:
    """Arrows, Delete, function keys, terminal replies, and Escape itself; the letters around them stay."""
    assert lines(f"y{sequence}es\r") == ["yes"]


def test_an_arrow_on_an_empty_line_is_a_key_that_was_touched() -> None:
    """Any key pauses."""
    assert typed("\x1b[A") == [Pressed()]


def test_a_line_that_was_emptied_begins_anew() -> None:
    """So that the next key is noticed too."""
    assert typed("a\bb") == [Pressed(), Typed("a"), Typed(""), Pressed(), Typed("b")]


@pytest.mark.parametrize("pasted", ["one\rtwo\r", "one\ntwo\n", "one\r\ntwo\r\n"])
def test_pasted_lines_are_lines(pasted) -> None:
    """With every kind of line ending."""
    assert lines(pasted) == ["one", "two"]


def test_nothing_comes_after_the_end() -> None:
    """Ctrl-D on an empty line is the end, whatever is typed after it."""
    editor = LineEditor()

    assert list(editor.feed("\x04more\r\x04")) == [Ended()]
    assert list(editor.end()) == []


def test_a_line_stops_growing_at_its_longest() -> None:
    """And can still be edited and sent."""
    assert lines("x" * (LONGEST_LINE + 50) + "\by\r") == ["x" * (LONGEST_LINE - 1) + "y"]


@given(printable)
def test_what_is_typed_is_what_comes(text) -> None:
    """Every letter of every script."""
    assert lines(text + "\r") == [text]


@given(keys, st.integers(0, 60))
def test_the_pieces_do_not_matter(text, cut) -> None:
    """Keys come in reads of any size."""
    editor = LineEditor()

    assert [*editor.feed(text[:cut]), *editor.feed(text[cut:])] == typed(text)


@given(keys.filter(lambda text: "\x04" not in text), printable)
def test_clear_and_enter_work_whatever_came_before(rubbish, text) -> None:
    """No key sequence can lock the keyboard."""
    assert lines(f"{rubbish}\x15{text}\r")[-1] == text


@given(keys)
def test_the_line_being_typed_holds_no_control_character_and_changes_each_time(text) -> None:
    """It is shown on the screen as it is."""
    seen = buffers(text)

    assert not any(char < " " or "\x7f" <= char <= "\x9f" for buffer in seen for char in buffer)


@given(keys)
def test_letters_come_only_after_a_key_was_noticed(text) -> None:
    """`Pressed` opens every line, and nothing follows `Ended`."""
    is_open = False
    events = typed(text)
    for event in events:
        match event:
            case Pressed():
                is_open = True
            case Typed() | Line():
                assert is_open

                is_open = not isinstance(event, Line)

    assert Ended() not in events[:-1]


@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=30)),
    st.booleans(),
)
def test_the_splitter_gives_every_line_of_a_file(texts, is_windows) -> None:
    """In one piece or letter by letter; a last line without its newline counts."""
    text = ("\r\n" if is_windows else "\n").join([*texts, ""])
    for pieces in ([text], list(text)):
        splitter = LineSplitter()
        events = [event for piece in pieces for event in splitter.feed(piece)]

        assert [*events, *splitter.end()] == [*map(Line, texts), Ended()]


def test_a_last_line_without_a_newline_counts() -> None:
    """As every editor and `printf` may leave it."""
    splitter = LineSplitter()

    assert [*splitter.feed("one\ntwo"), *splitter.end()] == [Line("one"), Line("two"), Ended()]


def test_the_splitter_cuts_long_lines() -> None:
    """A megabyte without a newline is no answer, and takes no memory."""
    splitter = LineSplitter()
    events = [event for _ in range(100) for event in splitter.feed("x" * 999)]

    assert [*events, *splitter.feed("\nno\n")] == [Line("x" * LONGEST_LINE), Line("no")]
