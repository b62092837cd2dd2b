"""Where a session that was cut off is gone on with: after every record of a story, and after each kind of cut."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.coach.conversation import QUICK
from tests.coach.cuts import LYING, PRESSED, STAYED, TWO_POSTURES, decided, did, left_out, said
from voicecoach.coach.records import (
    SAID_NEXT,
    ContinuationRecord,
    DecisionRecord,
    FinishRecord,
    Outcome,
    Record,
)
from voicecoach.coach.safe_point import SafePoint, Unfinished, is_further, safe_point
from voicecoach.coach.symptoms import Location

PRESS_UPS, OFF_CENTER, SIDE_GLIDE, ROTATION, FLEXION = range(5)
LIE, PROP, PRESS = range(3)


def found(*records: Record, program=QUICK) -> SafePoint | None:
    return safe_point(program, Unfinished(12, records))


def place(point: SafePoint | None) -> tuple[int, int, int] | None:
    """Exercise, phase, and the sets of it that are done."""
    return None if point is None else (point.index, point.phase_index, point.sets)


@dataclass(frozen=True)
class Line:
    """A record, and where to go on when the program is killed right after it."""

    record: Record
    goes_on_at: tuple[int, int, int] | None
    is_unsettled: bool = False
    is_for_good: bool = False


CHANGES_NOTHING_THEN_STAYS = [
    Line(said("screening", "all-clear", "screening"), None),
    Line(said("baseline location", "thigh"), None),
    Line(said("baseline side", "left", "side"), None),
    Line(did("press-ups", "lie"), (PRESS_UPS, LIE, 1)),
    Line(said("check location", "thigh"), (PRESS_UPS, LIE, 1)),
    Line(said("check change", "same", "change"), (PRESS_UPS, LIE, 1)),
    Line(decided("R4", "ADVANCE", "press-ups"), (PRESS_UPS, PROP, 0)),
    Line(did("press-ups", "prop", 1, "pause"), (PRESS_UPS, PROP, 0)),
    Line(did("press-ups", "prop"), (PRESS_UPS, PROP, 1)),
    Line(decided("R12", "PAUSE", "press-ups"), (PRESS_UPS, PROP, 1)),
    Line(said("check location", "buttock"), (PRESS_UPS, PROP, 1)),
    Line(decided("R2", "ADVANCE", "press-ups"), (PRESS_UPS, PRESS, 0)),
    Line(left_out("press-ups", SAID_NEXT), (OFF_CENTER, 0, 0)),
    Line(left_out("off-center-press-ups", SAID_NEXT), (SIDE_GLIDE, 0, 0)),
    Line(left_out("side-glide", "You told me of dizziness."), (ROTATION, 0, 0)),
    Line(did("rotation", "rotate"), (ROTATION, 0, 1)),
    Line(said("check location", "back"), (ROTATION, 0, 1)),
    Line(decided("R1", "STAY", "rotation"), (ROTATION, 0, 1)),
    Line(said("another set", "yes", "yes-no"), (ROTATION, 0, 1)),
    Line(did("rotation", "rotate", 2, "stop"), (ROTATION, 0, 1)),
    Line(did("rotation", "rotate"), (ROTATION, 0, 2)),
    Line(decided("R1", "STAY", "rotation"), (ROTATION, 0, 2)),
    Line(said("another set", "no", "yes-no"), None),
    Line(said("afterwards", "yes", "yes-no"), None),
    Line(did("slouch-overcorrect", "slouch"), None),
    Line(said("final rating", "2", "rating"), None),
]
GOES_UP_THEN_DOWN = [
    Line(said("baseline location", "thigh"), None),
    Line(did("press-ups", "lie"), (PRESS_UPS, LIE, 1)),
    Line(said("check location", "thigh"), (PRESS_UPS, LIE, 1)),
    Line(said("check change", "worse", "change"), (OFF_CENTER, 0, 0), True),
    Line(said("check region", "worse", "change"), (OFF_CENTER, 0, 0), True),
    Line(decided("R5", "RECHECK", "press-ups"), (OFF_CENTER, 0, 0), True),
    Line(said("recheck location", "thigh"), (OFF_CENTER, 0, 0), True),
    Line(said("recheck change", "same", "change"), (OFF_CENTER, 0, 0), True),
    Line(decided("R7", "ADVANCE", "press-ups"), (PRESS_UPS, PROP, 0)),
    Line(did("press-ups", "prop", 1, "pain"), (OFF_CENTER, 0, 0), True),
    Line(said("check location", "thigh"), (OFF_CENTER, 0, 0), True),
    Line(decided("R4", "ADVANCE", "press-ups"), (PRESS_UPS, PRESS, 0)),
    Line(did("press-ups", "press-up"), (PRESS_UPS, PRESS, 1)),
    Line(said("check location", "calf"), (OFF_CENTER, 0, 0), True),
    Line(said("check location", "thigh"), (PRESS_UPS, PRESS, 1)),
    Line(said("check location", "foot"), (OFF_CENTER, 0, 0), True),
    Line(decided("R6", "RECHECK", "press-ups"), (OFF_CENTER, 0, 0), True, True),
    Line(left_out("press-ups", "Because.", is_for_good=True), (OFF_CENTER, 0, 0), True, True),
    Line(said("recheck location", "foot"), (OFF_CENTER, 0, 0), True, True),
    Line(said("recheck location", "thigh"), (OFF_CENTER, 0, 0), True, True),
    Line(decided("R8", "ADVANCE", "press-ups"), (OFF_CENTER, 0, 0)),
    Line(did("off-center-press-ups", "press-up"), (OFF_CENTER, 0, 1)),
    Line(said("check location", "thigh"), (OFF_CENTER, 0, 1)),
    Line(decided("R5", "RECHECK", "off-center-press-ups"), (SIDE_GLIDE, 0, 0), True),
    Line(said("recheck location", "calf"), (SIDE_GLIDE, 0, 0), True, True),
    Line(left_out("off-center-press-ups", "x", is_for_good=True), (SIDE_GLIDE, 0, 0), True, True),
    Line(decided("R9", "STOP", "off-center-press-ups"), None),
]
STORIES = {"nothing changes, then stays": CHANGES_NOTHING_THEN_STAYS, "up, then down": GOES_UP_THEN_DOWN}
CUTS = [
    pytest.param(story[:n], id=f"{name}: {n}")
    for name, story in STORIES.items()
    for n in range(1, len(story) + 1)
]


@pytest.mark.parametrize("lines", CUTS)
def test_killed_after_any_record_it_is_known_where_to_go_on(lines: list[Line]) -> None:
    """After the last decision where it led; what was not judged again; and after what may have left the pain worse."""
    point = found(*(line.record for line in lines))
    last = lines[-1]

    assert place(point) == last.goes_on_at
    assert (point is not None and point.is_unsettled) is last.is_unsettled
    assert (point is not None and point.is_for_good) is last.is_for_good


@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_session_that_was_broken_off_may_be_gone_on_with(outcome: Outcome) -> None:
    """Not one that came to its end, proper or not."""
    point = found(*LYING, FinishRecord(outcome, "Because."))

    assert (point is not None) is (outcome in (Outcome.STOPPED, Outcome.PAUSED_OUT))


@pytest.mark.parametrize("action", ["STOP", "EMERGENCY STOP", "END"])
def test_a_decision_to_end_is_the_end_though_its_last_words_were_cut(action: str) -> None:
    """R9, R10 and R11 count from the moment they are committed."""
    assert found(*LYING, decided("R?", action, "press-ups")) is None
    assert found(*LYING, decided("R?", action, None)) is None


def test_three_sets_are_all_there_are() -> None:
    """Those that were judged, and one that was done and not judged any more."""
    set_ = did("press-ups", "lie")
    stay = decided("R1", "STAY", "press-ups")

    assert place(found(*STAYED, set_, stay)) == (PRESS_UPS, LIE, 2)
    assert found(*STAYED, set_, stay, set_, stay) is None
    assert found(*STAYED, set_, stay, set_) is None
    assert place(found(*STAYED, set_, stay, did("press-ups", "lie", 1, "stop"))) == (PRESS_UPS, LIE, 2)


def test_sets_that_nobody_judged_do_not_go_on_for_ever() -> None:
    """Cut three times between a set and its check: the next exercise."""
    set_ = did("press-ups", "lie")

    assert place(found(set_, set_)) == (PRESS_UPS, LIE, 2)
    assert place(found(set_, set_, set_)) == (OFF_CENTER, 0, 0)


def test_a_program_that_repeats_counts_its_repeats() -> None:
    """R2, once more the same."""
    repeated = [
        said("baseline location", "foot"),
        did("press-ups", "lie"),
        decided("R2", "REPEAT", "press-ups"),
    ]

    assert place(found(*repeated, program=replace(QUICK, repeats_partial=True))) == (PRESS_UPS, LIE, 1)


def test_what_was_left_out_of_the_session_stays_out() -> None:
    """For good or not; of an exercise with several phases, next leaves out the present one alone."""
    point = found(
        *LYING,
        left_out("side-glide"),
        left_out("rotation", is_for_good=True),
        left_out("press-ups", SAID_NEXT),
    )

    assert point is not None
    assert point.left_out == {"side-glide", "rotation"}
    assert place(point) == (PRESS_UPS, PRESS, 0)


@pytest.mark.parametrize(
    ("records", "then"),
    [
        (PRESSED, Location.THIGH),
        (STAYED, Location.BACK_SIDE),
        ((*LYING, did("press-ups", "prop"), said("check location", "buttock")), Location.BUTTOCK),
        ((*LYING, did("press-ups", "prop"), said("check location", "calf")), Location.THIGH),
        ((*LYING, did("press-ups", "prop"), decided("R5", "RECHECK", "press-ups")), Location.THIGH),
        ((did("press-ups", "lie"),), None),
    ],
    ids=["judged", "stayed", "nearer, not judged", "further, not judged", "in the rest", "never told"],
)
def test_a_fresh_answer_is_compared_with_the_last_that_was_told(records, then) -> None:
    """With the place before the exercise, where that may have left the pain worse."""
    point = found(*records)

    assert point is not None
    assert point.place is then


def test_the_middle_of_the_back_is_not_told_from_its_sides() -> None:
    """It was not kept which; nobody is scared by it."""
    assert not is_further(Location.BACK_SIDE, Location.BACK_MIDDLE)
    assert is_further(Location.BUTTOCK, Location.BACK_MIDDLE)
    assert is_further(Location.BACK_MIDDLE, Location.NONE)
    assert not is_further(Location.CALF, Location.CALF)


def test_a_session_that_had_gone_on_is_read_with_the_one_before() -> None:
    """The place to compare with is not moved by a fresh answer before anything was done on it."""
    rest = (*LYING, did("press-ups", "prop"), decided("R6", "RECHECK", "press-ups"))
    again = (
        said("going on", "yes", "yes-no"),
        ContinuationRecord(12, "off-center-press-ups", "press-up"),
        said("baseline location", "foot"),
    )
    out = left_out("press-ups", "Because.", is_for_good=True)
    then = did("off-center-press-ups", "press-up")

    assert place(found(*rest, *again)) == (OFF_CENTER, 0, 0)
    assert found(*rest, *again).place is Location.THIGH
    assert found(*rest, *again, out).is_unsettled
    assert place(found(*rest, *again, out, then)) == (OFF_CENTER, 0, 1)
    assert not found(*rest, *again, out, then).is_unsettled
    assert found(*rest, *again, out, then).place is Location.FOOT
    assert found(*rest, *again, out, then).left_out == {"press-ups"}


@pytest.mark.parametrize(
    "record",
    [
        did("handstand", "up"),
        did("press-ups", "upside-down"),
        decided("R4", "ADVANCE", "handstand"),
        decided("R4", "ADVANCE", "flexion"),
        DecisionRecord("R99", "DANCE", "Because.", "press-ups", None, None, None),
        left_out("handstand"),
    ],
    ids=["exercise", "phase", "decided of none", "decided of another", "action", "left out"],
)
def test_records_that_do_not_fit_the_program_are_not_gone_on_with(record: Record) -> None:
    """It was changed since, or the history was: nothing is guessed."""
    assert found(did("press-ups", "lie"), record) is None


def test_a_program_without_checks_goes_on_after_what_was_done() -> None:
    """After a set that was cut, with that set; after the last there is nothing."""
    phase = TWO_POSTURES.exercises[0].phases[0].id
    first, second = (exercise.id for exercise in TWO_POSTURES.exercises)

    assert place(found(did(first, phase), program=TWO_POSTURES)) == (1, 0, 0)
    assert place(found(did(first, phase, 1, "stop"), program=TWO_POSTURES)) == (0, 0, 0)
    assert place(found(did(first, phase, 1, "pain"), program=TWO_POSTURES)) == (1, 0, 0)
    assert found(did(first, phase), did(second, phase), program=TWO_POSTURES) is None


def test_nothing_done_is_nothing_to_go_on_with() -> None:
    """Nor is no session at all."""
    assert found() is None
    assert found(said("baseline location", "foot"), left_out("press-ups", SAID_NEXT)) is None
    assert safe_point(QUICK, None) is None


def test_after_the_last_exercise_there_is_nothing_to_go_on_with() -> None:
    """Also where it may have left the pain worse: then the next session asks as any."""
    last = (*PRESSED, did("flexion", "flex"))

    assert place(found(*last)) == (FLEXION, 0, 1)
    assert found(*last, decided("R4", "ADVANCE", "flexion")) is None
    assert found(*last, decided("R5", "RECHECK", "flexion")) is None
