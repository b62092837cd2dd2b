"""The beats of a set: what is counted and said, and when.

Every beat has an absolute deadline, `t0 + at_s * scale`, so that counting never drifts. "Slower" and "faster"
change `scale` from the next beat on; a pause keeps the repetition, and the set goes on from its beginning.

* "Three, two, one" leads to the first repetition, and after a pause back to the one that was interrupted. These beats
  stand before second 0, or before the second at which the set goes on; they count nothing.
* A count may carry an announcement, "five, halfway". The number stands first, and alone where both do not fit before
  the next words.
* The last beat of a set in repetitions is silent: the end of the last one.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from voicecoach.coach.effects import CountKind
from voicecoach.coach.lines import announcement, number, time_left
from voicecoach.coach.program import Phase, PhaseKind

SPEAK_HOLD_EVERY_S = 30
SPEAK_LAST_S = 5
COUNT_BEFORE_END_S = 1.5
"""A repetition is counted this long before its end: room for "five, halfway", 1.3 s at 155 words a minute."""
COUNT_IN_FROM = 3
ROOM_FOR_STOP_S = 1.8
"""Announcements take listening time. They are made only where, elsewhere in the repetition, this long passes from the
beginning of one word to that of the next: a word of 0.6 s, and the 1.2 s in which a spoken "stop" is heard."""
LATE_S = 0.1
"""Words that would come later than this after their beat are left out."""
LEAD_S = 0.25
"""Words are told this much ahead of their beat, so that a busy machine still sounds them to the sample."""


@dataclass(frozen=True, slots=True)
class Beat:
    """`at_s` after the start of the set: words to say, if any, and a count to show, if any (`n` from 1).

    `note` is announced with the words, where there is time for both.
    """

    at_s: float
    unit: int
    say: str = ""
    kind: CountKind | None = None
    n: int = 0
    note: str = ""
    is_count_in: bool = False


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
        note = announcement(rep + 1, phase.reps) if _leaves_room(phase, count_at - start) else ""
        found.append(Beat(count_at, rep, number(rep + 1), CountKind.REP, rep + 1, note))
    found.append(Beat(phase.reps * phase.tempo_s, phase.reps))
    return tuple(sorted(found, key=lambda beat: beat.at_s))


def _leaves_room(phase: Phase, count_at_s: float) -> bool:
    """Whether a stop is heard between the words before the count."""
    words = (0.0, *(cue.at_s for cue in phase.cues), count_at_s)
    return max(later - sooner for sooner, later in pairwise(words)) >= ROOM_FOR_STOP_S


@dataclass(frozen=True, slots=True)
class SetRun:
    """A set being done: its beats, the next one, and the clock time `t0` of second 0 at tempo `scale`.

    `count_in`: the number of the count-in that comes next, 0 where it is over; its numbers are `count_in_s` apart, in
    seconds at normal tempo, and there are none where that is 0.
    """

    phase: Phase
    beats: tuple[Beat, ...]
    t0: float
    scale: float = 1.0
    next: int = 0
    count_in: int = 0
    count_in_s: float = 0.0

    @classmethod
    def begin(cls, phase: Phase, now: float, scale: float, count_in_s: float = 0.0) -> "SetRun":
        """A set whose first beat, of the count-in or else of the set, is at `now`. Nobody is counted into a hold."""
        if phase.kind is PhaseKind.HOLD:
            return cls(phase, beats(phase), now, count_in_s=count_in_s)
        return cls(phase, beats(phase), now, scale, count_in_s=count_in_s).resumed(now)

    @property
    def is_over(self) -> bool:
        return self.next >= len(self.beats)

    @property
    def is_done(self) -> bool:
        """Whether everything is counted, though the last repetition may still be going on."""
        return self.done >= self.planned

    @property
    def planned(self) -> int:
        """Repetitions, or whole seconds."""
        return self.phase.reps if self.phase.kind is PhaseKind.REPS else round(self.phase.hold_s)

    @property
    def done(self) -> int:
        """Repetitions or seconds counted so far."""
        return max((beat.n for beat in self.beats[: self.next]), default=0)

    @property
    def note(self) -> str:
        """What was announced with the last count."""
        return next((beat.note for beat in reversed(self.beats[: self.next]) if beat.kind is not None), "")

    @property
    def upcoming(self) -> Beat:
        """The next beat."""
        if not self.count_in:
            return self.beats[self.next]
        at_s = self._unit_start_s(self.done) - self.count_in * self.count_in_s
        return Beat(at_s, self.done, number(self.count_in), is_count_in=True)

    @property
    def deadline(self) -> float:
        """When the next beat is to be heard."""
        return self._time_of(self.upcoming)

    @property
    def told_at(self) -> float:
        """When the next beat is told: words ahead of time, a silent beat on it."""
        return self.deadline - (LEAD_S if self.upcoming.say else 0.0)

    @property
    def free_until(self) -> float:
        """When the next words are to be heard, or the set ends: whatever sounds now is over by then."""
        if self.count_in:
            return self.deadline
        spoken = (beat for beat in self.beats[self.next :] if beat.say)
        return self._time_of(next(spoken, self.beats[-1]))

    def take(self) -> tuple[Beat, "SetRun"]:
        """The beat that is due, and the run after it."""
        if self.count_in:
            return self.upcoming, replace(self, count_in=self.count_in - 1)
        return self.upcoming, replace(self, next=self.next + 1)

    def resumed(self, now: float) -> "SetRun":
        """Count in from `now` on, and then go on with the repetition or second that had been begun."""
        first = next((i for i, beat in enumerate(self.beats) if beat.unit >= self.done), len(self.beats))
        count_in = COUNT_IN_FROM if self.count_in_s else 0
        begins_s = self._unit_start_s(self.done) - count_in * self.count_in_s
        return replace(self, next=first, count_in=count_in, t0=now - begins_s * self.scale)

    def at_tempo(self, scale: float, now: float) -> "SetRun":
        """The same run, from `now` on at another tempo. Holds keep their seconds."""
        if self.phase.kind is PhaseKind.HOLD or self.is_over:
            return self
        at_s = (now - self.t0) / self.scale
        return replace(self, scale=scale, t0=now - at_s * scale)

    def _time_of(self, beat: Beat) -> float:
        return self.t0 + beat.at_s * self.scale

    def _unit_start_s(self, unit: int) -> float:
        return unit * (self.phase.tempo_s if self.phase.kind is PhaseKind.REPS else 1.0)
