"""A text stream of our own on the same terminal, pipe or file.

`sys.stdout` may be redirected by others while a session runs; and a terminal that hangs up, or a pipe that
closes, must not end a session that is spoken. So writing never fails here: what cannot be written is dropped.
"""

import io
import os
import select
from typing import IO, TextIO, cast


class _QuietFile(io.FileIO):
    """Writes what it can; after the first failure, nothing."""

    is_lost = False

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # any buffer; the stub has its own name for it
        try:
            while not self.is_lost and (written := super().write(data)) is None:  # full, and non-blocking
                select.select([], [self], [])
        except OSError:
            self.is_lost = True
        return len(data) if self.is_lost else cast("int", written)


def own_stream(stdout: TextIO) -> TextIO:
    """A stream of our own where `stdout` is; `stdout` itself where it has no descriptor (in tests)."""
    try:
        stdout.flush()
        fd = os.dup(stdout.fileno())
    except (OSError, ValueError):
        return stdout
    return io.TextIOWrapper(
        io.BufferedWriter(cast("io.FileIO", _QuietFile(fd, "w")), 1 << 16),
        encoding=stdout.encoding or "utf-8",
        errors="replace",
    )


def is_lost(stream: IO[str]) -> bool:
    """Whether a stream made by `own_stream` can be written no more."""
    return (ours := _own_file(stream)) is not None and ours.is_lost


def close_own(stream: IO[str]) -> None:
    """Close a stream made by `own_stream`; leave any other alone."""
    if _own_file(stream):
        stream.close()


def _own_file(stream: IO[str]) -> _QuietFile | None:
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw if isinstance(raw, _QuietFile) else None


def terminal_width(stream: TextIO) -> int | None:
    """Its columns now; None where it is no terminal, or one that does not know them."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def is_terminal(stream: TextIO) -> bool:
    """Whether somebody looks at it."""
    try:
        return stream.isatty()
    except (OSError, ValueError):
        return False
