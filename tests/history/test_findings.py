"""What the sessions together show is what was said and decided in them."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from voicecoach.coach.records import AnswerRecord, ContinuationRecord, DecisionRecord, Outcome
from voicecoach.coach.symptoms import Location
from voicecoach.history.findings import Findings, Preference, findings
from voicecoach.history.session_finding import finding

TODAY = date(2026, 3, 10)


@pytest.fixture
def found(diary):
    """What the diary shows today."""

    def now() -> Findings:
        return findings(diary.store.details(), diary.store.plans(), UTC, TODAY)

    return now


def answer(topic: str, question: str, meaning: str) -> AnswerRecord:
    return AnswerRecord(topic, question, meaning, meaning, 0.9, "sure", "voice", None)


def decision(
    rule: str, exercise: str = "press-ups", before: str = "calf", after: str = "thigh"
) -> DecisionRecord:
    return DecisionRecord(rule, "X", "Because.", exercise, before, after, "better")


def test_nothing_shows_nothing(found) -> None:
    """No session, no place, no number, no streak."""
    none = found()

    assert (none.first, none.now, none.side, none.ratings) == (None, None, None, (None, None))
    assert none.preferences == ()
    assert none.adherence.streak == 0


def test_a_session_begins_and_ends_with_what_was_told(diary, found) -> None:
    """The last answer to where the pain is counts as its end, and the number has two questions of its own."""
    diary.begin()
    diary.save(
        answer("baseline location", "location", "calf"),
        answer("baseline side", "side", "left"),
        answer("baseline rating", "rating", "6"),
        answer("check location", "location", "thigh"),
        answer("check location", "location", "back"),
        answer("final rating", "rating", "4"),
    )
    (session,) = found().sessions

    assert (session.first, session.last, session.side) == (Location.CALF, Location.BACK_SIDE, "left")
    assert (session.rating_before, session.rating_after) == (6, 4)


def test_where_the_pain_is_now_comes_from_the_last_session_that_tells_it(diary, found) -> None:
    """One that was stopped before the question changes nothing."""
    for place in ("calf", "buttock"):
        diary.begin()
        diary.save(answer("baseline location", "location", place))
    diary.begin()
    diary.did("press-ups")

    assert (found().first, found().now) == (Location.CALF, Location.BUTTOCK)


def test_a_baseline_told_again_replaces_the_first(diary, found) -> None:
    """As in the session: who says "go back" has corrected it."""
    diary.begin()
    diary.save(
        answer("baseline location", "location", "foot"), answer("baseline location", "location", "calf")
    )

    assert found().sessions[0].first is Location.CALF


def test_the_decision_after_a_rest_belongs_to_the_one_that_led_to_it(diary, found) -> None:
    """R5 and R7 are one check; a pause for want of an answer is none."""
    diary.begin()
    diary.save(
        decision("R5", before="calf", after="calf"),
        DecisionRecord("R12", "PAUSE", "Unclear.", "press-ups", None, None, None),
        decision("R7", before="calf", after="calf"),
        decision("R1", "side-glide", after="back"),
    )
    first, second = found().sessions[0].checks

    assert (first.decision.rule, first.after_rest and first.after_rest.rule) == ("R5", "R7")
    assert (second.exercise, second.after, second.after_rest) == ("side-glide", Location.BACK_SIDE, None)


def test_an_exercise_counts_once_a_session(diary, found) -> None:
    """However many sets of it centralized the pain; the one that did it most often is first."""
    for rules in (("R1", "R1", "R13"), ("R4",), ("R1",)):
        diary.begin()
        diary.save(*(decision(rule, "flexion") for rule in rules))
    diary.begin()
    diary.save(decision("R6", "rotation"))

    assert found().preferences == (
        Preference("back-pain", "flexion", 3, 2, 0),
        Preference("back-pain", "rotation", 1, 0, 1),
    )
    assert [each.centralized_by for each in found().sessions] == ["flexion", None, "flexion", None]


def test_without_a_plan_a_day_with_a_session_keeps_the_streak(diary, found) -> None:
    """Today may still come; a day without breaks it."""
    for days_ago in (5, 3, 2, 1):
        diary.now = diary.now.replace(month=3, day=TODAY.day - days_ago)
        diary.begin()
        diary.did("press-ups")

    assert (found().adherence.streak, found().adherence.longest_streak) == (3, 3)


def test_what_was_begun_and_not_done_is_no_session(diary, found) -> None:
    """Nor is what goes on after a cut a second one."""
    diary.now = diary.now.replace(day=9)
    diary.begin()
    diary.did("press-ups")
    cut = diary.session
    diary.begin()
    diary.save(ContinuationRecord(cut, "press-ups", "prop"))
    diary.did("press-ups")
    diary.begin()
    diary.did("press-ups", done=0)

    assert found().adherence.done == 1
    assert [each.is_done for each in found().sessions] == [True, True, False]


def test_sessions_are_in_the_order_of_their_begin(diary, found) -> None:
    """Whatever their numbers: an import brings old ones."""
    for days in (3, 1, 2):
        diary.now = diary.now.replace(day=days)
        diary.begin()
        diary.ended(Outcome.COMPLETE)

    assert [each.summary.started_at.day for each in found().sessions] == [1, 2, 3]


def test_days_are_those_of_the_place(diary) -> None:
    """Half past eleven in the evening of one is half past one in the morning of another."""
    diary.now = diary.now.replace(day=2, hour=23, minute=30)
    diary.begin()
    diary.did("press-ups")
    east = (diary.now + timedelta(hours=0)).astimezone(UTC).tzinfo
    sessions = diary.store.details()

    assert findings(sessions, [], east, TODAY).adherence.days[0].day == date(2026, 3, 2)


def test_an_answer_that_no_version_knows_is_passed_over(diary, found) -> None:
    """A place, or a number, of a newer one."""
    diary.begin()
    diary.save(answer("baseline location", "location", "moon"), answer("baseline rating", "rating", "many"))

    assert (found().sessions[0].first, found().sessions[0].rating_before) == (None, None)


def test_one_session_is_found_like_all(diary, found) -> None:
    """`finding` and `findings` agree."""
    diary.begin()
    diary.save(answer("baseline location", "location", "calf"), decision("R2"))
    detail = diary.store.session(diary.session)

    assert finding(detail) == found().sessions[0]
    assert finding(replace(detail, entries=())).first is None
