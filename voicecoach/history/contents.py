"""All that a history holds, as one value: what an export writes, and an import brings."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voicecoach.history import past, plans, profile, tempo
from voicecoach.history.entries import SessionDetail
from voicecoach.history.plans import Planned
from voicecoach.history.profile import Said
from voicecoach.history.tempo import Tempo

_NAMES = "SELECT id, uid FROM sessions WHERE saved > 0 ORDER BY id"


@dataclass(frozen=True, slots=True)
class Contents:
    """Sessions in the order of their numbers, and what counts now beside them.

    `names`: the `uid` of each number that a session may go on from, whether it is among `sessions` or not.
    """

    sessions: tuple[SessionDetail, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    plans: tuple[Planned, ...] = ()
    profile: Mapping[str, Said] = field(default_factory=dict)
    tempo: Tempo | None = None


def contents(connection: sqlite3.Connection, since: datetime | None) -> Contents:
    """What this history holds; of the sessions those begun since then, all for None."""
    return Contents(
        sessions=tuple(sorted(past.details(connection, since), key=lambda each: each.summary.id)),
        names=dict(connection.execute(_NAMES).fetchall()),
        plans=tuple(plans.plans(connection)),
        profile=profile.said(connection),
        tempo=tempo.asked_for(connection),
    )
