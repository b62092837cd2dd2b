"""What a session measured of its echo, kept for `voicecoach doctor`: mode, reason and time, for the user alone."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voicecoach import private_files

if TYPE_CHECKING:
    from pathlib import Path


LARGEST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class EchoNote:
    """The mode that was chosen, why (a clause with figures), and when."""

    mode: str
    reason: str
    measured_at: datetime


def write(path: Path, note: EchoNote) -> None:
    """Keep it instead of the last one. Where that cannot be done nothing is kept: a session goes on without it."""
    document = {
        "mode": note.mode,
        "reason": note.reason,
        "measured_at": note.measured_at.isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        private_files.write(path, (json.dumps(document, indent=1) + "\n").encode())


def read(path: Path) -> EchoNote | None:
    """The last one; None where there is none, or nothing that can be read."""
    try:
        found = json.loads(private_files.read(path, LARGEST_BYTES))
        measured_at = datetime.fromisoformat(found["measured_at"])
        return EchoNote(str(found["mode"]), str(found["reason"]), measured_at)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
