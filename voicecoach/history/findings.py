"""What the sessions together show: the pain over time, what centralized it, and how the plan was kept.

Pure: from what the history gave back, a time zone and today's date; `history`, `report` and `export` show the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from voicecoach.coach.plan import Plan
from voicecoach.coach.symptoms import Location
from voicecoach.history.adherence import Adherence, adherence
from voicecoach.history.entries import SessionDetail
from voicecoach.history.plans import Planned
from voicecoach.history.session_finding import SessionFinding, finding

MEANINGFUL_CHANGE = 2
"""A change of the pain number, 0 to 10, from which on it matters (Ostelo 2008)."""

_MOVED_DOWN = "R6"


@dataclass(frozen=True, slots=True)
class Preference:
    """What an exercise did: in how many sessions it was judged, centralized the pain, and moved it down."""

    program: str
    exercise: str
    sessions: int
    centralized: int
    moved_down: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All sessions, by their begin, and what they show together."""

    sessions: tuple[SessionFinding, ...]
    preferences: tuple[Preference, ...]
    adherence: Adherence
    plans: tuple[Plan, ...]

    @property
    def told(self) -> tuple[SessionFinding, ...]:
        """The sessions in which somebody said where the pain is."""
        return tuple(each for each in self.sessions if each.first is not None)

    @property
    def first(self) -> Location | None:
        """The lowest point at the beginning of the first session that tells it."""
        return self.told[0].first if self.told else None

    @property
    def now(self) -> Location | None:
        """The lowest point at the end of the last session that tells it."""
        return self.told[-1].last if self.told else None

    @property
    def side(self) -> str | None:
        """The painful side that was told last."""
        return next((each.side for each in reversed(self.sessions) if each.side), None)

    @property
    def ratings(self) -> tuple[int | None, int | None]:
        """The pain number at the beginning of the first session and at the end of the last one that tell it."""
        before = [each.rating_before for each in self.sessions if each.rating_before is not None]
        ends = [
            each.rating_before if each.rating_after is None else each.rating_after for each in self.sessions
        ]
        after = [each for each in ends if each is not None]
        return (before[0] if before else None), (after[-1] if after else None)


def findings(
    sessions: Iterable[SessionDetail],
    plans: Sequence[Planned],
    zone: tzinfo | None,
    today: date,
    *,
    since: date | None = None,
) -> Findings:
    """What these sessions show, by the clock of `zone` (None: of this machine).

    `since`: the date from which on the sessions are all here, where they are not the whole history: nothing planned
    before it counts.
    """
    found = tuple(map(finding, sessions))
    return Findings(
        found,
        _preferences(found),
        adherence(found, plans, zone, today, since),
        tuple(plan for plan in {each.plan.program: each.plan for each in plans}.values() if not plan.is_off),
    )


def _preferences(sessions: Sequence[SessionFinding]) -> tuple[Preference, ...]:
    """Those that centralized the pain most often first."""
    judged: Counter[tuple[str, str]] = Counter()
    centralized: Counter[tuple[str, str]] = Counter()
    moved_down: Counter[tuple[str, str]] = Counter()
    for session in sessions:
        program = session.summary.program
        checks = [each for each in session.checks if each.exercise is not None]
        judged.update({(program, str(each.exercise)) for each in checks})
        centralized.update({(program, str(each.exercise)) for each in checks if each.is_centralized})
        moved_down.update(
            {(program, str(each.exercise)) for each in checks if each.decision.rule == _MOVED_DOWN}
        )
    found = [Preference(*key, judged[key], centralized[key], moved_down[key]) for key in judged]
    return tuple(sorted(found, key=lambda each: (-each.centralized, each.moved_down, -each.sessions)))
