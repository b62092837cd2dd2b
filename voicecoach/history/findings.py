"""What the sessions together show: the pain over time, what centralized it, and how the plan was kept.

Pure: from what the history gave back, a time zone and today's date; `history`, `report` and `export` show the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from voicecoach.coach.explanation.retelling import location_of
from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.phrases import Question
from voicecoach.coach.plan import Plan, Span, planned_between, spans
from voicecoach.coach.records import AnswerRecord, DecisionRecord, SetRecord
from voicecoach.coach.states import FLAGS, State
from voicecoach.coach.symptoms import Location
from voicecoach.history.bringing import UNKNOWN
from voicecoach.history.entries import Entry, SessionDetail, SessionSummary
from voicecoach.history.plans import Planned

MEANINGFUL_CHANGE = 2
"""A change of the pain number, 0 to 10, from which on it matters (Ostelo 2008)."""

_CENTRALIZED = frozenset({"R1", "R13"})
_MOVED_DOWN = frozenset({"R6"})
_RECHECKS = frozenset({"R7", "R8", "R9"})
_FLAGS = frozenset({each.value for each in (*FLAGS, State.SURGERY_APPROVED)})
_BASELINE = State.BASELINE_LOCATION.value
_LOCATIONS = frozenset({_BASELINE, State.CHECK_LOCATION.value, State.RECHECK_LOCATION.value})


@dataclass(frozen=True, slots=True)
class Check:
    """What one exercise did: the lowest point before and after it, and what was decided (UTC).

    `after_rest`: the decision after the rest that this one led to, None where there was none, and when that was.
    `sets`: the sets that were judged.
    """

    at: datetime
    exercise: str | None
    before: Location | None
    after: Location | None
    change: str | None
    decision: DecisionRecord
    after_rest: DecisionRecord | None = None
    after_rest_at: datetime | None = None
    sets: tuple[SetRecord, ...] = ()

    @property
    def after_the_rest(self) -> Location | None:
        """The lowest point after the rest."""
        return None if self.after_rest is None else location_of(self.after_rest.after)


@dataclass(frozen=True, slots=True)
class Doing:
    """The sets of one exercise, one after the other until they were judged (UTC).

    `n`: the number of the first of them among the session's records, from 1. `begun_at`: when the record before it was
    kept, since of a set only its end is.
    """

    n: int
    exercise: str
    begun_at: datetime
    ended_at: datetime
    sets: tuple[SetRecord, ...]


@dataclass(frozen=True, slots=True)
class SessionFinding:
    """One session: where the pain was at its begin and its end, how strong (0 to 10), which side, and what was found.

    What was not told is None. `first_at`, `rating_before_at`, `rating_after_at`: when it was told (UTC). `red_flags`:
    the answers to the questions about red flags, by their number among the session's records, from 1.
    """

    summary: SessionSummary
    first: Location | None
    last: Location | None
    side: str | None
    rating_before: int | None
    rating_after: int | None
    checks: tuple[Check, ...]
    sets: tuple[SetRecord, ...]
    first_at: datetime | None = None
    rating_before_at: datetime | None = None
    rating_after_at: datetime | None = None
    doings: tuple[Doing, ...] = ()
    red_flags: tuple[tuple[int, Entry], ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether anything of a set was done."""
        return any(each.done > 0 for each in self.sets)

    @property
    def centralized_by(self) -> str | None:
        """The exercise that centralized the pain."""
        found = [check.exercise for check in self.checks if check.decision.rule in _CENTRALIZED]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Preference:
    """What an exercise did: in how many sessions it was judged, centralized the pain, and moved it down."""

    program: str
    exercise: str
    sessions: int
    centralized: int
    moved_down: int


@dataclass(frozen=True, slots=True)
class DayKept:
    """How many sessions a date had, how many were planned for it, and how many of those were done."""

    day: date
    done: int
    planned: int
    done_of_planned: int

    @property
    def is_kept(self) -> bool:
        """Whether all that was planned was done; where nothing was planned, whether anything was."""
        return self.done_of_planned >= self.planned if self.planned else self.done > 0


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions done against planned, from the first day with either until today.

    A session counts for the date of its begin. `streak`: kept days in a row, until today. Days for which a plan has
    none do not break it, nor does today, which is not over yet.
    """

    days: tuple[DayKept, ...]
    streak: int
    longest_streak: int
    has_plan: bool

    @property
    def done(self) -> int:
        return sum(each.done for each in self.days)

    @property
    def planned(self) -> int:
        return sum(each.planned for each in self.days)

    @property
    def done_of_planned(self) -> int:
        """No more of a day than were planned for it."""
        return sum(each.done_of_planned for each in self.days)

    @property
    def due(self) -> int:
        """How many were planned until yesterday, and what was done of those planned for today, which is not over."""
        return sum(each.planned for each in self.days[:-1]) + self.days[-1].done_of_planned

    @property
    def share(self) -> float | None:
        """What was done of all that was due, from 0 to 1; None where nothing was."""
        return self.done_of_planned / self.due if self.due else None


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
        _adherence(found, plans, zone, today, since),
        tuple(plan for plan in {each.plan.program: each.plan for each in plans}.values() if not plan.is_off),
    )


def finding(session: SessionDetail) -> SessionFinding:
    """What one session shows."""
    answers = session.answers
    places = [each for each in answers if each.topic in _LOCATIONS and each.question == Question.LOCATION]
    at_baseline = [each for each in places if each.topic == _BASELINE]
    return SessionFinding(
        summary=session.summary,
        first=location_of(at_baseline[-1].meaning) if at_baseline else None,
        last=location_of(places[-1].meaning) if places else None,
        side=_last(answers, Question.SIDE),
        rating_before=_rating(answers, State.BASELINE_RATING),
        rating_after=_rating(answers, State.FINAL_RATING),
        checks=_checks(session),
        sets=session.sets,
        first_at=_told_at(session, Question.LOCATION, State.BASELINE_LOCATION),
        rating_before_at=_told_at(session, Question.RATING, State.BASELINE_RATING),
        rating_after_at=_told_at(session, Question.RATING, State.FINAL_RATING),
        doings=_doings(session),
        red_flags=tuple(
            (n, entry)
            for n, entry in enumerate(session.entries, start=1)
            if isinstance(entry.record, AnswerRecord) and _is_about_red_flags(entry.record)
        ),
    )


def _told_at(session: SessionDetail, question: Question, topic: State) -> datetime | None:
    """When this was last answered."""
    for entry in reversed(session.entries):
        record = entry.record
        if isinstance(record, AnswerRecord) and (record.question, record.topic) == (question, topic):
            return entry.at
    return None


def _is_about_red_flags(answer: AnswerRecord) -> bool:
    """Whether it is an answer to the list, to the question for one kind, or an alarm wherever it came."""
    is_screening = answer.question == Question.SCREENING and not answer.topic.startswith("precaution")
    return is_screening or answer.topic in _FLAGS or answer.meaning == ALARM_VALUE


def _doings(session: SessionDetail) -> tuple[Doing, ...]:
    found: list[Doing] = []
    is_open = False  # whether a further set of the same exercise belongs to the last of them
    before = session.summary.started_at
    for n, entry in enumerate(session.entries, start=1):
        record = entry.record
        if isinstance(record, SetRecord):
            last = found[-1] if is_open and found[-1].exercise == record.exercise else None
            if last is None:
                found.append(Doing(n, record.exercise, min(before, entry.at), entry.at, (record,)))
            else:
                found[-1] = replace(last, ended_at=max(last.ended_at, entry.at), sets=(*last.sets, record))
            is_open = True
        elif isinstance(record, DecisionRecord):
            is_open = False
        before = entry.at
    return tuple(found)


def _last(answers: Sequence[AnswerRecord], question: Question) -> str | None:
    return next((each.meaning for each in reversed(answers) if each.question == question), None)


def _rating(answers: Sequence[AnswerRecord], topic: State) -> int | None:
    """The number answered to this question, asked back or not; a choice between two is kept under its own topic."""
    of_it = [each.meaning for each in answers if each.question == Question.RATING and each.topic == topic]
    return int(of_it[-1]) if of_it and of_it[-1].isdecimal() else None


def _checks(session: SessionDetail) -> tuple[Check, ...]:
    checks: list[Check] = []
    sets: list[SetRecord] = []
    for entry in session.entries:
        record = entry.record
        if isinstance(record, SetRecord):
            sets.append(record)
        if not isinstance(record, DecisionRecord):
            continue
        if record.rule in _RECHECKS and checks:
            checks[-1] = replace(checks[-1], after_rest=record, after_rest_at=entry.at)
        elif record.before is not None:
            before, after = location_of(record.before), location_of(record.after)
            judged = tuple(each for each in sets if each.exercise == record.exercise)
            checks.append(Check(entry.at, record.exercise, before, after, record.change, record, sets=judged))
        sets.clear()
    return tuple(checks)


def _preferences(sessions: Sequence[SessionFinding]) -> tuple[Preference, ...]:
    """Those that centralized the pain most often first."""
    judged: Counter[tuple[str, str]] = Counter()
    centralized: Counter[tuple[str, str]] = Counter()
    moved_down: Counter[tuple[str, str]] = Counter()
    for session in sessions:
        rules: dict[tuple[str, str], set[str]] = {}
        for check in session.checks:
            if check.exercise is not None:
                rules.setdefault((session.summary.program, check.exercise), set()).add(check.decision.rule)
        judged.update(rules.keys())
        centralized.update(key for key, seen in rules.items() if seen & _CENTRALIZED)
        moved_down.update(key for key, seen in rules.items() if seen & _MOVED_DOWN)
    found = [Preference(*key, judged[key], centralized[key], moved_down[key]) for key in judged]
    return tuple(sorted(found, key=lambda each: (-each.centralized, each.moved_down, -each.sessions)))


def _adherence(
    sessions: Sequence[SessionFinding],
    plans: Sequence[Planned],
    zone: tzinfo | None,
    today: date,
    since: date | None,
) -> Adherence:
    done = done_by_date(sessions, zone)
    made = [(each.at.astimezone(zone), each.plan) for each in plans]
    first = min([today, *done, *(at.date() for at, _ in made)] if since is None else [today, since])
    days = tuple(
        DayKept(day, done[day].total(), planned.total(), (done[day] & planned).total())
        for day, planned in planned_between(made, first, today).items()
    )
    runs = _runs(days, spans(made), today)
    return Adherence(days, runs[-1], max(runs), any(not plan.is_off for _, plan in made))


def done_by_date(sessions: Sequence[SessionFinding], zone: tzinfo | None) -> defaultdict[date, Counter[str]]:
    """How many sessions of which program were done, by the date of their begin. One that went on after a cut counts
    once, where anything of it was done first.
    """
    by_id = {each.summary.id: each for each in sessions}
    done: defaultdict[date, Counter[str]] = defaultdict(Counter)
    counted: set[int] = set()
    for each in sessions:
        root = _root(each.summary, by_id)
        if each.is_done and root not in counted:
            counted.add(root)
            done[each.summary.started_at.astimezone(zone).date()][each.summary.program] += 1
    return done


def _root(summary: SessionSummary, by_id: Mapping[int, SessionFinding]) -> int:
    """The number of the session that this one began as, as far back as is known."""
    passed = {summary.id}
    number = summary.id
    while number in by_id:
        before = by_id[number].summary.continued
        if before is None or before == UNKNOWN or before in passed:
            break
        number = before
        passed.add(number)
    return number


def _runs(days: Sequence[DayKept], held: Sequence[Span], today: date) -> list[int]:
    """The length of every run of kept days, in order; the last one goes on until today."""
    runs = [0]
    for each in days:
        is_rest_day = each.planned == 0 and any(span.holds_on(each.day) for span in held)
        if each.is_kept:
            runs[-1] += 1
        elif each.day != today and not is_rest_day:
            runs.append(0)
    return runs
