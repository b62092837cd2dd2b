"""How what a file holds and what is here come together: the same session known again, plans, profile and tempo.

Times decide what is newer where they can be believed. Where they cannot (equal, in the future, or from before there
was a voicecoach) the more careful of two standings counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from voicecoach.coach import background
from voicecoach.coach.program import Precaution
from voicecoach.coach.records import ContinuationRecord, PrecautionRecord, Record, TempoRecord
from voicecoach.history import plans as plan_table
from voicecoach.history import profile as profile_table
from voicecoach.history import tempo as tempo_table
from voicecoach.history.clock import EARLIEST, PUT_RIGHT
from voicecoach.history.entries import SessionDetail
from voicecoach.history.plans import Planned
from voicecoach.history.profile import Said
from voicecoach.history.tempo import Tempo


class Standing(Enum):
    """How a session in a file stands to the same one here."""

    SAME = "same"
    LONGER_HERE = "longer here"
    LONGER_THERE = "longer there"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Line:
    """A record on whatever machine: a session that it goes on from has its `uid`, None where nobody knows it."""

    at: datetime
    what: Record | tuple[str, ...]
    uid: str | None = None

    def is_same(self, other: Line) -> bool:
        """Whether both may be the same record."""
        is_known = self.uid is None or other.uid is None or self.uid == other.uid
        return is_known and (self.at, self.what) == (other.at, other.what)


def named(session: SessionDetail, names: Mapping[int, str]) -> tuple[Line, ...]:
    """The session's begin, and its records. `names`: the `uid` of each number."""
    summary = session.summary
    lines = [Line(summary.started_at, (summary.program, summary.version, summary.driver))]
    for entry in session.entries:
        if isinstance(entry.record, ContinuationRecord):
            link = ContinuationRecord(0, entry.record.exercise, entry.record.phase)
            lines.append(Line(entry.at, link, names.get(entry.record.continued)))
        else:
            lines.append(Line(entry.at, entry.record))
    return tuple(lines)


def compare(here: tuple[Line, ...], there: tuple[Line, ...]) -> Standing:
    """Whether one of them is the beginning of the other, record by record."""
    if not all(own.is_same(other) for own, other in zip(here, there, strict=False)):
        return Standing.DIFFERENT
    if len(here) == len(there):
        return Standing.SAME
    return Standing.LONGER_HERE if len(here) > len(there) else Standing.LONGER_THERE


# --- what counts now ---------------------------------------------------------------------------------------------


def plans(connection: sqlite3.Connection, others: Iterable[Planned]) -> int:
    """Put those plans that are not here yet among ours, by the time of their making; how many those are."""
    merged = plan_table.plans(connection)
    new = [each for each in dict.fromkeys(others) if each not in merged]
    for each in new:
        later = (n for n, own in enumerate(merged) if own.at > each.at)
        merged.insert(next(later, len(merged)), each)
    if new:
        connection.execute("DELETE FROM plans")
        for each in merged:
            plan_table.keep(connection, each.plan, each.at)
    return len(new)


_CAREFUL: Final = (background.Standing.NO, background.Standing.APPROVED, background.Standing.YES)
"""The more careful later."""


def profile(connection: sqlite3.Connection, others: Mapping[str, Said], now: datetime) -> int:
    """Let those standings count that were said later than ours; how many. Those of other versions are passed over."""
    own = profile_table.said(connection)
    changed = 0
    for precaution, said in others.items():
        is_known = precaution in {each.value for each in Precaution}
        if is_known and (precaution not in own or _counts(said, own[precaution], now)):
            profile_table.keep(connection, PrecautionRecord(precaution, said.standing), said.at)
            changed += 1
    return changed


def _counts(said: Said, own: Said, now: datetime) -> bool:
    is_sure = said.at != own.at and all(EARLIEST <= each <= now + PUT_RIGHT for each in (said.at, own.at))
    if is_sure:
        return said.at > own.at
    return _CAREFUL.index(said.standing) > _CAREFUL.index(own.standing)


def tempo(connection: sqlite3.Connection, other: Tempo | None, now: datetime) -> bool:
    """Let this tempo count where it was asked for later than ours; whether it does."""
    own = tempo_table.asked_for(connection)
    if other is None or other.at > now + PUT_RIGHT or (own is not None and own.at >= other.at):
        return False
    tempo_table.keep(connection, TempoRecord(other.scale, ""), other.at)
    return True
