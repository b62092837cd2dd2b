"""Words that a person says while the coach speaks: where they begin, and the utterance once they are over.

How it works. Each block goes through the canceller. The voice detector hears what is left with the rest of the echo
turned down, and is believed only where the canceller, too, has something stand out of the echo: the detector amplifies
what is quiet up to 16 times, and would take a rest of the coach's voice for a person. Where very much stands out, that
alone counts as the beginning of a word. What the recognizer gets is only cancelled, never suppressed.

An utterance ends with `END_SILENCE_S`: "stop" has to act at once, and who goes on is heard as another one.
Pure: no clock, no thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecoach.speech.endpointer import Endpointer, Noise, Utterance
from voicecoach.speech.vad import BLOCK_S, Vad

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicecoach.speech.echo import Canceller, Cleaned

END_SILENCE_S = 0.25
LONGEST_S = 2.5
"""Longer than "something is wrong"; whoever goes on talks to somebody else."""
LEAST_SPEECH_S = 0.06
"""Two blocks: the rest of a loud echo may hide all but the vowel of a "stop"."""
BELIEVED_S = 0.25
"""How long after something stood out the detector is still believed."""
STRONG_SHARE, STRONG_DB, STRONG = 0.5, 9.0, 0.3
"""What stands out so far counts for so much probability, a beginning and nothing clear."""
OVERWHELMING_SHARE, OVERWHELMING_DB, OVERWHELMING = 0.65, 12.0, 0.6
"""And what stands out so far is clear."""
HINT, HINT_S = 0.1, 0.3
"""But only where the detector, too, took it for a little like speech a moment ago: a tap is no word."""
UNBELIEVED = 0.1
"""The most that a detector counts where nothing stands out."""
GAP_S = 0.05


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody speaks over the coach; `t` is the monotonic time at which that was clear, not the onset."""

    t: float


class Interjections:
    """What a person says over the coach. Its detector may serve others for other blocks: each begins with it anew."""

    def __init__(self, canceller: Canceller, vad: Vad) -> None:
        self._canceller = canceller
        self._vad = vad
        self._belief = _Belief()
        self._endpointer = Endpointer(
            self._belief, END_SILENCE_S, max_s=LONGEST_S, min_speech_s=LEAST_SPEECH_S
        )
        self._has_begun = False
        self._t: float | None = None
        self.cleaned: Cleaned | None = None
        """The last block as the canceller left it: for `EchoMeter`."""

    @property
    def is_speaking(self) -> bool:
        """Whether somebody is speaking over the coach."""
        return self._has_begun

    def reset(self) -> None:
        """Forget what was being said; the way from speaker to microphone stays known."""
        self._endpointer.reset(keep_vad=True)
        self._vad.reset()
        self._belief.forget()
        self._has_begun = False

    def feed(
        self, heard: NDArray[np.int16], played: NDArray[np.int16], t_end: float
    ) -> Began | Utterance | Noise | None:
        """The next (512,) samples of the microphone, and what was played meanwhile, up to the monotonic time `t_end`.

        Blocks may be left out while the coach is silent: that is seen by the time.
        """
        if self._t is not None and abs(t_end - self._t - BLOCK_S) > GAP_S:
            self._canceller.resume()
            self.reset()
        self._t = t_end
        self.cleaned = cleaned = self._canceller.cancel(heard, played)
        if cleaned.has_changed:
            return self._drop(t_end)
        self._belief.take(cleaned, self._vad(cleaned.for_detection))
        found = self._endpointer.feed(cleaned.samples, t_end)
        if found is not None:
            self._has_begun = False
            return found
        if self._endpointer.is_speech_started and not self._has_begun:
            self._has_begun = True
            return Began(t_end)
        return None

    def _drop(self, t_end: float) -> Noise | None:
        """What was being said may have been the coach itself."""
        had_begun = self._has_begun
        self.reset()
        return Noise(t_end - BLOCK_S, t_end) if had_begun else None


class _Belief:
    """The detector of the endpointer: a probability that was made before, of the detector and the canceller."""

    def __init__(self) -> None:
        self._probability = 0.0
        self._believed_s = 0.0
        self._hint_s = 0.0

    def take(self, cleaned: Cleaned, probability: float) -> None:
        self._believed_s = BELIEVED_S if cleaned.is_near else max(0.0, self._believed_s - BLOCK_S)
        self._hint_s = HINT_S if probability >= HINT else max(0.0, self._hint_s - BLOCK_S)
        if self._hint_s > 0:
            if cleaned.share >= STRONG_SHARE and cleaned.excess_db >= STRONG_DB:
                probability = max(probability, STRONG)
            if cleaned.share >= OVERWHELMING_SHARE and cleaned.excess_db >= OVERWHELMING_DB:
                probability = max(probability, OVERWHELMING)
        self._probability = probability if self._believed_s > 0 else min(probability, UNBELIEVED)

    def forget(self) -> None:
        self._believed_s = 0.0

    def __call__(self, _: NDArray[np.int16], /) -> float:
        return self._probability

    def reset(self) -> None:
        self.forget()
