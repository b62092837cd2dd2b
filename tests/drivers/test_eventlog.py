"""The event log: one JSON object a line, flushed, and never in the way of a session."""

import json
from pathlib import Path

import pytest

from voicecoach.drivers.eventlog import EventLog
from voicecoach.errors import UsageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def test_each_event_is_a_line_at_once(path: Path) -> None:
    """Another program follows the file while it is written; times count from the first event."""
    log = EventLog(path)
    log.write(100.0, "session_started", driver="text")
    log.write(101.2345, "say", text="Grüße", cue="welcome")
    lines = path.read_text(encoding="utf-8").splitlines()
    log.close()

    assert [json.loads(line) for line in lines] == [
        {"t": 0.0, "type": "session_started", "driver": "text"},
        {"t": 1.234, "type": "say", "text": "Grüße", "cue": "welcome"},
    ]


def test_without_a_file_nothing_happens() -> None:
    log = EventLog(None)
    log.write(0.0, "paused")
    log.close()

    assert log.problem is None


def test_a_file_that_cannot_be_opened_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--events"):
        EventLog(tmp_path / "nowhere" / "events.jsonl")


def test_an_older_log_is_replaced_by_the_first_event(path: Path) -> None:
    """And not before: a session that cannot begin takes nothing away."""
    path.write_text("older\n")
    log = EventLog(path)
    before = path.read_text()
    log.write(0.0, "paused")
    log.close()

    assert before == "older\n"
    assert path.read_text() == '{"t": 0.0, "type": "paused"}\n'


def test_a_log_without_an_event_leaves_no_file(path: Path) -> None:
    EventLog(path).close()

    assert not path.exists()


def test_closing_twice_is_once(path: Path) -> None:
    log = EventLog(path)
    log.write(0.0, "paused")
    log.close()
    log.close()

    assert path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
def test_a_full_disk_ends_the_log_and_is_told_once() -> None:
    log = EventLog(Path("/dev/full"))
    log.write(0.0, "paused")
    problem, log.problem = log.problem, None
    log.write(1.0, "resumed")

    assert problem is not None
    assert "No space" in problem
    assert log.problem is None
