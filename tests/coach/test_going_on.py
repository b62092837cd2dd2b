"""The offer to go on with a session that was cut off, as a person hears it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    KNOWN,
    NOISE,
    QUICK,
    SILENT,
    Conversation,
    Person,
    doubtful,
    over_coach,
    somebody,
    talk,
    typed,
)
from tests.coach.cuts import (
    CUT,
    LYING,
    POSTURE_CUT,
    PRESSED,
    STAYED,
    TWO_POSTURES,
    cut,
    decided,
    did,
    left_out,
    said,
)
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.records import ContinuationRecord
from voicecoach.coach.states import State

RESTING = (*LYING, did("press-ups", "prop"), decided("R5", "RECHECK", "press-ups"))
"""Cut in the rest after pain that went up; it had been in the thigh."""
SANK = (
    *LYING,
    did("press-ups", "prop"),
    said("check location", "foot"),
    decided("R6", "RECHECK", "press-ups", after="foot"),
)
"""Cut in the rest after pain that moved down; it had been in the thigh."""
WITH_TWO_HOURS = replace(QUICK, hours_between=2.0)
TOO_SOON = "less than two hours ago"


def asked(background: Background = CUT, person: Person | None = None) -> Conversation:
    """Until the offer is made and listened for."""
    return Conversation(person or somebody(), background=background).until("going on").until_listening()


def begun(background: Background, person: Person | None = None) -> Conversation:
    """Until the first exercise is told."""
    return Conversation(person or somebody(), background=background).until("instructing")


def continuations(talked: Conversation) -> list[ContinuationRecord]:
    return [record for record in talked.saved if isinstance(record, ContinuationRecord)]


def place(talked: Conversation) -> tuple[str, str]:
    here = talked.session._itinerary
    return here.exercise.id, here.phase.id


def test_yes_goes_on_from_there_and_is_kept() -> None:
    """After the screening, with the number of the old session."""
    talked = begun(CUT)

    assert talked.has_said("We had come to this exercise: Off center. Shall we go on from there?")
    assert talked.cues.index("screening noted") < talked.cues.index("ask going on")
    assert place(talked) == ("off-center-press-ups", "press-up")
    assert continuations(talked) == [ContinuationRecord(12, "off-center-press-ups", "press-up")]
    assert talked.run().sets[0].exercise == "off-center-press-ups"


def test_no_begins_as_today() -> None:
    """Nothing of the old session is left."""
    talked = begun(CUT, somebody().to("going on", "no"))

    assert place(talked) == ("press-ups", "lie")
    assert continuations(talked) == []


def test_no_offer_begins_as_ever() -> None:
    """And asks nothing more."""
    assert "ask going on" not in talk(somebody()).cues
    assert "ask going on" not in talk(somebody(), background=cut()).cues


@pytest.mark.parametrize("background", [CUT, replace(CUT, is_after_stop=True), replace(CUT, is_locked=True)])
def test_the_screening_comes_first_and_is_that_of_today(background: Background) -> None:
    """The lock, and the full list after a stop."""
    person = somebody().to("locked", typed("understood"))
    with_offer = Conversation(person, background=background).until("going on")
    without = Conversation(person, background=replace(background, unfinished=None)).until("baseline location")
    topics = [answer.topic for answer in with_offer.answers]

    assert topics == [answer.topic for answer in without.answers]
    assert topics[-1].startswith("screening")


def test_precautions_are_asked_first_and_obeyed() -> None:
    """One that is told now passes over where we were."""
    background = replace(cut(*LYING), profile={})
    person = somebody().to("precautions", "one of these", "all clear").to("precaution", "no", "yes", "no")
    talked = Conversation(person, background=background).until("going on")
    pregnant = talked.session._itinerary.profile

    assert pregnant["pregnancy"] is Standing.YES
    assert talked.has_said("We had come to this exercise: Side glide.")
    assert place(talked.until("instructing")) == ("side-glide", "glide")


@pytest.mark.parametrize(
    "answers",
    [(SILENT,), (NOISE,), ("banana",), ("next",), ("go back",), ("not sure",), (SILENT, "next", NOISE)],
    ids=str,
)
def test_nothing_but_an_answer_decides_it(answers) -> None:
    """Three times, and it pauses (R12); next and back are no way around it."""
    talked = Conversation(somebody().to("going on", *answers), background=CUT).until("paused")

    assert talked.rules == ["R12"]
    assert talked.cues.count("ask going on") == 3
    assert continuations(talked) == []
    assert talked.run().outcome == "paused-out"


def test_after_the_pause_it_is_asked_again() -> None:
    """By "continue"; or the answer is typed."""
    paused = Conversation(somebody().to("going on", SILENT, SILENT, SILENT, "yes"), background=CUT)

    assert (
        place(paused.until("paused").until_listening().hear("continue").until("instructing"))[0]
        == "off-center-press-ups"
    )
    again = Conversation(somebody().to("going on", SILENT), background=CUT).until("paused")
    assert place(again.hear(typed("yes")).until("instructing"))[0] == "off-center-press-ups"


@pytest.mark.parametrize("heard", ["yes", "no"])
def test_a_doubtful_answer_is_asked_back(heard: str) -> None:
    """And counts after a sure yes."""
    talked = asked().hear(doubtful(heard))

    assert talked.state is State.CONFIRMING
    assert talked.last_said.startswith(f"Did you say: {heard}?")
    assert bool(continuations(talked.until("baseline location"))) is (heard == "yes")


@pytest.mark.parametrize("word", ["go on", "continue"])
def test_go_on_says_yes(word: str) -> None:
    """The words of the question itself; heard doubtfully they are asked for again."""
    assert continuations(asked().hear(word))
    assert asked().hear(word).answers[-1].meaning == "yes"
    assert not continuations(asked().hear(doubtful(word)))
    assert not continuations(
        Conversation(somebody(), background=CUT).until("going on").hear(over_coach("yes"))
    )


def test_stop_pause_and_the_alarm_work_as_everywhere() -> None:
    """And the offer is made again where they come to nothing."""
    assert asked().hear("stop").state is State.STOPPING
    assert asked().hear("pause").until_listening().hear("continue").state is State.GOING_ON
    alarmed = asked().hear("something is wrong")
    assert alarmed.state is State.ALARM
    alarmed.until("going on")
    assert [answer.topic for answer in alarmed.answers][-3:] == ["alarm", "alarm other", "screening"]
    assert asked(person=somebody().to("alarm", "yes")).hear("something is wrong").run().outcome == "emergency"


def test_the_pain_is_asked_anew_and_alone_is_compared_with() -> None:
    """It had been in the thigh; now it is in the buttock, and stays there: no change."""
    talked = begun(CUT, somebody("buttock", side="right")).until("decided")

    assert [answer.topic for answer in talked.answers][2:5] == [
        "baseline location",
        "baseline side",
        "baseline rating",
    ]
    assert talked.last_decision.before == "buttock"
    assert talked.rules == ["R4"]
    assert talked.has_said("Hips to the left.")


def test_the_middle_of_an_exercise_is_told_with_its_title() -> None:
    """For who has just got down again."""
    talked = begun(cut(*LYING))

    assert place(talked) == ("press-ups", "prop")
    assert "Exercise one: Press ups." in talked.last_said
    assert "We go on in the middle of it: Prop." in talked.last_said
    assert "middle of it" not in talked.until("check location").until("instructing").last_said


def test_a_set_that_was_cut_is_done_again_from_its_instructions() -> None:
    """Whole."""
    talked = begun(cut(*LYING, did("press-ups", "prop", 1, "end of input"))).until("resting")

    assert (talked.sets[0].phase, talked.sets[0].done) == ("prop", 3)


def test_sets_that_were_done_count() -> None:
    """Two and one are three; and who says no begins with none."""
    pain_free = (
        somebody("back").to("check location", "back").to("check change", "better").to("another set", "yes")
    )
    twice = (*STAYED, did("press-ups", "lie"), decided("R1", "STAY", "press-ups", after="back"))

    assert len(talk(pain_free, background=cut(*STAYED)).rules) == 2
    assert len(talk(pain_free, background=cut(*twice)).rules) == 1
    assert talk(pain_free, background=cut(*twice)).outcome == "centralized"
    assert len(talk(pain_free.to("going on", "no"), background=cut(*twice)).rules) == 3


def test_next_at_an_exercise_that_had_helped_leads_on() -> None:
    """What helped then was not judged today."""
    talked = begun(cut(*STAYED), somebody("back")).until("ready").hear("next").until("instructing")

    assert place(talked) == ("press-ups", "prop")


@pytest.mark.parametrize(
    "records", [RESTING, (*LYING, did("press-ups", "prop", 1, "pain"))], ids=["R5", "pain"]
)
def test_what_may_have_left_the_pain_worse_is_gone_on_after(records) -> None:
    """It is said why, and it stays out of this session, whatever "back" does."""
    talked = begun(cut(*records))

    assert place(talked) == ("off-center-press-ups", "press-up")
    why = "We leave out Press ups now. The pain had gone up, and I do not know that it settled."
    assert why in talked.last_said
    assert [(record.exercise, record.is_for_good) for record in talked.left_out] == [("press-ups", False)]
    talked.until("ready").hear("go back")
    assert place(talked) == ("off-center-press-ups", "press-up")


def test_what_moved_the_pain_down_stays_out_for_good() -> None:
    """As today, also where the program was killed before that was kept."""
    talked = begun(cut(*SANK))

    assert place(talked) == ("off-center-press-ups", "press-up")
    assert [(record.exercise, record.is_for_good) for record in talked.left_out] == [("press-ups", True)]


@pytest.mark.parametrize("records", [RESTING, SANK], ids=["went up", "moved down"])
def test_pain_that_is_still_further_down_than_before_ends_the_session(records) -> None:
    """What a rest of five minutes would have to settle has not."""
    talked = talk(somebody("calf"), background=cut(*records))

    assert talked.outcome == "not-settled"
    assert talked.decisions == [("R9", "STOP")]
    assert talked.sets == []
    assert talked.has_said("The pain is still further down than before that exercise.")
    assert (talked.last_decision.before, talked.last_decision.after) == (None, None)


def test_pain_that_is_further_down_than_last_told_leaves_out_the_last_exercise() -> None:
    """Said calmly; the next exercise follows."""
    talked = begun(cut(*LYING), somebody("calf"))

    assert place(talked) == ("off-center-press-ups", "press-up")
    assert "The pain is further down than last time. We go on gently." in talked.last_said
    assert "We leave out Press ups now." in talked.last_said
    assert [(record.exercise, record.is_for_good) for record in talked.left_out] == [("press-ups", False)]


def test_pain_that_is_further_down_after_an_exercise_that_was_over_goes_on_gently() -> None:
    """Nothing needs to be left out, and "back" does not lead to it."""
    talked = begun(CUT, somebody("foot"))

    assert "The pain is further down than last time." in talked.last_said
    assert talked.left_out == []
    talked.until("ready").hear("go back")
    assert place(talked) == ("off-center-press-ups", "press-up")


def test_where_nothing_is_left_to_go_on_with_the_session_ends_with_a_doctor() -> None:
    """The last exercise, and the pain further down: R11."""
    last = (*PRESSED, did("flexion", "flex"))
    talked = talk(somebody("foot"), background=cut(*last))

    assert talked.decisions == [("R11", "END")]
    assert talked.outcome == "not-centralized"


def test_what_was_left_out_of_the_session_is_not_offered_again() -> None:
    """And it is said."""
    talked = begun(cut(*PRESSED, left_out("off-center-press-ups"), left_out("rotation")))
    talked.until("instructing")

    assert place(talked) == ("flexion", "flex")
    assert talked.has_said("We leave out Rotation this time, too.")


def test_without_a_painful_side_where_we_were_is_passed_over() -> None:
    """The side is asked anew."""
    talked = begun(CUT, somebody("back", side="middle"))

    assert place(talked) == ("flexion", "flex")
    assert talked.has_said("We pass over Off center.")


def test_no_offer_where_nothing_from_there_can_be_done() -> None:
    """By precautions, or left out for good."""
    out = frozenset(exercise.id for exercise in QUICK.exercises[1:])
    talked = begun(replace(CUT, left_out=out))

    assert "ask going on" not in talked.cues
    assert place(talked) == ("press-ups", "lie")


def test_a_session_that_goes_on_is_not_too_soon() -> None:
    """It is the same one. A new one is, and it is said then."""
    goes_on = talk(somebody(), WITH_TWO_HOURS, CUT)
    anew = Conversation(somebody().to("going on", "no"), WITH_TWO_HOURS, CUT).until("baseline side")
    as_today = Conversation(somebody(), WITH_TWO_HOURS, replace(CUT, unfinished=None)).until("screening")
    cannot = Conversation(
        somebody().to("precautions", "one of these").to("precaution", "yes"),
        WITH_TWO_HOURS,
        replace(
            cut(*PRESSED, left_out("side-glide"), left_out("rotation"), did("flexion", "flex", 0)), profile={}
        ),
    ).until("baseline side")

    assert not goes_on.has_said(TOO_SOON)
    assert [TOO_SOON in say.text for say in anew.said].count(True) == 1
    assert anew.said[-2].text.startswith("Your last session was less than two hours ago.")
    assert TOO_SOON in as_today.said[0].text
    assert "ask going on" not in cannot.cues
    assert [TOO_SOON in say.text for say in cannot.said].count(True) == 1


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_program_that_asks_for_no_pain_goes_on_at_once(answer: str) -> None:
    """Or begins."""
    talked = Conversation(somebody().to("going on", answer), TWO_POSTURES, POSTURE_CUT).until("instructing")

    assert talked.session._itinerary.index == (1 if answer == "yes" else 0)
    assert talked.run().outcome == "complete"


def test_the_screen_offers_yes_and_no() -> None:
    """As at every question of that kind."""
    assert asked().session.view().listening_for == ("yes", "no")


def test_the_real_program_goes_on_at_its_second_exercise() -> None:
    """With the words of the built-in program."""
    records = [replace(each, exercise="press-ups") if hasattr(each, "exercise") else each for each in PRESSED]
    talked = Conversation(somebody(), BACK_PAIN, cut(*records, background=KNOWN)).until("instructing")

    assert place(talked)[0] == "off-center-press-ups"
