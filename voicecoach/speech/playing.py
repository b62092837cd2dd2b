"""Playing sounds one after the other, each to its end, where there is no session."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from voicecoach.errors import NoAudio
from voicecoach.speech.player import Player

if TYPE_CHECKING:
    from voicecoach.speech.pcm import Pcm

LATE_END_S = 3.0
"""A sound whose end is told later than this has no speaker any more (as in `drivers.voice`)."""


class Stage:
    """The default speaker. Raises NoAudio where there is none."""

    def __init__(self) -> None:
        self._player = Player(lambda _: None)

    def play(self, pcm: Pcm) -> None:
        """Play this, and wait until its last sample has left the device. Raises NoAudio where it does not."""
        heard: list[bool] = []
        done = threading.Event()

        def on_done(completed: bool) -> None:  # noqa: FBT001 the player's listener
            heard.append(completed)
            done.set()

        self._player.play(pcm, on_done)
        if not done.wait(pcm.duration_s + LATE_END_S) or not heard[0]:
            raise NoAudio("The speaker was lost. `voicecoach doctor` shows what is missing.")

    def close(self) -> None:
        """Silence at once; may be called twice."""
        self._player.close()
