"""Ten years of daily sessions: how long it takes until a start, or `voicecoach history`, has what it needs of them."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from soak_findings import Finding, Report

from tests.history.test_ten_years import DAYS, lived
from voicecoach.history.store import Store

MOST_MS = 100.0
TIMES = 25
LATEST = 10
"""What `voicecoach history` shows where nothing else is asked for."""
NOW = datetime(2036, 3, 1, 12, tzinfo=UTC)


def measure() -> Report:
    """Medians of `TIMES` openings, each of the closed file; the pages are in the system's cache from the second on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        with Store.open(path) as store:
            lived(store, rule="R4", outcome="complete")
        size_mb = path.stat().st_size / 1e6
        figures = {
            "a start": _median_ms(path, lambda store: store.background("back-pain", NOW)),
            "a start with a program never done": _median_ms(
                path, lambda store: store.background("mine", NOW)
            ),
            "the latest sessions": _median_ms(path, lambda store: store.sessions(LATEST)),
        }
    part = "ten years"
    rows = [
        Finding(
            part,
            f"{what}: opened and read in under {MOST_MS:g} ms",
            f"{took_ms:.1f} ms (median of {TIMES}; {DAYS} sessions, {size_mb:.0f} MB)",
            took_ms < MOST_MS,
        )
        for what, took_ms in figures.items()
    ]
    return Report(tuple(rows), {part: figures | {"size_mb": size_mb, "sessions": DAYS}})


def _median_ms(path: Path, read: Callable[[Store], object]) -> float:
    """From the closed file to what was read."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with Store.open(path) as store:
            read(store)
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)
