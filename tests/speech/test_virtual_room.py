"""The harness itself: rooms are apart from each other and leave nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.reverberation import BLOCK, Convolver, decaying_response, in_room
from tests.virtual_room import RECORD_RATE_HZ, VirtualRoom, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecoach.speech.pcm import Pcm


def test_two_rooms_do_not_hear_each_other(tmp_path: Path, tone: Callable[[float], Pcm]) -> None:
    patient = write_wav(tmp_path / "patient.wav", tone(0.4).samples, 22050)
    with (
        VirtualRoom() as here,
        VirtualRoom() as there,
        here.record_microphone() as heard_here,
        there.record_microphone() as heard_there,
    ):
        here.speak(patient)

    assert heard_here.has_tone(1000, at_least=0.1)
    assert not heard_there.has_tone(1000)


def test_the_room_is_quiet_but_never_exactly_silent(tmp_path: Path, tone: Callable[[float], Pcm]) -> None:
    silence = write_wav(tmp_path / "silence.wav", tone(0.5).samples * 0, 22050)
    with VirtualRoom() as room:
        room.speak(silence)
        with room.record_microphone() as recording:
            room.speak(silence)

    assert 1 < recording.samples.std() < 100


def test_a_command_runs_in_a_room_and_gives_its_exit_code() -> None:
    script = Path(__file__).resolve().parents[2] / "scripts" / "virtual_room"
    command = [sys.executable, str(script), "--echo", "0.1", "sh", "-c", "pactl get-default-source; exit 7"]

    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert (run.returncode, run.stdout) == (7, "mic\n")


def test_a_room_is_cleared_away_even_after_a_failure() -> None:
    def fail_in_a_room() -> None:
        with VirtualRoom() as room:
            rooms.append(room)
            room.freeze()
            raise ValueError("the test failed")

    rooms: list[VirtualRoom] = []
    with pytest.raises(ValueError, match="the test failed"):
        fail_in_a_room()

    assert not rooms[0]._directory.exists()
    assert rooms[0]._server is not None
    assert rooms[0]._server.poll() is not None


def test_a_response_falls_by_sixty_decibels_in_its_time() -> None:
    """By Schroeder's backward integration, from 5 to 25 dB down, of the tail alone."""
    tail = decaying_response(0.5, RECORD_RATE_HZ, seed=3)[1:]
    left = np.cumsum(tail[::-1] ** 2)[::-1]
    fall_db = 10 * np.log10(left / left[0] + 1e-12)
    measured_s = 3 * (np.argmax(fall_db < -25) - np.argmax(fall_db < -5)) / RECORD_RATE_HZ

    assert measured_s == pytest.approx(0.5, rel=0.1)


def test_sound_in_blocks_is_convolved_as_in_one_piece() -> None:
    response = decaying_response(0.1, RECORD_RATE_HZ)
    dry = np.random.default_rng(1).normal(0, 1000, 20 * BLOCK).astype(np.int16)
    convolver = Convolver(response)
    blocks = [convolver.feed(block) for block in dry.reshape(20, BLOCK)]

    assert np.abs(np.concatenate(blocks).astype(int) - in_room(dry, response)[: len(dry)]).max() <= 1


def test_the_echo_of_a_reverberant_room_dies_away(tmp_path: Path) -> None:
    """A click leaves the speaker; the microphone hears it, and after it a tail that grows ever softer."""
    click = np.zeros(RECORD_RATE_HZ, np.int16)
    click[2000:2020] = 24000
    path = write_wav(tmp_path / "click.wav", click, RECORD_RATE_HZ)
    response = decaying_response(0.3, RECORD_RATE_HZ, direct_to_tail_db=0.0)
    with VirtualRoom(echo=0.5, impulse_response=response) as room:
        room.speak(path)  # until all streams flow
        with room.record_microphone() as recording:
            command = ["paplay", "--device=speaker", "--latency-msec=30", str(path)]
            subprocess.run(command, env=room.env, check=True, timeout=60)
            room.speak(write_wav(tmp_path / "silence.wav", click * 0, RECORD_RATE_HZ))
    heard = recording.samples.astype(float)
    at = int(np.abs(heard).argmax())
    sooner, later, over = (
        float(heard[at + round(begin_s * RECORD_RATE_HZ) :][: RECORD_RATE_HZ // 20].std())
        for begin_s in (0.01, 0.1, 0.4)
    )

    assert np.abs(heard).max() == pytest.approx(12000, rel=0.3)
    assert sooner > 2 * later > 4 * over
