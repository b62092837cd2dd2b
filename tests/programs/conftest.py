"""A small program file to change in one place, and a place to write it to."""

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
id = "mine"
name = "Mine"

[[exercises]]
id = "glide"
name = "Glide"

  [[exercises.phases]]
  id = "stand"
  name = "Stand"
  instructions = ["Stand up."]
  hold_s = 60
  check = false

  [[exercises.phases]]
  id = "move"
  name = "Move"
  instructions = ["Move to the {other_side}."]
  reps = 10
  tempo_s = 6
  cues = [
    { at_s = 0.0, say = "in" },
    { at_s = 3.0, say = "out" },
  ]
  rest = "Rest."
"""

Write = Callable[[str | bytes], str]


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a program file; its name."""

    def written(content: str | bytes) -> str:
        path = tmp_path / "mine.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return written
