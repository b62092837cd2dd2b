"""The four sessions that are played by voice and by text: what the patient answers, and what must be decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.patient import QUICK, Script

PAUSE = Path(__file__).with_name("pause.toml")

COMMON = {
    "screening": ["all clear"],
    "screening nerves": ["all clear"],
    "screening illness": ["all clear"],
    "screening history": ["all clear"],
    "precautions": ["all clear"],
    "baseline location": ["calf"],
    "baseline side": ["left"],
    "baseline rating": ["six"],
    "ready": ["ready"],
    "another set": ["no"],
    "afterwards": ["no"],
    "final rating": ["three"],
    "paused": ["continue"],
}


@dataclass(frozen=True)
class Scenario:
    """One session: the patient's voice and script, and the decisions and outcome that must come of it.

    `is_first`: the very first session of all, which begins with the full list of red flags and the precautions.
    """

    voice: str
    script: Callable[[], Script]
    decisions: list[tuple[str, str]]
    outcome: str
    program: Path = QUICK
    is_first: bool = False


SCENARIOS = {
    "centralized": Scenario(
        "piper-us-man",
        lambda: Script({**COMMON, "check location": ["lower back"], "check change": ["better"]}),
        [("R1", "STAY")],
        "centralized",
        is_first=True,
    ),
    "all five": Scenario(
        "espeak-gb-woman",
        lambda: Script({**COMMON, "check location": ["calf"], "check change": ["the same"]}),
        [("R4", "ADVANCE")] * 7 + [("R11", "END")],
        "not-centralized",
    ),
    "not settled": Scenario(
        "flite-us-woman",
        lambda: Script(
            {
                **COMMON,
                "check location": ["calf"],
                "check change": ["worse"],
                "check region": ["worse in the leg"],
                "recheck location": ["calf"],
                "recheck change": ["worse"],
            }
        ),
        [("R5", "RECHECK"), ("R9", "STOP")],
        "not-settled",
    ),
    "paused": Scenario(
        "espeak-us-man",
        lambda: Script(
            {**COMMON, "check location": ["lower back"], "check change": ["better"]}, (2, "pause")
        ),
        [("R1", "STAY")],
        "centralized",
        PAUSE,
    ),
}
