"""`voicecoach demo`: a whole session, heard by the real recognizer, without a microphone or a speaker."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests import event_log
from tests.cli.conftest import Run
from voicecoach.cli.demo import _LONGEST_S, _SHOWN_SHARE

AT_MOST_S = 60


def test_the_demo_is_a_whole_session(run: Run, home: Path, tmp_path: Path) -> None:
    """To its good end, with every answer heard; nothing is kept; and, paced, it is over within a minute."""
    log = tmp_path / "events.jsonl"
    ran = run("demo", "--fast", "--events", log)
    events = event_log.read(log)
    jumps = [after["t"] - before["t"] for before, after in itertools.pairwise(events)]

    assert (ran.code, ran.err) == (0, "")
    assert events[0]["driver"] == "scripted"
    assert [each["rule"] for each in events if each["type"] == "decided"] == ["R4", "R2", "R1"]
    assert events[-1]["outcome"] == "centralized"
    assert "unheard" not in {each["type"] for each in events}
    assert "Coach: Welcome" in ran.out
    assert "You: calf" in ran.out
    assert sum(min(jump * _SHOWN_SHARE, _LONGEST_S) for jump in jumps) < AT_MOST_S - 5
    assert not home.exists()
