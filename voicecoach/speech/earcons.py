"""The four short sounds that say what the coach is doing, synthesized, with soft edges.

Rising: listening. Falling: understood. Low double: not understood. Long high: done. At most 0.2 s each
(CLINICAL.md, "The dialogue, in numbers"); whoever plays one also prints it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

PEAK = 0.25
EDGE_S = 0.015
# Each tone: seconds, pitch at its start and end (0: silence).
Tone = tuple[float, float, float]


class Earcon(StrEnum):
    """What a sound tells."""

    LISTENING = "listening"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"
    DONE = "done"


TONES: dict[Earcon, tuple[Tone, ...]] = {
    Earcon.LISTENING: ((0.14, 520, 880),),
    Earcon.UNDERSTOOD: ((0.14, 880, 520),),
    Earcon.NOT_UNDERSTOOD: ((0.08, 260, 260), (0.04, 0, 0), (0.08, 260, 260)),
    Earcon.DONE: ((0.2, 1046, 1046),),
}


@cache
def earcon(kind: Earcon, sample_rate_hz: int) -> Pcm:
    """The sound at the player's rate."""
    samples = np.concatenate([_tone(tone, sample_rate_hz) for tone in TONES[kind]])
    return Pcm((samples * 32767).round().astype(np.int16), sample_rate_hz)


def _tone(tone: Tone, sample_rate_hz: int) -> NDArray[np.float64]:
    duration_s, start_hz, end_hz = tone
    count = int(duration_s * sample_rate_hz)
    phase = np.cumsum(np.linspace(start_hz, end_hz, count)) * 2 * np.pi / sample_rate_hz
    edge = min(int(EDGE_S * sample_rate_hz), count // 2)
    raised_cosine = (1 - np.cos(np.pi * np.arange(edge) / edge)) / 2
    shape = np.ones(count)
    shape[:edge] = raised_cosine
    shape[count - edge :] = raised_cosine[::-1]
    return np.asarray(PEAK * shape * np.sin(phase))
