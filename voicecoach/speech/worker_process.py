"""A process that is asked one thing at a time over a pipe of its own, and killed when it is late.

What can fail in native code, hang or grow lives in such a process: synthesis (`render_worker`), recognition
(`recognizers/worker`). A request is one JSON line, with `bytes` of sound behind it; so is an answer, which names the
request's `id`. Rules:
* An answer comes before its deadline, or never: who is late is killed, also where it does not even read.
* What is no answer to the very request that waits is nonsense, and so is more than may come; who says it is killed.
* The process ends with its standard input, gets no signal of the terminal, and what it prints is lost.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST_HEAD_BYTES = 1_000_000
"""Four times espeak-ng's list of voices."""
LARGEST_BODY_BYTES = 32_000_000
"""Six minutes of speech at 44.1 kHz."""
END_S = 2.0
"""How long a killed process is waited for: one that the system holds may take longer than anybody wants to."""


class WorkerDiedError(Exception):
    """The worker hung past its deadline, died, or spoke nonsense. It has been killed."""


class WorkerLateError(WorkerDiedError):
    """It hung past its deadline."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and what came behind it, if anything."""

    head: dict[str, Any]
    body: bytes


class Worker:
    """One worker process. One thread at a time may `ask`. Raises WorkerDiedError where none can be started.

    `environment`: what it gets beside our own.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **(environment or {})},
            )
        except OSError as error:
            raise WorkerDiedError(f"it cannot be started: {error.strerror or error}") from error
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerDiedError("it has no pipes")
        self._requests: IO[bytes] = self._process.stdin
        self._replies: IO[bytes] = self._process.stdout
        self._ids = itertools.count(1)
        self._awaited: int | None = None
        self._answers: queue.SimpleQueue[Answer | str] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="worker-answers", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: dict[str, Any], deadline_s: float, body: bytes = b"") -> Answer:
        """Send a request and wait for its answer. Raises WorkerDiedError, and then the worker is gone."""
        late_at = time.monotonic() + deadline_s
        self._awaited = number = next(self._ids)
        late = threading.Timer(
            deadline_s, self._process.kill
        )  # ends a write to a pipe that nobody reads, too
        late.daemon = True
        late.start()
        try:
            self._requests.write(json.dumps(request | {"id": number, "bytes": len(body)}).encode() + b"\n")
            self._requests.write(body)
            self._requests.flush()
            found = self._answers.get(timeout=deadline_s)
        except (OSError, ValueError):  # a broken pipe, or one that `kill` has closed
            found = "its process ended"
        except queue.Empty:
            found = ""
        finally:
            late.cancel()
        if isinstance(found, Answer):
            return found
        self.kill()
        if time.monotonic() >= late_at:
            raise WorkerLateError(f"no answer within {deadline_s:g} s")
        raise WorkerDiedError(found)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        with suppress(OSError):  # what was left to write has no reader any more
            self._requests.close()

    def _read(self) -> None:
        reason = "its process ended"
        try:
            with self._replies:
                while line := self._replies.readline(LARGEST_HEAD_BYTES):
                    self._answers.put(self._answer(line))
        except (ValueError, OSError, RecursionError):
            reason = "it answered nonsense"
            self._process.kill()
        self._answers.put(reason)

    def _answer(self, line: bytes) -> Answer:
        """Raises ValueError for what is no answer to what was asked."""
        head = json.loads(line)
        if not isinstance(head, dict) or head.get("id") != self._awaited or self._awaited is None:
            raise ValueError(line)
        self._awaited = None
        size = head.get("bytes", 0)
        if type(size) is not int or not 0 <= size <= LARGEST_BODY_BYTES:
            raise ValueError(size)
        body = self._replies.read(size)
        if len(body) != size:
            raise ValueError(size)
        return Answer(head, body)
