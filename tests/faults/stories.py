"""People whose sessions meet a fault, and the homes in which they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.coach.conversation import Person, somebody, typed
from tests.yesterday import screen_yesterday
from voicecoach.coach.records import DecisionRecord, FinishRecord, Outcome, SetRecord
from voicecoach.history.store import Store

QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"
HISTORY = "history.sqlite3"


def new_home(home: Path) -> None:
    """Of somebody who never started before."""


def locked_home(home: Path) -> None:
    """Of somebody whom the coach sent to emergency care this morning, and who has not acknowledged it."""
    screen_yesterday(home)
    this_morning = datetime.now(UTC) - timedelta(hours=5)
    with Store.open(home / HISTORY) as store:
        session = store.begin_session("quick", "0", "text", this_morning)
        for record in (
            DecisionRecord("R10", "EMERGENCY STOP", "Go.", None, None, None, None),
            FinishRecord(Outcome.EMERGENCY, "Go."),
        ):
            store.save(session, record, this_morning)


def cut_off_home(home: Path) -> None:
    """Of somebody whose last session was cut off in the middle of it."""
    screen_yesterday(home)
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with Store.open(home / HISTORY) as store:
        session = store.begin_session("quick", "0", "text", an_hour_ago)
        for record in (
            SetRecord("press-ups", "lie", "hold", 2, 2, None),
            DecisionRecord("R2", "ADVANCE", "Nearer.", "press-ups", "calf", "thigh", "better"),
        ):
            store.save(session, record, an_hour_ago)


@dataclass(frozen=True)
class Story:
    """A person, and what the history has of them before."""

    person: Person
    make_home: Callable[[Path], None] = screen_yesterday

    def but(self, person: Person) -> Story:
        return replace(self, person=person)


def patient() -> Person:
    """Somebody who answers everything, goes on after a pause and opens a lock."""
    return somebody().to("locked", typed("understood")).to("paused", "continue").to("stopping", "continue")


_FIRST = (
    patient()
    .to("screening nerves", "something is wrong", "all clear")
    .to("precautions", "one of these", "all clear")
    .to("precaution", "no", "yes")
)

STORIES: Mapping[str, Story] = {
    "good": Story(
        patient().to("check location", "back").to("check change", "better").to("afterwards", "yes")
    ),
    "first": Story(_FIRST.to("check location", "back").to("check change", "better"), new_home),
    "restless": Story(
        patient()
        .at_count("hold", 2, "pause")
        .at_count("rep", 1, "slower")
        .at_count("rep", 2, "that hurts")
        .to("ready", "back", "ready", "next", "ready", "back", "ready", "next", "stop")
    ),
    "settles": Story(patient().to("check location", "calf", "thigh").to("recheck location", "calf", "thigh")),
    "worse": Story(
        patient()
        .to("check change", "the same", "worse")
        .to("check region", "worse in the leg")
        .to("recheck change", "worse")
    ),
    "alarm": Story(
        patient().to("check location", "something is wrong").to("alarm", "yes").at_count("hold", 1, "pause")
    ),
    "locked": Story(patient().to("check location", "back").to("check change", "better"), locked_home),
}
