"""Devices that fail in the middle of a session and come back: noticed, told, and the session goes on by voice.

One person, standard input closed: nothing can be typed, so all that follows a fault is said.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.patient import COACH, Event, Script, by_voice, follow
from tests.e2e.scenarios import COMMON, PAUSE
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

AWAY_S = 1.0
"""From the loss that was told until the device is back."""


@dataclass(frozen=True)
class Fault:
    """What happens to the sound system, and how it is mended."""

    inject: Callable[[VirtualRoom], object]
    mend: Callable[[VirtualRoom], object]


UNPLUGGED = Fault(VirtualRoom.unplug_microphone, VirtualRoom.plug_microphone)
KILLED = Fault(VirtualRoom.kill_server, VirtualRoom.restart_server)
FROZEN = Fault(VirtualRoom.freeze, VirtualRoom.thaw)
MOVED = Fault(lambda room: room.move_capture("speaker.monitor"), lambda room: None)
MUTED = Fault(VirtualRoom.mute_microphone, lambda room: room.mute_microphone(is_muted=False))


@dataclass
class Unlucky(Script):
    """Loses a device each time that a topic comes up for the first time; answers again when it is asked again."""

    room: VirtualRoom = field(kw_only=True)
    faults: Mapping[str, Fault] = field(kw_only=True)
    met: dict[str, float] = field(default_factory=dict)
    noticed_s: list[float] = field(default_factory=list)
    _open: Fault | None = None
    _is_heard: bool = True

    def react(self, event: Event) -> str | None:
        topic = self.topic
        match event:
            case {"type": "listening"} if topic in self.faults and topic not in self.met:
                super().react(event)
                self._strike(topic)
                return None
            case {"type": "count", "n": 2} if "set" in self.faults and "set" not in self.met:
                self._strike("set")
                return None
            case {"type": "device", "state": "lost"} if self._open is not None:
                self.noticed_s.append(time.monotonic() - max(self.met.values()))
                fault, self._open = self._open, None
                threading.Timer(AWAY_S, fault.mend, (self.room,)).start()
            case {"type": "device", "device": "microphone", "state": "found"}:
                self._is_heard = True
        said = super().react(event)
        return said if self._is_heard else None

    def _strike(self, topic: str) -> None:
        self._open = self.faults[topic]
        self._is_heard = False
        self._open.inject(self.room)
        self.met[topic] = time.monotonic()


def unlucky(room: VirtualRoom, **faults: Fault) -> Unlucky:
    answers = {**COMMON, "check location": ["lower back"], "check change": ["better"]}
    named = {topic.replace("_", " "): fault for topic, fault in faults.items()}
    return Unlucky(answers, room=room, faults=named)


STORIES = {
    "a microphone": {
        "screening": UNPLUGGED,
        "baseline_side": MOVED,
        "set": MUTED,
        "check_location": UNPLUGGED,
    },
    "a server": {"baseline_location": FROZEN, "set": KILLED, "check_change": FROZEN},
}


def test_a_session_goes_on_by_voice_when_the_devices_are_back(tmp_path: Path) -> None:
    """Nothing that was answered is lost, nothing is invented, and the decision is the same as on a good day.

    The stories side by side: they mostly wait.
    """
    with ThreadPoolExecutor(len(STORIES)) as pool:
        for check in [pool.submit(go_on, tmp_path / story, story) for story in STORIES]:
            check.result()


def go_on(directory: Path, story: str) -> None:
    screen_yesterday(directory / "home")
    with VirtualRoom() as room:
        person = unlucky(room, **STORIES[story])
        ending = by_voice(
            room,
            directory,
            person,
            voice="piper-us-man",
            program=PAUSE,
            options=("--barge-in", "gaps"),
            deadline_s=300,
        )

    print(story, "was noticed after", [round(each, 2) for each in person.noticed_s], "s")
    assert set(person.met) == set(person.faults), ending.output
    assert ending.decisions == [("R1", "STAY")], ending.output
    assert (ending.outcome, ending.exit_code) == ("centralized", 0), ending.output
    given = {phrase for phrases in person.answers.values() for phrase in phrases} | {"yes", "no"}
    assert {event["text"] for event in ending.of("heard")} <= given, ending.output
    lost = [event["device"] for event in ending.of("device") if event["state"] == "lost"]
    found = [event["device"] for event in ending.of("device") if event["state"] == "found"]
    assert len(lost) >= len(person.faults), ending.output
    assert sorted(lost) == sorted(found), ending.output


@pytest.mark.parametrize("after", ["session_started", "say"])
def test_a_session_that_is_ended_while_the_voice_still_loads_ends_well(tmp_path: Path, after: str) -> None:
    """Threads in native code would otherwise abort the process as Python ends."""
    screen_yesterday(tmp_path / "home")
    log = tmp_path / "events.jsonl"
    with VirtualRoom() as room:
        environment = {**room.env, "VOICECOACH_HOME": str(tmp_path / "home")}
        command = [str(COACH), "start", "--plain", "--events", str(log)]
        with subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                next(
                    event
                    for event in follow(log, lambda: process.poll() is None, 60)
                    if event["type"] == after
                )
                process.terminate()
                output, _ = process.communicate(timeout=60)
            finally:
                process.kill()

    assert process.returncode == 0, output.decode()
    assert '"finished", "outcome": "stopped"' in log.read_text(encoding="utf-8")
