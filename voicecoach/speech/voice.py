"""The coach's voice: text in, sound out. It renders and never plays; pyttsx3, or piper, lives in a worker process.

Rules:
* What is kept is there at once. A wanted render goes before all prefetching, and waits for at most the one utterance
  being rendered.
* A worker that hangs, dies or answers what cannot be that text, spoken, is killed and replaced once; then VoiceFailed.
* A neural voice that fails gives way to the platform's, which `on_fallback` gets in a sentence.
* What was rendered is kept in memory, and forgotten by least use. On disk only what `Shelf.keeps` is kept: lines that
  the program says whoever does it. What a person said stays off it.
* A neural voice has said `pace.REFERENCE` before it says anything else: so it is known to work, and how fast it speaks.
  Where that is on the shelf, the voice is loaded behind the first lines, which are there, too.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from voicecoach.errors import NoAudio
from voicecoach.speech.loudness import leveled
from voicecoach.speech.pace import REFERENCE, length_scale
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.pronunciation import for_voice
from voicecoach.speech.sound_cache import key
from voicecoach.speech.voice_files import VoiceFile, VoiceFiles
from voicecoach.speech.voice_worker import COMMAND, spoken
from voicecoach.speech.voices import Offer, VoiceInfo, english
from voicecoach.speech.worker_process import Answer, Worker, WorkerDiedError, WorkerLateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DEADLINE_S = 5.0
LOAD_S = 30.0
"""What a neural voice may take beyond that to load: 1.3 s on an idle machine, far more from a cold disk."""
CHARACTERS_A_SECOND = 15
"""How fast speech is. A neural voice, rendered no slower than that, may take as long as its line sounds."""
CACHE_BYTES = 4_000_000  # ninety seconds of speech; what a program says is on disk as well
RATE_WPM = 155
"""About what voices speak by themselves."""


T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks. `engine` with its version, `identity`: what sounds are kept under."""

    voice_id: str | None
    engine: str
    file: VoiceFile | None = None
    identity: str | None = None
    own_pace_s: float = 0.0
    """How long a neural voice takes for `REFERENCE` by itself."""

    def request(self, text: str, rate_wpm: int) -> dict[str, Any]:
        if self.file is None:
            return {"do": "render", "text": text, "rate_wpm": rate_wpm, "voice": self.voice_id}
        scale = length_scale(rate_wpm, self.own_pace_s)
        return {"do": "render", "text": text, "length_scale": scale, "file": str(self.file.path)}

    def key(self, text: str, rate_wpm: int) -> str:
        return key(self.engine, self.identity or self.voice_id, rate_wpm, text)


class Voice:
    """Renders text in the voice of this name or, without one, in an English one of the platform's engine.

    `name` is one of `files`, or an id, a name, an id's last part ("en-us") or a language; on espeak-ng a variant may
    follow ("en-us+f3"). Raises UnknownVoice for a name that does not exist, VoiceFailed where no engine is to be had,
    and NoAudio where a file cannot be used.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        files: VoiceFiles | None = None,
        shelf: Shelf | None = None,
        deadline_s: float = DEADLINE_S,
        command: Sequence[str] = COMMAND,
        on_fallback: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._files = files or VoiceFiles()
        self._shelf = shelf
        self._deadline_s = deadline_s
        self._command = command
        self._on_fallback = on_fallback
        self._worker: Worker | None = None
        self._has_loaded = False
        self._cache: OrderedDict[tuple[str, int], Pcm] = OrderedDict()
        self._cached_bytes = 0
        self._turn = threading.Condition()
        self._is_rendering = False
        self._wanted = 0
        self._ahead: deque[tuple[str, int]] = deque()
        self._prefetcher: threading.Thread | None = None
        self._is_closed = False
        try:
            self._speaker = self._introduced(self._found(name))
        except BaseException:
            self.close()
            raise

    @property
    def voice_id(self) -> str | None:
        """What the voice is chosen by: an id, or the path of a file."""
        return self._speaker.voice_id

    @cached_property
    def offer(self) -> Offer:
        """All voices there are: the platform's, and those in files. Raises VoiceFailed where the platform has none."""
        return self._platform[0]

    def list_voices(self) -> tuple[VoiceInfo, ...]:
        """All voices there are, the platform's before those in files."""
        return self.offer.voices

    def choose(self, name: str) -> str:
        """What the voice of this name is chosen by, for `use`. Raises like `Voice`, and changes nothing."""
        return str(self._found(name).voice_id)

    def use(self, name: str) -> None:
        """Speak with this voice from now on. Raises like `Voice`, and then nothing has changed."""
        speaker = self._found(name)
        with self._turn:
            self._ahead.clear()
            self._turn.wait_for(lambda: not self._is_rendering)
            self._is_rendering = True
        try:
            if speaker.file != self._speaker.file:
                self._end_worker()
            introduced = self._introduced(speaker)
            with self._turn:
                self._cache.clear()
                self._cached_bytes = 0
                self._speaker = introduced
        finally:
            self._give_turn_back()

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """The text as sound, at the level of all voices, trimmed to 20 ms of silence before it and 50 ms after.

        Raises VoiceFailed.
        """
        with self._turn:
            if (pcm := self._cached(text, rate_wpm)) is not None:
                return pcm
        if (pcm := self._from_shelf(text, rate_wpm)) is not None:
            with self._turn:
                self._keep(text, rate_wpm, pcm)
            return pcm
        with self._turn:
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
            self._turn.notify_all()
        self._end_worker()

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
            self._give_turn_back()

    def _give_turn_back(self) -> None:
        with self._turn:
            self._is_rendering = False
            self._turn.notify_all()

    def _rendered(self, text: str, rate_wpm: int) -> Pcm:
        """Rendered anew; where a neural voice fails, by the platform's, from now on."""
        try:
            return self._rendered_by(self._speaker, text, rate_wpm)
        except VoiceFailed as failure:
            if self._speaker.file is None or self._is_closed:
                raise
            self._fall_back(failure)
        return self._rendered_by(self._speaker, text, rate_wpm)

    def _rendered_by(self, speaker: _Speaker, text: str, rate_wpm: int) -> Pcm:
        words = for_voice(text, speaker.engine)
        pcm = leveled(
            self._ask(speaker.request(words, rate_wpm), lambda answer: spoken(answer, words, rate_wpm))
        )
        if self._shelf is not None and self._shelf.keeps(text):
            self._shelf.store.put(speaker.key(words, rate_wpm), pcm)
        return pcm

    def _fall_back(self, failure: VoiceFailed) -> None:
        """While it is our turn: speak with the platform's voice. Raises the failure where that has none."""
        self._end_worker()
        try:
            speaker = self._found(None)
        except NoAudio:
            raise failure from None
        with self._turn:
            self._cache.clear()
            self._cached_bytes = 0
            self._speaker = speaker
        self._on_fallback(f"{failure} Going on with the voice {speaker.voice_id}.")

    # What is kept

    def _from_shelf(self, text: str, rate_wpm: int) -> Pcm | None:
        if self._shelf is None or self._is_closed or not self._shelf.keeps(text):
            return None
        return self._shelf.store.get(self._speaker.key(for_voice(text, self._speaker.engine), rate_wpm))

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

    # Who speaks

    @cached_property
    def _platform(self) -> tuple[Offer, str]:
        """What there is to choose from, and the platform's engine."""
        return self._ask(
            {"do": "voices"},
            lambda answer: (_offer(answer.head, self._files), str(answer.head.get("engine", ""))),
        )

    def _found(self, name: str | None) -> _Speaker:
        file = None if name is None else self._files.named(name)
        if file is None:
            offer, engine = self._platform
            voice_id = offer.default if name is None else offer.choose(name)
            file = None if voice_id is None else self._files.named(voice_id)  # chosen by its language, say
            if file is None:
                return _Speaker(voice_id, engine)
            name = voice_id
        return _Speaker(name, str(self._files.engine), file, file.identity)

    def _introduced(self, speaker: _Speaker) -> _Speaker:
        """A neural voice with its pace. Where that is known, it is loaded meanwhile. Raises VoiceFailed."""
        if speaker.file is None:
            return speaker
        name = speaker.key(REFERENCE, 0)
        said = self._shelf.store.get(name) if self._shelf is not None else None
        if said is not None:
            self._load_meanwhile(speaker.file)
        else:
            request = {"do": "render", "text": REFERENCE, "length_scale": 1.0, "file": str(speaker.file.path)}
            said = self._ask(request, lambda answer: spoken(answer, REFERENCE, RATE_WPM))
            if self._shelf is not None:
                self._shelf.store.put(name, said)
        return replace(speaker, own_pace_s=said.duration_s)

    def _load_meanwhile(self, file: VoiceFile) -> None:
        def load() -> None:
            with self._turn:
                self._turn.wait_for(lambda: not self._is_rendering)
                self._is_rendering = True
            try:
                with suppress(NoAudio):  # whoever wants a line is told
                    self._ask({"do": "load", "file": str(file.path)}, lambda _: None)
            finally:
                self._give_turn_back()

        threading.Thread(target=load, name="voice-load", daemon=True).start()

    # The worker

    def _ask(self, request: dict[str, Any], read: Callable[[Answer], T]) -> T:
        """What `read` makes of the worker's answer; of a new one's when it hangs, dies or answers what cannot be.

        Raises VoiceFailed. A neural voice that hangs is not waited for twice: it takes longest to load again.
        """
        try:
            return self._read_once(request, read)
        except WorkerDiedError as death:
            if isinstance(death, WorkerLateError) and "file" in request:
                raise _failed(request, str(death)) from death
        try:
            return self._read_once(request, read)
        except WorkerDiedError as death:
            raise _failed(request, str(death)) from death

    def _read_once(self, request: dict[str, Any], read: Callable[[Answer], T]) -> T:
        answer = self._ask_once(request)
        if "error" in answer.head:
            raise _failed(request, str(answer.head["error"]))
        try:
            return read(answer)
        except WorkerDiedError:
            self._end_worker()
            raise

    def _ask_once(self, request: dict[str, Any]) -> Answer:
        with self._turn:
            if self._is_closed:
                raise VoiceFailed("The voice has been closed.")
            if self._worker is None:
                self._worker = Worker(self._command)
                self._has_loaded = False
            worker = self._worker
        deadline_s = self._deadline_s
        if "file" in request:
            deadline_s += len(request.get("text", "")) / CHARACTERS_A_SECOND
            deadline_s += 0.0 if self._has_loaded else LOAD_S
        try:
            answer = worker.ask(request, deadline_s)
        except WorkerDiedError:
            with self._turn:
                self._worker = None
            raise
        self._has_loaded = "file" in request
        return answer

    def _end_worker(self) -> None:
        with self._turn:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()


def _sentence(reason: str) -> str:
    return f"The voice cannot speak ({reason.rstrip('.')}). `voicecoach doctor` shows what is missing."


def _failed(request: dict[str, Any], reason: str) -> VoiceFailed:
    if "file" not in request:
        return VoiceFailed(_sentence(reason))
    why = " ".join(reason.split()).rstrip(".")
    return VoiceFailed(
        f"The voice file {request['file']} cannot speak ({why}): copy it and its .json there again, "
        "or take another one of `voicecoach voices`."
    )


def _offer(head: dict[str, Any], files: VoiceFiles) -> Offer:
    """The default is one of the platform's; a file is only taken by name. Raises WorkerDiedError for nonsense."""
    try:
        voices = tuple(VoiceInfo(**voice) for voice in head["voices"])
        default, variants = english(voices, head["default"]), tuple(head.get("variants", ()))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorkerDiedError("it answered nonsense") from error
    return Offer((*voices, *(file.info for file in files.listed())), default, variants)
