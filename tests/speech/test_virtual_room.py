"""The harness itself: rooms are apart from each other and leave nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.virtual_room import VirtualRoom, write_wav

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
