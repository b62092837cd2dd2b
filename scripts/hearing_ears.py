"""The recognizers as `scripts/bench_hearing` measures them: one way to ask each what it heard, and what it costs.

Each runs its model once a recording, though the recording is put to many questions; `forget` makes the next call
pay for it again, as every call in a session does.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question
from voicecoach.errors import UsageError
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.acoustic import level
from voicecoach.speech.recognizers.classifier import PhraseClassifier
from voicecoach.speech.recognizers.confidence import is_speechlike
from voicecoach.speech.recognizers.floor import FloorRecognizer, Listened
from voicecoach.speech.recognizers.matching import match
from voicecoach.speech.recognizers.meanings import said, same_meaning
from voicecoach.speech.recognizers.sphinx import SphinxRecognizer
from voicecoach.speech.recognizers.whisper import FasterWhisper, Transcript, WhisperRecognizer

if TYPE_CHECKING:
    import numpy as np
    from hearing_clips import Clip
    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Hypothesis, Vocabulary

NAMES = ("floor", "sphinx", "whisper")


class Ear(Protocol):
    """A recognizer under measurement."""

    @property
    def name(self) -> str: ...

    def prepare(self, vocabulary: Vocabulary, /) -> None: ...

    def recognize(self, audio: AudioData, vocabulary: Vocabulary, /) -> Hypothesis: ...

    def best(self, audio: AudioData, asked: Vocabulary, /) -> str | None:
        """Forced choice: the best phrase before any rejection; None where it has none at all."""

    def turn_to(self, clip: Clip, /) -> None:
        """Get ready for a recording of this speaker."""

    def forget(self) -> None:
        """Drop what is remembered of the last recording."""


class FloorEar(FloorRecognizer):
    """`folds`: a work folder with classifiers, one a fold of speakers, so that each speaker is heard with the one that
    was not fitted on their voice.
    """

    _last: tuple[bytes, Listened] | None = None

    def __init__(self, folds: Path | None = None) -> None:
        super().__init__(same_meaning, understand=said)
        self._folds = fold_classifiers(folds, self._embedding.name) if folds and self._embedding else []

    def listen(self, samples: NDArray[np.float32]) -> Listened:
        if self._last is None or self._last[0] != samples.tobytes():
            self._last = (samples.tobytes(), super().listen(samples))
        return self._last[1]

    def best(self, audio: AudioData, asked: Vocabulary) -> str | None:
        found = self.guess(audio, asked.phrases)
        return found[0] if found else None

    def turn_to(self, clip: Clip) -> None:
        if self._folds:
            from hearing_words import fold_of  # noqa: PLC0415 brings scipy

            self._classifier = self._folds[fold_of(clip)]
            self.forget()

    def forget(self) -> None:
        self._last = None


class SphinxEar(SphinxRecognizer):
    """PocketSphinx decodes each grammar anew: there is nothing to remember."""

    def best(self, audio: AudioData, asked: Vocabulary) -> str | None:
        self.prepare(asked)
        found = self.guess(audio, asked.phrases)
        return found[0] if found else None

    def turn_to(self, clip: Clip) -> None: ...

    def forget(self) -> None: ...


class RememberingEngine:
    """Whisper's engine, which transcribes a recording once."""

    def __init__(self, folder: Path) -> None:
        self._engine = FasterWhisper(folder)
        self._last: tuple[bytes, Transcript | None] | None = None

    def transcribe(self, samples: NDArray[np.float32]) -> Transcript | None:
        if self._last is None or self._last[0] != samples.tobytes():
            self._last = (samples.tobytes(), self._engine.transcribe(samples))
        return self._last[1]

    def forget(self) -> None:
        self._last = None


class WhisperEar(WhisperRecognizer):
    """Its forced choice is the phrase that matches the text, however unlikely; a text without a phrase is wrong."""

    def __init__(self, folder: Path) -> None:
        self._remembering = RememberingEngine(folder)
        super().__init__(self._remembering, understand)

    def best(self, audio: AudioData, asked: Vocabulary) -> str | None:
        samples = samples_of(audio)
        heard = self._remembering.transcribe(level(samples)) if is_speechlike(samples) else None
        question = Question(asked.question)
        found = heard and match(heard.text, asked.phrases, lambda text: understand(question, text))
        return found.phrase if found else None

    def turn_to(self, clip: Clip) -> None: ...

    def forget(self) -> None:
        self._remembering.forget()


def open_ear(name: str, folds: Path | None, whisper: Path | None) -> Ear:
    """A recognizer by name, loaded. Raises `VoicecoachError` where it cannot run here."""
    if name == "sphinx":
        return SphinxEar()
    if name == "whisper":
        if whisper is None:
            raise UsageError("whisper needs the folder of its model: --whisper DIR.")
        return WhisperEar(whisper)
    return FloorEar(folds)


def fold_classifiers(work: Path, embedding: str) -> list[PhraseClassifier]:
    """What the step `words` of `scripts/fit_floor` left in its work folder; `UsageError` where it is not there."""
    try:
        from hearing_words import FOLDS, fold_file  # noqa: PLC0415 brings scipy
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--folds needs {error.name}: `pip install -r requirements/fixtures.txt` installs it."
        ) from error
    files = [fold_file(work, embedding, fold) for fold in range(FOLDS)]
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise UsageError(f"{missing[0]} is not there: `scripts/fit_floor --work {work}` makes it.")
    return [PhraseClassifier(file) for file in files]


# What it costs ------------------------------------------------------------------------------------

_MEGABYTE = 1_000_000


def resident_mb() -> float | None:
    """The memory that the process has in use now, in megabytes; None where /proc does not tell."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    import resource  # noqa: PLC0415 not on Windows

    return pages * resource.getpagesize() / _MEGABYTE


def peak_mb() -> float | None:
    """The most memory that the process ever had in use, in megabytes; None on Windows."""
    try:
        import resource  # noqa: PLC0415 not on Windows
    except ModuleNotFoundError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / _MEGABYTE if sys.platform == "darwin" else most * 1024 / _MEGABYTE
