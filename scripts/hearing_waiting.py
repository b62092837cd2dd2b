"""Sound that is for nobody, while the coach waits for a control word: how often it does something nobody wanted.

The sound goes through the same detector and endpointer as a session's, so that only what sounds like speech is ever
put to the recognizer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from hearing_asking import Act

from voicecoach.coach.events import Band
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for
from voicecoach.coach.states import State
from voicecoach.speech.audio import SAMPLE_RATE_HZ, Pcm
from voicecoach.speech.endpointer import Endpointer, Utterance, Vad
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearing_asking import Heard

PAUSE_S = 2.0
"""Of silence after each recording, so that its last utterance ends; it does not count as sound."""
_BLOCK = 512


@dataclass(slots=True)
class Waiting:
    """Seconds of sound, utterances found in it, and what was done: sure commands; doubtful stop words, which pause."""

    seconds: float = 0.0
    utterances: int = 0
    sure: int = 0
    doubtful_stop: int = 0

    @property
    def false_actions(self) -> int:
        return self.sure + self.doubtful_stop

    @property
    def an_hour(self) -> float:
        """False actions an hour of this sound; 0 without any sound."""
        return 3600.0 * self.false_actions / self.seconds if self.seconds else 0.0

    def count(self, heard: Heard) -> None:
        """One utterance that the endpointer found."""
        self.utterances += 1
        self.sure += heard.band is Band.SURE
        self.doubtful_stop += heard.band is not Band.SURE and heard.act is Act.TAKE


def utterances(samples: Pcm, vad: Vad) -> Iterator[Pcm]:
    """What the endpointer of a session cuts out of a recording while it waits for a control word."""
    listen = listen_for(Question.CONTROL, State.NEW, Timing())
    endpointer = Endpointer(vad, listen.end_silence_s, listen.longest_s)
    endpointer.reset()
    padded = np.concatenate([samples, np.zeros(round(PAUSE_S * SAMPLE_RATE_HZ), np.int16)])
    for number, begin in enumerate(range(0, len(padded) - _BLOCK + 1, _BLOCK), start=1):
        found = endpointer.feed(padded[begin : begin + _BLOCK], number * BLOCK_S)
        if isinstance(found, Utterance):
            yield found.samples
