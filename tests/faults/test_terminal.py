"""A real session on a real terminal that is closed, interrupted, or stands still for longer than a beat."""

from __future__ import annotations

import os
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.e2e.patient import COACH, QUICK, Ending, Event, Script, by_voice, follow, on_terminal
from tests.e2e.scenarios import COMMON
from tests.faults.kills import records_of
from tests.faults.stories import HISTORY
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday
from voicecoach.coach.records import AnswerRecord, FinishRecord, Outcome

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at by /proc"),
]

ASLEEP_S = 8.0
"""Longer than a beat, than five seconds (nobody follows a set for so long), and than the devices' deadlines."""

STAYS = {**COMMON, "check location": ["lower back"], "check change": ["better"]}
PLACES: dict[str, Callable[[Event, Script], bool]] = {
    "a question": lambda event, script: event["type"] == "listening" and script.topic == "baseline rating",
    "a set": lambda event, _script: event["type"] == "count",
    "a pause": lambda event, _script: event["type"] == "paused",
}


def heed_signals() -> None:
    """What was started in the background ignores some signals, and so would its children."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def session_at(place: str, home: Path) -> Iterator[Any]:
    """A session by text that has got to this place, on a terminal of its own."""
    screen_yesterday(home / "home")
    log = home / "events.jsonl"
    child = pexpect.spawn(
        str(COACH),
        ["start", "--text", "--plain", "--program", str(QUICK), "--events", str(log)],
        env={**os.environ, "VOICECOACH_HOME": str(home / "home"), "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
        preexec_fn=heed_signals,
    )
    child.delaybeforesend = None
    script = Script(STAYS, on_count=(1, "pause") if place == "a pause" else None)
    try:
        for event in follow(log, child.isalive, 60):
            at_place = PLACES[place](event, script)
            said = None if at_place else script.react(event)
            if at_place:
                break
            if said is not None:
                child.send(said + "\r")
        yield child
    finally:
        if child.isalive():
            child.kill(signal.SIGKILL)
        child.close(force=True)


def is_kept_as_stopped(home: Path) -> bool:
    last = records_of(home / "home")[-1]
    return isinstance(last[-1], FinishRecord) and last[-1].outcome is Outcome.STOPPED


@pytest.mark.parametrize("place", PLACES)
def test_a_closed_terminal_is_a_quit(place: str, tmp_path: Path) -> None:
    """The session is kept and ends by itself, with exit code 0; its lock is gone."""
    with session_at(place, tmp_path) as child:
        child.ptyproc.fileobj.close()
        _, status = os.waitpid(child.pid, 0)
        child.ptyproc.terminated, child.ptyproc.closed, child.closed = True, True, True

    assert (os.WIFEXITED(status), os.waitstatus_to_exitcode(status)) == (True, 0)
    assert is_kept_as_stopped(tmp_path)
    assert [each.name for each in (tmp_path / "home").iterdir()] == [HISTORY]


@pytest.mark.parametrize("place", PLACES)
def test_ctrl_c_is_a_quit_and_gives_the_terminal_back(place: str, tmp_path: Path) -> None:
    """As the terminal sends it: to the whole process group."""
    with session_at(place, tmp_path) as child:
        child.sendintr()
        child.expect(pexpect.EOF)
        flags = termios.tcgetattr(child.child_fd)[3]
        child.wait()

    assert child.exitstatus == 0
    assert flags & termios.ECHO
    assert flags & termios.ICANON
    assert "Traceback" not in child.before
    assert is_kept_as_stopped(tmp_path)
    assert [each.name for each in (tmp_path / "home").iterdir()] == [HISTORY]


# --- asleep -------------------------------------------------------------------------------------------------------


def family(marker: str) -> list[int]:
    """The process with this in its command line, and all its children."""
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()]
    parents: dict[int, int] = {}
    roots: set[int] = set()
    for process in found:
        with suppress(OSError, ValueError):
            parents[process] = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
            if marker in Path(f"/proc/{process}/cmdline").read_text().split("\0"):
                roots.add(process)
    members = set(roots)
    while grown := {each for each, parent in parents.items() if parent in members} - members:
        members |= grown
    return sorted(members)


@dataclass
class Sleepy(Script):
    """The machine sleeps at a question, in a set and in its pause: each process of the session stands still."""

    marker: str = ""
    sleeps: list[str] = field(default_factory=list)
    stopped: int = 0

    def react(self, event: Event) -> str | None:
        said = super().react(event)
        for name, is_there in PLACES.items():
            is_question = name == "a question" and event["type"] == "listening" and said == "six"
            if name not in self.sleeps and (is_question or (name != "a question" and is_there(event, self))):
                self.sleeps.append(name)
                self.sleep()
        return said

    def sleep(self) -> None:
        processes = family(self.marker)
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        self.stopped = max(self.stopped, len(processes))
        threading.Event().wait(ASLEEP_S)  # the fault itself
        for process in processes:
            os.kill(process, signal.SIGCONT)


def slept_well(ending: Ending, home: Path) -> None:
    """Paused where a set was slept through, nothing counted at once, no device lost, no answer lost."""
    types = [event["type"] for event in ending.events]
    counts = ending.of("count")
    first = next(n for n, each in enumerate(ending.events) if each["type"] == "count")
    answers = [each.topic for each in records_of(home)[-1] if isinstance(each, AnswerRecord)]

    assert ending.outcome == "centralized", ending.output
    assert ending.exit_code == 0
    assert ending.lost == []
    assert types[first + 1 : types.index("paused")].count("count") == 0
    assert all(later["t"] - sooner["t"] > 0.2 for sooner, later in pairwise(counts))
    assert answers[:4] == ["screening", "baseline location", "baseline side", "baseline rating"]


def test_a_machine_that_sleeps_finds_its_session_again(tmp_path: Path) -> None:
    """By text, on a terminal, in real time."""
    screen_yesterday(tmp_path / "home")
    script = Sleepy(STAYS, marker=str(tmp_path / "events.jsonl"))
    ending = on_terminal(tmp_path, script, ["--text", "--plain", "--program", str(QUICK)])

    assert script.sleeps == ["a question", "a set", "a pause"]
    slept_well(ending, tmp_path / "home")


def test_a_machine_that_sleeps_finds_its_voice_again(tmp_path: Path) -> None:
    """By voice: the coach and its workers stand still, and the sound goes on without them."""
    screen_yesterday(tmp_path / "home")
    script = Sleepy(STAYS, marker=str(tmp_path / "events.jsonl"))
    with VirtualRoom() as room:
        ending = by_voice(room, tmp_path, script, voice="piper-us-man")

    assert script.stopped > 1
    slept_well(ending, tmp_path / "home")
