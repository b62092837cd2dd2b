"""Sounds on a line of frames: to the sample, mixed, clipped, and silenced without a click."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.speech.mixer import FADE_FRAMES, Mixer, Sound


def sound(length: int, first_frame: int = 0, level: int = 1000) -> Sound:
    return Sound(np.full(length, level, np.int16), first_frame)


@given(st.integers(0, 300), st.integers(1, 300), st.lists(st.integers(1, 100), min_size=10, max_size=10))
def test_a_sound_is_where_it_was_put_whatever_the_blocks(first: int, length: int, counts: list[int]) -> None:
    mixer = Mixer()
    mixer.add(sound(length, first))

    line = np.concatenate([mixer.mix(count)[0] for count in [*counts, 700]])

    assert np.array_equal(np.flatnonzero(line), np.arange(first, first + length))


def test_a_place_in_the_past_becomes_the_next_frame() -> None:
    mixer = Mixer()
    mixer.skip(500)
    late = sound(10, 100)
    mixer.add(late)

    assert late.first_frame == 500


def test_sounds_that_overlap_are_added_and_clipped() -> None:
    mixer = Mixer()
    mixer.add(sound(100, level=30000))
    mixer.add(sound(50, level=30000))

    line, _ = mixer.mix(100)

    assert set(line[:50]) == {32767}
    assert set(line[50:]) == {30000}


def test_a_sound_ends_in_the_block_of_its_last_sample() -> None:
    mixer = Mixer()
    short = sound(100)
    mixer.add(short)

    _, early = mixer.mix(99)
    _, ended = mixer.mix(1)

    assert not early
    assert ended == [short]
    assert not mixer.sounds


def test_a_stopped_sound_fades_within_milliseconds() -> None:
    mixer = Mixer()
    long = sound(100_000, level=10000)
    mixer.add(long)
    mixer.mix(441)
    mixer.stop(long)

    line, ended = mixer.mix(441)

    assert ended == [long]
    assert not line[FADE_FRAMES:].any()
    assert np.abs(np.diff(line.astype(int))).max() < 200


def test_a_sound_stopped_before_it_began_leaves_nothing() -> None:
    mixer = Mixer()
    later = sound(100, 50)
    mixer.add(later)
    mixer.stop(later)

    line, _ = mixer.mix(300)

    assert not line.any()


def test_a_softer_gain_is_reached_within_one_block_and_kept() -> None:
    """It glides, so that it does not click."""
    mixer = Mixer()
    mixer.add(sound(300))
    mixer.gain = 0.2

    first, second = mixer.mix(100)[0], mixer.mix(100)[0]
    mixer.gain = 1.0
    third = mixer.mix(100)[0]

    assert (first[0], first[-1]) == (1000, 200)
    assert np.all(np.diff(first.astype(int)) <= 0)
    assert set(second) == {200}
    assert (third[0], third[-1]) == (200, 1000)


def test_what_begins_while_the_gain_is_low_is_soft_from_its_first_sample() -> None:
    mixer = Mixer()
    mixer.gain = 0.5
    mixer.skip(100)
    mixer.add(sound(10))

    assert set(mixer.mix(10)[0]) == {500}
