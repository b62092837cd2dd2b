"""Changes the settings file: one setting at a time, and everything else in it stays byte for byte.

The file is replaced whole, by a new one beside it. Who changes it holds the lock of its directory meanwhile, so of two
at once neither loses the other's change. Where the file is a link, what it leads to is replaced.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicecoach import private_files
from voicecoach.errors import VoicecoachError
from voicecoach.settings.file import BOM, InvalidSettings, parsed, printable, read_text
from voicecoach.settings.kinds import Value
from voicecoach.settings.table import SETTINGS

PREFIX = ".settings-"
_LOCK = f"{PREFIX}lock"
_HEADING = (
    "# Settings of voicecoach. `voicecoach config` explains them; each is the default until it is set.\n"
)


class UnwritableSettingsError(VoicecoachError):
    """The settings file cannot be written; it is as it was."""


def put(path: Path, key: str, value: Value) -> None:
    """Set one setting. Raises InvalidSettings where the file is no TOML, UnwritableSettingsError."""
    with _changing(path):
        text = _text(path)
        _replace(path, _changed(text or "", key, value, path))


def remove(path: Path, key: str) -> bool:
    """Take one key out, whether the table knows it or not; False where it is not there. Raises like `put`."""
    if _text(path) is None:
        return False
    with _changing(path):
        text = _text(path)
        if text is None or key not in parsed(text, path):
            return False
        _replace(path, _changed(text, key, None, path))
    return True


def begin(path: Path) -> bool:
    """Make a file that explains all settings and sets none; False where there is a file. Raises like `put`."""
    with _changing(path):
        try:
            path.stat()
        except FileNotFoundError:
            _replace(path, _template())
            return True
    return False


def abandon(path: Path) -> None:
    """Take back a file that was begun, where nobody changed it. Raises like `put`."""
    with _changing(path):
        if path.is_file() and path.read_bytes() == _template().encode():
            path.resolve().unlink()


def _template() -> str:
    lines = [_HEADING]
    for each in SETTINGS:
        lines += [f"\n# {each.meaning} It takes {each.kind.allowed}.\n"]
        lines += [
            f"# {each.key} = {written(each.default)}\n"
            if each.default is not None
            else f'# {each.key} = ""\n'
        ]
    return "".join(lines)


def written(value: Value) -> str:
    """A value as it stands in the file; None is nothing."""
    if value is None:
        return ""
    import tomlkit  # noqa: PLC0415 slow, and only for changes

    return tomlkit.item(value).as_string()


# --- the text -------------------------------------------------------------------------------------------------------


def _changed(text: str, key: str, value: Value, path: Path) -> str:
    """The text with another value of this key (None: without it). Raises InvalidSettings where that cannot be done."""
    wanted = {**parsed(text, path)}
    mark = BOM if text.startswith(BOM) else ""
    wanted.pop(key, None)
    if value is not None:
        wanted[key] = value
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        changed = _edited(text.removeprefix(BOM) or _HEADING, key, value)
    except (TOMLKitError, ValueError, LookupError, RecursionError) as error:
        raise _by_hand(path) from error
    if parsed(changed, path) != wanted:
        raise _by_hand(path)
    return mark + changed


def _edited(text: str, key: str, value: Value) -> str:
    """Raises one of tomlkit's errors, ValueError, LookupError or RecursionError where tomlkit cannot do it."""
    import tomlkit  # noqa: PLC0415

    line_end = "\r\n" if "\r\n" in text else "\n"
    is_new = value is not None and key not in tomlkit.parse(text)
    whole = text if text.endswith("\n") or not is_new else text + line_end
    document = tomlkit.parse(whole)
    if document.as_string() != whole:
        raise ValueError(text)
    if value is None:
        document.remove(key)
    elif is_new:
        item = tomlkit.item(value)
        item.trivia.trail = line_end
        document.append(key, item)
    else:
        document[key] = value
    return document.as_string()


def _by_hand(path: Path) -> InvalidSettings:
    return InvalidSettings(
        f"{printable(path)} is written in a way that cannot be changed safely: `voicecoach config edit` opens it."
    )


# --- the file -------------------------------------------------------------------------------------------------------


def _text(path: Path) -> str | None:
    try:
        return read_text(path)
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    private_files.write(path.resolve(), text.encode(), prefix=PREFIX)


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Within, nobody else changes it."""
    try:
        private_files.make_directories(path)
        with _lock(path.parent):
            yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableSettingsError(
            f"{printable(path)} cannot be written ({reason}), so nothing is changed: check its folder, and the disk."
        ) from error


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Waits for whoever changes a file here; where a disk has no locks, nobody is waited for."""
    descriptor = _opened(folder)
    try:
        with contextlib.suppress(OSError):
            _hold(descriptor)
        yield
    finally:
        os.close(descriptor)


def _opened(folder: Path) -> int:
    if sys.platform == "win32":  # pragma: no cover  # opens no directories
        return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    return os.open(folder, os.O_RDONLY)


def _hold(descriptor: int) -> None:
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        return
    import fcntl  # noqa: PLC0415

    fcntl.flock(descriptor, fcntl.LOCK_EX)
