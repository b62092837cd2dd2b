"""The walk through a program: which exercise and phase comes now, next, and before; what is passed over and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voicecoach.coach import lines
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Exercise, Phase, Precaution, Program, Side


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A place in a program. Values only: every move gives a new one.

    `passed_over`: the exercises that the last move passed over, each with the reason to be said. `not_now`: those left
    out of this session alone. `is_midway`: the last move came straight to a later phase of an exercise.
    """

    program: Program
    background: Background
    index: int = -1
    phase_index: int = 0
    left_out: frozenset[str] = frozenset()
    not_now: frozenset[str] = frozenset()
    profile: Mapping[str, Standing] = field(default_factory=dict)
    passed_over: tuple[tuple[Exercise, str], ...] = ()
    is_afterwards: bool = False
    is_favourite: bool = False
    is_midway: bool = False

    @property
    def is_begun(self) -> bool:
        return self.is_afterwards or 0 <= self.index < len(self.program.exercises)

    @property
    def is_over(self) -> bool:
        return not self.is_afterwards and self.index >= len(self.program.exercises)

    @property
    def exercise(self) -> Exercise:
        if self.is_afterwards and self.program.afterwards is not None:
            return self.program.afterwards
        return self.program.exercises[self.index]

    @property
    def phase(self) -> Phase:
        return self.exercise.phases[self.phase_index]

    @property
    def number(self) -> int:
        """The exercise's number in the program, from 1."""
        return min(self.index + 1, len(self.program.exercises))

    @property
    def has_afterwards(self) -> bool:
        """Whether there is an exercise for the end of a good session, and nothing speaks against it."""
        afterwards = self.program.afterwards
        return afterwards is not None and not self._conditions_against(afterwards)

    @property
    def is_first_phase(self) -> bool:
        return self.phase_index == 0

    def begun(self, side: Side | None) -> Itinerary:
        """At the first exercise, or at the one that helped last time."""
        ids = [exercise.id for exercise in self.program.exercises]
        favourite = self.background.favourite
        left_out = self.left_out | self.background.left_out
        if favourite in ids and favourite not in left_out:
            start = replace(self, left_out=left_out).arrived(ids.index(favourite), side)
            if start.index == ids.index(favourite):
                return replace(start, is_favourite=True)
        return replace(self, left_out=left_out).arrived(0, side)

    def gone_on(self, index: int, phase_index: int, side: Side | None, not_now: frozenset[str]) -> Itinerary:
        """At this phase of the exercise of this index, or at the first exercise after it that can be done."""
        left_out = self.left_out | self.background.left_out
        found = replace(self, left_out=left_out, not_now=not_now).arrived(index, side)
        if found.index != index:
            return found
        return replace(found, phase_index=phase_index, is_midway=phase_index > 0)

    def next(self, side: Side | None, *, is_exercise_over: bool) -> Itinerary:
        """The next phase, or the next exercise that can be done."""
        if not is_exercise_over and self.phase_index + 1 < len(self.exercise.phases):
            return replace(
                self,
                phase_index=self.phase_index + 1,
                passed_over=(),
                is_favourite=False,
                is_midway=False,
            )
        if self.is_afterwards:
            return replace(self, is_afterwards=False, index=len(self.program.exercises), passed_over=())
        return self.arrived(self.index + 1, side)

    def back(self, side: Side | None) -> Itinerary:
        """The phase or exercise before, if there is one that can be done; else this one from its beginning."""
        if self.phase_index > 0:
            return replace(self, phase_index=self.phase_index - 1, passed_over=(), is_midway=False)
        last = self.index if self.is_afterwards else self.index - 1
        for index in range(last, -1, -1):
            if self._reason_against(self.program.exercises[index], side) is None:
                return replace(
                    self, index=index, phase_index=0, passed_over=(), is_afterwards=False, is_midway=False
                )
        return replace(self, passed_over=())

    def at_afterwards(self) -> Itinerary:
        """At the exercise for the end of a good session."""
        return replace(self, is_afterwards=True, phase_index=0, passed_over=(), is_midway=False)

    def without(self, exercise_id: str) -> Itinerary:
        """Never offer this exercise again."""
        return replace(self, left_out=self.left_out | {exercise_id})

    def arrived(self, index: int, side: Side | None) -> Itinerary:
        """At the exercise of this index, or at the first after it that can be done."""
        passed: list[tuple[Exercise, str]] = []
        while index < len(self.program.exercises):
            exercise = self.program.exercises[index]
            reason = self._reason_against(exercise, side)
            if reason is None:
                break
            passed.append((exercise, reason))
            index += 1
        return replace(
            self,
            index=index,
            phase_index=0,
            passed_over=tuple(passed),
            is_favourite=False,
            is_midway=False,
        )

    def _reason_against(self, exercise: Exercise, side: Side | None) -> str | None:
        if exercise.id in self.left_out:
            return lines.left_out_for_good(exercise)
        if exercise.id in self.not_now:
            return lines.left_out_again(exercise)
        if conditions := self._conditions_against(exercise):
            return lines.left_out_for_precaution(exercise, [PRECAUTIONS[each].name for each in conditions])
        if exercise.needs_side and side is None:
            return lines.left_out_for_side(exercise)
        return None

    def _conditions_against(self, exercise: Exercise) -> tuple[Precaution, ...]:
        """The person's own conditions that make this exercise unwise, and that nobody approved."""
        return tuple(
            Precaution(each) for each in exercise.precautions if self.profile.get(each) is Standing.YES
        )
