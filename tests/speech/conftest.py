"""A virtual room for this process, and sounds to tell apart in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.virtual_room import VirtualRoom
from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualRoom]:
    """A room that this process is in."""
    with VirtualRoom() as room:
        for name, value in room.env.items():
            monkeypatch.setenv(name, value)
        yield room


@pytest.fixture
def tone() -> Callable[[float, float], Pcm]:
    """Makes a tone: seconds, pitch in hertz."""

    def make(duration_s: float, frequency_hz: float = 1000) -> Pcm:
        t = np.arange(round(duration_s * 22050)) / 22050
        return Pcm((8000 * np.sin(2 * np.pi * frequency_hz * t)).astype(np.int16), 22050)

    return make
