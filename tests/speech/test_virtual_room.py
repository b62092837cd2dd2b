"""The harness itself: rooms are apart from each other and leave nothing behind."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.virtual_room import VirtualRoom, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from voicecoach.speech.pcm import Pcm


def test_two_rooms_do_not_hear_each_other(tmp_path: Path, tone: Callable[[float], Pcm]) -> None:
    patient = write_wav(tmp_path / "patient.wav", tone(0.4).samples, 22050)
    with VirtualRoom() as here, VirtualRoom() as there, here.record_microphone() as heard_here:
        with there.record_microphone() as heard_there:
            here.speak(patient)

    assert heard_here.has_tone(1000, at_least=0.1)
    assert not heard_there.has_tone(1000)


def test_the_room_is_never_exactly_silent() -> None:
    with VirtualRoom() as room, room.record_microphone() as recording:
        subprocess.run(["pactl", "info"], env=room.env, check=True, capture_output=True)

    with VirtualRoom() as room, room.record_microphone() as recording:
        room.speak(write_wav(room._directory / "pause.wav", recording.samples[:0].repeat(1), 22050))
        room.echo(0.1)

    assert recording is not None


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
