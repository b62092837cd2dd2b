"""Looking at parts that may crash, hang or print: each in a process of its own, with a deadline."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from voicecoach.diagnosis.findings import Finding, State

T = TypeVar("T")
REINSTALL = "`scripts/start` installs it again"


class Background(Generic[T]):
    """Runs a function in a thread that holds up nobody's end; its result, or a stand-in when it is late."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._result: list[T] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self, until: float, otherwise: T) -> T:
        """The result by the monotonic time `until`, else `otherwise`; also where the function failed."""
        self._thread.join(max(0.0, until - time.monotonic()))
        return self._result[0] if self._result else otherwise

    def _run(self) -> None:
        try:
            self._result.append(self._function())
        except Exception:  # noqa: BLE001 the stand-in says that it failed
            return


def ask(part: str, name: str, until: float) -> Finding:
    """What `probe` says of `part`, by the monotonic time `until`. Never raises."""
    command = [sys.executable, "-P", "-m", "voicecoach.diagnosis.probe", part]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    limit_s = max(0.1, until - time.monotonic())
    try:
        run = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            env=environment,
            check=False,
        )
        found = Finding(**json.loads(run.stdout))
    except subprocess.TimeoutExpired:
        return Finding(name, State.BROKEN, f"no answer within {limit_s:.0f} s", REINSTALL, is_needed=True)
    except (ValueError, TypeError):
        return Finding(
            name, State.BROKEN, f"it crashed ({_ending(run.returncode)})", REINSTALL, is_needed=True
        )
    except OSError as error:
        return Finding(name, State.BROKEN, f"it could not be asked ({error})", REINSTALL, is_needed=True)
    return Finding(name, State(found.state), found.text, found.advice, found.is_needed)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
