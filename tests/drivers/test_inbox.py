"""Where a session waits: on the wall clock, and on a clock that jumps."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from voicecoach.coach.events import InputEnded, SpeechEnded
from voicecoach.drivers.inbox import RealInbox, SimulatedInbox
from voicecoach.drivers.keyboard import Ended, Keyboard, Line


class Pipe:
    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self.keyboard = Keyboard(self.reading)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.keyboard.close()
    os.close(made.reading)
    os.close(made.writing)


def test_what_was_posted_comes_in_order(pipe: Pipe) -> None:
    inbox = RealInbox(pipe.keyboard)
    inbox.post(SpeechEnded(1))
    inbox.post(SpeechEnded(2))

    assert [inbox.next(None, None, is_awaited=True) for _ in range(2)] == [SpeechEnded(1), SpeechEnded(2)]


def test_another_thread_wakes_the_wait(pipe: Pipe) -> None:
    """A device's thread posts while the loop waits for good."""
    inbox = RealInbox(pipe.keyboard)
    poster = threading.Thread(target=inbox.post, args=(InputEnded(),))
    poster.start()
    found = inbox.next(None, 0, is_awaited=False)
    poster.join()

    assert found == InputEnded()


def test_a_deadline_that_is_reached_gives_nothing(pipe: Pipe) -> None:
    inbox = RealInbox(pipe.keyboard)

    assert inbox.next(inbox.now() - 1, None, is_awaited=False) is None


def test_what_was_posted_goes_before_a_deadline(pipe: Pipe) -> None:
    """An answer that is there is taken, though the time for it is over at this very moment."""
    inbox = RealInbox(pipe.keyboard)
    inbox.post(SpeechEnded(1))

    assert inbox.next(inbox.now() - 1, None, is_awaited=False) == SpeechEnded(1)


def test_lines_come_from_the_keyboard(pipe: Pipe) -> None:
    inbox = RealInbox(pipe.keyboard)
    os.write(pipe.writing, b"better\n")

    assert inbox.next(None, 1, is_awaited=True) == Line("better")


def test_the_simulated_clock_jumps_to_what_is_due() -> None:
    """Timers and delayed events, whichever comes first; in between no time passes."""
    inbox = SimulatedInbox()
    inbox.post(SpeechEnded(1), 5.0)
    first = inbox.next(3.0, None, is_awaited=False), inbox.now()
    second = inbox.next(7.0, None, is_awaited=False), inbox.now()

    assert first == (None, 3.0)
    assert second == (SpeechEnded(1), 5.0)


def test_delayed_events_keep_their_order() -> None:
    inbox = SimulatedInbox()
    for say_id in (1, 2, 3):
        inbox.post(SpeechEnded(say_id), 1.0)

    assert [inbox.next(None, None, is_awaited=False) for _ in range(3)] == [SpeechEnded(n) for n in (1, 2, 3)]


def test_the_simulated_clock_never_goes_back() -> None:
    inbox = SimulatedInbox()
    inbox.next(3.0, None, is_awaited=False)
    inbox.next(1.0, None, is_awaited=False)

    assert inbox.now() == 3.0


def test_each_jump_may_be_paced() -> None:
    """A demonstration lets a little time pass."""
    jumps: list[float] = []
    inbox = SimulatedInbox(pace=jumps.append)
    inbox.next(3.0, None, is_awaited=False)
    inbox.next(4.5, None, is_awaited=False)

    assert jumps == [3.0, 1.5]


def test_time_stands_still_while_a_person_is_to_answer(pipe: Pipe) -> None:
    """Even where something wakes the wait for nothing: the answer comes first, and no timer before it."""
    inbox = SimulatedInbox(pipe.keyboard)
    pipe.keyboard.wake()
    os.write(pipe.writing, b"better\n")
    found = inbox.next(60.0, 1, is_awaited=True)

    assert (found, inbox.now()) == (Line("better"), 0.0)


def test_a_timer_goes_before_a_line_that_must_wait(pipe: Pipe) -> None:
    inbox = SimulatedInbox(pipe.keyboard)
    os.write(pipe.writing, b"better\n")

    assert inbox.next(60.0, 0, is_awaited=False) is None


def test_the_end_of_the_lines_is_told() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with Keyboard(reading) as keyboard:
        found = SimulatedInbox(keyboard).next(None, 1, is_awaited=True)
    os.close(reading)

    assert found == Ended()


def test_waiting_for_nothing_is_a_mistake_of_ours() -> None:
    """A session that asks for nothing and has no timer would hang for ever."""
    with pytest.raises(RuntimeError, match="never comes"):
        SimulatedInbox().next(None, None, is_awaited=False)
