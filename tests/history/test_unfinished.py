"""Which session the next start offers to go on with, and when there is no offer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from voicecoach.coach.records import ContinuationRecord, Outcome
from voicecoach.coach.safe_point import Unfinished
from voicecoach.history.unfinished import unfinished


def offered(diary, hours: float = 0.1, program: str = "back-pain", running: frozenset[int] = frozenset()):
    """What the next start finds, so many hours after the last record."""
    now = diary.now + timedelta(hours=hours)
    return diary.store.background(program, now, is_running=running.__contains__).unfinished


def number(found: Unfinished | None) -> int | None:
    return None if found is None else found.session


def broken_off(diary, program: str = "back-pain") -> int:
    """A session of which a phase is done and judged."""
    session = diary.begin(program)
    diary.answered("screening", "all-clear")
    diary.did("press-ups")
    diary.decided("R4", "ADVANCE", "press-ups")
    return session


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_only_what_was_cut_off_stopped_or_paused_out_is_offered(diary, outcome) -> None:
    """Never what came to its end, whichever."""
    broken_off(diary)
    if outcome is not None:
        diary.ended(outcome)
    is_offered = outcome in (None, Outcome.STOPPED, Outcome.PAUSED_OUT)

    assert number(offered(diary)) == (1 if is_offered else None)


def test_all_its_records_come_in_the_order_of_saving(diary) -> None:
    """As the session had saved them."""
    broken_off(diary)

    assert [type(record).__name__ for record in offered(diary).records] == [
        "AnswerRecord",
        "SetRecord",
        "DecisionRecord",
    ]


@pytest.mark.parametrize(
    ("hours", "is_offered"),
    [(0, True), (1.99, True), (2.0, True), (2.01, False), (24, False), (-0.001, False), (-24, False)],
)
def test_after_two_hours_it_begins_anew(diary, hours, is_offered) -> None:
    """From its last record; and where the clock jumped nobody knows how long it was."""
    broken_off(diary)

    assert (offered(diary, hours) is not None) is is_offered


def test_a_session_in_which_nothing_was_done_is_not_offered(diary) -> None:
    """Answers, a set of which nothing was done, and a pause for want of an answer are nothing."""
    diary.begin()
    diary.answered("screening", "all-clear")
    diary.decided("R12", "PAUSE", "press-ups")
    diary.did("press-ups", done=0)
    assert offered(diary) is None

    diary.did("press-ups", done=1)
    assert number(offered(diary)) == 1


def test_a_start_that_came_to_nothing_is_passed_over(diary) -> None:
    """Cut off at its screening: the session before is offered as long as its own two hours last."""
    first = broken_off(diary)
    diary.begin()
    diary.answered("screening", "all-clear")
    diary.ended(Outcome.STOPPED)
    assert number(offered(diary)) == first

    diary.now += timedelta(hours=1.9)
    diary.begin()
    diary.answered("screening", "all-clear")
    assert number(offered(diary, 0)) == first
    assert offered(diary, 0.2) is None


def test_who_said_no_is_not_asked_again(diary) -> None:
    """The new session stands alone from then on."""
    broken_off(diary)
    second = diary.begin()
    diary.answered("going on", "no", question="yes-no")
    assert offered(diary) is None

    diary.did("press-ups")
    assert number(offered(diary)) == second
    assert len(offered(diary).records) == 2


def test_a_session_that_had_gone_on_is_offered_with_the_one_before(diary) -> None:
    """Both their records; also before it had done anything, and then only while the first is recent."""
    broken_off(diary)
    second = diary.begin()
    diary.answered("going on", "yes", question="yes-no")
    diary.save(ContinuationRecord(1, "press-ups", "prop"))
    assert number(offered(diary)) == second
    assert len(offered(diary).records) == 5
    assert offered(diary, 2) is None

    diary.did("press-ups")
    assert len(offered(diary, 2).records) == 6
    third = diary.begin()
    diary.save(ContinuationRecord(second, "press-ups", "prop"))
    assert (offered(diary).session, len(offered(diary).records)) == (third, 7)


@pytest.mark.parametrize("continued", [0, 1, 2, 99])
def test_a_link_that_leads_nowhere_is_left_alone(diary, continued) -> None:
    """Written by hand: never a crash, never a circle."""
    broken_off(diary)
    diary.ended(Outcome.COMPLETE)
    broken_off(diary)
    diary.save(ContinuationRecord(continued, "press-ups", "prop"))

    assert number(offered(diary)) == 2


@pytest.mark.parametrize("topic", ["set", "screening", "check location", "alarm"])
@pytest.mark.parametrize("outcome", [None, Outcome.STOPPED, Outcome.PAUSED_OUT])
def test_an_open_alarm_is_never_offered_to_go_on_with(diary, topic, outcome) -> None:
    """Only a fresh "all clear" closes it."""
    broken_off(diary)
    diary.answered(topic, "something-wrong")
    diary.answered("alarm", "no", question="yes-no")
    if outcome is not None:
        diary.ended(outcome)
    assert offered(diary) is None

    diary.answered("screening", "all-clear")
    assert number(offered(diary)) == 1


@pytest.mark.parametrize(("rule", "action"), [("R9", "STOP"), ("R10", "EMERGENCY STOP")])
def test_a_rule_that_ends_the_session_counts_before_its_last_words(diary, rule, action) -> None:
    """Killed between the decision and the end."""
    broken_off(diary)
    diary.decided(rule, action, "press-ups")

    assert offered(diary) is None


@pytest.mark.parametrize(
    ("outcome", "is_offered"),
    [
        (None, True),
        (Outcome.COMPLETE, True),
        (Outcome.STOPPED, True),
        (Outcome.EMERGENCY, False),
        (Outcome.SEE_DOCTOR, False),
        (Outcome.NOT_SETTLED, False),
    ],
)
def test_what_another_program_found_since_counts(diary, outcome, is_offered) -> None:
    """A red flag is of the person, whatever the program."""
    first = broken_off(diary)
    diary.begin("posture")
    diary.did("slouch-overcorrect")
    if outcome is not None:
        diary.ended(outcome)

    assert number(offered(diary)) == (first if is_offered else None)
    assert number(offered(diary, program="posture")) == (2 if outcome in (None, Outcome.STOPPED) else None)


def test_a_session_that_still_runs_is_none_to_go_on_with(diary) -> None:
    """Nor is the one before it; once it has ended, it is."""
    broken_off(diary)
    second = broken_off(diary)

    assert offered(diary, running=frozenset({second})) is None
    assert number(offered(diary)) == second


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET outcome = 'victory'",
        "UPDATE sets SET at = 'yesterday'",
        "UPDATE sessions SET started_at = ''",
    ],
    ids=["outcome", "time", "beginning"],
)
def test_what_no_version_of_ours_has_written_gives_no_offer(diary, change) -> None:
    """And no error by itself."""
    broken_off(diary)
    connection = diary.store._connection
    connection.execute(change)

    assert unfinished(connection, "back-pain", diary.now, lambda _: False) is None
