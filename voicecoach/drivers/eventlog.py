"""The event log: one JSON object a line, flushed as it happens, for other programs and for tests."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from voicecoach.errors import UsageError


class EventLog:
    """Writes `{"t": seconds since the start, "type": ..., ...}`. Without a file it does nothing.

    Raises UsageError where the file cannot be opened. An older log is kept until the first event is written, and
    a log without any event leaves no file. A write that fails ends the log and not the session; `problem` then
    says why.
    """

    def __init__(self, path: Path | None) -> None:
        self.problem: str | None = None
        self._start: float | None = None
        self._file: TextIO | None = None
        self._path = path
        if path is None:
            return
        try:
            self._is_new = not path.exists()
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"The event log {str(path)!r} cannot be written ({error.strerror}): give another file to --events."
            ) from error

    def write(self, now: float, event_type: str, /, **fields: Any) -> None:
        """Write one event at `now` on the session's clock."""
        if self._start is None:
            self._start = now
            self._empty()
        if self._file is None:
            return
        line = json.dumps(
            {"t": round(now - self._start, 3), "type": event_type, **fields}, ensure_ascii=False
        )
        try:
            self._file.write(line + "\n")
            self._file.flush()
        except OSError as error:
            self.problem = f"The event log cannot be written any more ({error.strerror})."
            self._file = None

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        if self._path is not None and self._start is None and self._is_new:
            self._path.unlink(missing_ok=True)

    def _empty(self) -> None:
        """Drop what an older session wrote. A pipe or a device holds nothing to drop."""
        if self._file is not None:
            with suppress(OSError):
                self._file.truncate(0)
