"""What the sessions together show: the pain over time, what centralized it, and how the plan was kept.

Pure: from what the history gave back, a time zone and today's date; `history`, `report` and `export` show the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from voicecoach.coach.explanation.retelling import location_of
from voicecoach.coach.meaning import ALARM_VALUE
from voicecoach.coach.phrases import Question
from voicecoach.coach.plan import Plan, planned_between
from voicecoach.coach.program import Side
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    LeftOutRecord,
    PrecautionRecord,
    SetRecord,
)
from voicecoach.coach.states import FLAGS, FULL_SCREENING, State
from voicecoach.coach.symptoms import Location
from voicecoach.history.entries import SessionDetail, SessionSummary
from voicecoach.history.plans import Planned

MEANINGFUL_CHANGE = 2
"""A change of the pain number, 0 to 10, from which on it matters (Ostelo 2008)."""

_CENTRALIZED = frozenset({"R1", "R13"})
_MOVED_DOWN = frozenset({"R6"})
_RECHECKS = frozenset({"R7", "R8", "R9"})
_BASELINE = State.BASELINE_LOCATION.value
_LOCATIONS = frozenset({_BASELINE, State.CHECK_LOCATION.value, State.RECHECK_LOCATION.value})
_SCREENINGS = frozenset({State.SCREENING.value, *(each.value for each in FULL_SCREENING)})
_KINDS_OF_FLAG = frozenset({State.SURGERY_APPROVED.value, *(each.value for each in FLAGS)})
_ABOUT_PRECAUTIONS = frozenset(
    {State.PRECAUTIONS.value, State.PRECAUTION.value, State.PRECAUTION_APPROVED.value}
)


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """An answer about warning signs. `is_warning`: it was not "all clear", or one of them was said to be there."""

    record: AnswerRecord
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What one exercise did: the lowest point before and after it, and what was decided (UTC).

    `after_rest`: the decision after the rest that this one led to, None where there was none.
    """

    at: datetime
    exercise: str | None
    before: Location | None
    after: Location | None
    change: str | None
    decision: DecisionRecord
    after_rest: DecisionRecord | None = None


@dataclass(frozen=True, slots=True)
class SessionFinding:
    """One session: where the pain was at its begin and its end, how strong (0 to 10), which side, and what was found.

    What was not told is None. `flags`: what was answered about warning signs. `precautions`: what was said of each.
    `answers` and `decisions`: all of them, in order.
    """

    summary: SessionSummary
    first: Location | None
    last: Location | None
    side: str | None
    rating_before: int | None
    rating_after: int | None
    checks: tuple[Check, ...]
    sets: tuple[SetRecord, ...]
    flags: tuple[FlagAnswer, ...] = ()
    left_outs: tuple[LeftOutRecord, ...] = ()
    precautions: tuple[PrecautionRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()

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

    `streak`: kept days in a row, until today. Days for which a plan has none do not break it, nor does today, which is
    not over yet.
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
    since: date | None = None,
) -> Findings:
    """What these sessions show, by the clock of `zone` (None: of this machine). From `since` on, days count for how the
    plan was kept; the sessions are those of that time already.
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
        side=_side(answers),
        rating_before=_rating(answers, State.BASELINE_RATING),
        rating_after=_rating(answers, State.FINAL_RATING),
        checks=_checks(session),
        sets=session.sets,
        flags=_flags(answers),
        left_outs=session.left_outs,
        precautions=session.precautions,
        answers=answers,
        decisions=session.decisions,
    )


def _flags(answers: Sequence[AnswerRecord]) -> tuple[FlagAnswer, ...]:
    """Answers to the questions about warning signs, and every "something is wrong", wherever it was said."""
    found: list[FlagAnswer] = []
    for each in answers:
        if each.topic in _ABOUT_PRECAUTIONS:
            continue
        if each.topic in _KINDS_OF_FLAG:
            is_approval = each.topic == State.SURGERY_APPROVED
            found.append(FlagAnswer(each, each.meaning == ("no" if is_approval else "yes")))
        elif each.topic in _SCREENINGS or each.meaning == ALARM_VALUE:
            found.append(FlagAnswer(each, each.meaning == ALARM_VALUE))
    return tuple(found)


def _side(answers: Sequence[AnswerRecord]) -> str | None:
    """The painful side: the worse one, where there is one, or else what was told at first ("middle", "both")."""
    told = [
        each.meaning
        for each in answers
        if each.question == Question.SIDE
        and (each.topic != State.WORSE_SIDE or each.meaning in {Side.LEFT, Side.RIGHT})
    ]
    return told[-1] if told else None


def _rating(answers: Sequence[AnswerRecord], topic: State) -> int | None:
    """The number answered to this question, asked back or not; a choice between two is kept under its own topic."""
    of_it = [each.meaning for each in answers if each.question == Question.RATING and each.topic == topic]
    return int(of_it[-1]) if of_it and of_it[-1].isdecimal() else None


def _checks(session: SessionDetail) -> tuple[Check, ...]:
    checks: list[Check] = []
    for entry in session.entries:
        record = entry.record
        if not isinstance(record, DecisionRecord):
            continue
        if record.rule in _RECHECKS and checks:
            last = checks[-1]
            checks[-1] = Check(
                last.at, last.exercise, last.before, last.after, last.change, last.decision, record
            )
        elif record.before is not None:
            before, after = location_of(record.before), location_of(record.after)
            checks.append(Check(entry.at, record.exercise, before, after, record.change, record))
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
    from_day: date | None,
) -> Adherence:
    # What goes on after a cut is the same session.
    done: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for each in sessions:
        if each.is_done and each.summary.continued is None:
            done[each.summary.started_at.astimezone(zone).date()][each.summary.program] += 1
    since = [(each.at.astimezone(zone), each.plan) for each in plans]
    first = min([today, *done, *(at.date() for at, _ in since)])
    first = first if from_day is None else max(first, min(from_day, today))
    days = tuple(
        DayKept(day, done[day].total(), planned.total(), (done[day] & planned).total())
        for day, planned in planned_between(since, first, today).items()
    )
    runs = _runs(days, min((at.date() for at, _ in since), default=date.max), today)
    return Adherence(days, runs[-1], max(runs), any(not plan.is_off for _, plan in since))


def _runs(days: Sequence[DayKept], first_planned: date, today: date) -> list[int]:
    """The length of every run of kept days, in order; the last one goes on until today."""
    runs = [0]
    for each in days:
        is_rest_day = each.planned == 0 and each.day >= first_planned
        if each.is_kept:
            runs[-1] += 1
        elif each.day != today and not is_rest_day:
            runs.append(0)
    return runs
