"""What `render_worker` answers: how it is started, and what of its sound cannot be speech."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.pace import CHARACTERS
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.worker_process import WorkerDiedError

if TYPE_CHECKING:
    from voicecoach.speech.worker_process import Answer

SCRIPT = Path(__file__).with_name("render_worker.py")
COMMAND = (sys.executable, "-P", str(SCRIPT))

GARBAGE_PEAK = 60  # of 32768: nothing that anybody could hear
RATES_HZ = range(8000, 96001)
NOISE_LIKENESS = 0.25
"""Of a sample and the next one. White noise has 0; espeak-ng's voices at least .80, and .57 where they whisper."""
QUICKEST, SLOWEST, SPARE_S = 0.25, 4.0, 4.0
"""Of the length that so many words take. The coach's lines take .72 to 1.6 of it; "2026", all digits, takes 6."""
BRIEF = 12
"""Characters: what is shorter has no least length."""


def spoken(answer: Answer, text: str, rate_wpm: int) -> Pcm:
    """The sound of an answer, trimmed. Raises WorkerDiedError with a clause where it cannot be this text, spoken."""
    rate_hz = answer.head.get("sample_rate_hz")
    if type(rate_hz) is not int or rate_hz not in RATES_HZ:
        raise WorkerDiedError(f"it gave sound with a rate of {str(rate_hz)[:20]} Hz")
    if len(answer.body) % 2:
        raise WorkerDiedError("it gave half a sample")
    pcm = Pcm(np.frombuffer(answer.body, np.int16), rate_hz).trimmed()
    if pcm.peak <= GARBAGE_PEAK:
        raise WorkerDiedError(f"it gave silence for {text[:40]!r}")
    if _likeness(pcm) < NOISE_LIKENESS:
        raise WorkerDiedError(f"it gave noise for {text[:40]!r}")
    usual_s = 60 * (len(text) + 1) / CHARACTERS / rate_wpm
    least_s = QUICKEST * usual_s if len(text) > BRIEF else 0.0
    if not least_s <= pcm.duration_s <= SPARE_S + SLOWEST * usual_s:
        raise WorkerDiedError(f"it gave {pcm.duration_s:.1f} s of sound for {text[:40]!r}")
    return pcm


def _likeness(pcm: Pcm) -> float:
    """How much a sample is like the next one, -1 to 1."""
    samples = pcm.samples.astype(np.float64)
    return float(samples[1:] @ samples[:-1]) / max(float(samples @ samples), 1.0)
