"""The third opinion: Moonshine tiny writes down freely what was said, whatever the question allows.

The other two must choose among phrases; this one does not know them. So where it writes the very phrase that they
chose, that is a witness of its own, and where somebody says more than the phrase ("um, I guess it is a bit better"),
its text still holds the answer. Alone it is the worst of the three in a room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.acoustic import PADDING_S, level, padded
from voicecoach.speech.recognizers.onnx import folder_in, one_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.float32]]

MOST_TOKENS_A_SECOND = 7.0
"""Nobody says more; what the model writes beyond that, it makes up."""

_BEGIN, _END = 1, 2
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"


class Dictation:
    """The model that the wheel of `moonshine-voice` (MIT) ships, 43 MB; of that package nothing else is used.

    Raises `VoicecoachError` where it, or onnxruntime, is not installed or cannot run.
    """

    name = "dictation"

    def __init__(self) -> None:
        try:
            from onnxruntime import InferenceSession  # noqa: PLC0415 only where chosen

            options = one_thread()
            # 40 MB less for a quarter more time
            options.add_session_config_entry("session.disable_prepacking", "1")
            folder = folder_in("moonshine_voice", "assets/tiny-en")
            self._encoder = InferenceSession(str(folder / "encoder_model.ort"), options)
            self._decoder = InferenceSession(str(folder / "decoder_model_merged.ort"), options)
            self._tokens = read_tokens((folder / "tokenizer.bin").read_bytes())
        except (ImportError, OSError, RuntimeError) as error:
            raise VoicecoachError(f"The dictation cannot run here ({error}).") from error
        past = [each for each in self._decoder.get_inputs() if each.name.startswith("past")]
        self._nothing: Arrays = {
            each.name: np.zeros((1, each.shape[1], 0, each.shape[3]), np.float32) for each in past
        }
        self._outputs = [each.name for each in self._decoder.get_outputs()]

    def write(self, samples: NDArray[np.float32]) -> str:
        """The likeliest text, token by token, for `samples` at 16 kHz, leveled and padded here. 25 to 70 ms."""
        waveform = padded(level(samples), PADDING_S)
        feeds = {"input_values": waveform[None], "attention_mask": np.ones((1, len(waveform)), np.int64)}
        frames = self._encoder.run(None, feeds)[0]
        token, kept = self._next(_BEGIN, frames, self._nothing)
        written: list[int] = []
        while token != _END and len(written) < MOST_TOKENS_A_SECOND * len(waveform) / SAMPLE_RATE_HZ:
            written.append(token)
            token, kept = self._next(token, frames, kept)
        text = b"".join(self._tokens[each] for each in written).decode("utf-8", "replace")
        return text.replace(_SPACE, " ").strip()

    def _next(self, token: int, frames: NDArray[np.float32], kept: Arrays) -> tuple[int, Arrays]:
        """The token that follows, and what the decoder keeps of all before."""
        feeds: Mapping[str, object] = {
            **kept,
            "input_ids": np.array([[token]]),
            "encoder_hidden_states": frames,
            "encoder_attention_mask": np.ones(frames.shape[:2], np.int64),
            "use_cache_branch": np.array([kept is not self._nothing]),
        }
        found = dict(zip(self._outputs, self._decoder.run(None, feeds), strict=True))
        likeliest = int(found.pop("logits")[0, -1].argmax())
        now = {name.replace("present", "past_key_values"): array for name, array in found.items()}
        if kept is not self._nothing:  # what it looks up in the sound stays as it was made the first time
            now |= {name: array for name, array in kept.items() if ".encoder." in name}
        return likeliest, now


def read_tokens(packed: bytes) -> tuple[bytes, ...]:
    """The pieces of text by number: each has its length before it, in one byte, or in two from 128 on."""
    tokens: list[bytes] = []
    place = 0
    while place < len(packed):
        length = packed[place]
        place += 1
        if length >= 128:
            length += 128 * packed[place] - 128
            place += 1
        tokens.append(packed[place : place + length])
        place += length
    return tuple(tokens)
