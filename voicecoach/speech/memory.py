"""How much memory a process takes, how much it may take, and that what is freed while the models load goes back.

By glibc's default, each large block that is freed raises the size from which blocks are given back at once; so what the
models need for a moment while they load stays with the process, 20 MB of a session's 230. Afterwards blocks are kept
again: an answer is recognized a fifth faster when its arrays need no new pages.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h
WHILE_LOADING_BYTES = 128 * 1024
"""glibc's own value at the start."""
AFTERWARDS_BYTES = 8 * 1024 * 1024
"""More than the arrays of one answer."""
_MB = 1024 * 1024

ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Environment of a process with numpy: its other threads would take 4 MB and are never worth it here."""
SPARING = ONE_BLAS_THREAD | {"MALLOC_ARENA_MAX": "1"}
"""And of one in which several threads work on large arrays in turn: 30 MB less at the peak of an answer."""


def spare() -> None:
    """From now on this process has one heap for all its threads, and numpy, loaded later, one thread."""
    os.environ.update({**ONE_BLAS_THREAD, **os.environ})
    _set(_ARENA_MAX, 1)


@contextmanager
def given_back() -> Iterator[None]:
    """While the block runs, what is freed is given back. Where this cannot be done all is as ever."""
    _keep(WHILE_LOADING_BYTES)
    try:
        yield
    finally:
        _keep(AFTERWARDS_BYTES)


def _keep(least_bytes: int) -> None:
    """Blocks and free ends of the heap below this size stay with the process."""
    _set(_MMAP_THRESHOLD, least_bytes)
    _set(_TRIM_THRESHOLD, least_bytes)
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _set(parameter: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(parameter, value)


def resident_mb(pid: int) -> float | None:
    """What a process holds of the machine's memory; None where that cannot be known."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / _MB


def peak_mb() -> float | None:
    """The most that this process ever held; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB


def limit_growth(most_mb: float) -> None:
    """From now on this process can get so much more memory and no more: what asks for it fails. Linux alone does it."""
    if not sys.platform.startswith("linux"):
        return
    import resource  # noqa: PLC0415 not on Windows

    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        held_kb = next(int(line.split()[1]) for line in lines if line.startswith("VmData:"))
        limit = held_kb * 1024 + round(most_mb * _MB)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
