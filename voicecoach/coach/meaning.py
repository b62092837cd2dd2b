"""What an answer says, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicecoach.coach.phrases import Question
from voicecoach.coach.symptoms import Change, Region

ALARM_VALUE = "something-wrong"
ALL_CLEAR_VALUE = "all-clear"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer says.

    `question` is the vocabulary that understood it: CONTROL for a command, SCREENING for a red flag, whatever was
    asked. `value` is one of the words of the `hear` contract. `regions` binds changes to leg and back where the
    words did so. `is_hedged`: "a bit", "I think". `is_pain`: "that hurts". `is_corrected`: "better, no, worse", "not
    the foot, the calf", or much other talk beside it; it is to be asked back. `is_middle`: the middle of the back.
    `is_named`: a red flag by its name (numbness), not only "something is wrong". `is_listed`: "one of these", said of
    a list just read.
    """

    question: Question
    value: str
    regions: Mapping[Region, Change] = field(default_factory=dict)
    is_hedged: bool = False
    is_pain: bool = False
    is_corrected: bool = False
    is_middle: bool = False
    is_named: bool = False
    is_listed: bool = False
