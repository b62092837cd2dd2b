"""Single recordings, taken exactly as a session would: endpointing, then the recognizer, then the meaning."""

import time
from pathlib import Path

from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for
from voicecoach.coach.states import State
from voicecoach.drivers.answer import NOTHING, HeardAnswer, answer_of
from voicecoach.drivers.scripted import first_utterance
from voicecoach.speech.audio import audio_data, read_wav
from voicecoach.speech.endpointer import Vad
from voicecoach.speech.recognizers.base import Recognizer, Vocabulary


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
        utterance = first_utterance(samples, self._vad, listen.end_silence_s, listen.longest_s)
        if utterance is None:
            return NOTHING
        began = time.perf_counter()
        found = self._recognizer.recognize(audio_data(utterance.samples), phrases)
        decode_ms = 1000 * (time.perf_counter() - began)
        return answer_of(question, found.text, found.confidence, found.band, decode_ms, found.alternative)
