"""The way of a word over the coach's own voice: real ears, canceller, detector and recognizer; the room alone is made.

The coach speaks all the time, and the microphone hears it through a room's impulse response, with a person on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.drivers.fakes import BLOCK_S, PostBox
from tests.speech.echoes import BLOCK, RATE_HZ, coach, heard_in, response, sound, with_word
from voicecoach.coach.events import Heard
from voicecoach.drivers.barge_in import BargeIn
from voicecoach.drivers.ears import VoiceEars
from voicecoach.engines import make_recognizer, make_vad
from voicecoach.speech.echo import EchoCanceller
from voicecoach.speech.echo_meter import EchoFound, Listening

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.recognizers.base import Recognizer

SPEAKS_S = 16.0
SAID_AT_S = 13.0


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return make_recognizer("floor")


class Played:
    """What the speaker played, by the time of the recording."""

    def __init__(self, samples: NDArray[np.float64]) -> None:
        self._samples = np.rint(samples * 32767).astype(np.int16)

    def played(self, t_end: float, count: int) -> NDArray[np.int16]:
        end = round(t_end * RATE_HZ)
        return self._samples[end - count : end]

    def skip_played(self, t_end: float, count: int) -> None:
        """Nothing is read ahead."""

    def soften(self, gain: float) -> None:
        """The recording is made already."""


def over_the_coach(
    recognizer: Recognizer, said: str, echo_db: float, seed: int
) -> tuple[list[EchoFound], Heard | None]:
    """What was measured, and what was heard of a word that a person says after `SAID_AT_S` seconds."""
    played = coach(SPEAKS_S)
    heard = heard_in(played, response(seed), echo_db)
    if said:
        heard = with_word(heard, sound(f"phrases/{said}/piper-us-man__near.wav"), SAID_AT_S)
    pcm = np.rint(np.clip(heard, -1, 1) * 32767).astype(np.int16) if heard.dtype.kind == "f" else heard
    inbox, found = PostBox(), list[EchoFound]()
    vad = make_vad()
    barge_in = BargeIn(EchoCanceller(), vad, Played(played), lambda *_: "", found.append)
    ears = VoiceEars(inbox, recognizer, vad, lambda: None, barge_in=barge_in)
    try:
        for n in range(len(pcm) // BLOCK):
            ears.hear_block(pcm[n * BLOCK : (n + 1) * BLOCK], (n + 1) * BLOCK_S)
        event = inbox.next() if said else None
        assert inbox.is_empty
    finally:
        ears.close()
    assert event is None or isinstance(event, Heard)
    return found, event


@pytest.mark.parametrize(("said", "echo_db"), [("stop", -20.0), ("ouch", -10.0), ("that-hurts", -10.0)])
def test_a_stop_word_is_heard_through_the_echo(recognizer: Recognizer, said: str, echo_db: float) -> None:
    """And nothing else, though the coach speaks all the time."""
    found, heard = over_the_coach(recognizer, said, echo_db, seed=3)

    assert found[0].listening is Listening.CANCELLED
    assert heard is not None
    assert (heard.text, heard.is_over_coach) == (said.replace("-", " "), True)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_coach_alone_interrupts_nobody(recognizer: Recognizer, seed: int) -> None:
    """As loud as a person."""
    found, heard = over_the_coach(recognizer, "", 0.0, seed)

    assert found[0].listening is Listening.CANCELLED
    assert heard is None
