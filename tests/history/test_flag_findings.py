"""What the sessions show of warning signs, of what was left out, and of a period."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.history.report.lives import NOON, keep, lived
from voicecoach.coach.background import Standing
from voicecoach.coach.plan import Plan
from voicecoach.coach.records import AnswerRecord, LeftOutRecord, PrecautionRecord
from voicecoach.history.findings import Findings, findings
from voicecoach.history.store import Store

TODAY = date(2026, 3, 31)


def shown(store: Store, since: date | None = None) -> Findings:
    begin = None if since is None else datetime.combine(since, time(), UTC)
    return findings(store.details(begin), store.plans(), UTC, TODAY, since=since)


def answer(topic: str, question: str, meaning: str) -> AnswerRecord:
    return AnswerRecord(topic, question, "as it was said", meaning, 0.9, "sure", "voice", None)


@pytest.mark.parametrize(
    ("topic", "question", "meaning", "expected"),
    [
        ("screening", "screening", "all-clear", [False]),
        ("screening", "screening", "something-wrong", [True]),
        ("screening nerves", "screening", "something-wrong", [True]),
        ("alarm", "yes-no", "yes", [True]),
        ("alarm", "yes-no", "no", [False]),
        ("flag weakness", "yes-no", "yes", [True]),
        ("surgery approved", "yes-no", "yes", [False]),
        ("surgery approved", "yes-no", "no", [True]),
        ("check location", "location", "something-wrong", [True]),
        ("precautions", "screening", "something-wrong", []),
        ("precaution", "yes-no", "yes", []),
        ("baseline location", "location", "calf", []),
    ],
)
def test_an_answer_is_a_warning_unless_it_says_that_nothing_is_there(
    topic, question, meaning, expected
) -> None:
    """ "Something is wrong" is one wherever it was said; what was asked about precautions is none."""
    with Store.in_memory() as store:
        keep(store, [answer(topic, question, meaning)])
        flags = shown(store).sessions[0].flags

    assert [each.is_warning for each in flags] == expected


def test_an_emergency_is_among_the_decisions_though_it_judged_no_exercise() -> None:
    """Rule R10 has neither a before nor an after."""
    with Store.in_memory() as store:
        lived(store, "an emergency")
        last = shown(store).sessions[-1]

    assert last.checks == ()
    assert [each.rule for each in last.decisions] == ["R10"]
    assert any(each.is_warning for each in last.flags)


def test_what_was_left_out_and_said_of_precautions_is_there() -> None:
    """As it was kept."""
    left, said = (
        LeftOutRecord("side-glide", "x", is_for_good=False),
        PrecautionRecord("pregnancy", Standing.NO),
    )
    with Store.in_memory() as store:
        keep(store, [said, left])
        session = shown(store).sessions[0]

    assert (session.left_outs, session.precautions) == ((left,), (said,))


def test_a_period_counts_only_its_own_days_of_the_plan() -> None:
    """A plan that was made before it holds in it."""
    with Store.in_memory() as store:
        store.make_plan(Plan("back-pain", (time(9),)), NOON)
        keep(store, [answer("screening", "screening", "all-clear")], NOON + timedelta(days=29))
        whole, week = shown(store), shown(store, date(2026, 3, 25))

    assert whole.adherence.planned == 30
    assert week.adherence.planned == 7
    assert week.adherence.days[0].day == date(2026, 3, 25)
