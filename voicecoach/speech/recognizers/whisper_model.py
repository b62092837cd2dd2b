"""Where whisper's model is: a folder on this machine, complete, so that nothing is ever fetched.

faster-whisper takes a model's name for a download, and fetches a tokenizer that is missing. So only an existing
folder with all its files is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voicecoach.errors import NoAudio

MODEL_VARIABLE = "VOICECOACH_WHISPER_MODEL"
FOLDER = "whisper"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")


def find_model(environ: Mapping[str, str], config_dir: Path | None) -> Path:
    """The folder that `MODEL_VARIABLE` names, else the one below the directory of the settings (None: there is none).

    Raises NoAudio where there is no such folder, or a file of the model is missing in it.
    """
    named = environ.get(MODEL_VARIABLE, "").strip()
    if not named and config_dir is None:
        raise NoAudio(
            f"The recognizer 'whisper' has no model: set {MODEL_VARIABLE} to the folder of a faster-whisper model."
        )
    folder = Path(named) if named or config_dir is None else config_dir / FOLDER
    if not folder.is_dir():
        raise NoAudio(_no_folder(named, folder))
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        lacking.append(" or ".join(VOCABULARIES))
    if lacking:
        raise NoAudio(
            f"The whisper model in {folder} lacks {', '.join(lacking)}: "
            "copy all files of a faster-whisper model there, since none is downloaded."
        )
    return folder


def _no_folder(named: str, folder: Path) -> str:
    if named:
        return (
            f"{MODEL_VARIABLE} is {named!r}, and that is no folder here: "
            "set it to the folder of a faster-whisper model, since none is downloaded."
        )
    return (
        f"The recognizer 'whisper' has no model: set {MODEL_VARIABLE} to the folder of a faster-whisper model, "
        f"or copy it to `{folder}`."
    )
