"""The red flags as a table: by which question each is told apart, and what follows a yes.

Sources: Downie BMJ 2013, Verhagen 2016, Cook BJSM 2017. Screening alone is never a clearance.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voicecoach.coach import lines
from voicecoach.coach.states import FLAGS, State


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ends by a red flag: the reason that is kept, and the words that are said."""

    reason: str
    said: lines.Parts


ENDINGS: Mapping[State, Ending] = {
    State.FLAG_WEAKNESS: Ending("new or growing weakness of a leg or foot", lines.CONTACT_TODAY),
    State.FLAG_ILLNESS: Ending(
        "fever, illness, an infection or a weak immune system", lines.CONTACT_URGENTLY
    ),
    State.FLAG_FALL: Ending("a fall or an accident", lines.SEE_DOCTOR_FIRST),
    State.FLAG_REVIEW: Ending(
        "past cancer, weight loss or steady pain, not yet reviewed", lines.ARRANGE_REVIEW
    ),
    State.FLAG_SURGERY: Ending(
        "a recent operation, injection or fracture, without approval", lines.ASK_APPROVAL
    ),
    State.SURGERY_APPROVED: Ending(
        "a recent operation, injection or fracture, without approval", lines.ASK_APPROVAL
    ),
    State.ALARM_OTHER: Ending("something is wrong", lines.RED_FLAG),
}
"""What follows a yes, and no answer too. ALARM is not here: it is rule R10, the emergency."""

WALKS: Mapping[State, tuple[State, ...]] = {
    State.SCREENING_NERVES: (State.ALARM, State.FLAG_WEAKNESS, State.ALARM_OTHER),
    State.SCREENING_ILLNESS: (State.FLAG_ILLNESS, State.FLAG_FALL, State.ALARM_OTHER),
    State.SCREENING_HISTORY: (State.FLAG_REVIEW, State.FLAG_SURGERY, State.ALARM_OTHER),
}
"""After "something is wrong" to a part of the full list: which kinds are asked about, one by one."""

AT_THE_START = (
    State.ALARM,
    State.FLAG_WEAKNESS,
    State.FLAG_ILLNESS,
    State.FLAG_FALL,
    State.ALARM_OTHER,
)
"""After "something is wrong" to the short question, or before any question."""

IN_A_SESSION = (State.ALARM, State.ALARM_OTHER)
"""After "something is wrong" once the session runs. There any new weakness is an emergency (rule R10)."""


NAMES = frozenset(
    "fall fell accident surgery operation operated injection injected fracture fractured broken broke steroids "
    "ill immune".split()
)
"""Words that name a flag of the list where it is being read; elsewhere they are everyday words."""


def walk(asked: State, *, is_named: bool) -> tuple[State, ...]:
    """The kinds to ask about after an alarm at the start. `is_named`: numbness, weakness, bladder or bowel."""
    flags = WALKS.get(asked, AT_THE_START)
    nerves = tuple(flag for flag in WALKS[State.SCREENING_NERVES] if flag not in flags)
    return nerves + flags if is_named else flags


assert set(ENDINGS) == {*FLAGS, State.SURGERY_APPROVED} - {State.ALARM}
