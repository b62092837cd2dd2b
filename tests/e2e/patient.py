"""A patient in the virtual room who only speaks, and a typist on a pseudo-terminal who only types.

Both follow the event log like a person follows the coach: they wait for the question, then give the next answer of
their script. What is asked back ("did you say better?") is answered with "yes" if it was said, else "no"; a choice
("four, or five?") with what was said if it is offered, else "neither".
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pexpect

from tests.event_log import check
from tests.virtual_room import VirtualRoom

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "audio_fixtures" / "phrases"
QUICK = ROOT / "tests" / "programs" / "quick.toml"
COACH = Path(sys.executable).with_name("voicecoach")

REACTION_S = 0.6
"""From the question's end to the answer: a person waits for the earcon."""

Event = Mapping[str, Any]
Answers = Mapping[str, Sequence[str]]


class Patient(Protocol):
    """Somebody who says something to what happens, or nothing."""

    def react(self, event: Event) -> str | None: ...


@dataclass
class Script:
    """What is answered to each topic ("check location"), in order; the last answer is repeated.

    `on_count`: said after the repetition or second of this number, and again after each later one until it worked.
    """

    answers: Answers
    on_count: tuple[int, str] | None = None
    _given: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    topic: str = ""
    _last: str = ""
    _asked_back: str = ""

    def react(self, event: Event) -> str | None:
        """What is said to this event, if anything."""
        match event["type"]:
            case "say" if event["cue"].startswith("ask "):
                self.topic = event["cue"].removeprefix("ask ")
                self._asked_back = event["text"]
            case "say" if event["cue"] == "paused":
                self.topic = "paused"
            case "say" if event["cue"] in ("start", "go on"):
                self.topic = "set"
            case "listening":
                return self._answer()
            case "count" if self.on_count and event["n"] >= self.on_count[0]:
                return self.on_count[1]
            case "paused":
                self.on_count = None
        return None

    def _answer(self) -> str | None:
        if self.topic == "confirming":
            return "yes" if self._last in self._asked_back.lower() else "no"
        if self.topic == "choosing":
            offered = self._asked_back.lower().replace(",", " ").replace("?", " ").split()
            return self._last if self._last in offered else "neither"
        topic, self.topic = self.topic, ""
        answers = self.answers.get(topic)
        if not answers:
            return None
        n = self._given[topic]
        self._given[topic] += 1
        self._last = answers[min(n, len(answers) - 1)]
        return self._last


def follow(path: Path, process: Callable[[], bool], deadline_s: float) -> Iterator[Event]:
    """The lines of an event log as they are written, until `finished` or until the process is over."""
    deadline = time.monotonic() + deadline_s
    while not path.exists() and process() and time.monotonic() < deadline:
        time.sleep(0.02)
    with path.open(encoding="utf-8") as log:
        buffer = ""
        while time.monotonic() < deadline:
            buffer += log.readline()
            if not buffer.endswith("\n"):
                if not process():
                    return
                time.sleep(0.02)
                continue
            event = json.loads(buffer)
            buffer = ""
            check(event)
            yield event
            if event["type"] == "finished":
                return
    raise TimeoutError(f"no end after {deadline_s} s")


@dataclass
class Ending:
    """How a session ended, and all that was logged."""

    events: list[Event]
    exit_code: int
    output: str

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def lost(self) -> list[Event]:
        """Devices that were lost; what was measured of the echo is no loss."""
        return [event for event in self.of("device") if event["device"] != "echo"]

    @property
    def rules(self) -> list[str]:
        return [event["rule"] for event in self.of("decided")]

    @property
    def decisions(self) -> list[tuple[str, str]]:
        return [(event["rule"], event["action"]) for event in self.of("decided")]

    @property
    def outcome(self) -> str:
        return str(self.of("finished")[0]["outcome"])


def recording(phrase: str, voice: str) -> Path:
    """The near recording of a phrase."""
    slug = phrase.replace("'", "").replace(" ", "-")
    return RECORDINGS / slug / f"{voice}__near.wav"


def by_voice(
    room: VirtualRoom,
    home: Path,
    script: Script,
    *,
    voice: str,
    program: Path = QUICK,
    options: Sequence[str] = (),
    deadline_s: float = 420,
    under: Sequence[str] = (),
) -> Ending:
    """A whole session in the virtual room, with spoken answers only: standard input is closed.

    `under`: a program that runs the coach, and its arguments.
    """
    arguments = ["start", "--program", str(program), *options]
    return in_room(room, home, script, arguments, voice=voice, deadline_s=deadline_s, under=under)


def in_room(
    room: VirtualRoom,
    home: Path,
    script: Patient,
    arguments: Sequence[str],
    *,
    voice: str,
    deadline_s: float = 420,
    under: Sequence[str] = (),
) -> Ending:
    """A command that talks, in the virtual room, with spoken answers only: standard input is closed."""
    log = home / "events.jsonl"
    command = [*under, str(COACH), *arguments, "--plain", "--rate", "220", "--events", str(log)]
    environment = {**room.env, "VOICECOACH_HOME": str(home / "home")}
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
        reader.start()
        events: list[Event] = []
        try:
            for event in follow(log, lambda: process.poll() is None, deadline_s):
                events.append(event)
                said = script.react(event)
                if said is not None:
                    time.sleep(REACTION_S)
                    room.speak(recording(said, voice))
            exit_code = process.wait(20)
        finally:
            process.kill()
        reader.join(5)
        return Ending(events, exit_code, "".join(lines))


def by_text(home: Path, script: Script, *options: str, program: Path = QUICK) -> Ending:
    """The same session by text, with typed answers only."""
    return on_terminal(home, script, ["--text", "--program", str(program), *options])


def on_terminal(
    home: Path,
    script: Script,
    options: Sequence[str],
    *,
    env: Mapping[str, str] = os.environ,
    deadline_s: float = 120,
    under: Sequence[str] = (),
) -> Ending:
    """A whole session on a pseudo-terminal, where the script's answers are typed."""
    log = home / "events.jsonl"
    program, *arguments = [*under, str(COACH), "start", "--events", str(log), *options]
    child = pexpect.spawn(
        program,
        arguments,
        env={**env, "VOICECOACH_HOME": str(home / "home"), "TERM": "xterm-256color"},
        encoding="utf-8",
        dimensions=(40, 100),
        timeout=deadline_s,
    )
    output = io.StringIO()
    child.logfile_read = output
    reader = threading.Thread(target=lambda: child.expect(pexpect.EOF), daemon=True)
    reader.start()
    events: list[Event] = []
    try:
        for event in follow(log, reader.is_alive, deadline_s):
            events.append(event)
            said = script.react(event)
            if said is not None:
                child.send(said + "\r")
        reader.join(20)
    finally:
        child.close(force=True)
    return Ending(events, child.exitstatus if child.exitstatus is not None else -1, output.getvalue())
