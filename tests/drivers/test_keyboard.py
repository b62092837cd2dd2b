"""The keyboard on pipes, files and pseudo-terminals."""

import math
import os
import pty
import termios
import threading

import pytest

from voicecoach.drivers.keyboard import Ended, Keyboard, Line, Pressed, Redraw, Typed
from voicecoach.drivers.keyboard.source import Quiet, ThreadSource


@pytest.fixture
def a_pipe():
    """Makes a keyboard that reads a pipe, and the end to write to."""
    opened = []

    def make(content=None):
        read_end, write_end = os.pipe()
        keyboard = Keyboard(read_end)
        opened.append((keyboard, read_end))
        if content is None:
            return keyboard, write_end
        os.write(write_end, content)
        os.close(write_end)
        return keyboard

    yield make
    for keyboard, read_end in opened:
        keyboard.close()
        os.close(read_end)


@pytest.fixture
def terminal():
    """A pseudo-terminal: the end where keys are pressed, and the end where a program reads them."""
    keys, program = pty.openpty()
    yield keys, program
    for fd in (keys, program):
        try:
            os.close(fd)
        except OSError:
            continue


def all_events(keyboard, max_lines=1):
    events = []
    while not events or events[-1] != Ended():
        events += keyboard.poll(math.inf, max_lines)
    return events


def test_a_pipe_gives_one_line_when_one_is_asked_for(a_pipe) -> None:
    """The others wait for their question, and so does the end."""
    keyboard = a_pipe(b"yes\n\nbetter\r\nlast")

    assert keyboard.poll(0, max_lines=0) == ()
    assert keyboard.poll(0, max_lines=1) == (Line("yes"),)
    assert keyboard.poll(0, max_lines=2) == (Line(""), Line("better"))
    assert keyboard.poll(0, max_lines=1) == (Line("last"),)
    assert keyboard.poll(0, max_lines=0) == ()
    assert keyboard.is_over
    assert keyboard.poll(0) == (Ended(),)
    assert keyboard.poll(0) == ()


def test_lines_are_the_same_however_they_arrive(a_pipe) -> None:
    """UTF-8 is never split, and a wait goes on until a whole line is there."""
    content = "caf\u00e9\n\u4e2d\u6587\nno".encode()
    keyboard, write_end = a_pipe()
    for byte in content:
        os.write(write_end, bytes([byte]))
    os.close(write_end)

    assert (
        all_events(keyboard)
        == all_events(a_pipe(content))
        == [
            Line("caf\u00e9"),
            Line("\u4e2d\u6587"),
            Line("no"),
            Ended(),
        ]
    )


def test_invalid_bytes_are_replaced(a_pipe) -> None:
    """A file in Latin-1 is no reason to fail; a byte order mark is no text."""
    assert all_events(a_pipe(b"\xef\xbb\xbfcaf\xe9\nx\xe4")) == [Line("caf\ufffd"), Line("x\ufffd"), Ended()]


def test_a_waiting_line_can_be_looked_at_and_left(a_pipe) -> None:
    """And one that was taken can be put back, before all others."""
    keyboard = a_pipe(b"one\ntwo\n")

    assert keyboard.peek() == "one"
    assert keyboard.poll(0, 1) == (Line("one"),)

    keyboard.push_back("one")

    assert keyboard.peek() == "one"
    assert [keyboard.poll(0, 1) for _ in range(3)] == [(Line("one"),), (Line("two"),), (Ended(),)]
    assert keyboard.peek(timeout_s=60) is None


def test_a_line_put_back_after_the_end_is_given(a_pipe) -> None:
    """Nothing that was said is lost."""
    keyboard = a_pipe(b"one\n")
    assert all_events(keyboard)[-1] == Ended()
    keyboard.push_back("one")

    assert not keyboard.is_over
    assert keyboard.poll(0) == (Line("one"),)


def test_looking_does_not_wait(a_pipe) -> None:
    """An open pipe without a line: nothing, at once."""
    keyboard, write_end = a_pipe()
    os.write(write_end, b"half a li")

    assert keyboard.poll(0) == ()
    assert keyboard.peek() is None
    assert not keyboard.is_over

    os.write(write_end, b"ne\n")
    os.close(write_end)

    assert keyboard.poll(0) == (Line("half a line"),)


def test_an_endless_input_is_read_only_as_far_as_it_is_asked_for() -> None:
    """`yes | voicecoach start` takes no memory."""
    zeros = os.open("/dev/zero", os.O_RDONLY)
    keyboard = Keyboard(zeros)

    assert keyboard.poll(0) == ()

    keyboard.close()
    os.close(zeros)


@pytest.mark.parametrize("make_fd", [lambda: None, lambda: 987, lambda: os.open(os.devnull, os.O_RDONLY)])
def test_no_input_is_the_end(make_fd) -> None:
    """Closed (`<&-`), never opened, or the null device: told once, and waiting still works."""
    fd = make_fd()
    with Keyboard(fd) as keyboard:
        assert keyboard.poll(math.inf) == (Ended(),)
        assert keyboard.poll(0) == ()

        keyboard.wake()

        assert keyboard.poll(math.inf) == ()


@pytest.mark.parametrize("max_lines", [None, 0])
def test_another_thread_can_end_a_wait(a_pipe, max_lines) -> None:
    """So can a signal handler; a wake-up before the wait counts."""
    keyboard, write_end = a_pipe()
    os.write(write_end, b"held\n" if max_lines == 0 else b"")
    waker = threading.Timer(0, keyboard.wake)
    waker.start()

    assert keyboard.poll(math.inf, max_lines) == ()

    waker.join()
    os.close(write_end)


def test_a_closed_keyboard_is_silent(a_pipe) -> None:
    """Closing twice, waking and polling are harmless."""
    keyboard = a_pipe(b"one\n")
    keyboard.close()
    keyboard.close()
    keyboard.wake()

    assert keyboard.poll(math.inf) == ()


def test_a_terminal_gives_keys(terminal) -> None:
    """The first key at once, each letter, and the line; without echo from the terminal."""
    keys, program = terminal
    with Keyboard(program) as keyboard:
        assert keyboard.is_terminal
        assert keyboard.poll(0) == ()

        os.write(keys, b"n")

        assert keyboard.poll(math.inf) == (Pressed(), Typed("n"))

        os.write(keys, "\u00e9\x7fo\r".encode())
        events = [*keyboard.poll(math.inf)]
        while Line("no") not in events:
            events += keyboard.poll(math.inf)

        assert events == [Typed("n\u00e9"), Typed("n"), Typed("no"), Line("no")]


def test_the_end_key_is_the_end(terminal) -> None:
    """Ctrl-D on an empty line."""
    keys, program = terminal
    with Keyboard(program) as keyboard:
        os.write(keys, b"no\x15\x04")

        assert all_events(keyboard, None)[-1] == Ended()
        assert keyboard.is_over


def test_a_terminal_that_is_gone_is_the_end(terminal) -> None:
    """The window was closed."""
    keys, program = terminal
    with Keyboard(program) as keyboard:
        os.close(keys)

        assert keyboard.poll(math.inf) == (Ended(),)


def test_a_line_held_back_on_a_terminal_keeps_what_follows(terminal) -> None:
    """The order is never changed."""
    keys, program = terminal
    with Keyboard(program) as keyboard:
        os.write(keys, b"a\rb")
        assert keyboard.peek(math.inf) == "a"

        assert keyboard.poll(0, max_lines=0) == (Pressed(), Typed("a"))
        assert keyboard.poll(0, max_lines=0) == ()
        assert keyboard.poll(0, max_lines=1) == (Line("a"),)
        assert keyboard.poll(math.inf, max_lines=0) == (Pressed(), Typed("b"))


def test_a_resize_is_told(terminal, monkeypatch) -> None:
    """Also while a line is held back."""
    _, program = terminal
    with Keyboard(program) as keyboard:
        keyboard._note_change()

        assert keyboard.poll(math.inf, max_lines=0) == (Redraw(),)


def raise_inside(program):
    flags = termios.tcgetattr(program)[3]

    assert not flags & (termios.ECHO | termios.ICANON)
    assert flags & termios.ISIG

    raise ZeroDivisionError


def test_the_terminal_is_given_back_as_it_was(terminal) -> None:
    """Echo and line mode; also when an error flies."""
    _, program = terminal
    before = termios.tcgetattr(program)
    with pytest.raises(ZeroDivisionError), Keyboard(program):
        raise_inside(program)

    assert termios.tcgetattr(program) == before


def test_the_windows_source_reads_what_the_descriptor_gives() -> None:
    """A thread reads there; the same promises."""
    read_end, write_end = os.pipe()
    source = ThreadSource(read_end)
    os.write(write_end, b"yes\n")

    assert source.read(math.inf, is_wanted=True) == b"yes\n"
    assert source.read(0, is_wanted=True) is Quiet.TIMED_OUT

    source.wake()

    assert source.read(math.inf, is_wanted=False) is Quiet.WOKEN

    os.close(write_end)

    assert source.read(math.inf, is_wanted=True) == b""

    os.close(read_end)
