"""The states of a session and the one table of what leads where.

`TRANSITIONS` is the whole map: from each state, by each trigger, the states that may follow. The session takes no
other step, and an event for which the table has no entry changes nothing. Commands that work everywhere (pause,
stop, next...) stand in `ANYWHERE`.
"""

from collections.abc import Mapping
from enum import StrEnum

from voicecoach.coach.phrases import Question


class State(StrEnum):
    """Where a session is. An asking state first speaks its question, then listens."""

    NEW = "new"
    OPENING = "opening"
    LOCKED = "locked"
    SCREENING = "screening"
    SCREENING_NERVES = "screening nerves"
    SCREENING_ILLNESS = "screening illness"
    SCREENING_HISTORY = "screening history"
    PRECAUTIONS = "precautions"
    PRECAUTION = "precaution"
    PRECAUTION_APPROVED = "precaution approved"
    SCREENING_NOTED = "screening noted"
    GOING_ON = "going on"
    ALARM = "alarm"
    FLAG_WEAKNESS = "flag weakness"
    FLAG_ILLNESS = "flag illness"
    FLAG_FALL = "flag fall"
    FLAG_REVIEW = "flag review"
    FLAG_SURGERY = "flag surgery"
    ALARM_OTHER = "alarm other"
    SURGERY_APPROVED = "surgery approved"
    BASELINE_LOCATION = "baseline location"
    BASELINE_SIDE = "baseline side"
    WORSE_SIDE = "worse side"
    BASELINE_RATING = "baseline rating"
    INSTRUCTING = "instructing"
    READY = "ready"
    STARTING = "starting"
    SET = "set"
    RESTING = "resting"
    CHECK_LOCATION = "check location"
    CHECK_CHANGE = "check change"
    CHECK_REGION = "check region"
    CHECK_LEG = "check leg"
    CONTRADICTION = "contradiction"
    CONFIRMING = "confirming"
    CHOOSING = "choosing"
    DECIDED = "decided"
    SETTLING = "settling"
    RECHECK_LOCATION = "recheck location"
    RECHECK_CHANGE = "recheck change"
    ANOTHER_SET = "another set"
    AFTERWARDS = "afterwards"
    FINAL_RATING = "final rating"
    PAUSED = "paused"
    STOPPING = "stopping"
    CLOSING = "closing"
    FINISHED = "finished"


class Trigger(StrEnum):
    """What makes a session move."""

    STARTED = "started"
    SPOKEN = "spoken"
    ANSWERED = "answered"
    UNANSWERED = "three times unanswered"
    UNSURE = "doubtful answer"
    TIME = "time"
    PAUSE = "pause"
    RESUME = "continue"
    STOP = "stop"
    SKIP = "next"
    GO_BACK = "back"
    REPEAT = "repeat"
    PAIN = "that hurts"
    ALARM = "something is wrong"
    ENDED = "end of input"


FULL_SCREENING = (State.SCREENING_NERVES, State.SCREENING_ILLNESS, State.SCREENING_HISTORY)
"""The full list of red flags, in the order in which its parts are asked."""

FLAGS = (
    State.ALARM,
    State.FLAG_WEAKNESS,
    State.FLAG_ILLNESS,
    State.FLAG_FALL,
    State.FLAG_REVIEW,
    State.FLAG_SURGERY,
    State.ALARM_OTHER,
)
"""After "something is wrong": one yes or no for each kind of red flag. ALARM is the emergency."""

_SCREENINGS = frozenset({State.SCREENING, *FULL_SCREENING})
_PRECAUTIONS = frozenset({State.PRECAUTIONS, State.PRECAUTION, State.PRECAUTION_APPROVED})

ASKS: Mapping[State, Question] = {
    State.LOCKED: Question.CONTROL,
    **dict.fromkeys((State.SCREENING, *FULL_SCREENING), Question.SCREENING),
    State.PRECAUTIONS: Question.SCREENING,
    State.PRECAUTION: Question.YES_NO,
    State.PRECAUTION_APPROVED: Question.YES_NO,
    **dict.fromkeys(FLAGS, Question.YES_NO),
    State.SURGERY_APPROVED: Question.YES_NO,
    State.GOING_ON: Question.YES_NO,
    State.BASELINE_LOCATION: Question.LOCATION,
    State.BASELINE_SIDE: Question.SIDE,
    State.WORSE_SIDE: Question.SIDE,
    State.BASELINE_RATING: Question.RATING,
    State.READY: Question.CONTROL,
    State.CHECK_LOCATION: Question.LOCATION,
    State.CHECK_CHANGE: Question.CHANGE,
    State.CHECK_REGION: Question.CHANGE,
    State.CHECK_LEG: Question.CHANGE,
    State.CONTRADICTION: Question.YES_NO,
    State.CONFIRMING: Question.YES_NO,
    State.CHOOSING: Question.RATING,
    State.RECHECK_LOCATION: Question.LOCATION,
    State.RECHECK_CHANGE: Question.CHANGE,
    State.ANOTHER_SET: Question.YES_NO,
    State.AFTERWARDS: Question.YES_NO,
    State.FINAL_RATING: Question.RATING,
}
"""The asking states and their question."""

ASKED_BACK = frozenset({State.CONFIRMING, State.CHOOSING})
"""What was heard doubtfully is asked back: "did you say that?", or which of two it was."""

LIST_QUESTIONS = frozenset({Question.LOCATION, Question.SIDE, Question.SCREENING})
"""Questions that offer a list: the person gets longer to begin."""

CAREFUL = frozenset({State.LOCKED, *_SCREENINGS, *_PRECAUTIONS, *FLAGS, State.SURGERY_APPROVED})
"""Where it is asked whether to exercise at all: only a sure answer counts, or one that a sure yes confirmed."""

MUST_ANSWER = CAREFUL | frozenset(
    {
        State.GOING_ON,
        State.BASELINE_LOCATION,
        State.BASELINE_SIDE,
        State.WORSE_SIDE,
        State.CHECK_LOCATION,
        State.CHECK_CHANGE,
        State.CHECK_REGION,
        State.CHECK_LEG,
        State.CONTRADICTION,
        State.SETTLING,
        State.RECHECK_LOCATION,
        State.RECHECK_CHANGE,
    }
)
"""Where "next" does not work, nor "back" to an earlier exercise: the answer decides whether it is safe to go on."""

ASKED_BEFORE: Mapping[State, State] = {
    State.BASELINE_SIDE: State.BASELINE_LOCATION,
    State.WORSE_SIDE: State.BASELINE_LOCATION,
    State.BASELINE_RATING: State.BASELINE_LOCATION,
    State.CHECK_CHANGE: State.CHECK_LOCATION,
    State.CHECK_REGION: State.CHECK_LOCATION,
    State.CHECK_LEG: State.CHECK_LOCATION,
    State.CONTRADICTION: State.CHECK_LOCATION,
    State.RECHECK_CHANGE: State.RECHECK_LOCATION,
}
"""Where "go back" asks again from the first question of the kind: what was said back was not what was meant."""

_NEXT_EXERCISE = frozenset({State.INSTRUCTING, State.FINAL_RATING, State.CLOSING, State.DECIDED})
_JUDGED = frozenset({State.DECIDED})
_CLEARED = frozenset({State.PRECAUTIONS, State.SCREENING_NOTED})

TRANSITIONS: Mapping[tuple[State, Trigger], frozenset[State]] = {
    (State.NEW, Trigger.STARTED): frozenset({State.OPENING}),
    (State.OPENING, Trigger.SPOKEN): frozenset({State.LOCKED, State.SCREENING, State.SCREENING_NERVES}),
    (State.LOCKED, Trigger.ANSWERED): frozenset({State.SCREENING_NERVES}),
    (State.SCREENING, Trigger.ANSWERED): _CLEARED,
    (State.SCREENING_NERVES, Trigger.ANSWERED): frozenset({State.SCREENING_ILLNESS}),
    (State.SCREENING_ILLNESS, Trigger.ANSWERED): frozenset({State.SCREENING_HISTORY}),
    (State.SCREENING_HISTORY, Trigger.ANSWERED): _CLEARED,
    (State.PRECAUTIONS, Trigger.ANSWERED): _CLEARED | {State.PRECAUTION},
    (State.PRECAUTION, Trigger.ANSWERED): _CLEARED | {State.PRECAUTION, State.PRECAUTION_APPROVED},
    (State.PRECAUTION_APPROVED, Trigger.ANSWERED): _CLEARED | {State.PRECAUTION},
    (State.SCREENING_NOTED, Trigger.SPOKEN): frozenset(
        {State.GOING_ON, State.BASELINE_LOCATION, State.BASELINE_RATING, State.INSTRUCTING, State.CLOSING}
    ),
    (State.GOING_ON, Trigger.ANSWERED): frozenset(
        {State.BASELINE_LOCATION, State.BASELINE_RATING, State.INSTRUCTING}
    ),
    (State.ALARM, Trigger.ANSWERED): frozenset({State.CLOSING, State.FLAG_WEAKNESS, State.ALARM_OTHER}),
    (State.FLAG_WEAKNESS, Trigger.ANSWERED): frozenset(
        {State.CLOSING, State.FLAG_ILLNESS, State.FLAG_REVIEW, State.ALARM_OTHER}
    ),
    (State.FLAG_ILLNESS, Trigger.ANSWERED): frozenset({State.CLOSING, State.FLAG_FALL}),
    (State.FLAG_FALL, Trigger.ANSWERED): frozenset({State.CLOSING, State.ALARM_OTHER}),
    (State.FLAG_REVIEW, Trigger.ANSWERED): frozenset({State.CLOSING, State.FLAG_SURGERY}),
    (State.FLAG_SURGERY, Trigger.ANSWERED): frozenset(
        {State.CLOSING, State.SURGERY_APPROVED, State.ALARM_OTHER}
    ),
    (State.ALARM_OTHER, Trigger.ANSWERED): frozenset({State.CLOSING, State.LOCKED, *_SCREENINGS}),
    **{(flag, Trigger.UNANSWERED): frozenset({State.CLOSING}) for flag in FLAGS},
    (State.SURGERY_APPROVED, Trigger.ANSWERED): frozenset({State.SCREENING_HISTORY, State.CLOSING}),
    (State.SURGERY_APPROVED, Trigger.UNANSWERED): frozenset({State.CLOSING}),
    (State.BASELINE_LOCATION, Trigger.ANSWERED): frozenset({State.BASELINE_SIDE, State.BASELINE_RATING}),
    (State.BASELINE_SIDE, Trigger.ANSWERED): frozenset({State.WORSE_SIDE, State.BASELINE_RATING}),
    (State.WORSE_SIDE, Trigger.ANSWERED): frozenset({State.BASELINE_RATING}),
    (State.BASELINE_RATING, Trigger.ANSWERED): frozenset({State.INSTRUCTING, State.DECIDED}),
    (State.BASELINE_RATING, Trigger.UNSURE): ASKED_BACK,
    (State.INSTRUCTING, Trigger.SPOKEN): frozenset({State.READY}),
    (State.INSTRUCTING, Trigger.ANSWERED): frozenset({State.STARTING}),
    (State.READY, Trigger.ANSWERED): frozenset({State.STARTING}),
    (State.STARTING, Trigger.SPOKEN): frozenset({State.SET}),
    (State.SET, Trigger.TIME): frozenset({State.RESTING}),
    (State.SET, Trigger.ANSWERED): frozenset({State.RESTING}),
    (State.RESTING, Trigger.SPOKEN): _NEXT_EXERCISE | {State.CHECK_LOCATION, State.CHECK_CHANGE},
    (State.CHECK_LOCATION, Trigger.ANSWERED): _JUDGED | {State.CHECK_CHANGE},
    (State.CHECK_CHANGE, Trigger.ANSWERED): _JUDGED
    | {State.CHECK_REGION, State.CHECK_LEG, State.CONTRADICTION},
    (State.CHECK_REGION, Trigger.ANSWERED): _JUDGED | {State.CHECK_LEG, State.CONTRADICTION},
    (State.CHECK_LEG, Trigger.ANSWERED): _JUDGED | {State.CHECK_LEG},
    (State.CONTRADICTION, Trigger.ANSWERED): _JUDGED | {State.CHECK_LOCATION},
    (State.DECIDED, Trigger.SPOKEN): _NEXT_EXERCISE
    | {State.SETTLING, State.ANOTHER_SET, State.AFTERWARDS, State.READY},
    (State.SETTLING, Trigger.TIME): frozenset({State.RECHECK_LOCATION, State.RECHECK_CHANGE}),
    (State.RECHECK_LOCATION, Trigger.ANSWERED): _JUDGED | {State.RECHECK_CHANGE, State.SETTLING},
    (State.RECHECK_CHANGE, Trigger.ANSWERED): _JUDGED | {State.SETTLING},
    (State.ANOTHER_SET, Trigger.ANSWERED): frozenset({State.READY, State.AFTERWARDS, State.FINAL_RATING}),
    (State.AFTERWARDS, Trigger.ANSWERED): frozenset({State.INSTRUCTING, State.FINAL_RATING}),
    (State.FINAL_RATING, Trigger.ANSWERED): frozenset({State.CLOSING}),
    (State.FINAL_RATING, Trigger.UNANSWERED): frozenset({State.CLOSING}),
    (State.FINAL_RATING, Trigger.UNSURE): ASKED_BACK,
    (State.CONFIRMING, Trigger.UNANSWERED): frozenset({State.CLOSING}),
    (State.CHOOSING, Trigger.UNANSWERED): frozenset({State.CLOSING}),
    (State.PAUSED, Trigger.TIME): frozenset({State.CLOSING}),
    (State.STOPPING, Trigger.UNANSWERED): frozenset({State.CLOSING}),
    (State.CLOSING, Trigger.SPOKEN): frozenset({State.FINISHED}),
}
"""State and trigger -> the states that may follow. PAUSED and those of `ASKED_BACK` go back to where they came from."""

ANYWHERE: Mapping[Trigger, frozenset[State]] = {
    Trigger.PAUSE: frozenset({State.PAUSED}),
    Trigger.UNANSWERED: frozenset({State.PAUSED}),
    Trigger.UNSURE: frozenset({State.CONFIRMING}),
    Trigger.STOP: frozenset({State.STOPPING, State.CLOSING}),
    Trigger.ALARM: frozenset({State.ALARM, State.FLAG_ILLNESS, State.FLAG_REVIEW}),
    Trigger.SKIP: _NEXT_EXERCISE | {State.RESTING, State.AFTERWARDS},
    Trigger.GO_BACK: frozenset({State.INSTRUCTING, *ASKED_BEFORE.values()}),
    Trigger.REPEAT: frozenset({State.INSTRUCTING}),
    Trigger.PAIN: frozenset({State.RESTING}),
    Trigger.ENDED: frozenset({State.FINISHED}),
}
"""What works in every state that has no entry of its own for the trigger, until the session is closing."""

RETURNS = frozenset({State.PAUSED, State.STOPPING, *ASKED_BACK, State.SCREENING_NOTED})
"""States that go back to the state they interrupted, whichever it was."""


def is_allowed(source: State, trigger: Trigger, target: State) -> bool:
    """Whether the table lets `trigger` lead from `source` to `target`."""
    if target in TRANSITIONS.get((source, trigger), frozenset()):
        return True
    if source in RETURNS and trigger in (Trigger.RESUME, Trigger.ANSWERED):
        return target not in (State.NEW, State.FINISHED)
    return source is not State.FINISHED and target in ANYWHERE.get(trigger, frozenset())
