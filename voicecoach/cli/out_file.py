"""Where a command's document goes: a file that the user named, or standard output."""

import os
import stat
import sys
from pathlib import Path

import click

from voicecoach.errors import UsageError, VoicecoachError


def give(content: bytes, path: Path | None, *, is_forced: bool) -> None:
    """Write this to the file, whole or not at all and for the user alone, or to standard output for None and "-".

    On a terminal it asks before it writes over another file. Raises UsageError where nobody can be asked, and where the
    path is none for a file; VoicecoachError where the disk fails.
    """
    if path is None or str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from voicecoach import private_files  # noqa: PLC0415 what `--help` does not need

    name = shown(path)
    if not path.parent.is_dir():
        raise UsageError(f"There is no directory for {name}: make it first, or name another file.")
    if os.path.lexists(path):
        if not _is_file(path):
            raise UsageError(f"{name} is no file that could be written over: name another one.")
        if not (is_forced or _is_agreed(name)):
            raise UsageError(f"{name} is there already and stays as it is: name another file.")
    try:
        private_files.write(path, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise VoicecoachError(f"{name} cannot be written ({reason}): name another place.") from error


def shown(path: Path) -> str:
    """A name that somebody else chose must not move the terminal's cursor."""
    return "".join(each if each.isprintable() else "?" for each in str(path))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:  # a link that leads nowhere
        return False


def _is_agreed(name: str) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{name} is there already: give --force to write over it, or name another file.")
    return click.confirm(f"{name} is there already. Write over it?", err=True)
