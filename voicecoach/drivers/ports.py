"""What a loop speaks and hears with. Voice, text and recordings are three sets of the same two parts."""

from typing import Protocol

from voicecoach.coach.effects import EarconKind, Listen, Say


class Mouth(Protocol):
    """Says lines one after the other, and posts `SpeechEnded` for each that is not droppable."""

    def say(self, say: Say) -> None: ...

    def earcon(self, kind: EarconKind) -> None: ...

    def stop(self) -> None:
        """Be silent now; lines not yet said are dropped."""

    def set_rate(self, rate_wpm: int) -> None: ...

    def close(self) -> None: ...


class Ears(Protocol):
    """Listens when told, and posts `Heard` or `NothingHeard`."""

    def listen(self, listen: Listen) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...
