"""The way to every state: a person, a program, and the moment at which the state is reached."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.coach.conversation import KNOWN, QUICK, Conversation, Person, doubtful, somebody
from tests.coach.cuts import CUT
from voicecoach.coach.background import Background
from voicecoach.coach.program import Program
from voicecoach.coach.states import State

WITHOUT_POSTURE = replace(QUICK, id="without-posture", afterwards=None)
"""The quick program, with nothing at its end."""

CENTRALIZES = somebody().to("check location", "back").to("check change", "better")
WORSENS = (
    somebody()
    .to("check change", "worse")
    .to("check region", "worse in the leg")
    .to("recheck change", "worse")
)
MOVES_DOWN = somebody().to("check location", "calf").to("recheck location", "calf")
BACK_WORSE = somebody().to("check location", "back").to("check change", "worse in the back")
NEW = Background()
LOCKED = replace(KNOWN, is_locked=True)
FLAGGED = (
    somebody()
    .to("screening nerves", "something is wrong", "all clear")
    .to("screening illness", "something is wrong", "all clear")
    .to("screening history", "something is wrong", "all clear")
)
"""A false alarm at each part of the full list."""
CAUTIOUS = somebody().to("precautions", "one of these", "all clear")
FALSE_ALARM = somebody().to("screening", "something is wrong", "all clear")
PARTLY_TOLD = (
    somebody().to("check change", "worse").to("check region", "worse in the back").to("check leg", "the same")
)


def at(
    state: str,
    person: Person | None = None,
    program: Program = QUICK,
    background: Background | None = None,
) -> Callable[[], Conversation]:
    return lambda: Conversation(person or somebody(), program, background).until(state)


def heard_at(state: str, said: str, person: Person | None = None) -> Callable[[], Conversation]:
    return lambda: at(state, person)().until_listening().hear(said)


ROADS: Mapping[State, Callable[[], Conversation]] = {
    State.OPENING: at("opening"),
    State.SCREENING: at("screening"),
    State.LOCKED: at("locked", background=LOCKED),
    State.SCREENING_NERVES: at("screening nerves", background=NEW),
    State.SCREENING_ILLNESS: at("screening illness", background=NEW),
    State.SCREENING_HISTORY: at("screening history", background=NEW),
    State.PRECAUTIONS: at("precautions", background=NEW),
    State.PRECAUTION: at("precaution", CAUTIOUS, background=NEW),
    State.PRECAUTION_APPROVED: at("precaution approved", CAUTIOUS.to("precaution", "yes"), background=NEW),
    State.SCREENING_NOTED: at("screening noted"),
    State.FLAG_WEAKNESS: at("flag weakness", FLAGGED, background=NEW),
    State.FLAG_ILLNESS: at("flag illness", FLAGGED, background=NEW),
    State.FLAG_FALL: at("flag fall", FLAGGED, background=NEW),
    State.FLAG_REVIEW: at("flag review", FLAGGED, background=NEW),
    State.FLAG_SURGERY: at("flag surgery", FLAGGED, background=NEW),
    State.SURGERY_APPROVED: at("surgery approved", FLAGGED.to("flag surgery", "yes"), background=NEW),
    State.GOING_ON: at("going on", background=CUT),
    State.ALARM: at("alarm", FALSE_ALARM),
    State.ALARM_OTHER: at("alarm other", FALSE_ALARM),
    State.BASELINE_LOCATION: at("baseline location"),
    State.BASELINE_SIDE: at("baseline side"),
    State.WORSE_SIDE: at("worse side", somebody(side="both")),
    State.BASELINE_RATING: at("baseline rating"),
    State.INSTRUCTING: at("instructing"),
    State.READY: at("ready"),
    State.STARTING: at("starting"),
    State.SET: at("set"),
    State.RESTING: at("resting"),
    State.CHECK_LOCATION: at("check location"),
    State.CHECK_CHANGE: at("check change"),
    State.CHECK_REGION: at("check region", WORSENS),
    State.CHECK_LEG: at("check leg", PARTLY_TOLD),
    State.CONTRADICTION: at("contradiction", BACK_WORSE),
    State.CONFIRMING: at("confirming", somebody().to("check change", doubtful("better"))),
    State.CHOOSING: at("choosing", somebody().to("baseline rating", doubtful("four", "five"))),
    State.DECIDED: at("decided"),
    State.SETTLING: at("settling", WORSENS),
    State.RECHECK_LOCATION: at("recheck location", WORSENS),
    State.RECHECK_CHANGE: at("recheck change", WORSENS),
    State.ANOTHER_SET: at("another set", CENTRALIZES),
    State.AFTERWARDS: at("afterwards", CENTRALIZES),
    State.FINAL_RATING: at("final rating", CENTRALIZES.to("afterwards", "no")),
    State.PAUSED: heard_at("set", "pause"),
    State.STOPPING: heard_at("set", "stop"),
    State.CLOSING: at("closing", somebody().to("screening", "something is wrong").to("alarm", "yes")),
}
"""Every state but the first and the last."""
