"""Conditions that make single exercises unwise: asked once, obeyed, unless a clinician approved."""

from dataclasses import replace

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    KNOWN,
    MUMBLED,
    NOISE,
    POSTURE,
    QUICK,
    SILENT,
    Answer,
    Conversation,
    Person,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import CAUTIOUS, CENTRALIZES, NEW
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.effects import Mark, Say, StopSpeech, Tell
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Exercise, Precaution
from voicecoach.coach.records import PrecautionRecord
from voicecoach.coach.states import State

UNASKED = replace(KNOWN, profile={})
PRESS_UPS = (
    Precaution.SPONDYLOLISTHESIS,
    Precaution.STENOSIS_WORSE_STANDING,
    Precaution.PREGNANCY,
    Precaution.RECENT_SURGERY,
    Precaution.WRIST_OR_SHOULDER_INJURY,
)
LISTS = {
    "press-ups": PRESS_UPS,
    "off-center-press-ups": PRESS_UPS,
    "side-glide": (Precaution.DIZZINESS_OR_POOR_BALANCE,),
    "rotation": (Precaution.OSTEOPOROSIS_OR_FRACTURE, Precaution.RECENT_HIP_REPLACEMENT),
    "flexion": (Precaution.OSTEOPOROSIS_OR_FRACTURE, Precaution.RECENT_HIP_REPLACEMENT),
}
"""The table of precautions by exercise."""


def with_profile(**standings: Standing) -> Background:
    """Somebody who was asked before, and said this."""
    named = {name.replace("_", "-"): standing for name, standing in standings.items()}
    return replace(KNOWN, profile={**KNOWN.profile, **named})


def kept(talked: Conversation) -> dict[str, Standing]:
    """What was kept in the profile."""
    return {
        record.precaution: record.standing for record in talked.saved if isinstance(record, PrecautionRecord)
    }


def answering(*conditions: Precaution, approved: Answer = "no") -> Person:
    """Somebody who says yes to these, and no to the others, of the built-in program."""
    lists = [PRESS_UPS, LISTS["side-glide"], LISTS["flexion"]]
    asked = [each for items in lists if set(items) & set(conditions) for each in items]
    replies = ["one of these" if set(items) & set(conditions) else "all clear" for items in lists]
    return (
        somebody()
        .to("precautions", *replies)
        .to("precaution", *("yes" if each in conditions else "no" for each in asked))
        .to("precaution approved", approved)
    )


@pytest.mark.parametrize("condition", Precaution)
def test_a_condition_leaves_out_its_exercises_and_says_so(condition: Precaution) -> None:
    """Each row of the table: these exercises and no others."""
    talked = talk(answering(condition), BACK_PAIN, UNASKED)
    wanted = {exercise for exercise, conditions in LISTS.items() if condition in conditions}
    done = {record.exercise for record in talked.sets}

    assert kept(talked) == {each: Standing.YES if each is condition else Standing.NO for each in Precaution}
    assert done == set(LISTS) - wanted
    for exercise in BACK_PAIN.exercises:
        line = f"We leave out {exercise.name}. You told me of {PRECAUTIONS[condition].name}."
        assert talked.has_said(line) == (exercise.id in wanted)
    assert {record.exercise for record in talked.left_out if not record.is_for_good} == wanted


@pytest.mark.parametrize("condition", Precaution)
def test_an_approved_condition_leaves_nothing_out(condition: Precaution) -> None:
    """The user says that a clinician approved it."""
    talked = talk(answering(condition, approved="yes"), BACK_PAIN, UNASKED)

    assert kept(talked) == {
        each: Standing.APPROVED if each is condition else Standing.NO for each in Precaution
    }
    assert {record.exercise for record in talked.sets} == set(LISTS)


def test_every_condition_is_asked_once_before_the_first_start() -> None:
    """In a list for each exercise that names new ones, after the red flags."""
    talked = Conversation(somebody(), BACK_PAIN, NEW).until("baseline location")
    asked = [answer.topic for answer in talked.answers]
    said = " ".join(say.text for say in talked.said)

    assert asked[-3:] == ["precautions"] * 3
    assert kept(talked) == dict.fromkeys([each.value for each in Precaution], Standing.NO)
    assert all(said.lower().count(PRECAUTIONS[each].name) == 1 for each in Precaution)


def test_after_one_of_these_each_of_the_list_is_asked_by_its_own_question() -> None:
    """In its order; a yes names the exercises that would be left out, and the next one follows."""
    talked = Conversation(answering(PRESS_UPS[1], PRESS_UPS[3]), BACK_PAIN, UNASKED).until(
        "baseline location"
    )
    asked = [say.text for say in talked.said if say.cue == "ask precaution"]
    approvals = [say.text for say in talked.said if say.cue == "ask precaution approved"]

    assert len(asked) == len(PRESS_UPS)
    assert all(PRECAUTIONS[each].question in text for each, text in zip(PRESS_UPS, asked, strict=True))
    assert [text.split(".")[0] for text in approvals] == [
        "Then I leave out Press ups and Press ups with hips off center"
    ] * 2


def test_only_what_the_condition_speaks_against_would_be_left_out() -> None:
    """Though another one of the same list speaks against more."""
    first, second = QUICK.exercises[:2]
    both = ("pregnancy", "dizziness-or-poor-balance")
    program = replace(
        QUICK, exercises=(replace(first, precautions=both), replace(second, precautions=both[1:]))
    )
    person = CAUTIOUS.to("precaution", "yes", "no")
    talked = Conversation(person, program, UNASKED).until("precaution approved")

    assert f"Then I leave out {first.name}." in talked.last_said


def test_only_the_first_list_is_introduced() -> None:
    """The others follow without more words."""
    talked = Conversation(somebody(), BACK_PAIN, UNASKED).until("baseline location")
    lists = [say.text for say in talked.said if say.cue == "ask precautions"]

    assert [text.split(".")[0] for text in lists] == [
        "Some conditions make single exercises unwise",
        "The next list",
        "The next list",
    ]


def test_the_exercise_at_the_end_is_asked_about_too() -> None:
    """Before the start, with the others."""
    posture = replace(QUICK.afterwards or Exercise("", "", ()), precautions=("pregnancy",))
    program = replace(QUICK, exercises=QUICK.exercises[2:3], afterwards=posture)
    talked = Conversation(somebody(), program, UNASKED).until("baseline location")

    assert list(kept(talked)) == ["dizziness-or-poor-balance", "pregnancy"]


def test_what_is_known_is_not_asked_again() -> None:
    """Only what a program names and nobody asked before."""
    known = dict.fromkeys([each.value for each in Precaution], Standing.NO)
    del known["recent-hip-replacement"]
    talked = Conversation(somebody(), BACK_PAIN, replace(NEW, profile=known)).until("baseline location")

    assert [answer.topic for answer in talked.answers].count("precautions") == 1
    assert set(kept(talked)) == {"recent-hip-replacement"}


@pytest.mark.parametrize("program", [POSTURE, replace(QUICK, exercises=QUICK.exercises[2:3])])
def test_only_what_the_program_names_is_asked(program: object) -> None:
    """Nothing for the posture exercise."""
    talked = Conversation(somebody(), program, NEW).until("screening noted")

    assert set(kept(talked)) == ({"dizziness-or-poor-balance"} if program is not POSTURE else set())


@pytest.mark.parametrize("answer", [SILENT, NOISE, MUMBLED, "not sure", "no", "next", "go back"], ids=str)
@pytest.mark.parametrize("topic", ["precautions", "precaution", "precaution approved"])
def test_no_answer_is_no_answer(topic: str, answer: Answer) -> None:
    """Nothing is kept of it, and nothing begins over an open question."""
    person = CAUTIOUS.to("precaution", "yes").to("precautions", "one of these").to(topic, answer)
    if (topic, answer) in (("precaution", "no"), ("precaution approved", "no")):
        person = person.to(topic, doubtful("no"), SILENT)
    talked = talk(person, QUICK, UNASKED)

    assert talked.outcome == "paused-out"
    assert talked.sets == []
    assert Standing.APPROVED not in kept(talked).values()
    assert topic != "precautions" or kept(talked) == {}


@pytest.mark.parametrize("answer", ["something is wrong", "my legs are numb"])
@pytest.mark.parametrize("topic", ["precautions", "precaution", "precaution approved"])
def test_an_alarm_among_the_precautions_is_an_alarm(topic: str, answer: str) -> None:
    """And not one of the list."""
    person = CAUTIOUS.to("precaution", "yes").to(topic, answer).to("alarm", "yes")

    assert talk(person, QUICK, UNASKED).outcome == "emergency"


def test_a_false_alarm_among_the_precautions_goes_on_with_them() -> None:
    """After a fresh "all clear"."""
    person = somebody().to("precautions", "something is wrong", "all clear")
    talked = Conversation(person, QUICK, UNASKED).until("baseline location")

    assert kept(talked) == dict.fromkeys(
        [
            "spondylolisthesis",
            "pregnancy",
            "dizziness-or-poor-balance",
            "osteoporosis-or-fracture",
            "recent-hip-replacement",
        ],
        Standing.NO,
    )


def test_one_of_these_can_be_typed_in_a_pause() -> None:
    """Typing always works."""
    person = somebody().to("precautions", SILENT)
    talked = Conversation(person, QUICK, UNASKED).until("paused").hear(typed("one of these"))

    assert (talked.answers[-1].topic, talked.answers[-1].meaning) == ("precautions", "one-of-these")
    assert talked.state is State.PRECAUTION
    assert Tell(Mark.RESUMED) in talked.effects()
    assert talked.timers == {}


def test_one_of_these_cuts_the_list_short() -> None:
    """Which it is, is asked at once."""
    talked = Conversation(somebody(), QUICK, UNASKED).until("precautions").hear(typed("one of these"))
    said = [type(effect) for effect in talked.effects() if isinstance(effect, (Say, StopSpeech))]

    assert said[-3:] == [Say, StopSpeech, Say]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("pregnancy", State.PRECAUTION),
        ("I'm pregnant", State.PRECAUTION),
        ("yes, my wrist is broken", State.PRECAUTION),
        ("I'm not pregnant", State.PRECAUTIONS),
        ("osteoporosis", State.PRECAUTIONS),
        ("my wrist is numb", State.ALARM),
    ],
)
def test_a_condition_by_its_name_is_one_of_these(said: str, state: State) -> None:
    """Of the list that was read. A denial of one says nothing of the others; numbness is an alarm as everywhere."""
    talked = Conversation(somebody(), BACK_PAIN, UNASKED).until("precautions").until_listening()

    assert talked.hear(typed(said)).state is state
    assert {(answer.topic, answer.question) for answer in talked.answers[1:]} <= {
        ("precautions", "screening")
    }


def test_the_favourite_is_left_out_too_when_a_condition_came_since() -> None:
    """Safety before habit."""
    background = replace(with_profile(pregnancy=Standing.YES), is_first=False, favourite="press-ups")
    talked = talk(somebody(), QUICK, background)

    assert "press-ups" not in {record.exercise for record in talked.sets}


def test_go_back_does_not_lead_to_an_exercise_that_is_left_out() -> None:
    """Nor does anything else."""
    background = with_profile(pregnancy=Standing.YES)
    talked = Conversation(somebody().to("ready", "go back"), QUICK, background).until("ready", times=2)

    assert talked.session.view().exercise == "Side glide"


def test_a_profile_that_leaves_nothing_ends_and_says_so() -> None:
    """No exercise, no second question about the pain, and advice."""
    names = {each for exercise in QUICK.exercises for each in exercise.precautions}
    background = replace(KNOWN, profile={**KNOWN.profile, **dict.fromkeys(names, Standing.YES)})
    talked = talk(somebody(), QUICK, background)

    assert talked.decisions == [("R11", "END")]
    assert talked.has_said("no exercise left")
    assert talked.has_said("doctor or a physical therapist")
    assert (talked.sets, talked.outcome) == ([], "not-centralized")


def test_the_exercise_at_the_end_is_not_offered_against_a_condition() -> None:
    """The posture exercise of a program may name conditions too."""
    posture = replace(QUICK.afterwards or Exercise("", "", ()), precautions=("dizziness-or-poor-balance",))
    talked = talk(
        CENTRALIZES,
        replace(QUICK, afterwards=posture),
        with_profile(dizziness_or_poor_balance=Standing.YES),
    )

    assert talked.outcome == "centralized"
    assert "ask afterwards" not in talked.cues
