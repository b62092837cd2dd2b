"""Single recordings, taken exactly as a session would: endpointing, then the recognizer, then the meaning."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for
from voicecoach.coach.states import State
from voicecoach.drivers.answer import NOTHING, HeardAnswer, answer_of
from voicecoach.drivers.scripted import hear
from voicecoach.speech.audio import audio_data, read_wav
from voicecoach.speech.endpointer import Vad
from voicecoach.speech.recognizers.base import Hypothesis, Recognizer, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Hearing:
    """Hears WAV files with one recognizer and one voice activity detector."""

    def __init__(self, recognizer: Recognizer, vad: Vad) -> None:
        self._recognizer = recognizer
        self._vad = vad

    def hear(self, question: Question, path: Path) -> HeardAnswer:
        """What is heard in this WAV file as an answer to `question`. Raises UsageError where it is no WAV."""
        listen = listen_for(question, State.NEW, Timing())
        phrases = Vocabulary(question.value, listen.phrases)
        samples = read_wav(path)
        self._recognizer.prepare(phrases)
        decode_ms = 0.0

        def recognize(utterance: NDArray[np.int16]) -> Hypothesis:
            nonlocal decode_ms
            began = time.perf_counter()
            hypothesis = self._recognizer.recognize(audio_data(utterance), phrases)
            decode_ms = 1000 * (time.perf_counter() - began)
            return hypothesis

        best = hear(listen, self._vad, recognize, samples)
        if best is None:
            return NOTHING
        return answer_of(question, best.text, best.confidence, best.band, decode_ms, best.alternative)
