"""The other end of `render_worker`: a process that is asked one thing at a time, with a deadline, and may be killed."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRIPT = Path(__file__).with_name("render_worker.py")
COMMAND = (sys.executable, "-P", str(SCRIPT))


class WorkerDied(Exception):
    """The worker hung past its deadline, died, or spoke nonsense. It has been killed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its PCM, if any."""

    head: dict[str, Any]
    body: bytes


class Worker:
    """One worker process. One thread at a time may `ask`."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: queue.Queue[Answer | None] = queue.Queue()
        threading.Thread(target=self._read, name="voice-worker", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: dict[str, Any], deadline_s: float) -> Answer:
        """Send a request and wait for its answer. Raises WorkerDied, and then the worker is gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=deadline_s)
        except queue.Empty:
            self.kill()
            raise WorkerDied(f"no answer within {deadline_s:g} s") from None
        except OSError:
            answer = None
        if answer is None:
            self.kill()
            raise WorkerDied("its process ended")
        return answer

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was left to write has no reader any more

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := self._process.stdout.readline():
                head = json.loads(line)
                self._answers.put(Answer(head, self._process.stdout.read(head.get("bytes", 0))))
        except (ValueError, OSError, AttributeError):
            pass  # nonsense, or a pipe closed by `kill`
        self._answers.put(None)
