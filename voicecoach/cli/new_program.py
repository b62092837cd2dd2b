"""`voicecoach programs new`: a starting file for a program of one's own."""

from pathlib import Path

import click

from voicecoach.cli.output import say
from voicecoach.errors import UsageError

_SUFFIX = ".toml"


@click.command("new")
@click.argument("file", metavar="NAME|FILE")
@click.option("--from", "built_in", metavar="NAME", help="Begin with the text of this built-in program.")
@click.option("--force", is_flag=True, help="Replace a file that is there, without asking.")
def command(file: str, built_in: str | None, force: bool) -> None:
    """Write a starting file for a program of your own, with notes in it.

    NAME becomes NAME.toml in this folder. The file is right as it is: `voicecoach start --program` runs it.

    \b
    Examples:
      voicecoach programs new knees
      voicecoach programs new shoulders.toml --from daily-mobility
    """
    from voicecoach.cli.out_file import give, shown  # noqa: PLC0415 what `--help` does not need
    from voicecoach.programs.loader import built_in_name, load  # noqa: PLC0415
    from voicecoach.programs.starting import starting_text  # noqa: PLC0415

    name = None if built_in is None else built_in_name(built_in)
    if built_in is not None and name is None:
        load(f"{built_in}{'' if _is_plain(built_in) else ' '}")  # raises: which ones there are
        raise UsageError(f"--from {built_in} is no built-in program: `voicecoach programs list` names them.")
    path = Path(file if file.lower().endswith(_SUFFIX) else f"{file}{_SUFFIX}")
    give(starting_text(path.stem, name).encode(), path, "programs new", is_forced=force)
    name_of_it = shown(path)
    say(f"{name_of_it} is written. Change it, and then:")
    for does in ("check", "preview"):
        say(f"  voicecoach programs {does} {name_of_it}")
    say(f"  voicecoach start --program {_as_program(path, name_of_it)}")


def _is_plain(name: str) -> bool:
    return "/" not in name and not name.endswith(_SUFFIX)


def _as_program(path: Path, shown: str) -> str:
    """A file is known by its suffix, or by a path."""
    return shown if path.is_absolute() or len(path.parts) > 1 else f"./{shown}"
