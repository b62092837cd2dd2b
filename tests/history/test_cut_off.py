"""Sessions that are killed after any of their records: what the next start must know of them.

A story is what two sessions save, in order. It is cut after every single record, and the table says what then
follows for the lock, the stop and the age of the full list.
"""

from dataclasses import dataclass

import pytest

from voicecoach.coach.background import Standing
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    FinishRecord,
    Outcome,
    PrecautionRecord,
    Record,
    SetRecord,
)
from voicecoach.history.store import Store


@dataclass(frozen=True)
class Line:
    """A record, and what the background says when the program is killed right after it."""

    record: Record | None  # None: a new session begins
    is_locked: bool
    is_after_stop: bool
    is_screened: bool
    is_first: bool
    profile: tuple[str, ...] = ()


def said(topic: str, meaning: str, question: str = "screening", source: str = "voice") -> AnswerRecord:
    return AnswerRecord(topic, question, meaning, meaning, 0.9, "sure", source, None)


def done(reps: int) -> SetRecord:
    return SetRecord("press-ups", "press-up", "reps", reps, 10, None)


def decided(rule: str, action: str) -> DecisionRecord:
    return DecisionRecord(rule, action, "Because.", "press-ups", "calf", "back", "better")


def ended(outcome: Outcome) -> FinishRecord:
    return FinishRecord(outcome, "Because.")


SPINE = ("spondylolisthesis",)
NO, YES = False, True

GOOD_THEN_ALARM = [
    #                                                     locked  stop  screened  first
    Line(None, NO, NO, NO, YES),
    Line(said("screening nerves", "all-clear"), NO, YES, NO, YES),
    Line(said("screening illness", "all-clear"), NO, YES, NO, YES),
    Line(said("screening history", "all-clear"), NO, YES, YES, YES),
    Line(said("precautions", "one-of-these"), NO, YES, YES, YES),
    Line(said("precaution", "yes", "yes-no"), NO, YES, YES, YES),
    Line(said("precaution approved", "no", "yes-no"), NO, YES, YES, YES),
    Line(PrecautionRecord("spondylolisthesis", Standing.YES), NO, YES, YES, YES, SPINE),
    Line(said("baseline location", "calf", "location"), NO, YES, YES, YES, SPINE),
    Line(done(0), NO, YES, YES, YES, SPINE),
    Line(done(10), NO, YES, YES, NO, SPINE),
    Line(said("check location", "back", "location"), NO, YES, YES, NO, SPINE),
    Line(decided("R1", "STAY"), NO, YES, YES, NO, SPINE),
    Line(ended(Outcome.CENTRALIZED), NO, NO, YES, NO, SPINE),
    Line(None, NO, NO, YES, NO, SPINE),
    Line(said("screening", "all-clear"), NO, YES, YES, NO, SPINE),
    Line(done(3), NO, YES, YES, NO, SPINE),
    Line(said("set", "something-wrong"), YES, YES, YES, NO, SPINE),
    Line(said("alarm", "yes", "yes-no"), YES, YES, YES, NO, SPINE),
    Line(decided("R10", "EMERGENCY STOP"), YES, YES, YES, NO, SPINE),
    Line(ended(Outcome.EMERGENCY), YES, YES, YES, NO, SPINE),
]

LOCKED_THEN_ALARM_AGAIN = [
    Line(None, NO, NO, NO, YES),
    Line(said("screening nerves", "something-wrong"), YES, YES, NO, YES),
    Line(said("alarm", "yes", "yes-no"), YES, YES, NO, YES),
    Line(decided("R10", "EMERGENCY STOP"), YES, YES, NO, YES),
    Line(ended(Outcome.EMERGENCY), YES, YES, NO, YES),
    Line(None, YES, YES, NO, YES),
    Line(said("locked", "acknowledged", source="voice"), YES, YES, NO, YES),
    Line(said("locked", "acknowledged", source="keyboard"), NO, YES, NO, YES),
    Line(said("screening nerves", "all-clear"), NO, YES, NO, YES),
    Line(said("screening illness", "something-wrong"), YES, YES, NO, YES),
    Line(said("flag illness", "no", "yes-no"), YES, YES, NO, YES),
    Line(said("screening illness", "all-clear"), NO, YES, NO, YES),
    Line(said("screening history", "all-clear"), NO, YES, YES, YES),
    Line(done(10), NO, YES, YES, NO),
    Line(said("rest", "something-wrong"), YES, YES, YES, NO),
    Line(said("alarm", "no", "yes-no"), YES, YES, YES, NO),
    Line(said("alarm other", "yes", "yes-no"), YES, YES, YES, NO),
    Line(ended(Outcome.SEE_DOCTOR), NO, YES, YES, NO),
]

STORIES = {"good, then alarm": GOOD_THEN_ALARM, "locked, then alarm again": LOCKED_THEN_ALARM_AGAIN}
CUTS = [
    pytest.param(story[:n], id=f"{name}: {n}")
    for name, story in STORIES.items()
    for n in range(1, len(story) + 1)
]


@pytest.mark.parametrize("lines", CUTS)
def test_killed_after_any_record_the_next_start_knows_what_it_must(diary, path, lines) -> None:
    """Read by another process's connection, since the first is dead."""
    for line in lines:
        if line.record is None:
            diary.begin()
        else:
            diary.save(line.record)
    with Store.open(path) as store:
        found = store.background("back-pain", diary.now)

    last = lines[-1]
    assert found.is_locked is last.is_locked
    assert found.is_after_stop is last.is_after_stop
    assert (found.hours_since_full_screening is not None) is last.is_screened
    assert found.is_first is last.is_first
    assert (found.hours_since_last is None) is last.is_first
    assert tuple(found.profile) == last.profile
