"""Precautions: conditions that make single exercises unwise. Asked once, kept in the profile, and obeyed.

They are read in lists, one for each exercise that names some; "one of these" leads through the list one by one. What
was not asked yet, or not answered, is asked before the next session: an exercise is never done over an open question.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from voicecoach.coach import lines
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.interrupting import Interrupting
from voicecoach.coach.meaning import ALARM_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Exercise, Precaution, Program
from voicecoach.coach.reading.words import NEGATIONS, clean, words_of
from voicecoach.coach.records import PrecautionRecord
from voicecoach.coach.states import State, Trigger

ONE_OF_THESE = "one-of-these"
"""How "one of these" is kept, so that nobody takes it for an alarm."""


class Cautioning(Interrupting, ABC):
    """The lists that are still to be read, and the conditions of the present one that are still open."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._lists = _lists_of(program, background)
        self._n_lists = len(self._lists)
        self._open_items: tuple[Precaution, ...] = ()

    @abstractmethod
    def _noted(self, trigger: Trigger) -> None:
        """All has been asked that comes before the start."""

    def _prompts_of(self, state: State) -> lines.Prompts:
        match state:
            case State.PRECAUTIONS:
                is_first = len(self._lists) == self._n_lists
                return lines.precautions(
                    [PRECAUTIONS[each].name for each in self._lists[0]], is_first=is_first
                )
            case State.PRECAUTION:
                return lines.precaution(PRECAUTIONS[self._open_items[0]].question)
            case State.PRECAUTION_APPROVED:
                return lines.precaution_approved(self._exercises_with(self._open_items[0]))
            case _:
                return super()._prompts_of(state)

    def _named_condition(self, text: str) -> Meaning | None:
        """A condition of the list by its name is "one of these"; a denial of it alone says nothing of the others."""
        if self._where is not State.PRECAUTIONS:
            return None
        words = set(words_of(clean(text)))
        if words & NEGATIONS or not any(PRECAUTIONS[each].words & words for each in self._lists[0]):
            return None
        return Meaning(Question.SCREENING, ALARM_VALUE, is_listed=True)

    def _exercises_with(self, precaution: Precaution) -> str:
        names = [each.name for each in _exercises(self.program) if precaution in each.precautions]
        return " and ".join(names)

    def _ask_precautions(self, trigger: Trigger) -> None:
        """The next list, or on to the start."""
        if self._lists:
            self._ask(State.PRECAUTIONS, trigger)
        else:
            self._noted(trigger)

    def _ask_each(self) -> None:
        """One of the list is theirs: which?"""
        self._open_items = self._lists[0]
        self._ask(State.PRECAUTION, Trigger.ANSWERED)

    def _precaution_answer(self, meaning: Meaning) -> None:
        is_yes = meaning.value == "yes"
        match self.state:
            case State.PRECAUTIONS:
                for precaution in self._lists[0]:
                    self._keep_standing(precaution, Standing.NO)
                self._next_item(())
            case State.PRECAUTION if is_yes:
                self._ask(State.PRECAUTION_APPROVED, Trigger.ANSWERED)
            case State.PRECAUTION:
                self._keep_standing(self._open_items[0], Standing.NO)
                self._next_item(self._open_items[1:])
            case _:
                self._keep_standing(self._open_items[0], Standing.APPROVED if is_yes else Standing.YES)
                self._next_item(self._open_items[1:])

    def _next_item(self, items: tuple[Precaution, ...]) -> None:
        self._open_items = items
        if items:
            self._ask(State.PRECAUTION, Trigger.ANSWERED)
        else:
            self._lists = self._lists[1:]
            self._ask_precautions(Trigger.ANSWERED)

    def _keep_standing(self, precaution: Precaution, standing: Standing) -> None:
        self._save(PrecautionRecord(precaution.value, standing))
        profile = {**self._itinerary.profile, precaution.value: standing}
        self._itinerary = replace(self._itinerary, profile=profile)


def _exercises(program: Program) -> tuple[Exercise, ...]:
    return program.exercises + ((program.afterwards,) if program.afterwards else ())


def _lists_of(program: Program, background: Background) -> tuple[tuple[Precaution, ...], ...]:
    """For each exercise, what it names and nobody has been asked yet; each condition once."""
    known = set(background.profile)
    lists: list[tuple[Precaution, ...]] = []
    for exercise in _exercises(program):
        items = tuple(Precaution(each) for each in exercise.precautions if each not in known)
        known |= set(items)
        if items:
            lists.append(items)
    return tuple(lists)
