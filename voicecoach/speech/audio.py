"""WAV files and PCM, brought to the one form that the recognizers take: 16 kHz, mono, 16 bit.

Read by our own chunk reader, since `wave` in Python 3.11 refuses the extensible header that most 24-bit
recorders write. Resampling is done in the frequency domain, so what lies above the new Nyquist frequency is
gone, not folded.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from voicecoach import private_files
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from speech_recognition import AudioData

SAMPLE_RATE_HZ = 16_000
RATES_HZ = range(4_000, 384_001)
MOST_S = 600
MOST_BYTES = 50_000_000
"""An answer takes seconds: what is far longer is not one, and would take all memory."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What the recognizers read of SpeechRecognition's AudioData, which takes 0.1 s and 11 MB to import."""

    frame_data: bytes
    sample_rate: int = SAMPLE_RATE_HZ
    sample_width: int = 2


Pcm = NDArray[np.int16]

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_EDGE_S = 0.02


def read_wav(path: str | Path) -> Pcm:
    """The samples of a WAV file, shape (n,), 16 kHz mono.

    Takes PCM of 8, 16, 24 or 32 bits and floats of 32 or 64, rates of `RATES_HZ`, any number of channels (averaged), up
    to `MOST_S` and `MOST_BYTES`.
    Raises `UsageError` where the file cannot be read or is no such WAV.
    """
    path = Path(path)
    try:
        content = private_files.read(path, MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"Cannot read the recording {path}: {reason}. Check its name.") from error
    try:
        rate_hz, samples = _parse(content)
    except ValueError as error:
        advice = "Give a PCM WAV file, for example one made by `arecord -f S16_LE -r 16000`."
        raise UsageError(f"Cannot use {path} as a recording: {error}. {advice}") from error
    return to_pcm(resample(samples, rate_hz, SAMPLE_RATE_HZ))


def audio_data(samples: Pcm, sample_rate_hz: int = SAMPLE_RATE_HZ) -> AudioData:
    """`samples`, shape (n,), as what SpeechRecognition's engines and our recognizers take."""
    from speech_recognition import AudioData  # noqa: PLC0415 0.1 s, and only for voice

    return AudioData(samples.astype("<i2").tobytes(), sample_rate_hz, 2)


def sound_of(samples: Pcm) -> AudioData:
    """`samples`, shape (n,), 16 kHz, as what our recognizers take, without SpeechRecognition."""
    return cast("AudioData", Sound(samples.astype("<i2").tobytes()))


def samples_of(audio: AudioData) -> NDArray[np.float32]:
    """The samples of `audio`, shape (n,), 16 kHz, full scale 1. An odd last byte is dropped."""
    whole = len(audio.frame_data) - len(audio.frame_data) % audio.sample_width
    samples = _decode(audio.frame_data[:whole], _PCM, 8 * audio.sample_width, unsigned_bytes=False)
    return resample(samples, audio.sample_rate, SAMPLE_RATE_HZ).astype(np.float32)


def to_pcm(samples: NDArray[np.floating]) -> Pcm:
    """Floats of full scale 1 as 16-bit samples, clipped."""
    pcm: Pcm = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype(np.int16)
    return pcm


def resample(samples: NDArray[np.floating], from_hz: int, to_hz: int) -> NDArray[np.float64]:
    """`samples`, shape (n,), at another rate: shape (round(n * to_hz / from_hz),), band-limited."""
    signal = np.asarray(samples, dtype=np.float64)
    if from_hz == to_hz or signal.size == 0:
        return signal
    divisor = math.gcd(from_hz, to_hz)
    step_in, step_out = from_hz // divisor, to_hz // divisor
    edges = math.ceil(_EDGE_S * divisor)  # in whole steps: a whole number of samples at both rates
    steps = math.ceil(len(signal) / step_in) + 2 * edges
    padded = np.pad(signal, (edges * step_in, (steps - edges) * step_in - len(signal)))
    spectrum = np.fft.rfft(padded)
    kept = np.zeros(steps * step_out // 2 + 1, dtype=complex)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    found = np.fft.irfft(kept, steps * step_out) * (step_out / step_in)
    start = edges * step_out
    return found[start : start + round(len(signal) * to_hz / from_hz)]


def _parse(content: bytes) -> tuple[int, NDArray[np.float64]]:
    """Rate in hertz and mono samples of full scale 1. Raises ValueError with a clause that says what is
    wrong.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError("it is not a WAV file")
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    header: tuple[int, int, int, int] | None = None
    place = 12
    while place + 8 <= len(content):
        name, size = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        body = content[place + 8 : place + 8 + size]
        if name == b"fmt ":
            header = _header(body)
        elif name == b"data" and header is not None:
            return _mono(body, *header)
        place += 8 + size + size % 2
    raise ValueError("it holds no sound")


def _header(body: bytes) -> tuple[int, int, int, int]:
    """Format, channels, rate in hertz, bits a sample."""
    if len(body) < 16:
        raise ValueError("its header is cut short")
    coding, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if coding == _EXTENSIBLE and len(body) >= 26:
        (coding,) = struct.unpack("<H", body[24:26])
    if coding not in (_PCM, _FLOAT):
        raise ValueError(f"it is compressed (WAV format {coding})")
    if not channels or rate_hz not in RATES_HZ:
        raise ValueError(f"its header says {channels} channels at {rate_hz} Hz")
    return coding, channels, rate_hz, bits


def _mono(
    body: bytes, coding: int, channels: int, rate_hz: int, bits: int
) -> tuple[int, NDArray[np.float64]]:
    block = max(1, channels * (bits // 8))
    if len(body) // block > MOST_S * rate_hz:
        raise ValueError(f"it is longer than {MOST_S // 60} minutes")
    samples = _decode(body[: len(body) - len(body) % block], coding, bits)
    return rate_hz, samples.reshape(-1, channels).mean(axis=1)


def _decode(data: bytes, coding: int, bits: int, *, unsigned_bytes: bool = True) -> NDArray[np.float64]:
    """Interleaved samples of full scale 1. WAV files store 8-bit samples unsigned, `AudioData` signed."""
    if coding == _FLOAT and bits in (32, 64):
        floats = np.frombuffer(data, f"<f{bits // 8}").astype(np.float64)
        return np.clip(np.nan_to_num(floats), -1.0, 1.0)
    if bits == 8:
        bytes_ = np.frombuffer(data, np.uint8 if unsigned_bytes else np.int8).astype(np.float64)
        return (bytes_ - 128.0) / 128.0 if unsigned_bytes else bytes_ / 128.0
    if bits in (16, 32):
        return np.frombuffer(data, f"<i{bits // 8}").astype(np.float64) / (1 << (bits - 1))
    if bits == 24:
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return wide.view("<i4").reshape(-1).astype(np.float64) / (1 << 31)
    raise ValueError(f"it has {bits} bits a sample")
