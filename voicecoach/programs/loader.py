"""Gives a program by its built-in name or from a file. Nothing in a file is executed or formatted."""

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from voicecoach.coach.program import Exercise, Program
from voicecoach.errors import InvalidProgram, UsageError
from voicecoach.programs import schema
from voicecoach.programs.fields import ENGLISH
from voicecoach.programs.problems import Key, Problem, is_unprintable, line_of, shown

MOST_BYTES = 1_000_000
_BUILT_IN: Mapping[str, str] = {
    "back-pain": "back_pain.toml",
    "posture": "posture.toml",
    "daily-mobility": "daily_mobility.toml",
    "neck-retraction": "neck_retraction.toml",
}
_FOR_THE_END = frozenset({"posture"})
"""The built-in programs of one exercise that asks nothing."""


def built_in_names() -> tuple[str, ...]:
    """The names that `load` knows without a file."""
    return tuple(_BUILT_IN)


def built_in(program_id: str) -> Program | None:
    """The built-in program of this id; of a program file only its id is kept, so None."""
    return _built_in(program_id) if program_id in _BUILT_IN else None


def load(name_or_path: str, language: str = ENGLISH) -> Program:
    """The built-in program of this name, or the program in this file, with its sentences in `language`.

    Raises InvalidProgram with one sentence: file, line, key, value and advice; UsageError where that is missing.
    """
    wanted = language.strip().replace("_", "-").lower()
    name = built_in_name(name_or_path)
    if name is not None:
        program = _built_in(name, wanted)
    elif not _is_path(name_or_path):
        raise InvalidProgram(_unknown(name_or_path))
    else:
        program = _program(_read(name_or_path), _printable(name_or_path), wanted)
    if program.language != wanted:
        known = " and ".join(program.languages)
        raise UsageError(
            f"The program {shown(program.id)} has no language {shown(language)}: it has {known}, "
            "so leave out --language or name one of these."
        )
    return program


def built_in_name(name: str) -> str | None:
    """The name of the built-in program that is meant, if one is."""
    plain = name.strip().replace("_", "-").lower()
    return plain if plain in _BUILT_IN else None


def built_in_text(name: str) -> str:
    """The text of the file of a built-in program."""
    return resources.files("voicecoach.programs").joinpath(_BUILT_IN[name]).read_text(encoding="utf-8")


def check(name_or_path: str | os.PathLike[str]) -> list[str]:
    """Every problem of this program, a sentence each; none if it can be used. Never raises."""
    path = os.fspath(name_or_path)
    if path in _BUILT_IN:
        return []  # the tests hold them right
    file = _printable(path)
    try:
        text = _read(path)
        problems = _problems_in_all_languages(_parse(text, file))
    except InvalidProgram as error:
        return [str(error)]
    return _sentences(problems, text, file)


def _problems_in_all_languages(document: Mapping[str, object]) -> list[Problem]:
    """Each problem once; a translation may bring one of its own, as cues that take too long."""
    program, problems = schema.read(document, _afterwards_in(ENGLISH))
    for language in program.languages[1:]:
        _, found = schema.read(document, _afterwards_in(language), language)
        problems += [problem for problem in found if problem not in problems]
    return problems


@cache
def _built_in(name: str, language: str = ENGLISH) -> Program:
    return _program(built_in_text(name), _BUILT_IN[name], language)


def _program(text: str, file: str, language: str) -> Program:
    program, problems = schema.read(_parse(text, file), _afterwards_in(language), language)
    if problems:
        raise InvalidProgram(_first_of(problems, text, file))
    return program


def _afterwards_in(language: str) -> schema.Afterwards:
    """Built-in exercises for the end, in this language where they have it, else in English."""
    return lambda name: _afterwards(name, language)


def _afterwards(name: str, language: str) -> Exercise | None:
    if name not in _FOR_THE_END:
        return None
    return _built_in(name, language).exercises[0]


def _is_path(name: str) -> bool:
    try:
        return "/" in name or os.sep in name or name.lower().endswith(".toml") or Path(name).exists()
    except (OSError, ValueError):
        return True


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name.lower()[:100], _BUILT_IN, 1, 0.5)
    guess = f'did you mean "{near[0]}"?' if near else "built in are " + " and ".join(_BUILT_IN) + "."
    return (
        f"There is no program {shown(name)}: {guess} A program of your own is named as a file: ./mine.toml."
    )


def _read(path: str) -> str:
    file = _printable(path)
    content = _content(Path(path), file)
    if len(content) > MOST_BYTES:
        raise InvalidProgram(f"{file} is larger than 1 MB: that is no program file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidProgram(
            f"{file}, line {line}: this is not UTF-8 text: save the file as UTF-8."
        ) from error


def _content(path: Path, file: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb") as stream:
                return stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise InvalidProgram(
            f"There is no file {file}: check the name, or see `voicecoach programs list`."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidProgram(
            f"{file} cannot be read ({reason}): check the name and the permissions."
        ) from error
    if stat.S_ISDIR(mode):
        raise InvalidProgram(f"{file} is a directory: name the program file in it.")
    raise InvalidProgram(f"{file} is not a regular file: copy the program into one.")


def _parse(text: str, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProgram(f"{file}: this is not valid TOML: {_printable(str(error))}.") from error
    except RecursionError as error:
        raise InvalidProgram(f"{file}: the brackets nest too deeply: see the built-in programs.") from error
    except ValueError as error:
        raise InvalidProgram(f"{file}: a number or date in it is out of every range.") from error


def _first_of(problems: list[Problem], text: str, file: str) -> str:
    first = _sentences(problems[:1], text, file)[0]
    if len(problems) == 1:
        return first
    return f"{first.rstrip('.')} (and {len(problems) - 1} more: `voicecoach programs check` lists them)."


def _sentences(problems: list[Problem], text: str, file: str) -> list[str]:
    lines: dict[Key, int | None] = {}
    for problem in problems[:100]:
        lines.setdefault(problem.key, line_of(text, problem.key))
    ordered = sorted(problems, key=lambda problem: lines.get(problem.key) or 0)
    return [problem.sentence(file, lines.get(problem.key)) for problem in ordered]


def _printable(text: str) -> str:
    """A name or message without anything that could change a terminal."""
    return "".join("?" if is_unprintable(character) else character for character in text[:300])
