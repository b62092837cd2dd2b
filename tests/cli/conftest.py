"""The installed command, run in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

COACH = Path(sys.executable).with_name("voicecoach")
DEADLINE_S = 60
NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": "/dev/null"}

HIDE = """
import sys
from importlib.machinery import PathFinder

HIDDEN = {hidden!r}


class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in HIDDEN else PathFinder.find_spec(name, path, target)


sys.meta_path[:] = [Hiding if each is PathFinder else each for each in sys.meta_path]
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What stands on standard error, which must be one line and no traceback."""
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        return self.err.strip()


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the history goes; not made yet."""
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Of a machine without sound, whatever this one has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOICECOACH_")}
    return {**kept, **NO_SOUND, "VOICECOACH_HOME": str(home)}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs `voicecoach` with these arguments. `answers` are standard input; `env` changes the environment, and
    None takes a variable away.
    """

    def run_it(
        *arguments: str | Path, answers: str = "", env: Mapping[str, str | None] | None = None, **more: Any
    ) -> Ran:
        changed = {**environment, **(env or {})}
        options: dict[str, Any] = {"input": answers, "capture_output": True} | more
        ran = subprocess.run(
            [COACH, *arguments],
            env={name: value for name, value in changed.items() if value is not None},
            cwd=tmp_path,
            text=True,
            encoding="utf-8",
            timeout=DEADLINE_S,
            check=False,
            **options,
        )
        return Ran(ran.returncode, ran.stdout or "", ran.stderr or "")

    return run_it


def _before_others(place: Path) -> str:
    """The search path with this place in front."""
    return os.pathsep.join(filter(None, (str(place), os.environ.get("PYTHONPATH"))))


@pytest.fixture
def without(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment in which these packages are not installed."""

    def hide(*packages: str) -> dict[str, str]:
        place = tmp_path / "hiding"
        place.mkdir()
        (place / "sitecustomize.py").write_text(HIDE.format(hidden=set(packages)), encoding="utf-8")
        return {"PYTHONPATH": _before_others(place)}

    return hide


@pytest.fixture
def with_broken(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment in which importing this package does what `code` does."""

    def put(package: str, code: str) -> dict[str, str]:
        place = tmp_path / "broken"
        (place / package).mkdir(parents=True)
        (place / package / "__init__.py").write_text(code, encoding="utf-8")
        return {"PYTHONPATH": _before_others(place)}

    return put
