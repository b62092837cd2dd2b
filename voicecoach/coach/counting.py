"""The beats of a set: what is counted and said, and when.

Every beat has an absolute deadline, `t0 + at_s * scale`, so that counting never drifts. "Slower" and "faster"
change `scale` from the next beat on; a pause keeps the repetition, and the set goes on from its beginning.
"""

from dataclasses import dataclass, replace

from voicecoach.coach.effects import CountKind
from voicecoach.coach.lines import number, time_left
from voicecoach.coach.program import Phase, PhaseKind

SPEAK_HOLD_EVERY_S = 30
SPEAK_LAST_S = 5
COUNT_BEFORE_END_S = 1.2
LATE_S = 0.1
"""Words that would come later than this after their beat are left out."""
LEAD_S = 0.25
"""Words are told this much ahead of their beat, so that a busy machine still sounds them to the sample."""


@dataclass(frozen=True, slots=True)
class Beat:
    """`at_s` after the start of the set: words to say, if any, and a count to show, if any (`n` from 1)."""

    at_s: float
    unit: int
    say: str = ""
    kind: CountKind | None = None
    n: int = 0


def beats(phase: Phase) -> tuple[Beat, ...]:
    """All beats of a phase, in order. A unit is a repetition, or a second of a hold, counted from 0."""
    return _hold_beats(phase) if phase.kind is PhaseKind.HOLD else _rep_beats(phase)


def _hold_beats(phase: Phase) -> tuple[Beat, ...]:
    total = round(phase.hold_s)
    return tuple(
        Beat(float(n), n - 1, _said_at(total - n, total), CountKind.HOLD, n) for n in range(1, total + 1)
    )


def _said_at(left_s: int, total_s: int) -> str:
    if left_s == 0:
        return ""
    if left_s <= SPEAK_LAST_S and left_s < total_s - 1:
        return number(left_s)
    return time_left(left_s) if left_s % SPEAK_HOLD_EVERY_S == 0 else ""


def _rep_beats(phase: Phase) -> tuple[Beat, ...]:
    found: list[Beat] = []
    for rep in range(phase.reps):
        start = rep * phase.tempo_s
        found += [Beat(start + cue.at_s, rep, cue.say) for cue in phase.cues]
        count_at = start + max(phase.tempo_s - COUNT_BEFORE_END_S, phase.tempo_s / 2)
        found.append(Beat(count_at, rep, number(rep + 1), CountKind.REP, rep + 1))
    return tuple(sorted(found, key=lambda beat: beat.at_s))


@dataclass(frozen=True, slots=True)
class SetRun:
    """A set being done: its beats, the next one, and the clock time `t0` of second 0 at tempo `scale`."""

    phase: Phase
    beats: tuple[Beat, ...]
    t0: float
    scale: float = 1.0
    next: int = 0

    @classmethod
    def begin(cls, phase: Phase, now: float, scale: float) -> "SetRun":
        return cls(phase, beats(phase), now, scale if phase.kind is PhaseKind.REPS else 1.0)

    @property
    def is_over(self) -> bool:
        return self.next >= len(self.beats)

    @property
    def planned(self) -> int:
        """Repetitions, or whole seconds."""
        return self.phase.reps if self.phase.kind is PhaseKind.REPS else round(self.phase.hold_s)

    @property
    def done(self) -> int:
        """Repetitions or seconds counted so far."""
        return max((beat.n for beat in self.beats[: self.next]), default=0)

    @property
    def deadline(self) -> float:
        """When the next beat is to be heard."""
        return self.t0 + self.beats[self.next].at_s * self.scale

    @property
    def told_at(self) -> float:
        """When the next beat is told: words ahead of time, a silent beat on it."""
        return self.deadline - (LEAD_S if self.beats[self.next].say else 0.0)

    def take(self) -> tuple[Beat, "SetRun"]:
        """The beat that is due, and the run after it."""
        return self.beats[self.next], replace(self, next=self.next + 1)

    def resumed(self, now: float) -> "SetRun":
        """Go on at `now` with the repetition or second that had been begun."""
        first = next((i for i, beat in enumerate(self.beats) if beat.unit >= self.done), len(self.beats))
        start_s = self._unit_start_s(self.done)
        return replace(self, next=first, t0=now - start_s * self.scale)

    def at_tempo(self, scale: float, now: float) -> "SetRun":
        """The same run, from `now` on at another tempo. Holds keep their seconds."""
        if self.phase.kind is PhaseKind.HOLD or self.is_over:
            return self
        at_s = (now - self.t0) / self.scale
        return replace(self, scale=scale, t0=now - at_s * scale)

    def _unit_start_s(self, unit: int) -> float:
        return unit * (self.phase.tempo_s if self.phase.kind is PhaseKind.REPS else 1.0)
