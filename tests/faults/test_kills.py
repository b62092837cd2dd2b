"""A session that is killed at any point: what was told as saved is there, and the next start knows what it must.

Here at every ninth point of seven sessions; `python -m tests.faults.kills --all` kills at each.
"""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="kill -9 and fork")

PLANTED = """
from voicecoach.coach.records import FinishRecord
from voicecoach.history.store import Store
from tests.faults import kills
late, save = [], Store.save
def save_late(store, session, record, at):
    late.append((session, record, at))
    while len(late) > 1 or (late and isinstance(record, FinishRecord)):
        save(store, *late.pop(0))
Store.save = save_late
print("told as saved" in kills.kill_all(["good"], 40).broken[0])
"""


def test_a_kill_at_any_point_loses_nothing_that_was_told_as_saved() -> None:
    """A process of its own, so that it forks without threads."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.kills", "--every", "9"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "0 promises broken" in ran.stdout


def test_a_history_that_saves_too_late_is_found() -> None:
    """The harness sees the fault that it is there for."""
    ran = subprocess.run([sys.executable, "-c", PLANTED], capture_output=True, text=True, check=False)

    assert ran.stdout == "True\n", ran.stderr
