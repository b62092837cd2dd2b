"""Where there are no files in memory: a sentence is in a private directory, and gone with it, also after a kill."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecoach.speech import render_worker

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

WITHOUT_MEMORY = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
import render_worker
from pathlib import Path

render_worker.MEMORY_FILES = Path("/nonexistent")
read = render_worker.read_sound

def stand_still_and_read(path):
    if "still" in sys.argv:
        os.kill(os.getpid(), signal.SIGSTOP)
    return read(path)

render_worker.read_sound = stand_still_and_read
render_worker.main()
"""


class Worker:
    """A render worker without files in memory, with a temporary directory that the test looks into.

    Where it `stands_still`, it does so (SIGSTOP) when the engine has written the sentence.
    """

    def __init__(self, temporary: Path, *, stands_still: bool = False) -> None:
        how = ["still"] if stands_still else []
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", WITHOUT_MEMORY, str(Path(render_worker.__file__).parent), *how],
            env={**os.environ, "TMPDIR": str(temporary)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, text: str) -> None:
        assert self.process.stdin is not None
        request = {"do": "render", "text": text, "rate_wpm": 155, "voice": None}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, int]:
        assert self.process.stdout is not None
        head: dict[str, int] = json.loads(self.process.stdout.readline())
        self.process.stdout.read(head.get("bytes", 0))
        return head


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[list[Worker]]:
    made = [Worker(tmp_path, stands_still=True), Worker(tmp_path)]
    yield made
    for each in made:
        each.process.kill()
        each.process.communicate()


def directory_in_use(temporary: Path, worker: Worker) -> Path:
    """Wait until the worker stands still; where its sentence is then."""
    _, status = os.waitpid(worker.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    (sound,) = temporary.glob(f"{render_worker.PREFIX}*/utterance.wav")
    assert sound.stat().st_size > 10_000
    return sound.parent


def test_nothing_stays_of_a_sentence(tmp_path: Path, workers: list[Worker]) -> None:
    """The fallback makes the same sound."""
    workers[1].ask("Lie down.")

    assert workers[1].answer()["bytes"] > 10_000
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_worker_left_is_removed_by_the_next(tmp_path: Path, workers: list[Worker]) -> None:
    """In the middle of a sentence, by SIGKILL: nothing else can be done about it."""
    killed, following = workers
    killed.ask("Breathe quietly.")
    left = directory_in_use(tmp_path, killed)
    killed.process.kill()
    killed.process.wait()
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    following.ask("Lie down.")
    following.answer()

    assert list(tmp_path.iterdir()) == []


def test_what_a_living_worker_needs_and_what_is_not_ours_stays(tmp_path: Path, workers: list[Worker]) -> None:
    """It stands still in the middle of a sentence, and ends it all the same afterwards."""
    living, following = workers
    for name in ("voicecoach-utterance-x.txt", "other"):
        (tmp_path / name).write_text("mine")
    young = tmp_path / f"{render_worker.PREFIX}justmade"
    young.mkdir()
    (tmp_path / f"{render_worker.PREFIX}linked00").symlink_to(tmp_path / "elsewhere")
    living.ask("Breathe quietly.")
    directory = directory_in_use(tmp_path, living)
    following.ask("Lie down.")
    following.answer()
    assert (directory / "utterance.wav").exists()
    living.process.send_signal(signal.SIGCONT)

    assert living.answer()["bytes"] > 10_000
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "other",
        "voicecoach-utterance-justmade",
        "voicecoach-utterance-linked00",
        "voicecoach-utterance-x.txt",
    ]
