"""What a report is made of: the findings of its period, whom it is about, and what its programs call things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from voicecoach.coach.events import Band, Source
from voicecoach.coach.explanation.deeds import Names
from voicecoach.coach.explanation.retelling import Reply, retell
from voicecoach.coach.records import AnswerRecord, LeftOutRecord, Outcome
from voicecoach.coach.states import State
from voicecoach.coach.symptoms import Location
from voicecoach.history.findings import Findings
from voicecoach.history.naming import names_of
from voicecoach.history.profile import Said
from voicecoach.history.report.marks import Point
from voicecoach.history.session_finding import SessionFinding
from voicecoach.programs.loader import built_in

SERIOUS = (Outcome.EMERGENCY, Outcome.SEE_DOCTOR, Outcome.NOT_SETTLED)
"""Ends after which somebody should look at it."""


@dataclass(frozen=True, slots=True)
class About:
    """What stands above a report: whom it is about, and the person's own words; what was not given is None.

    `made_at`: by the clock of the place. `since`: the first date of its period, None for all there is.
    """

    made_at: datetime
    version: str
    since: date | None = None
    name: str | None = None
    note: str | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """What the programs are called, and their exercises; those of program files by their ids."""

    programs: Mapping[str, str]
    names: Mapping[str, Names]

    def exercise(self, program: str, exercise: str) -> str:
        return self.names[program].exercise(exercise)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise that was left out: in how many sessions, the last reason, and whether it is for good."""

    program: str
    exercise: str
    sessions: int
    reason: str
    is_for_good: bool


@dataclass(frozen=True, slots=True)
class Hearing:
    """How the answers came: numbers of them, and each that was doubtful or asked back, with when, the latest first."""

    answers: int
    typed: int
    surely: int
    doubtfully: int
    confirmed: int
    denied: int
    asked_back: tuple[tuple[datetime, Reply], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `zone` None: the clock of this machine."""

    about: About
    found: Findings
    profile: Mapping[str, Said]
    zone: tzinfo | None
    called: Called = field(default_factory=lambda: Called({}, {}))

    @property
    def sessions(self) -> tuple[SessionFinding, ...]:
        return self.found.sessions

    @property
    def newest_first(self) -> tuple[SessionFinding, ...]:
        return self.found.sessions[::-1]

    @property
    def serious(self) -> tuple[SessionFinding, ...]:
        """The sessions that ended so that somebody should look at it, the latest first."""
        return tuple(each for each in self.newest_first if each.summary.outcome in SERIOUS)

    @property
    def is_of_one_program(self) -> bool:
        return len(self.called.programs) == 1

    def local(self, at: datetime) -> datetime:
        """A moment by the clock of the place."""
        return at.astimezone(self.zone)

    def places(self) -> list[Point]:
        """The lowest point before and after each session that was asked for it."""
        return [
            Point(self.local(each.summary.started_at), _int(each.first), _int(after(each)))
            for each in self.sessions
            if self.called.names[each.summary.program].asks_symptoms
        ]

    def ratings(self) -> list[Point]:
        """The pain number before and after each session that was asked for it."""
        return [
            Point(self.local(each.summary.started_at), each.rating_before, each.rating_after)
            for each in self.sessions
            if self.called.names[each.summary.program].asks_symptoms
        ]


def report(about: About, found: Findings, profile: Mapping[str, Said], zone: tzinfo | None) -> Report:
    """A report of these findings; the programs in it are looked up by their names."""
    programs = dict.fromkeys(each.summary.program for each in found.sessions)
    known = {each: built_in(each) for each in programs}
    called = Called(
        {each: program.name if program else each for each, program in known.items()},
        {each: names_of(each) for each in programs},
    )
    return Report(about, found, profile, zone, called)


def left_outs(found: Findings) -> tuple[LeftOut, ...]:
    """The exercises that were left out, those for good first."""
    sessions: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], LeftOutRecord] = {}
    for_good: set[tuple[str, str]] = set()
    for session in found.sessions:
        of_it = {(session.summary.program, each.exercise): each for each in session.left_outs}
        sessions.update(of_it.keys())
        last.update(of_it)
        for_good.update(
            (session.summary.program, each.exercise) for each in session.left_outs if each.is_for_good
        )
    left = [LeftOut(*key, sessions[key], last[key].reason, key in for_good) for key in last]
    return tuple(sorted(left, key=lambda each: (not each.is_for_good, -each.sessions)))


def hearing(shown: Report) -> Hearing:
    """How what was heard compares with what was confirmed."""
    answers = [each for session in shown.sessions for each in session.answers]
    confirming = Counter(each.meaning for each in answers if each.topic == State.CONFIRMING)
    others = [each for each in answers if each.topic != State.CONFIRMING]
    spoken = [each for each in others if each.source != Source.KEYBOARD]
    surely = sum(each.band == Band.SURE for each in spoken)
    asked_back = [
        (shown.local(session.summary.started_at), reply)
        for session in shown.newest_first
        if any(map(_is_doubtful, session.answers))
        for reply in retell(session.answers)
        if _is_doubtful(reply.record)
    ]
    return Hearing(
        len(others),
        len(others) - len(spoken),
        surely,
        len(spoken) - surely,
        confirming["yes"],
        confirming["no"],
        tuple(asked_back),
    )


def _is_doubtful(record: AnswerRecord) -> bool:
    is_typed = record.source == Source.KEYBOARD
    return record.asked_back is not None or (record.band == Band.ASK and not is_typed)


def after(session: SessionFinding) -> Location | None:
    """Where the pain was at the end, if anything was asked after the beginning."""
    return session.last if session.checks or session.last != session.first else None


def _int(value: Location | None) -> int | None:
    return None if value is None else int(value)
