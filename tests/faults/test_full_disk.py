"""The disk fills up, or fails, in the middle of a session: real error numbers, from below the real SQLite."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.patient import Ending, Event, Script, on_terminal
from tests.e2e.scenarios import COMMON
from tests.faults.kills import records_of
from tests.faults.stories import HISTORY, QUICK
from tests.yesterday import screen_yesterday
from voicecoach.coach.records import AnswerRecord, DecisionRecord, FinishRecord
from voicecoach.drivers.journal import name_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD, as Linux has it")

ANSWERS = {**COMMON, "check location": ["lower back"], "check change": ["better"]}
GOES_ON = "what follows is kept as soon as that is possible"
WORKS_AGAIN = "can be written again"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk that fails on command."""
    made = tmp_path_factory.mktemp("disk") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return made


@dataclass
class Trouble(Script):
    """A person whose disk fails from one topic on, and works again from another one on."""

    switch: Path = Path()
    error: int = errno.ENOSPC
    fails_at: str = ""
    works_at: str | None = None
    reached: list[str] = field(default_factory=list)

    def react(self, event: Event) -> str | None:
        said = super().react(event)
        if event["type"] == "listening":
            return said
        if event["type"] == "say" and self.topic not in self.reached:
            self.reached.append(self.topic)
            if self.topic == self.fails_at:
                self.switch.write_text(str(self.error))
            elif self.topic == self.works_at:
                self.switch.unlink()
        return said


def session(tmp_path: Path, library: Path, *, works_at: str | None, error: int) -> Ending:
    """A session on a terminal whose disk fails when the rating is asked for."""
    screen_yesterday(tmp_path / "home")
    switch = tmp_path / "error"
    script = Trouble(ANSWERS, switch=switch, error=error, fails_at="baseline rating", works_at=works_at)
    env = failing(library, tmp_path / "home", switch)
    return on_terminal(tmp_path, script, ["--text", "--fast", "--plain", "--program", str(QUICK)], env=env)


def failing(library: Path, where: Path, switch: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAILING_DISK": str(where),
        "FAILING_DISK_ERROR": str(switch),
    }


def flat(ending: Ending) -> str:
    """What was shown, without the breaks of its lines."""
    return " ".join(ending.output.split())


def integrity(home: Path) -> str:
    with contextlib.closing(sqlite3.connect(home / HISTORY)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    return str(found)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_when_the_disk_has_room_again_nothing_is_missing(tmp_path: Path, library: Path, error: int) -> None:
    """Told once each way; every answer is kept in its order, and acknowledged only when it is."""
    ending = session(tmp_path, library, works_at="another set", error=error)
    records = records_of(tmp_path / "home")[-1]
    answers = [each.topic for each in records if isinstance(each, AnswerRecord)]

    assert (ending.outcome, ending.exit_code) == ("centralized", 0), ending.output
    assert answers[:4] == ["screening", "baseline location", "baseline side", "baseline rating"]
    assert isinstance(records[-1], FinishRecord)
    assert [each["what"] for each in ending.of("saved")] == [name_of(each) for each in records]
    assert flat(ending).count(GOES_ON) == 1
    assert flat(ending).count(WORKS_AGAIN) == 1
    assert integrity(tmp_path / "home") == "ok"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_stays_full_costs_the_end_and_no_word(tmp_path: Path, library: Path, error: int) -> None:
    """What was acknowledged is kept, the decision is said, the exit code is 0, and the loss is told once."""
    ending = session(tmp_path, library, works_at=None, error=error)
    records = records_of(tmp_path / "home")[-1]

    assert (ending.outcome, ending.exit_code) == ("centralized", 0), ending.output
    assert ending.decisions == [("R1", "STAY")]
    assert "decision R1" in [each["cue"] for each in ending.of("say")]
    assert [each["what"] for each in ending.of("saved")] == [name_of(each) for each in records]
    assert not any(isinstance(each, DecisionRecord) for each in records)
    assert flat(ending).count(GOES_ON) == 1
    assert flat(ending).count("of this session could not be kept") == 1
    assert "Traceback" not in ending.output
    assert integrity(tmp_path / "home") == "ok"


# --- other commands -------------------------------------------------------------------------------------------


def run(*arguments: str, env: Mapping[str, str], stdout: int = subprocess.PIPE) -> tuple[int, str]:
    """A command's exit code and what it wrote to standard error."""
    ran = subprocess.run(
        [sys.executable, "-m", "voicecoach", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("command", [("start", "--text", "--fast"), ("profile", "set", "pregnancy", "yes")])
def test_a_disk_that_is_full_at_the_start_is_one_sentence(
    tmp_path: Path, library: Path, command: tuple[str, ...]
) -> None:
    """What is there stays readable."""
    screen_yesterday(tmp_path / "home")
    switch = tmp_path / "error"
    switch.write_text(str(errno.ENOSPC))
    env = {**failing(library, tmp_path / "home", switch), "VOICECOACH_HOME": str(tmp_path / "home")}
    code, err = run(*command, env=env)

    assert (code, len(err.splitlines())) == (5, 1), err
    assert "the disk is full" in err


@pytest.fixture
def full() -> Iterator[int]:
    """A standard output that takes nothing."""
    descriptor = os.open("/dev/full", os.O_WRONLY)
    yield descriptor
    os.close(descriptor)


@pytest.mark.parametrize("command", ["history", "profile", "programs list", "programs show back-pain"])
def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path: Path, full: int, command: str) -> None:
    """It names the output, and asks nobody to report it."""
    screen_yesterday(tmp_path / "home")
    env = {**os.environ, "VOICECOACH_HOME": str(tmp_path / "home")}
    code, err = run(*command.split(), env=env, stdout=full)

    assert code == 1
    assert err == "The output cannot be written (no space left on device): send it to another place.\n"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("before", [None, b"what was there"])
def test_a_calendar_file_is_written_whole_or_not_at_all(
    tmp_path: Path, library: Path, error: int, before: bytes | None
) -> None:
    """What was there before still is, and nothing unfinished stays."""
    home, target, switch = tmp_path / "home", tmp_path / "target", tmp_path / "error"
    target.mkdir()
    file = target / "plan.ics"
    if before is not None:
        file.write_bytes(before)
    switch.write_text(str(error))
    command = [sys.executable, "-m", "voicecoach", "plan", "--a-day", "3", "--ics", file, "--force"]
    environment = {**failing(library, target, switch), "VOICECOACH_HOME": str(home)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    assert os.strerror(error).lower() in ran.stderr
    assert [each.read_bytes() for each in target.iterdir()] == ([] if before is None else [before])
