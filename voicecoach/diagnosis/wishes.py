"""Whether what the settings name can be had on this machine: the program, the recognizer, the voice."""

from __future__ import annotations

from voicecoach.engines import choose_recognizer
from voicecoach.errors import InvalidProgram, NoAudio, UsageError
from voicecoach.programs.loader import load
from voicecoach.settings.file import Settings
from voicecoach.settings.kinds import Value
from voicecoach.speaking import check_voice


def unusable(key: str, value: Value) -> str | None:
    """A sentence where this value of a setting cannot be used here; None where it can, or where nobody can tell."""
    try:
        match key, value:
            case "program", str():
                load(value)
            case "recognizer", str() if value != "auto":
                choose_recognizer(value)
            case "voice", str():
                check_voice(value)
            case _:
                pass
    except (InvalidProgram, NoAudio, UsageError) as error:
        return str(error)
    return None


def all_unusable(settings: Settings) -> dict[str, str]:
    """A sentence for each setting that cannot be used here, by its key."""
    found = {key: unusable(key, value) for key, value in settings.values.items()}
    return {key: sentence for key, sentence in found.items() if sentence is not None}
