"""The speaker's own sound is told from a microphone that hears the speaker."""

from __future__ import annotations

import numpy as np
import pytest

from voicecoach.diagnosis.echo import SAME, likeness, sweep

RATE_HZ = 16_000
PLAYED = sweep(RATE_HZ).samples


def heard(sound: np.ndarray, noise: float = 0.0, before: int = 7000) -> np.ndarray:
    """`sound` within two seconds of a room's noise."""
    stream = np.random.default_rng(3).normal(0, noise, 2 * RATE_HZ) if noise else np.zeros(2 * RATE_HZ)
    stream[before : before + len(sound)] += sound
    return np.rint(stream).astype(np.int16)


@pytest.mark.parametrize("gain", [1.0, 0.2, -1.0])
def test_a_monitor_gives_back_what_was_played(gain: float) -> None:
    """At any volume, and upside down."""
    assert likeness(heard(gain * PLAYED), PLAYED) >= SAME


def test_a_monitor_of_another_rate_is_known() -> None:
    """Played at 22,050 Hz and recorded at 16,000, a fraction of a sample later."""
    t = np.arange(len(PLAYED)) - 0.37
    late = np.interp(t, np.arange(len(PLAYED)), PLAYED.astype(float))

    assert likeness(heard(late), PLAYED) >= SAME


@pytest.mark.parametrize("reverberation_s", [0.15, 0.3, 0.6])
def test_a_microphone_in_a_room_hears_the_room(reverberation_s: float) -> None:
    """The direct sound, and echoes that fade: even as near as a laptop's own microphone."""
    rng = np.random.default_rng(5)
    t = np.arange(round(reverberation_s * RATE_HZ)) / RATE_HZ
    room = rng.standard_normal(len(t)) * 10 ** (-3 * t / reverberation_s) * 0.08
    room[0] = 1.0

    assert likeness(heard(np.convolve(PLAYED, room), noise=8), PLAYED) < SAME


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(RATE_HZ), np.ones(100)])
def test_nothing_is_not_the_speaker(sound: np.ndarray) -> None:
    assert likeness(sound.astype(np.int16), PLAYED) == 0.0


def test_noise_is_not_the_speaker() -> None:
    assert likeness(heard(PLAYED * 0, noise=300), PLAYED) < 0.3


def test_the_sweep_is_soft_and_short() -> None:
    made = sweep(22_050)

    assert made.duration_s < 0.5
    assert made.peak < 0.03 * 32768
