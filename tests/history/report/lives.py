"""Histories for reports: real sessions of the core on a simulated clock, kept in a real store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.coach.conversation import BACK_PAIN, POSTURE, Person, somebody, talk
from tests.coach.roads import CENTRALIZES, FALSE_ALARM, MOVES_DOWN, WORSENS
from voicecoach.coach.program import Program
from voicecoach.coach.records import Record
from voicecoach.history.findings import findings
from voicecoach.history.report.model import About, Report, report
from voicecoach.history.report.page import page
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
MADE = datetime(2026, 3, 31, 20, 15, tzinfo=UTC)

EMERGENCY = somebody().to("screening", "something is wrong").to("alarm", "yes")
LIVES: dict[str, tuple[tuple[Person, Program], ...]] = {
    "one session": ((CENTRALIZES, BACK_PAIN),),
    "two sessions": ((somebody(), BACK_PAIN), (CENTRALIZES, BACK_PAIN)),
    "back pain only": ((somebody("back", "middle"), BACK_PAIN), (somebody("back", "both"), BACK_PAIN)),
    "no pain": ((somebody("no pain"), BACK_PAIN),),
    "posture only": ((somebody(), POSTURE), (somebody(), POSTURE)),
    "an emergency": ((CENTRALIZES, BACK_PAIN), (EMERGENCY, BACK_PAIN)),
    "of everything": (
        (MOVES_DOWN, BACK_PAIN),
        (WORSENS, BACK_PAIN),
        (FALSE_ALARM, BACK_PAIN),
        (somebody(), POSTURE),
        (EMERGENCY, BACK_PAIN),
        (CENTRALIZES, BACK_PAIN),
    ),
}
"""What the persons of a history did, by what it is called."""


def lived(store: Store, life: str) -> None:
    """Keep these sessions, two days apart."""
    for number, (person, program) in enumerate(LIVES[life]):
        keep(store, talk(person, program).saved, NOON + timedelta(days=2 * number), program.id)


def keep(store: Store, records: list[Record], at: datetime = NOON, program: str = "back-pain") -> int:
    """Keep one session of these records, a second apart; its number."""
    session = store.begin_session(program, "0.1.0", "voice", at)
    for n, record in enumerate(records):
        store.save(session, record, at + timedelta(seconds=n))
    return session


def report_of(store: Store, *, name: str | None = None, note: str | None = None) -> Report:
    """A report of all there is, made at the end of March, by the clock of Greenwich."""
    found = findings(store.details(), store.plans(), UTC, TODAY)
    return report(About(MADE, "0.1.0", None, name, note), found, store.said(), UTC)


def page_of(store: Store, *, name: str | None = None, note: str | None = None) -> str:
    """Its page."""
    return page(report_of(store, name=name, note=note))
