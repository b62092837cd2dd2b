"""One level for all voices: a soft voice is as well heard from the mat as a loud one, and beside the earcons.

The level of a sound is that of its loud part, so that pauses and soft ends count for nothing: the mean square over
the blocks of `BLOCK_S` that lie within `RANGE_DB` of the loudest one, in decibels below full scale (0 dBFS: 1.0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.pcm import Pcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEECH_DBFS = -20.0
"""What speech is brought to: espeak-ng's American voice, the default, has -19.5 to -20 by itself, peaks at -3."""
PEAK_DBFS = -1.0
"""No sample goes beyond this: a voice with high peaks stays softer, rather than being clipped."""
MOST_DB = 15.0
"""What is softer than this much below the level is meant to be, or is no speech."""
BLOCK_S = 0.02
RANGE_DB = 20.0
_SILENT_DBFS = -100.0
_FULL_SCALE = 32768.0


def level_dbfs(pcm: Pcm) -> float:
    """The level of the loud part, 0 or less; -100 where all is silence."""
    power = _block_powers(pcm)
    loudest = power.max(initial=0.0)
    if not loudest:
        return _SILENT_DBFS
    loud = power[power >= loudest * 10 ** (-RANGE_DB / 10)]
    return max(_SILENT_DBFS, float(10 * np.log10(loud.mean())))


def leveled(pcm: Pcm, target_dbfs: float = SPEECH_DBFS) -> Pcm:
    """The same sound at this level, or as near to it as its peaks and `MOST_DB` allow."""
    if not pcm.peak:
        return pcm
    room_db = PEAK_DBFS - float(20 * np.log10(pcm.peak / _FULL_SCALE))
    gain_db = min(target_dbfs - level_dbfs(pcm), room_db, MOST_DB)
    samples = np.rint(pcm.samples.astype(np.float64) * 10 ** (gain_db / 20))
    return Pcm(samples.astype(np.int16), pcm.sample_rate_hz)


def _block_powers(pcm: Pcm) -> NDArray[np.float64]:
    """The mean square of each block, of 1.0; the last one may be shorter."""
    block = max(1, round(BLOCK_S * pcm.sample_rate_hz))
    square = (pcm.samples.astype(np.float64) / _FULL_SCALE) ** 2
    starts = np.arange(0, len(square), block)
    if not len(starts):
        return np.zeros(0)
    lengths = np.minimum(block, len(square) - starts)
    return np.asarray(np.add.reduceat(square, starts) / lengths)
