"""What a recognizer is made of, as plain data: it is loaded here, or in a process that is told so in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.speech.recognizers.meanings import said, same_meaning
from voicecoach.speech.recognizers.personal import NOBODY, Personal, voice_document, voice_of

if TYPE_CHECKING:
    from voicecoach.speech.recognizers.base import Recognizer
    from voicecoach.speech.recognizers.floor import FloorRecognizer


@dataclass(frozen=True, slots=True)
class Recipe:
    """`name`: "floor", "sphinx" or "whisper". `personal` is what a tuning found, `model` whisper's folder."""

    name: str
    personal: Personal = NOBODY
    model: Path | None = None

    def load(self) -> Recognizer:
        """The recognizer, ready. Raises ImportError, OSError or VoicecoachError where it cannot run."""
        match self.name:
            case "floor":
                return load_floor(self.personal)
            case "sphinx":
                from voicecoach.speech.recognizers.sphinx import SphinxRecognizer  # noqa: PLC0415 large

                return SphinxRecognizer()
            case "whisper" if self.model is not None:
                from voicecoach.coach.answers import understand  # noqa: PLC0415 only here
                from voicecoach.speech.recognizers.whisper import (  # noqa: PLC0415 large
                    FasterWhisper,
                    WhisperRecognizer,
                )

                return WhisperRecognizer(FasterWhisper(self.model), understand)
            case _:
                raise ValueError(f"no recognizer is made of {self!r}")

    def document(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "name": self.name,
            "ease": self.personal.ease,
            "voice": voice_document(self.personal.voice),
            "model": None if self.model is None else str(self.model),
        }


def recipe_of(document: dict[str, Any]) -> Recipe:
    """What `Recipe.document` gave. Raises KeyError, TypeError or ValueError for anything else."""
    model = document["model"]
    personal = Personal(float(document["ease"]), voice_of(document["voice"]))
    return Recipe(str(document["name"]), personal, None if model is None else Path(model))


def load_floor(personal: Personal = NOBODY) -> FloorRecognizer:
    """The default recognizer. Raises like `Recipe.load`."""
    from voicecoach.speech.recognizers.floor import FloorRecognizer  # noqa: PLC0415 large

    return FloorRecognizer(same_meaning, personal=personal, understand=said)
