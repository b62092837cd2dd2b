"""What values a setting takes: how they are typed, how they stand in the file, and what is said of a wrong one."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

from voicecoach.programs.problems import is_unprintable

Value = bool | int | str | None
"""None: nothing is set, and there is no default."""

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_JOINERS = "\u200c\u200d"
"""Invisible, and needed to write names in some scripts."""


def shown(value: Value) -> str:
    """A value as it is printed; None is nothing."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class WrongValueError(ValueError):
    """The message is an advice: a clause in the imperative, without a full stop."""


@dataclass(frozen=True, slots=True)
class Flag:
    """On or off."""

    @property
    def allowed(self) -> str:
        return "true or false"

    def parsed(self, text: str) -> Value:
        """As typed at the command line. Raises WrongValueError."""
        if text.lower() in _YES:
            return True
        if text.lower() in _NO:
            return False
        raise WrongValueError("take true or false")

    def checked(self, value: object) -> Value:
        """As it stands in the file. Raises WrongValueError."""
        if isinstance(value, bool):
            return value
        raise WrongValueError("write true or false, without quotes")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    choices: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return " or ".join((", ".join(self.choices[:-1]), self.choices[-1]))

    def parsed(self, text: str) -> Value:
        """As typed at the command line, in any case of letters. Raises WrongValueError."""
        return self.checked(text.lower())

    def checked(self, value: object) -> Value:
        """As it stands in the file. Raises WrongValueError."""
        if isinstance(value, str) and value in self.choices:
            return value
        near = difflib.get_close_matches(str(value).lower()[:100], self.choices, 1)
        if near and near[0] != value:
            raise WrongValueError(f'did you mean "{near[0]}"? There are {", ".join(self.choices)}')
        raise WrongValueError(f"take {self.allowed}")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `lowest` to `highest`, both included, of some unit."""

    lowest: int
    highest: int
    unit: str

    @property
    def allowed(self) -> str:
        return f"{self.lowest} to {self.highest} {self.unit}"

    def parsed(self, text: str) -> Value:
        """As typed at the command line. Raises WrongValueError."""
        try:
            number = int(text)
        except ValueError:  # also of more digits than Python reads
            raise WrongValueError(f"take {self.allowed}") from None
        return self.checked(number)

    def checked(self, value: object) -> Value:
        """As it stands in the file. Raises WrongValueError."""
        if isinstance(value, int) and not isinstance(value, bool) and self.lowest <= value <= self.highest:
            return value
        raise WrongValueError(f"take {self.allowed}")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one line, of at most `longest` characters."""

    longest: int = 100

    @property
    def allowed(self) -> str:
        return f"a text of at most {self.longest} characters"

    def parsed(self, text: str) -> Value:
        """As typed at the command line. Raises WrongValueError."""
        return self.checked(text)

    def checked(self, value: object) -> Value:
        """As it stands in the file. Raises WrongValueError."""
        if not isinstance(value, str):
            raise WrongValueError("write a text, in quotes")
        if not value.strip():
            raise WrongValueError("leave the setting out instead of leaving it empty")
        if len(value) > self.longest:
            raise WrongValueError(f"take at most {self.longest} characters")
        if any(is_unprintable(each) and each not in _JOINERS for each in value):
            raise WrongValueError("leave out the control characters")
        return value


@dataclass(frozen=True, slots=True)
class NameOrFile:
    """A name, or a file of this suffix by its path. `has_bare_files`: what has no slash is a name, whatever its end."""

    suffix: str
    has_bare_files: bool

    @property
    def allowed(self) -> str:
        return f"a name, or a file: FILE{self.suffix}"

    def parsed(self, text: str) -> Value:
        """As typed at the command line; a file gets its absolute path. Raises WrongValueError."""
        value = str(self.checked(text))
        is_here = value.lower().endswith(self.suffix) and Path(value).is_file()
        return self.located(value if not is_here else str(Path(value).absolute()), Path.cwd())

    def checked(self, value: object) -> Value:
        """As it stands in the file. Raises WrongValueError."""
        return Words(1000).checked(value)

    def located(self, value: str, folder: Path) -> str:
        """A file's absolute path, as seen from this folder; a name as it is."""
        if not self._is_file(value):
            return value
        try:
            return str(folder / Path(value).expanduser())
        except (RuntimeError, OSError):  # no such user
            return value

    def _is_file(self, value: str) -> bool:
        has_suffix, has_slash = value.lower().endswith(self.suffix), "/" in value or os.sep in value
        return has_suffix and has_slash if self.has_bare_files else has_suffix or has_slash


Kind = Flag | OneOf | Whole | Words | NameOrFile
