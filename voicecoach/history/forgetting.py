"""All that voicecoach ever wrote for its user: found by the table of `places`, listed, and removed.

What the user put beside it (voices, a model, logs, anything else) is never touched, and what is of our name but not
of our making (a directory, a pipe, a database of another program) neither. A history that is a link is followed, as
SQLite does.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicecoach.errors import VoicecoachError
from voicecoach.history.migrations import APPLICATION_ID
from voicecoach.history.places import (
    GIVEN,
    WRITTEN,
    Folder,
    Place,
    config_dir,
    data_file,
    own_directories,
    running_dir,
)
from voicecoach.history.running import Register

_MAGIC, _MARK = b"SQLite format 3\0", slice(68, 72)
_EXPECTED = {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY, errno.ENOTDIR}
"""Why a directory may stay: it is gone, it is not empty, something is mounted there, it is a link."""


class SessionRunsError(VoicecoachError):
    """A session is running; its files are in use."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of ours. `size` in bytes, of all that is in it."""

    path: Path
    size: int
    what: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something in our folders that is not removed, and why: a clause."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What would be removed, and what would stay."""

    found: tuple[Found, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """What is gone, and for each file that is not, one sentence. `has_history_left`: one of these is the history."""

    removed: tuple[Path, ...]
    problems: tuple[str, ...]
    has_history_left: bool


def take_stock() -> Inventory:
    """All that is there. Raises UnreadableHistory where there is no home, VoicecoachError where a folder is closed."""
    found: dict[Path, Found] = {}
    left: dict[Path, Left] = {}
    for entry, place in _entries():
        why = None if place is None else _why_not(entry, place)
        if place is None or why is not None:
            left[entry] = Left(entry, why or GIVEN.get(entry.name, "it is not of voicecoach's making"))
            continue
        for path in (*_linked(entry), entry):
            found[path] = Found(path, _size(path), place.what)
    directories = {*own_directories(), config_dir()}
    stays = (each for path, each in left.items() if path not in directories)
    return Inventory(tuple(found.values()), tuple(stays))


def check_nothing_runs() -> None:
    """Raises SessionRunsError where a session runs."""
    if Register(running_dir()).others():
        raise SessionRunsError(
            'A session is running, so nothing is removed: end it (say or type "stop"), and ask again.'
        )


def remove(inventory: Inventory, unlink: Callable[[Path], None] = Path.unlink) -> Removal:
    """Remove all that was found, and then our directories that are empty. After a failure the rest goes on."""
    removed: list[Path] = []
    problems: list[str] = []
    has_history_left = False
    for found in inventory.found:
        try:
            _remove_one(found.path, unlink)
        except OSError as error:
            problems.append(_problem(found.path, error))
            has_history_left = has_history_left or _is_history(found.path)
        else:
            removed.append(found.path)
    for directory in own_directories():
        if directory in (Path.home(), Path.cwd(), Folder.TEMPORARY.path()):
            continue
        try:
            directory.rmdir()
        except OSError as error:
            if error.errno not in _EXPECTED:
                problems.append(_problem(directory, error))
        else:
            removed.append(directory)
    return Removal(tuple(removed), tuple(problems), has_history_left)


def _is_history(path: Path) -> bool:
    """Whether it is the person's own: its folder is that of the data, and not the sample's."""
    return path.name.startswith("history.") and path.parent == Folder.DATA.path()


def _entries() -> Iterator[tuple[Path, Place | None]]:
    """Everything in our folders, with its row of the table; in the temporary one only what is ours."""
    folders = dict.fromkeys(each.path() for each in Folder)
    rows = {path: [place for place in WRITTEN if place.folder.path() == path] for path in folders}
    temporary = Folder.TEMPORARY.path()
    for folder in dict.fromkeys((*folders, *own_directories(), config_dir())):
        for entry in _listed(folder):
            place = next((each for each in rows.get(folder, ()) if each.name.fullmatch(entry.name)), None)
            if folder != temporary or (place is not None and _is_own(entry)):
                yield entry, place


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise VoicecoachError(
            f"The folder {folder} cannot be looked at ({_reason(error)}), so nothing is removed: check its permissions."
        ) from error


def _why_not(path: Path, place: Place) -> str | None:
    """Why this is not of our making though it is called so; None where it is."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"it cannot be looked at ({_reason(error)})"
    if place.folder is Folder.TEMPORARY:
        return None if stat.S_ISDIR(mode) else "it is no directory, and no voicecoach made it"
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        return "it is no file, and no voicecoach made it"
    if path == data_file() and _is_foreign(path):
        return "it is a database of another program"
    return None


def _is_foreign(path: Path) -> bool:
    """A sound database that another program marked, or nobody."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[_MARK] != APPLICATION_ID.to_bytes(4, "big")


def _linked(path: Path) -> list[Path]:
    """Where the history is a link: the file that it leads to, and what SQLite keeps beside that."""
    if path != data_file() or not path.is_symlink() or not path.is_file():
        return []
    target = path.resolve()
    beside = [target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal")]
    return [*(each for each in beside if each.is_file()), target]


def _is_own(path: Path) -> bool:
    """Whether this user made it; in a folder that all share, names prove nothing."""
    with suppress(OSError):
        return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
    return False


def _size(path: Path) -> int:
    with suppress(OSError):
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode):
            return sum(_size(each) for each in path.iterdir())
        return found.st_size
    return 0


def _remove_one(path: Path, unlink: Callable[[Path], None]) -> None:
    """A file, or a directory of files in the temporary folder. What is gone already is no failure."""
    with suppress(FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            for each in path.iterdir():
                unlink(each)
            path.rmdir()
        else:
            unlink(path)


def _problem(path: Path, error: OSError) -> str:
    return f"{path} cannot be removed ({_reason(error)}): check the permissions of its folder, and ask again."


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
