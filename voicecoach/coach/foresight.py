"""What may be said next, so that its sound can be made ahead; and all that a program ever says of itself.

It follows the one table of what leads where (`states.py`), two states deep, nearest first. Nothing here decides
anything, and a line that was not foreseen is only made when it is due. What depends on the person's own words in more
ways than can be listed (a contradiction, the exercises left out) is not foreseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voicecoach.coach import lines, progression
from voicecoach.coach.counting import COUNT_IN_FROM, beats
from voicecoach.coach.flags import ENDINGS
from voicecoach.coach.phrases import Question
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Exercise, Phase, PhaseKind, Program, Side
from voicecoach.coach.prompts import FIXED
from voicecoach.coach.states import ASKS, TRANSITIONS, State
from voicecoach.coach.symptoms import Change, Location

DEPTH = 2
_CHANGES = tuple(change.value for change in Change)
_SAID_BACK = {
    Question.CHANGE: tuple(lines.understood_change({}, each) for each in _CHANGES)
    + tuple(lines.understood_change({}, each, is_hedged=True) for each in ("better", "worse")),
    Question.LOCATION: tuple(dict.fromkeys(lines.place(each.word) for each in Location)),
    Question.SIDE: ("left", "right", "both", "middle", "neither"),
    Question.RATING: tuple(lines.number(n) for n in range(11)),
}
_AT_ANY_TIME = (
    *lines.PAUSED,
    *lines.STOPPED,
    *lines.NOT_UNDERSTOOD,
    *lines.SLOWER,
    *lines.FASTER,
    *lines.PAIN_STOP,
    *lines.ANSWER_FIRST,
    *lines.HELP,
    *lines.PAUSED_KEYBOARD,
    *lines.STILL_PAUSED,
    *lines.GOODBYE,
)
_WHEREVER: Mapping[State, lines.Parts] = {
    **{state: prompts[0] for state, prompts in FIXED.items()},
    State.PRECAUTIONS: tuple(
        part
        for is_first in (True, False)
        for part in lines.precautions([each.name for each in PRECAUTIONS.values()], is_first=is_first)[0]
    ),
    State.PRECAUTION: tuple(
        part for each in PRECAUTIONS.values() for part in lines.precaution(each.question)[0]
    ),
    State.SCREENING_NOTED: lines.SCREENING_NOTED,
    State.CHECK_CHANGE: tuple(part for where in Location for part in lines.check_change(where)[0]),
    State.CHECK_REGION: tuple(part for word in ("worse", "better") for part in lines.check_region(word)[0]),
    State.RECHECK_CHANGE: lines.recheck_change(Location.BACK_SIDE)[0],
    State.SETTLING: lines.REST_LONGER,
    State.DECIDED: tuple(row.reason for row in progression.ROWS)
    + tuple(each.reason for each in progression.BESIDE.values() if each not in progression.ONLY_BY_CHANGE),
}
"""What is said on coming to a state, wherever in the program that is."""
_BY_CHANGE: Mapping[State, lines.Parts] = {
    State.CHECK_CHANGE: lines.check_change(None)[0],
    State.RECHECK_CHANGE: lines.recheck_change(None)[0],
    State.DECIDED: tuple(decision.reason for decision in progression.BY_CHANGE.values())
    + tuple(decision.reason for decision in progression.BESIDE.values()),
}
"""The same, where only the change is asked about."""
_ABOUT_PLACES = frozenset(
    {
        State.BASELINE_LOCATION,
        State.BASELINE_SIDE,
        State.WORSE_SIDE,
        State.CHECK_LOCATION,
        State.CHECK_REGION,
        State.CHECK_LEG,
        State.CONTRADICTION,
        State.RECHECK_LOCATION,
    }
)
"""States that only a program comes to that asks where the pain is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a program a session is; nothing but the program is known before the first exercise."""

    program: Program
    exercise: Exercise | None = None
    phase: Phase | None = None
    side: Side | None = None


def ahead(state: State, place: Place, prompts: lines.Parts = ()) -> tuple[str, ...]:
    """What may be said next in this state, each text once, the likeliest first. `prompts` come before all else."""
    found = [*prompts, *_said_back(state)]
    never = frozenset() if place.program.asks_place else _ABOUT_PLACES
    seen = {state}
    reached: tuple[State, ...] = (state,)
    for _ in range(DEPTH):
        reached = tuple(each for each in _following(reached) if each not in seen | never)
        seen.update(reached)
        for each in reached:
            found += _lines_at(each, place)
    found += _AT_ANY_TIME
    return tuple(dict.fromkeys(filter(None, found)))


def repertoire(program: Program) -> frozenset[str]:
    """All texts that a session of this program says whoever does it: none of them tells of a person."""
    found: set[str] = {*_AT_ANY_TIME, *lines.REST_LONGER, *lines.FAVOURITE}
    found.update(lines.MICROPHONE_LOST, lines.MICROPHONE_FOUND, lines.FURTHER_DOWN)
    found.update(lines.welcome_first(program.about), lines.WELCOME)
    for place in _places(program):
        for state in State if program.asks_place else (each for each in State if each not in _ABOUT_PLACES):
            found.update(_lines_at(state, place), _said_back(state))
            for prompt in FIXED.get(state, ()):
                found.update(prompt)
    return frozenset(filter(None, found))


def own_texts(program: Program) -> frozenset[str]:
    """All sentences of the program's file, in its language, as they are said."""
    texts: set[str] = {*program.about, *program.asides}
    exercises = (*program.exercises, *([program.afterwards] if program.afterwards else ()))
    for exercise in exercises:
        texts.update(exercise.warnings, (lines.own_title(exercise), exercise.keep))
        for phase in exercise.phases:
            texts.update(phase.instructions, (phase.rest,), (cue.say for cue in phase.cues))
    sided = {lines.for_side(text, side, program.side_words) for text in texts for side in Side}
    return frozenset(filter(None, sided))


def _places(program: Program) -> Iterator[Place]:
    yield Place(program)
    exercises = (*program.exercises, *([program.afterwards] if program.afterwards else ()))
    for exercise in exercises:
        for phase in exercise.phases:
            for side in (None, *Side):
                yield Place(program, exercise, phase, side)


def _following(states: tuple[State, ...]) -> Iterator[State]:
    """The states that may follow, those by the usual triggers; in the order of the table."""
    for (source, _), targets in TRANSITIONS.items():
        if source in states:
            yield from (each for each in State if each in targets)


def _said_back(state: State) -> tuple[str, ...]:
    """What was understood, as it may be said back after this question."""
    question = ASKS.get(state)
    said = _SAID_BACK.get(question, ()) if question is not None else ()
    return tuple(part for each in said for part in lines.got_it(each))


def _lines_at(state: State, place: Place) -> Iterator[str]:
    """What is said on coming to a state; of a question, the first prompt."""
    by_change = _BY_CHANGE.get(state) if not place.program.asks_place else None
    yield from _WHEREVER.get(state, ()) if by_change is None else by_change
    if state is State.INSTRUCTING:
        yield from _instructions(place)
    elif state in (State.STARTING, State.SET) and place.phase is not None:
        yield from _set(place.phase)
    elif state is State.RESTING:
        rest = place.phase.rest if place.phase else ""
        yield from (rest,) if rest else lines.REST
    elif state is State.CLOSING:
        yield from _closing(place)
    elif state is State.GOING_ON and place.exercise is not None:
        for prompt in lines.going_on_from(place.exercise):
            yield from prompt


def _instructions(place: Place) -> Iterator[str]:
    """Those of the present exercise, the next one, and the one for afterwards; before the first, of the first."""
    exercises = place.program.exercises
    if place.exercise is None:
        yield from _exercise(exercises[0], 1, place)
        return
    here = exercises.index(place.exercise) if place.exercise in exercises else len(exercises) - 1
    yield from _exercise(place.exercise, here + 1, place)
    if here + 1 < len(exercises):
        yield from _exercise(exercises[here + 1], here + 2, place)
    if place.program.afterwards is not None:
        yield from _exercise(place.program.afterwards, here + 1, place)


def _exercise(exercise: Exercise, number: int, place: Place) -> Iterator[str]:
    texts = [*lines.title_parts(exercise, number, place.program.language), *exercise.warnings]
    texts += [text for phase in exercise.phases for text in phase.instructions]
    texts += [text for phase in exercise.phases[1:] for text in lines.midway(phase)]
    for text in texts:
        if place.side is not None or lines.for_side(text, Side.LEFT) == text:  # else it is not known yet
            yield lines.for_side(text, place.side, place.program.side_words)


def _set(phase: Phase) -> Iterator[str]:
    is_hold = phase.kind is PhaseKind.HOLD
    yield from lines.START if is_hold else lines.GET_READY
    yield from (lines.number(n) for n in range(COUNT_IN_FROM, 0, -1))
    for beat in beats(phase):
        yield lines.announced(beat.say, beat.note)
        yield beat.say


def _closing(place: Place) -> Iterator[str]:
    program = place.program
    yield from lines.good_session(place.exercise.keep if place.exercise else "")
    yield from program.asides
    if not program.asks_symptoms:
        yield from lines.all_done(program.exercises[-1].keep)
    yield from (progression.EMERGENCY.reason, *lines.LOCK_AHEAD)
    for ending in ENDINGS.values():
        yield from ending.said
