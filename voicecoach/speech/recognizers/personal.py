"""What `voicecoach tune` may change in a recognizer for one person in one room: numbers, never sound."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicecoach.speech.recognizers.own_voice import OwnVoice

MOST_EASE = 0.1
"""Measured (docs/tuning.md): up to here other speech stays under 2 in 100, what the thresholds were fitted to."""

STEPS = (MOST_EASE / 2, MOST_EASE)

CAREFUL = frozenset({"screening", "yes-no"})
"""At these questions red flags and precautions are cleared: nothing is ever eased there, nor heard otherwise."""


@dataclass(frozen=True, slots=True)
class Personal:
    """`ease`: taken off the least confidence of "sure", 0 to `MOST_EASE`. Raises ValueError beyond that.

    `voice`: how the person says some words, None where that did not help.
    """

    ease: float = 0.0
    voice: OwnVoice | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.ease <= MOST_EASE:
            raise ValueError(f"the ease {self.ease} is not between 0 and {MOST_EASE}")


NOBODY = Personal()


def voice_document(voice: OwnVoice | None) -> dict[str, Any] | None:
    """As JSON takes it."""
    if voice is None:
        return None
    return {
        "embedding": voice.embedding,
        "phrases": list(voice.phrases),
        "common": base64.b64encode(voice.common).decode("ascii"),
        "words": base64.b64encode(voice.words).decode("ascii"),
    }


def voice_of(document: dict[str, Any] | None) -> OwnVoice | None:
    """None also where numpy is missing: nothing can hear there. Raises ValueError, KeyError or TypeError."""
    if document is None:
        return None
    try:
        from voicecoach.speech.recognizers.own_voice import OwnVoice  # noqa: PLC0415 it needs numpy
    except ImportError:
        return None
    return OwnVoice(
        str(document["embedding"]),
        tuple(str(phrase) for phrase in document["phrases"]),
        base64.b64decode(document["common"], validate=True),
        base64.b64decode(document["words"], validate=True),
    )
