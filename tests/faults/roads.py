"""To every state of a session: whose story leads there."""

from __future__ import annotations

from collections.abc import Mapping

from tests.coach.conversation import Words, doubtful
from tests.faults.stories import Story, cut_off_home, locked_home, new_home, patient
from voicecoach.coach.states import State

_KNOWN = Story(patient())
_NEW = Story(patient(), new_home)
_ALARMED = _KNOWN.but(patient().to("screening", "something is wrong", "all clear"))
_FLAGGED = _NEW.but(
    patient()
    .to("screening nerves", "something is wrong", "all clear")
    .to("screening illness", "something is wrong", "all clear")
    .to("screening history", "something is wrong", "all clear")
)
_CAUTIOUS = _NEW.but(patient().to("precautions", "one of these", "all clear").to("precaution", "yes"))
_CENTRALIZES = _KNOWN.but(patient().to("check location", "back").to("check change", "better"))
_WORSE = _KNOWN.but(
    patient().to("check change", "worse").to("check region", "worse in the leg").to("recheck change", "worse")
)
_PARTLY = _KNOWN.but(
    patient().to("check change", "worse").to("check region", "worse in the back").to("check leg", "the same")
)
_SHOUTS = Words("stop")
"""Typed, it would end the session at once."""

ROADS: Mapping[State, Story] = {
    **dict.fromkeys(State, _KNOWN),
    State.LOCKED: Story(patient(), locked_home),
    State.SCREENING_NERVES: _NEW,
    State.SCREENING_ILLNESS: _NEW,
    State.SCREENING_HISTORY: _NEW,
    State.PRECAUTIONS: _NEW,
    State.PRECAUTION: _CAUTIOUS,
    State.PRECAUTION_APPROVED: _CAUTIOUS,
    State.FLAG_WEAKNESS: _FLAGGED,
    State.FLAG_ILLNESS: _FLAGGED,
    State.FLAG_FALL: _FLAGGED,
    State.FLAG_REVIEW: _FLAGGED,
    State.FLAG_SURGERY: _FLAGGED,
    State.SURGERY_APPROVED: _FLAGGED.but(_FLAGGED.person.to("flag surgery", "yes")),
    State.ALARM: _ALARMED,
    State.ALARM_OTHER: _ALARMED,
    State.WORSE_SIDE: _KNOWN.but(patient().to("baseline side", "both")),
    State.CHECK_REGION: _WORSE,
    State.CHECK_LEG: _PARTLY,
    State.CONTRADICTION: _KNOWN.but(
        patient().to("check location", "back").to("check change", "worse in the back")
    ),
    State.CONFIRMING: _KNOWN.but(patient().to("check change", doubtful("better"), "the same")),
    State.CHOOSING: _KNOWN.but(patient().to("baseline rating", doubtful("four", "five"), "four")),
    State.SETTLING: _WORSE,
    State.RECHECK_LOCATION: _WORSE,
    State.RECHECK_CHANGE: _WORSE,
    State.ANOTHER_SET: _CENTRALIZES,
    State.AFTERWARDS: _CENTRALIZES,
    State.FINAL_RATING: _CENTRALIZES,
    State.PAUSED: _KNOWN.but(patient().at_count("hold", 1, "pause")),
    State.STOPPING: _KNOWN.but(patient().at_count("hold", 1, _SHOUTS)),
}
"""A state that is not named lies on the way of somebody for whom nothing changes, or of a second start after a cut."""

AFTER_A_CUT = Story(patient(), cut_off_home)

STATES = tuple(state for state in State if state not in (State.NEW, State.FINISHED))
