"""Sounds for the recognizers: words spoken by a synthetic voice, hiss, silence. Real engines throughout."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.speech.audio import audio_data, read_wav

if TYPE_CHECKING:
    from collections.abc import Callable

    from speech_recognition import AudioData


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], AudioData]:
    """What espeak-ng's American voice says, as a recording."""
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    folder = tmp_path_factory.mktemp("spoken")

    def say(text: str) -> AudioData:
        path = folder / f"{text.replace(' ', '_')}.wav"
        if not path.exists():
            subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(path), text], check=True)
        return audio_data(read_wav(path))

    return say


@pytest.fixture
def hiss() -> AudioData:
    noise = np.random.default_rng(1).standard_normal(24_000) * 1500
    return audio_data(noise.astype(np.int16))
