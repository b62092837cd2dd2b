"""The decision table: what is done after an exercise, by the centralization rule.

`ROWS` is the table, one row a rule and a kind of finding; `decide` finds the one row for a finding. The rules
after a rest (R7 to R9) and those of the dialogue (R10 to R12) stand beside it in `BESIDE`, with the same ids as
everywhere.

Each has two texts. `reason` is spoken in the session: what was found, and what follows. `because` goes on from
there, for reading: why the rule says so. Both are read one after the other in `voicecoach explain`, so they must
sound like one text. Neither promises a cure, and neither clears anybody of disease.
"""

from collections.abc import Mapping
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
    because: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by which rule, the sentence that says why, and the longer one behind it."""

    rule: str
    action: Action
    reason: str
    because: str


_NOT_WORSE = frozenset({Change.BETTER, Change.SAME})
_ANY = frozenset(Change)

ROWS: tuple[Row, ...] = (
    Row(
        "R1",
        frozenset({Course.GONE}),
        _NOT_WORSE,
        Action.STAY,
        "The pain is gone. This is your exercise.",
        "Pain that goes while you do a movement points to that movement as the right one. "
        "So we repeat it, and the next session begins with it.",
    ),
    Row(
        "R1",
        frozenset({Course.STILL_NONE}),
        _NOT_WORSE,
        Action.STAY,
        "Still no pain. We stay with this exercise.",
        "An exercise that brings on no pain can be repeated, and nothing in the answers asks for another one.",
    ),
    Row(
        "R1",
        frozenset({Course.TO_BACK}),
        _NOT_WORSE,
        Action.STAY,
        "The pain has left the leg. It is fully centralized. This is your exercise.",
        "Pain that leaves the leg and gathers near the spine is called centralization. It points to the movement "
        "that suits this back, even if the back itself aches more for the moment. So we repeat it, and the next "
        "session begins with it.",
    ),
    Row(
        "R1",
        frozenset({Course.TO_MIDDLE}),
        _NOT_WORSE,
        Action.STAY,
        "The pain moved to the middle of your back. It is centralized. This is your exercise.",
        "Pain that gathers from one side of the back at its middle is centralizing: it comes nearer the spine. "
        "So we repeat the movement, and the next session begins with it.",
    ),
    Row(
        "R2",
        frozenset({Course.NEARER}),
        _NOT_WORSE,
        Action.ADVANCE,
        "The pain moved nearer the spine. That is a good sign. The next exercise may finish it.",
        "The lowest point came up, but it has not reached the back: the pain is partly centralized. The exercises "
        "build on each other, so the next one gets its turn.",
    ),
    Row(
        "R3",
        frozenset({Course.SAME_BELOW_BACK}),
        frozenset({Change.BETTER}),
        Action.ADVANCE,
        "The leg is better, but the pain is still in the same place. We go on to the next one.",
        "Milder pain is welcome, but what counts most is where the lowest point is, and it has not come nearer the "
        "spine. So the next exercise gets its turn.",
    ),
    Row(
        "R4",
        frozenset({Course.SAME_BELOW_BACK}),
        frozenset({Change.SAME}),
        Action.ADVANCE,
        "No change. We go on to the next one.",
        "Pain that stays as it was says neither yes nor no to this movement. So the next exercise gets its turn.",
    ),
    Row(
        "R5",
        frozenset({Course.SAME_BELOW_BACK, Course.NEARER, Course.TO_BACK, Course.GONE, Course.STILL_NONE}),
        frozenset({Change.WORSE}),
        Action.RECHECK,
        "The pain went up. Rest now. Then I ask again.",
        "Pain that grows is never passed over, wherever its lowest point is. Growing pain may pass or may stay, and "
        "only time tells them apart: this is the five-minute traffic light. What settles in the rest lets us go on "
        "with care. What does not is a red light.",
    ),
    Row(
        "R6",
        frozenset({Course.FURTHER}),
        _ANY,
        Action.RECHECK,
        "The pain moved further down. This exercise is not for you now. Rest, and I ask again.",
        "Pain that moves away from the spine, or comes where it was not, is called peripheralization. It is a warning "
        "even when the pain is milder. So this exercise is not offered again in this program, and a rest of up to "
        "five minutes shows whether the pain goes back.",
    ),
    Row(
        "R13",
        frozenset({Course.SAME_BACK}),
        frozenset({Change.BETTER}),
        Action.STAY,
        "Your back is better, and the pain is no lower. This is your exercise.",
        "With pain in the back alone there is no leg to watch. There, better and no lower is the sign to look for. "
        "So we repeat this exercise, and the next session begins with it.",
    ),
    Row(
        "R14",
        frozenset({Course.SAME_BACK}),
        frozenset({Change.SAME}),
        Action.ADVANCE,
        "No change in your back. We go on to the next one.",
        "Pain in the back alone that stays as it was says neither yes nor no to this movement. So the next exercise "
        "gets its turn.",
    ),
    Row(
        "R14",
        frozenset({Course.SAME_BACK, Course.TO_MIDDLE}),
        frozenset({Change.WORSE}),
        Action.RECHECK,
        "The pain went up. Rest now. Then I ask again.",
        "Back pain that grows with an exercise may pass or may stay, and only time tells them apart: this is the "
        "five-minute traffic light. What settles in the rest lets us go on with care. What does not is a red light.",
    ),
)
"""R1 stands four times for its words; R14 twice, as R4 and as R5."""

BY_CHANGE: Mapping[Change, Decision] = {
    Change.BETTER: Decision(
        "R13",
        Action.STAY,
        "The pain is better. This is your exercise.",
        "This program does not ask where the pain is, so the change alone is the sign to look for, and better is the "
        "good one. So we repeat this exercise, and the next session begins with it.",
    ),
    Change.SAME: Decision(
        "R4",
        Action.ADVANCE,
        "Nothing has changed. We go on to the next one.",
        "Pain that stays as it was says neither yes nor no to this movement. So the next exercise gets its turn.",
    ),
    Change.WORSE: Decision(
        "R5",
        Action.RECHECK,
        "The pain has grown. Rest now. Then I ask again.",
        "Pain that grows with an exercise may pass or may stay, and only time tells them apart: this is the "
        "five-minute traffic light. What settles in the rest lets us go on with care. What does not is a red light.",
    ),
}
"""Where only the change is asked about: the actions of `ROWS` for pain that stays at the spine, in other words."""

PARTIAL_REPEATED = Decision(
    "R2",
    Action.REPEAT,
    "The pain moved nearer the spine. That is a good sign. We do this one again.",
    "The lowest point came up, but it has not reached the back: the pain is partly centralized. This program asks "
    "for the same exercise again, before the next one gets its turn.",
)
"""R2 in a program whose file says `partial = "repeat"`."""
SETTLED = Decision(
    "R7",
    Action.ADVANCE,
    "It settled. We leave it at that, and go on to the next one.",
    "In the five-minute traffic light this is yellow: the pain was stirred up, and came back to where it was. It is "
    "no reason to stop, and none to repeat that movement.",
)
SETTLED_LEFT_OUT = Decision(
    "R8",
    Action.ADVANCE,
    "It settled. From now on we leave that exercise out.",
    "The pain went back, but a movement that has sent it further from the spine may do so again. So this program "
    "does not offer that exercise any more, and a therapist can find it in the history.",
)
NOT_SETTLED = Decision(
    "R9",
    Action.STOP,
    "It did not settle. We stop here for today. Please talk to your doctor or physical therapist.",
    "In the five-minute traffic light this is red: the pain stayed worse, or stayed further from the spine. More "
    "exercise could stir it up further, and somebody who can examine you should look for the cause.",
)
STILL_LOWER = Decision(
    "R9",
    Action.STOP,
    "The pain is still further down than before that exercise. We stop here for today. "
    "Please talk to your doctor or physical therapist.",
    "The rest after that exercise was cut off, so nobody knows how long the pain has been there. In the five-minute "
    "traffic light this is treated as red: more exercise could stir it up further, and somebody who can examine you "
    "should look for the cause.",
)
"""R9 where a session that was cut off is gone on with."""
EMERGENCY = Decision(
    "R10",
    Action.EMERGENCY_STOP,
    "Please stop. Go to emergency care now. New numbness, weakness, or trouble with bladder or bowel "
    "needs a doctor at once.",
    "These signs can mean pressure on the nerves of the legs, the bladder and the bowel. That needs an examination "
    "without delay. So the session ends at once, and an alarm that gets no answer is taken for true.",
)
LAST_DONE = Decision(
    "R11",
    Action.END,
    "That was the last exercise, and the pain has not centralized. "
    "Please see a doctor or a physical therapist. Tell them what you found today.",
    "Every exercise that could be done had its turn, and none gave a lasting sign that it is the right one. That is "
    "as far as this program can look. A full assessment can look further.",
)
NOTHING_LEFT = Decision(
    "R11",
    Action.END,
    "There is no exercise left for you here today. Please see a doctor or a physical therapist.",
    "Each one was left out: because of something you told us, because it had moved the pain down before, or because "
    "it needs one painful side. Somebody who can examine you can find out which movement suits you.",
)
"""R11 where not one exercise could be done."""
LAST_DONE_BY_CHANGE = Decision(
    "R11",
    Action.END,
    "That was the last exercise, and none has made the pain better. "
    "Please see a doctor or a physical therapist. Tell them what you found today.",
    LAST_DONE.because,
)
NOTHING_LEFT_BY_CHANGE = Decision(
    "R11",
    Action.END,
    "No exercise is left for you here today. Please see a doctor or a physical therapist.",
    "Each one was left out, because of something you told us or because it had made the pain worse. Somebody who can "
    "examine you can find out which movement suits you.",
)
"""R11 where only the change is asked about."""
NOT_SETTLED_BY_CHANGE = Decision(
    "R9",
    Action.STOP,
    "It has not settled. We stop here for today. Please talk to your doctor or physical therapist.",
    "In the five-minute traffic light this is red: the pain stayed worse. More exercise could stir it up further, and "
    "somebody who can examine you should look for the cause.",
)
"""R9 where only the change is asked about."""
NOT_UNDERSTOOD = Decision(
    "R12",
    Action.PAUSE,
    "I did not get an answer three times, so I pause. Nothing is decided.",
    "A decision rests only on what was understood. Silence, noise and unclear words are no answer, so the session "
    "waits instead of guessing.",
)
BESIDE: Mapping[str, Decision] = {
    "nearer the spine, in a program that repeats": PARTIAL_REPEATED,
    "after R5, or R14 with worse: back to where it was": SETTLED,
    "after R6: back to where it was": SETTLED_LEFT_OUT,
    "after R5, R6, or R14 with worse: not settled": NOT_SETTLED,
    "a cut after pain that went up; at the next start still further down than before": STILL_LOWER,
    "new numbness, weakness, bladder or bowel trouble, at any time": EMERGENCY,
    "last exercise done, not centralized": LAST_DONE,
    "no exercise that could be done": NOTHING_LEFT,
    "only the change is asked about: last exercise done, none made it better": LAST_DONE_BY_CHANGE,
    "only the change is asked about: no exercise that could be done": NOTHING_LEFT_BY_CHANGE,
    "only the change is asked about, after R5: not settled": NOT_SETTLED_BY_CHANGE,
    "unclear or silent three times": NOT_UNDERSTOOD,
}
"""What was found -> the decision, for those that no row gives."""
ONLY_BY_CHANGE = (LAST_DONE_BY_CHANGE, NOTHING_LEFT_BY_CHANGE, NOT_SETTLED_BY_CHANGE)
"""Of these, those of programs that ask only for the change."""


def decide(before: Location, after: Location, change: Change) -> Decision:
    """The decision for one check. `change` is of the leg, or of the lowest point where only the back hurts."""
    moved = course(before, after)
    row = next(row for row in ROWS if moved in row.courses and change in row.changes)
    return Decision(row.rule, row.action, row.reason, row.because)


def decide_by_change(change: Change) -> Decision:
    """The decision for one check where only the change is asked about."""
    return BY_CHANGE[change]


def has_settled(before: Location, now: Location, change: Change) -> bool:
    """Whether the pain is back to where it was before the exercise: no lower, and not worse."""
    return now <= before and change is not Change.WORSE


def after_rest(rule: str) -> Decision:
    """What follows when the pain settled after `rule` had asked for a rest."""
    return SETTLED_LEFT_OUT if rule == "R6" else SETTLED


def because(rule: str, action: str, reason: str) -> str | None:
    """The longer text behind a decision that was kept: that of its reason, or else of its rule and action.

    None for a rule that this version does not know. The reason may be that of an earlier version.
    """
    known: tuple[Row | Decision, ...] = (*ROWS, *BESIDE.values(), *BY_CHANGE.values())
    of_rule = [each for each in known if each.rule == rule]
    of_action = [each for each in of_rule if each.action.value == action]
    said = [each for each in of_action if each.reason == reason]
    return next((each.because for each in (*said, *of_action, *of_rule)), None)
