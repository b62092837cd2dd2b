"""Where a session is kept, also while the disk fails it.

A record that cannot be saved waits in memory, and all after it: the history never has a later answer without an
earlier one. Each later save tries them first, so does the loop every `RETRY_S`, and the end a last time. A failure is
told once, and so is its end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from voicecoach.coach.records import Record
from voicecoach.errors import UnreadableHistory, VoicecoachError

RETRY_S: Final = 10.0
"""How often a save is tried again while nothing new is to be kept."""

_GOES_ON: Final = "The session goes on; what follows is kept as soon as that is possible."
_WORKS_AGAIN: Final = "The history can be written again: nothing of this session is missing in it."
_REMOVED: Final = "This session was removed from the history while it ran."
_HURRY_S: Final = 0.1
"""How long a lock is waited for once it has been told: a set must not stand still at each count."""


class Keeps(Protocol):
    """The part of a store that a journal needs."""

    lock_wait_s: float

    def save(self, session_id: int, record: Record, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of saving: the records that are on disk now, in order, and what is to be told, if anything."""

    records: tuple[Record, ...] = ()
    notice: str | None = None


class Journal:
    """An open history and the session's id in it. Nothing here raises for a disk that fails.

    `today` gives the time that a record is kept with: that of its first try.
    """

    def __init__(self, store: Keeps, session_id: int, today: Callable[[], datetime]) -> None:
        self._store = store
        self._session_id = session_id
        self._today = today
        self._waiting: deque[tuple[Record, datetime]] = deque()
        self._usual_wait_s: float | None = None

    @property
    def is_behind(self) -> bool:
        """Whether anything waits to be kept."""
        return bool(self._waiting)

    def save(self, record: Record) -> Kept:
        """Keep this record, after all that waits."""
        self._waiting.append((record, self._today()))
        return self.retry()

    def retry(self) -> Kept:
        """Keep what waits, as far as that is possible."""
        kept: list[Record] = []
        while self._waiting:
            record, at = self._waiting[0]
            try:
                self._save(record, at)
            except VoicecoachError as error:
                return Kept(tuple(kept), self._failed(str(error)))
            self._waiting.popleft()
            kept.append(record)
        return Kept(tuple(kept), self._recovered())

    def give_up(self) -> Kept:
        """Try a last time; the notice says what is lost for good."""
        last = self.retry()
        if not self._waiting:
            return last
        n = len(self._waiting)
        self._waiting.clear()
        what = "The last entry" if n == 1 else f"The last {n} entries"
        return Kept(last.records, f"{what} of this session could not be kept in the history.")

    def _save(self, record: Record, at: datetime) -> None:
        try:
            self._store.save(self._session_id, record, at)
        except KeyError as error:
            raise UnreadableHistory(_REMOVED) from error

    def _failed(self, sentence: str) -> str | None:
        if self._usual_wait_s is not None:
            return None  # it was told
        self._usual_wait_s, self._store.lock_wait_s = self._store.lock_wait_s, _HURRY_S
        return f"{sentence} {_GOES_ON}"

    def _recovered(self) -> str | None:
        if self._usual_wait_s is None:
            return None
        self._store.lock_wait_s, self._usual_wait_s = self._usual_wait_s, None
        return _WORKS_AGAIN


def name_of(record: Record) -> str:
    """What a record is called in the event log: "answer", "set", "leftout"."""
    return type(record).__name__.removesuffix("Record").lower()
