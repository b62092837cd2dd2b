"""What a program is: exercises in order, their phases, doses, cues and warnings. Plain data, no files."""

from dataclasses import dataclass
from enum import StrEnum


class PhaseKind(StrEnum):
    """A phase is held for a time, or done in repetitions."""

    HOLD = "hold"
    REPS = "reps"


class Side(StrEnum):
    """The painful side."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Precaution(StrEnum):
    """What may make an exercise unwise for a person; asked once, and kept in the profile."""

    SPONDYLOLISTHESIS = "spondylolisthesis"
    STENOSIS_WORSE_STANDING = "stenosis-worse-standing"
    PREGNANCY = "pregnancy"
    RECENT_SURGERY = "recent-surgery"
    WRIST_OR_SHOULDER_INJURY = "wrist-or-shoulder-injury"
    DIZZINESS_OR_POOR_BALANCE = "dizziness-or-poor-balance"
    OSTEOPOROSIS_OR_FRACTURE = "osteoporosis-or-fracture"
    RECENT_HIP_REPLACEMENT = "recent-hip-replacement"


class Asks(StrEnum):
    """What a program asks about the pain, before it and after each exercise.

    PLACE: where its lowest point is, and how it changed there. CHANGE: how it changed, for pain that is not in back and
    leg; where it is counts as constant. NOTHING: the program is for people without pain.
    """

    PLACE = "place"
    CHANGE = "change"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """Words inside a repetition, `at_s` seconds after its beginning at normal tempo."""

    at_s: float
    say: str


@dataclass(frozen=True, slots=True)
class Phase:
    """One thing to do, followed by a check when `has_check`.

    `hold_s`: seconds of a HOLD phase, settable from `hold_min_s` to `hold_max_s`. `reps`, `tempo_s`:
    repetitions and seconds a repetition of a REPS phase. `rep_hold_s`: seconds held inside a repetition, for
    the screen and the record.
    """

    id: str
    name: str
    instructions: tuple[str, ...]
    kind: PhaseKind
    hold_s: float = 0.0
    hold_min_s: float = 0.0
    hold_max_s: float = 0.0
    reps: int = 0
    tempo_s: float = 0.0
    rep_hold_s: float = 0.0
    cues: tuple[SpokenCue, ...] = ()
    rest: str = ""
    has_check: bool = True


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise; `needs_side` when its sentences hold `{painful_side}` or `{other_side}`.

    `precautions` are `Precaution` ids. `keep` is said when this turns out to be the person's exercise.
    """

    id: str
    name: str
    phases: tuple[Phase, ...]
    warnings: tuple[str, ...] = ()
    precautions: tuple[str, ...] = ()
    needs_side: bool = False
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """The dialogue's times, in seconds (`max_sets` is a number). Source: the clinical dialogue table.

    `start_after_s`: from the end of "ready" to the first number of the count-in, or where there is none to the first
    beat. `count_in_s`: from one number of the count-in to the next, at normal tempo; 0 leaves it out.
    """

    first_word_s: float = 8.0
    first_word_list_s: float = 12.0
    ready_s: float = 20.0
    end_silence_s: float = 0.7
    end_silence_location_s: float = 1.2
    longest_answer_s: float = 6.0
    option_pause_s: float = 0.6
    recheck_every_s: float = 60.0
    recheck_for_s: float = 300.0
    pause_reminder_s: float = 60.0
    pause_end_s: float = 300.0
    stop_grace_s: float = 8.0
    start_after_s: float = 1.0
    count_in_s: float = 1.0
    max_sets: int = 3


@dataclass(frozen=True, slots=True)
class Program:
    """A whole program.

    `about`: what it is for, in spoken sentences. `hours_between`: the rest from one session to the next, in
    hours. `language`: that of its sentences, one of `languages`, as in "en" or "pt-br"; `side_words`: how left and
    right are said in them.
    """

    id: str
    name: str
    exercises: tuple[Exercise, ...]
    about: tuple[str, ...] = ()
    hours_between: float = 2.0
    timing: Timing = Timing()
    asks: Asks = Asks.PLACE
    repeats_partial: bool = False
    afterwards: "Exercise | None" = None
    asides: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    side_words: tuple[str, str] = ("left", "right")

    @property
    def asks_symptoms(self) -> bool:
        """Whether the pain is asked about at all."""
        return self.asks is not Asks.NOTHING

    @property
    def asks_place(self) -> bool:
        """Whether it is asked where the pain is."""
        return self.asks is Asks.PLACE
