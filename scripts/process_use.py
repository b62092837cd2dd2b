"""What processes take: memory and processor time, from /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    return [pid, *children(pid)]


def share_of_a_core(pid: int, seconds: float) -> float:
    """Processor time that the process and its descendants take in the next `seconds`, as a share of one core."""
    began_at, used_s = time.monotonic(), sum(map(cpu_s, family(pid)))
    time.sleep(seconds)
    return (sum(map(cpu_s, family(pid))) - used_s) / (time.monotonic() - began_at)


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, read(task).split()):
            found += [child, *children(child)]
    return found


def rss_mb(pid: int) -> float:
    return field_kb(f"/proc/{pid}/status", "VmRSS:") / 1024


def pss_mb(pid: int) -> float:
    return field_kb(f"/proc/{pid}/smaps_rollup", "Pss:") / 1024


def field_kb(path: str, name: str) -> float:
    lines = (line.split() for line in read(Path(path)).splitlines())
    return next((float(words[1]) for words in lines if words and words[0] == name), 0.0)


def cpu_s(pid: int) -> float:
    fields = read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def read(path: Path) -> str:
    """Its text; nothing where the process is over."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
