"""What is kept of a session: each record is committed before the coach's next word."""

from dataclasses import dataclass
from enum import StrEnum

from voicecoach.coach.background import Standing


class Outcome(StrEnum):
    """How a session ended."""

    CENTRALIZED = "centralized"
    NOT_CENTRALIZED = "not-centralized"
    NOT_SETTLED = "not-settled"
    EMERGENCY = "emergency"
    SEE_DOCTOR = "see-doctor"
    STOPPED = "stopped"
    PAUSED_OUT = "paused-out"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer as it was understood. `topic` is what was asked (a state of the session).

    `asked_back`: the coach's words to which it came, where a doubtful answer had been asked back ("Four, or five?").
    """

    topic: str
    question: str
    text: str
    meaning: str
    confidence: float
    band: str
    source: str
    exercise: str | None
    asked_back: str | None = None


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set or hold: what was done of what was planned (repetitions, or seconds)."""

    exercise: str
    phase: str
    kind: str
    done: int
    planned: int
    stopped_by: str | None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision: the rule's id, the action, the sentence said, and what it was judged on."""

    rule: str
    action: str
    reason: str
    exercise: str | None
    before: str | None
    after: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class PrecautionRecord:
    """What the person said of a precaution (an id of `program.Precaution`): kept in the profile."""

    precaution: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class TempoRecord:
    """The tempo asked for in a set of `exercise`: a repetition takes `scale` times the program's time, 0.6 to 2."""

    scale: float
    exercise: str


SAID_NEXT = "you said next"
"""Why something was left out by the user's word: of an exercise with several phases, only the present one."""


@dataclass(frozen=True, slots=True)
class LeftOutRecord:
    """An exercise was not done: by rule R6, by a precaution, by the user's word, or for want of a painful side."""

    exercise: str
    reason: str
    is_for_good: bool


@dataclass(frozen=True, slots=True)
class ContinuationRecord:
    """The session goes on from the one of the number `continued`, from this phase of this exercise."""

    continued: int
    exercise: str
    phase: str


@dataclass(frozen=True, slots=True)
class FinishRecord:
    """The end of the session."""

    outcome: Outcome
    reason: str


Record = (
    AnswerRecord
    | SetRecord
    | DecisionRecord
    | PrecautionRecord
    | TempoRecord
    | LeftOutRecord
    | ContinuationRecord
    | FinishRecord
)
