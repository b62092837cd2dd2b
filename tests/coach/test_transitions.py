"""The table of states: every move is in it, and every entry is reached."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    KNOWN,
    NECK,
    POSTURE,
    QUICK,
    SILENT,
    Conversation,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.cuts import CUT, NECK_CUT, POSTURE_CUT, TWO_POSTURES
from tests.coach.roads import (
    BACK_WORSE,
    CAUTIOUS,
    CENTRALIZES,
    FLAGGED,
    LOCKED,
    MOVES_DOWN,
    NEW,
    PARTLY_TOLD,
    ROADS,
    WITHOUT_POSTURE,
    WORSENS,
)
from voicecoach.coach.background import Background
from voicecoach.coach.phrases import Question
from voicecoach.coach.states import (
    ANYWHERE,
    ASKED_BACK,
    ASKED_BEFORE,
    ASKS,
    CAREFUL,
    FLAGS,
    MUST_ANSWER,
    TRANSITIONS,
    State,
    Trigger,
    is_allowed,
)

ALL_LEFT_OUT = replace(KNOWN, is_first=False, left_out=frozenset(exercise.id for exercise in QUICK.exercises))
_FREE = replace(QUICK.exercises[0].phases[0], has_check=False)
POSTURE_WITH_CARE = replace(POSTURE, exercises=(replace(POSTURE.exercises[0], precautions=("pregnancy",)),))
UNCHECKED = replace(QUICK, exercises=(replace(QUICK.exercises[0], phases=(_FREE, _FREE)),))


WHETHER_TO_EXERCISE = (
    "locked, screening, screening nerves, screening illness, screening history, precautions, precaution, "
    "precaution approved, alarm, flag weakness, flag illness, flag fall, flag review, flag surgery, alarm other, "
    "surgery approved"
)
WHETHER_TO_GO_ON = (
    "going on, baseline location, baseline side, worse side, check location, check change, check region, check leg, "
    "contradiction, settling, recheck location, recheck change"
)
LISTENS_FOR = {
    Question.CONTROL: "locked, ready",
    Question.SCREENING: "screening, screening nerves, screening illness, screening history, precautions",
    Question.YES_NO: (
        "precaution, precaution approved, alarm, flag weakness, flag illness, flag fall, flag review, flag surgery, "
        "alarm other, surgery approved, going on, contradiction, confirming, another set, afterwards"
    ),
    Question.LOCATION: "baseline location, check location, recheck location",
    Question.CHANGE: "check change, check region, check leg, recheck change",
    Question.SIDE: "baseline side, worse side",
    Question.RATING: "baseline rating, final rating, choosing",
}


def names(listed: str) -> set[str]:
    """The values of the states in a list."""
    return set(listed.split(", "))


def sessions() -> Iterator[Conversation]:
    """Enough sessions to come everywhere."""
    yield talk(somebody())
    yield talk(somebody(side="both"))
    yield talk(somebody("no pain"))
    yield talk(CENTRALIZES.to("another set", "yes"))
    yield talk(CENTRALIZES.to("another set", "no").to("afterwards", "yes"))
    yield talk(CENTRALIZES.to("another set", "yes"))
    yield talk(CENTRALIZES.to("another set", "next").to("afterwards", "next"))
    yield talk(CENTRALIZES.to("final rating", SILENT))
    yield talk(CENTRALIZES.to("another set", "no"), WITHOUT_POSTURE)
    yield talk(WORSENS, BACK_PAIN)
    yield talk(somebody().to("check change", "worse in the back").to("check leg", "the same"))
    yield talk(MOVES_DOWN)
    yield talk(MOVES_DOWN.to("recheck location", "no pain"))
    yield talk(BACK_WORSE)
    yield talk(BACK_WORSE.to("contradiction", "no", "yes"))
    yield talk(
        somebody("calf")
        .to("check location", "back")
        .to("check change", "worse")
        .to("check region", "worse in the back")
    )
    yield talk(PARTLY_TOLD)
    yield talk(PARTLY_TOLD.to("check leg", "worse in the back", "better"))
    yield talk(somebody("foot").to("check location", "calf"), replace(QUICK, repeats_partial=True))


def alarms_and_interruptions() -> Iterator[Conversation]:
    """And those that go another way."""
    yield talk(somebody().to("screening", "something is wrong", "all clear"))
    yield talk(somebody().to("screening", "something is wrong").to("alarm", "yes"))
    yield talk(somebody().to("screening", "something is wrong").to("alarm", SILENT))
    yield talk(somebody().to("screening", "something is wrong").to("alarm other", "yes"))
    yield talk(somebody().to("screening", "something is wrong").to("alarm other", SILENT))
    yield talk(somebody().to("screening", SILENT))
    yield talk(somebody().to("final rating", doubtful("two")).to("confirming", SILENT))
    yield talk(somebody().to("final rating", doubtful("two", "three")).to("choosing", SILENT))
    yield talk(somebody().to("baseline rating", doubtful("two")))
    yield talk(somebody().at_count("hold", 2, "done"))
    yield talk(somebody().at_count("hold", 2, "ouch"))
    yield talk(somebody().at_count("hold", 2, "next"))
    yield talk(somebody().to("ready", "next"))
    yield talk(somebody(), background=ALL_LEFT_OUT)
    yield talk(somebody(), UNCHECKED)
    yield talk(somebody(), POSTURE)
    yield talk(somebody(), POSTURE, Background(left_out=frozenset({"slouch-overcorrect"})))
    yield talk(somebody().to("ready", "next"), POSTURE)
    yield Conversation(somebody()).until("instructing").hear(typed("ready")).run()
    yield Conversation(somebody()).until("set").hear("stop").run()
    yield Conversation(somebody()).until("set").hear("go back").run()
    yield Conversation(somebody()).until("set").hear("repeat").run()
    yield Conversation(somebody()).until("set").hear(typed("stop")).run()
    for said in ("yes", "no"):
        yield talk(somebody().to("going on", said), background=CUT)
        yield talk(somebody().to("going on", said), TWO_POSTURES, POSTURE_CUT)
    yield from by_change()
    for road in ROADS.values():
        yield road().end_input()
    for state in ASKED_BEFORE:
        yield ROADS[state]().hear(typed("go back")).end_input()


def by_change() -> Iterator[Conversation]:
    """A program that asks only how the pain changed; and one that goes on after a cut."""
    yield talk(somebody(), NECK)
    yield talk(somebody().to("check change", "worse"), NECK)
    for said in ("yes", "no"):
        yield talk(somebody().to("going on", said), NECK, NECK_CUT)


def screenings() -> Iterator[Conversation]:
    """The full list, the lock and the precautions."""
    wrong = "something is wrong"
    yield talk(FLAGGED, background=NEW)
    yield talk(FLAGGED.to("flag surgery", wrong), background=NEW)
    yield talk(CENTRALIZES.at_count("hold", 2, wrong))
    for flag in FLAGS:
        yield talk(FLAGGED.to(flag.value, "yes"), background=NEW)
        yield talk(FLAGGED.to(flag.value, SILENT), background=NEW)
    yield talk(FLAGGED.to("flag surgery", "yes").to("surgery approved", "yes"), background=NEW)
    yield talk(FLAGGED.to("flag surgery", "yes").to("surgery approved", SILENT), background=NEW)
    for part in ("screening illness", "screening history"):
        yield talk(somebody().to(part, "my legs are numb", "all clear"), background=NEW)
    yield talk(somebody().to("locked", typed(wrong), typed("understood")), background=LOCKED)
    yield talk(somebody(), background=replace(KNOWN, profile={}))
    cautious = CAUTIOUS.to("precautions", "one of these")
    for approved in ("yes", "no"):
        person = cautious.to("precaution", "yes").to("precaution approved", approved)
        yield talk(person, background=NEW)
        yield talk(person, POSTURE_WITH_CARE, NEW)
    yield talk(cautious, background=NEW)
    yield talk(somebody().to("screening nerves", wrong, "all clear"), background=NEW)


@pytest.fixture(scope="module")
def moves() -> set[tuple[State, Trigger, State]]:
    talks = chain(sessions(), alarms_and_interruptions(), screenings())
    return {move for talked in talks for move in talked.session.moves}


def test_every_entry_of_the_table_is_reached(moves: set[tuple[State, Trigger, State]]) -> None:
    """No dead entries."""
    table = {
        (source, trigger, target) for (source, trigger), targets in TRANSITIONS.items() for target in targets
    }

    assert table - moves == set()


def test_everything_that_works_anywhere_is_reached(moves: set[tuple[State, Trigger, State]]) -> None:
    """From at least one state."""
    anywhere = {(trigger, target) for trigger, targets in ANYWHERE.items() for target in targets}

    assert anywhere - {(trigger, target) for _, trigger, target in moves} == set()


def test_every_move_is_in_the_table(moves: set[tuple[State, Trigger, State]]) -> None:
    """The assertion in the session says the same, while it runs."""
    assert all(is_allowed(*move) for move in moves)


def test_every_state_is_reached(moves: set[tuple[State, Trigger, State]]) -> None:
    """And left."""
    assert {target for _, _, target in moves} | {State.NEW} == set(State)
    assert {source for source, _, _ in moves} | {State.FINISHED} == set(State)


def test_every_asking_state_has_a_way_on_by_an_answer() -> None:
    """A question that leads nowhere is none."""
    assert {state for state in ASKS if (state, Trigger.ANSWERED) not in TRANSITIONS} == ASKED_BACK


def test_a_session_is_over_when_its_last_word_is_spoken_or_its_input_ends() -> None:
    """Nothing else leads to the end."""
    ways = {(source, trigger) for source in State for trigger in Trigger}
    ended = {(state, Trigger.ENDED) for state in State if state is not State.FINISHED}

    assert {way for way in ways if is_allowed(*way, State.FINISHED)} == {
        (State.CLOSING, Trigger.SPOKEN),
        *ended,
    }


def test_nothing_leads_out_of_the_end() -> None:
    """And nothing back to the beginning."""
    assert not any(is_allowed(State.FINISHED, trigger, target) for trigger in Trigger for target in State)
    assert not any(is_allowed(source, trigger, State.NEW) for source in State for trigger in Trigger)


@pytest.mark.parametrize(("question", "states"), LISTENS_FOR.items())
def test_each_question_listens_for_its_own_answers(question: Question, states: str) -> None:
    """With the vocabulary that the words of the question ask for."""
    assert {state.value for state, asked in ASKS.items() if asked is question} == names(states)


def test_only_a_sure_answer_counts_where_it_is_asked_whether_to_exercise() -> None:
    """Red flags, precautions, approvals and the lock."""
    assert {state.value for state in CAREFUL} == names(WHETHER_TO_EXERCISE)
    assert {state.value for state in MUST_ANSWER} == names(f"{WHETHER_TO_EXERCISE}, {WHETHER_TO_GO_ON}")


def test_go_back_asks_again_from_the_first_question_of_its_kind() -> None:
    """Where the pain is: before the exercises, in a check, and in a rest."""
    first = {"baseline": State.BASELINE_LOCATION, "recheck": State.RECHECK_LOCATION}
    later = (
        "baseline side, worse side, baseline rating, check change, check region, check leg, contradiction, "
        "recheck change"
    )
    expected = {State(name): first.get(name.split()[0], State.CHECK_LOCATION) for name in names(later)}
    expected[State.WORSE_SIDE] = State.BASELINE_LOCATION

    assert expected == ASKED_BEFORE


def test_every_question_of_a_check_must_be_answered() -> None:
    """They decide whether it is safe to go on."""
    assert {state for state in State if state.value.startswith(("check", "recheck"))} <= MUST_ANSWER


def test_there_is_a_road_to_every_state_between_the_first_and_the_last() -> None:
    """So that the tests of interruptions leave none out."""
    assert set(ROADS) == set(State) - {State.NEW, State.FINISHED}
    assert all(road().state is state for state, road in ROADS.items())
