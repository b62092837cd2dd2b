"""What went wrong with the history's file, in one sentence with an advice."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from voicecoach.errors import UnreadableHistory

_ELSEWHERE = "or set VOICECOACH_HOME to another directory"
_DAMAGED = f"it is damaged; move it away, put back a copy, {_ELSEWHERE}"
_LOCKED = "another program keeps it locked; close that program and try again"
_CLOSED = f"it cannot be opened; check the permissions, {_ELSEWHERE}"

_FULL_OR_FAILING = f"the disk is full, or reports an error; free some space, check the disk, {_ELSEWHERE}"

_REASONS: Mapping[int, str] = {
    sqlite3.SQLITE_NOTADB: f"it is not a history of voicecoach; move it away, {_ELSEWHERE}",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: f"it is read-only; make it and its directory writable, {_ELSEWHERE}",
    sqlite3.SQLITE_FULL: f"the disk is full (what was saved is safe); free some space, {_ELSEWHERE}",
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_IOERR_WRITE: _FULL_OR_FAILING,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL_OR_FAILING,
    sqlite3.SQLITE_IOERR: f"the disk reports an error; check the disk, {_ELSEWHERE}",
}


class ForeignFile(Exception):
    """The file is sound and yet not for this voicecoach; the text says why and what to do."""


@contextmanager
def as_sentences(path: Path) -> Iterator[None]:
    """Turn every failure of the file into UnreadableHistory; programming errors pass."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        raise _unreadable(path, _reason(error)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _unreadable(path, f"{reason}; check the path and the permissions, {_ELSEWHERE}") from error
    except ForeignFile as error:
        raise _unreadable(path, str(error)) from error
    except ValueError as error:  # a time or an outcome that no version of ours has written
        raise _unreadable(path, _DAMAGED) from error


def _unreadable(path: Path, reason: str) -> UnreadableHistory:
    return UnreadableHistory(f"The history {path} cannot be used: {reason}.")


def _reason(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _REASONS.get(code) or _REASONS.get(code & 0xFF)
    return known or f"{error}; `voicecoach doctor` shows more"
