"""`voicecoach tune` by voice in a virtual room: a recorded person says the words, and nothing is typed."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.patient import Ending, Script, in_room
from tests.virtual_room import VirtualRoom

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

WORDS = ("better", "stop", "yes", "nine")


def _tuned(home: Path, script: Script, words: tuple[str, ...]) -> Ending:
    with VirtualRoom() as room:
        return in_room(room, home, script, ["tune", "--words", ",".join(words)], voice="piper-us-man")


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Ending, Path]]:
    """A tuning to its end, and one that is stopped at its second word, side by side."""
    scripts = {
        "whole": (Script({word: [word] for word in WORDS}), WORDS),
        "stopped": (Script({"better": ["better"], "worse": ["stop"]}), ("better", "worse")),
    }
    homes = {name: tmp_path_factory.mktemp(name) for name in scripts}
    with ThreadPoolExecutor(len(scripts)) as pool:
        running = {name: pool.submit(_tuned, homes[name], *script) for name, script in scripts.items()}
        return {name: (future.result(), homes[name] / "home") for name, future in running.items()}


def test_a_tuning_runs_by_voice_alone_and_says_how_well_it_hears(
    endings: dict[str, tuple[Ending, Path]],
) -> None:
    """Every word is asked for twice, at the question that listens for it in a session."""
    ending, _ = endings["whole"]
    asked = [e["cue"].removeprefix("ask ") for e in ending.of("say") if e["cue"].startswith("ask ")]

    assert ending.exit_code == 0, ending.output
    assert ending.outcome == "complete"
    assert sorted(asked) == sorted(WORDS * 2)
    assert {event["source"] for event in ending.of("heard")} == {"voice"}
    assert "I hear" in ending.of("say")[-1]["text"]
    assert "better  well  2 sure" in ending.output


def kept_of(home: Path) -> list[str]:
    """What is there but for the coach's own rendered speech, which says nothing of anybody."""
    return [each.name for each in home.iterdir() if each.name != "cache"]


def test_what_is_kept_is_one_private_file_without_any_sound(
    endings: dict[str, tuple[Ending, Path]],
) -> None:
    """It was kept before the coach said so."""
    ending, home = endings["whole"]
    kept = json.loads((home / "tuning.json").read_text(encoding="utf-8"))
    kinds = [event["type"] for event in ending.events]

    assert kept_of(home) == ["tuning.json"]
    assert stat.S_IMODE((home / "tuning.json").stat().st_mode) == 0o600
    assert (home / "tuning.json").stat().st_size < 100_000
    assert kept["takes"] == 2 * len(WORDS)
    assert kinds.index("saved") < len(kinds) - kinds[::-1].index("say") - 1


def test_a_spoken_stop_ends_it_and_nothing_is_kept(endings: dict[str, tuple[Ending, Path]]) -> None:
    """Silence after it is enough."""
    ending, home = endings["stopped"]

    assert (ending.outcome, ending.exit_code) == ("stopped", 0), ending.output
    assert kept_of(home) == []
