"""A person interrupts the coach in the middle of a sentence, by voice alone.

Where the coach hears nothing of itself, so that a busy machine changes nothing: the echo path of a virtual room slips
when the sound server does. tests/drivers/test_over_an_echo.py has the echo, `scripts/bench_timing` both, in real time.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.patient import COACH, Ending, Event, Script, in_room
from tests.event_log import while_speaking
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday
from voicecoach.speech import echo_note

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(320)]

VOICE = "piper-us-man"
SENTENCE = "Breathe quietly, let your back and your hips go soft, and just lie here for a while."
PROGRAM = f"""\
id = "long"
name = "Long"
asks_symptoms = false
hours_between = 0

[[exercises]]
id = "lie"
name = "Lie"

  [[exercises.phases]]
  id = "lie"
  name = "Lie"
  instructions = {json.dumps([SENTENCE] * 8)}
  hold_s = 5
  rest = "Rest."
"""


class Interrupter(Script):
    """Says the words, one after the other, over the instructions, once the coach listens in this way.

    Whoever is not heard, or waits for that, lets the instructions be said again.
    """

    def __init__(self, way: str, *words: str) -> None:
        super().__init__({"screening": ["all clear"], "paused": ["continue"]})
        self._wanted_way, self._way = way, ""
        self._words = list(words)
        self._is_coach_speaking = False

    def react(self, event: Event) -> str | None:
        if event["type"] in ("say", "said"):
            self._is_coach_speaking = event["type"] == "say"
        match event["type"]:
            case "device" if event["device"] == "echo":
                self._way = event["state"]
            case "heard" if self._is_coach_speaking:
                self._words = self._words[1:]
            case "say" if event["cue"] == "instructions" and self._way == self._wanted_way and self._words:
                return self._words[0]
            case "listening" if self.topic == "ready":
                return "repeat" if self._words else "stop"
        return super().react(event)


def a_session(room: VirtualRoom, home: Path, way: str, *words: str) -> Ending:
    screen_yesterday(home / "home")
    program = home / "long.toml"
    program.write_text(PROGRAM, encoding="utf-8")
    arguments = ["start", "--program", str(program)]
    return in_room(room, home, Interrupter(way, *words), arguments, voice=VOICE, deadline_s=280)


def measured(ending: Ending) -> list[Event]:
    """What the coach found of its echo."""
    return [event for event in ending.of("device") if event["device"] == "echo"]


def doctor_on_barge_in(room: VirtualRoom, home: Path) -> str:
    """What `doctor` tells afterwards."""
    env = {**room.env, "VOICECOACH_HOME": str(home / "home")}
    ran = subprocess.run(
        [COACH, "doctor", "--json"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    found = {each["name"]: each["text"] for each in json.loads(ran.stdout)["findings"]}
    return str(found["barge-in"])


def test_where_no_echo_is_heard_every_command_interrupts(tmp_path: Path) -> None:
    """Headphones: "next" in the middle of the instructions."""
    with VirtualRoom() as room:
        ending = a_session(room, tmp_path, "open", "next")
        told = doctor_on_barge_in(room, tmp_path)

    assert [event["text"] for event in while_speaking(ending.events)] == ["next"]
    assert [event["completed"] for event in ending.of("said") if event["cue"] == "instructions"][-1:] == [
        False
    ]
    note = echo_note.read(tmp_path / "home" / "echo.json")
    assert note is not None
    assert note.reason in told
