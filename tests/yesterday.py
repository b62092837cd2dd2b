"""A history of somebody whom the coach knows, for tests that are not about the questions before the start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicecoach.coach.background import Standing
from voicecoach.coach.program import Precaution
from voicecoach.coach.records import AnswerRecord, FinishRecord, Outcome, PrecautionRecord
from voicecoach.history.store import Store

_CLEARED = AnswerRecord(
    topic="screening history",
    question="screening",
    text="all clear",
    meaning="all-clear",
    confidence=1.0,
    band="sure",
    source="keyboard",
    exercise=None,
)


def screen_yesterday(voicecoach_home: Path) -> None:
    """Yesterday the full list of red flags was cleared, and every precaution denied."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with Store.open(voicecoach_home / "history.sqlite3") as store:
        session = store.begin_session("posture", "0", "text", yesterday)
        precautions = [PrecautionRecord(each.value, Standing.NO) for each in Precaution]
        for record in (_CLEARED, *precautions, FinishRecord(Outcome.COMPLETE, "all exercises done")):
            store.save(session, record, yesterday)
