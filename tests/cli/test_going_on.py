"""The installed program, killed in the middle of a session: the next start goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voicecoach.history.store import Store

QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"
SCREENED = ["all clear", "all clear", "all clear"]
PRECAUTIONS = ["all clear"] * 3
PAIN = ["thigh", "left", "five"]
CHECKED = ["ready", "thigh", "the same"]


def started(home: Path, events: Path) -> subprocess.Popen[str]:
    """A session by text on a simulated clock, which answers line by line."""
    arguments = ["start", "--text", "--fast", "--plain", "--program", str(QUICK), "--events", str(events)]
    return subprocess.Popen(
        [sys.executable, "-m", "voicecoach", *arguments],
        env={**os.environ, "VOICECOACH_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(process: subprocess.Popen[str], words: str) -> None:
    """Read what is said until these words come."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"{words!r} was not said: {process.stderr and process.stderr.read()}")


def say(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in lines))
    process.stdin.flush()


def end(process: subprocess.Popen[str], by: signal.Signals) -> None:
    process.send_signal(by)
    process.communicate(timeout=30)


def said(events: Path) -> str:
    """All that was said, of the whole lines of the event log."""
    found = []
    for line in events.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["type"] == "say":
            found.append(event["text"])
    return "\n".join(found)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    "by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda by: by.name
)
def test_the_next_start_goes_on_where_the_process_was_ended(tmp_path, by) -> None:
    """After its first decision; killed, told to end, interrupted, its terminal closed."""
    first = started(tmp_path, tmp_path / "first.jsonl")
    say(first, *SCREENED, *PRECAUTIONS, *PAIN, *CHECKED)
    until(first, "Come up onto your elbows.")
    end(first, by)
    second = started(tmp_path, tmp_path / "second.jsonl")
    out, error = second.communicate("".join(f"{each}\n" for each in [*SCREENED, "yes", *PAIN]), timeout=60)

    text = said(tmp_path / "second.jsonl")
    assert "We had come to this exercise: Press ups." in text, (out, error)
    assert "We go on in the middle of it: Prop." in text
    assert "Lie down." not in text
    (history,) = tmp_path.rglob("*.sqlite3")
    with Store.open(history) as store:
        assert [each.continued for each in store.sessions()] == [1, None]
        assert store.session(2).answers[3].topic == "going on"
