"""A device that is lost, and comes back, at every single moment of a session: by the loop alone, on a simulated clock.

The moment is one line that is said, or one time that is listened. Whatever is lost when: no answer is lost or invented,
and the session decides what it decides on a good day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tests.coach.conversation import KNOWN
from tests.drivers.test_loop import END, STAY, STOP, Ears, Mouth, Room
from voicecoach.coach.effects import Listen, Say
from voicecoach.coach.events import DeviceFound, DeviceLost, Heard, Source
from voicecoach.coach.phrases import Question
from voicecoach.coach.records import AnswerRecord
from voicecoach.coach.session import RATE_WPM, Session
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.keyboard import Keyboard
from voicecoach.drivers.loop import ALONE_S, Loop
from voicecoach.drivers.retriever import Found, Retriever

AWAY_S = 3.0
LOSSES = [("microphone",), ("speaker",), ("voice",), ("speaker", "microphone")]
STORIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {"stay": STAY, "end": END, "stop": STOP}


class Finder:
    """A retriever that finds everything after `AWAY_S`, and new parts that work like the first ones."""

    def __init__(self, unlucky: Unlucky) -> None:
        self.unlucky = unlucky
        self.sought: list[str] = []

    def seek(self, device: str) -> None:
        self.sought.append(device)
        self.unlucky.inbox.post(DeviceFound("microphone" if device == "microphone" else "speaker"), AWAY_S)

    def take(self) -> Found:
        sought, self.sought = self.sought, []
        mouth = self.unlucky.new_mouth() if {"speaker", "voice"} & set(sought) else None
        ears = self.unlucky.new_ears() if "microphone" in sought else None
        return Found(mouth, ears)

    def close(self) -> None:
        """Nothing is left."""


@dataclass
class Unlucky(Room):
    """A room in which `devices` are lost at the moment of this number, and found again."""

    moment: int | None = None
    devices: tuple[str, ...] = ()
    moments: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.mouth.on_say, self.ears.on_listen = self.says, self.listens
        self.retriever = cast("Retriever", Finder(self))

    def new_mouth(self) -> Mouth:
        self.mouth = Mouth(self.inbox)
        self.mouth.on_say = self.says
        return self.mouth

    def new_ears(self) -> Ears:
        answers = self.ears.answers
        self.ears = Ears(self.inbox, {})
        self.ears.answers = answers  # the person goes on where they were
        self.ears.on_listen = self.listens
        return self.ears

    def says(self, say: Say) -> bool:
        return self.passes(is_cut=self.devices != ("microphone",) and not say.droppable)

    def listens(self, listen: Listen) -> bool:
        if listen.is_open and self.events("paused") and not self.is_resumed:
            self.inbox.post(Heard("continue", 0.9, source=Source.VOICE), 2 * AWAY_S)
        return self.passes(is_cut="microphone" in self.devices)

    @property
    def is_resumed(self) -> bool:
        return len(self.events("resumed")) >= len(self.events("paused"))

    def passes(self, *, is_cut: bool) -> bool:
        """Whether what was to happen at this moment is cut off by the loss."""
        self.moments += 1
        if self.moments - 1 != self.moment:
            return False
        for device in self.devices:
            self.inbox.post(DeviceLost(device, "unplugged"))
        return is_cut


def told(room: Unlucky) -> set[tuple[str, str, str | None]]:
    """What was answered: of what, what, in which exercise. Not how often: after a rest it is asked until it is long."""
    records = [each for each in room.store.records if isinstance(each, AnswerRecord)]
    return {(each.topic, each.meaning, each.exercise) for each in records}


@pytest.mark.parametrize(
    "devices", [("microphone",), ("speaker",), ("voice",), ("speaker", "microphone")], ids="+".join
)
@pytest.mark.parametrize("story", STORIES)
def test_lost_and_found_at_any_moment_the_session_decides_the_same(
    tmp_path: Path, story: str, devices: tuple[str, ...]
) -> None:
    good = Unlucky(tmp_path / "good.jsonl", STORIES[story])
    good.run()
    wrong = []
    for moment in range(good.moments):
        room = Unlucky(tmp_path / f"{moment}.jsonl", STORIES[story], moment=moment, devices=devices)
        finish = room.run()
        states = [(each["device"], each["state"]) for each in room.events("device")]
        is_told = len([each for each in room.paper.notices if " was lost (" in each]) == len(devices)
        is_same = room.decisions == good.decisions and told(room) == told(good)
        if not (is_same and is_told) or (finish.outcome != good.events("finished")[0]["outcome"]):
            wrong.append((moment, finish.outcome, room.decisions, states))

    assert wrong == []
    assert good.moments > 20


def test_the_rate_that_was_asked_for_is_that_of_the_next_mouth(tmp_path: Path) -> None:
    """Between two sets "slower" changes the speech."""
    rates: list[int] = []
    room = Unlucky(tmp_path / "a.jsonl", STAY, moment=12, devices=("speaker",))
    new_mouth = room.new_mouth

    def with_rates() -> Mouth:
        mouth = new_mouth()
        mouth.set_rate = rates.append  # type: ignore[method-assign]
        return mouth

    room.new_mouth = with_rates  # type: ignore[method-assign]
    room.inbox.post(Heard("slower", 0.9, source=Source.KEYBOARD), 3.2)
    room.run()

    assert rates[0] < RATE_WPM


class Deserted:
    """A keyboard whose input is over, as that of a coach started by an icon."""

    is_terminal, is_over = False, True

    def peek(self) -> str | None:
        return None


def test_without_any_way_to_answer_a_session_waits_five_minutes_for_a_device(tmp_path: Path) -> None:
    """Then it is saved and ends, like a pause without an answer."""
    room = Unlucky(tmp_path / "a.jsonl", STAY)
    finder = Finder(room)
    finder.seek = finder.sought.append  # type: ignore[method-assign]  # and never found

    def on_listen(listen: Listen) -> bool:
        return listen.question is Question.RATING and room.post(DeviceLost("microphone", "unplugged"))

    room.ears.on_listen = on_listen
    loop = Loop(
        Session(room.program, KNOWN),
        room.inbox,
        room.paper,
        mouth=room.mouth,
        ears=room.ears,
        keyboard=cast("Keyboard", Deserted()),
        log=EventLog(room.log),
        retriever=cast("Retriever", finder),
    )
    finish = loop.run(version="0", program="quick", driver="voice", recognizer="fake", voice="fake")
    (lost,) = room.events("device")

    assert finish.outcome == "stopped"
    assert room.events("finished")[0]["t"] - lost["t"] >= ALONE_S
