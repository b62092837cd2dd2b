"""How much time a calendar sets aside for a session."""

import pytest

from voicecoach.coach.lasting import reserved_min
from voicecoach.coach.program import Exercise, Phase, PhaseKind, Program
from voicecoach.programs.loader import built_in_names, load


@pytest.mark.parametrize("name", built_in_names())
def test_at_least_what_is_done(name) -> None:
    """All holds and repetitions fit, with words around them; and in whole fives."""
    program = load(name)
    exercises = [*program.exercises, *filter(None, [program.afterwards])]
    done_s = sum(phase.hold_s + phase.reps * phase.tempo_s for each in exercises for phase in each.phases)

    assert done_s / 60 < reserved_min(program) < done_s / 60 * 2 + 5
    assert reserved_min(program) % 5 == 0


def test_a_longer_hold_takes_longer() -> None:
    """Nothing is fixed."""

    def program(hold_s: float) -> Program:
        phase = Phase("lie", "Lie", ("Lie down.",), PhaseKind.HOLD, hold_s=hold_s)
        return Program("x", "X", (Exercise("e", "E", (phase,)),))

    assert [reserved_min(program(hold_s)) for hold_s in (0, 600, 1200)] == [5, 15, 25]
