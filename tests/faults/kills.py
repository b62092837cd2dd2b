"""Kills a session at every point of it, and looks at what is left: the disk, the history, the next start.

    python -m tests.faults.kills [--all | --every N] [STORY ...]

Each point is killed in a process of its own: before and after each effect, and before each line of the event log,
which lies between a commit and its acknowledgement. Prints one line; the exit code is 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.coach.conversation import Person
from tests.faults.process import Point, Script, in_a_fork, run_session
from tests.faults.stories import HISTORY, STORIES, Story, patient
from voicecoach.coach.records import AnswerRecord, DecisionRecord, FinishRecord, Outcome, Record
from voicecoach.drivers.journal import name_of
from voicecoach.history.store import Store

FULL_LIST = ["screening nerves", "screening illness", "screening history"]
PROMISED_FILES = frozenset({HISTORY, f"{HISTORY}-wal", f"{HISTORY}-shm", "running"})
PROPER_ENDS = frozenset({Outcome.CENTRALIZED, Outcome.NOT_CENTRALIZED, Outcome.COMPLETE})
BEGUN = frozenset(
    {
        "baseline location",
        "baseline side",
        "baseline rating",
        "ready",
        "check location",
        "check change",
        "recheck location",
        "recheck change",
        "another set",
        "afterwards",
        "final rating",
        "paused",
    }
)
"""Where the next start has got far enough: its questions before the exercises are over."""


class BrokenPromiseError(AssertionError):
    """What a kill broke."""


@dataclass
class Seen:
    """What happened in all the kills."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reference:
    """A story that nobody disturbed: how many effects and lines it has, and what it kept."""

    story: Story
    base: Path
    effects: int
    lines: int
    records: tuple[Record, ...]

    def points(self, every: int, offset: int) -> list[Point]:
        found = [(kind, n) for n in range(self.effects) for kind in ("before", "after")]
        found += [("line", n) for n in range(self.lines)]
        return found[offset::every]


def fast_directory() -> str | None:
    """A directory in memory, where there is one: a kill loses nothing of it that a disk would keep."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def refer(story: Story, place: Path) -> Reference:
    """Run the story undisturbed."""
    base, home, events = place / "base", place / "whole", place / "whole.jsonl"
    base.mkdir()
    story.make_home(base)
    shutil.copytree(base, home)
    counted: Counter[str] = Counter()
    counts_file = place / "counts"

    def count(kind: str, n: int) -> None:
        counted[kind] = n + 1
        counts_file.write_text(json.dumps(counted))

    status = in_a_fork(partial(run_session, Script(story.person, count), home, events))
    require(status == 0, f"the undisturbed session ended with {status}")
    counts = json.loads(counts_file.read_text())
    require(not (home / "running").exists(), "a lock was left by an undisturbed session")
    records = records_of(home)[-1]
    require(isinstance(records[-1], FinishRecord), "it was kept without its end")
    return Reference(story, base, counts["before"], counts["line"], tuple(records))


def kill_at(reference: Reference, point: Point, place: Path, seen: Seen) -> None:
    """One kill, and all that follows. Raises BrokenPromiseError."""
    home, events = place / "home", place / "events.jsonl"
    shutil.copytree(reference.base, home)

    def kill(kind: str, n: int) -> None:
        if (kind, n) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    status = in_a_fork(partial(run_session, Script(reference.story.person, kill), home, events))
    require(os.WIFSIGNALED(status), f"it was not killed, but ended with {status}")
    seen.counts["kills"] += 1
    before = sum(1 for _ in sessions_in(reference.base))
    _look_at_disk(home)
    every_session = records_of(home)
    killed = every_session[before] if len(every_session) > before else []
    _look_at_records(reference, killed, told_as_saved(events))
    seen.counts["records"] += len(killed)
    _start_again(home, place / "next.jsonl", every_session, seen)


def _look_at_disk(home: Path) -> None:
    left = {each.name for each in home.iterdir()}
    require(left <= PROMISED_FILES, f"other files were left: {left - PROMISED_FILES}")
    if "running" in left:
        locks = [each.name for each in (home / "running").iterdir()]
        require(len(locks) <= 1, f"more than one lock was left: {locks}")
    with contextlib.closing(sqlite3.connect(home / HISTORY)) as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    require(integrity == "ok", f"integrity: {integrity}")
    require(not orphans, f"orphans: {orphans}")


def _look_at_records(reference: Reference, killed: Sequence[Record], told: Sequence[str]) -> None:
    names = [name_of(each) for each in killed]
    require(names[: len(told)] == list(told), f"told as saved: {told}; kept: {names}")
    require(len(killed) <= len(told) + 1, f"kept without being told: {names[len(told) :]}")
    require(
        tuple(killed) == reference.records[: len(killed)], "what was kept is not what had been said so far"
    )


def _start_again(home: Path, events: Path, every_session: list[list[Record]], seen: Seen) -> None:
    """The next start asks what it must, and is locked exactly when it must be."""
    script = Script(careful_answers(), otherwise="yes", leaves_at=BEGUN)
    status = in_a_fork(partial(run_session, script, home, events))
    require(status == 0, f"the next start ended with {status}")
    log = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    asked = [each["cue"][4:] for each in log if each["type"] == "say" and each["cue"].startswith("ask ")]
    require(bool(asked), "the next start asked nothing")
    is_locked, is_full = must_be_locked(every_session), needs_full_list(every_session)
    seen.counts["locked"] += is_locked
    seen.counts["full lists"] += is_full
    known = {*BEGUN, *FULL_LIST, "screening", "locked", "precautions", "precaution", "precaution approved"}
    seen.counts["offers to go on"] += any(each not in known for each in asked)
    require(("locked" in asked) == is_locked, f"locked must be {is_locked}, asked: {asked}")
    begun = next((n for n, each in enumerate(asked) if each in BEGUN), len(asked))
    screened = [each for each in asked[:begun] if each in FULL_LIST or each == "screening"]
    expected = FULL_LIST if is_full or is_locked else ["screening"]
    require(screened == expected, f"the red flags asked before an exercise: {screened}")
    left = {each.name for each in home.iterdir()}
    require(left == {HISTORY}, f"after the next session these files were there: {left}")


def careful_answers() -> Person:
    """Somebody who clears everything, and leaves before the first exercise."""
    return patient()


# --- what must be, told once more and in other words than the code under test -------------------------------------


def must_be_locked(sessions: Sequence[Sequence[Record]]) -> bool:
    """An emergency, or an alarm that nobody took back in a session without an end, is not acknowledged since."""
    is_locked = False
    for records in sessions:
        is_alarm_open = False
        for record in records:
            match record:
                case AnswerRecord(meaning="acknowledged"):
                    is_locked = is_alarm_open = False
                case AnswerRecord(question="screening", meaning="something-wrong"):
                    is_alarm_open = True
                case AnswerRecord(question="screening", meaning="all-clear", topic=topic):
                    is_alarm_open = is_alarm_open and topic.startswith("precaution")
                case DecisionRecord(rule="R10"):
                    is_locked = True
                case FinishRecord(outcome):
                    is_locked = is_locked or outcome is Outcome.EMERGENCY
                    is_alarm_open = False
                case _:
                    pass
        is_locked = is_locked or is_alarm_open
    return is_locked


def needs_full_list(sessions: Sequence[Sequence[Record]]) -> bool:
    """Never asked to its end, or the last session in which anything was kept did not end properly."""
    kept = [records for records in sessions if records]
    cleared = any(
        isinstance(each, AnswerRecord) and (each.topic, each.meaning) == ("screening history", "all-clear")
        for records in kept
        for each in records
    )
    if not cleared:
        return True
    last = kept[-1][-1]
    return not (isinstance(last, FinishRecord) and last.outcome in PROPER_ENDS)


# --- reading ------------------------------------------------------------------------------------------------------


def sessions_in(home: Path) -> Iterator[int]:
    """The ids of all sessions, of those without a record too."""
    if not (home / HISTORY).exists():
        return
    with contextlib.closing(sqlite3.connect(home / HISTORY)) as connection:
        yield from (each for (each,) in connection.execute("SELECT id FROM sessions ORDER BY id"))


def records_of(home: Path) -> list[list[Record]]:
    """The records of every session, in order."""
    with Store.open(home / HISTORY) as store:
        ids = list(sessions_in(home))
        details = [store.session(each) for each in ids]
    return [[entry.record for entry in each.entries] for each in details if each is not None]


def told_as_saved(events: Path) -> list[str]:
    """What the event log says was saved; a last line that was cut counts for nothing."""
    lines = events.read_text(encoding="utf-8").splitlines() if events.exists() else []
    log: list[dict[str, Any]] = [json.loads(line) for line in lines if line.endswith("}")]
    return [each["what"] for each in log if each["type"] == "saved"]


def require(is_kept: bool, promise: str) -> None:  # noqa: FBT001 it reads as a sentence
    if not is_kept:
        raise BrokenPromiseError(promise)


# --- all of them --------------------------------------------------------------------------------------------------


def kill_all(stories: Sequence[str], every: int) -> Seen:
    """Kill these stories at every `every`-th point, each story beginning at another one."""
    seen = Seen()
    for offset, name in enumerate(stories):
        with tempfile.TemporaryDirectory(dir=fast_directory()) as directory:
            reference = refer(STORIES[name], Path(directory))
            seen.counts["points"] += len(reference.points(1, 0))
            for point in reference.points(every, offset % every):
                with tempfile.TemporaryDirectory(dir=directory) as place:
                    try:
                        kill_at(reference, point, Path(place), seen)
                    except (BrokenPromiseError, OSError, ValueError, sqlite3.Error) as error:
                        seen.broken.append(f"{name}, {point[0]} {point[1]}: {type(error).__name__}: {error}")
    return seen


def main() -> int:
    """Kill, and say how many."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="every point of every story")
    parser.add_argument("--every", type=int, default=9, help="only every so many points")
    parser.add_argument("stories", nargs="*", metavar="STORY", help=f"of {' '.join(STORIES)}; all without")
    options = parser.parse_args()
    seen = kill_all(options.stories or list(STORIES), 1 if options.all else options.every)
    told = ", ".join(f"{n} {name}" for name, n in seen.counts.items())
    print(f"kills: {told}; {len(seen.broken)} promises broken")
    for each in seen.broken[:20]:
        print(each, file=sys.stderr)
    return 1 if seen.broken else 0


if __name__ == "__main__":
    sys.exit(main())
