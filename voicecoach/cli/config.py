"""`voicecoach config`: what is set instead of being typed at each start, and how it is changed."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.output import say
from voicecoach.errors import UsageError, VoicecoachError
from voicecoach.settings.kinds import Flag, OneOf, Whole, WrongValueError, shown
from voicecoach.settings.table import BY_KEY, SETTINGS, Setting, advice_for, normal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from voicecoach.settings.file import Settings

_KEYS = "\b\nSettings:\n" + "\n".join(f"  {each.key:<11} {each.kind.allowed}" for each in SETTINGS)


@click.group("config", invoke_without_command=True, epilog=_KEYS)
@click.pass_context
def command(context: click.Context) -> None:
    """Show and change your settings: what would otherwise be typed at each start.

    They stand in one file, for you alone; `voicecoach config path` says where. An option at the command line wins over
    them. How a session is given can be set here; what is exercised, asked and decided cannot.

    \b
    Examples:
      voicecoach config
      voicecoach config set rate_wpm 140
      voicecoach config set voice en-gb
      voicecoach config unset voice
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@command.command("list", short_help="List all settings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(as_json: bool = False) -> int:
    """List all settings: the value, where it comes from, and what it means.

    Exit code 4 where the file cannot be used; what is wrong stands on standard error.

    \b
    Examples:
      voicecoach config list
      voicecoach config list --json
    """
    from voicecoach.settings.file import look  # noqa: PLC0415 what `--help` does not need

    settings = look()
    if as_json:
        click.echo(json.dumps(_document(settings), indent=2))
    elif sys.stdout.isatty():
        _print_table(settings)
    else:
        for each in SETTINGS:
            click.echo(
                "  ".join((f"{each.key} = {_value(settings, each)}", _source(settings, each), each.meaning))
            )
    return _tell(settings.problems)


def _complete_key(context: click.Context, _: click.Parameter, begun: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem  # noqa: PLC0415 only for the shell

    return [
        CompletionItem(each.key, help=each.meaning) for each in SETTINGS if each.key.startswith(normal(begun))
    ]


def _complete_value(context: click.Context, _: click.Parameter, begun: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    setting = BY_KEY.get(normal(context.params.get("key") or ""))
    match setting and setting.kind:
        case Flag():
            words: tuple[str, ...] = ("true", "false")
        case OneOf(choices):
            words = choices
        case _:
            words = ()
    return [CompletionItem(word) for word in words if word.startswith(begun.lower())]


_key = click.argument("key", shell_complete=_complete_key)


@command.command(epilog=_KEYS, short_help="Print the value of one setting.")
@_key
def get(key: str) -> int:
    """Print the value of the setting KEY, and nothing else; an empty line where nothing is set.

    \b
    Examples:
      voicecoach config get rate_wpm
    """
    from voicecoach.settings.file import look  # noqa: PLC0415

    setting, settings = _known(key), look()
    click.echo(_value(settings, setting))
    return _tell(settings.problems)


@command.command(
    "set", short_help="Set one.", epilog=_KEYS, context_settings={"ignore_unknown_options": True}
)
@_key
@click.argument("value", shell_complete=_complete_value)
def set_(key: str, value: str) -> None:
    """Set the setting KEY to VALUE, from the next start on.

    Everything else in the file stays as it is, comments too. A program or a voice that is not there is not set.

    \b
    Examples:
      voicecoach config set text true
      voicecoach config set program ./mine.toml
    """
    from voicecoach.diagnosis.wishes import unusable  # noqa: PLC0415
    from voicecoach.history.places import settings_file  # noqa: PLC0415
    from voicecoach.settings.editing import put  # noqa: PLC0415

    setting = _known(key)
    try:
        parsed = setting.kind.parsed(value)
    except WrongValueError as error:
        raise UsageError(f"{setting.key} cannot be {_quoted(value)}: {error}.") from error
    sentence = unusable(setting.key, parsed) if setting.key != "recognizer" else None
    if sentence is not None:
        raise UsageError(f"Nothing is set. {sentence}")
    put(settings_file(), setting.key, parsed)
    say(f"Set: {setting.key} = {shown(parsed)}.")
    _tell_of_others()


@command.command(epilog=_KEYS, short_help="Go back to the default.")
@_key
def unset(key: str) -> None:
    """Take the setting KEY out of the file, so that its default counts again.

    \b
    Examples:
      voicecoach config unset voice
    """
    from voicecoach.history.places import settings_file  # noqa: PLC0415
    from voicecoach.settings.editing import remove  # noqa: PLC0415

    if remove(settings_file(), key):  # whatever it is: so a mistyped one goes away
        setting, what = BY_KEY.get(key), "Removed"
    else:
        setting = _known(key)
        what = "Removed" if remove(settings_file(), setting.key) else "It was not set"
    name = setting.key if setting else key
    say(f"{what}: {_quoted(name, mark='')}. {_default(setting) if setting else ''}".rstrip())
    _tell_of_others()


@command.command(short_help="Print where the file is.")
def path() -> None:
    """Print where the settings file is, or would be.

    \b
    Examples:
      voicecoach config path
    """
    from voicecoach.history.places import settings_file  # noqa: PLC0415

    click.echo(settings_file())


@command.command(short_help="Check the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check(as_json: bool) -> int:
    """Check the file, and whether its program, recognizer and voice can be had here. Exit code 4 where not.

    \b
    Examples:
      voicecoach config check
    """
    from voicecoach.diagnosis.wishes import all_unusable  # noqa: PLC0415
    from voicecoach.errors import InvalidProgram  # noqa: PLC0415
    from voicecoach.settings.file import look  # noqa: PLC0415

    settings = look()
    problems = [*settings.problems, *(f"{key}: {each}" for key, each in all_unusable(settings).items())]
    if as_json:
        row = {
            "file": str(settings.path),
            "exists": settings.exists,
            "is_valid": not problems,
            "problems": problems,
        }
        click.echo(json.dumps(row, indent=2))
    elif problems:
        say("\n".join(problems))
    else:
        say(f"{settings.path}: {'this is fine' if settings.exists else 'there is none, and none is needed'}.")
    return InvalidProgram.exit_code if problems else 0


@command.command(short_help="Open the file in your editor.")
def edit() -> int:
    """Open the file in your editor ($VISUAL or $EDITOR), and check it afterwards.

    Where there is none yet, it begins with all settings, explained and commented out. What you typed stays, right or
    wrong; exit code 4 says that it cannot be used yet.

    \b
    Examples:
      voicecoach config edit
    """
    from voicecoach.history.places import settings_file  # noqa: PLC0415
    from voicecoach.settings.editing import abandon, begin  # noqa: PLC0415
    from voicecoach.settings.file import look  # noqa: PLC0415

    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to edit at: `voicecoach config set KEY VALUE` sets one of them."
        )
    place = settings_file()
    is_new = begin(place)
    try:
        click.edit(filename=str(place))
    except click.ClickException as error:
        if is_new:
            abandon(place)
        raise VoicecoachError(f"{error.format_message()}: set EDITOR to the name of an editor.") from error
    _make_private(place)
    return _tell(look().problems)


def _make_private(place: Path) -> None:
    """Some editors put another file in its place."""
    from contextlib import suppress  # noqa: PLC0415

    with suppress(OSError):
        place.chmod(0o600)


# --- helpers --------------------------------------------------------------------------------------------------------


def _known(key: str) -> Setting:
    """Raises UsageError."""
    setting = BY_KEY.get(normal(key))
    if setting is None:
        raise UsageError(f"There is no setting {_quoted(key)}: {advice_for(key)}.")
    return setting


def _quoted(text: str, mark: str = "'") -> str:
    from voicecoach.settings.file import printable  # noqa: PLC0415

    return f"{mark}{printable(text[:100])}{mark}"


def _default(setting: Setting) -> str:
    default = setting.default
    return "By default there is none." if default is None else f"By default it is {shown(default)}."


def _value(settings: "Settings", setting: Setting) -> str:
    return shown(settings.value(setting))


def _source(settings: "Settings", setting: Setting) -> str:
    return "file" if setting.key in settings.values else "default"


def _tell(problems: tuple[str, ...]) -> int:
    """What is wrong in the file, on standard error; the exit code."""
    from voicecoach.errors import InvalidProgram  # noqa: PLC0415

    for problem in problems:
        say(problem, err=True)
    return InvalidProgram.exit_code if problems else 0


def _tell_of_others() -> None:
    """What else is wrong in a file that was just changed: it is no failure of the change."""
    from voicecoach.settings.file import look  # noqa: PLC0415

    _tell(look().problems)


def _print_table(settings: "Settings") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for each in SETTINGS:
        is_set = each.key in settings.values
        what = Text(_value(settings, each) or "-", style="bold" if is_set else "")
        what.append(f" ({_source(settings, each)})", style="not bold")
        what.append(f"\n{each.meaning}", style="not bold dim")
        table.add_row(Text(each.key, style="bold" if is_set else ""), what)
    Console().print(table)


def _document(settings: "Settings") -> dict[str, object]:
    return {
        "file": str(settings.path),
        "exists": settings.exists,
        "problems": list(settings.problems),
        "settings": [
            {
                "key": each.key,
                "value": settings.value(each),
                "source": _source(settings, each),
                "default": each.default,
                "description": each.meaning,
                "type": _type(each),
                "choices": list(each.kind.choices) if isinstance(each.kind, OneOf) else None,
                "lowest": each.kind.lowest if isinstance(each.kind, Whole) else None,
                "highest": each.kind.highest if isinstance(each.kind, Whole) else None,
                "commands": list(each.commands),
                "option": each.option or None,
            }
            for each in SETTINGS
        ],
    }


def _type(setting: Setting) -> str:
    match setting.kind:
        case Flag():
            return "boolean"
        case Whole():
            return "integer"
        case _:
            return "string"
