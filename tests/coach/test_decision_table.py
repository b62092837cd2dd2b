"""The decision table: each row from the spoken answers to what follows."""

from dataclasses import replace
from itertools import pairwise, product

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    KNOWN,
    MUMBLED,
    NOISE,
    QUICK,
    SILENT,
    Answer,
    Conversation,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import ROADS
from voicecoach.coach import progression
from voicecoach.coach.events import InputEnded
from voicecoach.coach.progression import BESIDE, ROWS, Action, Decision, after_rest, decide, has_settled
from voicecoach.coach.states import CAREFUL, State
from voicecoach.coach.symptoms import Change, Course, Location, course

SAFE = {Change.BETTER, Change.SAME}


@pytest.mark.parametrize(("before", "after", "change"), [*product(Location, Location, Change)])
def test_every_combination_is_decided_by_exactly_one_row(
    before: Location, after: Location, change: Change
) -> None:
    """No finding is left open, and none is decided twice."""
    moved = course(before, after)

    assert len([row for row in ROWS if moved in row.courses and change in row.changes]) == 1


@pytest.mark.parametrize(("before", "after"), [*product(Location, Location)])
def test_worse_never_stays_or_advances(before: Location, after: Location) -> None:
    """Whatever the location says: worse in the leg, or worse with no region, is asked about again."""
    assert decide(before, after, Change.WORSE).action is Action.RECHECK


@pytest.mark.parametrize(("before", "after", "change"), [*product(Location, Location, Change)])
def test_pain_that_moves_down_never_stays_or_advances(
    before: Location, after: Location, change: Change
) -> None:
    """Even if it is milder."""
    is_lower = after > before

    assert not is_lower or decide(before, after, change).rule == "R6"


@pytest.mark.parametrize(("before", "now", "change"), [*product(Location, Location, Change)])
def test_settled_is_no_lower_and_not_worse(before: Location, now: Location, change: Change) -> None:
    """Back to where it was."""
    assert has_settled(before, now, change) == (now <= before and change in SAFE)


@pytest.mark.parametrize("before", [place for place in Location if place.is_below_back])
def test_only_a_leg_that_is_free_is_centralized(before: Location) -> None:
    """STAY needs the back, or no pain at all."""
    staying = {
        after for after in Location for change in SAFE if decide(before, after, change).action is Action.STAY
    }

    assert staying == {Location.NONE, Location.BACK_MIDDLE, Location.BACK_SIDE}


def test_every_decision_is_in_the_table_or_beside_it() -> None:
    """So that none is left out where the rules are listed."""
    decisions = [each for each in vars(progression).values() if isinstance(each, Decision)]

    assert decisions == list(BESIDE.values())


def test_every_course_has_a_row_for_every_change() -> None:
    """The table knows all courses."""
    assert {moved for row in ROWS for moved in row.courses} == set(Course)


@pytest.mark.parametrize("after", ["back", "no pain", "lower back"])
def test_r1_pain_that_left_the_leg_stays(after: str) -> None:
    """Fully centralized: this is your exercise, and another set is offered."""
    talked = Conversation(somebody("calf").to("check location", after)).until("another set")

    assert talked.decisions == [("R1", "STAY")]
    assert talked.has_said("This is your exercise")


def test_r1_stays_though_the_back_is_worse() -> None:
    """Better in the leg and worse in the back is centralizing."""
    person = somebody("calf").to("check location", "back")
    talked = talk(person.to("check change", "better in the leg but worse in the back"))

    assert talked.decisions == [("R1", "STAY")]


def test_r1_at_most_three_sets_then_the_end_and_the_next_session_starts_there() -> None:
    """STAY offers another set, three in all."""
    person = somebody("calf").to("check location", "back").to("another set", "yes")
    talked = talk(person)
    again = talk(somebody(), background=replace(KNOWN, is_first=False, favourite="press-ups"))

    assert (talked.rules, len(talked.sets), talked.outcome) == (["R1"] * 3, 3, "centralized")
    assert talked.cues.count("ask another set") == 2
    assert talked.has_said("Next time we begin with this exercise")
    assert again.has_said("the exercise that helped you last time")


def test_r1_keeps_the_first_before_over_several_sets() -> None:
    """The pain is compared with what it was before the exercise, not before the last set."""
    person = somebody("foot").to("check location", "back").to("another set", "yes", "no")
    talked = talk(person)

    assert (talked.last_decision.before, talked.last_decision.after) == ("foot", "back")


def test_r1_still_without_pain_is_not_called_centralized() -> None:
    """Somebody who has no pain today does the exercise that keeps it so."""
    talked = talk(somebody("no pain"))

    assert talked.decisions == [("R1", "STAY")]
    assert not talked.has_said("centralized")


def test_r2_pain_nearer_the_spine_goes_on() -> None:
    """Partly centralized: the next exercise may finish it."""
    talked = Conversation(somebody("foot").to("check location", "thigh")).until("instructing", times=2)

    assert talked.decisions == [("R2", "ADVANCE")]
    assert talked.has_said("good sign")


def test_r2_repeats_where_the_program_says_so() -> None:
    """A therapist may prefer the same exercise again; it waits until the person is ready, three sets in all."""
    repeating = replace(QUICK, repeats_partial=True)
    talked = Conversation(somebody("foot").to("check location", "thigh"), repeating).until("ready", times=4)

    assert talked.decisions == [("R2", "REPEAT"), ("R2", "REPEAT"), ("R2", "ADVANCE")]
    assert talked.cues.count("start") == 3


def test_r3_better_in_the_same_place_goes_on() -> None:
    """Better, but not centralized."""
    talked = Conversation(somebody().to("check change", "better")).until("instructing", times=2)

    assert talked.decisions == [("R3", "ADVANCE")]


def test_r4_no_change_goes_on() -> None:
    """To the next phase, and after the last one to the next exercise."""
    talked = Conversation(somebody()).until("instructing", times=4)

    assert talked.decisions == [("R4", "ADVANCE")] * 3
    assert talked.has_said("Exercise two: Off center.")


def test_r5_worse_in_the_leg_rests_and_asks_again() -> None:
    """The pain went up: rest first."""
    person = somebody().to("check change", "worse").to("check region", "worse in the leg")
    talked = Conversation(person).until("recheck location")

    assert talked.decisions == [("R5", "RECHECK")]
    assert talked.now - talked.times_of("decision R5")[0] >= QUICK.timing.recheck_every_s


def test_r6_pain_that_moved_down_rests_and_asks_again() -> None:
    """Without another question: where it is decides."""
    talked = Conversation(somebody().to("check location", "calf")).until("recheck location")

    assert talked.decisions == [("R6", "RECHECK")]
    assert "ask check region" not in talked.cues


def test_r6_better_but_further_down_is_said_back_first() -> None:
    """A contradiction: where better, is that right, and then the location decides."""
    person = somebody().to("check location", "foot").to("check change", "better")
    talked = Conversation(person.to("check region", "better in the back")).until("settling")

    assert "ask check region" in talked.cues
    assert "ask contradiction" in talked.cues
    assert talked.rules == ["R6"]


def test_r6_is_found_again_after_a_set_that_had_centralized() -> None:
    """Pain that had reached the back and is in the leg again has moved down, though no further than at first."""
    person = somebody("thigh").to("check location", "back", "thigh").to("another set", "yes")
    talked = Conversation(person).until("settling")

    assert talked.rules == ["R1", "R6"]
    assert (talked.last_decision.before, talked.last_decision.after) == ("back", "thigh")


def test_r6_is_found_too_when_the_first_answer_of_that_set_was_taken_back() -> None:
    """A location that was not right changes nothing of what is compared."""
    person = somebody("thigh").to("check location", "back", "back", "thigh").to("another set", "yes")
    person = person.to("check change", "the same", "worse in the back", "the same").to("contradiction", "no")
    talked = Conversation(person).until("settling")

    assert talked.rules == ["R1", "R6"]


def test_r7_what_settled_goes_on() -> None:
    """After R5, back to where it was."""
    person = somebody().to("check change", "worse", "the same").to("check region", "worse in the leg")
    talked = talk(person)

    assert talked.decisions[:3] == [("R5", "RECHECK"), ("R7", "ADVANCE"), ("R4", "ADVANCE")]
    assert not any(record.is_for_good for record in talked.left_out)


def test_r8_what_settled_after_moving_down_is_left_out_for_good() -> None:
    """Never again in this session, with all its phases, and not in the next."""
    person = somebody().to("check location", "calf", "thigh").to("recheck location", "thigh")
    talked = talk(person)
    later = talk(somebody(), background=replace(KNOWN, is_first=False, left_out=frozenset({"press-ups"})))

    assert talked.decisions[1] == ("R8", "ADVANCE")
    assert [record.exercise for record in talked.left_out if record.is_for_good] == ["press-ups"]
    assert [record.exercise for record in talked.sets].count("press-ups") == 1
    assert "press-ups" not in {record.exercise for record in later.sets}
    assert later.has_said("We leave out Press ups")


def test_what_moved_pain_down_is_left_out_even_if_it_never_settles() -> None:
    """After R6 and R9, and after an end in between: it is kept with the decision, before another word."""
    person = somebody().to("check location", "calf").to("recheck location", "calf")
    ended = Conversation(person).until("decided")
    ended.hear(InputEnded())

    for talked in (talk(person), ended):
        assert [record.exercise for record in talked.left_out if record.is_for_good] == ["press-ups"]


def test_r8_is_not_gone_back_to() -> None:
    """ "Back" passes over what was left out for good."""
    person = (
        somebody()
        .to("check location", "calf")
        .to("recheck location", "thigh")
        .to("ready", "go back", "ready")
    )
    talked = Conversation(person.to("ready", "ready", "go back", "ready")).until("ready", times=3)

    assert "press-ups" not in talked.session.view().exercise.lower()
    assert talked.session.view().exercise == "Off center"


def test_r8_when_pain_moves_down_only_in_the_rest() -> None:
    """After R5, found lower at the recheck: that exercise is left out too."""
    person = somebody().to("check change", "worse", "the same").to("check region", "worse in the leg")
    talked = talk(person.to("recheck location", "foot", "thigh"))

    assert talked.rules[:2] == ["R5", "R8"]


@pytest.mark.parametrize(
    ("location", "change"),
    [("thigh", "worse"), ("calf", "the same"), ("foot", "better"), ("back", "worse in the back")],
)
def test_r9_what_does_not_settle_stops(location: str, change: str) -> None:
    """In five minutes of rest, asked about each minute: stop, and talk to a clinician."""
    person = (
        somebody().to("check location", "calf").to("recheck location", location).to("recheck change", change)
    )
    talked = talk(person, BACK_PAIN)
    asked = talked.times_of("ask recheck location")
    gaps = [later - earlier for earlier, later in pairwise(asked)]

    assert talked.decisions == [("R6", "RECHECK"), ("R9", "STOP")]
    assert talked.outcome == "not-settled"
    assert talked.has_said("talk to your doctor or physical therapist")
    assert 4 <= len(asked) <= 5
    assert all(gap >= 60 for gap in gaps[:-1])
    assert asked[-1] - talked.times_of("decision R6")[0] >= 300 - 1e-6


def test_r9_is_not_reached_before_five_minutes() -> None:
    """It may still settle at the last time of asking."""
    person = (
        somebody()
        .to("check location", "calf", "thigh")
        .to("recheck location", "calf", "calf", "calf", "thigh")
    )
    talked = talk(person, BACK_PAIN)

    assert talked.rules[:2] == ["R6", "R8"]
    assert talked.cues.count("ask recheck location") == 4


@pytest.mark.parametrize("state", [state for state in ROADS if state not in (State.CLOSING, State.ALARM)])
def test_r10_is_an_emergency_from_every_state(state: State) -> None:
    """ "Something is wrong", and yes: whatever was going on."""
    talked = ROADS[state]()
    talked.person.answers["alarm"] = ("yes",)
    talked.hear(typed("my leg is numb") if state in CAREFUL else typed("something is wrong"))
    talked.run()

    assert talked.decisions[-1] == ("R10", "EMERGENCY STOP")
    assert talked.outcome == "emergency"
    assert "emergency care" in talked.last_said


@pytest.mark.parametrize("answer", ["yes", SILENT, NOISE, MUMBLED, "something is wrong"])
def test_r10_is_not_avoided_by_silence(answer: object) -> None:
    """An alarm that gets no answer is taken for true."""
    talked = talk(somebody().to("screening", "something is wrong").to("alarm", answer))

    assert talked.outcome == "emergency"


@pytest.mark.parametrize("way", ["stop", "pause", "quit", "end"])
def test_r10_is_not_avoided_by_stopping(way: str) -> None:
    """Who raises an alarm and then stops, pauses or leaves without an answer is sent to emergency care all the same."""
    talked = ROADS[State.ALARM]()
    talked.person.answers["alarm"] = (SILENT,)
    talked.end_input() if way == "end" else talked.until_listening().hear(way)
    talked.run()

    assert talked.outcome == "emergency"
    assert talked.rules == ["R10"]


def test_r11_all_exercises_done_ends_with_a_doctor() -> None:
    """Seven checks, and none centralized."""
    talked = talk(somebody())

    assert talked.rules == ["R4"] * 7 + ["R11"]
    assert talked.outcome == "not-centralized"
    assert talked.has_said("Please see a doctor or a physical therapist")


@pytest.mark.parametrize(
    "answer", [SILENT, NOISE, MUMBLED, "banana", "not sure", "couldn't be better", doubtful("hmm")]
)
@pytest.mark.parametrize("topic", ["check location", "check change", "recheck location", "recheck change"])
def test_r12_three_times_no_answer_pauses(answer: object, topic: str) -> None:
    """Silence, noise and unclear words are never a decision, and each prompt is shorter than the last."""
    person = somebody().to("check change", "worse").to("check region", "worse in the leg").to(topic, answer)
    talked = Conversation(person).until("paused")
    prompts = [say.text for say in talked.said if say.cue == f"ask {topic}"][-3:]

    assert talked.decisions[-1] == ("R12", "PAUSE")
    assert len(prompts) == 3
    assert len(prompts[2]) < len(prompts[0])
    assert "type your answer" in talked.last_said


def test_r12_the_typed_answer_goes_on() -> None:
    """From the pause, without another question."""
    talked = Conversation(somebody().to("check location", SILENT)).until("paused")
    talked.hear(typed("thigh"))

    assert talked.state is State.CHECK_CHANGE


def test_r13_back_pain_that_is_better_stays() -> None:
    """Your exercise."""
    talked = Conversation(somebody("back").to("check change", "a bit better")).until("another set")

    assert talked.decisions == [("R13", "STAY")]


def test_r14_back_pain_that_is_the_same_goes_on() -> None:
    """As R4."""
    talked = Conversation(somebody("back")).until("instructing", times=2)

    assert talked.decisions == [("R14", "ADVANCE")]


def test_r14_back_pain_that_is_worse_rests_and_settles() -> None:
    """As R5, and then R7."""
    talked = talk(somebody("back").to("check change", "worse", "the same"))

    assert talked.rules[:3] == ["R14", "R7", "R14"]
    assert talked.decisions[0] == ("R14", "RECHECK")


def test_worse_alone_is_asked_where() -> None:
    """With pain in leg and back, "worse" decides nothing yet."""
    talked = Conversation(somebody().to("check change", "worse")).until("check region")

    assert talked.decisions == []
    assert "in the leg, or in the back" in talked.last_said


@pytest.mark.parametrize(
    "said", ["worse in the leg", "in the leg", "leg", "worse", "my leg and my back", "much worse"]
)
def test_worse_where_is_worse_in_the_leg_unless_only_the_back_is_named(said: str) -> None:
    """A bare "in the leg" is understood, and no region at all is the leg."""
    person = somebody().to("check change", "worse").to("check region", typed(said))
    talked = Conversation(person).until("settling")

    assert talked.rules == ["R5"]


def test_better_as_the_answer_to_worse_where_is_said_back() -> None:
    """Worse, and then better in the leg: one of them was not meant."""
    person = somebody().to("check change", "worse").to("check region", "better in the leg")
    yes = Conversation(person).until("decided")
    no = Conversation(person.to("confirming", SILENT)).until("paused")

    assert yes.has_said("Did you say: better?")
    assert (yes.rules, no.rules) == (["R3"], ["R12"])


@pytest.mark.parametrize(("leg", "rule"), [("better", "R3"), ("the same", "R4"), ("worse", "R5")])
def test_worse_in_the_back_asks_for_the_leg(leg: str, rule: str) -> None:
    """Pain in the same place of the leg: the leg decides."""
    person = (
        somebody().to("check change", "worse").to("check region", "worse in the back").to("check leg", leg)
    )
    talked = Conversation(person).until("decided")

    assert talked.rules == [rule]


def test_an_answer_about_the_back_does_not_tell_of_the_leg() -> None:
    """ "Better in the back" is no answer to "and in the leg?": it is asked again."""
    person = somebody().to("check change", "worse in the back").to("check leg", "better in the back", "worse")
    talked = Conversation(person).until("decided")

    assert talked.rules == ["R5"]


@pytest.mark.parametrize(("now", "rule"), [("back", "R1"), ("thigh", "R2")])
def test_worse_in_the_back_alone_is_confirmed_and_then_the_location_decides(now: str, rule: str) -> None:
    """Pain that left the leg and is worse in the back is a good sign."""
    person = (
        somebody("calf")
        .to("check location", now)
        .to("check change", "worse")
        .to("check region", "worse in the back")
    )
    talked = Conversation(person).until("decided")

    assert "ask contradiction" in talked.cues
    assert talked.has_said("I understood: worse in the back. And the lowest pain is in the")
    assert talked.rules == [rule]


@pytest.mark.parametrize("now", ["back", "thigh"])
def test_worse_in_the_leg_with_pain_nearer_the_spine_is_asked_about_again(now: str) -> None:
    """Unclear is never a good sign: recheck after a rest."""
    person = somebody("calf").to("check location", now).to("check change", "worse in the leg")
    talked = Conversation(person).until("settling")

    assert talked.decisions == [("R5", "RECHECK")]


def test_a_contradiction_that_is_not_right_starts_the_check_again() -> None:
    """With the question where."""
    person = (
        somebody().to("check location", "back", "thigh").to("check change", "worse in the back", "the same")
    )
    talked = Conversation(person.to("contradiction", "no")).until("decided")

    assert talked.rules == ["R4"]


@pytest.mark.parametrize("answer", [SILENT, NOISE, "banana"])
def test_a_contradiction_without_an_answer_decides_nothing(answer: object) -> None:
    """It needs a yes."""
    person = (
        somebody()
        .to("check location", "back")
        .to("check change", "worse in the back")
        .to("contradiction", answer)
    )
    talked = Conversation(person).until("paused")

    assert talked.decisions == [("R12", "PAUSE")]


def test_a_doubtful_better_counts_only_after_a_yes() -> None:
    """The middle band is asked back; no means asking again."""
    person = somebody("back").to("check change", doubtful("better"), "the same")
    yes = Conversation(person.to("confirming", "yes")).until("decided")
    no = Conversation(person.to("confirming", "no")).until("decided")
    other = Conversation(person.to("confirming", "the same")).until("decided")

    assert (yes.rules, no.rules, other.rules) == (["R13"], ["R14"], ["R14"])
    assert yes.has_said("Did you say: better?")


def test_yes_with_another_answer_confirms_nothing() -> None:
    """ "Yes, worse" to "did you say better?" is asked again."""
    person = somebody("back").to("check change", doubtful("better")).to("confirming", "yes, worse", "no")
    talked = Conversation(person).until("confirming", times=2)

    assert talked.decisions == []


def test_a_correction_is_said_back() -> None:
    """ "Better, no, worse" is worse, after a yes."""
    talked = Conversation(somebody("back").to("check change", typed("better, no, worse"))).until("settling")

    assert talked.has_said("Did you say: worse?")
    assert talked.decisions == [("R14", "RECHECK")]


def test_every_rule_after_a_rest_has_its_words() -> None:
    """R7 after R5 and R14, R8 after R6."""
    assert (after_rest("R5").rule, after_rest("R6").rule) == ("R7", "R8")


@pytest.mark.parametrize(
    ("confirmations", "rules"),
    [
        ((doubtful("yes"), SILENT, SILENT), ["R12"]),
        ((doubtful("yes"), doubtful("yes")), ["R13"]),
        ((doubtful("yes"), "help", doubtful("yes"), SILENT, SILENT), ["R12"]),
        ((doubtful("no"),), ["R14"]),
        ((doubtful("yes"), doubtful("no")), ["R14"]),
    ],
)
def test_asking_back_has_an_end(confirmations: tuple[Answer, ...], rules: list[str]) -> None:
    """One doubtful yes counts for nothing, two are a yes; a doubtful no only asks again."""
    person = somebody("back").to("check location", "back").to("check change", doubtful("better"), "the same")
    talked = talk(person.to("confirming", *confirmations))

    assert talked.rules[:1] == rules


@pytest.mark.parametrize("topic", ["another set", "afterwards"])
def test_a_doubtful_no_to_an_offer_is_taken(topic: str) -> None:
    """It only does less; a doubtful yes is asked back."""
    talked = talk(somebody("calf").to("check location", "back").to(topic, doubtful("no")))

    assert talked.outcome == "centralized"
    assert "ask confirming" not in talked.cues


# --- the middle of the back and its sides ---------------------------------------------------------------------


def test_pain_that_goes_from_a_side_of_the_back_to_its_middle_is_centralized() -> None:
    """Nearer the spine; and nobody speaks of a leg that never hurt."""
    person = somebody("back").to("check location", "the middle of my back")
    talked = Conversation(person).until("another set")

    assert talked.decisions == [("R1", "STAY")]
    assert talked.has_said("moved to the middle of your back")
    assert not talked.has_said("leg. It is")


def test_worse_in_the_middle_of_the_back_is_rechecked() -> None:
    """Though it is nearer the spine."""
    person = somebody("back").to("check location", "the middle of my back").to("check change", "worse")

    assert Conversation(person).until("settling").decisions == [("R14", "RECHECK")]


@pytest.mark.parametrize("answer", ["back", "my back", "lower back"])
def test_plain_back_after_the_middle_is_no_further_from_the_spine(answer: str) -> None:
    """Nobody repeats "the middle" each time: the right exercise is not lost by a word left out."""
    person = somebody("thigh").to("check location", "the middle of my back", answer)
    talked = talk(person.to("another set", "yes", "no"))

    assert talked.decisions == [("R1", "STAY"), ("R1", "STAY")]
    assert talked.left_out == []


def test_the_side_that_is_told_counts_more_than_the_middle() -> None:
    """ "The middle of my back", and then "left": one side of the back, so that the middle is nearer."""
    person = somebody("the middle of my back").to("check location", "the middle of my back")

    assert Conversation(person).until("another set").rules == ["R1"]
    assert Conversation(somebody("the middle of my back").to("check location", "back")).until(
        "decided"
    ).rules == ["R14"]


def test_a_correction_keeps_the_words_that_were_said() -> None:
    """For the therapist: "better, no, worse", and not only what it came to."""
    talked = Conversation(somebody("back").to("check change", typed("better, no, worse"))).until("settling")

    assert [answer.text for answer in talked.answers if answer.topic == "check change"] == [
        "better, no, worse"
    ]
