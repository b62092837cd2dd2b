"""A copy of the history from before a newer voicecoach changes its schema: a wrong step could not be taken back."""

import contextlib
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from voicecoach import private_files
from voicecoach.history.migrations import Migration, is_current

_COPY = "history.before-{}.sqlite3"
_COPIES = re.compile(r"history\.before-[0-9]{1,4}\.sqlite3")


def keep_copy(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Keep the open history, with all that its WAL holds, beside it, whole or not at all, if it is about to change.

    The file is named after the schema that is to come; only the last one is kept. Raises ForeignFile, OSError and
    sqlite3.Error: without room for a copy nothing is changed.
    """
    if is_current(connection, migrations) or _version(connection) == 0:
        return
    content = connection.serialize()
    if content[60:64] == len(migrations).to_bytes(4, "big"):  # another process was faster
        return
    copy = path.with_name(_COPY.format(len(migrations)))
    private_files.write(copy, content)
    for other in path.parent.iterdir():
        if _COPIES.fullmatch(other.name) and other != copy:
            with contextlib.suppress(OSError):
                other.unlink()


def _version(connection: sqlite3.Connection) -> int:
    (value,) = connection.execute("PRAGMA user_version").fetchone()
    return int(value)
