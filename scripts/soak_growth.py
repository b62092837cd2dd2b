"""Whether something grows: samples of what processes hold, a straight line through them, and a tolerance.

What is compared is the rise of the line from the end of the warm-up to the last sample. A line, and not the difference
of two samples, since memory goes up and down by megabytes while nothing is leaked.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from process_use import family, pss_mb, rss_mb
from soak_findings import Finding

UNITS = {"rss_mb": "MB resident", "pss_mb": "MB proportional", "objects": "Python objects"}


@dataclass(frozen=True, slots=True)
class Sample:
    """What is held `at_s` seconds after the beginning. What was not looked at is None."""

    at_s: float
    rss_mb: float
    descriptors: int
    threads: int
    children: int
    temporary_files: int
    pss_mb: float | None = None
    objects: int | None = None


def of_this_process(at_s: float, temporary: Path) -> Sample:
    """After all that can be collected has been."""
    gc.collect()
    pid = os.getpid()
    return Sample(
        at_s,
        rss_mb(pid),
        descriptors(pid),
        threading.active_count(),
        len(family(pid)) - 1,
        files_in([temporary]),
        objects=len(gc.get_objects()),
    )


def of_family(pid: int, at_s: float, temporary: Iterable[Path]) -> Sample:
    """Of a process and all its descendants together."""
    pids = family(pid)
    return Sample(
        at_s,
        sum(map(rss_mb, pids)),
        sum(map(descriptors, pids)),
        sum(map(threads, pids)),
        len(pids) - 1,
        files_in(temporary),
        pss_mb=sum(map(pss_mb, pids)),
    )


def descriptors(pid: int) -> int:
    return _count(Path(f"/proc/{pid}/fd"))


def threads(pid: int) -> int:
    return _count(Path(f"/proc/{pid}/task"))


def files_in(folders: Iterable[Path]) -> int:
    return sum(1 for folder in folders for each in folder.rglob("*") if each.is_file())


def _count(folder: Path) -> int:
    """How many entries; none where the process is over."""
    try:
        return len(list(folder.iterdir()))
    except OSError:
        return 0


def rise(samples: Sequence[Sample], name: str, warm_up: float) -> float:
    """How much the line through `name` rises after the share `warm_up` (0 to 1) of the time."""
    begins_at = samples[0].at_s + warm_up * (samples[-1].at_s - samples[0].at_s)
    used = [each for each in samples if each.at_s >= begins_at and getattr(each, name) is not None]
    if len(used) < 3:
        raise ValueError(f"{len(used)} samples of {name} after the warm-up: too few for a line")
    times = np.array([each.at_s for each in used])
    values = np.array([float(getattr(each, name)) for each in used])
    slope = np.polyfit(times - times[0], values, 1)[0]
    return float(slope * (times[-1] - times[0]))


def findings(
    part: str, samples: Sequence[Sample], tolerances: Mapping[str, float], *, warm_up: float
) -> list[Finding]:
    """A row for each quantity that may rise by no more than its tolerance."""
    found = []
    for name, most in tolerances.items():
        risen = rise(samples, name, warm_up)
        last = float(getattr(samples[-1], name))
        what = UNITS.get(name, name.replace("_", " "))
        found.append(
            Finding(
                part,
                f"{what}: no rise (tolerance {most:g})",
                f"{risen:+.2f}, at the end {last:g}",
                risen <= most,
            )
        )
    return found


def as_rows(samples: Iterable[Sample]) -> list[dict[str, float | None]]:
    """For the JSON file."""
    names = [each.name for each in fields(Sample)]
    return [{name: asdict(each)[name] for name in names} for each in samples]
