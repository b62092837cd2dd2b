"""A program that asks only how the pain changed, and never where it is: the neck."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.coach.conversation import (
    KNOWN,
    MUMBLED,
    NECK,
    NOISE,
    SILENT,
    Answer,
    Conversation,
    Person,
    doubtful,
    somebody,
    talk,
)
from tests.coach.cuts import NECK_CUT, cut, did, said
from voicecoach.coach import foresight, progression
from voicecoach.coach.background import Standing
from voicecoach.coach.explanation.explaining import explain
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.progression import BY_CHANGE, decide
from voicecoach.coach.records import DecisionRecord
from voicecoach.coach.states import FLAGS, FULL_SCREENING, State
from voicecoach.coach.symptoms import Change, Location

_RED_FLAGS = {f"ask {state.value}" for state in (State.SCREENING, State.PRECAUTIONS, *FULL_SCREENING, *FLAGS)}
_BACK_OR_LEG = re.compile(
    r"\b(?:the leg|leg|back|buttock|thigh|calf|foot|spine|lower|further down|centraliz\w*)\b", re.IGNORECASE
)
_OF_THE_BODY = ("on your back", "roll onto your side", "Go back", "go back", "the pain is back")


def decided(person: Person) -> list[tuple[str, str]]:
    return talk(person, NECK).decisions


def test_better_stays_the_same_goes_on_and_worse_rests() -> None:
    """R13, R4, R5; then R7 where it settled."""
    assert decided(somebody().to("check change", "better"))[0] == ("R13", "STAY")
    assert decided(somebody()) == [*[("R4", "ADVANCE")] * 3, ("R11", "END")]
    assert decided(somebody().to("check change", "worse"))[:2] == [("R5", "RECHECK"), ("R7", "ADVANCE")]


def test_worse_that_does_not_settle_ends_the_session() -> None:
    """R9, after five minutes of asking."""
    talked = talk(somebody().to("check change", "worse").to("recheck change", "worse"), NECK)

    assert talked.decisions == [("R5", "RECHECK"), ("R9", "STOP")]
    assert talked.outcome == "not-settled"
    assert "It has not settled" in " ".join(say.text for say in talked.said)


@pytest.mark.parametrize("answer", [SILENT, NOISE, MUMBLED, "banana", "better in the arm", "dizzy"])
def test_three_times_no_answer_pauses_and_decides_nothing(answer: Answer) -> None:
    """R12."""
    talked = Conversation(somebody().to("check change", answer), NECK).until("paused")

    assert talked.decisions == [("R12", "PAUSE")]


@pytest.mark.parametrize("change", Change)
def test_its_decisions_are_those_of_pain_that_stays_at_the_spine(change: Change) -> None:
    """Its words are others, its actions are not."""
    at_the_spine = decide(Location.BACK_MIDDLE, Location.BACK_MIDDLE, change)

    assert BY_CHANGE[change].action is at_the_spine.action


@pytest.mark.parametrize(
    "words",
    [
        "worse in the arm",
        "my arm is worse",
        "worse",
        "better in the neck but worse in the arm",
        "better in the neck, worse in my arm",
        "the arm is worse but the neck is better",
        "same in the neck but worse down my arm",
        "better in the leg but worse in the back",
        "better in the back but worse in the leg",
        "better but tingling in my hand",
        "better, but i am dizzy",
        "the same, but it tingles",
        "better in the arm",
        "no worse in the arm",
        "not better in the hand",
        "it went into my arm",
        "neck better, arm numb",
        "better in my neck and my hand is weaker",
    ],
)
def test_worse_elsewhere_never_becomes_anything_but_worse_or_unclear(words: str) -> None:
    """Neither stays nor goes on; a red flag by its name alarms."""
    talked = Conversation(somebody().to("check change", words), NECK).until("check change").until_listening()
    talked.hear(words)

    assert not {"STAY", "ADVANCE", "REPEAT"} & {action for _, action in talked.decisions}


@pytest.mark.parametrize("words", vocabulary(Question.CHANGE))
def test_no_phrase_with_worse_in_it_stays_or_goes_on(words: str) -> None:
    """The whole vocabulary by voice; "not worse" is the same."""
    talked = Conversation(somebody(), NECK).until("check change").until_listening().hear(words)
    actions = {action for _, action in talked.decisions}

    if "worse" in words and not re.search(r"\b(?:no|not|isn't|n't|any)\b", words):
        assert not {"STAY", "ADVANCE", "REPEAT"} & actions


def test_a_doubtful_better_is_asked_back() -> None:
    """It counts only after a yes."""
    talked = Conversation(somebody().to("check change", doubtful("better")), NECK).until("confirming")

    assert talked.decisions == []
    assert talked.run().decisions[0] == ("R13", "STAY")


def test_no_place_and_no_side_is_asked_about() -> None:
    """Nor kept: the history tells no place that nobody named."""
    talked = talk(somebody().to("check change", "worse", "the same"), NECK)
    records = [record for record in talked.saved if isinstance(record, DecisionRecord)]

    assert not [cue for cue in talked.cues if "location" in cue or "side" in cue]
    assert all(record.before is None and record.after is None for record in records)
    assert [record.change for record in records][:2] == ["worse", "same"]


def test_no_sentence_speaks_of_back_or_leg() -> None:
    """Red flags and precautions apart: they are asked about for every program."""
    people = [
        somebody(),
        somebody().to("check change", "worse").to("recheck change", "worse"),
        somebody().to("check change", "better").to("another set", "yes"),
    ]
    said_lines = [say for person in people for say in talk(person, NECK).said if say.cue not in _RED_FLAGS]
    texts = {say.text for say in said_lines if say.cue != "welcome"}
    spoken = {progression.NOTHING_LEFT_BY_CHANGE.reason, *texts}

    for text in spoken:
        plain = text
        for phrase in _OF_THE_BODY:
            plain = plain.replace(phrase, "")
        assert not _BACK_OR_LEG.search(plain), text


def test_go_back_at_the_check_asks_for_no_place() -> None:
    """The change is asked for again."""
    talked = Conversation(somebody(), NECK).until("check change").until_listening().hear("go back")

    assert talked.state is State.CHECK_CHANGE
    assert Conversation(somebody(), NECK).until("baseline rating").until_listening().hear(
        "go back"
    ).state is (State.BASELINE_RATING)


def test_a_person_with_every_precaution_is_told_that_nothing_is_left() -> None:
    """In words that fit."""
    background = replace(KNOWN, profile=dict.fromkeys(KNOWN.profile, Standing.YES))
    talked = talk(somebody(), NECK, background)

    assert talked.decisions == [("R11", "END")]
    assert talked.has_said("No exercise is left for you here today.")
    assert talked.outcome == "not-centralized"


def test_it_goes_on_where_it_was_cut_off() -> None:
    """With the second exercise; only how strong the pain is, is asked anew."""
    talked = talk(somebody(), NECK, NECK_CUT)

    assert talked.sets[0].exercise == "retraction-overpressure"
    assert "ask baseline rating" in talked.cues
    assert "ask baseline location" not in talked.cues


def test_what_was_worse_at_the_cut_is_left_out() -> None:
    """Nobody knows that it settled."""
    background = cut(did("retraction", "retract", 10), said("check change", "worse", "change"))
    talked = talk(somebody(), NECK, background)

    assert talked.sets[0].exercise == "retraction-overpressure"
    assert talked.has_said("I do not know that it settled")


def test_an_explanation_names_no_place() -> None:
    """What was asked, what was found, and why."""
    talked = talk(somebody().to("check change", "worse", "the same", "better"), NECK)
    explanation = explain(talked.saved, NECK)
    text = " ".join(
        sentence for chapter in explanation.decisions for sentence in (chapter.title, *chapter.sentences)
    )

    assert "Compared with before this exercise: is the pain better, worse, or the same?" in text
    assert "The pain was worse than before the exercise." in text
    assert "The pain is back to where it was." in text
    assert "The pain was the same as before the exercise." in text
    assert "The pain was better than before the exercise." in text
    assert "lowest point" not in text
    assert "leg" not in text.split()


def test_what_is_foreseen_asks_for_no_place() -> None:
    """Nothing is rendered that is never said."""
    texts = " ".join(foresight.repertoire(NECK))

    assert "lowest point" not in texts
    assert "Which side" not in texts
