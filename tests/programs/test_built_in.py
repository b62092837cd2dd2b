"""The built-in programs say and dose what the clinical description says."""

from itertools import pairwise
from pathlib import Path

import pytest

from voicecoach.coach.lines import MOST_ABOUT
from voicecoach.coach.phrases import BACK_COMMAND, CONTROL
from voicecoach.coach.program import Asks, Exercise, Phase, PhaseKind, Precaution, Program
from voicecoach.programs.loader import built_in_names, load
from voicecoach.programs.schema import speech_s

COUNT_S = 1.5


def all_exercises(program: Program) -> list[Exercise]:
    return [*program.exercises, *([program.afterwards] if program.afterwards else [])]


def all_phases() -> list[Phase]:
    exercises = [each for name in built_in_names() for each in all_exercises(load(name))]
    return [phase for exercise in exercises for phase in exercise.phases]


def spoken(program: Program) -> list[str]:
    said = [*program.about, *program.asides]
    for exercise in all_exercises(program):
        said += [*exercise.warnings, exercise.keep]
        for phase in exercise.phases:
            said += [*phase.instructions, phase.rest, *(cue.say for cue in phase.cues)]
    return [text for text in said if text]


def test_the_five_exercises_come_in_the_order_of_the_program() -> None:
    """Start with the first, go on only as needed."""
    ids = [exercise.id for exercise in load("back-pain").exercises]

    assert ids == ["press-ups", "off-center-press-ups", "side-glide", "rotation", "flexion"]


def test_the_first_exercise_has_three_phases_with_a_check_each() -> None:
    """Lie and prop for two minutes within their bounds, then ten press ups."""
    lie, prop, press_up = load("back-pain").exercises[0].phases

    assert (lie.kind, lie.hold_s, lie.hold_min_s, lie.hold_max_s) == (PhaseKind.HOLD, 120, 60, 300)
    assert (prop.kind, prop.hold_s, prop.hold_min_s, prop.hold_max_s) == (PhaseKind.HOLD, 120, 60, 180)
    assert (press_up.kind, press_up.reps) == (PhaseKind.REPS, 10)
    assert lie.has_check
    assert prop.has_check
    assert press_up.has_check


def test_the_press_up_says_further_three_times_on_the_way_up() -> None:
    """The word is said as the body goes up."""
    cues = [cue.say for cue in load("back-pain").exercises[0].phases[2].cues]

    assert cues == ["up", "further", "further", "further", "and down"]


def test_all_movements_are_dosed_at_ten() -> None:
    """One set is ten repetitions; the set for every day, without symptoms, has fewer."""
    phases = {name: [p for e in load(name).exercises for p in e.phases] for name in built_in_names()}
    reps = {name: {p.reps for p in each if p.kind is PhaseKind.REPS} for name, each in phases.items()}

    assert reps == {"back-pain": {10}, "posture": {10}, "neck-retraction": {10}, "daily-mobility": {8}}


def test_rotation_and_flexion_hold_two_seconds_in_each_repetition() -> None:
    """Hold 1 to 2 s, default 2."""
    holds = {e.id: e.phases[0].rep_hold_s for e in load("back-pain").exercises[1:]}

    assert holds == {"off-center-press-ups": 0, "side-glide": 0, "rotation": 2, "flexion": 2}


def test_exercises_two_to_four_need_the_painful_side() -> None:
    """Without a side they are passed over."""
    sided = [exercise.id for exercise in load("back-pain").exercises if exercise.needs_side]

    assert sided == ["off-center-press-ups", "side-glide", "rotation"]


@pytest.mark.parametrize(
    ("exercise", "sentence"),
    [
        (1, "Shift your hips to the {other_side}, away from the painful side."),
        (2, "Turn your {other_side} side to the wall, so that the painful side is away from it."),
        (2, "Lean your {other_side} shoulder on the wall."),
        (3, "Lie on your {painful_side} side, so that the painful side is down."),
    ],
)
def test_the_side_is_the_right_one(exercise: int, sentence: str) -> None:
    """Hips and wall away from the pain, and the painful side down on the floor."""
    assert sentence in load("back-pain").exercises[exercise].phases[0].instructions


def test_precautions_stand_with_their_exercises() -> None:
    """The table of precautions by exercise; every precaution is somewhere."""
    by_id = {exercise.id: set(exercise.precautions) for exercise in load("back-pain").exercises}
    props = {
        Precaution.SPONDYLOLISTHESIS,
        Precaution.STENOSIS_WORSE_STANDING,
        Precaution.PREGNANCY,
        Precaution.RECENT_SURGERY,
        Precaution.WRIST_OR_SHOULDER_INJURY,
    }
    bending = {Precaution.OSTEOPOROSIS_OR_FRACTURE, Precaution.RECENT_HIP_REPLACEMENT}

    assert by_id == {
        "press-ups": props,
        "off-center-press-ups": props,
        "side-glide": {Precaution.DIZZINESS_OR_POOR_BALANCE},
        "rotation": bending,
        "flexion": bending,
    }
    assert set().union(*by_id.values()) == set(Precaution)


def test_rising_slowly_is_said_before_anything_done_upright() -> None:
    """Warn before standing up, and have a chair within reach."""
    glide = " ".join(load("back-pain").exercises[2].warnings)
    posture = " ".join(load("posture").exercises[0].warnings)

    assert "Rise slowly" in glide
    assert "chair within reach" in glide
    assert "rise slowly" in posture


def test_posture_is_its_own_program_and_the_end_of_the_back_pain_program() -> None:
    """Ten times, and nothing is asked."""
    posture = load("posture")

    assert load("back-pain").afterwards == posture.exercises[0]
    assert not posture.asks_symptoms
    assert not any(phase.has_check for phase in posture.exercises[0].phases)


def test_the_neck_program_says_who_must_not_begin_it() -> None:
    """At the first start, which speaks at most four sentences of it; and before each exercise."""
    neck = load("neck-retraction")
    about = " ".join(neck.about)

    assert neck.asks is Asks.CHANGE
    assert len(neck.about) <= MOST_ABOUT
    for sign in (
        *(
            "pain, tingling or weakness in an arm",
            "clumsy hands",
            "unsteady walking",
            "dizziness",
            "double vision",
        ),
        *("speaking or swallowing", "a fall or accident", "rheumatoid arthritis", "see a doctor"),
    ):
        assert sign in about
    for exercise in neck.exercises:
        assert "say something is wrong" in " ".join(exercise.warnings)


def test_the_mobility_set_is_for_people_without_symptoms() -> None:
    """It asks nothing, and says that it is not made for pain."""
    mobility = load("daily-mobility")

    assert mobility.asks is Asks.NOTHING
    assert not any(phase.has_check for each in mobility.exercises for phase in each.phases)
    assert "without symptoms" in mobility.about[0]
    assert "not made for pain" in mobility.about[1]
    assert "Rise slowly" in " ".join(mobility.exercises[-1].warnings)


@pytest.mark.parametrize("name", built_in_names())
def test_a_program_names_its_sources(name: str) -> None:
    assert load(name).sources


def test_the_dose_of_a_day_is_in_the_file() -> None:
    """At most three sets, two hours between sessions, and going on after a partly centralized pain."""
    program = load("back-pain")

    assert program.timing.max_sets == 3
    assert program.hours_between == 2
    assert not program.repeats_partial
    assert "two to three hours" in program.exercises[0].keep


@pytest.mark.parametrize("phase", [p for p in all_phases() if p.kind is PhaseKind.REPS], ids=lambda p: p.id)
def test_every_repetition_leaves_room_for_stop_and_for_the_count(phase: Phase) -> None:
    """A gap of 1.2 s before the count, which has the last 1.5 s; no cue talks into the next."""
    spans = [(cue.at_s, cue.at_s + speech_s(cue.say)) for cue in phase.cues]
    free_until = phase.tempo_s - COUNT_S
    edges = [*spans, (free_until, free_until)]

    assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    assert max(start - end for (_, end), (start, _) in pairwise(edges)) >= 1.2


def test_no_cue_sounds_like_a_command() -> None:
    """Were a cue to leak into the microphone, it would not stop or move the session."""
    commands = {word for phrase in (*CONTROL, BACK_COMMAND) for word in phrase.split()}
    cue_words = {word for phase in all_phases() for cue in phase.cues for word in cue.say.split()}

    assert not cue_words & (commands - {"go", "on", "say", "that", "i'm", "again"})


@pytest.mark.parametrize("name", built_in_names())
def test_sentences_are_short_and_sound_complete(name: str) -> None:
    """For ears: at most twenty words, a full stop at the end of everything but a cue, nothing read badly."""
    cues = {cue.say for phase in all_phases() for cue in phase.cues}

    for text in spoken(load(name)):
        assert all(len(sentence.split()) <= 20 for sentence in text.split(". ")), text
        assert text in cues or text.endswith("."), text
        assert not any(character in text for character in "0123456789()/;:*!?"), text


def test_the_quick_program_has_the_same_exercises_and_phases() -> None:
    """What the end-to-end tests run is the back-pain program in short."""
    quick, full = load(str(Path(__file__).with_name("quick.toml"))), load("back-pain")

    def shape(program: Program) -> list[tuple[str, bool, list[tuple[str, PhaseKind]]]]:
        return [
            (each.id, each.needs_side, [(phase.id, phase.kind) for phase in each.phases])
            for each in all_exercises(program)
        ]

    assert shape(quick) == shape(full)
