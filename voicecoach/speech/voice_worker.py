"""The other end of `render_worker`: a process that is asked one thing at a time, and killed when it is late."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRIPT = Path(__file__).with_name("render_worker.py")
COMMAND = (sys.executable, "-P", str(SCRIPT))


class WorkerDiedError(Exception):
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
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerDiedError("it has no pipes")
        self._requests: IO[bytes] = self._process.stdin
        self._replies: IO[bytes] = self._process.stdout
        self._answers: queue.Queue[Answer | None] = queue.Queue()
        threading.Thread(target=self._read, name="voice-worker", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: dict[str, Any], deadline_s: float) -> Answer:
        """Send a request and wait for its answer. Raises WorkerDiedError, and then the worker is gone."""
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
            answer = self._answers.get(timeout=deadline_s)
        except queue.Empty:
            self.kill()
            raise WorkerDiedError(f"no answer within {deadline_s:g} s") from None
        except (OSError, ValueError):  # a broken pipe, or one that `kill` has closed
            answer = None
        if answer is None:
            self.kill()
            raise WorkerDiedError("its process ended")
        return answer

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # what was left to write has no reader any more
            self._requests.close()

    def _read(self) -> None:
        with (
            suppress(ValueError, OSError, AttributeError),
            self._replies,
        ):  # nonsense ends it like a broken pipe
            while line := self._replies.readline():
                head = json.loads(line)
                self._answers.put(Answer(head, self._replies.read(head.get("bytes", 0))))
        self._answers.put(None)
