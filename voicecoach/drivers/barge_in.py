"""Hearing a person while the coach speaks: which mode, what is listened for, when the coach lowers its voice.

The ears give every block to `BargeIn` while the coach sounds. Somebody who speaks over the coach makes it lower its
voice at once; a command stops it, all else lets it go on. What is heard so is never an answer. Modes:

* `OPEN`: no echo is heard (headphones): every command is heard at any time, the microphone is never shut.
* `CANCELLED`: the coach's echo is taken out; the words of `OVER_COACH` are heard over it.
* `GAPS`: the coach hears nothing while it speaks, only in its pauses.

With `auto` the coach's own first words measure the echo, and until then it is as with `GAPS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.effects import Listen
from voicecoach.coach.phrases import OVER_COACH, Question, vocabulary
from voicecoach.coach.reading.words import clean, words_of
from voicecoach.speech.echo_meter import EchoMeter, Mode, Verdict
from voicecoach.speech.endpointer import Noise, Utterance
from voicecoach.speech.near_end import LONGEST_S, Began, Interjections

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOWERED = 0.2
"""The coach's loudness while somebody speaks over it: 14 dB down."""
STAYS_LOW_S = 1.5
"""So long after words that were not understood: whoever says them again is heard better."""
BEFORE_S, AFTER_S = 0.7, 0.3
"""Around an utterance, so far the coach's own words may be in it: the rest of an echo, and the room's."""
UNDERSTOOD_S = 0.15
"""And so long after a command, by when the coach is silent."""


class Speaker(Protocol):
    """What plays the coach's voice (`speech.player.Player`)."""

    def played(self, t_end: float, count: int) -> NDArray[np.int16]: ...

    def skip_played(self, t_end: float, count: int) -> None: ...

    def soften(self, gain: float) -> None: ...


class BargeIn:
    """For one session. `said_between` tells the coach's words between two monotonic times; `on_verdict` gets what was
    measured, once, on the microphone's thread.
    """

    def __init__(
        self,
        interjections: Interjections,
        speaker: Speaker,
        meter: EchoMeter,
        said_between: Callable[[float, float], str],
        on_verdict: Callable[[Verdict], None],
    ) -> None:
        self._interjections = interjections
        self._speaker = speaker
        self._meter: EchoMeter | None = meter
        self._said_between = said_between
        self._on_verdict = on_verdict
        self._mode = Mode.GAPS
        self._loud_again_at: float | None = None
        self._is_recognizing = False

    @property
    def is_open(self) -> bool:
        """Whether the microphone need not be shut while the coach speaks."""
        return self._mode is Mode.OPEN

    @property
    def is_person_speaking(self) -> bool:
        """Whether somebody speaks over the coach."""
        return self._interjections.is_speaking

    @property
    def listens_for(self) -> Listen:
        """The commands that are heard over the coach."""
        phrases = vocabulary(Question.CONTROL) if self.is_open else OVER_COACH
        return Listen(Question.CONTROL, phrases, 0.0, 0.0, LONGEST_S, is_open=True)

    def hear(self, samples: NDArray[np.int16], t_end: float, *, is_sounding: bool) -> Utterance | None:
        """The next block of the microphone, up to the monotonic time `t_end`: an utterance, once it is over.

        `is_sounding`: the coach sounds, or did a moment ago.
        """
        self._rise(t_end)
        if self._meter is None and self._mode is Mode.GAPS:
            return None
        if not is_sounding and not self.is_person_speaking:
            self._speaker.skip_played(t_end, len(samples))
            return None
        played = self._speaker.played(t_end, len(samples))
        found = self._interjections.feed(samples, played, t_end)
        if self._meter is not None:
            self._measure(self._meter, samples, played)
            return None
        return self._heed(found, t_end)

    def is_own_word(self, text: str, utterance: Utterance) -> bool:
        """Whether the coach itself said these words, or such as begin like them ("stopped"), at that time.

        Whoever says "stop" into the coach's own "stop" says it again: a coach that obeys itself is worse.
        """
        if self.is_open:
            return False
        said = self._said_between(utterance.started_at - BEFORE_S, utterance.ended_at + AFTER_S)
        own_words = words_of(clean(said))
        return all(any(own.startswith(word) for own in own_words) for word in words_of(clean(text)))

    def understood(self, t: float) -> None:
        """What was said last was a command, which silences the coach."""
        self._is_recognizing = False
        self._loud_again_at = t + UNDERSTOOD_S

    def not_understood(self, t: float) -> None:
        """It was none."""
        self._is_recognizing = False
        self._loud_again_at = t + STAYS_LOW_S

    def _heed(self, found: Began | Utterance | Noise | None, t_end: float) -> Utterance | None:
        match found:
            case Began():
                self._loud_again_at = None
                self._speaker.soften(LOWERED)
            case Noise():
                self._loud_again_at = t_end
            case Utterance():
                self._is_recognizing = True
                return found
            case None:
                pass
        return None

    def _rise(self, t: float) -> None:
        is_due = self._loud_again_at is not None and t >= self._loud_again_at
        if is_due and not self._is_recognizing and not self.is_person_speaking:
            self._loud_again_at = None
            self._speaker.soften(1.0)

    def _measure(self, meter: EchoMeter, heard: NDArray[np.int16], played: NDArray[np.int16]) -> None:
        cleaned = self._interjections.cleaned
        if cleaned is None:
            return
        verdict = meter.feed(heard, cleaned, played)
        if verdict is not None:
            self._meter = None
            self._mode = verdict.mode
            self._interjections.reset()
            self._on_verdict(verdict)
