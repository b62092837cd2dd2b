"""What happened, in the past tense: all that the session ever learns of the world."""

from dataclasses import dataclass
from enum import StrEnum

from voicecoach.coach.tuning_words import TuningResult


class Band(StrEnum):
    """How sure a recognizer is of a hypothesis: taken, asked back, or refused."""

    SURE = "sure"
    ASK = "ask"
    REFUSED = "refused"


class Source(StrEnum):
    """Where an answer came from."""

    VOICE = "voice"
    KEYBOARD = "keyboard"


class Silence(StrEnum):
    """Why nothing was understood."""

    SILENCE = "silence"
    UNCLEAR = "unclear"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Started:
    """The driver is ready: the session may begin."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The sentence `say_id` is over. `completed` is False when it was cut short."""

    say_id: int
    completed: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """Words came in, spoken or typed. `confidence` is 0 to 1; typed words are 1 and sure.

    `latency_ms`: from the end of the utterance to the hypothesis. `alternative`: what else may have been said, a phrase
    with another meaning; None where nothing else is near. `is_over_coach`: it was said while the coach spoke.
    """

    text: str
    confidence: float = 1.0
    band: Band = Band.SURE
    source: Source = Source.KEYBOARD
    latency_ms: int = 0
    alternative: str | None = None
    is_over_coach: bool = False


@dataclass(frozen=True, slots=True)
class NothingHeard:
    """The listening time is over without words, or the sound was refused."""

    reason: Silence = Silence.SILENCE


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The timer of this name reached its deadline."""

    name: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """Somebody touched the keyboard; the letters come later, as `Heard`."""


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """A device failed: "microphone", "speaker" or "engine". The driver goes on as text."""

    device: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DeviceFound:
    """A device that was lost, or was not there at the start, is there: "microphone" or "speaker"."""

    device: str


@dataclass(frozen=True, slots=True)
class EchoMeasured:
    """The coach's first words were heard again by its own microphone; what that means for being interrupted.

    `mode`: "open", "cancelled" or "gaps" (`drivers.barge_in`).
    """

    mode: str


@dataclass(frozen=True, slots=True)
class InputEnded:
    """Nothing more will ever be said: end of input, Ctrl-C, the terminal closed."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """What was worked out after `Adapt`; None where it failed, and `problem` says why."""

    result: TuningResult | None
    problem: str = ""


Event = (
    Started
    | SpeechEnded
    | Heard
    | NothingHeard
    | TimerFired
    | KeyPressed
    | DeviceLost
    | DeviceFound
    | EchoMeasured
    | InputEnded
    | Adapted
)
