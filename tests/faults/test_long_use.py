"""Long use, in short: nothing grows from session to session; and what scripts/soak says of growth and of false actions
is so.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))

import soak_growth  # noqa: E402 its place is on the path only now
import soak_others  # noqa: E402
import soak_room  # noqa: E402
import soak_simulated  # noqa: E402
from soak_blame import Said, blame  # noqa: E402
from soak_findings import Finding, as_table  # noqa: E402
from soak_growth import Sample  # noqa: E402
from soak_others import Program  # noqa: E402
from soak_person import Person  # noqa: E402
from soak_television import leveled, sentences  # noqa: E402

from voicecoach.programs import schema  # noqa: E402

SESSIONS = 20
LONG_ENOUGH_H = 2.2
STEADY = ("descriptors", "threads", "children", "temporary_files")


@pytest.fixture(scope="module")
def life() -> soak_simulated.Life:
    """More than twenty sessions in one process of their own; the person is wayward, nothing is recorded."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(soak_simulated.lived, LONG_ENOUGH_H, has_recordings=False).result()


def test_sessions_leave_no_descriptor_thread_child_or_temporary_file(life: soak_simulated.Life) -> None:
    """After each of them there is as much as after the second."""
    assert life.sessions >= SESSIONS
    later = life.samples[2:]
    for name in STEADY:
        assert {getattr(each, name) for each in later} == {getattr(life.samples[2], name)}, name


def test_sessions_of_all_kinds_were_lived(life: soak_simulated.Life) -> None:
    """Proper ends, and others."""
    assert len(life.outcomes) >= 3, life.outcomes


# --- growth ------------------------------------------------------------------------------------------------------


def samples(*rss_mb: float) -> list[Sample]:
    return [Sample(60.0 * n, mb, 10, 3, 0, 0) for n, mb in enumerate(rss_mb)]


def test_a_leak_is_seen_through_the_noise() -> None:
    """Half a megabyte a minute over an hour, while memory goes up and down by five."""
    leaking = samples(*(100 + 0.5 * n + 5 * (n % 3 - 1) for n in range(60)))
    (found,) = soak_growth.findings("x", leaking, {"rss_mb": 6.0}, warm_up=0.25)

    assert not found.is_kept


def test_warming_up_is_no_leak() -> None:
    """What is loaded at the beginning stays."""
    warming = samples(*(100 + min(60, 8 * n) + 2 * (n % 2) for n in range(60)))
    (found,) = soak_growth.findings("x", warming, {"rss_mb": 6.0}, warm_up=0.25)

    assert found.is_kept


def test_what_was_hardly_measured_is_no_proof() -> None:
    """Two points are a line through anything."""
    with pytest.raises(ValueError, match="too few"):
        soak_growth.rise(samples(1, 2), "rss_mb", 0.0)


def test_open_files_threads_and_temporary_files_of_this_process_are_counted(tmp_path: Path) -> None:
    """One more each."""
    before = soak_growth.of_this_process(0, tmp_path)
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    with (tmp_path / "left behind").open("w"):
        during = soak_growth.of_this_process(0, tmp_path)
    release.set()
    thread.join()

    grown = replace(
        before,
        descriptors=before.descriptors + 1,
        threads=before.threads + 1,
        temporary_files=before.temporary_files + 1,
    )
    assert replace(during, rss_mb=0, objects=0) == replace(grown, rss_mb=0, objects=0)


# --- false actions -----------------------------------------------------------------------------------------------


def heard(text: str, meaning: str | None, band: str = "sure") -> dict[str, Any]:
    return {
        "type": "heard", "text": text, "meaning": meaning, "band": band, "confidence": 0.9, "source": "voice",
    }  # fmt: skip


ASKED = {"type": "say", "cue": "ask check change", "text": "Better, worse, or the same?"}
LISTENING = {"type": "listening", "question": "change"}
SAVED = {"type": "saved", "what": "answer"}
CONFIRM = {"type": "say", "cue": "ask confirming", "text": "Did you say worse?"}


def blamed(*events: dict[str, Any], said: tuple[Said, ...] = ()) -> list[tuple[str, str, bool]]:
    timed = [(10.0 + 0.1 * n, event) for n, event in enumerate(events)]
    return [(each.whose, each.deed, each.is_false_action) for each in blame(timed, said)]


def test_what_the_person_said_is_theirs() -> None:
    """In other words too."""
    same = Said(9.0, 9.8, "the same")

    assert blamed(ASKED, LISTENING, heard("same", "same"), SAVED, said=(same,)) == [
        ("person", "answer", False)
    ]


def test_one_saying_is_no_excuse_for_two_hearings() -> None:
    same = Said(9.0, 9.8, "the same")
    found = blamed(ASKED, LISTENING, heard("same", "same"), SAVED, heard("same", "same"), SAVED, said=(same,))

    assert found == [("person", "answer", False), ("nobody", "answer", True)]


def test_an_answer_that_nobody_gave_is_a_false_action() -> None:
    """So is one that was understood as another."""
    other = Said(9.0, 9.8, "the same")

    assert blamed(ASKED, LISTENING, heard("worse", "worse"), SAVED) == [("nobody", "answer", True)]
    assert blamed(ASKED, LISTENING, heard("worse", "worse"), SAVED, said=(other,)) == [
        ("misheard", "answer", True)
    ]


def test_asking_back_is_no_action() -> None:
    assert blamed(ASKED, LISTENING, heard("worse", "worse", "ask"), CONFIRM) == [
        ("nobody", "asked back", False)
    ]


@pytest.mark.parametrize(
    ("band", "deed"),
    [("ask", {"type": "paused"}), ("sure", {"type": "say", "cue": "stopped", "text": "Stopped."})],
)
def test_a_stop_that_nobody_said_is_a_false_action(band: str, deed: dict[str, Any]) -> None:
    """Doubtful or not: the set is over."""
    ((whose, _, is_false),) = blamed(
        {"type": "count", "kind": "rep", "n": 2, "of": 9}, heard("stop", "stop", band), deed
    )

    assert (whose, is_false) == ("nobody", True)


# --- the room ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [0.05, 1, 4, 8])
def test_the_program_of_the_room_is_valid_and_lasts_longer_than_the_time(hours: float) -> None:
    """Without any word, question or pause."""
    program, problems = schema.read(tomllib.loads(soak_room.program(hours)), lambda name: None)
    phases = [phase for exercise in program.exercises for phase in exercise.phases]
    least_s = sum(phase.hold_s + phase.reps * phase.tempo_s for phase in phases)

    assert [problem.sentence("soak.toml", None) for problem in problems] == []
    assert least_s > 0.7 * 3600 * hours


def test_the_television_says_all_its_sentences_before_it_repeats_one() -> None:
    """Some hundreds, in which the coach's words stand."""
    texts = sentences()

    assert len(set(texts)) > 300
    for word in ("stop", "better", "back", "worse", "same", "continue", "left", "foot", "pause", "ready"):
        assert [text for text in texts if word in text.lower().replace(",", " ").replace(".", " ").split()], (
            word
        )


def test_a_level_is_that_of_the_sounding_part() -> None:
    """Silence around it changes nothing."""
    import numpy as np  # noqa: PLC0415 only here

    tone = np.sin(np.arange(22050) / 10)
    padded = leveled(np.concatenate([np.zeros(44100), 0.01 * tone]), -32.0)

    assert 20 * np.log10(np.sqrt((padded[44100:] ** 2).mean())) == pytest.approx(-32.0, abs=0.2)


def test_a_person_goes_on_after_a_stop_that_was_not_theirs() -> None:
    """And says no to what was never said."""
    person = Person(1)
    person.see({"type": "say", "cue": "stopped", "text": "Stopped."}, 1.0)
    person.see({"type": "listening", "question": "control"}, 2.0)
    assert person.intent is not None
    assert person.intent.phrase == "continue"

    person.said("continue", 3.0)
    person.see({"type": "say", "cue": "ask confirming", "text": "Did you say: something is wrong?"}, 4.0)
    person.see({"type": "listening", "question": "yes-no"}, 5.0)
    assert person.intent is not None
    assert person.intent.phrase == "no"


def test_who_leaves_says_stop_until_it_is_obeyed_and_then_nothing() -> None:
    person = Person(1)
    person.leave(0.0)
    person.said("stop", 1.0)
    assert person.intent is not None
    assert person.intent.phrase == "stop"

    person.see({"type": "say", "cue": "stopped", "text": "Stopped."}, 2.0)
    person.see({"type": "listening", "question": "control"}, 3.0)
    assert person.intent is None


# --- the table ---------------------------------------------------------------------------------------------------


def test_a_check_that_is_not_there_is_a_breach() -> None:
    """Not a part that is left out."""
    missing = Program("kills", "it is held", (sys.executable, "-m", "tests.faults.no_such_check"))
    (row,) = soak_others.measure(missing).findings

    assert not row.is_kept
    assert "No module named" in row.measured


def test_a_check_is_told_by_its_last_line() -> None:
    done = Program("x", "it is held", (sys.executable, "-c", "print('one'); print('12 cases'); print()"))
    (row,) = soak_others.measure(done).findings

    assert row.is_kept
    assert row.measured.startswith("12 cases (exit code 0")


def test_the_table_shows_what_was_not_kept() -> None:
    rows = [Finding("a", "p", "m", is_kept=True), Finding("b", "q", "n", is_kept=False)]

    assert as_table(rows).splitlines()[2:] == ["| a | p | m | yes |", "| b | q | n | **NO** |"]
