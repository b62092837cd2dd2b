"""Looking for what was lost: until it is there, ever more seldom, and never for nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import cast

import pytest

from tests.drivers.fakes import DEADLINE_S, PostBox
from voicecoach.coach.effects import EarconKind, Listen, Say
from voicecoach.coach.events import DeviceFound
from voicecoach.drivers import retriever as retrieving
from voicecoach.drivers.inbox import Inbox
from voicecoach.drivers.retriever import Found, Retriever


class Part:
    """A mouth, or ears."""

    def __init__(self) -> None:
        self.is_lost = self.is_closed = False

    def say(self, say: Say) -> None: ...

    def earcon(self, kind: EarconKind) -> None: ...

    def prepare(self, texts: tuple[str, ...]) -> None: ...

    def set_rate(self, rate_wpm: int) -> None: ...

    def listen(self, listen: Listen) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None:
        self.is_closed = True


class Workshop:
    """Makes what it was given to make; counts how often it was asked for."""

    def __init__(self) -> None:
        self.mouths: list[Part] = []
        self.ears: list[Part] = []
        self.asked: list[str] = []
        self.tried = threading.Semaphore(0)
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def new_mouth(self) -> Part | None:
        return self._made("speaker", self.mouths)

    def new_ears(self) -> Part | None:
        return self._made("microphone", self.ears)

    def _made(self, name: str, of: list[Part]) -> Part | None:
        self.asked.append(name)
        self.tried.release()
        assert self.may_go_on.wait(DEADLINE_S)
        return of.pop(0) if of else None


@pytest.fixture
def inbox() -> PostBox:
    return PostBox()


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
def retriever(inbox: PostBox, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Retriever]:
    monkeypatch.setattr(retrieving, "LONGEST_REST_S", 0.02)
    retriever = Retriever(cast("Inbox", inbox), workshop, first_rest_s=0.01)
    yield retriever
    retriever.close()


@pytest.mark.parametrize(
    ("device", "found"), [("microphone", "microphone"), ("speaker", "speaker"), ("voice", "speaker")]
)
def test_what_is_lost_is_looked_for_until_it_is_there(
    inbox: PostBox, workshop: Workshop, retriever: Retriever, device: str, found: str
) -> None:
    """Several times in vain."""
    retriever.seek(device)
    for _ in range(3):
        assert workshop.tried.acquire(timeout=DEADLINE_S)
    part = Part()
    (workshop.ears if device == "microphone" else workshop.mouths).append(part)

    assert inbox.next() == DeviceFound(found)
    taken = retriever.take()
    assert (taken.ears if device == "microphone" else taken.mouth) is part
    assert set(workshop.asked) == {found}


def test_nothing_is_looked_for_before_it_is_lost_and_after_it_was_found(
    inbox: PostBox, workshop: Workshop, retriever: Retriever
) -> None:
    assert workshop.asked == []
    workshop.ears.append(Part())
    retriever.seek("microphone")
    inbox.next()

    assert workshop.tried.acquire(timeout=DEADLINE_S)
    assert not workshop.tried.acquire(timeout=0.2)
    assert workshop.asked == ["microphone"]


def test_one_that_never_comes_does_not_hold_up_the_other(
    inbox: PostBox, workshop: Workshop, retriever: Retriever
) -> None:
    retriever.seek("speaker")
    retriever.seek("microphone")
    workshop.ears.append(Part())

    assert inbox.next() == DeviceFound("microphone")


def test_what_was_lost_again_before_it_was_taken_is_looked_for_again(
    inbox: PostBox, workshop: Workshop, retriever: Retriever
) -> None:
    broken, sound = Part(), Part()
    workshop.mouths += [broken]
    retriever.seek("speaker")
    inbox.next()
    broken.is_lost = True

    assert retriever.take() == Found()
    assert broken.is_closed
    workshop.mouths.append(sound)
    assert inbox.next() == DeviceFound("speaker")
    assert retriever.take().mouth is sound


def test_what_nobody_takes_is_closed_at_the_end(
    inbox: PostBox, workshop: Workshop, retriever: Retriever
) -> None:
    part = Part()
    workshop.ears.append(part)
    retriever.seek("microphone")
    inbox.next()
    retriever.close()

    assert part.is_closed
    assert retriever.take() == Found()


def test_what_is_made_only_after_the_end_is_closed(
    inbox: PostBox, workshop: Workshop, retriever: Retriever
) -> None:
    """It may take seconds to make it."""
    closed = threading.Event()
    part = Part()
    part.close = closed.set  # type: ignore[method-assign]
    workshop.ears.append(part)
    workshop.may_go_on.clear()
    retriever.seek("microphone")
    assert workshop.tried.acquire(timeout=DEADLINE_S)
    retriever.close()
    workshop.may_go_on.set()

    assert closed.wait(DEADLINE_S)
    assert inbox.is_empty


def test_a_loose_plug_is_looked_for_ever_more_seldom(
    workshop: Workshop, inbox: PostBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lasted a minute begins anew."""
    now = [0.0]
    monkeypatch.setattr(retrieving.time, "monotonic", lambda: now[0])
    retriever = Retriever(cast("Inbox", inbox), workshop)
    retriever._thread = threading.current_thread()  # nobody looks: only the times are of interest

    rests = []
    for lasted_s in (0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 70.0):
        now[0] += lasted_s
        retriever.seek("microphone")
        rests.append(retriever._due_at["microphone"] - now[0])
        now[0] = retriever._due_at["microphone"]
        retriever._keep("microphone", ears=Part())

    assert rests[0] == rests[-1] == retrieving.FIRST_REST_S
    assert rests[:-1] == sorted(rests[:-1])
    assert max(rests) == pytest.approx(retrieving.LONGEST_REST_S)
