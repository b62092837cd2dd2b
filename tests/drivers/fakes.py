"""Small engines for the driver's tests: each has a queue of what it is to give, and a record of what it got."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.events import Event
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.recognizers.base import Band, Hypothesis, Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from speech_recognition import AudioData

DEADLINE_S = 20.0
BLOCK = 512
BLOCK_S = 0.032


class PostBox:
    """An inbox that only takes: a test waits for what was posted."""

    def __init__(self) -> None:
        self._posted: queue.Queue[Event] = queue.Queue()

    def now(self) -> float:
        return time.monotonic()

    def post(self, event: Event, delay_s: float = 0.0) -> None:
        self._posted.put(event)

    def next(self, until: object = None, lines: object = None, *, is_awaited: bool = False) -> Event:
        return self._posted.get(timeout=DEADLINE_S)

    @property
    def is_empty(self) -> bool:
        return self._posted.empty()


class FakeVoice:
    """Renders each text as a tenth of a second; `failure` is raised instead."""

    def __init__(self) -> None:
        self.rendered: list[tuple[str, int]] = []
        self.prefetched: list[tuple[tuple[str, ...], int]] = []
        self.failure: Exception | None = None
        self.may_render = threading.Event()
        self.may_render.set()
        self.is_closed = False

    def render(self, text: str, rate_wpm: int) -> Pcm:
        self.rendered.append((text, rate_wpm))
        assert self.may_render.wait(DEADLINE_S)
        if self.failure is not None:
            raise self.failure
        return Pcm(np.full(2205, 1000, np.int16), 22050)

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None:
        self.prefetched.append((tuple(texts), rate_wpm))

    def close(self) -> None:
        self.is_closed = True


class FakeSpeaker:
    """Sounds until the test lets it end. `played` has what is begun, in order; `stops` counts."""

    sample_rate_hz = 22050

    def __init__(self) -> None:
        self.played: queue.Queue[Pcm] = queue.Queue()
        self.moments: list[float] = []
        self.stops = 0
        self.is_closed = self.is_over = False
        self.is_late_with_stops = False
        self._ends: list[Callable[[bool], None]] = []

    def play(self, pcm: Pcm, on_done: Callable[[bool], None] | None = None) -> object:
        if on_done is not None:
            self._ends.append(on_done)
        self.played.put(pcm)
        return pcm

    def play_at(self, pcm: Pcm, t: float, on_done: Callable[[bool], None] | None = None) -> object:
        self.moments.append(t)
        return self.play(pcm, on_done)

    def begun(self) -> Pcm:
        """What began to sound; waits for it."""
        return self.played.get(timeout=DEADLINE_S)

    def end(self) -> None:
        """What sounds comes to its end."""
        self._tell(completed=True)

    def stop(self) -> None:
        self.stops += 1
        if not self.is_late_with_stops:
            self._tell(completed=False)

    def tell_stop(self) -> None:
        """What was stopped first is told at last."""
        self._ends.pop(0)(False)

    def close(self) -> None:
        self.is_closed = True

    def _tell(self, *, completed: bool) -> None:
        ends, self._ends = self._ends, []
        for on_done in ends:
            on_done(completed)


class LoudnessVad:
    """Whatever is loud is speech."""

    def __call__(self, block: NDArray[np.int16], /) -> float:
        return 0.9 if np.abs(block).max() > 1000 else 0.01

    def reset(self) -> None:
        """Nothing is remembered."""


class FakeRecognizer:
    """Hears what it is told to, in order; an exception is raised. `may_answer` holds it up."""

    name = "fake"

    def __init__(self, *answers: Hypothesis | Exception) -> None:
        self.answers = list(answers)
        self.asked: queue.Queue[Vocabulary] = queue.Queue()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Nothing to do."""

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        self.asked.put(vocabulary)
        assert self.may_answer.wait(DEADLINE_S)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def sure(text: str) -> Hypothesis:
    return Hypothesis(text, 0.95, Band.SURE)


REFUSED = Hypothesis(None, 0.1, Band.REFUSED)


def blocks(*parts: tuple[str, float]) -> Iterable[NDArray[np.int16]]:
    """Blocks of ("voice", "talk" or "silence", seconds), one after the other: talk is speech, and far from a voice."""
    for kind, seconds in parts:
        level = {"voice": 8000, "talk": 1500, "silence": 10}[kind]
        for _ in range(round(seconds / BLOCK_S)):
            yield np.full(BLOCK, level, np.int16)
