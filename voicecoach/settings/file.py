"""Reads the settings file. Nothing in it is executed, and what cannot be used is told in one sentence each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicecoach import private_files
from voicecoach.errors import InvalidProgram
from voicecoach.history.places import settings_file
from voicecoach.programs.problems import Problem, is_unprintable, line_of, shown
from voicecoach.settings.kinds import NameOrFile, Value, WrongValueError
from voicecoach.settings.table import BY_KEY, Setting, advice_for

MOST_BYTES = 100_000
BOM = "\ufeff"
_MOST_PROBLEMS = 100


class InvalidSettings(InvalidProgram):
    """The settings file cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set in a file, by key, and a sentence for each thing in it that cannot stay.

    `is_readable`: it is TOML, or not there; else nothing is known of what it sets. `exists`: there is a file.
    """

    path: Path
    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    is_readable: bool = True
    exists: bool = True

    def value(self, setting: Setting) -> Value:
        """What is set, or else the default."""
        return self.values.get(setting.key, setting.default)

    def check(self) -> None:
        """Raises InvalidSettings with the first problem."""
        if not self.problems:
            return
        first, more = self.problems[0], len(self.problems) - 1
        if more:
            first = f"{first.rstrip('.')} (and {more} more: `voicecoach config check` lists them)."
        raise InvalidSettings(first)


def look() -> Settings:
    """The settings, with whatever is wrong in them. Raises UnreadableHistory where there is no home directory."""
    path = settings_file()
    try:
        text = read_text(path)
        document = parsed(text, path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(path, exists=False)
    except InvalidSettings as error:
        return Settings(path, problems=(str(error),), is_readable=False)
    values, found = _values(document, path)
    return Settings(path, values, _sentences(found, text, path))


def load() -> Settings:
    """The settings, to be obeyed. Raises InvalidSettings with one sentence: file, line, key, value, advice."""
    settings = look()
    settings.check()
    return settings


def read_text(path: Path) -> str:
    """What is in the file, a mark of byte order included. Raises FileNotFoundError, InvalidSettings."""
    file = printable(path)
    try:
        content = private_files.read(path, MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except IsADirectoryError as error:
        raise InvalidSettings(
            f"{file} is a directory, and the settings file should be there: move it away."
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidSettings(f"{file} cannot be read ({reason}): move it away, or mend it.") from error
    if len(content) > MOST_BYTES:
        raise InvalidSettings(f"{file} is larger than 100 kB: that is no settings file, so move it away.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidSettings(
            f"{file}, line {line}: this is not UTF-8 text: save the file as UTF-8."
        ) from error


def parsed(text: str, path: Path) -> Mapping[str, object]:
    """The file as TOML. Raises InvalidSettings."""
    file = printable(path)
    try:
        return tomllib.loads(text.removeprefix(BOM))
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettings(
            f"{file}: this is not valid TOML: {printable(error)}: `voicecoach config edit` opens it."
        ) from error
    except RecursionError as error:
        raise InvalidSettings(f"{file}: the brackets nest too deeply: take them out.") from error
    except ValueError as error:
        raise InvalidSettings(f"{file}: a number or date in it is out of every range: mend it.") from error


def printable(text: object) -> str:
    """A name or message without anything that could change a terminal."""
    return "".join("?" if is_unprintable(each) else each for each in str(text)[:1000])


def _values(document: Mapping[str, object], path: Path) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for key, found in document.items():
        setting = BY_KEY.get(key)
        if setting is None:
            problems.append(Problem((key,), " is no setting", advice_for(key)))
            continue
        try:
            values[key] = _located(setting, setting.kind.checked(found), path)
        except WrongValueError as error:
            back = f"`voicecoach config unset {key}` goes back to the default"
            problems.append(Problem((key,), f" = {shown(found)}", f"{error}; {back}"))
    return values, problems


def _located(setting: Setting, value: Value, path: Path) -> Value:
    if isinstance(setting.kind, NameOrFile) and isinstance(value, str):
        return setting.kind.located(value, path.parent)
    return value


def _sentences(problems: list[Problem], text: str, path: Path) -> tuple[str, ...]:
    text = text.removeprefix(BOM)
    lines = [(line_of(text, each.key), each) for each in problems[:_MOST_PROBLEMS]]
    lines.sort(key=lambda each: each[0] or 0)
    return tuple(printable(problem.sentence(printable(path), line)) for line, problem in lines)
