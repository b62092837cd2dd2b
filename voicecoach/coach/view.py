"""What a screen may show at a moment: plain values, read from the session after each step."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """One moment of a session.

    `step` and `steps` count exercises from 1; `step` is 0 before the first. `count` and `count_of` are 0 where
    nothing is counted; `count_note` is what is announced with the count. `listening_for` lists the main options while
    an answer is awaited.
    """

    program: str
    exercise: str
    phase: str
    step: int
    steps: int
    saying: str
    count_kind: str
    count: int
    count_of: int
    is_listening: bool
    listening_for: tuple[str, ...]
    is_paused: bool
    is_finished: bool
    count_note: str = ""
