"""Voice: lines become sound, and sound from the microphone becomes answers.

`VoiceMouth` works in a thread of its own through a queue of lines; rendering never holds up the loop. `VoiceEars`
hears half-duplex: while the coach sounds, and for a moment after, the microphone is not listened to, so that the
coach's own voice never becomes an answer. Recognition runs in a thread of its own too.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from voicecoach.coach.effects import EarconKind, Listen, Say
from voicecoach.coach.events import DeviceLost, Heard, NothingHeard, Silence, Source, SpeechEnded
from voicecoach.drivers.inbox import Inbox
from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import audio_data
from voicecoach.speech.earcons import Earcon, earcon
from voicecoach.speech.endpointer import Endpointer, Noise, Utterance
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.recognizers.base import Band, Recognizer, Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAIL_S = 0.25
"""The microphone opens this long after the coach's last sound (at most 0.3 s: clinical dialogue table)."""

TALK_OVER_S = 2.0
"""A count gives way to a person who speaks for no longer than this; noise that goes on does not mute the coach."""

Vad = Callable[["NDArray[np.int16]"], float]


class Renderer(Protocol):
    """Text to sound (`speech.voice.Voice`)."""

    def render(self, text: str, rate_wpm: int) -> Pcm: ...

    def close(self) -> None: ...


class Speaker(Protocol):
    """Plays sound (`speech.player.Player`)."""

    sample_rate_hz: int

    def play(self, pcm: Pcm, on_done: Callable[[bool], None] | None = None) -> object: ...

    def stop(self) -> None: ...

    def is_sounding(self, tail_s: float = 0.0) -> bool: ...

    def close(self) -> None: ...


class VoiceMouth:
    """Says lines one after the other. `is_person_talking` lets a count give way."""

    def __init__(
        self,
        voice: Renderer,
        speaker: Speaker,
        inbox: Inbox,
        rate_wpm: int,
        is_person_talking: Callable[[], bool] = lambda: False,
    ) -> None:
        self._voice = voice
        self._speaker = speaker
        self._inbox = inbox
        self._rate_wpm = rate_wpm
        self._is_person_talking = is_person_talking
        self._work: queue.Queue[Say | EarconKind | None] = queue.Queue()
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._generation = 0
        self._is_busy = False
        self._thread = threading.Thread(target=self._run, name="mouth", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a line sounds or waits."""
        return self._is_busy or not self._work.empty()

    def say(self, say: Say) -> None:
        if say.droppable and (self.is_busy or self._is_person_talking()):
            self._inbox.post(SpeechEnded(say.say_id, completed=False))
            return
        self._work.put(say)

    def earcon(self, kind: EarconKind) -> None:
        self._work.put(kind)

    def stop(self) -> None:
        with self._lock:
            self._generation += 1
        dropped: list[Say] = []
        while True:
            try:
                item = self._work.get_nowait()
            except queue.Empty:
                break
            if isinstance(item, Say):
                dropped.append(item)
        self._speaker.stop()
        self._done.set()
        for say in dropped:
            self._inbox.post(SpeechEnded(say.say_id, completed=False))

    def set_rate(self, rate_wpm: int) -> None:
        self._rate_wpm = rate_wpm

    def close(self) -> None:
        self.stop()
        self._work.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)
        self._speaker.close()
        self._voice.close()

    # On the mouth's own thread

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            self._is_busy = True
            try:
                completed = self._sound(item)
                if isinstance(item, Say):
                    self._inbox.post(SpeechEnded(item.say_id, completed=completed))
            except VoicecoachError as error:
                self._inbox.post(DeviceLost("voice", str(error)))
                return
            finally:
                self._is_busy = False

    def _sound(self, item: Say | EarconKind) -> bool:
        with self._lock:
            generation = self._generation
        rate_hz = self._speaker.sample_rate_hz
        pcm = earcon(Earcon(item.value), rate_hz) if isinstance(item, EarconKind) else self._line(item, rate_hz)
        heard: list[bool] = []
        self._done.clear()
        with self._lock:
            if generation != self._generation:
                return False

        def on_done(completed: bool) -> None:
            heard.append(completed)
            self._done.set()

        self._speaker.play(pcm, on_done)
        self._done.wait(pcm.duration_s + 5.0)
        return bool(heard and heard[0])

    def _line(self, say: Say, rate_hz: int) -> Pcm:
        pause = np.zeros(round(say.pause_s * rate_hz), np.int16)
        pieces: list[NDArray[np.int16]] = []
        for part in say.parts:
            pieces += [self._voice.render(part, self._rate_wpm).at_rate(rate_hz).samples, pause]
        return Pcm(np.concatenate(pieces[:-1] or [pause]), rate_hz)


@dataclass(slots=True)
class _Listening:
    """One `Listen` being carried out."""

    listen: Listen
    endpointer: Endpointer
    opened_at: float | None = None
    began_at: float | None = None
    has_noise: bool = False


class VoiceEars:
    """Endpointing and recognition of what the microphone gives. `start` is called with the microphone's own thread's
    blocks; see `hear_block`.
    """

    def __init__(
        self, inbox: Inbox, recognizer: Recognizer, vad: Vad, is_coach_sounding: Callable[[], bool]
    ) -> None:
        self._inbox = inbox
        self._recognizer = recognizer
        self._vad = vad
        self._is_coach_sounding = is_coach_sounding
        self._lock = threading.Lock()
        self._now: _Listening | None = None
        self._utterances: queue.Queue[tuple[_Listening, Utterance] | None] = queue.Queue()
        self._microphone: Closing | None = None
        self._thread = threading.Thread(target=self._run, name="recognizer", daemon=True)
        self._thread.start()

    def use(self, microphone: Closing) -> None:
        """Take over a microphone that gives its blocks to `hear_block`."""
        self._microphone = microphone

    def lose(self, reason: str) -> None:
        """The microphone failed."""
        self._inbox.post(DeviceLost("microphone", reason))

    def is_person_talking(self) -> bool:
        """Whether somebody has just begun to speak."""
        listening = self._now
        if listening is None or listening.began_at is None:
            return False
        return time.monotonic() - listening.began_at < TALK_OVER_S

    def listen(self, listen: Listen) -> None:
        endpointer = Endpointer(self._vad, listen.end_silence_s, max_s=listen.longest_s)
        with self._lock:
            self._now = _Listening(listen, endpointer)

    def stop(self) -> None:
        with self._lock:
            self._now = None

    def close(self) -> None:
        self.stop()
        if self._microphone is not None:
            self._microphone.close()
        self._utterances.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)

    # On the microphone's thread

    def hear_block(self, samples: NDArray[np.int16], t_end: float) -> None:
        """512 samples at 16 kHz that ended at the monotonic time `t_end`."""
        with self._lock:
            listening = self._now
            if listening is None:
                return
            if self._is_coach_sounding():
                listening.endpointer.reset()
                listening.began_at = None
                return
            self._feed(listening, samples, t_end)

    def _feed(self, listening: _Listening, samples: NDArray[np.int16], t_end: float) -> None:
        if listening.opened_at is None:
            listening.opened_at = t_end
        found = listening.endpointer.feed(samples, t_end)
        if not listening.endpointer.is_speech_started:
            listening.began_at = None
        elif listening.began_at is None:
            listening.began_at = t_end
        if isinstance(found, Utterance):
            self._utterances.put((listening, found))
            if not listening.listen.is_open:
                self._now = None
        elif isinstance(found, Noise):
            listening.has_noise = True
        elif self._is_over(listening, t_end):
            self._now = None
            reason = Silence.NOISE if listening.has_noise else Silence.SILENCE
            self._inbox.post(NothingHeard(reason))

    @staticmethod
    def _is_over(listening: _Listening, t_end: float) -> bool:
        if listening.listen.is_open or listening.began_at is not None or listening.opened_at is None:
            return False
        return t_end - listening.opened_at > listening.listen.first_word_s

    # On the recognizer's thread

    def _run(self) -> None:
        while (work := self._utterances.get()) is not None:
            listening, utterance = work
            event = recognize(self._recognizer, listening.listen, utterance.samples, utterance.ended_at)
            with self._lock:
                is_wanted = self._now is None or self._now is listening
            if is_wanted:
                self._inbox.post(event)


class Closing(Protocol):
    """Something to give back."""

    def close(self) -> None: ...


def recognize(
    recognizer: Recognizer, listen: Listen, samples: NDArray[np.int16], ended_at: float
) -> Heard | NothingHeard:
    """One utterance against the phrases that are listened for. A recognizer that fails has understood nothing."""
    vocabulary = Vocabulary(listen.question.value, listen.phrases)
    try:
        hypothesis = recognizer.recognize(audio_data(samples), vocabulary)
    except VoicecoachError:
        return NothingHeard(Silence.UNCLEAR)
    if hypothesis.text is None or hypothesis.band is Band.REFUSED:
        return NothingHeard(Silence.UNCLEAR)
    latency_ms = round(1000 * max(0.0, time.monotonic() - ended_at))
    return Heard(hypothesis.text, hypothesis.confidence, hypothesis.band, Source.VOICE, latency_ms)
