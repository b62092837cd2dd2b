"""What a microphone in a room makes of a clip: early reflections, reverberation, distance, background noise.

The room is a box of random size, simulated with image sources (pyroomacoustics). The talker lies on the
floor, the laptop stands on it: both are low. Image sources beyond `_MAX_ORDER` are left out; what they would
add lies under the noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyroomacoustics as pra  # type: ignore[import-untyped]  # has no annotations
from scipy.signal import fftconvolve  # type: ignore[import-untyped]  # stubs are a package of their own

from fixtures_lib.clip import CEILING, RATE_HZ, Samples, active_rms, leveled, seconds

_MAX_ORDER = 34
_TAIL_S = 0.15


@dataclass(frozen=True, slots=True)
class Place:
    """Where the microphone is: how far from the talker, in how live and how noisy a room."""

    distance_m: float
    reverberation_s: float
    snr_db: float
    level_db: float
    level_spread_db: float


ROOM = Place(distance_m=2.0, reverberation_s=0.5, snr_db=15.0, level_db=-28.0, level_spread_db=2.0)
MILD = Place(distance_m=1.0, reverberation_s=0.25, snr_db=30.0, level_db=-23.0, level_spread_db=0.0)

TELEVISION = Place(distance_m=2.5, reverberation_s=0.6, snr_db=25.0, level_db=-35.0, level_spread_db=0.0)


def shaped_noise(length: int, exponent: float, rng: np.random.Generator) -> Samples:
    """Noise of RMS 1 whose power falls as frequency to the `exponent`: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / RATE_HZ)
    spectrum *= np.maximum(frequency, 40.0) ** (-exponent / 2)
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), dtype=np.float64)


def impulse_response(place: Place, rng: np.random.Generator) -> Samples:
    """From the talker to the microphone, in a box of 3 to 7 m by 3 to 7 m."""
    size = np.array([rng.uniform(3, 7), rng.uniform(3, 7), rng.uniform(2.4, 3.0)])
    absorption, order = pra.inverse_sabine(place.reverberation_s, size)
    room = pra.ShoeBox(size, fs=RATE_HZ, materials=pra.Material(absorption), max_order=min(order, _MAX_ORDER))
    talker, microphone = _positions(size, place.distance_m, rng)
    room.add_source(talker)
    room.add_microphone(microphone)
    room.compute_rir()
    return np.asarray(room.rir[0][0], dtype=np.float64)


def _positions(size: Samples, distance_m: float, rng: np.random.Generator) -> tuple[Samples, Samples]:
    margin = 0.3
    while True:
        talker = np.array([*rng.uniform(margin, size[:2] - margin), rng.uniform(0.15, 0.4)])
        angle = rng.uniform(0, 2 * np.pi)
        microphone = talker + distance_m * np.array([np.cos(angle), np.sin(angle), 0.0])
        microphone[2] = rng.uniform(0.15, 0.5)
        if np.all(microphone[:2] > margin) and np.all(microphone[:2] < size[:2] - margin):
            return talker, microphone


def near(samples: Samples, rng: np.random.Generator) -> Samples:
    """At the mouth: -20 dBFS, over the hiss of a decent microphone (-66 dBFS)."""
    return leveled(samples, -20.0) + 10 ** (-66 / 20) * rng.standard_normal(len(samples))


def in_room(samples: Samples, place: Place, rng: np.random.Generator) -> Samples:
    """As heard in a random room; `_TAIL_S` longer, for the reverberation."""
    response = impulse_response(place, rng)
    direct = int(np.argmax(np.abs(response)))
    wet = fftconvolve(samples, response[max(0, direct - seconds(0.005)) :])[: len(samples) + seconds(_TAIL_S)]
    noise = shaped_noise(len(wet), 1.0, rng) * active_rms(wet) * 10 ** (-place.snr_db / 20)
    heard = wet + noise
    level_db = place.level_db + rng.uniform(-place.level_spread_db, place.level_spread_db)
    gain = 10 ** (level_db / 20) / active_rms(heard)
    return np.asarray(heard * min(gain, CEILING / float(np.abs(heard).max())), dtype=np.float64)
