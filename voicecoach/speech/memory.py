"""Memory that is freed while the models load goes back to the system.

By glibc's default, each large block that is freed raises the size from which blocks are given back at once; so what the
models need for a moment while they load stays with the process, 20 MB of a session's 230. Afterwards blocks are kept
again: an answer is recognized a fifth faster when its arrays need no new pages.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h
WHILE_LOADING_BYTES = 128 * 1024
"""glibc's own value at the start."""
AFTERWARDS_BYTES = 8 * 1024 * 1024
"""More than the arrays of one answer."""


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
    if not sys.platform.startswith("linux"):
        return
    try:
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, least_bytes)
        library.mallopt(_TRIM_THRESHOLD, least_bytes)
        library.malloc_trim(0)
    except (OSError, AttributeError):  # another C library
        return
