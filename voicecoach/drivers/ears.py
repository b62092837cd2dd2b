"""The coach's ears: sound from the microphone becomes answers.

`VoiceEars` hears half-duplex: a block of sound that began while the coach sounded, or in a moment after, is not
listened to, so that the coach's own voice never becomes an answer. Recognition runs in a thread of its own. Rules:
* A `Listen` that is not open is answered once: `Heard`, `NothingHeard`, or, by the wall clock, a lost device.
* What is recognized only after the question is over is dropped.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.effects import Listen
from voicecoach.coach.events import DeviceLost, Heard, NothingHeard, Silence, Source
from voicecoach.drivers.inbox import Inbox
from voicecoach.drivers.patience import TICK_S, Patience
from voicecoach.speech.audio import audio_data
from voicecoach.speech.endpointer import Endpointer, Noise, Utterance, Vad
from voicecoach.speech.recognizers.base import Band, Recognizer, Vocabulary
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TAIL_S = 0.25
"""The microphone opens this long after the coach's last word (at most 0.3 s: clinical dialogue table)."""

EARCON_TAIL_S = 0.08
"""And this long after an earcon, which is no word: who answers at once must not lose the first sound."""

TALK_OVER_S = 2.0
"""A count gives way to a person who speaks for no longer than this; noise that goes on does not mute the coach."""

_REASONS = {
    "speaker": "it never falls silent",
    "microphone": "neither words nor silence come from it",
}


@dataclass(slots=True, eq=False)
class _Listening:
    """One `Listen` being carried out. `is_handed_over`: its utterance is with the recognizer."""

    listen: Listen
    endpointer: Endpointer
    patience: Patience
    opened_at: float | None = None
    began_at: float | None = None
    has_noise: bool = False
    is_handed_over: bool = False


class Closing(Protocol):
    """Something to give back."""

    def close(self) -> None: ...


class Witness(Protocol):
    """Gets the sound itself, in memory: what `voicecoach tune` learns from."""

    def hear_room(self, samples: NDArray[np.int16]) -> None:
        """A block in which nobody spoke, as far as it is known by now; on the microphone's thread."""

    def hear_voice(self) -> None:
        """Somebody begins to speak, or something sounds like it; on the microphone's thread."""

    def hear_utterance(self, samples: NDArray[np.int16]) -> None:
        """An utterance, before it is recognized; on the recognizer's thread."""


class VoiceEars:
    """Endpointing and recognition of what the microphone gives to `hear_block`.

    `silent_since` tells the monotonic time since which nothing of the coach is heard, None while something is;
    `tail_s` how long after that the microphone stays shut.
    """

    def __init__(  # noqa: PLR0913 what it hears with, by name what differs
        self,
        inbox: Inbox,
        recognizer: Recognizer,
        vad: Vad,
        silent_since: Callable[[], float | None],
        *,
        tail_s: Callable[[], float] = lambda: TAIL_S,
        patience: Callable[[Listen, float], Patience] = Patience,
        witness: Witness | None = None,
    ) -> None:
        self._inbox = inbox
        self._recognizer = recognizer
        self._vad = vad
        self._silent_since = silent_since
        self._tail_s = tail_s
        self._patience = patience
        self._witness = witness
        self._lock = threading.Lock()
        self._now: _Listening | None = None
        self._has_lost_speaker = False
        self._is_closing = threading.Event()
        self._utterances: queue.Queue[tuple[_Listening, Utterance] | None] = queue.Queue()
        self._microphone: Closing | None = None
        self._thread = threading.Thread(target=self._run, name="recognizer", daemon=True)
        self._thread.start()
        threading.Thread(target=self._watch, name="ears-watch", daemon=True).start()

    def use(self, microphone: Closing) -> None:
        """Take over a microphone that gives its blocks to `hear_block`."""
        self._microphone = microphone

    def lose(self, reason: str) -> None:
        """The microphone failed."""
        self._inbox.post(DeviceLost("microphone", reason))

    @property
    def is_listening(self) -> bool:
        """Whether an answer or a command is waited for."""
        return self._now is not None

    def is_person_talking(self) -> bool:
        """Whether somebody has just begun to speak."""
        listening = self._now
        began_at = None if listening is None else listening.began_at
        return began_at is not None and time.monotonic() - began_at < TALK_OVER_S

    def listen(self, listen: Listen) -> None:
        endpointer = Endpointer(self._vad, listen.end_silence_s, max_s=listen.longest_s)
        with self._lock:
            self._now = _Listening(listen, endpointer, self._patience(listen, time.monotonic()))

    def stop(self) -> None:
        with self._lock:
            self._now = None

    def close(self) -> None:
        self.stop()
        self._is_closing.set()
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
            if listening is None or listening.is_handed_over:
                return
            silent_since = self._silent_since()
            if silent_since is None or t_end - BLOCK_S < silent_since + self._tail_s():
                listening.opened_at = listening.began_at = None
            else:
                self._feed(listening, samples, t_end)

    def _feed(self, listening: _Listening, samples: NDArray[np.int16], t_end: float) -> None:
        if listening.opened_at is None:
            listening.opened_at = t_end
            listening.endpointer.reset()
        found = listening.endpointer.feed(samples, t_end)
        if not listening.endpointer.is_speech_started:
            listening.began_at = None
        elif listening.began_at is None:
            listening.began_at = t_end
        if self._witness is not None:
            self._tell(self._witness, listening, samples)
        if isinstance(found, Utterance):
            self._utterances.put((listening, found))
            listening.is_handed_over = not listening.listen.is_open
        elif isinstance(found, Noise):
            listening.has_noise = True
        elif self._is_over(listening, t_end):
            self._now = None
            self._inbox.post(NothingHeard(Silence.NOISE if listening.has_noise else Silence.SILENCE))

    @staticmethod
    def _tell(witness: Witness, listening: _Listening, samples: NDArray[np.int16]) -> None:
        if listening.endpointer.is_quiet:
            witness.hear_room(samples)
        else:
            witness.hear_voice()

    @staticmethod
    def _is_over(listening: _Listening, t_end: float) -> bool:
        if listening.listen.is_open or listening.began_at is not None or listening.opened_at is None:
            return False
        return t_end - listening.opened_at > listening.listen.first_word_s

    # On the recognizer's thread

    def _run(self) -> None:
        while (work := self._utterances.get()) is not None:
            listening, utterance = work
            if self._witness is not None:
                self._witness.hear_utterance(utterance.samples)
            event = recognize(self._recognizer, listening.listen, utterance.samples, utterance.ended_at)
            with self._lock:
                if self._now is not listening:
                    continue
                if not listening.listen.is_open:
                    self._now = None
                self._inbox.post(event)

    # On a thread of the wall clock's own

    def _watch(self) -> None:
        while not self._is_closing.wait(TICK_S):
            with self._lock:
                lost = self._overdue()
            if lost is not None:
                self._inbox.post(DeviceLost(lost, _REASONS[lost]))

    def _overdue(self) -> str | None:
        """The device that keeps the present question from ever being answered. A speaker is lost only once."""
        listening = self._now
        if listening is None or listening.listen.is_open:
            return None
        is_sounding = self._silent_since() is None
        lost = listening.patience.tick(time.monotonic(), is_coach_sounding=is_sounding)
        if lost is None:
            return None
        self._now = None
        if self._has_lost_speaker:
            return "microphone"
        self._has_lost_speaker = lost == "speaker"
        return lost


def recognize(
    recognizer: Recognizer, listen: Listen, samples: NDArray[np.int16], ended_at: float
) -> Heard | NothingHeard:
    """One utterance against the phrases that are listened for. A recognizer that fails has understood nothing."""
    vocabulary = Vocabulary(listen.question.value, listen.phrases)
    try:
        hypothesis = recognizer.recognize(audio_data(samples), vocabulary)
    except Exception:  # noqa: BLE001 an engine may fail in any way; the question is asked again, and then by text
        return NothingHeard(Silence.UNCLEAR)
    if hypothesis.text is None or hypothesis.band is Band.REFUSED:
        return NothingHeard(Silence.UNCLEAR)
    latency_ms = round(1000 * max(0.0, time.monotonic() - ended_at))
    return Heard(
        hypothesis.text,
        hypothesis.confidence,
        hypothesis.band,
        Source.VOICE,
        latency_ms,
        hypothesis.alternative,
    )
