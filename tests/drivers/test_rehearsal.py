"""A rehearsal is a real session: what it says, when, and how long that takes."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from voicecoach.coach.program import PhaseKind
from voicecoach.drivers.rehearsal import ANSWER_CUE, READY_S, Way, rehearse
from voicecoach.programs.loader import built_in_names, load

RATE = 155


def texts(name: str, way: Way = Way.LONGEST, language: str = "en") -> list[str]:
    return [line.text for line in rehearse(load(name, language), way, RATE).lines]


@pytest.mark.parametrize("name", built_in_names())
def test_everything_that_a_file_says_before_and_in_its_exercises_is_said(name: str) -> None:
    program = load(name)
    said = " ".join(texts(name))

    for exercise in program.exercises:
        assert exercise.name in said
        for phase in exercise.phases:
            assert phase.rest in said
            assert all(cue.say in said for cue in phase.cues)
    assert program.about[0] in said


@pytest.mark.parametrize("name", built_in_names())
def test_lines_come_in_order_and_the_longest_way_is_no_shorter(name: str) -> None:
    longest, shortest = (rehearse(load(name), way, RATE) for way in (Way.LONGEST, Way.SHORTEST))
    times = [line.at_s for line in longest.lines]

    assert times == sorted(times)
    assert times[-1] < longest.duration_s
    assert shortest.duration_s < longest.duration_s


@pytest.mark.parametrize(
    ("name", "way", "outcome"),
    [
        ("back-pain", Way.SHORTEST, "centralized"),
        ("back-pain", Way.LONGEST, "not-centralized"),
        ("neck-retraction", Way.SHORTEST, "centralized"),
        ("neck-retraction", Way.LONGEST, "not-centralized"),
        ("daily-mobility", Way.SHORTEST, "complete"),
    ],
)
def test_a_way_ends_as_it_is_meant_to(name: str, way: Way, outcome: str) -> None:
    assert rehearse(load(name), way, RATE).outcome == outcome


def test_the_longest_way_does_each_phase_once() -> None:
    program = load("back-pain")
    phases = [phase for exercise in program.exercises for phase in exercise.phases]
    said = texts("back-pain")

    assert said.count("ready") == len(phases)
    assert said.count("ten") == sum(phase.kind is PhaseKind.REPS for phase in phases)


def test_a_repetition_takes_its_tempo() -> None:
    """Ten presses of six seconds: count to count."""
    program = load("neck-retraction")
    counts = [line for line in rehearse(program, Way.SHORTEST, RATE).lines if line.cue == "count"]
    gaps = {round(later.at_s - sooner.at_s, 3) for sooner, later in pairwise(counts)}

    assert gaps == {program.exercises[0].phases[0].tempo_s}


def test_a_slower_voice_takes_longer() -> None:
    program = load("posture")

    assert rehearse(program, Way.LONGEST, 110).duration_s > rehearse(program, Way.LONGEST, 220).duration_s


def test_getting_into_place_takes_its_time() -> None:
    lines = rehearse(load("posture"), Way.SHORTEST, RATE).lines
    ready = next(n for n, line in enumerate(lines) if (line.cue, line.text) == (ANSWER_CUE, "ready"))

    assert lines[ready].at_s - lines[ready - 1].at_s > READY_S


def test_a_rehearsal_needs_no_audio_package() -> None:
    """Text mode is pure Python."""
    code = (
        "import sys; from voicecoach.programs.loader import load; from voicecoach.drivers import rehearsal as r; "
        "r.rehearse(load('posture'), r.Way.LONGEST, 155); print('numpy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert ran.stdout == "False\n"
