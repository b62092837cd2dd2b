"""A program that talks, running in a timed room, and a patient who speaks to it.

Both programs that are measured write an event log; the patient follows it, and answers only when the coach has been
silent for as long as a person takes to react. What was spoken when is found afterwards, in the recording.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from timing_room import ROOT
from timing_signal import Match, end_of, find

from tests.e2e.patient import follow, recording
from tests.virtual_room import RECORD_RATE_HZ
from voicecoach.speech.audio import read_wav
from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from timing_room import TimedRoom, TimeLine

    Event = Mapping[str, Any]

COACH = (sys.executable, "-m", "voicecoach.cli.main")
REACTION_S = 0.6
PROGRAM_HEAD = """\
id = "timing"
name = "Timing"
asks_symptoms = false
hours_between = 0
"""
"""The beginning of each program file that is measured: it asks nothing but whether one is ready."""
LONGEST_S = 900.0
FOUND = 0.5
"""What fits better than this is the sound that was looked for; noise and other words stay below 0.3."""
BEFORE_S, AFTER_S = 0.3, 3.0
"""How far around the moment at which it was begun an utterance is searched."""
VOICES = (
    "piper-us-man", "espeak-gb-woman", "flite-us-woman", "espeak-us-man",
    "festival-us-man", "espeak-us-woman", "flite-us-man", "espeak-scotland-man",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the patient said: at about the monotonic time `begun_at`."""

    text: str
    voice: str
    begun_at: float

    @property
    def samples(self) -> NDArray[Any]:
        wav = read_wav(recording(self.text, self.voice))
        return Pcm(wav, 16000).at_rate(RECORD_RATE_HZ).samples

    def place_in(self, line: TimeLine) -> tuple[Match, float]:
        """Where it begins in the patient's recording, and the sample at which its last sound ends."""
        samples = self.samples
        around = (line.sample_at(self.begun_at + shift_s) for shift_s in (-BEFORE_S, AFTER_S))
        match = find(line.patient, samples, *around)
        return match, match.at + end_of(samples)


@dataclass(slots=True)
class Talk:
    """One run of a program: its events, each with the monotonic time at which it was read."""

    room: TimedRoom
    line: TimeLine
    events: list[tuple[float, Event]] = field(default_factory=list)
    _coming: queue.Queue[tuple[float, Event] | None] = field(default_factory=queue.Queue)

    def follow(self, log: Path, is_running: Callable[[], bool]) -> None:
        """Read the log until the program is over; on a thread of its own."""
        with contextlib.suppress(OSError, TimeoutError):
            for event in follow(log, is_running, LONGEST_S):
                self._coming.put((time.monotonic(), event))
        self._coming.put(None)

    def next(self, timeout_s: float = LONGEST_S) -> tuple[float, Event] | None:
        """The next event; None after `timeout_s` without any, and when the program is over."""
        try:
            found = self._coming.get(timeout=max(timeout_s, 0.0))
        except queue.Empty:
            return None
        if found is None:
            self._coming.put(None)
            return None
        if found[1].get("driver", "voice") != "voice":
            raise SystemExit(
                "bench_timing: the coach does not speak here; `voicecoach doctor` shows what is missing."
            )
        self.events.append(found)
        return found

    def wait(
        self, is_wanted: Callable[[Event], bool], timeout_s: float = LONGEST_S
    ) -> tuple[float, Event] | None:
        """The next event of this kind; None if it does not come in time or at all."""
        deadline = time.monotonic() + timeout_s
        while (found := self.next(deadline - time.monotonic())) is not None:
            if is_wanted(found[1]):
                return found
        return None

    def say(self, text: str, voice: str, *, after_silence_s: float = 0.0) -> Utterance:
        """The patient says this, when the coach has been silent for so long. Returns when it is said."""
        if after_silence_s:
            lines = [t for t, event in self.events if event["type"] == "say"]
            self.line.await_silence(after_silence_s, max(lines, default=0.0))
        said = Utterance(text, voice, time.monotonic())
        self.room.speak(recording(text, voice))
        return said


@contextlib.contextmanager
def talking(
    room: TimedRoom, line: TimeLine, home: Path, command: Sequence[str], *, cpu_of: list[int] | None = None
) -> Iterator[Talk]:
    """Run the command, which writes its events to `home/events.jsonl`. It is ended with the block.

    `cpu_of` gets its process id.
    """
    log = home / "events.jsonl"
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [*command, "--events", str(log)],
        cwd=ROOT,
        env={**room.env, "VOICECOACH_HOME": str(home / "home")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(home / "stderr").open("wb"),
    )
    if cpu_of is not None:
        cpu_of.append(process.pid)
    talk = Talk(room, line)
    reader = threading.Thread(target=talk.follow, args=(log, lambda: process.poll() is None), daemon=True)
    reader.start()
    try:
        yield talk
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(5)


def start(program: Path, *options: str) -> list[str]:
    """The coach's command line for a session."""
    return [*COACH, "start", "--plain", "--program", str(program), *options]


def opening(cue: str) -> str:
    """What is answered to a question on the way to an exercise."""
    return {"ask screening": "all clear", "ask ready": "ready", "ask confirming": "yes"}.get(cue, "no")
