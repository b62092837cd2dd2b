"""How long a session may take: an upper bound for a calendar, from the doses and the words of its program."""

import math
from collections.abc import Iterator

from voicecoach.coach.program import Phase, Program

WORDS_A_MINUTE = 155
"""The speech rate of the clinical dialogue table."""
ANSWERS_S = 20.0
"""For what lies around a phase: getting ready, the count-in, and the check with its answers."""
_GRID_MIN = 5


def reserved_min(program: Program) -> int:
    """Minutes for the whole program once through, to its last exercise, in whole fives. Most sessions end earlier, with
    the first exercise that helps; rests, pauses and further sets of an exercise come on top.
    """
    seconds = sum(map(_phase_s, _phases(program)))
    seconds += sum(map(_spoken_s, program.about))
    return max(1, math.ceil(seconds / 60 / _GRID_MIN)) * _GRID_MIN


def _phases(program: Program) -> Iterator[Phase]:
    for exercise in program.exercises:
        yield from exercise.phases
    if program.afterwards is not None:
        yield from program.afterwards.phases


def _phase_s(phase: Phase) -> float:
    spoken = sum(map(_spoken_s, (*phase.instructions, phase.rest)))
    return phase.hold_s + phase.reps * phase.tempo_s + spoken + ANSWERS_S


def _spoken_s(sentence: str) -> float:
    return len(sentence.split()) / WORDS_A_MINUTE * 60
