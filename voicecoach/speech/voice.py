"""The coach's voice: text in, sound out. It renders and never plays; pyttsx3 lives in a worker process.

Rules:
* A wanted render goes before all prefetching, and waits for at most the one utterance being rendered.
* A worker that hangs, dies or answers nonsense is killed and replaced once; then VoiceFailed.
* What was rendered is kept in memory, and forgotten by least use. On disk only what `Shelf.keeps` is kept: lines that
  the program says whoever does it. What a person said stays off it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from voicecoach.errors import NoAudio
from voicecoach.speech.loudness import leveled
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.pronunciation import for_voice
from voicecoach.speech.sound_cache import key
from voicecoach.speech.voice_worker import COMMAND, Answer, Worker, WorkerDiedError
from voicecoach.speech.voices import Offer, VoiceInfo, english

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DEADLINE_S = 5.0
CACHE_BYTES = 16_000_000  # six minutes of speech
GARBAGE_PEAK = 60  # of 32768: nothing that anybody could hear


class VoiceFailed(NoAudio):
    """The voice cannot speak: the engine is missing, hangs, or gives silence."""


class Store(Protocol):
    """Sounds from earlier sessions (`speech.sound_cache.SoundCache`). It never raises."""

    def get(self, name: str) -> Pcm | None: ...

    def put(self, name: str, pcm: Pcm) -> None: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where sounds are kept from one session to the next, and of which texts."""

    store: Store
    keeps: Callable[[str], bool]


class Voice:
    """Renders text with the platform's engine, in the voice of this name or, without one, in an English one.

    `name` is an id, a name, an id's last part ("en-us") or a language; on espeak-ng a variant may follow ("en-us+f3").
    Raises UnknownVoice for a name that does not exist, VoiceFailed where no engine is to be had.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        shelf: Shelf | None = None,
        deadline_s: float = DEADLINE_S,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._shelf = shelf
        self._deadline_s = deadline_s
        self._command = command
        self._worker: Worker | None = None
        self._cache: OrderedDict[tuple[str, int], Pcm] = OrderedDict()
        self._cached_bytes = 0
        self._turn = threading.Condition()
        self._is_rendering = False
        self._wanted = 0
        self._ahead: deque[tuple[str, int]] = deque()
        self._prefetcher: threading.Thread | None = None
        self._is_closed = False
        try:
            head = self._ask({"do": "voices"}).head
            self.offer = _offer(head)
            self._engine = str(head.get("engine", ""))
            self.voice_id = self.offer.default if name is None else self.offer.choose(name)
        except BaseException:
            self.close()
            raise

    def list_voices(self) -> tuple[VoiceInfo, ...]:
        """All voices of the engine."""
        return self.offer.voices

    def use(self, name: str) -> None:
        """Speak with this voice from now on. Raises UnknownVoice, and then nothing has changed."""
        voice_id = self.offer.choose(name)
        with self._turn:
            self._ahead.clear()
            self._turn.wait_for(lambda: not self._is_rendering)
            self._cache.clear()
            self._cached_bytes = 0
            self.voice_id = voice_id

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """The text as sound, at the level of all voices, trimmed to 20 ms of silence before it and 50 ms after.

        Raises VoiceFailed.
        """
        with self._turn:
            if (pcm := self._cached(text, rate_wpm)) is not None:
                return pcm
            self._wanted += 1
            self._turn.wait_for(lambda: not self._is_rendering)
            self._wanted -= 1
            if (pcm := self._cached(text, rate_wpm)) is not None:
                self._turn.notify_all()
                return pcm
            self._is_rendering = True
        return self._render(text, rate_wpm)

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None:
        """Render these in the background, in this order, instead of what was left of the last call.

        Failures are silent here: `render` tells.
        """
        with self._turn:
            self._ahead = deque((text, rate_wpm) for text in texts)
            if self._prefetcher is None and self._ahead:
                self._prefetcher = threading.Thread(target=self._prefetch, name="voice-prefetch", daemon=True)
                self._prefetcher.start()

    def close(self) -> None:
        """End the worker. May be called twice."""
        with self._turn:
            self._is_closed = True
            self._ahead.clear()
            worker, self._worker = self._worker, None
            self._turn.notify_all()
        if worker is not None:
            worker.kill()

    # Taking turns

    def _prefetch(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: not self._is_rendering and not self._wanted)
                if not self._ahead:
                    self._prefetcher = None
                    return
                text, rate_wpm = self._ahead.popleft()
                if (text, rate_wpm) in self._cache:
                    continue
                self._is_rendering = True
            try:
                self._render(text, rate_wpm)
            except VoiceFailed:
                continue

    def _render(self, text: str, rate_wpm: int) -> Pcm:
        """Render, or take from the shelf, while it is our turn; keep the result, and give the turn back."""
        try:
            pcm = self._from_shelf(text, rate_wpm) or self._rendered(text, rate_wpm)
            with self._turn:
                self._keep(text, rate_wpm, pcm)
            return pcm
        finally:
            with self._turn:
                self._is_rendering = False
                self._turn.notify_all()

    def _rendered(self, text: str, rate_wpm: int) -> Pcm:
        spoken = for_voice(text, self._engine)
        answer = self._ask({"do": "render", "text": spoken, "rate_wpm": rate_wpm, "voice": self.voice_id})
        pcm = _audible(answer, text)
        if self._shelf is not None and self._shelf.keeps(text):
            self._shelf.store.put(self._key(text, rate_wpm), pcm)
        return pcm

    # What is kept

    def _from_shelf(self, text: str, rate_wpm: int) -> Pcm | None:
        if self._shelf is None or self._is_closed or not self._shelf.keeps(text):
            return None
        return self._shelf.store.get(self._key(text, rate_wpm))

    def _key(self, text: str, rate_wpm: int) -> str:
        return key(self._engine, self.voice_id, rate_wpm, for_voice(text, self._engine))

    def _cached(self, text: str, rate_wpm: int) -> Pcm | None:
        pcm = self._cache.get((text, rate_wpm))
        if pcm is not None:
            self._cache.move_to_end((text, rate_wpm))
        return pcm

    def _keep(self, text: str, rate_wpm: int, pcm: Pcm) -> None:
        self._cache[text, rate_wpm] = pcm
        self._cached_bytes += pcm.samples.nbytes
        while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
            _, forgotten = self._cache.popitem(last=False)
            self._cached_bytes -= forgotten.samples.nbytes

    # The worker

    def _ask(self, request: dict[str, Any]) -> Answer:
        """Ask the worker, and once more a new one when it hangs or dies. Raises VoiceFailed."""
        try:
            answer = self._ask_once(request)
        except WorkerDiedError:
            try:
                answer = self._ask_once(request)
            except WorkerDiedError as death:
                raise VoiceFailed(_sentence(str(death))) from death
        if "error" in answer.head:
            raise VoiceFailed(_sentence(str(answer.head["error"])))
        return answer

    def _ask_once(self, request: dict[str, Any]) -> Answer:
        with self._turn:
            if self._is_closed:
                raise VoiceFailed("The voice has been closed.")
            if self._worker is None:
                self._worker = Worker(self._command)
            worker = self._worker
        try:
            return worker.ask(request, self._deadline_s)
        except WorkerDiedError:
            with self._turn:
                self._worker = None
            raise


def _sentence(reason: str) -> str:
    return f"The voice cannot speak ({reason.rstrip('.')}). `voicecoach doctor` shows what is missing."


def _audible(answer: Answer, text: str) -> Pcm:
    whole = len(answer.body) - len(answer.body) % 2
    samples = np.frombuffer(answer.body[:whole], np.int16)
    pcm = Pcm(samples, int(answer.head["sample_rate_hz"])).trimmed()
    if pcm.peak <= GARBAGE_PEAK:
        raise VoiceFailed(_sentence(f"it gave silence for {text[:40]!r}"))
    return leveled(pcm)


def _offer(head: dict[str, Any]) -> Offer:
    voices = tuple(VoiceInfo(**voice) for voice in head["voices"])
    return Offer(voices, english(voices, head["default"]), tuple(head.get("variants", ())))
