"""The processor time of a coach that waits: for an answer, and in a hold, when there is nothing to say."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from process_use import share_of_a_core
from timing_beats import RATE_WPM
from timing_talk import PROGRAM_HEAD, REACTION_S, VOICES, opening, start, talking

from tests.yesterday import screen_yesterday

if TYPE_CHECKING:
    from timing_room import TimedRoom

MEASURED_S = 6.0
SETTLED_S = 2.0
PROGRAM = f"""\
{PROGRAM_HEAD}
[[exercises]]
id = "hold"
name = "Hold"

  [[exercises.phases]]
  id = "hold"
  name = "Hold"
  instructions = ["Hold."]
  hold_s = 25
  rest = "Rest."
"""


def measure(room: TimedRoom) -> dict[str, float]:
    """Shares of one core."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, room.record() as line:
        home = Path(folder)
        screen_yesterday(home / "home")
        program = home / "timing.toml"
        program.write_text(PROGRAM, encoding="utf-8")
        pids: list[int] = []
        with talking(room, line, home, start(program, "--rate", str(RATE_WPM)), cpu_of=pids) as talk:
            asked = ""
            while "in a hold" not in found and (got := talk.next()) is not None:
                event = got[1]
                if event["type"] == "say":
                    asked = event["cue"]
                elif event["type"] == "count":
                    line.await_silence(SETTLED_S)
                    found["in a hold"] = share_of_a_core(pids[0], MEASURED_S)
                elif event["type"] == "listening" and asked.startswith("ask "):
                    if "waiting for an answer" not in found:
                        line.await_silence(SETTLED_S)
                        found["waiting for an answer"] = share_of_a_core(pids[0], MEASURED_S / 2)
                    talk.say(opening(asked), VOICES[0], after_silence_s=REACTION_S)
    return found
