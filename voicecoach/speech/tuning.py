"""What helps one person in one room: fitted on takes of known words, and adopted only where other takes bear it out.

How it works. Each take is put to the question that listens for its word, and to some that do not: there the same
voice in the same room stands for other speech. Two things may be changed: how the person says the words is learned
(`Personal.voice`), and then how much a hypothesis needs to be sure (`Personal.ease`). Rules:

* The voice is measured on each take as heard with what all others taught. It is adopted where more are right, or sure
  and right; one more that is sure wrongly, or at a question that does not know it, needs `WORTH` of these.
* The ease is fitted on the first takes and measured on the second ones, and the other way round. It is adopted where
  at least `LEAST_GAIN` more are sure and right, and in neither half one more sure that should not be.
* The bounds of `Personal` hold, whatever the takes say.

docs/tuning.md has the figures, also of what was tried and did not help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    from voicecoach.speech.recognizers.floor import Listened
    from voicecoach.speech.recognizers.own_voice import OwnVoice

LEAST_GAIN = 2
"""One take more may be chance."""

WORTH = 5
"""Takes more that are sure and right, for one more that is sure and should not be."""

STRANGE_QUESTIONS = 3
"""To so many questions a take is put that do not know its words."""

NOISY_DB = 10.0
"""The rooms that were measured had 9 dB and more between voice and noise."""


class Weighing(Protocol):
    """The recognizer without its bands: `FloorRecognizer`."""

    @property
    def judge(self) -> Judge: ...

    def hear(self, audio: AudioData) -> Listened | None: ...

    def choose(self, heard: Listened, phrases: tuple[str, ...]) -> tuple[str, float]: ...

    def learn(self, takes: Sequence[tuple[str, Listened]]) -> OwnVoice | None: ...

    def as_said_by(self, voice: OwnVoice | None, heard: Listened, question: str) -> Listened: ...


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
    """A take as numbers: its guess (None for what is no speech), those at questions that do not know it, and what the
    models made of it.
    """

    phrase: str
    question: Question
    guess: Guess | None
    strange: tuple[Guess, ...]
    heard: Listened | None = field(default=None, compare=False, repr=False)


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
    heard = recognizer.hear(audio_data(take.samples))
    return put(recognizer, None, Weighed(take.phrase, take.question, None, (), heard))


def learn(recognizer: Weighing, weighed: Sequence[Weighed]) -> Adaptation:
    """What helps of all that may be changed. The words are reported as heard with what other takes taught."""
    voice, reheard = own_voice(recognizer, weighed)
    found = adapt(recognizer.judge, reheard)
    before = _score(recognizer.judge, weighed).sure
    return replace(found, personal=replace(found.personal, voice=voice), sure_before=before)


def own_voice(recognizer: Weighing, weighed: Sequence[Weighed]) -> tuple[OwnVoice | None, Sequence[Weighed]]:
    """How the person says the words, and each take as heard with what the other takes taught; None, and the takes as
    they are, where that does not help.
    """
    reheard: list[Weighed] = []
    for number, take in enumerate(weighed):
        voice = recognizer.learn(_known([*weighed[:number], *weighed[number + 1 :]]))
        if voice is None:
            return None, weighed
        reheard.append(put(recognizer, voice, take))
    before, now = _score(recognizer.judge, weighed), _score(recognizer.judge, reheard)
    gain = (now.sure - before.sure) + (_right(reheard) - _right(weighed))
    harm = now.wrong + now.strange - before.wrong - before.strange
    if gain - (WORTH * harm if harm > 0 else harm) < 1:
        return None, weighed
    return recognizer.learn(_known(weighed)), reheard


def strange_to(phrase: str) -> list[Question]:
    """The first questions, in a turn that differs from word to word, that know none of the phrase's words."""
    words = set(phrase.split())
    turn = len(phrase)
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


def put(recognizer: Weighing, voice: OwnVoice | None, take: Weighed) -> Weighed:
    """The take as this voice's, at all its questions."""
    if take.heard is None:
        return take
    heard = take.heard

    def guess(question: Question) -> Guess:
        own = recognizer.as_said_by(voice, heard, question.value)
        phrase, confidence = recognizer.choose(own, vocabulary(question))
        is_right = question is take.question and _means(question, phrase) == _means(question, take.phrase)
        return Guess(question, phrase, confidence, is_right)

    return replace(take, guess=guess(take.question), strange=tuple(map(guess, strange_to(take.phrase))))


def _known(weighed: Sequence[Weighed]) -> list[tuple[str, Listened]]:
    return [(each.phrase, each.heard) for each in weighed if each.heard is not None]


def _right(weighed: Sequence[Weighed]) -> int:
    return sum(each.guess is not None and each.guess.is_right for each in weighed)


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
