"""A red flag, told by voice alone: the session ends, and no voice opens the next one; a typed word does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.patient import Script, by_text, by_voice
from tests.e2e.scenarios import COMMON
from tests.virtual_room import VirtualRoom

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

VOICE = "espeak-gb-woman"


def test_an_emergency_told_by_voice_locks_until_a_word_is_typed(tmp_path: Path) -> None:
    """ "Something is wrong", "yes": emergency care. Then "continue" and "all clear" are of no use, "understood" is."""
    with VirtualRoom() as room:
        alarm = Script({"screening nerves": ["something is wrong"], "alarm": ["yes"]})
        first = by_voice(room, tmp_path, alarm, voice=VOICE)
        (tmp_path / "events.jsonl").unlink()
        # "stop" is the last of three answers; if the room swallows it, the coach pauses, and it is said again
        locked = Script({"locked": ["continue", "all clear", "stop"], "paused": ["stop"]})
        again = by_voice(room, tmp_path, locked, voice=VOICE)
    (tmp_path / "events.jsonl").unlink()
    typed = {"locked": ["yes", "understood"], "check location": ["lower back"], "check change": ["better"]}
    opened = by_text(tmp_path, Script({**COMMON, **typed}), "--fast")

    assert (first.rules, first.outcome, first.exit_code) == (["R10"], "emergency", 0)
    assert "emergency care" in first.output
    assert (again.rules, again.outcome) == ([], "stopped")
    assert {event["question"] for event in again.of("listening")} == {"control"}
    assert "type: understood" in again.output
    assert opened.outcome == "centralized"
    assert [event["meaning"] for event in opened.of("heard")][1:5] == ["acknowledged", *["all-clear"] * 3]
