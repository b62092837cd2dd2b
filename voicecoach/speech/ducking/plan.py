"""Whose sound is lowered, by how much, and what is given back. Pure: streams and the time come in, volumes go out.

Rules:
* What was not set here is never changed back: a volume that its owner moved meanwhile stays, and is left alone.
* Sound servers remember a stream's volume under a key, and give it to the next stream of that key. So a stream that
  begins at a lowered volume gets back what the one before it had; and what was lowered when a stream ended is
  told (`owed`), for the server to forget it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, replace

Volume = tuple[float, ...]
"""Of each channel, 0 to 1 or a little more, on the cubic scale of the sound servers."""

LOWERED = 0.46
"""The share that is left: -20 dB (60 log10 of it)."""
STEPS = 4
"""From lowered (0) back to all of it (`STEPS`)."""
TOLERANCE = 0.005
"""Two volumes that differ by less are the same: servers round."""
SETTLING_S = 1.0
"""A server may tell of a volume that was set only a moment later."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Sound of another program. `key`: under which name the server remembers its volume. `is_beside_us`: it comes out
    of our speaker.
    """

    index: int
    key: str
    volume: Volume
    is_beside_us: bool = True


@dataclass(frozen=True, slots=True)
class Lowered:
    """A stream that was lowered, and what it had before."""

    index: int
    key: str
    before: Volume

    def at(self, step: int) -> Volume:
        share = LOWERED + (1 - LOWERED) * step / STEPS
        return tuple(each * share for each in self.before)

    def is_ours(self, volume: Volume, steps: Iterable[int] = range(STEPS)) -> bool:
        """Whether this is a volume that was set here, at one of these steps."""
        return any(is_same(volume, self.at(step)) for step in steps)


def is_same(one: Volume, other: Volume) -> bool:
    """Whether two volumes are the same; of different channels, whether the loudest are."""
    if len(one) != len(other):
        one, other = (max(one, default=0.0),), (max(other, default=0.0),)
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one, other, strict=True))


class Plan:
    """What was lowered, and what is to be done next. `lowered`: what another process left at `now` (`of_will`)."""

    def __init__(self, lowered: Iterable[Lowered] = (), now: float = float("-inf")) -> None:
        self._lowered = {each.index: each for each in lowered}
        self._gone: dict[str, Lowered] = {}
        self._left_alone: set[int] = set()
        self._step = 0 if self._lowered else STEPS
        self._changed_at = now

    def bring(self, streams: Collection[Stream], step: int, now: float) -> list[tuple[int, Volume]]:
        """The streams beside us to this step, those that have left us to all of it: the volumes to set, by index."""
        if self._step == STEPS and not self._is_settling(now):
            self._lowered.clear()  # what was given back is its owner's again
        self._forget_ended({each.index for each in streams})
        changes = []
        for stream in streams:
            lowered = self._known(stream, now, is_lowering=step < STEPS)
            if lowered is None:
                continue
            self._lowered[stream.index] = lowered
            volume = lowered.at(step if stream.is_beside_us else STEPS)
            if not is_same(stream.volume, volume):
                changes.append((stream.index, volume))
        self._step = step
        self._changed_at = now if changes else self._changed_at
        return changes

    @property
    def owed(self) -> tuple[Lowered, ...]:
        """What ended while it was lowered: the server may remember the lowered volume for the next of its key."""
        return tuple(self._gone.values())

    def settle(self) -> None:
        """What is owed has been given back."""
        self._gone.clear()

    @property
    def will(self) -> str:
        """What is to be given back, on one line; empty where nothing is."""
        due = [*self._gone.values(), *(self._lowered.values() if self._step < STEPS else ())]
        return json.dumps([astuple(each) for each in due]) if due else ""

    def _known(self, stream: Stream, now: float, *, is_lowering: bool) -> Lowered | None:
        """What this stream had before; None where it is nothing of ours."""
        if stream.index in self._left_alone:
            return None
        lowered = self._lowered.get(stream.index)
        if lowered is None and (inherited := self._inherited(stream)) is not None:
            return inherited
        if lowered is not None:
            if self._is_untouched(stream, lowered, now):
                return lowered
            if self._step < STEPS:
                del self._lowered[stream.index]
                self._left_alone.add(stream.index)
                return None
        if not is_lowering or not stream.is_beside_us or max(stream.volume, default=0.0) <= TOLERANCE:
            return None
        return Lowered(stream.index, stream.key, stream.volume)

    def _is_untouched(self, stream: Stream, lowered: Lowered, now: float) -> bool:
        """Whether its volume is what it was last set to; while a server settles, or by a will, any of ours."""
        if self._is_settling(now):
            return lowered.is_ours(stream.volume, range(STEPS + 1))
        return lowered.is_ours(stream.volume, (self._step,) if stream.is_beside_us else (self._step, STEPS))

    def _inherited(self, stream: Stream) -> Lowered | None:
        """A stream that began at the lowered volume of another one of its key."""
        for each in (*self._lowered.values(), *self._gone.values()):
            if each.key == stream.key and each.is_ours(stream.volume):
                return replace(each, index=stream.index)
        return None

    def _is_settling(self, now: float) -> bool:
        return now - self._changed_at < SETTLING_S

    def _forget_ended(self, present: set[int]) -> None:
        self._left_alone &= present
        for index in [each for each in self._lowered if each not in present]:
            ended = self._lowered.pop(index)
            if self._step < STEPS:
                self._gone[ended.key] = ended


def of_will(text: str, now: float) -> Plan:
    """What another process was to give back, read at `now`. Raises ValueError where that is no such text."""
    try:
        lowered = [
            Lowered(int(index), str(key), tuple(map(float, before)))
            for index, key, before in json.loads(text)
        ]
    except TypeError as error:
        raise ValueError(str(error)) from error
    return Plan(lowered, now)
