"""What a recognizer is: one utterance and the phrases it may be, in; the best phrase and how sure, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.events import Band
from voicecoach.errors import NoAudio

if TYPE_CHECKING:
    from speech_recognition import AudioData

__all__ = ["Band", "Hypothesis", "Recognizer", "RecognizerLost", "Vocabulary"]


class RecognizerLost(NoAudio):
    """No recognizer works any more, and none will; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases that one question allows. `question` is the name of `coach.phrases.Question`."""

    question: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The best phrase for an utterance. `text` is None when refused; `confidence` is 0 to 1.

    `alternative`: the best phrase with another meaning, where it is near enough that it may have been said; None where
    there is none, where it or `text` is a command, and from recognizers that do not compare phrases.
    """

    text: str | None
    confidence: float
    band: Band
    alternative: str | None = None


class Recognizer(Protocol):
    """A closed-vocabulary recognizer. Keeps its decoder; one thread at a time."""

    @property
    def name(self) -> str: ...

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Do ahead of time what `recognize` with this vocabulary would have to do first."""

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis: ...
