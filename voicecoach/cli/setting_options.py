"""Options that a setting gives a value to: the command line wins over the settings file, and that over the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from voicecoach.cli import completing
from voicecoach.settings.kinds import Flag, OneOf, Value, Whole
from voicecoach.settings.table import BY_KEY, SETTINGS

if TYPE_CHECKING:
    from voicecoach.settings.kinds import Kind

F = TypeVar("F", bound=Callable[..., Any])

_COMPLETING = {"program": completing.programs, "voice": completing.files}


def _type(kind: Kind) -> click.ParamType[Any] | None:
    match kind:
        case OneOf():
            return click.Choice(kind.choices)
        case Whole():
            return click.IntRange(kind.lowest, kind.highest)
        case _:
            return None


def _whole(key: str) -> tuple[click.IntRange, int]:
    setting = BY_KEY[key]
    assert isinstance(setting.kind, Whole)
    assert isinstance(setting.default, int)
    return click.IntRange(setting.kind.lowest, setting.kind.highest), setting.default


RECOGNIZERS = _type(BY_KEY["recognizer"].kind)
"""What may listen. `auto` never picks `whisper`, which needs a model of the user's own."""
RATE_WPM, DEFAULT_RATE_WPM = _whole("rate_wpm")
"""How fast the voice may speak, in words a minute."""


def setting(key: str, note: str = "") -> Callable[[F], F]:
    """The option of this setting, by its row of the table; `note` is added to its help.

    Its parameter is called like the setting. What counts is told by `choose`.
    """
    row = BY_KEY[key]
    return click.option(
        row.option,
        key,
        type=_type(row.kind),
        default=row.default,
        show_default=row.default is not None and not isinstance(row.kind, Flag),
        help=f"{row.meaning} {note}".strip(),
        shell_complete=_COMPLETING.get(key),
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counts, by the key of the setting. `typed`: said at the command line; `kept`: by the settings file."""

    values: Mapping[str, Value]
    typed: frozenset[str]
    kept: frozenset[str]

    def flag(self, key: str) -> bool:
        return bool(self.values[key])

    def number(self, key: str) -> int:
        value = self.values[key]
        assert isinstance(value, int)
        return value

    def words(self, key: str) -> str:
        return str(self.values[key])

    def words_or_none(self, key: str) -> str | None:
        return None if self.values[key] is None else str(self.values[key])


def choose(context: click.Context) -> Chosen:
    """What the command line, the settings file and the defaults come to, for this command.

    Raises InvalidSettings where the file cannot be used, UnreadableHistory where there is no home directory.
    """
    from voicecoach.settings.file import load  # noqa: PLC0415 what `--help` does not need

    settings = load()
    keys = [each.key for each in SETTINGS if each.key in context.params]
    typed = {key for key in keys if context.get_parameter_source(key) is ParameterSource.COMMANDLINE}
    kept = {key for key in keys if key in settings.values} - typed
    values = {key: settings.values[key] if key in kept else context.params[key] for key in keys}
    return Chosen(values, frozenset(typed), frozenset(kept))
