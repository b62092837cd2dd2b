"""A mouth that makes no sound, and takes as long as the words would."""

from voicecoach.coach.effects import EarconKind, Say
from voicecoach.coach.events import SpeechEnded
from voicecoach.drivers.inbox import Inbox

RATE_WPM = 155


class SimulatedMouth:
    """Takes as long as the words would, at `rate_wpm` words a minute, on the simulated clock."""

    def __init__(self, inbox: Inbox, rate_wpm: int = RATE_WPM) -> None:
        self._inbox = inbox
        self._word_s = 60 / rate_wpm

    def length_s(self, text: str) -> float:
        """How long these words take, in seconds."""
        return len(text.split()) * self._word_s

    def say(self, say: Say) -> None:
        pauses_s = say.pause_s * (len(say.parts) - 1)
        delay_s = 0.0 if say.droppable else self.length_s(say.text) + pauses_s
        self._inbox.post(SpeechEnded(say.say_id), delay_s)

    def earcon(self, kind: EarconKind) -> None:
        """Printed by the display."""

    def stop(self) -> None:
        """The session no longer waits for what is cut."""

    def prepare(self, texts: tuple[str, ...]) -> None:
        """Nothing is rendered."""

    def set_rate(self, rate_wpm: int) -> None:
        """A simulated pace stays as it is."""

    def close(self) -> None:
        """Nothing to give back."""
