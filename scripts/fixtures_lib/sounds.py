"""Sounds that are not speech: bodies, things, silence and steady noise, all computed.

A body's sound is a source (pulses of the vocal folds, breath noise) with an envelope, through the resonances
of a vocal tract; a thing's is a few damped modes or many tiny scrapes. They are plausible, not real: a
recognizer that refuses them may still take a real cough for a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.signal import butter, lfilter, sosfilt  # type: ignore[import-untyped]  # stubs are a package of their own

from fixtures_lib.clip import RATE_HZ, Samples, leveled, seconds
from fixtures_lib.rooms import shaped_noise

Rng = np.random.Generator
Formants = Sequence[tuple[float, float]]

_OPEN: Formants = ((620, 120), (1250, 160), (2500, 220), (3500, 300))
_TIGHT: Formants = ((430, 110), (1100, 150), (2300, 220))
_CLOSED: Formants = ((260, 80), (1050, 250), (2200, 300))


def _resonant(source: Samples, formants: Formants) -> Samples:
    """`source` through parallel resonances, given as frequency and bandwidth in Hz."""
    total = np.zeros_like(source)
    for weight, (frequency, bandwidth) in enumerate(formants, start=1):
        radius = np.exp(-np.pi * bandwidth / RATE_HZ)
        poles = [1.0, -2 * radius * np.cos(2 * np.pi * frequency / RATE_HZ), radius**2]
        total += lfilter([(1 - radius) / weight], poles, source)
    return total


def _band(source: Samples, low_hz: float, high_hz: float) -> Samples:
    return np.asarray(sosfilt(butter(2, (low_hz, high_hz), "band", fs=RATE_HZ, output="sos"), source))


def _shape(length: int, *points: tuple[float, float]) -> Samples:
    """An envelope through (share of the length, height)."""
    at, height = zip(*points, strict=True)
    return np.asarray(np.interp(np.linspace(0, 1, length), at, height), dtype=np.float64)


def _pulses(pitch_hz: Samples, roughness: float, rng: Rng) -> Samples:
    """Vocal folds: a pulse a period, each period off by up to `roughness` of itself."""
    out = np.zeros(len(pitch_hz))
    at = 0.0
    while at < len(out):
        out[int(at)] = 1 + roughness * rng.uniform(-1, 1)
        at += RATE_HZ / pitch_hz[int(at)] * (1 + roughness * rng.uniform(-1, 1))
    return np.asarray(lfilter([1.0], [1.0, -0.9], out))


def _joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def _rest(duration_s: float) -> Samples:
    return np.zeros(seconds(duration_s))


def _unit(samples: Samples) -> Samples:
    return np.asarray(samples / np.abs(samples).max())


def _bark(duration_s: float, rng: Rng) -> Samples:
    """One cough: the glottis bursts open, breath rushes out, the folds close again with a short voice."""
    length = seconds(duration_s)
    breath = _unit(_resonant(rng.standard_normal(length), _OPEN))
    rush = breath * _shape(length, (0, 0), (0.02, 1), (0.15, 0.55), (0.5, 0.25), (1, 0))
    pitch = np.linspace(rng.uniform(240, 300), rng.uniform(110, 140), length)
    voice = _unit(_resonant(_pulses(pitch, 0.15, rng), _OPEN))
    return rush + 0.5 * voice * _shape(length, (0, 0), (0.03, 0.6), (0.3, 0.1), (0.6, 0.5), (1, 0))


def cough(rng: Rng) -> Samples:
    return _bark(0.38, rng)


def cough_twice(rng: Rng) -> Samples:
    return _joined(_bark(0.33, rng), _rest(0.18), 0.8 * _bark(0.3, rng))


def cough_fit(rng: Rng) -> Samples:
    barks = [_joined(rng.uniform(0.4, 1) * _bark(rng.uniform(0.2, 0.4), rng), _rest(0.12)) for _ in range(5)]
    return _joined(*barks)


def throat(rng: Rng) -> Samples:
    """Clearing the throat: rough low pulses through a tight tract, twice."""
    parts = []
    for duration_s, height in ((0.32, 0.7), (0.55, 1.0)):
        length = seconds(duration_s)
        pitch = np.full(length, rng.uniform(75, 95))
        growl = _unit(_resonant(_pulses(pitch, 0.35, rng), _TIGHT))
        breath = _unit(_resonant(rng.standard_normal(length), _TIGHT))
        envelope = height * _shape(length, (0, 0), (0.12, 1), (0.6, 0.8), (1, 0))
        parts += [envelope * (growl + 0.4 * breath), _rest(0.14)]
    return _joined(*parts)


def _breath(duration_s: float, low_hz: float, high_hz: float, rng: Rng) -> Samples:
    length = seconds(duration_s)
    air = _unit(_band(rng.standard_normal(length), low_hz, high_hz))
    return air * _shape(length, (0, 0), (0.35, 1), (0.7, 0.6), (1, 0))


def breathing(rng: Rng) -> Samples:
    cycle = [_joined(_breath(1.1, 700, 3500, rng), _rest(0.25), 0.8 * _breath(1.3, 300, 1800, rng))]
    return _joined(*cycle, _rest(0.5), 0.9 * _breath(1.0, 700, 3500, rng))


def panting(rng: Rng) -> Samples:
    return _joined(*(_breath(0.3, *band, rng) for _ in range(4) for band in ((900, 4000), (350, 2200))))


def sigh(rng: Rng) -> Samples:
    """In, then a long way out with a trace of voice that falls."""
    length = seconds(1.2)
    voice = _unit(_resonant(_pulses(np.linspace(170, 95, length), 0.03, rng), _OPEN))
    air = _unit(_resonant(rng.standard_normal(length), _OPEN))
    out = (air + 0.25 * voice) * _shape(length, (0, 0), (0.1, 1), (0.4, 0.5), (1, 0))
    return _joined(0.4 * _breath(0.8, 800, 4000, rng), _rest(0.1), out)


def groan(rng: Rng) -> Samples:
    """Effort or pain with the mouth closed: "mmh"."""
    length = seconds(0.8)
    pitch = _shape(length, (0, 115), (0.3, 140), (1, 90))
    voice = _resonant(_pulses(pitch, 0.06, rng), _CLOSED)
    return voice * _shape(length, (0, 0), (0.15, 1), (0.7, 0.7), (1, 0))


def sniff(rng: Rng) -> Samples:
    return _joined(_breath(0.28, 1500, 6000, rng), _rest(0.3), 0.7 * _breath(0.22, 1500, 6000, rng))


def rustle(rng: Rng) -> Samples:
    """A body turning on a mat: some hundred scrapes, denser in the middle, over a soft rub."""
    length = seconds(2.2)
    out = 0.15 * shaped_noise(length, 1.5, rng) * _shape(length, (0, 0), (0.4, 1), (1, 0))
    for at in np.clip(rng.normal(0.5, 0.22, 260), 0.01, 0.97):
        scrape = rng.standard_normal(seconds(rng.uniform(0.003, 0.015)))
        start = int(at * (length - len(scrape)))
        out[start : start + len(scrape)] += rng.exponential(0.5) * scrape * np.hanning(len(scrape))
    return _band(out, 200, 6500)


def _thud(modes: Formants, duration_s: float, rng: Rng) -> Samples:
    """Something struck: damped modes, as frequency in Hz and time constant in s, and the contact itself."""
    time = np.arange(seconds(duration_s)) / RATE_HZ
    total = np.zeros_like(time)
    for frequency, decay_s in modes:
        wave = np.sin(2 * np.pi * frequency * rng.uniform(0.97, 1.03) * time)
        total += rng.uniform(0.6, 1) * np.exp(-time / decay_s) * wave
    return total + 0.5 * rng.standard_normal(len(time)) * np.exp(-time / 0.004)


_WOOD: Formants = ((170, 0.05), (390, 0.035), (820, 0.02), (1600, 0.01))
_SLAM: Formants = ((62, 0.16), (115, 0.1), (240, 0.06), (520, 0.03))
_LATCH: Formants = ((1900, 0.012), (3100, 0.009), (4300, 0.006))
_CUP: Formants = ((1350, 0.06), (2700, 0.05), (4100, 0.03))


def knocks(rng: Rng) -> Samples:
    return _joined(*(rng.uniform(0.7, 1) * _thud(_WOOD, rng.uniform(0.2, 0.26), rng) for _ in range(3)))


def door(rng: Rng) -> Samples:
    return _joined(0.3 * _thud(_LATCH, 0.25, rng), _thud(_SLAM, 0.5, rng), 0.25 * _thud(_LATCH, 0.2, rng))


def steps(rng: Rng) -> Samples:
    return _joined(*(rng.uniform(0.5, 1) * _thud(_SLAM[1:], 0.5, rng) for _ in range(4)))


def cup(rng: Rng) -> Samples:
    return _joined(_thud(_CUP, 0.3, rng), 0.4 * _thud(_CUP, 0.4, rng))


def pink(rng: Rng) -> Samples:
    return shaped_noise(seconds(3), 1.0, rng)


def fan(rng: Rng) -> Samples:
    """Mains hum with its overtones, blades, air."""
    time = np.arange(seconds(3)) / RATE_HZ
    hum = np.sum([np.sin(2 * np.pi * 50 * n * time + n) / n for n in (1, 2, 3, 4, 6)], axis=0)
    air = shaped_noise(len(time), 1.3, rng) * (1 + 0.15 * np.sin(2 * np.pi * 23 * time))
    return np.asarray(hum + 1.2 * air, dtype=np.float64)


def traffic(rng: Rng) -> Samples:
    """Cars that come and go: brown rumble, tyres hissing, each with its own slow swell."""
    length = seconds(5)
    total = 0.5 * shaped_noise(length, 2.0, rng)
    for _ in range(3):
        swell = np.exp(-(((np.linspace(0, 5, length) - rng.uniform(0, 5)) / rng.uniform(0.6, 1.2)) ** 2))
        rumble, tyres = shaped_noise(length, 2.0, rng), _band(shaped_noise(length, 0.5, rng), 500, 3000)
        total += swell * (rumble + 0.4 * tyres)
    return total


def babble(speech: Sequence[Samples], rng: Rng) -> Samples:
    """A television next door: many sentences over each other, muffled."""
    total = np.zeros(seconds(5))
    for said in speech:
        start = int(rng.integers(0, len(total) - min(len(said), len(total) // 2)))
        part = leveled(said, -20.0)[: len(total) - start]
        total[start : start + len(part)] += rng.uniform(0.5, 1) * part
    return _band(total, 150, 3000)


def digital_silence(_: Rng) -> Samples:
    """A dead microphone: exact zeros."""
    return np.zeros(seconds(3))


def quiet_room(rng: Rng) -> Samples:
    """Faint room noise, about -62 dBFS."""
    return 10 ** (-62 / 20) * shaped_noise(seconds(3), 1.2, rng)


Maker = Callable[[Rng], Samples]

BODY: dict[str, Maker] = {
    "cough": cough,
    "cough-twice": cough_twice,
    "cough-fit": cough_fit,
    "throat-clearing": throat,
    "breathing": breathing,
    "panting": panting,
    "sigh": sigh,
    "groan": groan,
    "sniff": sniff,
}
"""From the person: near and in the room."""

THINGS: dict[str, Maker] = {
    "mat-rustle": rustle,
    "knocks": knocks,
    "door": door,
    "steps": steps,
    "cup": cup,
}
"""From the room: only there."""

STEADY: dict[str, Maker] = {"pink-noise": pink, "fan": fan, "traffic": traffic}
SILENCE: dict[str, Maker] = {"digital-silence": digital_silence, "quiet-room": quiet_room}
