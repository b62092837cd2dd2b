"""hama's phoneme model behind one call: samples in, log-probabilities of sounds at each 20 ms frame out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.recognizers.ctc import LogProbs

PADDING_S = 0.3
"""Silence put before and after: the model misses sounds at the very edge (LIBRARIES.md: padding helps)."""

LEVEL = 0.08
"""Root mean square, of full scale, to which the loud part of an utterance is brought."""

_LEVEL_FRAME = 320
_LOUD_PERCENTILE = 95


class AcousticModel:
    """hama's CTC phoneme model (Apache-2.0, 5 MB). Raises `VoicecoachError` where it cannot run."""

    def __init__(self) -> None:
        try:
            from hama.asr import ASRModel  # noqa: PLC0415 only where it is chosen

            self._model = ASRModel()
        except (ImportError, OSError, RuntimeError) as error:
            raise VoicecoachError(
                f"The recognizer 'floor' cannot run here ({error}). Use --recognizer sphinx, or the keyboard."
            ) from error
        self.tokens: tuple[str, ...] = tuple(self._model.decoder_tokens)
        self.blank: int = self._model.blank_id
        self.boundary: int = self.tokens.index("<wb>")

    def log_probs(self, samples: NDArray[np.float32]) -> LogProbs:
        """Shape (frames, tokens), for `samples` at 16 kHz, leveled and padded here. 75 ms for 1.5 s."""
        waveform = padded(level(samples), PADDING_S)
        feeds = {"waveform": waveform, "waveform_lengths": np.array([len(waveform)])}
        found: LogProbs = self._model.session.run(["log_probs"], feeds)[0][0]
        return found

    def speech_frames(self, log_probs: LogProbs) -> int:
        """Frames from the first sound that was heard to the last."""
        heard = np.flatnonzero(np.exp(log_probs[:, [self.blank, self.boundary]]).sum(axis=1) < 0.5)
        return int(heard[-1] - heard[0]) + 1 if len(heard) else 0


def loudness(samples: NDArray[np.float32] | NDArray[np.int16]) -> float:
    """Root mean square of the loud part: the 95th percentile of 20 ms frames; 0 without any."""
    frames = samples[: len(samples) - len(samples) % _LEVEL_FRAME].reshape(-1, _LEVEL_FRAME)
    if not len(frames):
        return 0.0
    return float(np.percentile(np.sqrt((frames.astype(np.float64) ** 2).mean(axis=1)), _LOUD_PERCENTILE))


def level(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """`samples` with their loud part brought to `LEVEL`, clipped to full scale."""
    gain = LEVEL / max(loudness(samples), 1e-5)
    leveled: NDArray[np.float32] = np.clip(samples * gain, -1.0, 1.0).astype(np.float32)
    return leveled


def padded(samples: NDArray[np.float32], seconds: float) -> NDArray[np.float32]:
    """`samples` between silences of `seconds` each."""
    pad = np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)
    return np.concatenate([pad, samples, pad])
