"""Where the user's files are: below VOICECOACH_HOME, or else in the platform's user directories."""

import os
from pathlib import Path

from voicecoach.errors import UnreadableHistory

HOME_VARIABLE = "VOICECOACH_HOME"
_FILE = "history.sqlite3"


def data_file() -> Path:
    """The history's file; nothing is made yet. Raises UnreadableHistory where there is no home directory."""
    own = _own_home()
    if own is not None:
        return own / _FILE
    import platformdirs  # noqa: PLC0415 not needed where VOICECOACH_HOME is set

    return _absolute(platformdirs.user_data_dir("voicecoach", appauthor=False), "XDG_DATA_HOME") / _FILE


def config_dir() -> Path:
    """The directory of the settings; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    own = _own_home()
    if own is not None:
        return own
    import platformdirs  # noqa: PLC0415

    return _absolute(platformdirs.user_config_dir("voicecoach", appauthor=False), "XDG_CONFIG_HOME")


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


def _absolute(directory: str, variable: str) -> Path:
    """Without a home platformdirs leaves "~" as it is; with an empty HOME it gives a path below "/"."""
    path = Path(directory)
    is_homeless = os.environ.get("HOME") == "" and not os.environ.get(variable)
    if is_homeless or not path.is_absolute():
        raise UnreadableHistory(
            f"There is no home directory to keep the history in: set {HOME_VARIABLE} to a directory of yours."
        )
    return path
