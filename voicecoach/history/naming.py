"""What the exercises of a kept session are called: of a program file only ids are known."""

from functools import cache

from voicecoach.coach.explanation.deeds import Names
from voicecoach.programs.loader import built_in, built_in_names


def names_of(program: str) -> Names:
    """The names in this program."""
    return _names(program if program in built_in_names() else None)


@cache
def _names(program: str | None) -> Names:
    return Names(None if program is None else built_in(program))
