"""A file that the user named to be written: never over another one without asking, whole or not at all."""

import sys
from pathlib import Path

import click

from voicecoach.errors import UsageError


def may_write(path: Path, *, is_forced: bool) -> bool:
    """Whether the file may be written: it is not there yet, or it may be replaced. At a terminal that is asked.

    Raises UsageError where it cannot be replaced, or nobody can be asked.
    """
    shown = click.format_filename(path)
    try:
        exists, is_file = path.exists() or path.is_symlink(), path.is_file()
    except OSError as error:
        raise UsageError(_cannot(path, error)) from error
    if exists and not is_file:
        raise UsageError(f"{shown} is no regular file, so nothing is written to it: give another --out.")
    if not exists or is_forced:
        return True
    if not sys.stdin.isatty():
        raise UsageError(f"{shown} is there already: give --force to write over it, or another --out.")
    if click.confirm(f"{shown} is there already. Write over it?", default=False, err=True):
        return True
    click.echo("Nothing was written.", err=True)
    return False


def write_whole(path: Path, content: bytes) -> None:
    """Write the file, for its owner alone. Raises UsageError where that fails; then nothing was changed."""
    from voicecoach.private_files import write  # noqa: PLC0415 what `--help` does not need

    try:
        if not path.absolute().parent.is_dir():
            raise NotADirectoryError(None, "there is no such folder")
        write(path.absolute(), content)
    except OSError as error:
        raise UsageError(_cannot(path, error)) from error


def _cannot(path: Path, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{click.format_filename(path)} cannot be written ({reason}): give another --out."
