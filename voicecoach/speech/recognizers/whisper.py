"""Whisper, through faster-whisper: hears freely what was said, and then looks which phrase that is.

For people whom the other recognizers misunderstand, and who have a model: a free text tells other talk from an
answer better than any closed vocabulary. It is slow (a second an utterance and more), and least at home with single
short words, which it was seen to turn into others. So a text counts as sure only where it says a phrase, or just what
a phrase means, and whisper itself finds it likely; what merely looks alike is asked back.

SpeechRecognition's `recognize_faster_whisper` loads the model at each call; here one is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from voicecoach.coach.phrases import Question
from voicecoach.errors import NoAudio
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.acoustic import level
from voicecoach.speech.recognizers.base import Band, Hypothesis
from voicecoach.speech.recognizers.confidence import REFUSED, STOP_PHRASES, is_speechlike
from voicecoach.speech.recognizers.matching import Likeness, Match, match

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Vocabulary

SURE, ASK, STOP_ASK, NEAR_ASK = 0.55, 0.2, 0.1, 0.3
"""Least confidence to be taken, asked back, asked back as a stop word, and asked back where it only looks alike."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard: the text, the mean log-probability of its tokens, the probability that nobody spoke."""

    text: str
    avg_logprob: float
    no_speech_prob: float

    @property
    def confidence(self) -> float:
        """From 0 to 1: the tokens' mean probability, times that of speech."""
        return min(1.0, math.exp(self.avg_logprob)) * (1.0 - self.no_speech_prob)


class Engine(Protocol):
    """What turns samples, (n,) at 16 kHz and full scale 1, into text."""

    def transcribe(self, samples: NDArray[np.float32], /) -> Transcript | None: ...


class WhisperRecognizer:
    """See the module. `understand` tells what a text means at a question, None where that is unclear."""

    name = "whisper"

    def __init__(self, engine: Engine, understand: Callable[[Question, str], object]) -> None:
        self._engine = engine
        self._understand = understand

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Nothing to do: whisper hears all words."""

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """The phrase that was said, with its confidence and band. Whatever is none of them is refused."""
        samples = samples_of(audio)
        if not vocabulary.phrases or not is_speechlike(samples):
            return REFUSED
        heard = self._engine.transcribe(level(samples))
        if heard is None:
            return REFUSED
        question = Question(vocabulary.question)
        found = match(heard.text, vocabulary.phrases, lambda text: self._understand(question, text))
        return decide(found, heard.confidence)


def decide(found: Match | None, confidence: float) -> Hypothesis:
    """The hypothesis for a match, by how it was found and how probable the text is."""
    if found is None:
        return REFUSED
    if found.likeness is Likeness.SAME and confidence >= SURE:
        return Hypothesis(found.phrase, confidence, Band.SURE)
    ask = NEAR_ASK if found.likeness is Likeness.NEAR else ASK
    if confidence >= (STOP_ASK if found.phrase in STOP_PHRASES else ask):
        return Hypothesis(found.phrase, confidence, Band.ASK)
    return Hypothesis(None, confidence, Band.REFUSED)


class FasterWhisper:
    """The model in `folder`, loaded once (a second or two). Raises NoAudio where it cannot be."""

    def __init__(self, folder: Path) -> None:
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 only where it is chosen

            self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise NoAudio(
                f"The whisper model in {folder} cannot be loaded ({error}): use `--recognizer floor`."
            ) from error

    def transcribe(self, samples: NDArray[np.float32], /) -> Transcript | None:
        """English text without timestamps, decoded once, greedily: an answer is short."""
        segments, _ = self._model.transcribe(
            samples,
            language="en",
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=32,
        )
        return joined(segments)


def joined(segments: Iterable[Any]) -> Transcript | None:
    """One transcript of whisper's segments, as unlikely as the unlikeliest; None without any."""
    parts = list(segments)
    if not parts:
        return None
    return Transcript(
        " ".join(part.text.strip() for part in parts),
        min(part.avg_logprob for part in parts),
        max(part.no_speech_prob for part in parts),
    )
