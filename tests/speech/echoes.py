"""A room made of numbers: exponentially decaying noise as its response, and voices to put into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.audio import read_wav

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Sound = NDArray[np.float64]

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"
RATE_HZ = 16_000
BLOCK = 512
COACH = (
    "where-is-the-lowest-place-you-feel-it-now",
    "rest-and-turn-your-head-to-one-side",
    "say-ready-when-you-are-ready",
    "is-it-better-worse-or-the-same",
)


def coach(seconds: float) -> Sound:
    """The coach's lines with short pauses, full scale 1."""
    pause = np.zeros(RATE_HZ // 4)
    lines = [part for name in COACH for part in (sound(f"coach/{name}__near.wav"), pause)]
    return np.resize(np.concatenate(lines), round(seconds * RATE_HZ))


def sound(path: str) -> Sound:
    """A recording of the fixtures, full scale 1."""
    return read_wav(FIXTURES / path) / 32768.0


def response(seed: int, rt60_s: float = 0.35, late_s: float = 0.03) -> Sound:
    """A direct sound after `late_s`, and a decaying tail; energy 1."""
    draw = np.random.default_rng(seed)
    t = np.arange(round(rt60_s * RATE_HZ)) / RATE_HZ
    tail = draw.standard_normal(len(t)) * 10 ** (-3 * t / rt60_s) * 0.05
    tail[0] = 1.0
    found = np.concatenate([np.zeros(round(late_s * RATE_HZ)), tail])
    return found / np.sqrt(np.sum(found**2))


def heard_in(played: Sound, path: Sound, gain_db: float, noise_dbfs: float = -62.0, seed: int = 0) -> Sound:
    """What is played, through the room, with steady noise."""
    size = len(played) + len(path)
    echo = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(path, size), size)[: len(played)]
    noise = np.random.default_rng(seed).standard_normal(len(played)) * 10 ** (noise_dbfs / 20)
    return echo * 10 ** (gain_db / 20) + noise


def with_word(heard: Sound, word: Sound, at_s: float, gain_db: float = 0.0) -> Sound:
    """The same with a word in it."""
    found = heard.copy()
    at = round(at_s * RATE_HZ)
    found[at : at + len(word)] += word * 10 ** (gain_db / 20)
    return found


def blocks(*sounds: Sound) -> Iterator[tuple[NDArray[np.int16], ...]]:
    """Sounds side by side, block by block."""
    pcm = [np.clip(np.rint(each * 32768), -32768, 32767).astype(np.int16) for each in sounds]
    for at in range(0, len(pcm[0]) - BLOCK + 1, BLOCK):
        yield tuple(each[at : at + BLOCK] for each in pcm)


def level_db(samples: NDArray[np.generic]) -> float:
    """Of full scale, of int16 samples."""
    return float(10 * np.log10(np.mean((samples.astype(np.float64) / 32768) ** 2) + 1e-12))
