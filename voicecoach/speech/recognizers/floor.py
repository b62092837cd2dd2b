"""The default recognizer: two opinions on each phrase, summed, with rejection.

`phonemes.py` scores the sounds of every phrase, `classifier.py` compares the utterance as a whole. Their errors
differ: summed, they are right where either alone is not. What both measured then tells whether anybody said
the phrase at all (`confidence.py`). Where one of the two cannot run here, the other goes on alone, with weights
and thresholds of its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.phrases import COMMANDS
from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.classifier import Opinion, PhraseClassifier
from voicecoach.speech.recognizers.confidence import DOUBTFUL, REFUSED, Judge, is_speechlike, judge_from
from voicecoach.speech.recognizers.embedding import SpeechEmbedding
from voicecoach.speech.recognizers.personal import NOBODY, Personal
from voicecoach.speech.recognizers.phonemes import PhonemeScores

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Hypothesis, Vocabulary
    from voicecoach.speech.recognizers.ctc import LogProbs

CTC_SHARE = 0.25
"""Of a CTC score, beside the classifier's log-probability: frames are no independent witnesses."""

NEAR = 5.0
"""Nats of the summed score that the best phrase may be ahead of one that it is still compared with, aloud."""

HALVES = ("ctc", "embedding")


@dataclass(frozen=True, slots=True)
class Listened:
    """What the models made of an utterance: frames, and log-probabilities of classes; None where one is missing."""

    log_probs: LogProbs | None
    classes: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The best phrase, the features that speak for it, the judge whom they are for, and what else it may have been."""

    phrase: str
    judge: str
    features: tuple[float, ...]
    stretch: float
    alternative: str | None = None


class FloorRecognizer:
    """See the module. `same_meaning` says which phrases are no rivals of each other; by default, equal ones.

    `personal` is what a tuning found. The constructor loads the models of `halves` that run here (0.4 s), and raises
    `VoicecoachError` where none does.
    """

    name = "floor"

    def __init__(
        self,
        same_meaning: Callable[[str, str], bool] = str.__eq__,
        halves: Collection[str] = HALVES,
        personal: Personal | None = None,
    ) -> None:
        self._same_meaning = same_meaning
        fitted = tomllib.loads(
            resources.files(__package__).joinpath("floor.toml").read_text(encoding="utf-8")
        )
        ease = (personal or NOBODY).ease
        self._judges: dict[str, Judge] = {
            name: judge_from(table).eased(ease) for name, table in fitted["judge"].items()
        }
        missing: list[VoicecoachError] = []
        self._phonemes: PhonemeScores | None = None
        self._embedding: SpeechEmbedding | None = None
        if "embedding" in halves:
            try:
                self._embedding = SpeechEmbedding()
                self._classifier = PhraseClassifier()
            except VoicecoachError as error:
                missing.append(error)
        if "ctc" in halves:
            try:
                self._phonemes = PhonemeScores(**fitted["background"])
            except VoicecoachError as error:
                missing.append(error)
        if self._phonemes is None and self._embedding is None:
            raise (
                missing[-1] if missing else VoicecoachError(f"The recognizer 'floor' has no half {halves!r}.")
            )

    @property
    def halves(self) -> tuple[str, ...]:
        """Which of `HALVES` run here."""
        there = (self._phonemes, self._embedding)
        return tuple(name for name, half in zip(HALVES, there, strict=True) if half is not None)

    @property
    def judge(self) -> Judge:
        """What makes a band of a confidence, with the halves that run here."""
        return self._judges["both" if len(self.halves) == len(HALVES) else self.halves[0]]

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the graphs of `vocabulary`. Raises `VoicecoachError` for what cannot be pronounced."""
        if self._phonemes is not None:
            self._phonemes.prepare(vocabulary.phrases)

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """The best phrase with its confidence and band. Sound without an utterance is refused."""
        weighed = self._weigh_audio(audio, vocabulary.phrases)
        if weighed is None:
            return REFUSED
        judge = self._judges[weighed.judge]
        found = judge.decide(weighed.phrase, self.confidence(weighed), vocabulary.question)
        return found if found.text is None else replace(found, alternative=weighed.alternative)

    def guess(self, audio: AudioData, phrases: tuple[str, ...]) -> tuple[str, float] | None:
        """The best of `phrases` and its confidence, however low; None for sound that holds no utterance."""
        weighed = self._weigh_audio(audio, phrases)
        return (weighed.phrase, self.confidence(weighed)) if weighed else None

    def confidence(self, weighed: Weighed) -> float:
        """Probability, 0 to 1, that the phrase was said."""
        confidence = self._judges[weighed.judge].confidence(weighed.features)
        return min(confidence, DOUBTFUL) if weighed.stretch > 1.0 else confidence

    def listen(self, samples: NDArray[np.float32]) -> Listened:
        """Run the models: most of the time that an utterance takes."""
        classes = None
        if self._embedding is not None:
            classes = self._classifier.log_probs(self._embedding.features(samples))
        return Listened(self._phonemes.acoustic.log_probs(samples) if self._phonemes else None, classes)

    def weigh(self, heard: Listened, phrases: tuple[str, ...]) -> Weighed:
        """The best of `phrases` for what was heard, and what speaks for it. `phrases` must not be empty."""
        sounds, likeness = self._scores(heard, phrases)
        total = CTC_SHARE * sounds + likeness
        best = int(total.argmax())
        differs = np.array([not self._is_same(phrase, phrases[best]) for phrase in phrases])
        alternative = nearest_other(phrases, total, differs)
        features: tuple[float, ...] = ()
        stretch = 0.0
        if self._phonemes is not None and heard.log_probs is not None:
            rival = float(sounds[differs].max(initial=-np.inf))
            evidence = self._phonemes.evidence(heard.log_probs, phrases, best, float(sounds[best]), rival)
            features, stretch = evidence.features(), evidence.stretch
        if heard.classes is None or (features and not self._classifier.knows(phrases[best])):
            return Weighed(phrases[best], "ctc", features, stretch, alternative)
        opinion = Opinion(
            rival=float(likeness[best] - likeness[differs].max(initial=-np.inf)),
            other=float(likeness[best]) - self._classifier.strange(heard.classes, phrases),
        )
        judge = "both" if features else "embedding"
        return Weighed(phrases[best], judge, features + opinion.features(), stretch, alternative)

    def _scores(
        self, heard: Listened, phrases: tuple[str, ...]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of the sounds, and of the utterance as a whole; zeros from a half that is missing."""
        sounds = likeness = np.zeros(len(phrases))
        if self._phonemes is not None and heard.log_probs is not None:
            sounds = self._phonemes.scores(heard.log_probs, phrases)
        if heard.classes is not None:
            likeness = self._classifier.scores(heard.classes, phrases)
        return sounds, likeness

    def _weigh_audio(self, audio: AudioData, phrases: tuple[str, ...]) -> Weighed | None:
        samples = samples_of(audio)
        if not phrases or not is_speechlike(samples):
            return None
        return self.weigh(self.listen(samples), phrases)

    def _is_same(self, one: str, other: str) -> bool:
        return one == other or self._same_meaning(one, other)


def nearest_other(
    phrases: tuple[str, ...], total: NDArray[np.float64], differs: NDArray[np.bool_]
) -> str | None:
    """The best phrase with another meaning than the best of all; None if none is near, or one of both is a command."""
    others = np.where(differs, total, -np.inf)
    second = int(others.argmax())
    best = phrases[int(total.argmax())]
    is_near = bool(total.max() - others[second] <= NEAR)
    return phrases[second] if is_near and not {best, phrases[second]} & COMMANDS else None
