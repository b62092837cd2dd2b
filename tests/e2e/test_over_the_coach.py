"""A person interrupts the coach in the middle of a sentence, by voice alone, in a room that gives its voice back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.patient import COACH, Ending, Event, Script, in_room
from tests.reverberation import decaying_response
from tests.virtual_room import RECORD_RATE_HZ, VirtualRoom
from tests.yesterday import screen_yesterday

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

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
    """Answers what is asked; and over the instructions, once the coach has measured its echo, says the next word."""

    def __init__(self, *words: str) -> None:
        super().__init__({"screening": ["all clear"], "ready": ["stop"], "paused": ["continue"]})
        self._words = list(words)
        self._is_measured = False

    def react(self, event: Event) -> str | None:
        self._is_measured |= event["type"] == "device" and event["device"] == "echo"
        is_instructed = event["type"] == "say" and event["cue"] == "instructions"
        if is_instructed and self._is_measured and self._words:
            return self._words.pop(0)
        return super().react(event)


def a_session(room: VirtualRoom, home: Path, *words: str, options: tuple[str, ...] = ()) -> Ending:
    screen_yesterday(home / "home")
    program = home / "long.toml"
    program.write_text(PROGRAM, encoding="utf-8")
    arguments = ["start", "--program", str(program), *options]
    return in_room(room, home, Interrupter(*words), arguments, voice=VOICE, deadline_s=150)


def over_coach(ending: Ending) -> list[Event]:
    return [event for event in ending.of("heard") if event.get("over_coach")]


def doctor_on_barge_in(room: VirtualRoom, home: Path) -> str:
    """What `doctor` tells afterwards."""
    env = {**room.env, "VOICECOACH_HOME": str(home / "home")}
    ran = subprocess.run(
        [COACH, "doctor", "--json"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    found = {each["name"]: each["text"] for each in json.loads(ran.stdout)["findings"]}
    return str(found["barge-in"])


def test_a_stop_over_the_coachs_own_voice_ends_its_sentence(tmp_path: Path) -> None:
    """Through an echo with reverberation. The coach never obeys itself, and `doctor` says what it chose and why."""
    with VirtualRoom(echo=0.3, impulse_response=decaying_response(0.3, RECORD_RATE_HZ)) as room:
        ending = a_session(room, tmp_path, "ouch", "stop")
        told = doctor_on_barge_in(room, tmp_path)
    heard = over_coach(ending)

    assert [event["state"] for event in ending.of("device")][:1] == ["cancelled"]
    assert [(event["text"], event["meaning"]) for event in heard] == [("ouch", "pause"), ("stop", "stop")]
    cut = [event["completed"] for event in ending.of("said") if event["cue"] == "instructions"]
    assert cut == [False, False]
    assert ending.outcome == "stopped"
    assert told.startswith("stop words are heard while the coach speaks: the coach is heard at -")
    assert "cancelled by" in told


def test_where_no_echo_is_heard_every_command_interrupts(tmp_path: Path) -> None:
    """Headphones: "next" in the middle of the instructions."""
    with VirtualRoom() as room:
        ending = a_session(room, tmp_path, "next")
        told = doctor_on_barge_in(room, tmp_path)

    assert [event["state"] for event in ending.of("device")][:1] == ["open"]
    assert [event["text"] for event in over_coach(ending)] == ["next"]
    assert [event["completed"] for event in ending.of("said") if event["cue"] == "instructions"] == [False]
    assert told.startswith("every command is heard while the coach speaks: ")
