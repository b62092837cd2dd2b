"""Where the user's files are: below VOICECOACH_HOME, or else in the platform's user directories."""

import os
from pathlib import Path

from voicecoach.errors import UnreadableHistory

HOME_VARIABLE = "VOICECOACH_HOME"
_FILE = "history.sqlite3"
_TUNING = "tuning.json"
_ECHO = "echo.json"


def data_file() -> Path:
    """The history's file; nothing is made yet. Raises UnreadableHistory where there is no home directory."""
    return (_own_home() or _user_directory("user_data_dir")) / _FILE


def tuning_file() -> Path:
    """The file of what a tuning found; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    return data_file().with_name(_TUNING)


def echo_file() -> Path:
    """The file of what the last session measured of its echo. Raises UnreadableHistory like `data_file`."""
    return data_file().with_name(_ECHO)


def speech_cache_dir() -> Path:
    """The directory of rendered speech; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    own = _own_home()
    return (own / "cache" if own else _user_directory("user_cache_dir")) / "speech"


def config_dir() -> Path:
    """The directory of the settings; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    return _own_home() or _user_directory("user_config_dir")


def _own_home() -> Path | None:
    value = os.environ.get(HOME_VARIABLE, "").strip()
    if not value:
        return None
    try:
        return Path(value).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise UnreadableHistory(
            f"{HOME_VARIABLE} is {value!r}, and that is no directory here: set it to an absolute path."
        ) from error


def _user_directory(which: str) -> Path:
    """Without a home directory platformdirs raises; older ones give a path below "~" or below "/"."""
    import platformdirs  # noqa: PLC0415 not needed where VOICECOACH_HOME is set

    try:
        path = Path(getattr(platformdirs, which)("voicecoach", appauthor=False))
    except RuntimeError:
        path = Path()
    if path.is_absolute() and path.parts[1] not in {".local", ".config", ".cache"}:
        return path
    raise UnreadableHistory(
        f"There is no home directory to keep the history in: set {HOME_VARIABLE} to a directory of yours."
    )
