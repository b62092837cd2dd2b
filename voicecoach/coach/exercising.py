"""Doing an exercise: its instructions, the set on its beats, the rest after it.

A set runs on absolute deadlines (`counting.py`); commands are heard in its gaps. Repetitions are counted in, "ready,
three, two, one", and so is whatever goes on after a pause. Slower and faster change the tempo of repetitions, in this
set, in those that follow and in the next session, and the speech everywhere else.
"""

from __future__ import annotations

from abc import ABC

from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.counting import LATE_S, Beat, SetRun
from voicecoach.coach.effects import CancelTimer, Count, Earcon, EarconKind, Say, SetRate, StartTimer
from voicecoach.coach.itinerary import Itinerary
from voicecoach.coach.program import PhaseKind, Program, Side
from voicecoach.coach.prompts import listen_openly
from voicecoach.coach.records import SetRecord, TempoRecord
from voicecoach.coach.states import ASKS, State, Trigger
from voicecoach.coach.talking import Talking

RATE_STEP_WPM = 15
SLOWEST_WPM, FASTEST_WPM = 110, 220
TEMPO_STEP = 1.15
FASTEST_SCALE, SLOWEST_SCALE = 0.6, 2.0
AWAY_S = 5.0
_MATTERS_AFTER_THE_LAST = frozenset({"pain", "alarm"})
"""What ended a set, even though all of it had been counted."""


class Exercising(Talking, ABC):
    """Where in the program we are, and the set being done."""

    def __init__(self, program: Program, background: Background, rate_wpm: int) -> None:
        super().__init__(program)
        self._background = background
        self._rate_wpm = rate_wpm
        self._tempo_scale = _within_limits(background.tempo_scale)
        self._itinerary = Itinerary(program, background, profile=background.profile)
        self._side: Side | None = None
        self._run: SetRun | None = None
        self._preface: lines.Parts = ()

    def _exercise_id(self) -> str | None:
        return self._itinerary.exercise.id if self._itinerary.is_begun else None

    def _instruct(self, trigger: Trigger) -> None:
        here = self._itinerary
        parts, self._preface = self._preface, ()
        if here.is_first_phase or here.is_midway:
            parts += (
                *lines.title_parts(here.exercise, here.number, self.program.language),
                *here.exercise.warnings,
            )
        if here.is_midway:
            parts += lines.midway(here.phase)
        parts += here.phase.instructions
        self._speak(
            State.INSTRUCTING,
            trigger,
            "instructions",
            tuple(lines.for_side(part, self._side, self.program.side_words) for part in parts),
        )

    @property
    def _is_in_set(self) -> bool:
        """Whether repetitions or seconds of a set are counted, also while going on after a pause."""
        return self._run is not None

    def _start_set(self, trigger: Trigger = Trigger.ANSWERED) -> None:
        self._run = None
        unsaid = self._count_in if self._itinerary.phase.kind is PhaseKind.REPS else ""
        self._speak(
            State.STARTING, trigger, "start", lines.GET_READY if unsaid else lines.START, unsaid=unsaid
        )

    def _go_on_with_set(self) -> None:
        run = self._run
        assert run is not None
        if run.is_done:
            self._complete_set(Trigger.RESUME)
            return
        parts = lines.going_on(run.done, is_hold=run.phase.kind is PhaseKind.HOLD)
        self._speak(State.STARTING, Trigger.RESUME, "go on", parts, unsaid=self._count_in)

    @property
    def _count_in(self) -> str:
        """The count-in as it is printed; empty where the program has none."""
        return lines.COUNT_IN if self._timing.count_in_s else ""

    def _begin_counting(self) -> None:
        begins_at = self._now + self._timing.start_after_s
        if self._run is None:
            self._run = SetRun.begin(
                self._itinerary.phase, begins_at, self._tempo_scale, self._timing.count_in_s
            )
        else:
            self._run = self._run.resumed(begins_at)
        self._go(State.SET, Trigger.SPOKEN)
        self._listen(listen_openly(self._timing))
        self._do(StartTimer("beat", self._run.told_at))

    @property
    def _was_away(self) -> bool:
        """Whether the beat that is due comes so late that nobody can have followed: the machine slept."""
        return self._run is not None and self._now - self._run.deadline > AWAY_S

    def _beat(self) -> None:
        run = self._run
        assert run is not None
        while not run.is_over and run.told_at <= self._now:
            at_s = run.deadline
            beat, run = run.take()
            if beat.kind is not None:
                self._do(Count(beat.kind, beat.n, run.planned))
            if beat.say and self._now - at_s <= LATE_S:
                self._say_beat(beat, at_s, run.free_until)
        self._run = run
        if run.is_over:
            self._complete_set(Trigger.TIME)
        else:
            self._do(StartTimer("beat", run.told_at))

    def _say_beat(self, beat: Beat, at_s: float, ends_by_s: float) -> None:
        """The words of a beat, to the moment; its number alone where an announcement does not fit."""
        cue = "count.in" if beat.is_count_in else "count" if beat.kind else "cue"
        words = lines.announced(beat.say, beat.note)
        shorter = beat.say if beat.note else ""
        self._utter(Say(0, cue, (words,), droppable=True, at_s=at_s, ends_by_s=ends_by_s, shorter=shorter))

    def _complete_set(self, trigger: Trigger) -> None:
        """Its true end: all is counted, and the last repetition or second is over."""
        self._do(Earcon(EarconKind.DONE))
        self._end_set(None, trigger)

    def _end_set(self, stopped_by: str | None, trigger: Trigger) -> None:
        self._do(CancelTimer("beat"))
        self._save_set(stopped_by)
        self._rest(trigger)

    def _save_set(self, stopped_by: str | None) -> None:
        run, self._run = self._run, None
        if run is not None:
            here = self._itinerary
            kind = run.phase.kind.value
            if run.is_done and stopped_by not in _MATTERS_AFTER_THE_LAST:
                stopped_by = None
            self._save(SetRecord(here.exercise.id, run.phase.id, kind, run.done, run.planned, stopped_by))

    def _rest(self, trigger: Trigger) -> None:
        rest = self._itinerary.phase.rest
        parts, self._preface = self._preface + ((rest,) if rest else lines.REST), ()
        self._quiet()
        self._go(State.RESTING, trigger)
        self._say("rest", parts)

    def _change_tempo(self, *, is_slower: bool) -> None:
        said = lines.SLOWER if is_slower else lines.FASTER
        if self.state is State.SET and self._run and self._run.phase.kind is PhaseKind.REPS:
            self._change_beat(self._run, TEMPO_STEP if is_slower else 1 / TEMPO_STEP)
            return
        step = -RATE_STEP_WPM if is_slower else RATE_STEP_WPM
        self._rate_wpm = min(FASTEST_WPM, max(SLOWEST_WPM, self._rate_wpm + step))
        self._do(SetRate(self._rate_wpm))
        if self.state in ASKS:
            self._prompt_again(said)
        else:
            self._say("tempo", said, is_awaited=False)

    def _change_beat(self, run: SetRun, factor: float) -> None:
        """Another tempo from the next beat on; kept for the next session. It is heard, so nothing is said."""
        scale = _within_limits(self._tempo_scale * factor)
        if scale != self._tempo_scale:
            self._tempo_scale = scale
            self._save(TempoRecord(scale, self._itinerary.exercise.id))
        self._run = run.at_tempo(scale, self._now)
        self._do(StartTimer("beat", self._run.told_at))


def _within_limits(scale: float) -> float:
    """To the thousandth, so that as much faster as slower is where one began."""
    return round(min(SLOWEST_SCALE, max(FASTEST_SCALE, scale)), 3)
