"""A recorded person: answers are recordings, heard by the real endpointer and recognizer, on a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.effects import Listen
from voicecoach.coach.events import Band, Heard, NothingHeard
from voicecoach.coach.phrases import NEITHER, Question
from voicecoach.drivers.ears import enough_silence_s, event_of, hypothesize
from voicecoach.drivers.inbox import Inbox
from voicecoach.speech.endpointer import Endpointer, Utterance, Vad
from voicecoach.speech.recognizers.base import Hypothesis, Recognizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 512
RATE_HZ = 16_000
BEFORE_S = 0.5
AFTER_S = 1.6


class RecordedEars:
    """Answers each question with the next recording for it; silence where there is none.

    `answers`: for each question, phrases in order; the last one is repeated. What is asked back is answered with
    "yes" ("did you say better?"), or with what was said ("four, or five?"), where it is offered. `load` gives a
    phrase's recording, (n,) int16 at 16 kHz.
    """

    def __init__(
        self,
        inbox: Inbox,
        recognizer: Recognizer,
        vad: Vad,
        answers: Mapping[Question, Iterable[str]],
        load: Callable[[str], NDArray[np.int16]],
    ) -> None:
        self._inbox = inbox
        self._recognizer = recognizer
        self._vad = vad
        self._answers = {question: list(phrases) for question, phrases in answers.items()}
        self._load = load
        self._is_asked_back = False
        self._said = ""

    def listen(self, listen: Listen) -> None:
        if listen.is_open:
            return
        phrase = self._answer(listen)
        if phrase is None:
            self._inbox.post(NothingHeard(), listen.first_word_s)
            return
        sound = self._load(phrase)
        hypothesis = hear(listen, self._vad, partial(hypothesize, self._recognizer, listen), sound)
        event = NothingHeard() if hypothesis is None else event_of(hypothesis)
        self._is_asked_back = isinstance(event, Heard) and event.band is Band.ASK
        self._inbox.post(event, BEFORE_S + len(sound) / RATE_HZ + listen.end_silence_s)

    def _answer(self, listen: Listen) -> str | None:
        if self._is_asked_back and listen.question is Question.RATING and NEITHER[0] in listen.phrases:
            return self._said if self._said in listen.phrases else NEITHER[0]
        if self._is_asked_back and listen.question is Question.YES_NO:
            return "yes"
        phrase = self._next(listen.question)
        self._said = phrase or ""
        return phrase

    def _next(self, question: Question) -> str | None:
        waiting = self._answers.get(question)
        if not waiting:
            return None
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def stop(self) -> None:
        """An answer that is on its way comes too late for the session, which then ignores it."""

    def close(self) -> None:
        """Nothing to give back."""


def hear(
    listen: Listen, vad: Vad, recognize: Callable[[NDArray[np.int16]], Hypothesis], sound: NDArray[np.int16]
) -> Hypothesis | None:
    """What a session would hear in this sound, (n,) int16 at 16 kHz, if it came from the microphone.

    None where nobody speaks. What was said so far is recognized in each pause, as a session does.
    """
    found: dict[float, Hypothesis] = {}

    def hypothesis_of(utterance: Utterance) -> Hypothesis:
        if utterance.ended_at not in found:
            found[utterance.ended_at] = recognize(utterance.samples)
        return found[utterance.ended_at]

    def enough_s(so_far: Utterance) -> float:
        hypothesis = hypothesis_of(so_far)
        return enough_silence_s(listen, hypothesis.text, hypothesis.band)

    utterance = first_utterance(sound, vad, listen.end_silence_s, listen.longest_s, enough_s)
    return None if utterance is None else hypothesis_of(utterance)


def first_utterance(
    sound: NDArray[np.int16],
    vad: Vad,
    end_silence_s: float,
    longest_s: float,
    enough_s: Callable[[Utterance], float] | None = None,
) -> Utterance | None:
    """What a session would cut out of this sound, (n,) int16 at 16 kHz, if it came from the microphone.

    `enough_s` tells of what was said so far which silence ends it.
    """
    before = np.zeros(round(BEFORE_S * RATE_HZ), np.int16)
    after = np.zeros(round((AFTER_S + end_silence_s) * RATE_HZ), np.int16)
    whole = np.concatenate([before, sound, after])
    endpointer = Endpointer(vad, end_silence_s, max_s=longest_s)
    endpointer.reset()  # the detector knows nothing of the recording before
    enough = (0.0, end_silence_s)
    for start in range(0, len(whole) - BLOCK + 1, BLOCK):
        found = endpointer.feed(whole[start : start + BLOCK], (start + BLOCK) / RATE_HZ)
        if found is None and enough_s and (so_far := endpointer.interim()) is not None:
            enough = (so_far.ended_at, enough_s(so_far))
        if enough[0] == endpointer.pause_began_at and endpointer.silence_s >= enough[1]:
            found = endpointer.finish()
        if isinstance(found, Utterance):
            return found
    return None
