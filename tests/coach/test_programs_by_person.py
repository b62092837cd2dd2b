"""The built-in programs as a whole: to each of their ends."""

from dataclasses import replace

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    KNOWN,
    POSTURE,
    QUICK,
    SILENT,
    Conversation,
    Person,
    somebody,
    talk,
)
from tests.coach.roads import CENTRALIZES, MOVES_DOWN, WORSENS
from voicecoach.coach.program import PhaseKind
from voicecoach.coach.records import AnswerRecord, DecisionRecord

STAYS_AT_THIRD = (
    somebody("calf", "right").to("check location", *["calf"] * 4, "back").to("check change", "the same")
)
OUTCOMES = [
    (CENTRALIZES, ["R1"], "centralized"),
    (STAYS_AT_THIRD, ["R4"] * 4 + ["R1"], "centralized"),
    (somebody("back").to("check change", "better"), ["R13"], "centralized"),
    (somebody(), ["R4"] * 7 + ["R11"], "not-centralized"),
    (WORSENS, ["R5", "R9"], "not-settled"),
    (MOVES_DOWN, ["R6", "R9"], "not-settled"),
    (somebody().to("screening", "something is wrong").to("alarm", "yes"), ["R10"], "emergency"),
    (somebody().to("screening", "something is wrong").to("alarm other", "yes"), [], "see-doctor"),
    (somebody().to("check location", SILENT), ["R12"], "paused-out"),
    (somebody().at_count("rep", 2, "stop"), ["R4", "R4"], "stopped"),
    (Person(), ["R12"], "paused-out"),
]


@pytest.mark.parametrize(
    ("person", "rules", "outcome"), OUTCOMES, ids=[f"{o}-{n}" for n, (_, _, o) in enumerate(OUTCOMES)]
)
@pytest.mark.parametrize("program", [BACK_PAIN, QUICK], ids=["back-pain", "quick"])
def test_the_program_runs_to_each_of_its_outcomes(
    person: Person, rules: list[str], outcome: str, program: object
) -> None:
    """With the same decisions in the built-in program and in the short one."""
    talked = talk(person, program)

    assert (talked.rules, talked.outcome) == (rules, outcome)
    assert len(talked.finished) == 1


def test_all_five_exercises_come_in_order_with_the_right_sides() -> None:
    """Pain on the left: hips to the right, the right shoulder to the wall, the left side down."""
    talked = talk(somebody(), BACK_PAIN)
    titles = [say.text for say in talked.said if say.cue == "instructions"]

    assert [record.phase for record in talked.sets] == [
        "lie",
        "prop",
        "press-up",
        "press-up",
        "glide",
        "rotate",
        "flex",
    ]
    assert "Exercise two: Press ups with hips off center." in titles[3]
    assert "Shift your hips to the right" in titles[3]
    assert "Turn your right side to the wall" in titles[4]
    assert "Lie on your left side" in titles[5]
    assert not any("{" in say.text for say in talked.said)


@pytest.mark.parametrize("side", ["both", "middle"])
def test_a_side_is_never_made_up(side: str) -> None:
    """Neither side is worse: what needs one side is passed over, and the reason said."""
    talked = talk(somebody("back", side), BACK_PAIN)

    assert "ask worse side" in talked.cues
    assert [record.exercise for record in talked.sets] == ["press-ups"] * 3 + ["flexion"]
    assert [record.exercise for record in talked.left_out] == [
        "off-center-press-ups",
        "side-glide",
        "rotation",
    ]
    assert talked.has_said("It is for pain on one side.")


def test_the_worse_side_of_both_is_the_side() -> None:
    """When the person says which."""
    talked = talk(somebody("thigh", "both").to("worse side", "right"), BACK_PAIN)

    assert talked.has_said("Shift your hips to the left")


def test_a_favourite_that_needs_a_side_that_is_not_there_begins_at_the_beginning() -> None:
    """Nothing before it is passed over without a reason."""
    background = replace(KNOWN, is_first=False, favourite="side-glide")
    talked = Conversation(somebody("back", "middle"), BACK_PAIN, background).until("instructing")

    assert talked.session.view().exercise == "Press ups"
    assert not talked.has_said("helped you last time")


def test_a_favourite_is_begun_with() -> None:
    """And what comes before it is not asked for."""
    background = replace(KNOWN, is_first=False, favourite="side-glide")
    talked = Conversation(somebody(), BACK_PAIN, background).until("instructing")

    assert talked.session.view().exercise == "Side glide in standing"
    assert talked.has_said("We begin with the exercise that helped you last time.")


def test_what_was_left_out_for_good_is_never_begun() -> None:
    """Not even as the favourite."""
    background = replace(
        KNOWN, is_first=False, favourite="side-glide", left_out=frozenset({"side-glide", "press-ups"})
    )
    talked = talk(somebody(), BACK_PAIN, background)

    assert not {"side-glide", "press-ups"} & {record.exercise for record in talked.sets}


def test_the_posture_exercise_ends_a_good_session() -> None:
    """Offered, done, without a question about pain, and then the pain number."""
    talked = talk(CENTRALIZES.to("afterwards", "yes"), BACK_PAIN)

    assert talked.sets[-1].exercise == "slouch-overcorrect"
    assert talked.rules == ["R1"]
    assert talked.outcome == "centralized"


def test_the_posture_program_asks_nothing_about_pain() -> None:
    """Ten slouches, and a good end."""
    talked = talk(somebody(), POSTURE)

    assert {answer.topic for answer in talked.answers} == {"screening"}
    assert [(record.done, record.planned) for record in talked.sets] == [(10, 10)]
    assert (talked.outcome, talked.rules) == ("complete", [])
    assert "Keep this posture when you sit." in talked.last_said


def test_the_closing_words_say_how_to_keep_what_was_found() -> None:
    """The exercise's own advice, or a good time for it."""
    own = talk(CENTRALIZES, BACK_PAIN)
    general = talk(STAYS_AT_THIRD, BACK_PAIN)

    assert BACK_PAIN.exercises[0].keep in own.last_said
    assert "Two to three hours from now" not in own.last_said
    assert "Two to three hours from now" in general.last_said


@pytest.mark.parametrize(
    "person", [somebody(), CENTRALIZES, CENTRALIZES.to("afterwards", "yes"), STAYS_AT_THIRD]
)
@pytest.mark.parametrize("program", [BACK_PAIN, POSTURE, QUICK])
def test_one_thing_is_said_in_passing_and_never_two(person: Person, program: object) -> None:
    """One a session, at its end, and always the same for the same session."""
    first, second = talk(person, program), talk(person, program)
    asides = [aside for aside in program.asides if first.has_said(aside)]

    assert len(asides) == 1
    assert [say.text for say in first.said] == [say.text for say in second.said]


@pytest.mark.parametrize("outcome", ["not-settled", "emergency", "stopped", "see-doctor", "paused-out"])
def test_nothing_is_said_in_passing_when_a_session_ends_badly(outcome: str) -> None:
    """There, one thing matters."""
    for person, _, ends in OUTCOMES:
        if ends == outcome:
            assert not any(aside in talk(person, BACK_PAIN).last_said for aside in BACK_PAIN.asides)


def test_what_the_program_is_for_is_said_at_the_first_session_only() -> None:
    """And only where it is short."""
    first = Conversation(somebody(), BACK_PAIN).until("screening")
    later = Conversation(somebody(), BACK_PAIN, replace(KNOWN, is_first=False)).until("screening")
    long = replace(BACK_PAIN, about=("A sentence.",) * 5)

    assert first.has_said(BACK_PAIN.about[0])
    assert not later.has_said(BACK_PAIN.about[0])
    assert not Conversation(somebody(), long).until("screening").has_said("A sentence.")


def test_every_answer_and_decision_is_kept_with_its_exercise() -> None:
    """What a therapist wants to see."""
    talked = talk(somebody(), BACK_PAIN)
    checks = [record for record in talked.saved if isinstance(record, DecisionRecord) and record.rule == "R4"]
    asked = [
        record
        for record in talked.saved
        if isinstance(record, AnswerRecord) and record.topic == "check change"
    ]

    assert [record.exercise for record in checks] == [record.exercise for record in talked.sets]
    assert [record.exercise for record in asked] == [record.exercise for record in talked.sets]
    assert {(record.before, record.after, record.change) for record in checks} == {("thigh", "thigh", "same")}


@pytest.mark.parametrize("exercise", [*BACK_PAIN.exercises, *POSTURE.exercises])
def test_the_doses_are_those_of_the_article(exercise: object) -> None:
    """Ten repetitions; two minutes lying and propped."""
    doses = [phase.reps if phase.kind is PhaseKind.REPS else phase.hold_s for phase in exercise.phases]

    assert doses in ([10], [120.0, 120.0, 10])
