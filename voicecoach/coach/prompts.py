"""Which question a state asks, in which words, and how long it listens."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from voicecoach.coach import lines
from voicecoach.coach.effects import Listen
from voicecoach.coach.phrases import COMMANDS, NEITHER, UNCLEAR, Question, choice, vocabulary
from voicecoach.coach.program import Timing
from voicecoach.coach.states import CAREFUL, LIST_QUESTIONS, State

FIXED: Mapping[State, lines.Prompts] = {
    State.LOCKED: lines.LOCKED,
    State.SCREENING: lines.SCREENING,
    State.SCREENING_NERVES: lines.SCREENING_NERVES,
    State.SCREENING_ILLNESS: lines.SCREENING_ILLNESS,
    State.SCREENING_HISTORY: lines.SCREENING_HISTORY,
    State.ALARM: lines.FLAG_EMERGENCY,
    State.FLAG_WEAKNESS: lines.FLAG_WEAKNESS,
    State.FLAG_ILLNESS: lines.FLAG_ILLNESS,
    State.FLAG_FALL: lines.FLAG_FALL,
    State.FLAG_REVIEW: lines.FLAG_REVIEW,
    State.FLAG_SURGERY: lines.FLAG_SURGERY,
    State.ALARM_OTHER: lines.ALARM_OTHER,
    State.SURGERY_APPROVED: lines.SURGERY_APPROVED,
    State.BASELINE_LOCATION: lines.BASELINE_LOCATION,
    State.BASELINE_SIDE: lines.BASELINE_SIDE,
    State.WORSE_SIDE: lines.WORSE_SIDE,
    State.BASELINE_RATING: lines.RATING,
    State.READY: lines.READY,
    State.CHECK_LOCATION: lines.CHECK_LOCATION,
    State.CHECK_LEG: lines.CHECK_LEG,
    State.RECHECK_LOCATION: lines.CHECK_LOCATION,
    State.ANOTHER_SET: lines.ANOTHER_SET,
    State.AFTERWARDS: lines.AFTERWARDS,
    State.FINAL_RATING: lines.RATING,
}
"""The questions whose words never depend on an earlier answer."""

_OPTIONS: Mapping[Question, tuple[str, ...]] = {
    Question.CHANGE: ("better", "worse", "the same"),
    Question.YES_NO: ("yes", "no"),
    Question.RATING: ("zero", "...", "ten"),
    Question.SIDE: ("left", "right", "both", "middle"),
    Question.LOCATION: ("back", "buttock", "thigh", "calf", "foot", "no pain"),
    Question.SCREENING: ("all clear", "something is wrong"),
    Question.CONTROL: ("ready", "stop", "pause", "next", "help"),
}
_OPTIONS_AT: Mapping[State, tuple[str, ...]] = {
    State.LOCKED: ("type: understood",),
    State.PRECAUTIONS: ("all clear", "one of these"),
}


SURE_SILENCE_S = 0.5
"""After a sure answer that might go on ("better ... in the leg"). The clinical 0.7 s are for who is not understood yet;
they stay where red flags and precautions are asked about, and after a sure place, to which a lower one may be added."""


def options_at(state: State, question: Question) -> tuple[str, ...]:
    """What the screen shows while it listens: the main options, not the whole vocabulary."""
    return _OPTIONS_AT.get(state) or _OPTIONS[question]


def listen_for(question: Question, state: State, timing: Timing) -> Listen:
    """How to listen for the answer to `state`'s question."""
    first_word_s = timing.first_word_s
    if question in LIST_QUESTIONS:
        first_word_s = timing.first_word_list_s
    elif state in (State.READY, State.LOCKED):  # getting into place, or to the keyboard
        first_word_s = timing.ready_s
    elif state is State.STOPPING:
        first_word_s = timing.stop_grace_s
    is_location = question is Question.LOCATION
    waits_longer = is_location or state in CAREFUL
    return Listen(
        question,
        vocabulary(question),
        first_word_s,
        timing.end_silence_location_s if is_location else timing.end_silence_s,
        timing.longest_answer_s,
        sure_silence_s=timing.end_silence_s if waits_longer else SURE_SILENCE_S,
        complete=complete(question, is_careful=state in CAREFUL),
    )


_SINGLE = frozenset({Question.YES_NO, Question.RATING})
"""One word answers these. To a side another may be added ("left ... and right"), to a change its place."""


@cache
def complete(question: Question, *, is_careful: bool = False) -> frozenset[str]:
    """The phrases after which nothing else can follow at `question`, so that nobody needs to wait for it.

    Commands, numbers, yes and no. Where red flags or precautions are asked about (`is_careful`), and for all other
    answers, the whole silence is waited for: "no ... well, a bit numb" must not lose its end.
    """
    is_single = question in _SINGLE and not is_careful
    return frozenset(
        phrase
        for phrase in vocabulary(question)
        if phrase in COMMANDS - _places(question) or (is_single and phrase not in UNCLEAR)
    )


def _places(question: Question) -> frozenset[str]:
    """The words of `question` that are commands elsewhere: "back" is a place where a place is asked for."""
    return frozenset({"back"}) if question in (Question.LOCATION, Question.CHANGE) else frozenset()


def listen_for_either(one: str, other: str, timing: Timing) -> Listen:
    """How to listen for one of two numbers."""
    return replace(listen_for(Question.RATING, State.CHOOSING, timing), phrases=choice(one, other))


def either(one: str, other: str) -> tuple[str, ...]:
    """What the screen shows while it listens for one of two."""
    return (one, other, NEITHER[0])


def listen_openly(timing: Timing) -> Listen:
    """Listen for commands, without a limit: in the gaps of a set, in a rest, in a pause."""
    control = Question.CONTROL
    return Listen(
        control,
        vocabulary(control),
        0.0,
        timing.end_silence_s,
        timing.longest_answer_s,
        is_open=True,
        complete=complete(control),
    )
