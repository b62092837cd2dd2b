"""Whole sessions of the installed program, as the patient meets it: by voice in a virtual room, and by typing.

The four spoken sessions run side by side, each in a room of its own, so that they take as long as the longest. They
listen in the gaps only: to hear over four coaches at once takes more than two cores have; test_over_the_coach.py does.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.patient import Ending, by_text, by_voice
from tests.e2e.scenarios import SCENARIOS, Scenario
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Endings = dict[str, "Future[Ending]"]


def _spoken(scenario: Scenario, home: Path) -> Ending:
    if not scenario.is_first:
        screen_yesterday(home / "home")
    with VirtualRoom() as room:
        return by_voice(
            room,
            home,
            scenario.script(),
            voice=scenario.voice,
            program=scenario.program,
            options=("--barge-in", "gaps"),
        )


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endings]:
    """The four sessions by voice, begun at once."""
    with ThreadPoolExecutor(len(SCENARIOS)) as pool:
        yield {
            name: pool.submit(_spoken, scenario, tmp_path_factory.mktemp("spoken"))
            for name, scenario in SCENARIOS.items()
        }


@pytest.mark.parametrize("name", SCENARIOS)
def test_typed_answers_on_a_terminal_lead_to_the_decisions(
    name: str, spoken: Endings, tmp_path: Path
) -> None:
    """By text on a pseudo-terminal, the scenario is decided by the table and ends properly."""
    scenario = SCENARIOS[name]
    clock = () if name == "paused" else ("--fast",)
    ending = by_text(tmp_path, scenario.script(), *clock, program=scenario.program)

    assert ending.decisions == scenario.decisions, ending.output
    assert (ending.outcome, ending.exit_code) == (scenario.outcome, 0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_spoken_answers_in_the_room_lead_to_the_same_decisions(name: str, spoken: Endings) -> None:
    """By voice alone, the same scenario is decided in the same way, and nothing had to be typed.

    A voice that was not understood three times pauses (R12, which decides nothing) and goes on with "continue".
    """
    scenario = SCENARIOS[name]
    ending = spoken[name].result()

    assert [decision for decision in ending.decisions if decision[0] != "R12"] == scenario.decisions, (
        ending.output
    )
    assert ending.rules.count("R12") <= 1
    assert (ending.outcome, ending.exit_code) == (scenario.outcome, 0)
    assert {event["source"] for event in ending.of("heard")} == {"voice"}
    assert ending.lost == [], ending.output


def test_a_spoken_pause_keeps_the_repetition_and_continue_goes_on(spoken: Endings) -> None:
    """ "Pause" after the second repetition, silence, "continue": each repetition is counted, in order, once."""
    ending = spoken["paused"].result()
    kinds = [event["type"] for event in ending.events if event["type"] in ("count", "paused", "resumed")]
    counts = [event["n"] for event in ending.of("count")]
    in_set = kinds[kinds.index("count") : len(kinds) - kinds[::-1].index("count")]

    assert in_set.count("paused") == in_set.count("resumed") == 1
    assert in_set.index("paused") < in_set.index("resumed")
    assert counts == [1, 2, 3, 4, 5, 6]


def test_every_answer_and_decision_is_saved_before_the_next_word(spoken: Endings) -> None:
    """In the log of each spoken session, `decided` is followed by `saved` before anything is said."""
    for future in spoken.values():
        events = future.result().events
        for i, event in enumerate(events):
            if event["type"] == "decided":
                after = [later["type"] for later in events[i + 1 :]]

                assert after.index("saved") < after.index("say")
