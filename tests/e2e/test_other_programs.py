"""Another program plays a tone from the speaker, and a whole coach speaks beside it, in the virtual room."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import COACH
from tests.e2e.patient import Event, follow
from tests.virtual_room import RECORD_RATE_HZ, VirtualRoom, write_wav

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

DEADLINE_S = 30
TONE_HZ = 3000
WHOLE = 65536


@dataclass
class Room:
    """A virtual room with music, and what its mixer shows."""

    room: VirtualRoom
    folder: Path
    playing: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def play(self) -> int:
        """Another program begins to play; its number in the mixer."""
        before = set(self.volumes())
        self.playing.append(subprocess.Popen(["paplay", self.folder / "music.wav"], env=self.room.env))
        await_that(lambda: set(self.volumes()) - before)
        return (set(self.volumes()) - before).pop()

    def end_music(self) -> None:
        for each in self.playing:
            each.terminate()
            each.wait(5)

    def volumes(self, program: str = "paplay") -> dict[int, int]:
        """Of each stream of this program, by its number; of all but the coach's own where that is empty."""
        listed = json.loads(self.room._pactl("-f", "json", "list", "sink-inputs"))
        return {
            each["index"]: max(channel["value"] for channel in each["volume"].values())
            for each in listed
            if program in _name(each) and "python" not in _name(each)
        }

    def is_lowered(self, index: int) -> bool:
        return self.volumes()[index] < WHOLE

    def level_db(self) -> float:
        """How loud the tone leaves the speaker: the middle of one second's windows."""
        with self.room.record_speaker() as recording:
            self.room.speak(self.folder / "second.wav")
        return float(20 * np.log10(np.median(recording.tone_levels(TONE_HZ, 0.2)) + 1e-9))

    @contextmanager
    def coach(self, *options: str) -> Iterator[Coach]:
        log = self.folder / "events.jsonl"
        log.unlink(missing_ok=True)
        process = subprocess.Popen(
            [COACH, "start", "--plain", "--events", log, *options],
            env=self.room.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Coach(process, follow(log, lambda: process.poll() is None, DEADLINE_S))
        finally:
            process.kill()
            process.communicate(timeout=5)


@dataclass
class Coach:
    """A coach that speaks, and what it logs."""

    process: subprocess.Popen[str]
    events: Iterator[Event]

    def await_event(self, kind: str, **fields: str) -> Event:
        """The next event of this kind, with these fields."""
        return next(
            event for event in self.events if event["type"] == kind and fields.items() <= event.items()
        )

    def end(self) -> str:
        """As the system ends programs; all that was printed."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[0]


def _name(stream: dict[str, Any]) -> str:
    return str(stream["properties"].get("application.name", ""))


def await_that(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def a_room(tmp_path: Path) -> Iterator[Room]:
    t = np.arange(60 * RECORD_RATE_HZ) / RECORD_RATE_HZ
    tone = (8000 * np.sin(2 * np.pi * TONE_HZ * t)).astype(np.int16)
    write_wav(tmp_path / "music.wav", tone, RECORD_RATE_HZ)
    write_wav(tmp_path / "second.wav", tone[:RECORD_RATE_HZ] * 0, RECORD_RATE_HZ)
    with VirtualRoom() as virtual:
        virtual.env["VOICECOACH_HOME"] = str(tmp_path / "home")
        room = Room(virtual, tmp_path)
        try:
            yield room
        finally:
            room.end_music()


@pytest.mark.parametrize("end", ["terminated", "killed"])
def test_music_is_low_while_the_coach_speaks_and_comes_back_however_it_ends(a_room: Room, end: str) -> None:
    """By at least 15 dB. What plays elsewhere is not touched: here that is the room itself."""
    music = a_room.play()
    before_db, elsewhere = a_room.level_db(), a_room.volumes("")
    with a_room.coach() as coach:
        coach.await_event("say")
        await_that(lambda: a_room.is_lowered(music))
        beside_db, elsewhere_then = a_room.level_db(), a_room.volumes("")
        if end == "killed":
            coach.process.kill()
        else:
            coach.end()
        await_that(lambda: not a_room.is_lowered(music))

    assert before_db - beside_db >= 15
    assert a_room.level_db() == pytest.approx(before_db, abs=1)
    assert {**elsewhere_then, music: WHOLE} == elsewhere == a_room.volumes("")


def test_what_begins_later_is_lowered_and_what_its_owner_moved_stays(a_room: Room) -> None:
    music = a_room.play()
    with a_room.coach() as coach:
        await_that(lambda: a_room.is_lowered(music))
        later = a_room.play()
        await_that(lambda: a_room.is_lowered(later))
        a_room.room._pactl("set-sink-input-volume", str(music), "52000")
        coach.end()
        await_that(lambda: not a_room.is_lowered(later))

    assert a_room.volumes() == {music: 52000, later: WHOLE}


def test_no_ducking_leaves_all_as_it_is(a_room: Room) -> None:
    music = a_room.play()
    with a_room.coach("--no-ducking") as coach:
        coach.await_event("say")
        a_room.room.speak(a_room.folder / "second.wav")
        is_lowered = a_room.is_lowered(music)
        coach.end()

    assert not is_lowered


@pytest.mark.parametrize("end", ["terminated", "killed"])
def test_music_that_ended_meanwhile_begins_again_as_loud_as_ever(a_room: Room, end: str) -> None:
    """The server remembers a program's volume for its next stream; that must not be the lowered one."""
    a_room.room._load("module-stream-restore")
    music = a_room.play()
    with a_room.coach() as coach:
        await_that(lambda: a_room.is_lowered(music))
        a_room.end_music()
        next_song = a_room.play()
        was_lowered = a_room.is_lowered(next_song)
        a_room.end_music()
        if end == "killed":
            coach.process.kill()
            await_that(lambda: not _keepers(a_room))
        else:
            coach.end()
    after = a_room.play()

    assert was_lowered
    assert a_room.volumes() == {after: WHOLE}


def _keepers(a_room: Room) -> list[Path]:
    """The processes that outlive a coach of this room."""
    mark = a_room.room.env["PULSE_SERVER"].encode()
    return [each for each in Path("/proc").glob("[0-9]*") if _is_keeper(each, mark)]


def _is_keeper(process: Path, mark: bytes) -> bool:
    try:
        is_keeper = b"ducking.execute" in (process / "cmdline").read_bytes()
        return is_keeper and mark in (process / "environ").read_bytes()
    except OSError:
        return False


def test_a_speaker_that_is_muted_meanwhile_is_told_once_and_stays_muted(a_room: Room) -> None:
    """The session goes on by voice."""
    with a_room.coach() as coach:
        coach.await_event("say")
        a_room.room.mute_speaker()
        told = coach.await_event("device", device="speaker")
        a_room.room.speak(a_room.folder / "second.wav")
        is_going_on = coach.process.poll() is None
        output = coach.end()

    assert is_going_on
    assert told["state"] == "muted"
    assert output.count("The speaker (speaker) is muted: what is said is printed here.") == 1
    assert "Going on with" not in output
    assert "Mute: yes" in a_room.room._pactl("get-sink-mute", "speaker")
