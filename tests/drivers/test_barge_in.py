"""Over the coach's voice: when it is lowered, what is taken, and what the measured echo allows.

The canceller and the detector stand in here; tests/speech/test_echo.py has the real ones.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.drivers.fakes import BLOCK_S, REFUSED, FakeRecognizer, LoudnessVad, PostBox, blocks, sure
from voicecoach.coach.effects import Listen
from voicecoach.coach.events import Band, Heard
from voicecoach.coach.phrases import INTERRUPTIONS, OVER_COACH, Question
from voicecoach.drivers.barge_in import (
    LOWERED,
    MOST_IN_VAIN,
    STAYS_LOW_S,
    THEN_MEASURED_S,
    UNDERSTOOD_S,
    BargeIn,
)
from voicecoach.drivers.ears import TAIL_S, VoiceEars
from voicecoach.speech.echo import Cleaned
from voicecoach.speech.echo_meter import EchoFound, EchoMeter, Listening
from voicecoach.speech.recognizers.base import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

QUESTION = Listen(Question.CHANGE, ("better", "worse"), first_word_s=2.0, end_silence_s=0.7, longest_s=6.0)


class NoEcho:
    """A canceller where nothing comes back."""

    def cancel(self, heard: NDArray[np.int16], played: NDArray[np.int16]) -> Cleaned:
        is_loud = bool(np.abs(heard).max() > 1000)
        return Cleaned(heard, heard, 0.9 * is_loud, 20.0 * is_loud, -20.0)

    def resume(self) -> None:
        """Nothing was learned."""

    def reset(self) -> None:
        """Nothing was learned."""


class Loudspeaker:
    """Remembers how loud it was made."""

    def __init__(self) -> None:
        self.gains: list[float] = []

    def played(self, t_end: float, count: int) -> NDArray[np.int16]:
        return np.full(count, 5000, np.int16)

    def skip_played(self, t_end: float, count: int) -> None:
        """Nobody wants to know."""

    def soften(self, gain: float) -> None:
        self.gains.append(gain)


class Told(EchoMeter):
    """Knows at once, what it is told: the next of these, the last one again and again."""

    def __init__(self, ways: list[Listening]) -> None:
        super().__init__()
        self._ways = ways

    @property
    def spoken_s(self) -> float:
        return THEN_MEASURED_S

    def result(self) -> EchoFound:
        return EchoFound(self._ways.pop(0) if len(self._ways) > 1 else self._ways[0], "it is a test")


class Room:
    """Ears in a room where the coach speaks all the time, unless `silent_since` says otherwise."""

    def __init__(
        self, *answers: Hypothesis | Exception, ways: tuple[Listening, ...] = (Listening.CANCELLED,)
    ) -> None:
        self.inbox, self.recognizer, self.speaker = PostBox(), FakeRecognizer(*answers), Loudspeaker()
        self.silent_since: float | None = None
        self.is_earcon = False
        self.own_words, self.own_until = "", math.inf
        self.found: list[Listening] = []
        told = list(ways)
        self.barge_in = BargeIn(
            NoEcho(),
            LoudnessVad(),
            self.speaker,
            lambda begin_s, _: self.own_words if begin_s < self.own_until else "",
            lambda found: self.found.append(found.listening),
            lambda: Told(told),
        )
        self.ears = VoiceEars(
            self.inbox,
            self.recognizer,
            LoudnessVad(),
            lambda: self.silent_since,
            is_earcon=lambda: self.is_earcon,
            barge_in=self.barge_in,
        )
        self.now = time.monotonic()
        self.hear(("silence", BLOCK_S))

    def hear(self, *parts: tuple[str, float]) -> None:
        for block in blocks(*parts):
            self.now += BLOCK_S
            self.ears.hear_block(block, self.now)

    def somebody_speaks(self) -> None:
        self.hear(("silence", 0.3), ("voice", 0.5), ("silence", 0.5))


@pytest.fixture
def rooms() -> Iterator[list[Room]]:
    made: list[Room] = []
    yield made
    for room in made:
        room.ears.close()


def test_a_command_over_the_coach_is_heard(rooms: list[Room]) -> None:
    """Whatever is asked, and where nothing is."""
    room = Room(sure("stop"))
    rooms.append(room)
    room.somebody_speaks()
    heard = room.inbox.next()

    assert isinstance(heard, Heard)
    assert (heard.text, heard.band, heard.is_over_coach) == ("stop", Band.SURE, True)
    assert room.recognizer.asked.get().phrases == OVER_COACH


def test_no_answer_is_listened_for_over_the_coach(rooms: list[Room]) -> None:
    """The question that is open gets nothing of it."""
    room = Room(REFUSED)
    rooms.append(room)
    room.ears.listen(QUESTION)
    room.somebody_speaks()
    phrases = room.recognizer.asked.get(timeout=20).phrases

    assert not set(phrases) & set(QUESTION.phrases)
    assert room.inbox.is_empty


def test_who_speaks_over_the_coach_makes_it_lower_its_voice(rooms: list[Room]) -> None:
    """At once, before the words are over; a count gives way, too."""
    room = Room(sure("stop"))
    rooms.append(room)
    room.hear(("silence", 0.3), ("voice", 0.3))

    assert room.speaker.gains == [LOWERED]
    assert room.ears.is_person_talking()
    assert room.recognizer.asked.empty()


@pytest.mark.parametrize(
    ("tell", "low_s"), [(BargeIn.understood, UNDERSTOOD_S), (BargeIn.not_understood, STAYS_LOW_S)]
)
def test_after_the_words_the_coach_is_as_loud_as_before(
    tell: Callable[[BargeIn, float], None], low_s: float
) -> None:
    """A little later where they were not understood: whoever says them again is heard better."""
    speaker = Loudspeaker()
    told = [Listening.CANCELLED]
    barge_in = BargeIn(NoEcho(), LoudnessVad(), speaker, lambda *_: "", lambda _: None, lambda: Told(told))
    t = 0.0
    for block in blocks(("silence", 0.3), ("voice", 0.5), ("silence", 3.0)):
        t += BLOCK_S
        barge_in.hear(block, t, is_sounding=True)
    while_recognizing = list(speaker.gains)
    tell(barge_in, t)
    for block in blocks(("silence", low_s - 2 * BLOCK_S)):
        t += BLOCK_S
        barge_in.hear(block, t, is_sounding=True)
    till_then = list(speaker.gains)
    for block in blocks(("silence", 4 * BLOCK_S)):
        t += BLOCK_S
        barge_in.hear(block, t, is_sounding=True)

    assert while_recognizing == till_then == [LOWERED]
    assert speaker.gains == [LOWERED, 1.0]


def test_a_click_over_the_coach_changes_nothing_for_long(rooms: list[Room]) -> None:
    room = Room()
    rooms.append(room)
    room.hear(("silence", 0.3), ("voice", BLOCK_S), ("silence", 1.0))

    assert room.recognizer.asked.empty()
    assert room.speaker.gains[-1:] in ([], [1.0])


@pytest.mark.parametrize(
    ("own_words", "said", "is_heard"),
    [
        ("Stopped. Say: continue.", "stop", False),
        ("Say stop at any time.", "stop", False),
        ("Lie on your front.", "stop", True),
        ("What hurts, and is that new?", "that hurts", False),
        ("Is that new?", "that hurts", True),
    ],
)
def test_the_coach_does_not_obey_its_own_words(
    rooms: list[Room], own_words: str, said: str, *, is_heard: bool
) -> None:
    room = Room(sure(said), sure("quit"))
    rooms.append(room)
    room.own_words = own_words
    room.somebody_speaks()
    room.own_until = room.now
    room.hear(("silence", 1.0))
    room.somebody_speaks()
    first = room.inbox.next()

    assert isinstance(first, Heard)
    assert first.text == (said if is_heard else "quit")


def test_words_that_begin_over_the_coach_and_end_after_it_are_heard_once(rooms: list[Room]) -> None:
    """The question's own ears get no part of them."""
    room = Room(sure("stop"))
    rooms.append(room)
    room.ears.listen(QUESTION)
    room.hear(("silence", 0.3), ("voice", 0.2))
    room.silent_since = room.now
    room.hear(("voice", TAIL_S + 0.2), ("silence", 1.2))

    assert isinstance(room.inbox.next(), Heard)
    assert room.inbox.is_empty
    assert room.recognizer.asked.qsize() == 1


def test_who_begins_to_answer_while_the_earcon_sounds_is_heard(rooms: list[Room]) -> None:
    """As an answer to the question, and not only for commands: the rest of the word is enough."""
    room = Room(sure("better"))
    rooms.append(room)
    room.ears.listen(QUESTION)
    room.is_earcon = True
    room.hear(("silence", 0.1), ("voice", 0.1))
    room.silent_since = room.now
    room.hear(("voice", 0.5), ("silence", 1.0))
    answer = room.inbox.next()

    assert isinstance(answer, Heard)
    assert (answer.text, answer.is_over_coach) == ("better", False)
    assert room.speaker.gains == []


def test_where_the_echo_is_too_strong_nothing_is_heard_over_the_coach(rooms: list[Room]) -> None:
    room = Room(ways=(Listening.GAPS,))
    rooms.append(room)
    room.somebody_speaks()

    assert room.recognizer.asked.empty()
    assert room.speaker.gains == []


def test_with_headphones_the_microphone_is_never_shut(rooms: list[Room]) -> None:
    """An answer may come while an earcon still sounds, and each command in the middle of a sentence."""
    room = Room(sure("better"), sure("next"), ways=(Listening.OPEN,))
    rooms.append(room)
    room.ears.listen(QUESTION)
    room.hear(("silence", 0.3), ("voice", 0.5), ("silence", 1.0))
    answer = room.inbox.next()
    room.somebody_speaks()
    command = room.inbox.next()

    assert isinstance(answer, Heard)
    assert isinstance(command, Heard)
    assert (answer.text, answer.is_over_coach) == ("better", False)
    assert (command.text, command.is_over_coach) == ("next", True)


@pytest.mark.parametrize(
    ("ways", "found"),
    [
        ((Listening.GAPS,), [Listening.GAPS]),
        ((Listening.OPEN, Listening.CANCELLED), [Listening.OPEN, Listening.CANCELLED]),
        ((Listening.OPEN, Listening.GAPS, Listening.OPEN), [Listening.OPEN, Listening.GAPS, Listening.OPEN]),
        ((Listening.CANCELLED, Listening.GAPS, Listening.CANCELLED), [Listening.CANCELLED]),
        ((Listening.CANCELLED, Listening.GAPS), [Listening.CANCELLED, Listening.GAPS]),
        ((Listening.GAPS, Listening.OPEN, Listening.GAPS), [Listening.GAPS]),
    ],
)
def test_what_is_measured_is_told_when_it_changes(
    rooms: list[Room], ways: tuple[Listening, ...], found: list[Listening]
) -> None:
    """At once where headphones were pulled out; else when it was found twice."""
    room = Room(ways=ways)
    rooms.append(room)
    room.hear(("silence", 1.0))

    assert room.found == found


def test_what_is_heard_in_vain_again_and_again_is_listened_to_no_more() -> None:
    """A television, or the coach itself in an echo that is not cancelled: from then on it is as in the gaps."""
    found = list[EchoFound]()
    meters = [Told([Listening.CANCELLED])]
    barge_in = BargeIn(
        NoEcho(),
        LoudnessVad(),
        Loudspeaker(),
        lambda *_: "",
        found.append,
        lambda: meters.pop() if meters else EchoMeter(),
    )
    t, said = 0.0, 0
    for _ in range(MOST_IN_VAIN + 2):
        for block in blocks(("silence", 0.3), ("voice", 0.5), ("silence", 1.0)):
            t += BLOCK_S
            if barge_in.hear(block, t, is_sounding=True) is not None:
                said += 1
                barge_in.not_understood(t)

    assert said == MOST_IN_VAIN
    assert [each.listening for each in found] == [Listening.CANCELLED, Listening.GAPS]


def test_every_interruption_is_listened_for() -> None:
    """And the alarm."""
    assert set(INTERRUPTIONS) < set(OVER_COACH)
    assert {"stop", "pause", "wait", "that hurts", "ouch", "something is wrong"} <= set(OVER_COACH)
