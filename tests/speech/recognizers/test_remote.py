"""A recognizer in a process of its own, which does all that can go wrong there; each worker is a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.speech.recognizers.remote_workers import ALWAYS, CRASHES, FAULTS, QUICK, Told, failing, pid_of
from voicecoach.coach.effects import Listen
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for
from voicecoach.coach.states import State
from voicecoach.drivers.late import READY_DEADLINE_S
from voicecoach.drivers.patience import SPARE_S
from voicecoach.speech.audio import sound_of
from voicecoach.speech.memory import resident_mb
from voicecoach.speech.recognizers.base import Band, Hypothesis, RecognizerLost, Vocabulary
from voicecoach.speech.recognizers.remote import LOAD_S, UTTERANCE_S, Limits

WORDS = Vocabulary("change", ("better", "worse"))
SOUND = sound_of(np.ones(96_000, np.int16))
"""Six seconds: more than a pipe holds."""
BETTER = Hypothesis("better", 0.9, Band.SURE)
REFUSED = Hypothesis(None, 0.0, Band.REFUSED)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_worker_that_fails_once_is_replaced_and_the_utterance_is_heard(fault: str, tmp_path: Path) -> None:
    """By the new one; the old one is gone, and nothing of what it said counts."""
    told = Told()
    recognizer = failing(tmp_path, fault, told, lasting=1)
    first = pid_of(recognizer)
    found = recognizer.recognize(SOUND, WORDS)
    second = pid_of(recognizer)
    recognizer.close()

    assert found == BETTER
    assert told.states == ["restarted"]
    assert first != second
    assert is_gone(first)
    assert is_gone(second)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_worker_that_always_fails_is_given_up_with_a_reason(fault: str, tmp_path: Path) -> None:
    """After three failures; never does one of them become an answer."""
    told = Told()
    recognizer = failing(tmp_path, fault, told)
    with pytest.raises(RecognizerLost, match=r"^the recognizer fails: .*\w$") as lost:
        recognizer.recognize(SOUND, WORDS)
    with pytest.raises(RecognizerLost, match="the recognizer fails"):
        recognizer.recognize(SOUND, WORDS)
    recognizer.close()

    assert told.states == ["restarted", "restarted"]
    assert "\n" not in str(lost.value)
    assert recognizer.pid is None


def test_a_worker_that_does_not_read_is_late(tmp_path: Path) -> None:
    """Six seconds of sound do not fit into the pipe: writing them has a deadline, too."""
    told = Told()
    recognizer = failing(tmp_path, "time.sleep(600)", told, lasting=1)
    os.kill(pid_of(recognizer), signal.SIGSTOP)
    found = recognizer.recognize(sound_of(np.ones(1_000_000, np.int16)), WORDS)
    recognizer.close()

    assert found in (BETTER, REFUSED)
    assert told.states[0] == "restarted"


@pytest.mark.parametrize(
    "fault", [CRASHES, "time.sleep(600)", "reply(error='MemoryError: no')", "print('a')"]
)
@pytest.mark.parametrize("at_load", [False, True], ids=["at an utterance", "at the start"])
def test_another_recognizer_takes_over_and_that_is_told_once(
    fault: str, tmp_path: Path, *, at_load: bool
) -> None:
    told = Told()
    limits = Limits(load_s=3.0, decode_s=1.0, utterance_s=20.0)
    recognizer = failing(tmp_path, fault, told, at_load=at_load, names=("floor", "sphinx"), limits=limits)
    found = recognizer.recognize(SOUND, WORDS)
    recognizer.close()

    assert found == BETTER
    assert recognizer.name == "sphinx"
    assert told.states[-1] == "fallback"
    assert len(told.sentences) == 1
    assert told.sentences[0].startswith("The recognizer floor fails (")
    assert told.sentences[0].endswith("). Going on with sphinx, which hears less well.")


@pytest.mark.parametrize("fault", [CRASHES, "reply(error='no model')", "sys.exit()"])
def test_a_recognizer_that_cannot_be_loaded_says_why(fault: str, tmp_path: Path) -> None:
    with pytest.raises(RecognizerLost, match="the recognizer fails: "):
        failing(tmp_path, fault, Told(), at_load=True)


def test_a_program_that_is_not_there_is_a_recognizer_that_fails(tmp_path: Path) -> None:
    from voicecoach.speech.recognizers.recipe import Recipe  # noqa: PLC0415
    from voicecoach.speech.recognizers.remote import RemoteRecognizer  # noqa: PLC0415

    with pytest.raises(RecognizerLost, match="it cannot be started: No such file"):
        RemoteRecognizer([Recipe("floor")], Told(), command=(str(tmp_path / "nobody"),))


def test_failures_with_answers_between_them_are_only_restarts(tmp_path: Path) -> None:
    """Each utterance fails once, is heard by the next worker, and that forgives."""
    told = Told()
    recognizer = failing(tmp_path, CRASHES, told, lasting=0)
    found = []
    for _ in range(5):
        os.kill(pid_of(recognizer), signal.SIGKILL)
        found.append(recognizer.recognize(SOUND, WORDS))
    recognizer.close()

    assert found == [BETTER] * 5
    assert told.states == ["restarted"] * 5


def test_what_comes_too_late_is_not_understood(tmp_path: Path) -> None:
    """The new worker is not ready in time: the question is asked again, and answered then."""
    told = Told()
    limits = Limits(load_s=20.0, decode_s=0.2, utterance_s=0.21)
    recognizer = failing(tmp_path, "time.sleep(600)", told, lasting=1, limits=limits)
    first = recognizer.recognize(SOUND, WORDS)
    later = first
    for _ in range(200):
        if later == BETTER:
            break
        later = recognizer.recognize(SOUND, WORDS)
    recognizer.close()

    assert first == REFUSED
    assert later == BETTER


def test_a_worker_that_has_grown_too_much_is_replaced_after_its_answer(tmp_path: Path) -> None:
    """Its answer counts; and that is no failure."""
    told = Told()
    limits = Limits(growth_mb=40.0)
    recognizer = failing(
        tmp_path, "kept = b'x' * 90_000_000; answer(confidence=0.8)", told, lasting=1, limits=limits
    )
    first = pid_of(recognizer)
    grown = recognizer.recognize(SOUND, WORDS)
    replaced = pid_of(recognizer)
    after = recognizer.recognize(SOUND, WORDS)
    kept = pid_of(recognizer)
    recognizer.close()

    assert (grown.confidence, after) == (0.8, BETTER)
    assert told.states == ["restarted"]
    assert is_gone(first)
    assert replaced == kept


def test_a_closed_recognizer_ends_what_it_does(tmp_path: Path) -> None:
    """Also while it waits for an answer: the coach does not wait for a hung engine at its end."""
    told = Told()
    recognizer = failing(tmp_path, "time.sleep(600)", told, limits=Limits(decode_s=300, utterance_s=300))
    pid = pid_of(recognizer)
    ended: list[BaseException] = []

    def recognize() -> None:
        try:
            recognizer.recognize(SOUND, WORDS)
        except RecognizerLost as error:
            ended.append(error)

    thread = threading.Thread(target=recognize)
    thread.start()
    while not (tmp_path / "mark").exists():
        time.sleep(0.01)
    recognizer.close()
    thread.join(20)

    assert len(ended) == 1
    assert told.states == []
    assert is_gone(pid)


@pytest.mark.parametrize("name", ["floor", "sphinx"])
def test_the_worker_ends_with_a_coach_that_is_killed(name: str) -> None:
    """The real worker; SIGKILL leaves the coach no time to say goodbye."""
    code = (
        "import sys; from voicecoach.speech.recognizers.recipe import Recipe;"
        "from voicecoach.speech.recognizers.remote import RemoteRecognizer;"
        f"r = RemoteRecognizer([Recipe({name!r})], print);"
        "print(r.pid, flush=True); sys.stdin.read()"
    )
    coach = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert coach.stdout is not None
    worker = os.pidfd_open(int(coach.stdout.readline()))
    coach.kill()
    coach.communicate(timeout=20)

    assert ended(worker)


def test_the_worker_ends_with_its_input_while_it_hangs_in_a_model() -> None:
    """A model that works, or hangs, lets go of the interpreter: the input is read beside it."""
    code = (
        "import threading; from voicecoach.speech.recognizers import recipe, worker;"
        "worker.recipe_of = lambda _: threading.Event().wait(); worker.main()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(b'{"do": "load", "recipe": {}, "id": 1, "bytes": 0}\n')
    process.stdin.close()

    assert process.wait(60) == 0
    assert process.stdout is not None
    assert process.stdout.read() == b""
    process.stdout.close()


def ended(pidfd: int) -> bool:
    import select  # noqa: PLC0415

    found, _, _ = select.select([pidfd], [], [], 20)
    os.close(pidfd)
    return found == [pidfd]


def test_the_deadlines_fit_into_each_other() -> None:
    """All attempts at an utterance fit into the ears' patience, and loading into the time that late ears have."""
    longest = max(
        (listen_for(question, State.NEW, Timing()) for question in Question), key=lambda each: each.longest_s
    )

    assert isinstance(longest, Listen)
    assert UTTERANCE_S < SPARE_S
    assert LOAD_S < READY_DEADLINE_S
    assert Limits().decode_s < UTTERANCE_S


def test_a_large_promise_gets_no_memory(tmp_path: Path) -> None:
    before = resident_mb(os.getpid())
    recognizer = failing(tmp_path, FAULTS["promises a terabyte"], Told(), lasting=ALWAYS, limits=QUICK)
    with pytest.raises(RecognizerLost):
        recognizer.recognize(SOUND, WORDS)
    after = resident_mb(os.getpid())

    assert before is not None
    assert after is not None
    assert after - before < 20
