"""What the first seconds of the coach's speech tell: open, cancelled, or only in the gaps."""

from __future__ import annotations

import numpy as np
import pytest

from tests.speech.echoes import RATE_HZ, blocks, coach, heard_in, response, sound, with_word
from voicecoach.speech.echo import EchoCanceller
from voicecoach.speech.echo_meter import EchoFound, EchoMeter, Listening


def met(heard: np.ndarray, played: np.ndarray) -> EchoFound:
    meter, canceller = EchoMeter(), EchoCanceller()
    for one, other in blocks(heard, played):
        meter.take(one, canceller.cancel(one, other), other)
    return meter.result()


@pytest.mark.parametrize("echo_db", [-70.0, -60.0])
def test_headphones_leave_the_microphone_open(echo_db: float) -> None:
    """No echo above the noise of the room."""
    played = coach(6.0)
    found = met(heard_in(played, response(1), echo_db), played)

    assert found.listening is Listening.OPEN
    assert "not heard" in found.reason


@pytest.mark.parametrize("echo_db", [-20.0, -10.0, 0.0])
@pytest.mark.parametrize("seed", [2, 3])
def test_a_speaker_in_a_room_is_cancelled(echo_db: float, seed: int) -> None:
    """With figures in the reason."""
    played = coach(7.0)
    found = met(heard_in(played, response(seed), echo_db), played)

    assert found.listening is Listening.CANCELLED
    assert f"{found.removed_db:.0f} dB" in found.reason


def test_a_speaker_that_clips_hard_leaves_the_gaps() -> None:
    """What is played is no longer what is heard."""
    played = coach(7.0)
    clipped = np.sign(played) * np.minimum(np.abs(played) * 30, 0.3)
    found = met(heard_in(clipped, response(2), -5.0), played)

    assert found.listening is Listening.GAPS
    assert "cancelled by only" in found.reason


def test_a_delay_that_jumps_every_second_leaves_the_gaps() -> None:
    """By up to 10 ms, as a stream with underflows."""
    played = coach(8.0)
    draw = np.random.default_rng(5)
    jumps = [np.roll(played, int(draw.integers(-160, 160))) for _ in range(8)]
    jumping = np.concatenate([each[n * RATE_HZ : (n + 1) * RATE_HZ] for n, each in enumerate(jumps)])

    assert met(heard_in(jumping, response(2, late_s=0.05), 0.0), played).listening is Listening.GAPS


def test_somebody_who_talks_meanwhile_leaves_the_gaps() -> None:
    """In doubt."""
    played = coach(6.0)
    talk = sound("phrases/better-in-the-leg-but-worse-in-the-back/piper-us-man__near.wav")
    heard = with_word(heard_in(played, response(2), -10.0), talk, 3.5)

    assert met(heard, played).listening is Listening.GAPS


def test_too_little_speech_leaves_the_gaps() -> None:
    """And says so."""
    played = coach(2.0)
    found = met(heard_in(played, response(2), -10.0), played)

    assert found.listening is Listening.GAPS
    assert "too little" in found.reason


def test_a_microphone_that_gives_zeros_leaves_the_gaps() -> None:
    """It is muted: nothing can be said of the room."""
    played = coach(6.0)
    found = met(np.zeros(len(played)), played)

    assert found.listening is Listening.GAPS
    assert "silence" in found.reason
