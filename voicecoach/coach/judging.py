"""Judging: the questions after an exercise, the decision, and the way it leads.

A decision is kept first, then its reason is said, and only then is it acted on. What made the pain worse is asked
about again after a rest, each minute for up to five (the "traffic light" of the McKenzie literature).
"""

from __future__ import annotations

from abc import ABC

from voicecoach.coach import lines, progression
from voicecoach.coach.background import Background
from voicecoach.coach.check import Check
from voicecoach.coach.effects import CancelTimer, Finish, StartTimer
from voicecoach.coach.exercising import Exercising
from voicecoach.coach.meaning import Meaning
from voicecoach.coach.program import Exercise, Program, Side
from voicecoach.coach.progression import Action, Decision
from voicecoach.coach.prompts import FIXED, listen_openly
from voicecoach.coach.records import DecisionRecord, FinishRecord, LeftOutRecord, Outcome
from voicecoach.coach.states import State, Trigger
from voicecoach.coach.symptoms import Change, Doubt, Location

_STOPPED_BY = {Outcome.EMERGENCY: "alarm", Outcome.SEE_DOCTOR: "alarm", Outcome.PAUSED_OUT: "pause"}


class Judging(Exercising, ABC):
    """What is known of the pain, and what was decided last."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program, background, rate_wpm)
        self._check = Check()
        self._decision: Decision | None = None
        self._recheck_rule = ""
        self._recheck_until = 0.0
        self._settle_at = 0.0
        self._sets = 0
        self._outcome: Outcome | None = None
        self._found: Exercise | None = None
        self._closing = Finish("", "")

    def _prompts_of(self, state: State) -> lines.Prompts:
        check = self._check
        match state:
            case State.CHECK_CHANGE:
                return lines.check_change(check.after if self.program.asks_place else None)
            case State.RECHECK_CHANGE:
                return lines.recheck_change(check.after if self.program.asks_place else None)
            case State.CHECK_REGION:
                return lines.check_region(check.value.value)
            case State.CONTRADICTION:
                said = lines.understood_change(
                    {region.value: change.value for region, change in check.regions.items()},
                    check.value.value,
                )
                return lines.contradiction(check.after, check.before, said)
            case _:
                return FIXED[state]

    def _ask_baseline(self, trigger: Trigger, preface: lines.Parts = ()) -> None:
        """The first question about the pain: where it is, or only how strong."""
        if self.program.asks_place:
            self._ask(State.BASELINE_LOCATION, trigger, preface)
        else:
            self._check = Check.at_the_spine()
            self._ask(State.BASELINE_RATING, trigger, preface)

    def _baseline_answer(self, meaning: Meaning) -> None:
        match self.state:
            case State.BASELINE_LOCATION:
                self._side = None
                self._check = Check.at_baseline(meaning)
                if self._check.after is Location.NONE:
                    self._ask(State.BASELINE_RATING, Trigger.ANSWERED)
                else:
                    self._ask(State.BASELINE_SIDE, Trigger.ANSWERED)
            case State.BASELINE_SIDE if meaning.value in ("both", "middle"):
                self._check = self._check.in_the_middle()
                self._ask(State.WORSE_SIDE, Trigger.ANSWERED)
            case State.BASELINE_SIDE | State.WORSE_SIDE:
                self._side = Side(meaning.value) if meaning.value in ("left", "right") else None
                if self.state is State.BASELINE_SIDE:
                    self._check = self._check.on_one_side()
                self._ask(State.BASELINE_RATING, Trigger.ANSWERED)
            case _:
                self._next_exercise(Trigger.ANSWERED)

    def _next_exercise(self, trigger: Trigger) -> None:
        """To the first exercise."""
        self._itinerary = self._itinerary.begun(self._side)
        self._preface += lines.FAVOURITE if self._itinerary.is_favourite else ()
        nothing_left = (
            progression.NOTHING_LEFT if self.program.asks_place else progression.NOTHING_LEFT_BY_CHANGE
        )
        self._arrive(trigger, at_end=nothing_left)

    def _advance(self, trigger: Trigger, *, is_exercise_over: bool = False) -> None:
        self._sets = 0
        self._itinerary = self._itinerary.next(self._side, is_exercise_over=is_exercise_over)
        self._arrive(trigger)

    def _arrive(self, trigger: Trigger, at_end: Decision | None = None) -> None:
        """Begin what the itinerary has come to: say what is passed over, then the exercise, or the end."""
        for exercise, reason in self._itinerary.passed_over:
            self._save(LeftOutRecord(exercise.id, reason, is_for_good=False))
            self._preface += (reason,)
        self._run = None
        self._check = self._check.begun()
        if not self._itinerary.is_over:
            self._instruct(trigger)
        elif not self.program.asks_symptoms:
            parts = lines.all_done(self.program.exercises[-1].keep) + self._aside()
            self._close(Outcome.COMPLETE, "all exercises done", parts, trigger)
        elif self._outcome is Outcome.CENTRALIZED:
            self._ask(State.FINAL_RATING, trigger)
        else:
            self._decide(at_end or self._last_done, trigger)

    @property
    def _last_done(self) -> Decision:
        return progression.LAST_DONE if self.program.asks_place else progression.LAST_DONE_BY_CHANGE

    @property
    def _not_settled(self) -> Decision:
        return progression.NOT_SETTLED if self.program.asks_place else progression.NOT_SETTLED_BY_CHANGE

    def _after_rest(self) -> None:
        if (
            self.program.asks_symptoms
            and self._itinerary.phase.has_check
            and not self._itinerary.is_afterwards
        ):
            self._ask(State.CHECK_LOCATION if self.program.asks_place else State.CHECK_CHANGE, Trigger.SPOKEN)
        else:
            self._advance(Trigger.SPOKEN)

    def _check_answer(self, meaning: Meaning) -> None:
        check = self._check
        if self.state is State.CHECK_LOCATION:
            self._check = check.located(meaning)
            if self._check.after is Location.NONE:
                self._judge(Change.SAME)
            else:
                self._ask(State.CHECK_CHANGE, Trigger.ANSWERED)
            return
        if not self.program.asks_place:
            self._judge(check.worst_of(meaning))
            return
        if self.state is State.CHECK_LEG:
            self._check = check.with_leg(meaning)
        else:
            self._check = check.changed(meaning)
        found = self._check.read(is_region_asked=self.state is State.CHECK_REGION)
        match found:
            case Doubt.WHERE:
                self._ask(State.CHECK_REGION, Trigger.ANSWERED)
            case Doubt.LEG:
                self._ask(State.CHECK_LEG, Trigger.ANSWERED)
            case Doubt.CONTRADICTION:
                self._ask(State.CONTRADICTION, Trigger.ANSWERED)
            case clear:
                self._judge(clear.change)

    def _contradiction_answer(self, meaning: Meaning) -> None:
        if meaning.value == "yes":
            self._judge(self._check.confirmed_change())
        else:
            self._ask(State.CHECK_LOCATION, Trigger.ANSWERED)

    def _judge(self, change: Change) -> None:
        check = self._check = self._check.judged(change)
        decision = (
            progression.decide(check.before, check.after, change)
            if self.program.asks_place
            else progression.decide_by_change(change)
        )
        may_repeat = self.program.repeats_partial and self._sets + 1 < self._timing.max_sets
        if decision.rule == "R2" and may_repeat:
            decision = progression.PARTIAL_REPEATED
        if decision.action is Action.RECHECK:
            self._recheck_rule = "R6" if decision.rule == "R6" else "R5"
            self._recheck_until = self._now + self._timing.recheck_for_s
            self._settle_at = self._now + self._timing.recheck_every_s
        self._decide(decision, Trigger.ANSWERED)

    def _recheck_answer(self, meaning: Meaning) -> None:
        if self.state is State.RECHECK_LOCATION:
            self._check = self._check.located_again(meaning)
            if self._check.is_lower and self._recheck_rule != "R6":
                self._recheck_rule = "R6"
                self._leave_out_for_good("The pain moved further down in the rest after it.")
            if not self._check.is_lower and self._check.after is not Location.NONE:
                self._ask(State.RECHECK_CHANGE, Trigger.ANSWERED)
                return
            change = Change.WORSE if self._check.is_lower else Change.SAME
        else:
            change = self._check.worst_of(meaning)
        self._check = self._check.judged(change)
        if progression.has_settled(self._check.before, self._check.after, change):
            self._decide(progression.after_rest(self._recheck_rule), Trigger.ANSWERED)
        elif self._now >= self._recheck_until:
            self._decide(self._not_settled, Trigger.ANSWERED)
        else:
            self._settle_at = min(self._now + self._timing.recheck_every_s, self._recheck_until)
            self._settle(Trigger.ANSWERED, lines.REST_LONGER)

    def _settle(self, trigger: Trigger, parts: lines.Parts = ()) -> None:
        """Rest until the next question; commands are heard meanwhile."""
        self._quiet()
        self._go(State.SETTLING, trigger)
        self._listen(listen_openly(self._timing))
        self._do(StartTimer("settle", max(self._settle_at, self._now)))
        parts, self._echo = self._echo + parts, ()
        if parts:
            self._say("rest", parts, is_awaited=False)

    def _decide(self, decision: Decision, trigger: Trigger) -> None:
        """Keep the decision, then say why, then (when that is said) act on it."""
        self._decision = decision
        self._save_decision(decision)
        if decision.rule == "R6":
            self._leave_out_for_good(decision.reason)
        parts, self._preface = (*self._preface, decision.reason), ()
        self._speak(State.DECIDED, trigger, f"decision {decision.rule}", parts)

    def _leave_out_for_good(self, reason: str) -> None:
        """What moved pain down is not offered again: kept at once, whatever comes of the rest that follows."""
        exercise = self._itinerary.exercise
        self._itinerary = self._itinerary.without(exercise.id)
        self._save(LeftOutRecord(exercise.id, reason, is_for_good=True))

    def _save_decision(self, decision: Decision) -> None:
        check, has_place = self._check, self.program.asks_place
        is_check = decision.rule not in ("R10", "R11", "R12") and decision is not progression.STILL_LOWER
        self._save(
            DecisionRecord(
                rule=decision.rule,
                action=decision.action.value,
                reason=decision.reason,
                exercise=self._exercise_id(),
                before=check.before.word if is_check and has_place else None,
                after=check.after.word if is_check and has_place else None,
                change=check.change.value if is_check and check.change else None,
            )
        )

    def _act(self, trigger: Trigger) -> None:
        """Do what was decided."""
        decision = self._decision
        assert decision is not None
        match decision.action:
            case Action.STAY:
                self._outcome, self._found = Outcome.CENTRALIZED, self._itinerary.exercise
                self._sets += 1
                self._check = self._check.kept()
                if self._sets < self._timing.max_sets:
                    self._ask(State.ANOTHER_SET, trigger)
                else:
                    self._good_end(trigger)
            case Action.REPEAT:
                self._sets += 1
                self._check = self._check.kept()
                self._ask(State.READY, trigger)
            case Action.RECHECK:
                self._settle(trigger)
            case Action.STOP:
                self._close(Outcome.NOT_SETTLED, decision.reason, lines.GOODBYE, trigger)
            case Action.END if decision in (progression.NOTHING_LEFT, progression.NOTHING_LEFT_BY_CHANGE):
                self._close(Outcome.NOT_CENTRALIZED, decision.reason, lines.GOODBYE, trigger)
            case Action.END:
                self._outcome = Outcome.NOT_CENTRALIZED
                self._ask(State.FINAL_RATING, trigger)
            case _:
                self._outcome = self._found = None
                self._advance(trigger, is_exercise_over=decision.rule == "R8")

    def _good_end(self, trigger: Trigger) -> None:
        if self._itinerary.has_afterwards:
            self._ask(State.AFTERWARDS, trigger)
        else:
            self._ask(State.FINAL_RATING, trigger)

    def _end(self, trigger: Trigger) -> None:
        """The last question is over: say goodbye according to how the session went."""
        if self._outcome is Outcome.CENTRALIZED:
            parts = lines.good_session(self._found.keep if self._found else "") + self._aside()
            self._close(Outcome.CENTRALIZED, "your exercise was found", parts, trigger)
        else:
            parts = self._aside() + lines.GOODBYE
            self._close(Outcome.NOT_CENTRALIZED, self._last_done.reason, parts, trigger)

    def _aside(self) -> lines.Parts:
        """One thing to know, said in passing: which one goes by the exercise that was reached."""
        asides = self.program.asides
        here = (
            self._itinerary.number - 1 if self._found is None else self.program.exercises.index(self._found)
        )
        return (asides[(here + 1) % len(asides)],) if asides else ()

    @property
    def _is_staying(self) -> bool:
        """Whether the present exercise has centralized the pain, and further sets are only offered."""
        return self._found is not None and self._sets > 0 and not self._itinerary.is_afterwards

    def _close(self, outcome: Outcome, reason: str, parts: lines.Parts, trigger: Trigger) -> None:
        self._do(
            CancelTimer("beat"), CancelTimer("settle"), CancelTimer("reminder"), CancelTimer("pause end")
        )
        self._save_set(_STOPPED_BY.get(outcome, "stop"))
        self._outcome = outcome
        self._closing = Finish(outcome.value, reason)
        self._save(FinishRecord(outcome, reason))
        self._speak(State.CLOSING, trigger, "closing", parts)
