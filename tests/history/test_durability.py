"""A writer that is killed between or during saves loses nothing that `save` returned from."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from voicecoach.history.store import Store

WRITER = """
import pathlib, sys
from datetime import UTC, datetime
from voicecoach.coach.records import SetRecord
from voicecoach.history.store import Store

store = Store.open(pathlib.Path(sys.argv[1]))
session = store.begin_session("back-pain", "0.1.0", "text", datetime.now(UTC))
n = 0
while n < int(sys.argv[2]):
    store.save(session, SetRecord("press-ups", "press-up", "reps", n, 10, None), datetime.now(UTC))
    print(n, flush=True)
    n += 1
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("after", [1, 7, 30])
def test_a_killed_writer_loses_nothing(path, after) -> None:
    """Every record that was told as saved is there, whole, and at most one more."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "100000"], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(after)]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split()]

    with Store.open(path) as store:
        kept = [each.done for each in store.session(1).sets]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()

    assert kept[: len(told)] == told
    assert len(kept) <= len(told) + 1
    assert integrity == "ok"


def test_processes_that_start_at_once_share_a_new_history(path) -> None:
    """Both make it, one of them first, and neither loses a session."""

    def write(_: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WRITER, str(path), "5"], capture_output=True, text=True, check=False
        )

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(write, range(4)))

    assert [each.stderr for each in done] == [""] * 4
    with Store.open(path) as store:
        assert [each.sets for each in store.sessions()] == [5] * 4
