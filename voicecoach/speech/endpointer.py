"""Cutting utterances out of the stream: where somebody begins to speak and where he has finished. Pure: no
clock, no thread.

How it works, block by block (32 ms):
* An utterance begins when the speech probability reaches `START`. Its onset is taken back over the blocks
  before that were not clearly silent, and another `pre_roll_s` before the onset goes along, so that a soft
  first consonant is kept.
* It goes on while the probability stays above `GO_ON` (hysteresis), and over any pause shorter than
  `end_silence_s`.
* After a word the detector takes a breath for more of it, though with little conviction. So what is neither probable
  (`CLEAR`) nor voiced carries an utterance on for `UNVOICED_S` only, which is longer than any "s" at a word's end.
* It ends with `end_silence_s` of silence, of which `POST_ROLL_S` is kept; or, cut, at `max_s`. As soon as that much is
  silent, `interim` gives the very sound that the utterance has if nothing follows; who knows by it that nothing will,
  calls `finish`.
* With less than `min_speech_s` of speech in it, or nothing clear, it was a click, a cough or a breath: `Noise`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.vad import BLOCK_S, Vad, silero_vad
from voicecoach.speech.voicing import is_voiced

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Endpointer", "Noise", "Utterance", "Vad", "silero_vad"]

START = 0.25
GO_ON = 0.15
CLEAR = 0.6
UNVOICED_S = 0.3
PRE_ROLL_S = 0.3
POST_ROLL_S = 0.3
POST_ROLL = round(POST_ROLL_S / BLOCK_S)
LONGEST_RISE_S = 0.5
MIN_SPEECH_S = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """What somebody said: int16 at 16 kHz with its rolls; `started_at` and `ended_at` (monotonic) bound the
    speech itself.

    `is_cut` when it was ended by the longest time and not by silence.
    """

    samples: NDArray[np.int16]
    started_at: float
    ended_at: float
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Noise:
    """Something that was too short to be a word."""

    started_at: float
    ended_at: float


@dataclass(slots=True)
class _Block:
    samples: NDArray[np.int16]
    t_end: float
    probability: float
    is_clear: bool


class Endpointer:
    """Turns blocks into utterances. `end_silence_s` may be changed between utterances (0.7 s; 1.2 s for a
    location).
    """

    def __init__(
        self,
        vad: Vad,
        end_silence_s: float = 0.7,
        max_s: float = 6.0,
        pre_roll_s: float = PRE_ROLL_S,
        min_speech_s: float = MIN_SPEECH_S,
    ) -> None:
        self.end_silence_s = end_silence_s
        self.max_s = max_s
        self._pre_roll = round(pre_roll_s / BLOCK_S)
        self._min_speech_s = min_speech_s
        self._vad = vad
        self._before: deque[_Block] = deque(maxlen=self._pre_roll + round(LONGEST_RISE_S / BLOCK_S))
        self._spoken: list[_Block] = []
        self._onset = 0
        self._last_speech = 0
        self._last_clear = 0

    @property
    def silence_s(self) -> float:
        """How long the pause has lasted that may be the end of the utterance; 0 where there is none."""
        return self._blocks_since(self._last_speech) * BLOCK_S if self._spoken else 0.0

    @property
    def pause_began_at(self) -> float | None:
        """When the speech so far ended (monotonic); None where nothing was said."""
        return self._ended_at() if self._spoken else None

    @property
    def is_speech_started(self) -> bool:
        """Whether somebody is speaking, or in a pause shorter than `end_silence_s`: for long enough to be a
        word.
        """
        return bool(self._spoken) and self._is_word()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is going on that might become an utterance."""
        return not self._spoken

    def reset(self, *, keep_vad: bool = False) -> None:
        """Forget what was heard. The detector too, unless the stream goes on without a gap (`keep_vad`)."""
        self._before.clear()
        self._spoken.clear()
        if not keep_vad:
            self._vad.reset()

    def interim(self) -> Utterance | None:
        """The utterance as it is if nothing follows; once in each pause, with the block that completes its sound."""
        is_due = bool(self._spoken) and self._blocks_since(self._last_speech) == POST_ROLL and self._is_word()
        return self._utterance(is_cut=False) if is_due else None

    def finish(self) -> Utterance | Noise:
        """End what was said, without more silence. Only after an `interim`, and before more is said."""
        return self._end(is_cut=False)

    def feed(self, block: NDArray[np.int16], t: float) -> Utterance | Noise | None:
        """Take the next (512,) samples at 16 kHz, whose last was heard at the monotonic time `t`."""
        probability = self._vad(block)
        heard = _Block(block, t, probability, self._is_clear(block, probability))
        if not self._spoken:
            self._before.append(heard)
            if heard.probability >= START:
                self._begin()
            return None
        self._spoken.append(heard)
        if heard.is_clear:
            self._last_clear = len(self._spoken) - 1
        if heard.probability >= GO_ON and self._blocks_since(self._last_clear) * BLOCK_S <= UNVOICED_S:
            self._last_speech = len(self._spoken) - 1
        return self._end_if_over()

    def _is_clear(self, block: NDArray[np.int16], probability: float) -> bool:
        if not GO_ON <= probability < CLEAR:
            return probability >= CLEAR
        before = self._spoken or self._before
        return is_voiced(np.concatenate([before[-1].samples, block]) if before else block)

    def _blocks_since(self, index: int) -> int:
        return len(self._spoken) - 1 - index

    def _begin(self) -> None:
        blocks = list(self._before)
        onset = len(blocks) - 1
        while onset > 0 and blocks[onset - 1].probability >= GO_ON:
            onset -= 1
        first = max(0, onset - self._pre_roll)
        self._spoken = blocks[first:]
        self._onset = onset - first
        self._last_speech = self._last_clear = len(self._spoken) - 1
        self._before.clear()

    def _end_if_over(self) -> Utterance | Noise | None:
        is_over = self.silence_s >= self.end_silence_s
        is_cut = not is_over and (len(self._spoken) - self._onset) * BLOCK_S >= self.max_s
        return self._end(is_cut=is_cut) if is_over or is_cut else None

    def _end(self, *, is_cut: bool) -> Utterance | Noise:
        is_word = self._is_word()
        found = self._utterance(is_cut=is_cut) if is_word else Noise(self._started_at(), self._ended_at())
        self._before.extend(self._spoken[self._last_speech + 1 + POST_ROLL :])
        self._spoken = []
        return found

    def _utterance(self, *, is_cut: bool) -> Utterance:
        kept = self._spoken[: self._last_speech + 1 + POST_ROLL]
        samples = np.concatenate([block.samples for block in kept])
        return Utterance(samples, self._started_at(), self._ended_at(), is_cut)

    def _started_at(self) -> float:
        return self._spoken[self._onset].t_end - BLOCK_S

    def _ended_at(self) -> float:
        return self._spoken[self._last_speech].t_end

    def _is_word(self) -> bool:
        speech = [block for block in self._spoken[self._onset :] if block.probability >= GO_ON]
        return len(speech) * BLOCK_S >= self._min_speech_s and any(block.is_clear for block in speech)
