"""What a tuning learns from: the ears' sound, kept in memory for as long as the tuning takes, and never on a disk.

`Student` is the ears' witness and the loop's learner. The ears tell it of the room and of utterances, each on a thread
of its own; a take is weighed on its own thread while the coach asks for the next word, and then its sound is dropped.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voicecoach.coach.events import Adapted
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import TuningResult, Wanted, WordHeard
from voicecoach.drivers.inbox import Inbox
from voicecoach.speech.recognizers.acoustic import loudness
from voicecoach.speech.tuning import Adaptation, Take, Weighed, Weighing, is_noisy, learn, weigh
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOUBTFUL_BLOCKS = round(0.5 / BLOCK_S)
"""What came this shortly before a voice may be its first breath: it is not the room."""

_MOST_BLOCKS = round(30.0 / BLOCK_S)

Keeping = Callable[[Adaptation, TuningResult], None]


class Student:
    """See the module. `make` gives a recognizer of its own; `keeping` commits what was adopted."""

    def __init__(
        self, inbox: Inbox, wanted: Sequence[Wanted], make: Callable[[], Weighing], keeping: Keeping
    ) -> None:
        self._inbox = inbox
        self._wanted = tuple(wanted)
        self._make = make
        self._keeping = keeping
        self._lock = threading.Lock()
        self._doubtful: deque[float] = deque()
        self._room: deque[float] = deque(maxlen=_MOST_BLOCKS)
        self._last: NDArray[np.int16] | None = None
        self._work: queue.Queue[Take | None] = queue.Queue()
        self._found: tuple[Adaptation, TuningResult] | None = None
        self.result: TuningResult | None = None

    def start(self) -> None:
        """Load the recognizer and wait for takes, in the background."""
        threading.Thread(target=self._run, name="student", daemon=True).start()

    # From the ears

    def hear_room(self, samples: NDArray[np.int16]) -> None:
        with self._lock:
            self._doubtful.append(loudness(samples))
            if len(self._doubtful) > _DOUBTFUL_BLOCKS:
                self._room.append(self._doubtful.popleft())

    def hear_voice(self) -> None:
        with self._lock:
            self._doubtful.clear()

    def hear_utterance(self, samples: NDArray[np.int16]) -> None:
        with self._lock:
            self._last = samples

    # From the loop

    def take(self, phrase: str, question: Question) -> None:
        with self._lock:
            samples, self._last = self._last, None
        if samples is not None:
            self._work.put(Take(phrase, question, samples))

    def adapt(self) -> None:
        self._work.put(None)

    def keep(self) -> None:
        assert self._found is not None
        self._keeping(*self._found)

    # On a thread of its own

    def _run(self) -> None:
        try:
            adapted = self._learn()
        except Exception as error:  # noqa: BLE001 whatever fails here, the coach must go on
            self._inbox.post(Adapted(None, str(error) or type(error).__name__))
            return
        self._inbox.post(adapted)

    def _learn(self) -> Adapted:
        recognizer = self._make()
        weighed: list[Weighed] = []
        levels: list[float] = []
        while (take := self._work.get()) is not None:
            weighed.append(weigh(recognizer, take))
            levels.append(loudness(take.samples))
        found = learn(recognizer, weighed)
        with self._lock:
            room = tuple(self._room)
        result = TuningResult(
            self._all_words(found), is_adapted=found.is_any, is_noisy=is_noisy(levels, room)
        )
        self._found, self.result = (found, result), result
        return Adapted(result)

    def _all_words(self, found: Adaptation) -> tuple[WordHeard, ...]:
        """In the order in which they were asked for, with those that were never heard."""
        heard = {word.phrase: word for word in found.words}
        wanted = {each.phrase: each.question for each in self._wanted}
        return tuple(
            heard.get(phrase) or WordHeard(phrase, asked, 0, 0, 0) for phrase, asked in wanted.items()
        )
