"""Two voices in one session: the coach's own, and one for the program's sentences in another language.

Which of them says a text is known from the text alone, so the mouth needs to know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from voicecoach.speech.pcm import Pcm


class Voice(Protocol):
    """Text to sound (`speech.voice.Voice`)."""

    @property
    def voice_id(self) -> str | None: ...

    def render(self, text: str, rate_wpm: int) -> Pcm: ...

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None: ...

    def close(self) -> None: ...


class TwoVoices:
    """`other` says the texts of `others`; `coach` says all else, and goes by its name."""

    def __init__(self, coach: Voice, other: Voice, others: frozenset[str]) -> None:
        self._coach = coach
        self._other = other
        self._others = others

    @property
    def voice_id(self) -> str | None:
        """The coach's own voice."""
        return self._coach.voice_id

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """The text as sound, in the voice of its language. Raises VoiceFailed."""
        return (self._other if text in self._others else self._coach).render(text, rate_wpm)

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None:
        """Each voice renders its own texts in the background."""
        wanted = tuple(texts)
        self._coach.prefetch([text for text in wanted if text not in self._others], rate_wpm)
        self._other.prefetch([text for text in wanted if text in self._others], rate_wpm)

    def close(self) -> None:
        """End both. May be called twice."""
        self._coach.close()
        self._other.close()
