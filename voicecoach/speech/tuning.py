"""What helps one person in one room: fitted on takes of known words, and adopted only where other takes bear it out.

How it works. Each take is put to the question that listens for its word, and to some that do not: there the same
voice in the same room stands for other speech. What may be changed is how much a hypothesis needs to be sure
(`Personal.ease`). It is fitted on the first takes and measured on the second ones, and the other way round. Rules:

* Adopted is what both directions allow: more taken as sure and rightly so (`LEAST_GAIN` in all), and, in either half,
  no more taken as sure wrongly, nor of what no question asked for.
* The bounds of `Personal` hold, whatever the takes say.

docs/tuning.md has the figures, also of what was tried and did not help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from voicecoach.coach.answers import understand
from voicecoach.coach.events import Band
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.tuning_words import WordHeard
from voicecoach.speech.audio import audio_data
from voicecoach.speech.recognizers.personal import NOBODY, STEPS, Personal

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.confidence import Judge

LEAST_GAIN = 2
"""One take more may be chance."""

STRANGE_QUESTIONS = 3
"""To so many questions a take is put that do not know its words."""

NOISY_DB = 10.0
"""The rooms that were measured had 9 dB and more between voice and noise."""


class Weighing(Protocol):
    """The recognizer without its bands: `FloorRecognizer`."""

    @property
    def judge(self) -> Judge: ...

    def guess(self, audio: AudioData, phrases: tuple[str, ...]) -> tuple[str, float] | None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One utterance, int16 at 16 kHz, and what was to be said."""

    phrase: str
    question: Question
    samples: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a recognizer made of a take at a question, however unsure; `is_right` where it is what was said."""

    question: Question
    phrase: str
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """A take as numbers: its guess (None for what is no speech), and those at questions that do not know it."""

    phrase: str
    question: Question
    guess: Guess | None
    strange: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of takes: sure and right, sure and wrong, and sure where the question does not know the word."""

    sure: int
    wrong: int
    strange: int


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What is adopted, and how each word is heard with it. `sure_before`, `sure_now`: takes, sure and right."""

    personal: Personal
    words: tuple[WordHeard, ...]
    takes: int
    sure_before: int
    sure_now: int

    @property
    def is_any(self) -> bool:
        return self.personal != NOBODY


def weigh(recognizer: Weighing, take: Take) -> Weighed:
    """Put a take to its question and to some others. Takes 0.2 s."""
    audio = audio_data(take.samples)
    own = _guess(recognizer, audio, take, take.question)
    strange = [_guess(recognizer, audio, take, question) for question in strange_to(take)]
    return Weighed(take.phrase, take.question, own, tuple(each for each in strange if each is not None))


def strange_to(take: Take) -> list[Question]:
    """The first questions, in a turn that differs from word to word, that know none of the take's words."""
    words = set(take.phrase.split())
    turn = len(take.phrase)
    questions = list(Question)
    questions = questions[turn % len(questions) :] + questions[: turn % len(questions)]
    found = [each for each in questions if not words & {w for p in vocabulary(each) for w in p.split()}]
    return found[:STRANGE_QUESTIONS]


def adapt(judge: Judge, weighed: Sequence[Weighed]) -> Adaptation:
    """What to adopt for these takes, in the order in which they were said. `judge` is the shipped one."""
    first, second = halves(weighed)
    eases = [_fitted(judge, fit, measure) for fit, measure in ((first, second), (second, first))]
    ease = min(eases)
    gain = _score(judge.eased(ease), weighed).sure - _score(judge, weighed).sure
    personal = Personal(ease) if gain >= LEAST_GAIN else NOBODY
    return measured(judge, personal, weighed)


def measured(judge: Judge, personal: Personal, weighed: Sequence[Weighed]) -> Adaptation:
    """How each word is heard with `personal`."""
    now = judge.eased(personal.ease)
    return Adaptation(
        personal,
        _words(now, weighed),
        len(weighed),
        _score(judge, weighed).sure,
        _score(now, weighed).sure,
    )


def halves(weighed: Sequence[Weighed]) -> tuple[list[Weighed], list[Weighed]]:
    """The first take of each phrase, and the later ones; of phrases said once, every other goes to each half."""
    seen: Counter[str] = Counter()
    count = Counter(each.phrase for each in weighed)
    parts: tuple[list[Weighed], list[Weighed]] = ([], [])
    single = 0
    for each in weighed:
        if count[each.phrase] == 1:
            parts[single % 2].append(each)
            single += 1
        else:
            parts[min(seen[each.phrase], 1)].append(each)
            seen[each.phrase] += 1
    return parts


def is_noisy(voice: Sequence[float], room: Sequence[float]) -> bool:
    """Whether the takes are hardly louder than the room's blocks (`acoustic.loudness` of each); False without any."""
    if not voice or not room:
        return False
    noise = float(np.median(room))
    return noise > 0 and 20 * float(np.log10(max(float(np.median(voice)), 1e-9) / noise)) < NOISY_DB


def _guess(recognizer: Weighing, audio: AudioData, take: Take, question: Question) -> Guess | None:
    found = recognizer.guess(audio, vocabulary(question))
    if found is None:
        return None
    phrase, confidence = found
    is_right = question is take.question and _means(question, phrase) == _means(question, take.phrase)
    return Guess(question, phrase, confidence, is_right)


def _means(question: Question, phrase: str) -> object:
    meaning = understand(question, phrase)
    return meaning and (meaning.question, meaning.value, tuple(sorted(meaning.regions.items())))


def _fitted(judge: Judge, fit: Sequence[Weighed], measure: Sequence[Weighed]) -> float:
    """The largest ease that does no harm in `fit`, if it does none in `measure` either; else 0."""
    harmless = [ease for ease in STEPS if _is_harmless(judge, ease, fit)]
    if not harmless or not _is_harmless(judge, harmless[-1], measure):
        return 0.0
    return harmless[-1]


def _is_harmless(judge: Judge, ease: float, weighed: Sequence[Weighed]) -> bool:
    before, now = _score(judge, weighed), _score(judge.eased(ease), weighed)
    return now.wrong <= before.wrong and now.strange <= before.strange


def _score(judge: Judge, weighed: Sequence[Weighed]) -> Score:
    sure = [each.guess for each in weighed if each.guess is not None and _is_sure(judge, each.guess)]
    strange = sum(_is_sure(judge, guess) for each in weighed for guess in each.strange)
    right = sum(guess.is_right for guess in sure)
    return Score(right, len(sure) - right, strange)


def _is_sure(judge: Judge, guess: Guess) -> bool:
    return judge.band(guess.phrase, guess.confidence, guess.question.value) is Band.SURE


def _words(judge: Judge, weighed: Sequence[Weighed]) -> tuple[WordHeard, ...]:
    found = []
    for phrase, question in dict.fromkeys((each.phrase, each.question) for each in weighed):
        guesses = [each.guess for each in weighed if each.phrase == phrase]
        bands = Counter(
            judge.band(guess.phrase, guess.confidence, guess.question.value)
            for guess in guesses
            if guess is not None and guess.is_right
        )
        found.append(WordHeard(phrase, question, len(guesses), bands[Band.SURE], bands[Band.ASK]))
    return tuple(found)
