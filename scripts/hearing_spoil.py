"""Copies of clips as a room, a microphone and a hurried speaker would change them. Shared by scripts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from hearing_clips import Signal, in_room, pink_noise, room_response

from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.embedding import FRAME, active

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOMS = 48
FAST, SLOW = 1.14, 0.88
NEAREST_M, FARTHEST_M = 0.7, 3.2
SHORTEST_S, LONGEST_S = 0.25, 0.8
"""Reverberation time."""
QUIETEST_DB, LOUDEST_DB = 25.0, 5.0
"""How far the noise is below the voice."""
FACE_DOWN = 0.15
"""Share of copies spoken into a mat: little above 1 to 3 kHz."""
NARROW, NARROW_HZ = 0.15, (3300.0, 3900.0)
"""Share of copies through a wireless headset or another narrow line, which ends below 4 kHz; and where."""
CLIPPED_EDGES, MOST_CLIPPED_S = 0.2, 0.06
"""Share of copies whose first and last sound were cut into, as a late endpointer does; and how far at most."""


def spoiled(dry: Signal, seed: int) -> Signal:
    """A copy of `dry`: another speed, a tilted spectrum, and, of ten, eight in a room with noise."""
    draw = np.random.default_rng(seed)
    changed = at_speed(dry, draw.uniform(SLOW, FAST))
    if draw.random() < CLIPPED_EDGES:
        changed = cut_into(changed, draw.uniform(0.0, MOST_CLIPPED_S), draw.uniform(0.0, MOST_CLIPPED_S))
    if draw.random() < NARROW:
        changed = narrowed(changed, draw.uniform(*NARROW_HZ))
    tilt_db = draw.normal(0.0, 2.0)
    corner_hz = draw.uniform(1000, 3000) if draw.random() < FACE_DOWN else 8000.0
    changed = colored(changed, tilt_db, corner_hz)
    if draw.random() < 0.2:
        return changed
    snr_db = draw.uniform(LOUDEST_DB, QUIETEST_DB)
    response = training_room(int(draw.integers(ROOMS)))
    return in_room(changed, response, snr_db, seed, background(len(changed) + len(response), draw))


@lru_cache(maxsize=ROOMS)
def training_room(number: int) -> Signal:
    """One of the rooms for fitting; none of them is one that is measured in."""
    draw = np.random.default_rng(1000 + number)
    response = room_response(
        draw.uniform(SHORTEST_S, LONGEST_S), draw.uniform(NEAREST_M, FARTHEST_M), 1000 + number
    )
    # walls swallow high tones first: the tail is darker than the direct sound
    dark = colored(response, -6.0, draw.uniform(2500, 8000))
    fade = np.minimum(np.arange(len(response)) / (0.08 * SAMPLE_RATE_HZ), 1.0).astype(np.float32)
    return (response * (1 - fade) + dark * fade).astype(np.float32)


def at_speed(samples: Signal, factor: float) -> Signal:
    """Faster and higher, or slower and lower, by linear interpolation."""
    places = np.arange(0, len(samples) - 1, factor)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def cut_into(samples: Signal, head_s: float, tail_s: float) -> Signal:
    """Without what is outside the active part, and without so much of the part itself."""
    first, last = (edge * FRAME for edge in active(samples))
    begin, end = first + int(head_s * SAMPLE_RATE_HZ), last - int(tail_s * SAMPLE_RATE_HZ)
    return samples[begin:end] if end - begin > SAMPLE_RATE_HZ // 8 else samples


def narrowed(samples: Signal, corner_hz: float) -> Signal:
    """Nothing above `corner_hz`, nor below 200 Hz."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    found: Signal = np.fft.irfft(spectrum * ((hertz < corner_hz) & (hertz > 200.0)), len(samples))
    return found.astype(np.float32)


def colored(samples: Signal, tilt_db: float, corner_hz: float) -> Signal:
    """`tilt_db` an octave above 1 kHz (below 250 Hz no further), and a gentle low-pass at `corner_hz`."""
    points = 1 << (len(samples) - 1).bit_length()
    hertz = np.fft.rfftfreq(points, 1 / SAMPLE_RATE_HZ)
    octaves = np.log2(np.maximum(hertz, 250.0) / 1000.0)
    gain = 10 ** (tilt_db * octaves / 20) / np.sqrt(1 + (hertz / corner_hz) ** 8) ** (corner_hz < 8000)
    found: Signal = np.fft.irfft(np.fft.rfft(samples, points) * gain, points)[: len(samples)].astype(
        np.float32
    )
    return found


def background(count: int, draw: np.random.Generator) -> Signal:
    """Pink or brown or white noise, steady or swelling, at times over mains hum."""
    kind = draw.integers(4)
    if kind == 0:
        noise: NDArray[np.float32] = draw.standard_normal(count).astype(np.float32)
    else:
        noise = colored(pink_noise(count, draw), draw.uniform(-4.0, 1.0), 8000.0)
    if draw.random() < 0.4:
        knots = draw.uniform(0.05, 1.0, count // 1600 + 2)
        noise = noise * np.interp(np.arange(count), np.arange(len(knots)) * 1600, knots)
    if draw.random() < 0.2:
        t = np.arange(count) / SAMPLE_RATE_HZ
        base = draw.choice([50.0, 60.0, 100.0, 120.0])
        noise = noise / noise.std() + sum(np.sin(2 * np.pi * base * k * t) / k for k in range(1, 12))
    return (noise / max(float(noise.std()), 1e-9)).astype(np.float32)


def without_speech(seed: int) -> Signal:
    """Half a second to two and a half of what a microphone hears when nobody speaks: background, knocks, breath."""
    draw = np.random.default_rng(seed)
    count = int(draw.uniform(0.5, 2.5) * SAMPLE_RATE_HZ)
    quiet = background(count, draw) * 10 ** (draw.uniform(-30.0, 0.0) / 20)
    kind = draw.integers(3)
    if kind == 0:
        return quiet * 0.05
    loud = np.zeros(count)
    for _ in range(draw.integers(1, 4)):
        begin, length = (
            int(draw.integers(count)),
            draw.uniform(0.01, 0.1) if kind == 1 else draw.uniform(0.2, 0.6),
        )
        t = np.arange(count - begin) / SAMPLE_RATE_HZ
        rise = 1.0 if kind == 1 else np.minimum(t / (0.5 * length), 1.0)
        loud[begin:] += rise * np.exp(-t / length) * draw.standard_normal(len(t))
    shaped = colored(loud.astype(np.float32), draw.uniform(-9.0, 3.0), draw.uniform(1500.0, 8000.0))
    response = training_room(int(draw.integers(ROOMS)))
    heard = in_room(shaped / max(float(np.abs(shaped).max()), 1e-9), response, 30.0, seed, quiet)
    return heard * np.float32(0.3)
