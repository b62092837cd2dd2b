"""The coach's mouth: lines become sound, one after the other.

`VoiceMouth` works in a thread of its own through a queue of lines; rendering never holds up the loop. Rules:
* Every line is answered with one `SpeechEnded`, however it ends; a lost speaker's lines are the loop's to answer.
* A line stopped before it sounds never sounds: lines carry the generation in which they were said.
* A count begins at its moment, to the sample (`Say.at_s`); a count before it that still sounds is cut there.
* A count that has not begun yet gives way to a person who begins to speak.
* A count that would still sound when the next words are due is said in its shorter words (`Say.ends_by_s`).
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from voicecoach.coach.effects import EarconKind, Say
from voicecoach.coach.events import DeviceLost, SpeechEnded
from voicecoach.drivers.inbox import Inbox
from voicecoach.speech.earcons import Earcon, earcon
from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

TICK_S = 0.25
BRIEF_TICK_S = 0.01
LATE_S = 0.1
"""A count that could only begin later than this after its moment is left out."""
CUT_AHEAD_S = 0.04
"""A count that still sounds ends this long before the next one begins: two blocks of the speaker."""
REMEMBERED = 16
"""So many parts of lines are remembered, for `said_between`."""
LATE_END_S = 3.0
"""A line whose end is told later than this has no speaker any more."""


class Renderer(Protocol):
    """Text to sound (`speech.voice.Voice`)."""

    def render(self, text: str, rate_wpm: int) -> Pcm: ...

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None: ...

    def close(self) -> None: ...


class Speaker(Protocol):
    """Plays sound (`speech.player.Player`)."""

    sample_rate_hz: int

    @property
    def is_over(self) -> bool: ...

    def play(self, pcm: Pcm, on_done: Callable[[bool], None] | None = None) -> object: ...

    def play_at(self, pcm: Pcm, t: float, on_done: Callable[[bool], None] | None = None) -> object: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


def _is_count(item: Say | EarconKind) -> bool:
    return isinstance(item, Say) and item.at_s is not None


class _SpeakerStuckError(Exception):
    """The end of a line is never told."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rendered:
    """A sound, and when each part of a line begins and ends in it."""

    pcm: Pcm
    parts: tuple[tuple[float, float, str], ...] = ()


class VoiceMouth:
    """Says lines one after the other. `is_person_talking` lets a count give way. Without `has_earcons` none sounds.

    A line whose end is not told within its length and `late_end_s` means that the speaker is lost.
    """

    def __init__(  # noqa: PLR0913 what it speaks with and tells, and two settings by name
        self,
        voice: Renderer,
        speaker: Speaker,
        inbox: Inbox,
        rate_wpm: int,
        is_person_talking: Callable[[], bool] = lambda: False,
        *,
        has_earcons: bool = True,
        late_end_s: float = LATE_END_S,
    ) -> None:
        self._voice = voice
        self._speaker = speaker
        self._inbox = inbox
        self._rate_wpm = rate_wpm
        self._is_person_talking = is_person_talking
        self._has_earcons = has_earcons
        self._late_end_s = late_end_s
        self._upcoming: tuple[str, ...] = ()
        self._work: queue.Queue[tuple[int, Say | EarconKind] | None] = queue.Queue()
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._generation = 0
        self._pending = 0
        self._pending_lines = 0
        self._said: deque[tuple[float, float, str]] = deque(maxlen=REMEMBERED)
        self._is_closed = False
        self._is_lost = False
        self.has_ended_with_earcon = False
        """Whether the last thing that sounded was an earcon, and not words."""
        self._thread = threading.Thread(target=self._run, name="mouth", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a line sounds or waits. A count that waits for its moment is none yet: till then one listens."""
        return self._pending_lines > 0 and not self._is_closed

    @property
    def is_lost(self) -> bool:
        """Whether it cannot speak any more, which has been posted."""
        return self._is_lost or self._speaker.is_over

    def _is_in_the_way(self, say: Say) -> bool:
        """A count gives way to lines; other words that may be dropped give way to counts as well."""
        return self._pending_lines > 0 if _is_count(say) else self._pending > 0

    def say(self, say: Say) -> None:
        if say.droppable and (self._is_in_the_way(say) or self._is_person_talking()):
            self._inbox.post(SpeechEnded(say.say_id, completed=False))
            return
        self._put(say)

    def earcon(self, kind: EarconKind) -> None:
        if self._has_earcons:
            self._put(kind)

    def stop(self) -> None:
        dropped: list[Say] = []
        with self._lock:
            self._generation += 1
            while not self._work.empty():
                work = self._work.get_nowait()
                if work is not None:
                    self._forget(work[1])
                if work is not None and isinstance(work[1], Say):
                    dropped.append(work[1])
        self._speaker.stop()
        self._done.set()
        for say in dropped:
            self._inbox.post(SpeechEnded(say.say_id, completed=False))

    def said_between(self, begin_s: float, end_s: float) -> str:
        """The words that sounded between two monotonic times: whole parts of lines, stopped ones too."""
        parts = list(self._said)
        return " ".join(text for first, last, text in parts if first <= end_s and last >= begin_s)

    def prepare(self, texts: tuple[str, ...]) -> None:
        self._upcoming = texts
        self._voice.prefetch(texts, self._rate_wpm)

    def set_rate(self, rate_wpm: int) -> None:
        self._rate_wpm = rate_wpm
        self.prepare(self._upcoming)

    def close(self) -> None:
        self.stop()
        self._is_closed = True
        self._work.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)
        self._speaker.close()
        self._voice.close()

    def _put(self, item: Say | EarconKind) -> None:
        with self._lock:
            self._pending += 1
            self._pending_lines += not _is_count(item)
            self._work.put((self._generation, item))

    def _forget(self, item: Say | EarconKind) -> None:
        self._pending -= 1
        self._pending_lines -= not _is_count(item)

    # On the mouth's own thread

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            generation, item = work
            try:
                rendered = self._rendered(item)
                completed = self._sound(generation, item, rendered)
            except _SpeakerStuckError:
                self._lose("speaker", "it does not come to the end of a line")
                return
            except Exception as error:  # noqa: BLE001 a mouth that died in silence would hang the session
                self._lose("voice", str(error) or type(error).__name__)
                return
            finally:
                with self._lock:
                    self._forget(item)
            if isinstance(item, Say):
                self._inbox.post(SpeechEnded(item.say_id, completed))

    def _lose(self, device: str, reason: str) -> None:
        self._is_lost = True
        if not self._is_closed:
            self._inbox.post(DeviceLost(device, reason))

    def _rendered(self, item: Say | EarconKind) -> _Rendered:
        rate_hz = self._speaker.sample_rate_hz
        if isinstance(item, EarconKind):
            return _Rendered(earcon(Earcon(item.value), rate_hz))
        whole = self._line(item, rate_hz)
        if not item.shorter or item.ends_by_s is None:
            return whole
        begins_s = max(item.at_s or 0.0, time.monotonic())
        if begins_s + whole.pcm.duration_s + CUT_AHEAD_S <= item.ends_by_s:
            return whole
        return self._line(replace(item, parts=(item.shorter,)), rate_hz)

    def _sound(self, generation: int, item: Say | EarconKind, rendered: _Rendered) -> bool:
        heard: list[bool] = []

        done = threading.Event()

        def on_done(completed: bool) -> None:  # noqa: FBT001 the speaker's listener
            heard.append(completed)
            done.set()

        at_s = item.at_s if isinstance(item, Say) else None
        ahead_s = 0.0 if at_s is None else at_s - time.monotonic()
        with self._lock:
            if generation != self._generation or ahead_s < -LATE_S:
                return False
            self._done = done
            self.has_ended_with_earcon = isinstance(item, EarconKind)
            begins_s = time.monotonic() + max(0.0, ahead_s)
            self._said += [(begins_s + first, begins_s + last, text) for first, last, text in rendered.parts]
            if at_s is None:
                self._speaker.play(rendered.pcm, on_done)
            else:
                self._speaker.play_at(rendered.pcm, at_s, on_done)
        self._await_end(done, max(0.0, ahead_s) + rendered.pcm.duration_s + self._late_end_s, at_s)
        return bool(heard and heard[0])

    def _await_end(self, done: threading.Event, limit_s: float, at_s: float | None) -> None:
        """Wait for `done`. A count, which has its moment `at_s`, gives way till then to a person who begins to speak,
        and after it to the next count.

        Time in which this process itself stood still is not held against the speaker.
        """
        tick_s = TICK_S if at_s is None else BRIEF_TICK_S
        waited_s, ticked_at = 0.0, time.monotonic()
        while not done.wait(tick_s):
            now = time.monotonic()
            waited_s += min(now - ticked_at, 2 * tick_s)
            ticked_at = now
            if at_s is not None and (self._is_talked_over(now, at_s) or self._is_next_count_due(now)):
                self._speaker.stop()
                return
            if waited_s >= limit_s:
                raise _SpeakerStuckError

    def _is_talked_over(self, now: float, at_s: float) -> bool:
        return now < at_s and self._is_person_talking()

    def _is_next_count_due(self, now: float) -> bool:
        with self._lock, self._work.mutex:
            upcoming = self._work.queue[0] if self._work.queue else None
        item = upcoming[1] if upcoming else None
        return isinstance(item, Say) and item.at_s is not None and item.at_s - now <= CUT_AHEAD_S

    def _line(self, say: Say, rate_hz: int) -> _Rendered:
        pause = np.zeros(round(say.pause_s * rate_hz), np.int16)
        pieces: list[NDArray[np.int16]] = []
        parts: list[tuple[float, float, str]] = []
        begins_s = 0.0
        for part in say.parts:
            pcm = self._voice.render(part, self._rate_wpm).at_rate(rate_hz)
            pieces += [pcm.samples, pause]
            parts.append((begins_s, begins_s + pcm.duration_s, part))
            begins_s += pcm.duration_s + say.pause_s
        return _Rendered(Pcm(np.concatenate(pieces[:-1] or [pause]), rate_hz), tuple(parts))
