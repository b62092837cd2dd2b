"""Neural voices in files: piper's `NAME.onnx`, and what belongs to it in `NAME.onnx.json` beside it.

They are the user's own: none comes with voicecoach, and none is ever downloaded. Only voices whose phonemes
espeak-ng makes are taken; for some other languages piper would fetch what it lacks.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.errors import NoAudio
from voicecoach.speech.voices import UnknownVoice, VoiceInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

VOICES_VARIABLE = "VOICECOACH_VOICES"
FOLDER = "voices"
SUFFIX = ".onnx"
PHONEMES = "espeak"
MODULE, PACKAGE = "piper", "piper-tts"
INSTALL = "`.venv/bin/pip install -r requirements/piper.txt` installs it"


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """A voice that lies in `path`, an absolute one; `language` may be empty."""

    path: Path
    name: str
    language: str

    @property
    def info(self) -> VoiceInfo:
        """As it is listed, and chosen: by the name of its file."""
        return VoiceInfo(self.path.stem, self.name, self.language)

    @property
    def identity(self) -> str:
        """Another one for any other file, or content: names, sizes and times of both files. Raises NoAudio."""
        try:
            found = [(each.name, each.stat()) for each in (self.path, _settings(self.path))]
        except OSError as error:
            raise _unusable(self.path, error.strerror or str(error)) from error
        return " ".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found)


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """The voices in `folder` (None: there is none), and any other file by its path.

    `engine` is the name and version of what speaks with them, None where that is not installed.
    """

    folder: Path | None = None
    engine: str | None = None

    def listed(self) -> tuple[VoiceFile, ...]:
        """Those of the folder that can be used, by name; none where nothing here speaks with them."""
        found: list[VoiceFile] = []
        for path in self._paths() if self.engine else ():
            with suppress(NoAudio):
                found.append(_read(path))
        return tuple(found)

    def named(self, name: str) -> VoiceFile | None:
        """The voice in the file of this path, or in that of the folder which is called so; None: neither is meant.

        Raises UnknownVoice where there is no such file, and NoAudio where it cannot be used.
        """
        path = self._path(name)
        if path is None:
            return None
        if self.engine is None:
            raise NoAudio(f"The voice {name!r} needs {PACKAGE}, which is not installed: {INSTALL}.")
        return _read(path)

    def count(self) -> int:
        """How many files there are in the folder, whether they can be used or not."""
        return len(self._paths())

    def _path(self, name: str) -> Path | None:
        for path in self._paths():
            if name.casefold() in (path.stem.casefold(), path.name.casefold()):
                return path
        if not name.casefold().endswith(SUFFIX):
            return None
        with suppress(OSError, RuntimeError, ValueError):
            path = Path(name).expanduser().absolute()
            if path.is_file():
                return path
        raise UnknownVoice(f"There is no voice file {name!r}. `voicecoach voices` lists the voices.")

    def _paths(self) -> list[Path]:
        if self.folder is None:
            return []
        try:
            return sorted(each.absolute() for each in self.folder.iterdir() if each.suffix == SUFFIX)
        except OSError:
            return []


def installed() -> str | None:
    """The name and version of what speaks with voice files; None where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 slow

    try:
        return f"{MODULE} {version(PACKAGE)}" if find_spec(MODULE) is not None else None
    except PackageNotFoundError:  # another package brings a module of this name
        return None


def find_folder(environ: Mapping[str, str], config_dir: Path | None) -> Path | None:
    """The folder that `VOICES_VARIABLE` names, else the one below the directory of the settings (None: no folder)."""
    named = environ.get(VOICES_VARIABLE, "").strip()
    if named:
        return Path(named)
    return None if config_dir is None else config_dir / FOLDER


def _read(path: Path) -> VoiceFile:
    """Raises NoAudio where what belongs to the voice is missing, is no JSON, or is of another kind."""
    beside = _settings(path)
    try:
        settings = json.loads(beside.read_text("utf-8"))
        phonemes, rate_hz = settings.get("phoneme_type", PHONEMES), settings["audio"]["sample_rate"]
    except FileNotFoundError:
        raise NoAudio(
            f"The voice file {path} lacks {beside.name}: copy that beside it, since nothing is downloaded."
        ) from None
    except OSError as error:
        raise _unusable(beside, error.strerror or str(error)) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(beside, "it does not describe a voice") from error
    if phonemes != PHONEMES or not isinstance(rate_hz, int):
        raise NoAudio(
            f"The voice file {path} is of a kind that cannot be used here ({phonemes}): take an English one."
        )
    return VoiceFile(path, _name(path, settings), _language(settings))


def _unusable(path: Path, why: str) -> NoAudio:
    return NoAudio(f"The voice file {path} cannot be used ({why.lower()}): copy it there again.")


def _settings(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _name(path: Path, settings: dict[str, Any]) -> str:
    """ "joe, medium", as the settings call the voice; else as the file is called."""
    audio = settings["audio"]
    parts = (settings.get("dataset"), audio.get("quality") if isinstance(audio, dict) else None)
    named = [each for each in parts if isinstance(each, str) and each]
    return ", ".join(named) if settings.get("dataset") and named else path.stem


def _language(settings: dict[str, Any]) -> str:
    """ "en-us": as the settings say, or else as the phonemes are made."""
    for part, key in (("language", "code"), ("espeak", "voice")):
        found = settings.get(part)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key]).replace("_", "-").lower()
    return ""
