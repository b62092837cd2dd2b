"""What a loop runs, and what it speaks and hears with.

Voice, text and recordings are three sets of the same two parts.
"""

from typing import Protocol

from voicecoach.coach.effects import EarconKind, Effect, Listen, Say
from voicecoach.coach.events import Event
from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.view import View


class Dialogue(Protocol):
    """A conversation without a clock or a device: a session, or a tuning."""

    def step(self, event: Event, now: float) -> tuple[Effect, ...]: ...

    def view(self) -> View: ...

    def understand(self, text: str) -> Meaning | None: ...

    def ahead(self) -> tuple[str, ...]:
        """Texts that may be said next, the likeliest first; none where nothing is foreseen."""


class Learner(Protocol):
    """Learns from what the ears heard, while a tuning goes on."""

    def take(self, phrase: str, question: Question) -> None:
        """The utterance that was heard last was to be `phrase`."""

    def adapt(self) -> None:
        """Begin to work out what helps; posts `Adapted`."""

    def keep(self) -> None:
        """Commit what helped. Raises VoicecoachError where that cannot be done."""


class Mouth(Protocol):
    """Says lines one after the other, and posts `SpeechEnded` for each that is not droppable."""

    def say(self, say: Say) -> None: ...

    def earcon(self, kind: EarconKind) -> None: ...

    def stop(self) -> None:
        """Be silent now; lines not yet said are dropped."""

    def prepare(self, texts: tuple[str, ...]) -> None:
        """These may be said next, the likeliest first: make ready what takes time. Never waits."""

    def set_rate(self, rate_wpm: int) -> None: ...

    def close(self) -> None: ...


class Ears(Protocol):
    """Listens when told, and posts `Heard` or `NothingHeard`."""

    def listen(self, listen: Listen) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...
