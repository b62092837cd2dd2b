"""Going on with a session that did not come to its end: the offer, and the way to its safe point.

The offer comes when nothing stops us, before the first question about the pain. What was done, decided and left out is
taken over; the pain is not, since time has passed: it is asked anew, and the next check compares with that alone. The
old pain only ever makes the way shorter: where the new one is further down, the last exercise is left out, and where
the last exercise may have sent it there, the session ends.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import replace

from voicecoach.coach import lines, progression
from voicecoach.coach.background import Background
from voicecoach.coach.itinerary import Itinerary
from voicecoach.coach.judging import Judging
from voicecoach.coach.meaning import Meaning
from voicecoach.coach.program import Exercise, Program, Side
from voicecoach.coach.records import ContinuationRecord, LeftOutRecord
from voicecoach.coach.safe_point import SafePoint, is_further, safe_point
from voicecoach.coach.states import State, Trigger


class Continuing(Judging, ABC):
    """Where we may go on, and whether it was agreed."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._point = safe_point(program, background.unfinished)
        self._has_agreed = False
        self._is_warning_held_back = False

    def _prompts_of(self, state: State) -> lines.Prompts:
        if state is State.GOING_ON:
            return lines.going_on_from(self._expected.exercise)
        return super()._prompts_of(state)

    @property
    def _expected(self) -> Itinerary:
        """Where going on would lead, as far as that is known before the side of the pain is."""
        point = self._point
        if point is None:
            return self._itinerary
        side = self._side or (Side.LEFT if self.program.asks_place else None)
        return self._at(point, side, self._left_out_of(point))

    @property
    def _may_go_on(self) -> bool:
        """Whether there is a place to go on from, and an exercise from there that can be done."""
        return self._point is not None and not self._expected.is_over

    @property
    def _too_soon(self) -> lines.Parts:
        """What is said of a session too close to the last one."""
        hours, needed = self._background.hours_since_last, self.program.hours_between
        return lines.too_soon(needed) if hours is not None and hours < needed else ()

    def _warning_at_first(self) -> lines.Parts:
        """That of a session too soon; held back where it may turn out to be the same session."""
        self._is_warning_held_back = self._may_go_on
        return () if self._may_go_on else self._too_soon

    def _begin_anew(self, trigger: Trigger) -> None:
        """From the beginning: the first question about the pain, or the first exercise."""
        self._point = None
        warning = self._too_soon if self._is_warning_held_back else ()
        if self.program.asks_symptoms:
            self._ask_baseline(trigger, warning)
        else:
            self._preface += warning
            self._next_exercise(trigger)

    def _going_on_answer(self, meaning: Meaning) -> None:
        point, expected = self._point, self._expected
        if point is None or meaning.value != "yes":
            self._begin_anew(Trigger.ANSWERED)
            return
        self._has_agreed = True
        self._save(ContinuationRecord(point.session, expected.exercise.id, expected.phase.id))
        if self.program.asks_symptoms:
            self._ask_baseline(Trigger.ANSWERED)
        else:
            self._next_exercise(Trigger.ANSWERED)

    def _next_exercise(self, trigger: Trigger) -> None:
        """To the first exercise; or to where we were."""
        point = self._point if self._has_agreed else None
        if point is None:
            super()._next_exercise(trigger)
            return
        is_lower = (
            self.program.asks_place and point.place is not None and is_further(self._check.after, point.place)
        )
        if is_lower and point.is_unsettled:
            self._decide(progression.STILL_LOWER, trigger)
            return
        if is_lower:
            self._preface += lines.FURTHER_DOWN
        self._go_on_from(point, trigger, is_lower=is_lower)

    def _go_on_from(self, point: SafePoint, trigger: Trigger, *, is_lower: bool) -> None:
        last = self.program.exercises[point.last]
        left_out = self._left_out_of(point)
        if point.is_unsettled:
            self._leave_out_now(last, lines.left_out_unsettled(last), is_for_good=point.is_for_good)
        elif is_lower:
            left_out |= {last.id}
            if point.index == point.last:
                self._leave_out_now(last, lines.left_out_lower(last))
                point = replace(point, index=point.index + 1, phase_index=0, sets=0)
        self._itinerary = self._at(point, self._side, left_out)
        is_there = (self._itinerary.index, self._itinerary.phase_index) == (point.index, point.phase_index)
        self._sets = point.sets if is_there else 0
        self._arrive(trigger)

    def _leave_out_now(self, exercise: Exercise, reason: str, *, is_for_good: bool = False) -> None:
        self._preface += (reason,)
        self._save(LeftOutRecord(exercise.id, reason, is_for_good))
        if is_for_good:
            self._itinerary = self._itinerary.without(exercise.id)

    def _left_out_of(self, point: SafePoint) -> frozenset[str]:
        """The exercises that stay out of this session; with the last one, where it may have left the pain worse."""
        last = self.program.exercises[point.last].id
        return point.left_out | ({last} if point.is_unsettled else frozenset())

    def _at(self, point: SafePoint, side: Side | None, left_out: frozenset[str]) -> Itinerary:
        return self._itinerary.gone_on(point.index, point.phase_index, side, left_out)
