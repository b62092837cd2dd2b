"""An engine's process is killed in the middle of a spoken session: the session decides the same and invents nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.patient import Ending, Event, Script, by_voice
from tests.e2e.scenarios import COMMON
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(500)]

RECOGNIZER, VOICE = b"recognizers.worker", b"render_worker.py"
ANSWERS = {**COMMON, "check location": ["lower back"], "check change": ["better"]}


def workers(home: Path, kind: bytes) -> list[int]:
    """The processes of this kind that belong to the coach with this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_one = kind in (process / "cmdline").read_bytes()
            if is_one and f"VOICECOACH_HOME={home}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


class _KillsTheRecognizer(Script):
    """Kills it when the number is asked for, and once more while it works on where the pain is."""

    home: Path
    kills = 0

    def react(self, event: Event) -> str | None:
        if event["type"] == "listening" and self.topic == "baseline rating" and not self.kills:
            for pid in workers(self.home, RECOGNIZER):
                os.kill(pid, signal.SIGKILL)
                self.kills += 1
        if event["type"] == "listening" and self.topic == "check location" and self.kills == 1:
            threading.Thread(target=self._kill_at_work, daemon=True).start()
        return super().react(event)

    def _kill_at_work(self) -> None:
        (pid,) = workers(self.home, RECOGNIZER)
        before = cpu_ticks(pid)
        while cpu_ticks(pid) == before:
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)
        self.kills += 1


class _KillsTheVoice(Script):
    """Kills whatever renders from the question for the number on, as soon as it is there."""

    home: Path
    kills = 0
    is_killing = False

    def react(self, event: Event) -> str | None:
        if event["type"] == "listening" and self.topic == "baseline rating" and not self.is_killing:
            self.is_killing = True
            threading.Thread(target=self._kill_all, daemon=True).start()
        if event["type"] == "finished":
            self.is_killing = False
        return super().react(event)

    def _kill_all(self) -> None:
        while self.is_killing:
            for pid in workers(self.home, VOICE):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.kills += 1
            time.sleep(0.05)


Saboteur = _KillsTheRecognizer | _KillsTheVoice
Sabotaged = tuple[Saboteur, Ending]


def _session(make: Callable[[dict[str, list[str]]], Saboteur], home: Path) -> Sabotaged:
    screen_yesterday(home / "home")
    script = make(ANSWERS)
    script.home = home / "home"
    with VirtualRoom() as room:
        room.env["VOICECOACH_NO_SPEECH_CACHE"] = "1"
        options = ("--barge-in", "gaps")
        return script, by_voice(room, home, script, voice="piper-us-man", options=options)


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Sabotaged]]]:
    """Both at once, each in a room of its own."""
    with ThreadPoolExecutor(2) as pool:
        yield {
            "recognizer": pool.submit(_session, _KillsTheRecognizer, tmp_path_factory.mktemp("recognizer")),
            "voice": pool.submit(_session, _KillsTheVoice, tmp_path_factory.mktemp("voice")),
        }


def answered(ending: Ending) -> set[str]:
    return {str(event["text"]) for event in ending.of("heard")}


def test_a_session_outlives_its_recognizer_twice(sessions: dict[str, Future[Sabotaged]]) -> None:
    """Killed between two answers, and in the middle of one."""
    script, ending = sessions["recognizer"].result()

    assert script.kills == 2, ending.output
    assert ending.decisions == [("R1", "STAY")], ending.output
    assert (ending.outcome, ending.exit_code) == ("centralized", 0)
    assert [(each["device"], each["state"]) for each in ending.lost] == [("recognizer", "restarted")] * 2
    assert answered(ending) <= {text for texts in ANSWERS.values() for text in texts} | {"yes"}
    assert "lost" not in ending.output


def test_a_session_without_a_voice_goes_on_in_print_and_still_hears(
    sessions: dict[str, Future[Sabotaged]],
) -> None:
    script, ending = sessions["voice"].result()
    rating = next(each["t"] for each in ending.of("device") if each["device"] == "voice")
    spoken = [each for each in ending.of("heard") if each["t"] > rating]

    assert script.kills >= 2, ending.output
    assert ending.decisions == [("R1", "STAY")], ending.output
    assert (ending.outcome, ending.exit_code) == ("centralized", 0)
    assert [(each["device"], each["state"]) for each in ending.lost] == [("voice", "lost")]
    assert {each["source"] for each in spoken} == {"voice"}
    assert answered(ending) <= {text for texts in ANSWERS.values() for text in texts} | {"yes"}
    assert "The voice was lost (The voice cannot speak (" in ending.output
