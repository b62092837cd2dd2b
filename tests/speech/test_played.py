"""What the speaker played, for each block of the microphone: at its time, without gaps, whatever the clocks do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.speech.played import AHEAD_S, LEAP_S, OBSERVATIONS, RATE_HZ, SLACK_S, Played

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCK = 512


def chirp(count: int, rate_hz: int) -> NDArray[np.int16]:
    """A rising tone: no two places of it are alike."""
    t = np.arange(count) / rate_hz
    return np.rint(8000 * np.sin(2 * np.pi * (200 * t + 1500 * t**2))).astype(np.int16)


def written(rate_hz: int, seconds: float = 1.9, first_frame: int = 0) -> Played:
    played = Played(rate_hz)
    sound = chirp(round(seconds * rate_hz), rate_hz)
    size = round(0.02 * rate_hz)
    for begin in range(0, len(sound), size):
        played.write(first_frame + begin, sound[begin : begin + size])
    return played


def taken(played: Played, times: list[float], frame_at: Callable[[float], int]) -> list[NDArray[np.int16]]:
    return [played.take(t, BLOCK, frame_at) for t in times]


def place_of(piece: NDArray[np.int16]) -> float:
    """Where in the chirp a piece begins, in seconds."""
    whole = chirp(2 * RATE_HZ, RATE_HZ).astype(float)
    alike = np.correlate(whole, piece.astype(float), "valid")
    energy = np.convolve(whole**2, np.ones(BLOCK), "valid")
    return float(np.argmax(alike / np.sqrt(energy + 1))) / RATE_HZ


@pytest.mark.parametrize(("rate_hz", "first_frame"), [(22050, 0), (48000, 960), (16000, 320)])
def test_a_block_gets_what_was_played_then(rate_hz: int, first_frame: int) -> None:
    """A little early, since an echo never comes before its sound."""
    played = written(rate_hz, first_frame=first_frame)
    begins_s = first_frame / rate_hz
    (piece,) = taken(played, [begins_s + 1.0], lambda t: round(t * rate_hz))

    assert place_of(piece) == pytest.approx(1.0 + AHEAD_S - BLOCK / RATE_HZ, abs=0.002)


def test_pieces_join_though_single_times_jitter() -> None:
    """A scheduler that is late by 18 ms moves nothing."""
    rng = np.random.default_rng(1)
    times = [0.2 + n * BLOCK / RATE_HZ for n in range(40)]
    jittered = [t + float(rng.uniform(0, 0.018)) for t in times]
    pieces = taken(written(22050), jittered, lambda t: round(t * 22050))
    steps = np.diff([place_of(piece) for piece in pieces])

    assert steps == pytest.approx(np.full(39, BLOCK / RATE_HZ), abs=0.004)


def test_clocks_that_drift_apart_are_followed() -> None:
    """Once the place is wrong in the median of a second."""
    drift_s = 3 * SLACK_S
    times = [0.2 + n * BLOCK / RATE_HZ for n in range(OBSERVATIONS + 5)]
    frames = iter([0.0, *[drift_s] * (len(times) - 1)])
    pieces = taken(written(22050), times, lambda t: round((t + next(frames)) * 22050))

    assert place_of(pieces[-1]) == pytest.approx(times[-1] + drift_s + AHEAD_S - BLOCK / RATE_HZ, abs=0.002)


def test_lost_blocks_are_followed_at_once() -> None:
    times = [0.3, 0.3 + BLOCK / RATE_HZ + 2 * LEAP_S]
    pieces = taken(written(22050), times, lambda t: round(t * 22050))

    assert place_of(pieces[1]) - place_of(pieces[0]) == pytest.approx(times[1] - times[0], abs=0.002)


def test_after_blocks_that_nobody_wanted_the_place_is_the_same() -> None:
    played, frame_at = written(22050), lambda t: round(t * 22050)
    for n in range(20):
        played.skip(0.3 + n * BLOCK / RATE_HZ, BLOCK, frame_at)
    piece = played.take(0.3 + 20 * BLOCK / RATE_HZ, BLOCK, frame_at)

    assert place_of(piece) == pytest.approx(0.3 + 19 * BLOCK / RATE_HZ + AHEAD_S, abs=0.002)


def test_blocks_that_nobody_read_for_long_are_forgotten() -> None:
    """The speaker goes on, and the place is right again with the next ones."""
    played = written(22050, seconds=1.0)
    played.take(0.5, BLOCK, lambda t: round(t * 22050))
    sound = chirp(round(2.0 * 22050), 22050)
    for begin in range(0, len(sound) - 441, 441):
        played.write(10 * 22050 + begin, sound[begin : begin + 441])
    piece = played.take(11.0, BLOCK, lambda t: round(t * 22050))

    assert place_of(piece) == pytest.approx(1.0 + AHEAD_S - BLOCK / RATE_HZ, abs=0.002)


@pytest.mark.parametrize("t", [-1.0, 5.0])
def test_what_is_not_known_is_silence(t: float) -> None:
    """Before the first block, and after the last."""
    (piece,) = taken(written(22050), [t], lambda t: round(t * 22050))

    assert piece.tolist() == [0] * BLOCK


def test_before_anything_is_written_all_is_silence() -> None:
    (piece,) = taken(Played(22050), [1.0], lambda t: round(t * 22050))

    assert piece.tolist() == [0] * BLOCK
