"""A store in a file of its own, and a session with every kind of record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicecoach.coach.background import Standing
from voicecoach.coach.records import (
    AnswerRecord,
    ContinuationRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    Record,
    SetRecord,
    TempoRecord,
)
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Diary:
    """Writes sessions in a few words; every record is a minute later than the last."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.session = 0

    def begin(self, program: str = "back-pain") -> int:
        self.session = self.store.begin_session(program, "0.1.0", "text", self.now)
        return self.session

    def save(self, *records: Record) -> None:
        for record in records:
            self.now += timedelta(minutes=1)
            self.store.save(self.session, record, self.now)

    def did(self, exercise: str, done: int = 10) -> None:
        self.save(SetRecord(exercise, "press-up", "reps", done, 10, None))

    def decided(self, rule: str, action: str, exercise: str) -> None:
        self.save(DecisionRecord(rule, action, "Because.", exercise, "calf", "back", "better"))

    def answered(
        self, topic: str, meaning: str, *, question: str = "screening", source: str = "voice"
    ) -> None:
        self.save(AnswerRecord(topic, question, meaning, meaning, 0.9, "sure", source, None))

    def acknowledged(self) -> None:
        self.answered("locked", "acknowledged", source="keyboard")

    def said(self, precaution: str, standing: Standing) -> None:
        self.save(PrecautionRecord(precaution, standing))

    def asked_for_tempo(self, scale: float) -> None:
        self.save(TempoRecord(scale, "press-ups"))

    def left_out(self, exercise: str, *, is_for_good: bool) -> None:
        self.save(LeftOutRecord(exercise, "Because.", is_for_good))

    def ended(self, outcome: Outcome) -> None:
        self.save(FinishRecord(outcome, "Because."))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def diary(store: Store) -> Diary:
    return Diary(store)


@pytest.fixture
def one_of_each() -> list[Record]:
    return [
        AnswerRecord("check", "change", "a bit better", "better", 0.75, "sure", "voice", "press-ups", "So?"),
        SetRecord("press-ups", "press-up", "reps", 7, 10, "that hurts"),
        DecisionRecord("R2", "ADVANCE", "Nearer the spine.", "press-ups", "calf", "thigh", "better"),
        LeftOutRecord("side-glide", "No painful side.", is_for_good=False),
        DecisionRecord("R12", "PAUSE", "Unclear.", None, None, None, None),
        PrecautionRecord("pregnancy", Standing.APPROVED),
        TempoRecord(1.15, "press-ups"),
        ContinuationRecord(12, "press-ups", "prop"),
        FinishRecord(Outcome.CENTRALIZED, "Your exercise."),
    ]
