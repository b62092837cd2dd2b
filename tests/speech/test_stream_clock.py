"""The line between frames and seconds: exact, steady under jitter, and back after an underflow."""

from __future__ import annotations

import numpy as np
import pytest

from voicecoach.speech.stream_clock import StreamClock

RATE_HZ = 22050
BLOCK = 441


def test_frames_and_times_are_two_names_of_one_place() -> None:
    clock = StreamClock(RATE_HZ)
    clock.saw(1000, 5.0)

    assert clock.time_of(1000 + RATE_HZ) == pytest.approx(6.0)
    assert clock.frame_at(6.0) == 1000 + RATE_HZ


def test_two_hours_of_jitter_and_a_wrong_crystal_add_nothing_up() -> None:
    clock = StreamClock(RATE_HZ)
    rng = np.random.default_rng(1)
    worst_s = 0.0
    for block in range(7200 * 50):
        heard_at = block * 0.02 * (1 + 50e-6)
        clock.saw(block * BLOCK, heard_at + abs(rng.normal(0, 0.002)))
        if block > 100 and block % 5000 == 0:
            worst_s = max(worst_s, abs(clock.time_of(block * BLOCK) - heard_at))

    assert worst_s < 0.005


def test_an_underflow_is_forgotten_within_a_second() -> None:
    clock = StreamClock(RATE_HZ)
    for block in range(100):
        clock.saw(block * BLOCK, block * 0.02 + (0.1 if block >= 60 else 0))

    assert clock.time_of(0) == pytest.approx(0.1)
