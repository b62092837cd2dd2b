"""Text: what is said is printed at once, and answers come from the keyboard alone."""

from voicecoach.coach.effects import EarconKind, Listen, Say
from voicecoach.coach.events import SpeechEnded
from voicecoach.drivers.inbox import Inbox


class PrintedMouth:
    """The display has printed the line already, so it is over at once."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def say(self, say: Say) -> None:
        self._inbox.post(SpeechEnded(say.say_id))

    def earcon(self, kind: EarconKind) -> None:
        """Printed by the display."""

    def stop(self) -> None:
        """Nothing sounds."""

    def prepare(self, texts: tuple[str, ...]) -> None:
        """Printing takes no time."""

    def set_rate(self, rate_wpm: int) -> None:
        """Reading has its own pace."""

    def close(self) -> None:
        """Nothing to give back."""


class NoEars:
    """Nobody listens: a question waits for the keyboard as long as it takes."""

    def listen(self, listen: Listen) -> None:
        """The keyboard is read anyway."""

    def stop(self) -> None:
        """Nothing to stop."""

    def close(self) -> None:
        """Nothing to give back."""
