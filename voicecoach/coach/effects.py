"""What to do, in the imperative: all that the session ever asks of a driver.

Effects of one step are carried out in their order: a `Save` is committed before a later `Say` makes a sound.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from voicecoach.coach.phrases import Question
from voicecoach.coach.records import Record


class EarconKind(StrEnum):
    """The four earcons of the dialogue; each is printed too."""

    LISTENING = "listening"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"
    DONE = "done"


class Mark(StrEnum):
    """Moments that the event log names and that change nothing else."""

    PAUSED = "paused"
    RESUMED = "resumed"


class CountKind(StrEnum):
    """What is being counted."""

    REP = "rep"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `parts`, with a pause between them; answer with `SpeechEnded(say_id)`.

    `cue` names the line for the log. A line that is `droppable` (a count) is left out, and reported as not
    completed, when it would be late or talk over the person. With `at_s`, on the session's clock, its first sample
    is heard at that moment; it is told a little ahead of it. What would still sound at `ends_by_s` is said in its
    `shorter` words, where it has them. `unsaid` is printed after the line and not spoken with it.
    """

    say_id: int
    cue: str
    parts: tuple[str, ...]
    pause_s: float = 0.6
    droppable: bool = False
    at_s: float | None = None
    ends_by_s: float | None = None
    shorter: str = ""
    unsaid: str = ""

    @property
    def text(self) -> str:
        """The whole line, as it is spoken."""
        return " ".join(self.parts)

    @property
    def printed(self) -> str:
        """The whole line, as it is printed."""
        return f"{self.text} {self.unsaid}" if self.unsaid else self.text


@dataclass(frozen=True, slots=True)
class StopSpeech:
    """Be silent now. The line that was cut answers with `SpeechEnded(completed=False)`."""


@dataclass(frozen=True, slots=True)
class Earcon:
    """Play this earcon."""

    kind: EarconKind


@dataclass(frozen=True, slots=True)
class Listen:
    """Listen for `phrases` until something is heard, `first_word_s` have passed, or `StopListening`.

    With `is_open`, there is no time limit, and listening goes on after each utterance: so commands are heard in
    the gaps of a set and while paused. A new `Listen` replaces the last.

    An answer ends with `end_silence_s` of silence; with `sure_silence_s` where that is shorter and what was said so far
    is sure; and as soon as it is known where it is a sure one of the `complete` phrases, after which nothing follows.
    """

    question: Question
    phrases: tuple[str, ...]
    first_word_s: float
    end_silence_s: float
    longest_s: float
    is_open: bool = False
    sure_silence_s: float = math.inf
    complete: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StopListening:
    """Stop listening; nothing more is reported."""


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Report `TimerFired(name)` at `at_s` on the session's clock. The same name replaces the earlier timer."""

    name: str
    at_s: float


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget this timer, if it runs."""

    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """Show repetition or second `n` of `of`."""

    kind: CountKind
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class SetRate:
    """Speak at `rate_wpm` words a minute from the next sentence on."""

    rate_wpm: int


@dataclass(frozen=True, slots=True)
class Save:
    """Commit this record before anything else is done."""

    record: Record


@dataclass(frozen=True, slots=True)
class Tell:
    """Write this moment to the event log."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class KeepTake:
    """The utterance that was heard last is a take of this phrase."""

    phrase: str
    question: Question


@dataclass(frozen=True, slots=True)
class Adapt:
    """Work out from the takes what makes the coach hear better; answer with `Adapted`."""


@dataclass(frozen=True, slots=True)
class KeepTuning:
    """Commit what helped before anything else is done."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over; `outcome` is one of `records.Outcome`."""

    outcome: str
    reason: str


Effect = (
    Say
    | StopSpeech
    | Earcon
    | Listen
    | StopListening
    | StartTimer
    | CancelTimer
    | Count
    | SetRate
    | Save
    | Tell
    | KeepTake
    | Adapt
    | KeepTuning
    | Finish
)
