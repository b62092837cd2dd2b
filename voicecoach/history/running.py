"""Which sessions run right now: a lock file for each, which the system itself unlocks when its process ends.

A session holds an exclusive lock on its file; whoever looks tries a shared one. What a killed session left behind is
unlocked, hence known as dead, and removed by the next who looks. The file is locked before it gets its name, so
nobody ever sees a living session unlocked. Where a disk cannot lock, nothing is known to run.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from voicecoach.private_files import make_directories

_SUFFIX: Final = ".lock"
_UNFINISHED: Final = ".unfinished-"
_TRIES: Final = 5
ABANDONED_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A session that runs, and since when (UTC, by the clock of its disk)."""

    session_id: int
    since: datetime


class Register:
    """The sessions that run; `folder` holds their lock files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def claim(self, session_id: int) -> Iterator[None]:
        """Within, the session counts as running. Where that cannot be told to others, it runs all the same."""
        path, descriptor = self._path(session_id), None
        with contextlib.suppress(OSError):
            descriptor = self._claimed(path)
        try:
            yield
        finally:
            if descriptor is not None:
                _remove_and_close(path, descriptor)
                with contextlib.suppress(OSError):
                    self._folder.rmdir()  # only where it is empty

    def is_running(self, session_id: int) -> bool:
        """Whether a living process has this session."""
        return _is_locked(self._path(session_id))

    def others(self) -> tuple[Running, ...]:
        """All sessions that run, the longest first; what dead ones left is removed."""
        try:
            found = sorted(self._folder.iterdir())
        except OSError:
            return ()
        looked_at = [path for path in found if path.stem.isdecimal() or _is_abandoned(path)]
        living = [path for path in looked_at if _is_locked(path) and path.stem.isdecimal()]
        return tuple(sorted(filter(None, map(_running, living)), key=lambda each: each.since))

    def _path(self, session_id: int) -> Path:
        return self._folder / f"{session_id}{_SUFFIX}"

    def _claimed(self, path: Path) -> int:
        """The descriptor that holds the lock. Raises OSError.

        Whoever looks leaves a new file alone; a session that ends at this moment may take the empty folder away.
        """
        for _ in range(_TRIES):
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                make_directories(path)
                return _made(path)
        raise BlockingIOError


def _made(path: Path) -> int:
    """A file of this name, locked by us before anybody sees it. Raises OSError."""
    if sys.platform == "win32":  # pragma: no cover  # an open file keeps its name there
        descriptor, name = os.open(path, os.O_RDWR | os.O_CREAT, 0o600), str(path)
    else:
        descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)  # made 0600
    try:
        _hold(descriptor)
        if name != str(path):
            Path(name).replace(path)
    except BaseException:
        _remove_and_close(Path(name), descriptor)
        raise
    return descriptor


def _running(path: Path) -> Running | None:
    try:
        return Running(int(path.stem), datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except OSError:  # it has just ended
        return None


def _is_abandoned(path: Path) -> bool:
    """Whether an unfinished file has nobody any more who finishes it: who looked at a new one would be in the way."""
    with contextlib.suppress(OSError):
        return abs(time.time() - path.stat().st_mtime) > ABANDONED_S
    return False


def _is_locked(path: Path) -> bool:
    """Whether somebody holds this file; removed where nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        is_free = _lock(descriptor, is_shared=True)
    except OSError:  # no locks on this disk
        os.close(descriptor)
        return False
    if not is_free:
        os.close(descriptor)
        return True
    _remove_and_close(path, descriptor)
    return False


def _remove_and_close(path: Path, descriptor: int) -> None:
    """Removed while it is still locked; Windows removes only what is closed."""
    if sys.platform == "win32":  # pragma: no cover
        os.close(descriptor)
    with contextlib.suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(descriptor)


def _hold(descriptor: int) -> None:
    if not _lock(descriptor, is_shared=False):
        raise BlockingIOError


def _lock(descriptor: int, *, is_shared: bool) -> bool:
    """Whether the lock was to be had at once. Raises OSError where this disk has none."""
    if sys.platform == "win32":  # pragma: no cover  # has no shared ones
        import msvcrt  # noqa: PLC0415

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
    import fcntl  # noqa: PLC0415

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
