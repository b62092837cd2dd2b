"""Where the user's files are: below VOICECOACH_HOME, or else in the platform's user directories.

`WRITTEN` is the one table of all files that voicecoach writes.
"""

import os
import re
import tempfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import assert_never

from voicecoach.errors import UnreadableHistory

HOME_VARIABLE = "VOICECOACH_HOME"
_FILE = "history.sqlite3"
_TUNING = "tuning.json"
_ECHO = "echo.json"
_RUNNING = "running"
_SAMPLE = "sample"
_SETTINGS = "settings.toml"


def data_file() -> Path:
    """The history's file; nothing is made yet. Raises UnreadableHistory where there is no home directory."""
    return (_own_home() or _user_directory("user_data_dir")) / _FILE


def sample_file() -> Path:
    """The file of the sample history, in a folder of its own; nothing is made yet. Raises like `data_file`."""
    return data_file().parent / _SAMPLE / _FILE


def tuning_file() -> Path:
    """The file of what a tuning found; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    return data_file().with_name(_TUNING)


def echo_file() -> Path:
    """The file of what the last session measured of its echo. Raises UnreadableHistory like `data_file`."""
    return data_file().with_name(_ECHO)


def running_dir() -> Path:
    """The directory of the marks of running sessions. Raises UnreadableHistory like `data_file`."""
    return data_file().with_name(_RUNNING)


def speech_cache_dir() -> Path:
    """The directory of rendered speech; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    own = _own_home()
    return (own / "cache" if own else _user_directory("user_cache_dir")) / "speech"


def config_dir() -> Path:
    """The directory of the settings; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    return _own_home() or _user_directory("user_config_dir")


def settings_file() -> Path:
    """The file of the settings; nothing is made yet. Raises UnreadableHistory like `data_file`."""
    return config_dir() / _SETTINGS


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


# --- all that is ever written -----------------------------------------------------------------------------------


class Folder(Enum):
    """A directory that holds files of voicecoach, and which one it is here."""

    DATA = "data"
    SAMPLE = "sample"
    CONFIG = "config"
    RUNNING = "running"
    SPEECH = "speech"
    TEMPORARY = "temporary"

    def path(self) -> Path:
        """Where it is; it need not exist. Raises UnreadableHistory like `data_file`."""
        match self:
            case Folder.DATA:
                return data_file().parent
            case Folder.SAMPLE:
                return sample_file().parent
            case Folder.CONFIG:
                return config_dir()
            case Folder.RUNNING:
                return running_dir()
            case Folder.SPEECH:
                return speech_cache_dir()
            case Folder.TEMPORARY:
                return Path(tempfile.gettempdir())
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is written: what it is, in which folder, what its whole name looks like, and who writes it."""

    what: str
    folder: Folder
    name: re.Pattern[str]
    writer: str


_RANDOM = "[a-z0-9_]{8}"
"""What `tempfile` puts into a name."""
_DATABASE = re.escape(_FILE)

WRITTEN = (
    Place(
        "the sessions, with what was said in them, and what you told of yourself",
        Folder.DATA,
        re.compile(rf"{_DATABASE}(-wal|-shm|-journal)?"),
        "voicecoach.history.store",
    ),
    Place(
        "a copy of the history, from before a newer voicecoach changed it",
        Folder.DATA,
        re.compile(r"history\.before-[0-9]{1,4}\.sqlite3(-journal)?"),
        "voicecoach.history.before",
    ),
    Place(
        "the sample history, which nobody lived",
        Folder.SAMPLE,
        re.compile(rf"{_DATABASE}(-wal|-shm|-journal)?"),
        "voicecoach.history.store",
    ),
    Place(
        "what a tuning found", Folder.DATA, re.compile(re.escape(_TUNING)), "voicecoach.speech.tuning_file"
    ),
    Place(
        "what the last session measured of its echo",
        Folder.DATA,
        re.compile(re.escape(_ECHO)),
        "voicecoach.speech.echo_note",
    ),
    Place("your settings", Folder.CONFIG, re.compile(re.escape(_SETTINGS)), "voicecoach.settings.editing"),
    Place(
        "settings that were being changed",
        Folder.CONFIG,
        re.compile(rf"\.settings-({_RANDOM}|lock)"),
        "voicecoach.settings.editing",
    ),
    Place(
        "the mark of a session that runs, or was cut off",
        Folder.RUNNING,
        re.compile(rf"[0-9]{{1,19}}\.lock|\.unfinished-{_RANDOM}"),
        "voicecoach.history.running",
    ),
    Place(
        "an unfinished file",
        Folder.DATA,
        re.compile(rf"\.unfinished-{_RANDOM}"),
        "voicecoach.private_files",
    ),
    Place(
        "a sentence of the coach, as sound",
        Folder.SPEECH,
        re.compile(r"[0-9a-f]{64}\.pcm"),
        "voicecoach.speech.sound_cache",
    ),
    Place(
        "an unfinished sound",
        Folder.SPEECH,
        re.compile(rf"\.new-{_RANDOM}"),
        "voicecoach.speech.sound_cache",
    ),
    Place(
        "a sentence that was being made, where there is no memory for files",
        Folder.TEMPORARY,
        re.compile(rf"voicecoach-utterance-{_RANDOM}"),
        "voicecoach.speech.render_worker",
    ),
)
"""Everything that voicecoach writes for its user, but what it is told to (`--events`). A new file gets a row here, and
`forget` then removes it, too; a test holds that nothing else is ever written.
"""
GIVEN = {
    "voices": "a folder for neural voices, which only you fill",
    "whisper": "a folder for whisper's model, which only you fill",
}
"""What the user puts into the directory of the settings, by name."""


def place_of(path: Path) -> Place | None:
    """What is written at this path; None where nothing of ours is."""
    for place in WRITTEN:
        if place.name.fullmatch(path.name) and path.parent == place.folder.path():
            return place
    return None


def own_directories() -> tuple[Path, ...]:
    """The directories that are made for our files, the deepest first. Raises UnreadableHistory like `data_file`."""
    speech = speech_cache_dir()
    ours = (running_dir(), sample_file().parent, speech, speech.parent, config_dir(), data_file().parent)
    return tuple(dict.fromkeys(ours))
