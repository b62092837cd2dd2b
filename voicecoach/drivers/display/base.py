"""What a display can do. A display never fails: where its output is gone it goes silent, and says so."""

from typing import Protocol

from voicecoach.coach.effects import EarconKind
from voicecoach.coach.view import View


class Display(Protocol):
    """What the person sees of a session: each call is one thing that happened, in order."""

    @property
    def is_lost(self) -> bool:
        """Nobody sees this any more: the terminal is gone, or the pipe is closed."""
        ...

    def show(self, view: View) -> None:
        """The state after a step. Costs nothing when nothing changed, so call it as often as you like."""
        ...

    def coach_says(self, text: str, cue: str) -> None:
        """The coach begins to say this line. Spoken counts (`is_count`) are left to `show`."""
        ...

    def person_said(self, text: str, *, is_typed: bool) -> None:
        """These words were heard or, with `is_typed`, entered; the latter end the line being typed."""
        ...

    def earcon(self, kind: EarconKind) -> None:
        """An earcon sounds, or would."""
        ...

    def notice(self, text: str) -> None:
        """One clear line about the session itself: a device was lost, we go on with the keyboard."""
        ...

    def typed(self, buffer: str) -> None:
        """The line being typed, as it is now."""
        ...

    def redraw(self) -> None:
        """Draw everything anew: the terminal was resized, or in other hands."""
        ...

    def close(self) -> None:
        """Leave the terminal tidy. May be called more than once."""
        ...


COUNT_CUE = "count"


def is_count(cue: str) -> bool:
    """Whether a line is only a spoken number, which the count shows already: "count", "count.rep"..."""
    return cue.partition(".")[0] == COUNT_CUE
