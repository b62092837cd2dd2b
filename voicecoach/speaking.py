"""What speaks on this machine: its voices, and where their sound is kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import NoAudio, UnreadableHistory
from voicecoach.history.places import config_dir, speech_cache_dir
from voicecoach.installed import DOCTOR_SHOWS, check_installed, loading
from voicecoach.programs.loader import load

if TYPE_CHECKING:
    from voicecoach.speech.voice import Shelf
    from voicecoach.speech.voice_files import VoiceFiles
    from voicecoach.speech.voices import Offer

NO_CACHE_VARIABLE = "VOICECOACH_NO_SPEECH_CACHE"
"""Where it is set, no rendered speech is read from disk or kept there."""


def voices() -> Offer:
    """The voices of this machine. Raises NoAudio where there is no engine."""
    check_installed("numpy", "pyttsx3")
    with loading():
        from voicecoach.speech.voice import Voice  # noqa: PLC0415 only for voice

        voice = Voice(files=voice_files())
    voice.close()
    return voice.offer


def check_voice(name: str) -> None:
    """Raises UnknownVoice or NoAudio where this voice cannot speak here, though another one can."""
    try:
        check_installed("numpy", "pyttsx3")
        with loading():
            from voicecoach.speech.voice import Voice  # noqa: PLC0415 only for voice

            usual = Voice(files=voice_files())
    except NoAudio:
        return
    try:
        usual.choose(name)
    finally:
        usual.close()


def voice_files() -> VoiceFiles:
    """The neural voices of this machine, and what speaks with them."""
    from voicecoach.speech.voice_files import VoiceFiles, find_folder, installed  # noqa: PLC0415 only for voice

    try:
        settings = config_dir()
    except UnreadableHistory:
        settings = None
    return VoiceFiles(find_folder(os.environ, settings), installed())


def speech_cache() -> Path | None:
    """The folder of rendered speech; None where it is switched off, or where there is no home for it."""
    if os.environ.get(NO_CACHE_VARIABLE):
        return None
    try:
        return speech_cache_dir()
    except UnreadableHistory:
        return None


def shelf(program: str) -> Shelf | None:
    """Where the sound of this program's own texts is kept."""
    from voicecoach.coach.foresight import repertoire  # noqa: PLC0415 only for voice
    from voicecoach.speech.sound_cache import SoundCache  # noqa: PLC0415
    from voicecoach.speech.voice import Shelf  # noqa: PLC0415

    folder = speech_cache()
    if folder is None:
        return None
    return Shelf(SoundCache(folder), repertoire(load(program)).__contains__)


def play_voices(names: Sequence[str], text: str, rate_wpm: int, on_voice: Callable[[str], None]) -> None:
    """Say a text with one voice after the other, to the end; `on_voice` gets each id before it sounds.

    Raises UnknownVoice before anything sounds, and NoAudio where there is no engine or speaker, or where a voice's file
    cannot be used.
    """
    check_installed("numpy", "pyttsx3", "pyaudio")
    with loading(), ExitStack() as stack:
        from voicecoach.speech.playing import Stage  # noqa: PLC0415
        from voicecoach.speech.voice import Voice  # noqa: PLC0415

        voice = Voice(names[0], files=voice_files())
        stack.callback(voice.close)
        chosen = [voice.choose(name) for name in names]
        _check_speaker()
        stage = Stage()
        stack.callback(stage.close)
        for voice_id in chosen:
            voice.use(voice_id)
            pcm = voice.render(text, rate_wpm)
            on_voice(voice_id)
            stage.play(pcm)


def _check_speaker() -> None:
    """Raises NoAudio where there is none; to open one that is not there may end the process."""
    from voicecoach.speech.devices import probe  # noqa: PLC0415

    sentence = probe().speaker_sentence
    if sentence is not None:
        raise NoAudio(f"{sentence} {DOCTOR_SHOWS}.")
