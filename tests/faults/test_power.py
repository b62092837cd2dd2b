"""The power goes at any moment of two sessions: what was told as saved is on the disk, whatever else is.

strace belongs to the system's packages of the tests (docs/setup.md). Other systems than Linux have none; the store is
the same there.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.kills import fast_directory, records_of
from tests.faults.power import Cut, cuts, found_after, operations, put, traced
from tests.faults.stories import HISTORY
from voicecoach.coach.records import Record

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")

STORIES = ("first", "good")
TRIES = 2


def test_a_power_cut_at_any_moment_loses_nothing_that_was_told_as_saved(tmp_path: Path) -> None:
    """The first session of all, on a disk without a history, and the next one."""
    home, log = tmp_path / "root" / "home", tmp_path / "calls"
    home.parent.mkdir()
    traced(["-m", "tests.faults.one_session", str(home), str(tmp_path), *STORIES], log)
    events = [tmp_path / f"{story}.jsonl" for story in STORIES]
    done = list(operations(log, home.parent, events))
    whole = [record for session in records_of(home) for record in session]
    seen: set[int] = set()
    kinds: Counter[str] = Counter()
    told = 0
    for cut in cuts(done, random.Random(1), TRIES):
        found = found_after(cut)
        key = hash((cut.told, tuple(found.items())))
        if key not in seen:
            seen.add(key)
            kinds[cut.kind] += 1
            kept = _kept_after(cut, found, home.parent)
            told = max(told, cut.told)

            assert kept == whole[: len(kept)], cut.kind
            assert len(kept) >= cut.told, (cut.kind, cut.told, len(kept))

    assert told == len(whole)
    assert kinds["random"] > 200
    assert kinds["certain"] > 50
    print(f"power cuts: {sum(kinds.values())} states after {len(done)} calls {dict(kinds)}")


def _kept_after(cut: Cut, found: dict[Path, bytes | None], root: Path) -> list[Record]:
    """All the records that the next start finds, in a sound file."""
    with tempfile.TemporaryDirectory(dir=fast_directory()) as place:
        put(found, root, Path(place))
        home = Path(place) / "home"
        home.mkdir(exist_ok=True)
        sessions = records_of(home)  # opens the store, as the next start does
        with contextlib.closing(sqlite3.connect(home / HISTORY)) as connection:
            (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()

    assert integrity == "ok", cut.kind
    return [record for session in sessions for record in session]
