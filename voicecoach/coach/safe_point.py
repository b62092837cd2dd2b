"""The safe point: where a session that did not come to its end may be gone on with, read from what it had committed.

`safe_point` goes through the records in order, as the session did, and believes nothing else. A decision leads on as
it did then; a set that no decision followed is done again; and what may have left the pain worse, without anybody
knowing that it settled, is gone on after and not done again. No pain is taken over: only the place that a fresh answer
is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.coach.check import LOCATIONS
from voicecoach.coach.program import Program
from voicecoach.coach.progression import Action
from voicecoach.coach.records import (
    SAID_NEXT,
    AnswerRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    Record,
    SetRecord,
)
from voicecoach.coach.states import State
from voicecoach.coach.symptoms import Change, Location

_MAY_GO_ON = frozenset({Outcome.STOPPED, Outcome.PAUSED_OUT})
_ENDS = frozenset({Action.STOP.value, Action.EMERGENCY_STOP.value, Action.END.value})
_AFTER_THE_EXERCISES = frozenset({State.AFTERWARDS.value, State.FINAL_RATING.value})
_CHANGES = frozenset({State.CHECK_CHANGE.value, State.CHECK_REGION.value, State.CHECK_LEG.value})


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that did not come to its end: its number, and its records in the order of saving.

    Where it had itself gone on from another one, the records of that one come first.
    """

    session: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class SafePoint:
    """Where to go on: at this phase of this exercise (indices), of which `sets` sets are done.

    `last`: the index of the exercise that was done last. `is_unsettled`: it may have left the pain worse, so it is gone
    on after it; `is_for_good`: it moved the pain down. `left_out`: the exercises that stay out of this session.
    `place`: the lowest point of the pain that was told last; where unsettled, the one before the exercise.
    """

    session: int
    index: int
    phase_index: int
    sets: int
    last: int
    is_unsettled: bool = False
    is_for_good: bool = False
    left_out: frozenset[str] = frozenset()
    place: Location | None = None


def is_further(now: Location, then: Location) -> bool:
    """Whether the pain is further down than what was kept, which does not tell the back's middle from its sides."""
    return now > (Location.BACK_SIDE if then.is_back else then)


def safe_point(program: Program, unfinished: Unfinished | None) -> SafePoint | None:
    """Where to go on with `unfinished`; None where it is over, or where its records do not fit this program."""
    if unfinished is None:
        return None
    trail = _Trail(program)
    try:
        for record in unfinished.records:
            trail.follow(record)
    except _Lost:
        return None
    return trail.point(unfinished.session)


class _Lost(Exception):
    """The records do not fit the program: of another version of it, or changed by hand."""


class _Trail:
    """What is known after each record."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._index, self._phase_index = -1, 0
        self._last = -1
        self._sets, self._unjudged = 0, 0
        self._is_staying = self._is_over = False
        self._is_unsettled = self._is_doubtful = self._is_for_good = False
        self._left_out: frozenset[str] = frozenset()
        self._told: Location | None = None
        self._now: Location | None = None
        self._before: Location | None = None

    def follow(self, record: Record) -> None:
        match record:
            case SetRecord():
                self._set(record)
            case DecisionRecord():
                self._decision(record)
            case LeftOutRecord():
                self._leave_out(record)
            case AnswerRecord():
                self._answer(record)
            case FinishRecord(outcome) if outcome not in _MAY_GO_ON:
                self._is_over = True
            case _:
                pass

    def point(self, session: int) -> SafePoint | None:
        """Where to go on after the last record."""
        index, phase_index, sets = self._index, self._phase_index, self._sets + self._unjudged
        is_unsettled = self._is_unsettled or self._is_doubtful
        is_dose_done = sets >= self._program.timing.max_sets
        if is_unsettled or (is_dose_done and not self._is_staying):
            index, phase_index, sets = index + 1, 0, 0
        is_at_end = index >= len(self._program.exercises) or (is_dose_done and self._is_staying)
        if self._is_over or self._last < 0 or is_at_end:
            return None
        return SafePoint(
            session,
            index,
            phase_index,
            sets,
            self._last,
            is_unsettled,
            is_unsettled and self._is_for_good,
            self._left_out,
            self._before if is_unsettled else self._now,
        )

    def _set(self, record: SetRecord) -> None:
        """A set: from now on the place is there, until it is judged."""
        if self._is_afterwards(record.exercise):
            self._is_over = True
            return
        if self._told is not None:
            self._now, self._before, self._told = self._told, self._told, None
        index = self._index_of(record.exercise)
        self._sets += self._unjudged
        self._move(index, self._phase_of(index, record.phase))
        self._last = index
        self._unjudged = int(record.stopped_by is None)
        self._is_unsettled, self._is_doubtful = record.stopped_by == "pain", False
        self._is_for_good = False
        is_checked = (
            self._program.asks_symptoms and self._program.exercises[index].phases[self._phase_index].has_check
        )
        if not is_checked and record.stopped_by in (None, "done", "next"):
            self._advance()

    def _decision(self, record: DecisionRecord) -> None:
        if record.action == Action.PAUSE:
            return
        if record.action in _ENDS:
            self._is_over = True
            return
        if self._index_of(record.exercise) != self._last or self._index != self._last:
            raise _Lost
        match record.action:
            case Action.RECHECK:
                self._is_unsettled = True
                self._is_for_good = record.rule == "R6"
                return
            case Action.STAY | Action.REPEAT:
                self._sets, self._unjudged = self._sets + 1, 0
                self._is_staying = record.action == Action.STAY
            case Action.ADVANCE:
                self._advance(is_exercise_over=record.rule == "R8")
            case _:
                raise _Lost
        self._is_unsettled = self._is_doubtful = self._is_for_good = False
        self._before = self._now

    def _leave_out(self, record: LeftOutRecord) -> None:
        """By "next" a phase is passed over; anything else leaves the exercise out of this session."""
        if self._is_afterwards(record.exercise):
            self._is_over = True
            return
        index = self._index_of(record.exercise)
        if record.reason == SAID_NEXT:
            self._move(index, self._phase_index if index == self._index else 0)
            self._advance()
            return
        self._left_out |= {record.exercise}
        if record.is_for_good:
            self._is_for_good = self._is_unsettled
        elif index == self._index and not (self._is_unsettled or self._is_doubtful):
            self._move(index + 1, 0)

    def _answer(self, record: AnswerRecord) -> None:
        topic = record.topic
        place = LOCATIONS.get(record.meaning)
        if topic == State.BASELINE_LOCATION:
            self._told = place
        elif topic in (State.CHECK_LOCATION, State.RECHECK_LOCATION) and place is not None:
            self._now = place
            is_lower = self._before is not None and is_further(place, self._before)
            if topic == State.CHECK_LOCATION:
                self._is_doubtful = is_lower
            elif is_lower:
                self._is_for_good = True
        elif topic in _CHANGES and record.meaning == Change.WORSE:
            self._is_doubtful = True
        elif topic in _AFTER_THE_EXERCISES or (topic == State.ANOTHER_SET and record.meaning == "no"):
            self._is_over = True

    def _move(self, index: int, phase_index: int) -> None:
        if (index, phase_index) != (self._index, self._phase_index):
            self._sets = self._unjudged = 0
            self._is_staying = False
        self._index, self._phase_index = index, phase_index

    def _advance(self, *, is_exercise_over: bool = False) -> None:
        phases = self._program.exercises[self._index].phases
        if is_exercise_over or self._phase_index + 1 >= len(phases):
            self._move(self._index + 1, 0)
        else:
            self._move(self._index, self._phase_index + 1)

    def _is_afterwards(self, exercise_id: str) -> bool:
        afterwards = self._program.afterwards
        return afterwards is not None and afterwards.id == exercise_id

    def _index_of(self, exercise_id: str | None) -> int:
        ids = [exercise.id for exercise in self._program.exercises]
        if exercise_id not in ids:
            raise _Lost
        return ids.index(exercise_id)

    def _phase_of(self, index: int, phase_id: str) -> int:
        ids = [phase.id for phase in self._program.exercises[index].phases]
        if phase_id not in ids:
            raise _Lost
        return ids.index(phase_id)
