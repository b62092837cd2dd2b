"""The sentences at the top of `history` say what was found, and nothing that it does not."""

from datetime import UTC, date, time

import pytest

from voicecoach.coach.plan import Day, Plan
from voicecoach.coach.records import AnswerRecord, DecisionRecord
from voicecoach.history.findings import findings
from voicecoach.history.overview import sentences

TODAY = date(2026, 3, 10)


@pytest.fixture
def told(diary):
    """All sentences, as one text."""

    def now() -> str:
        found = findings(diary.store.details(), diary.store.plans(), UTC, TODAY)
        return " ".join(sentences(found, lambda program, exercise: exercise.title()))

    return now


def lived(diary, place: str, number: int, rule: str = "R4", exercise: str = "press-ups") -> None:
    diary.begin()
    diary.did(exercise)
    diary.save(
        AnswerRecord("baseline location", "location", place, place, 0.9, "sure", "voice", None),
        AnswerRecord("baseline rating", "rating", str(number), str(number), 0.9, "sure", "voice", None),
        DecisionRecord(rule, "X", "Because.", exercise, place, place, "same"),
    )


def test_nothing_is_said_of_nothing(told) -> None:
    """The command has a friendlier sentence."""
    assert told() == ""


def test_one_session_is_told_as_one(diary, told) -> None:
    """Singular, and no comparison with itself."""
    lived(diary, "calf", 6)

    assert "1 session since 2026-03-01, on 1 day." in told()
    assert "was the calf at the beginning, and the calf at its end." in told()
    assert "matters" not in told()
    assert "No exercise has centralized the pain yet." in told()


def test_a_change_of_two_is_weighed_and_one_is_not(diary, told) -> None:
    """In both directions (Ostelo 2008)."""
    lived(diary, "calf", 6)
    lived(diary, "thigh", 5)
    assert "matters" not in told()
    lived(diary, "back", 4, "R1")
    assert "That is 2 less; a change of 2 matters." in told()
    assert "Press-Ups centralized the pain in 1 of 3 sessions." in told()
    lived(diary, "back", 9, "R6", "rotation")
    assert "That is 3 more; a change of 2 matters." in told()
    assert "Rotation moved it down in 1 session: it is left out." in told()


def test_nothing_is_promised(diary, told) -> None:
    """No cure, no clearance, no blame."""
    for place, number, rule in (("calf", 8, "R2"), ("none", 0, "R1")):
        lived(diary, place, number, rule)

    assert not {"cured", "healed", "healthy", "safe", "missed", "failed"} & set(told().lower().split())


def test_a_plan_is_told_with_how_it_was_kept(diary, told) -> None:
    """Planned sessions count from its making."""
    diary.store.make_plan(Plan("back-pain", (time(9), time(18)), (Day.MON, Day.TUE)), diary.now)
    diary.now = diary.now.replace(day=2)
    lived(diary, "calf", 6)

    assert "The plan for back-pain: 2 a day, at 09:00 and 18:00, on Mon and Tue." in told()
    assert "1 of 6 planned sessions were done (16 %)." in told()


def test_where_no_place_is_asked_for_nothing_is_said_of_the_spine(diary, told) -> None:
    """A program that asks only whether it is better."""
    diary.begin("neck-retraction")
    diary.did("retraction")
    diary.save(
        AnswerRecord("baseline rating", "rating", "5", "5", 0.9, "sure", "voice", None),
        DecisionRecord("R13", "STAY", "Because.", "retraction", None, None, "better"),
    )

    assert "Retraction made the pain better in 1 of 1 session." in told()
    assert "lowest point" not in told()
    assert "centralized" not in told()
