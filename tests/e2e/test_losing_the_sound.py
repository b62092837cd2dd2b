"""The sound system dies in the middle of a session: the same session goes on as text, with nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.patient import Event, Script, on_terminal
from tests.e2e.scenarios import COMMON, PAUSE
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


class _Clumsy(Script):
    """Pulls the plug of the sound system when the side is asked for; then types."""

    room: VirtualRoom

    def react(self, event: Event) -> str | None:
        if event["type"] == "listening" and self.topic == "baseline side" and not self.is_unplugged:
            self.room.kill_server()
            self.is_unplugged = True
            return None
        return super().react(event)

    is_unplugged = False


def test_a_session_whose_sound_system_dies_goes_on_with_the_keyboard(tmp_path: Path) -> None:
    """Answers before and after count alike, one line says what happened, and the decision is the same."""
    screen_yesterday(tmp_path / "home")
    script = _Clumsy({**COMMON, "check location": ["lower back"], "check change": ["better"]})
    with VirtualRoom() as room:
        script.room = room
        ending = on_terminal(
            tmp_path, script, ["--program", str(PAUSE), "--rate", "220"], env=room.env, deadline_s=200
        )

    assert ending.decisions == [("R1", "STAY")], ending.output
    assert (ending.outcome, ending.exit_code) == ("centralized", 0)
    assert {event["device"] for event in ending.lost} <= {"microphone", "speaker", "voice"}
    assert ending.lost
    assert "Going on with the keyboard" in ending.output
