"""The decision table: what is done after an exercise, by the centralization rule.

`ROWS` is the table, one row a rule and a kind of finding; `decide` finds the one row for a finding. The rules
after a rest (R7 to R9) and those of the dialogue (R10 to R12) stand beside it, with the same ids as everywhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from voicecoach.coach.symptoms import Change, Course, Location, course


class Action(StrEnum):
    """What a decision does."""

    STAY = "STAY"
    ADVANCE = "ADVANCE"
    REPEAT = "REPEAT"
    RECHECK = "RECHECK"
    STOP = "STOP"
    EMERGENCY_STOP = "EMERGENCY STOP"
    END = "END"
    PAUSE = "PAUSE"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for these courses of the lowest location and these changes, this action and these words."""

    rule: str
    courses: frozenset[Course]
    changes: frozenset[Change]
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by which rule, and the sentence that says why."""

    rule: str
    action: Action
    reason: str


_NOT_WORSE = frozenset({Change.BETTER, Change.SAME})
_ANY = frozenset(Change)

ROWS: tuple[Row, ...] = (
    Row(
        "R1",
        frozenset({Course.GONE}),
        _NOT_WORSE,
        Action.STAY,
        "The pain is gone. This is your exercise.",
    ),
    Row(
        "R1",
        frozenset({Course.STILL_NONE}),
        _NOT_WORSE,
        Action.STAY,
        "Still no pain. We stay with this exercise.",
    ),
    Row(
        "R1",
        frozenset({Course.TO_BACK}),
        _NOT_WORSE,
        Action.STAY,
        "The pain has left the leg. It is fully centralized. This is your exercise.",
    ),
    Row(
        "R2",
        frozenset({Course.NEARER}),
        _NOT_WORSE,
        Action.ADVANCE,
        "The pain moved nearer the spine. That is a good sign. The next exercise may finish it.",
    ),
    Row(
        "R3",
        frozenset({Course.SAME_BELOW_BACK}),
        frozenset({Change.BETTER}),
        Action.ADVANCE,
        "The leg is better, but the pain is still in the same place. We go on to the next one.",
    ),
    Row(
        "R4",
        frozenset({Course.SAME_BELOW_BACK}),
        frozenset({Change.SAME}),
        Action.ADVANCE,
        "No change. We go on to the next one.",
    ),
    Row(
        "R5",
        frozenset({Course.SAME_BELOW_BACK, Course.NEARER, Course.TO_BACK, Course.GONE, Course.STILL_NONE}),
        frozenset({Change.WORSE}),
        Action.RECHECK,
        "The pain went up. Rest now. Then I ask again.",
    ),
    Row(
        "R6",
        frozenset({Course.FURTHER}),
        _ANY,
        Action.RECHECK,
        "The pain moved further down. This exercise is not for you now. Rest, and I ask again.",
    ),
    Row(
        "R13",
        frozenset({Course.SAME_BACK}),
        frozenset({Change.BETTER}),
        Action.STAY,
        "Your back is better, and the pain is no lower. This is your exercise.",
    ),
    Row(
        "R14",
        frozenset({Course.SAME_BACK}),
        frozenset({Change.SAME}),
        Action.ADVANCE,
        "No change in your back. We go on to the next one.",
    ),
    Row(
        "R14",
        frozenset({Course.SAME_BACK}),
        frozenset({Change.WORSE}),
        Action.RECHECK,
        "The pain went up. Rest now. Then I ask again.",
    ),
)
"""R1 stands three times for its words; R14 twice, as R4 and as R5."""

PARTIAL_REPEATED = Decision(
    "R2",
    Action.REPEAT,
    "The pain moved nearer the spine. That is a good sign. We do this one again.",
)
"""R2 in a program whose file says `partial = "repeat"`."""
SETTLED = Decision("R7", Action.ADVANCE, "It settled. We leave it at that, and go on to the next one.")
SETTLED_LEFT_OUT = Decision("R8", Action.ADVANCE, "It settled. From now on we leave that exercise out.")
NOT_SETTLED = Decision(
    "R9",
    Action.STOP,
    "It did not settle. We stop here for today. Please talk to your doctor or physical therapist.",
)
EMERGENCY = Decision(
    "R10",
    Action.EMERGENCY_STOP,
    "Please stop, and go to emergency care now. New numbness, weakness, or trouble with bladder or bowel "
    "needs a doctor at once.",
)
LAST_DONE = Decision(
    "R11",
    Action.END,
    "That was the last exercise, and the pain has not centralized. "
    "Please see a doctor or a physical therapist, and tell them what you found today.",
)
NOT_UNDERSTOOD = Decision(
    "R12", Action.PAUSE, "I did not get an answer three times, so I pause. Nothing is decided."
)


def decide(before: Location, after: Location, change: Change) -> Decision:
    """The decision for one check. `change` is of the leg, or of the lowest point where only the back hurts."""
    moved = course(before, after)
    row = next(row for row in ROWS if moved in row.courses and change in row.changes)
    return Decision(row.rule, row.action, row.reason)


def has_settled(before: Location, now: Location, change: Change) -> bool:
    """Whether the pain is back to where it was before the exercise: no lower, and not worse."""
    return now <= before and change is not Change.WORSE


def after_rest(rule: str) -> Decision:
    """What follows when the pain settled after `rule` had asked for a rest."""
    return SETTLED_LEFT_OUT if rule == "R6" else SETTLED
