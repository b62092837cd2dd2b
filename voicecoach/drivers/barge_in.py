"""Hearing a person while the coach speaks: which way, what is listened for, when the coach lowers its voice.

The ears give every block to `BargeIn` while the coach sounds. Somebody who speaks over the coach makes it lower its
voice at once; a command stops it, all else lets it go on. What is heard so is never an answer. Three ways
(`speech.echo_meter.Listening`):

* `OPEN`: no echo is heard (headphones): every command is heard at any time, the microphone is never shut.
* `CANCELLED`: the coach's echo is taken out; the words of `OVER_COACH` are heard over it.
* `GAPS`: the coach hears nothing while it speaks, only in its pauses.

The coach's own first words measure the echo, and until then it is as with `GAPS`. It is measured again and again: a
way that is safer is taken at once (the headphones were pulled out), another one when it was found twice. What is
measured while somebody speaks does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voicecoach.coach.effects import Listen
from voicecoach.coach.phrases import OVER_COACH, Question, vocabulary
from voicecoach.coach.reading.words import clean, words_of
from voicecoach.speech.echo import Canceller, Cleaned, NoEcho
from voicecoach.speech.echo_meter import EchoFound, EchoMeter, Listening
from voicecoach.speech.endpointer import Noise, Utterance, Vad
from voicecoach.speech.near_end import LONGEST_S, Began, Interjections

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_MEASURED_S, THEN_MEASURED_S = 6.0, 10.0
"""So much of the coach's speech is measured."""
LOWERED = 0.2
"""The coach's loudness while somebody speaks over it: 14 dB down."""
STAYS_LOW_S = 1.5
"""So long after words that were not understood: whoever says them again is heard better."""
UNDERSTOOD_S = 0.15
"""And so long after a command, by when the coach is silent."""
MOST_IN_VAIN = 4
"""So many words in a row that were no command are no person who wants something: the coach is deaf to them then."""
BEFORE_S, AFTER_S = 0.7, 0.3
"""Around an utterance, so far the coach's own words may be in it: the rest of an echo, and the room's."""


class Speaker(Protocol):
    """What plays the coach's voice (`speech.player.Player`)."""

    def played(self, t_end: float, count: int) -> NDArray[np.int16]: ...

    def skip_played(self, t_end: float, count: int) -> None: ...

    def soften(self, gain: float) -> None: ...


class BargeIn:
    """For one session. `said_between` tells the coach's words between two monotonic times; `on_found` gets what was
    measured, at first and when it changes, on the microphone's thread.
    """

    def __init__(
        self,
        canceller: Canceller,
        vad: Vad,
        speaker: Speaker,
        said_between: Callable[[float, float], str],
        on_found: Callable[[EchoFound], None],
        new_meter: Callable[[], EchoMeter] = EchoMeter,
    ) -> None:
        self._canceller = canceller
        self._cancelled = Interjections(canceller, vad)
        self._open = Interjections(NoEcho(), vad)
        self._speaker = speaker
        self._said_between = said_between
        self._weighing = _Weighing(on_found, new_meter)
        self._is_lowered = False
        self._loud_again_at: float | None = None
        self._is_recognizing = False
        self._in_vain = 0

    @property
    def _way(self) -> Listening:
        return self._weighing.way

    @property
    def is_open(self) -> bool:
        """Whether the microphone need not be shut while the coach speaks."""
        return self._way is Listening.OPEN

    @property
    def is_person_speaking(self) -> bool:
        """Whether somebody speaks over the coach."""
        match self._way:
            case Listening.OPEN:
                return self._open.is_speaking
            case Listening.CANCELLED:
                return self._cancelled.is_speaking
            case Listening.GAPS:
                return False

    @property
    def listens_for(self) -> Listen:
        """The commands that are heard over the coach."""
        phrases = vocabulary(Question.CONTROL) if self.is_open else OVER_COACH
        return Listen(Question.CONTROL, phrases, 0.0, 0.0, LONGEST_S, is_open=True)

    def hear(self, samples: NDArray[np.int16], t_end: float, *, is_sounding: bool) -> Utterance | None:
        """The next block of the microphone, up to the monotonic time `t_end`: an utterance, once it is over.

        `is_sounding`: the coach sounds, or did a moment ago.
        """
        if not is_sounding and not self.is_person_speaking:
            self.pass_by(samples, t_end)
            return None
        self._rise(t_end)
        played = self._speaker.played(t_end, len(samples))
        way = self._way
        cleaned: Cleaned | None
        if way is Listening.OPEN:
            found = self._open.feed(samples, played, t_end)
            cleaned = self._canceller.cancel(samples, played)
        else:
            found = self._cancelled.feed(samples, played, t_end)
            cleaned = self._cancelled.cleaned
        if self._in_vain >= MOST_IN_VAIN:
            self._in_vain = 0
            self._weighing.give_up(f"{MOST_IN_VAIN} times in a row it heard something that was no command")
        self._weighing.take(samples, cleaned, played)
        if self._way is not way:
            self._change_way()
            return None
        return None if way is Listening.GAPS else self._heed(found, t_end)

    def pass_by(self, samples: NDArray[np.int16], t_end: float) -> None:
        """The next block, in which the coach is silent, or which is listened to otherwise."""
        self._rise(t_end)
        self._speaker.skip_played(t_end, len(samples))

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
        self._in_vain = 0
        self._loud_again_at = t + UNDERSTOOD_S

    def not_understood(self, t: float) -> None:
        """It was none."""
        self._is_recognizing = False
        self._in_vain += 1
        self._loud_again_at = t + STAYS_LOW_S

    def _heed(self, found: Began | Utterance | Noise | None, t_end: float) -> Utterance | None:
        match found:
            case Began():
                self._weighing.drop()
                self._loud_again_at = None
                self._is_lowered = True
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
        is_due = self._is_lowered and self._loud_again_at is not None and t >= self._loud_again_at
        if is_due and not self._is_recognizing and not self.is_person_speaking:
            self._is_lowered = False
            self._speaker.soften(1.0)

    def _change_way(self) -> None:
        """What was being said is dropped."""
        self._cancelled.reset()
        self._open.reset()
        self._loud_again_at = 0.0


class _Weighing:
    """One measurement after the other, and which way they lead."""

    def __init__(self, on_found: Callable[[EchoFound], None], new_meter: Callable[[], EchoMeter]) -> None:
        self.way = Listening.GAPS
        self._on_found = on_found
        self._new_meter = new_meter
        self._meter = new_meter()
        self._last: Listening | None = None

    def drop(self) -> None:
        """Somebody speaks: what was heard lately is no measure of the echo."""
        self._meter = self._new_meter()

    def give_up(self, reason: str) -> None:
        """Listen in the gaps, till it is measured otherwise, twice."""
        self.way = self._last = Listening.GAPS
        self.drop()
        self._on_found(EchoFound(Listening.GAPS, reason))

    def take(self, heard: NDArray[np.int16], cleaned: Cleaned | None, played: NDArray[np.int16]) -> None:
        if cleaned is None:
            return
        self._meter.take(heard, cleaned, played)
        is_first = self._last is None
        if self._meter.spoken_s < (FIRST_MEASURED_S if is_first else THEN_MEASURED_S):
            return
        found, self._meter = self._meter.result(), self._new_meter()
        is_found_again, self._last = found.listening is self._last, found.listening
        is_safer = self.way is Listening.OPEN and found.listening is not Listening.OPEN
        if is_first or (found.listening is not self.way and (is_found_again or is_safer)):
            self.way = found.listening
            self._on_found(found)
