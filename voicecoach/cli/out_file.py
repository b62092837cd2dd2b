"""A file that the user named: written whole or not at all, and never over another one without asking."""

import errno
import sys
from pathlib import Path

import click

from voicecoach.cli.output import printable
from voicecoach.errors import UsageError, VoicecoachError

STANDARD_OUTPUT = Path("-")
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def give(content: bytes, path: Path | None, option: str, *, is_forced: bool) -> None:
    """Write this where the user wants it: on standard output for None and "-". Raises like `check_free` and `write`."""
    path = STANDARD_OUTPUT if path is None else path
    check_free(path, option, is_forced=is_forced)
    write(path, content, option)


def check_free(path: Path, option: str, *, is_forced: bool) -> None:
    """Raises UsageError where nothing may be written there: no directory, no regular file, or one that is to stay.

    `option` is what the user named it with. On a terminal it asks before a file is replaced.
    """
    if path == STANDARD_OUTPUT:
        return
    name = shown(path)
    try:
        if not path.parent.is_dir():
            raise UsageError(f"There is no directory for {name}: make it, or give another file to {option}.")
        exists = path.exists()
        if exists and not path.is_file():
            raise UsageError(f"{name} is no regular file: give another name to {option}.")
    except (OSError, ValueError) as error:
        raise UsageError(_unwritable(name, error, option)) from error
    if exists and not is_forced:
        _ask(name, option)


def write(path: Path, content: bytes, option: str) -> None:
    """Write it. Raises VoicecoachError where the disk does not take it, UsageError where it is the wrong place; then
    what was there before still is.
    """
    from voicecoach import private_files  # noqa: PLC0415 what `--help` does not need

    if path == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        private_files.write(path.resolve(), content)
    except (OSError, ValueError) as error:
        sentence = _unwritable(shown(path), error, option)
        kind = VoicecoachError if getattr(error, "errno", None) in _OF_THE_DISK else UsageError
        raise kind(sentence) from error


def _ask(name: str, option: str) -> None:
    """Whether it may be written over. Raises UsageError for a no, and where nobody can be asked."""
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{name} is there already: give --force to write over it, or another file to {option}."
        )
    if not click.confirm(f"{name} is there already. Write over it?", err=True):
        raise UsageError(f"{name} stays as it is: nothing was written.")


def _unwritable(name: str, error: OSError | ValueError, option: str) -> str:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return f"{name} cannot be written ({reason}): give another file to {option}."


def shown(path: Path) -> str:
    """A name that somebody else chose must not move the terminal's cursor."""
    return printable(str(path))
