"""The coach's ears: sound from the microphone becomes answers.

A block of sound that began while the coach sounded, or in a moment after, never becomes an answer, so the coach never
answers itself. What a person says over the coach is a matter of its own (`barge_in.py`): only commands are heard in it.
Recognition runs in a thread of its own. Rules:
* A stop is heard out of running talk, too (`speech/outcry.py`): a word louder than the television around it. Nothing
  else is taken from there.
* A `Listen` that is not open is answered once: `Heard`, `NothingHeard`, or, by the wall clock, a lost device.
* What is recognized only after the question is over is dropped; a command that was said over the coach is not.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from voicecoach.coach.effects import Listen
from voicecoach.coach.events import DeviceLost, Heard, NothingHeard, Silence, Source
from voicecoach.coach.phrases import INTERRUPTIONS, OVER_COACH, Question
from voicecoach.drivers.inbox import Inbox, MicrophoneSilent
from voicecoach.drivers.patience import TICK_S, Patience
from voicecoach.speech.audio import sound_of
from voicecoach.speech.endpointer import Endpointer, Noise, Utterance, Vad
from voicecoach.speech.outcry import Outcry
from voicecoach.speech.recognizers.base import Band, Hypothesis, Recognizer, RecognizerLost, Vocabulary
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicecoach.drivers.barge_in import BargeIn

TAIL_S = 0.25
"""The microphone opens this long after the coach's last word (at most 0.3 s: clinical dialogue table)."""

EARCON_TAIL_S = 0.08
"""And this long after an earcon, which is no word: who answers at once must not lose the first sound."""

TALK_OVER_S = 2.0
"""A count gives way to a person who speaks for no longer than this; noise that goes on does not mute the coach."""

COMPLETE_SILENCE_S = 0.4
"""The silence after a complete phrase: longer than any pause within a word or between the words of a phrase said
fluently (a plosive's closure takes 0.15 s at most), and by then it is recognized."""

TALK_S, TALK_PAUSE_S = 0.8, 0.5
"""Talk runs from when it has lasted so long until a pause as long as this: only out of that a word can stand."""

CRY_CONFIDENCE = 0.65
"""What stands out of talk needs as much, or is said twice within `CRY_AGAIN_S`: in 52 minutes of television-like talk
nothing reached it; of "stop" 10 to 15 dB above it half do at once, and five in six are understood
(docs/reliability.md)."""
CRY_AGAIN_S = 6.0

_REASONS = {
    "speaker": "it never falls silent",
    "microphone": "neither words nor silence come from it",
}


@dataclass(slots=True, eq=False)
class _Listening:
    """One `Listen` being carried out.

    `is_handed_over`: its utterance is with the recognizer. `so_far`: when what was said so far ended, and what it is.
    """

    listen: Listen
    endpointer: Endpointer
    patience: Patience
    opened_at: float | None = None
    began_at: float | None = None
    talk_since: float | None = None
    talk_until: float = 0.0
    has_noise: bool = False
    is_handed_over: bool = False
    so_far: tuple[float, Hypothesis] | None = None

    def recognized(self, ended_at: float) -> Hypothesis | None:
        """What the utterance that ended then is, where that is known already."""
        return self.so_far[1] if self.so_far and self.so_far[0] == ended_at else None


@dataclass(frozen=True, slots=True, eq=False)
class _Interjection:
    """Something that was said over the coach, to recognize."""

    listen: Listen
    utterance: Utterance


@dataclass(frozen=True, slots=True, eq=False)
class _Cry:
    """Something that stood out of running talk, to recognize."""

    listening: _Listening
    utterance: Utterance


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Something to recognize. `is_interim`: more may follow."""

    listening: _Listening
    utterance: Utterance
    is_interim: bool


@runtime_checkable
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
    `is_earcon` whether what sounds, or sounded last, is an earcon and no words: then the microphone opens sooner.
    Without `barge_in` nothing is heard over the coach.
    """

    def __init__(  # noqa: PLR0913 what it hears with, by name what differs
        self,
        inbox: Inbox,
        recognizer: Recognizer,
        vad: Vad,
        silent_since: Callable[[], float | None],
        *,
        is_earcon: Callable[[], bool] = lambda: False,
        patience: Callable[[Listen, float], Patience] = Patience,
        witness: Witness | None = None,
        barge_in: BargeIn | None = None,
    ) -> None:
        self._inbox = inbox
        self._recognizer = recognizer
        self._vad = vad
        self._silent_since = silent_since
        self._is_earcon = is_earcon
        self._patience = patience
        self._witness = witness
        self._barge_in = barge_in
        self._lock = threading.Lock()
        self._now: _Listening | None = None
        self._outcry = Outcry()
        self._doubtful_cry_at = float("-inf")
        self._has_lost_speaker = False
        self.is_lost = False
        """Whether it hears no more, which has been posted."""
        self._is_closing = threading.Event()
        self._tasks: queue.Queue[_Task | _Interjection | _Cry | None] = queue.Queue()
        self._microphone: Closing | None = None
        self._thread = threading.Thread(target=self._run, name="recognizer", daemon=True)
        self._thread.start()
        threading.Thread(target=self._watch, name="ears-watch", daemon=True).start()

    def use(self, microphone: Closing) -> None:
        """Take over a microphone that gives its blocks to `hear_block`."""
        self._microphone = microphone

    def lose(self, reason: str) -> None:
        """The microphone failed."""
        self.is_lost = True
        if not self._is_closing.is_set():
            self._inbox.post(DeviceLost("microphone", reason))

    def hear_zeros(self) -> None:
        """The microphone gives nothing but exact zeros."""
        self._inbox.post(MicrophoneSilent())

    @property
    def is_listening(self) -> bool:
        """Whether an answer or a command is waited for."""
        return self._now is not None

    def is_person_talking(self) -> bool:
        """Whether somebody has just begun to speak, or speaks over the coach."""
        if self._barge_in is not None and self._barge_in.is_person_speaking:
            return True
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
        if isinstance(self._recognizer, Closing):
            self._recognizer.close()
        self._tasks.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)

    # On the microphone's thread

    def hear_block(self, samples: NDArray[np.int16], t_end: float) -> None:
        """512 samples at 16 kHz that ended at the monotonic time `t_end`."""
        with self._lock:
            silent_since = self._silent_since()
            tail_s = EARCON_TAIL_S if self._is_earcon() else TAIL_S
            is_sounding = silent_since is None or t_end - BLOCK_S < silent_since + tail_s
            is_shut = is_sounding
            if self._barge_in is not None:
                is_shut = self._overhear(self._barge_in, samples, t_end, is_sounding=is_sounding)
            listening = self._now
            if listening is None or listening.is_handed_over:
                return
            if is_shut:
                listening.opened_at = listening.began_at = None
            else:
                self._feed(listening, samples, t_end)

    def _overhear(
        self, barge_in: BargeIn, samples: NDArray[np.int16], t_end: float, *, is_sounding: bool
    ) -> bool:
        """Hear what is said over the coach; whether this block is not to become an answer.

        Each block goes one way only, so both ways share one detector, and each begins with it anew. Who begins to
        answer while the earcon still sounds gives an answer, of which only the first sound is lost, and no command.
        """
        listening = self._now
        if listening is not None and barge_in.is_open:
            barge_in.pass_by(samples, t_end)
            return False
        is_answer_due = listening is not None and not listening.listen.is_open and self._is_earcon()
        if is_answer_due and not barge_in.is_person_speaking:
            barge_in.pass_by(samples, t_end)
            return is_sounding
        was_speaking = barge_in.is_person_speaking
        said = barge_in.hear(samples, t_end, is_sounding=is_sounding)
        if said is not None:
            self._tasks.put(_Interjection(barge_in.listens_for, said))
        return is_sounding or was_speaking or barge_in.is_person_speaking

    def _feed(self, listening: _Listening, samples: NDArray[np.int16], t_end: float) -> None:
        if listening.opened_at is None:
            listening.opened_at, listening.talk_since = t_end, None
            listening.endpointer.reset()
            self._outcry.reset()
        found = listening.endpointer.feed(samples, t_end)
        if not listening.endpointer.is_speech_started:
            listening.began_at = None
        elif listening.began_at is None:
            listening.began_at = t_end
        if self._witness is not None:
            self._tell(self._witness, listening, samples)
        if found is None and (so_far := listening.endpointer.interim()) is not None:
            self._tasks.put(_Task(listening, so_far, is_interim=True))
        if found is None and self._is_enough(listening):
            found = listening.endpointer.finish()
        self._look_for_cry(listening, samples, t_end)
        if isinstance(found, Utterance):
            self._hand_over(listening, found)
        elif isinstance(found, Noise):
            listening.has_noise = True
        elif self._is_over(listening, t_end):
            self._now = None
            self._inbox.post(NothingHeard(Silence.NOISE if listening.has_noise else Silence.SILENCE))

    def _look_for_cry(self, listening: _Listening, samples: NDArray[np.int16], t_end: float) -> None:
        if listening.endpointer.is_speech_started:
            listening.talk_until = t_end
            listening.talk_since = t_end if listening.talk_since is None else listening.talk_since
        elif t_end - listening.talk_until > TALK_PAUSE_S:
            listening.talk_since = None
        said = self._outcry.feed(samples, t_end)
        since = listening.talk_since
        if said is not None and since is not None and said.started_at - since >= TALK_S:
            self._tasks.put(_Cry(listening, said))

    @staticmethod
    def _tell(witness: Witness, listening: _Listening, samples: NDArray[np.int16]) -> None:
        if listening.endpointer.is_quiet:
            witness.hear_room(samples)
        else:
            witness.hear_voice()

    def _hand_over(self, listening: _Listening, utterance: Utterance) -> None:
        self._tasks.put(_Task(listening, utterance, is_interim=False))
        listening.is_handed_over = not listening.listen.is_open

    @staticmethod
    def _is_enough(listening: _Listening) -> bool:
        """Whether nothing more is waited for: what was said so far is known, and followed by silence enough for it."""
        ended_at = listening.endpointer.pause_began_at
        found = None if ended_at is None else listening.recognized(ended_at)
        if found is None:
            return False
        return listening.endpointer.silence_s >= enough_silence_s(listening.listen, found.text, found.band)

    @staticmethod
    def _is_over(listening: _Listening, t_end: float) -> bool:
        if listening.listen.is_open or listening.began_at is not None or listening.opened_at is None:
            return False
        return t_end - listening.opened_at > listening.listen.first_word_s

    # On the recognizer's thread

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                if isinstance(task, _Interjection):
                    self._heed(task)
                elif isinstance(task, _Cry):
                    self._heed_cry(task)
                else:
                    self._take(task)
            except RecognizerLost as error:
                self.stop()
                if not self._is_closing.is_set():
                    self.lose(str(error))
                return

    def _take(self, task: _Task) -> None:
        listening, utterance = task.listening, task.utterance
        if self._now is not listening:
            return
        if self._witness is not None and not task.is_interim:
            self._witness.hear_utterance(utterance.samples)
        found = listening.recognized(utterance.ended_at) or hypothesize(
            self._recognizer, listening.listen, utterance.samples
        )
        with self._lock:
            if self._now is not listening:
                return
            if task.is_interim:
                self._note(listening, utterance.ended_at, found)
                return
            if not listening.listen.is_open:
                self._now = None
            self._inbox.post(event_of(found, latency_ms(utterance)))

    def _heed(self, said: _Interjection) -> None:
        """A command that was said over the coach is obeyed; nothing else that was counts for anything."""
        assert self._barge_in is not None
        found = hypothesize(self._recognizer, said.listen, said.utterance.samples)
        event = event_of(found, latency_ms(said.utterance))
        if isinstance(event, NothingHeard) or self._barge_in.is_own_word(event.text, said.utterance):
            self._barge_in.not_understood(time.monotonic())
            return
        self._barge_in.understood(time.monotonic())
        self._inbox.post(replace(event, is_over_coach=True))

    def _heed_cry(self, cry: _Cry) -> None:
        """A stop is obeyed; whatever else stood out of the talk was the talk, or is said again when it is over."""
        listening = cry.listening
        if self._now is not listening:
            return
        listen = replace(listening.listen, question=Question.CONTROL, phrases=OVER_COACH)
        found = hypothesize(self._recognizer, listen, cry.utterance.samples)
        if found.text not in INTERRUPTIONS or found.band is Band.REFUSED:
            return
        now = time.monotonic()
        is_again = now - self._doubtful_cry_at <= CRY_AGAIN_S
        self._doubtful_cry_at = now
        if found.confidence < CRY_CONFIDENCE and not is_again:
            return
        with self._lock:
            if self._now is not listening:
                return
            if not listening.listen.is_open:
                self._now = None
            listening.opened_at = listening.began_at = None  # what it stood out of is no utterance any more
            self._inbox.post(event_of(found, latency_ms(cry.utterance)))

    def _note(self, listening: _Listening, ended_at: float, found: Hypothesis) -> None:
        """What was said so far is known: it may be enough."""
        listening.so_far = (ended_at, found)
        if not listening.is_handed_over and self._is_enough(listening):
            utterance = listening.endpointer.finish()
            if isinstance(utterance, Utterance):
                self._hand_over(listening, utterance)

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


def enough_silence_s(listen: Listen, text: str | None, band: Band) -> float:
    """How long a silence ends an answer that would be this, so far."""
    if text is None or band is not Band.SURE:
        return listen.end_silence_s
    if text in listen.complete:
        return min(COMPLETE_SILENCE_S, listen.end_silence_s)
    return min(listen.sure_silence_s, listen.end_silence_s)


def hypothesize(recognizer: Recognizer, listen: Listen, samples: NDArray[np.int16]) -> Hypothesis:
    """One utterance against the phrases that are listened for. A recognizer that fails has understood nothing.

    Raises RecognizerLost where it will never understand anything any more.
    """
    try:
        return recognizer.recognize(sound_of(samples), Vocabulary(listen.question.value, listen.phrases))
    except RecognizerLost:
        raise
    except Exception:  # noqa: BLE001 an engine may fail in any way; the question is asked again, and then by text
        return Hypothesis(None, 0.0, Band.REFUSED)


def event_of(found: Hypothesis, latency_ms: int = 0) -> Heard | NothingHeard:
    """What a hypothesis is to a session."""
    if found.text is None or found.band is Band.REFUSED:
        return NothingHeard(Silence.UNCLEAR)
    return Heard(found.text, found.confidence, found.band, Source.VOICE, latency_ms, found.alternative)


def latency_ms(utterance: Utterance) -> int:
    """The time since the utterance ended."""
    return round(1000 * max(0.0, time.monotonic() - utterance.ended_at))
