"""Whatever is in a file, the loader gives a Program or InvalidProgram, and nothing else."""

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import fuzz
from voicecoach.coach.program import PhaseKind, Program
from voicecoach.errors import InvalidProgram
from voicecoach.programs import schema
from voicecoach.programs.loader import check, load

BACK_PAIN = resources.files("voicecoach.programs").joinpath("back_pain.toml").read_text(encoding="utf-8")
LINES = BACK_PAIN.split("\n")
FUZZ = fuzz(60)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
keys = st.sampled_from(
    [
        "id",
        "name",
        "exercises",
        "phases",
        "cues",
        "at_s",
        "say",
        "hold_s",
        "reps",
        "tempo_s",
        "instructions",
        "timing",
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)


def is_safe(program: Program) -> bool:
    """What must hold in any program that was let through."""
    return all(
        (phase.kind is PhaseKind.HOLD and 1 <= phase.hold_s <= 600)
        or (1 <= phase.reps <= 30 and schema.longest_gap_s(phase.tempo_s, phase.cues) >= 1.2)
        for exercise in program.exercises
        for phase in exercise.phases
    )


def outcome(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    problems = check(str(path))
    if problems:
        with pytest.raises(InvalidProgram) as error:
            load(str(path))
        assert str(error.value).isprintable()
    else:
        assert is_safe(load(str(path)))


@given(st.binary(max_size=400))
@FUZZ
def test_random_bytes_are_a_program_or_invalid(tmp_path, content) -> None:
    """No other exception, ever."""
    outcome(tmp_path / "a.toml", content)


@given(st.data())
@FUZZ
def test_a_mutilated_program_is_a_program_or_invalid(tmp_path, data) -> None:
    """Lines lost, doubled, swapped and overwritten."""
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "swap", "cut", "write"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                lines[at - 1], lines[at] = lines[at], lines[at - 1]
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, 40))]
            case _:
                key = lines[at].split("=")[0]
                lines[at] = (
                    f"{key} = {data.draw(st.integers(-5, 700) | st.booleans() | st.text(max_size=8))!r}"
                )

    outcome(tmp_path / "b.toml", "\n".join(lines).encode("utf-8", "replace"))


@given(st.dictionaries(keys, anything, max_size=8))
@FUZZ
def test_any_document_is_read_without_an_exception(document) -> None:
    """And what is wrong with it can be said on a terminal."""
    program, problems = schema.read(document, lambda name: None)

    assert all(problem.sentence("x.toml", None).isprintable() for problem in problems)
    assert problems or is_safe(program)


def test_every_line_left_out_gives_a_program_or_invalid(tmp_path) -> None:
    """The mistake that is made most."""
    for index, line in enumerate(LINES):
        if line.strip():
            outcome(tmp_path / "c.toml", "\n".join(LINES[:index] + LINES[index + 1 :]).encode())
