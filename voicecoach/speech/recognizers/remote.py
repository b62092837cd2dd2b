"""A recognizer in a process of its own: what crashes, hangs or grows there takes no session with it.

How it works. `Recipe`s say what to load, the best first. An utterance goes to the worker (`worker.py`) with a deadline.
Rules:
* A worker that hangs, dies, fails or answers what cannot be an answer is killed and replaced. The same utterance goes
  to the new one, if that is ready in time; else it is not understood, and never anything else.
* One that has grown too much is replaced after its answer, which counts.
* After `MOST_FAILURES` without an answer between them the next recipe takes over; after the last, `RecognizerLost`.
* All of it takes an utterance no longer than `UTTERANCE_S`: less than the ears' patience (`drivers/patience.py`).
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicecoach.speech.memory import SPARING, resident_mb
from voicecoach.speech.recognizers.base import Band, Hypothesis, RecognizerLost, Vocabulary
from voicecoach.speech.worker_process import Answer, Worker, WorkerDiedError

if TYPE_CHECKING:
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.recipe import Recipe

COMMAND = (sys.executable, "-P", "-m", "voicecoach.speech.recognizers.worker")

LOAD_S = 15.0
"""For the models: ten times what they take on two idle cores, for a cold disk; and less than late ears may take."""
DECODE_S = 3.0
"""For one answer of floor or sphinx. Measured on two cores: 0.11 s in the middle and 0.4 s at most when they are free;
1.4 s in 99 of 100 with four times as much to do as they can. A new worker takes 0.7 s to load, and fits in after it."""
UTTERANCE_S = 4.5
"""For an utterance with all attempts, and for whisper's only one; the ears give a recognizer 5 s."""
MOST_FAILURES = 3
GROWTH_MB = 128.0
"""Beyond what a worker holds once it is loaded. Measured over 1000 answers: 10 to 34 MB more, as
much after the 50th as after the 1000th."""

Tell = Callable[[str, str], None]
"""Gets "restarted" or "fallback", and for the latter a sentence that says what happened."""


class _NotInTimeError(Exception):
    """The worker is still loading."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and megabytes; see the constants of their names."""

    load_s: float = LOAD_S
    decode_s: float = DECODE_S
    utterance_s: float = UTTERANCE_S
    growth_mb: float = GROWTH_MB


class _Loading:
    """A worker that loads from its start on, on a thread that waits for it."""

    def __init__(self, recipe: Recipe, command: Sequence[str], limits: Limits) -> None:
        self.worker = Worker(command, SPARING)
        self._limits = limits
        self._failure: str | None = None
        self._is_over = threading.Event()
        self.most_mb = math.inf
        threading.Thread(target=self._load, args=(recipe,), name="recognizer-load", daemon=True).start()

    def wait(self, until: float) -> None:
        """Return when it is loaded. Raises WorkerDiedError where it cannot be, _NotInTimeError at `until`."""
        if not self._is_over.wait(max(0.0, until - time.monotonic())):
            raise _NotInTimeError
        if self._failure is not None:
            raise WorkerDiedError(self._failure)

    def held_mb(self, answer: Answer) -> float:
        """What it holds now; elsewhere than on Linux, the most that it ever held."""
        held = resident_mb(self.worker.pid)
        return held if held is not None else float(answer.head.get("peak_mb") or 0.0)

    def _load(self, recipe: Recipe) -> None:
        try:
            answer = self.worker.ask({"do": "load", "recipe": recipe.document()}, self._limits.load_s)
            if "error" in answer.head:
                self._failure = str(answer.head["error"])
            self.most_mb = self.held_mb(answer) + self._limits.growth_mb
        except (WorkerDiedError, TypeError, ValueError) as death:
            self._failure = str(death)
        self._is_over.set()


class RemoteRecognizer:
    """See the module. The constructor returns when the first recipe that can be loaded is: it raises RecognizerLost.

    One thread at a time may `recognize`; `close` may be called by any, also meanwhile.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        tell: Tell,
        *,
        command: Sequence[str] = COMMAND,
        limits: Limits | None = None,
    ) -> None:
        self._recipes = tuple(recipes)
        self._tell = tell
        self._command = command
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._is_closed = False
        self._failures = 0
        self._lost: str | None = None
        self._now: _Loading | None = None
        try:
            self._load_any()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Of the recognizer that is in use."""
        return self._recipes[0].name

    @property
    def pid(self) -> int | None:
        """Of the process in use; None where there is none at the moment."""
        now = self._now
        return None if now is None else now.worker.pid

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Nothing: the worker does it with the first utterance."""

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """As the recognizer in use would; refused where that fails. Raises RecognizerLost when none is left."""
        until = time.monotonic() + self._limits.utterance_s
        while time.monotonic() < until:
            try:
                found = self._answered(audio, vocabulary, until)
            except _NotInTimeError:
                break
            except WorkerDiedError as failure:
                self._fail(str(failure))
                continue
            self._failures = 0
            return found
        return Hypothesis(None, 0.0, Band.REFUSED)

    def close(self) -> None:
        """End the worker. May be called twice."""
        with self._lock:
            self._is_closed = True
        self._end()

    # One attempt

    def _answered(self, audio: AudioData, vocabulary: Vocabulary, until: float) -> Hypothesis:
        now = self._started()
        now.wait(until)
        request = {
            "do": "recognize",
            "question": vocabulary.question,
            "phrases": list(vocabulary.phrases),
            "sample_rate_hz": audio.sample_rate,
            "sample_width": audio.sample_width,
        }
        longest_s = self._limits.utterance_s if self.name == "whisper" else self._limits.decode_s
        deadline_s = min(longest_s, until - time.monotonic())
        if deadline_s <= 0:
            raise _NotInTimeError
        answer = now.worker.ask(request, deadline_s, audio.frame_data)
        if "error" in answer.head:
            raise WorkerDiedError(str(answer.head["error"]))
        found = hypothesis_of(answer.head, vocabulary)
        if now.held_mb(answer) > now.most_mb:
            self._replace()
        return found

    # Workers come and go

    def _load_any(self) -> None:
        """Who does not even load in time gives way to the next one at once."""
        while True:
            until = time.monotonic() + self._limits.load_s
            try:
                self._started().wait(until + 1.0)
            except (_NotInTimeError, WorkerDiedError) as failure:
                is_late = time.monotonic() >= until
                self._fail(str(failure), how_bad=MOST_FAILURES if is_late else 1)
            else:
                return

    def _started(self) -> _Loading:
        """The worker in use, or a new one. Raises WorkerDiedError where none can be started."""
        with self._lock:
            if self._lost is not None or self._is_closed:
                raise RecognizerLost(self._lost or "the recognizer has been closed")
            if self._now is None:
                self._now = _Loading(self._recipes[0], self._command, self._limits)
            return self._now

    def _fail(self, reason: str, how_bad: int = 1) -> None:
        """Kill the worker and start another. Raises RecognizerLost where no recipe is left."""
        if self._is_closed:
            self._end()
            raise RecognizerLost("the recognizer has been closed")
        reason = " ".join(reason.split()).rstrip(".")
        self._failures += how_bad
        if self._failures < MOST_FAILURES:
            self._replace()
            return
        failed, others = self._recipes[0], self._recipes[1:]
        self._failures = 0
        self._end()
        if not others:
            self._lost = f"the recognizer fails: {reason}"
            raise RecognizerLost(self._lost)
        self._recipes = others
        sentence = f"The recognizer {failed.name} fails ({reason}). Going on with {self.name}, which hears less well."
        self._tell("fallback", sentence)

    def _replace(self) -> None:
        self._end()
        self._tell("restarted", "")
        with self._lock:
            is_wanted = not self._is_closed and self._now is None
        if is_wanted:
            try:
                self._started()
            except WorkerDiedError:
                return  # whoever wants it next tries again, and counts

    def _end(self) -> None:
        with self._lock:
            now, self._now = self._now, None
        if now is not None:
            now.worker.kill()


def hypothesis_of(head: dict[str, Any], vocabulary: Vocabulary) -> Hypothesis:
    """What a worker answered. Raises WorkerDiedError where that can be no answer to this vocabulary."""
    try:
        text, confidence, band = head["text"], head["confidence"], Band(head["band"])
        other = head["alternative"]
        is_one = type(confidence) is float and 0.0 <= confidence <= 1.0
        is_one = is_one and (text in vocabulary.phrases if band is not Band.REFUSED else text is None)
        is_one = is_one and (other is None or other in vocabulary.phrases)
    except (KeyError, TypeError, ValueError):
        is_one = False
    if not is_one:
        raise WorkerDiedError("it answered nonsense")
    return Hypothesis(text, confidence, band, other)
