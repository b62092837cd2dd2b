"""A mono clip at 16 kHz: reading, writing, trimming, levelling.

Samples are float64, full scale 1. Levels are in dB against full scale, as the RMS of the clip's active part.
"""

from __future__ import annotations

import io
import wave
import zlib
from math import gcd
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly  # type: ignore[import-untyped]  # stubs are a package of their own

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 16_000
CEILING = 10 ** (-1 / 20)

Samples = NDArray[np.float64]


def rng_for(name: str) -> np.random.Generator:
    """The random numbers of one clip: they depend on its name only, so adding a clip changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def seconds(duration_s: float) -> int:
    """`duration_s` in samples."""
    return round(duration_s * RATE_HZ)


def from_wav_bytes(data: bytes) -> Samples:
    """The samples of a mono 16-bit WAV of any rate, at 16 kHz."""
    with wave.open(io.BytesIO(data)) as reader:
        rate_hz = reader.getframerate()
        # An engine that writes to a pipe cannot know the length for the header: take what is there.
        pcm = reader.readframes(min(reader.getnframes(), len(data)))
    return resampled(np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2") / 32768.0, rate_hz)


def resampled(samples: Samples, rate_hz: int) -> Samples:
    if rate_hz == RATE_HZ:
        return samples
    common = gcd(rate_hz, RATE_HZ)
    return np.asarray(resample_poly(samples, RATE_HZ // common, rate_hz // common), dtype=np.float64)


def write(path: Path, samples: Samples) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pcm = np.clip(np.round(samples * 32767), -32767, 32767).astype("<i2")
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(pcm.tobytes())


def read(path: Path) -> Samples:
    return from_wav_bytes(path.read_bytes())


def _frame_levels(samples: Samples, frame: int) -> Samples:
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    return np.asarray(np.sqrt(np.mean(frames**2, axis=1)), dtype=np.float64)


def trimmed(samples: Samples, before_s: float, after_s: float, floor_db: float = -44.0) -> Samples:
    """With this much silence at both ends, which is what lies `floor_db` below the loudest 10 ms."""
    frame = seconds(0.01)
    samples = np.concatenate([np.zeros(frame), samples, np.zeros(2 * frame)])
    levels = _frame_levels(samples, frame)
    active = np.flatnonzero(levels > levels.max() * 10 ** (floor_db / 20))
    speech = samples[active[0] * frame : (active[-1] + 1) * frame]
    fade = np.linspace(0.0, 1.0, seconds(0.005))
    speech = speech.copy()
    speech[: len(fade)] *= fade
    speech[-len(fade) :] *= fade[::-1]
    return np.concatenate([np.zeros(seconds(before_s)), speech, np.zeros(seconds(after_s))])


def active_rms(samples: Samples) -> float:
    """The RMS over the 20 ms frames that lie less than 25 dB below the loudest one."""
    levels = _frame_levels(samples, seconds(0.02))
    loud = levels[levels > levels.max() * 10 ** (-25 / 20)]
    return float(np.sqrt(np.mean(loud**2)))


def leveled(samples: Samples, level_db: float) -> Samples:
    """At `level_db`, or as near as leaves every peak 1 dB below full scale."""
    gain = 10 ** (level_db / 20) / active_rms(samples)
    return np.asarray(samples * min(gain, CEILING / float(np.abs(samples).max())), dtype=np.float64)
