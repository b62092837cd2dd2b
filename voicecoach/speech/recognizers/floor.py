"""The default recognizer: three opinions on an utterance, put together, with rejection.

`phonemes.py` scores the sounds of every phrase, `classifier.py` compares the utterance as a whole: summed, they choose
the phrase. Their errors differ; together they are right where either alone is not. `dictation.py` then says whether it
wrote down that phrase, without knowing it. What all measured tells whether anybody said the phrase at all
(`confidence.py`).

The classifier reads what Moonshine's encoder makes of the utterance, or, where that cannot run, Google's embedding.
Where an opinion is not to be had the others go on: each set has weights and thresholds of its own (`floor.toml`).
"""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.phrases import COMMANDS, Question
from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.base import Band, Hypothesis
from voicecoach.speech.recognizers.classifier import Embedding, Opinion, PhraseClassifier, fitted_on
from voicecoach.speech.recognizers.confidence import DOUBTFUL, REFUSED, Judge, is_speechlike, judge_from
from voicecoach.speech.recognizers.dictation import Dictation
from voicecoach.speech.recognizers.embedding import SpeechEmbedding
from voicecoach.speech.recognizers.encoder import SpeechEncoder
from voicecoach.speech.recognizers.matching import Likeness, Match, match
from voicecoach.speech.recognizers.own_voice import OwnVoice
from voicecoach.speech.recognizers.personal import CAREFUL, NOBODY, Personal
from voicecoach.speech.recognizers.phonemes import PhonemeScores

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Vocabulary
    from voicecoach.speech.recognizers.ctc import LogProbs

CTC_SHARE = 0.25
"""Of a CTC score, beside the classifier's log-probability: frames are no independent witnesses."""

NEAR = 5.0
"""Nats of the summed score that the best phrase may be ahead of one that it is still compared with, aloud."""

EMBEDDINGS: tuple[type[SpeechEncoder | SpeechEmbedding], ...] = (SpeechEncoder, SpeechEmbedding)
"""What the classifier may read, best first: the first that runs here is taken."""

PARTS = ("ctc", *(kind.name for kind in EMBEDDINGS), Dictation.name)


@dataclass(frozen=True, slots=True)
class Listened:
    """What the models made of an utterance: frames, log-probabilities of classes, text, the embedding's row; None where
    one is missing.
    """

    log_probs: LogProbs | None
    classes: NDArray[np.float64] | None
    text: str | None = None
    row: NDArray[np.float32] | None = None


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

    `understand` tells what a text means at a question, None where that is unclear: without it, talk around an answer
    is not looked into. `personal` is what a tuning found. The constructor loads of `parts` what runs here, and one
    embedding at most (0.8 s); it raises `VoicecoachError` where neither the sounds nor an embedding do.
    """

    name = "floor"

    def __init__(
        self,
        same_meaning: Callable[[str, str], bool] = str.__eq__,
        parts: Collection[str] = PARTS,
        personal: Personal | None = None,
        understand: Callable[[Question, str], object] | None = None,
    ) -> None:
        self._same_meaning = same_meaning
        self._understand = understand
        fitted = tomllib.loads(
            resources.files(__package__).joinpath("floor.toml").read_text(encoding="utf-8")
        )
        self._personal = personal or NOBODY
        self._judges: dict[str, Judge] = {
            name: judge_from(table).eased(self._personal.ease) for name, table in fitted["judge"].items()
        }
        self._dictation: Dictation | None = None
        if Dictation.name in parts:  # first, since to load the largest takes 30 MB more for a moment
            with suppress(VoicecoachError):
                self._dictation = Dictation()
        missing: list[VoicecoachError] = []
        self._phonemes: PhonemeScores | None = None
        self._embedding: Embedding | None = None
        for kind in EMBEDDINGS:
            if self._embedding is None and kind.name in parts:
                try:
                    self._embedding = kind()
                    self._classifier = PhraseClassifier(fitted_on(kind.name))
                except VoicecoachError as error:
                    missing.append(error)
        if "ctc" in parts:
            try:
                self._phonemes = PhonemeScores(**fitted["background"])
            except VoicecoachError as error:
                missing.append(error)
        if self._embedding is None:
            self._dictation = None
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="floor")
        if self._phonemes is None and self._embedding is None:
            raise (
                missing[-1] if missing else VoicecoachError(f"The recognizer 'floor' has no part {parts!r}.")
            )

    @property
    def parts(self) -> tuple[str, ...]:
        """Which of `PARTS` are in use."""
        in_use = ("ctc" if self._phonemes else "", self._embedding, self._dictation)
        return tuple(part if isinstance(part, str) else part.name for part in in_use if part)

    @property
    def judge(self) -> Judge:
        """What makes a band of a confidence, with the parts in use."""
        return self._judges["+".join(self.parts)]

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the graphs of `vocabulary`. Raises `VoicecoachError` for what cannot be pronounced."""
        if self._phonemes is not None:
            self._phonemes.prepare(vocabulary.phrases)

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """The best phrase with its confidence and band. Sound without an utterance is refused."""
        heard = self.hear(audio) if vocabulary.phrases else None
        if heard is None:
            return REFUSED
        own = self.as_said_by(self._personal.voice, heard, vocabulary.question)
        weighed = self.weigh(own, vocabulary.phrases)
        judge = self._judges[weighed.judge]
        found = judge.decide(weighed.phrase, self.confidence(weighed), vocabulary.question)
        talk = self._in_talk(heard, vocabulary)
        if talk is not None and self._is_better_explained(found, talk):
            return Hypothesis(talk.phrase, min(found.confidence, DOUBTFUL), Band.ASK)
        return found if found.text is None else replace(found, alternative=weighed.alternative)

    def _in_talk(self, heard: Listened, vocabulary: Vocabulary) -> Match | None:
        """An answer in what was written down, with other words around it; commands are not looked for in talk."""
        if heard.text is None or self._understand is None:
            return None
        understand, question = self._understand, Question(vocabulary.question)
        answers = [phrase for phrase in vocabulary.phrases if phrase not in COMMANDS]
        found = match(heard.text, answers, lambda text: understand(question, text))
        return None if found is None or found.likeness is Likeness.NEAR else found

    def _is_better_explained(self, found: Hypothesis, talk: Match) -> bool:
        """Whether a phrase was refused, or taken for words that say something else with more words around it."""
        if found.text is None:
            return True
        is_answer = found.text not in COMMANDS
        return is_answer and talk.likeness is Likeness.TALK and not self._is_same(found.text, talk.phrase)

    def guess(self, audio: AudioData, phrases: tuple[str, ...]) -> tuple[str, float] | None:
        """The best of `phrases` and its confidence, however low; None for sound that holds no utterance."""
        heard = self.hear(audio) if phrases else None
        return self.choose(heard, phrases) if heard else None

    def hear(self, audio: AudioData) -> Listened | None:
        """What the models make of it; None for sound that holds no utterance."""
        samples = samples_of(audio)
        return self.listen(samples) if is_speechlike(samples) else None

    def confidence(self, weighed: Weighed) -> float:
        """Probability, 0 to 1, that the phrase was said."""
        confidence = self._judges[weighed.judge].confidence(weighed.features)
        return min(confidence, DOUBTFUL) if weighed.stretch > 1.0 else confidence

    def listen(self, samples: NDArray[np.float32]) -> Listened:
        """Run the models: most of the time that an utterance takes."""
        if self._phonemes is None:
            return Listened(None, *self._whole(samples))
        # on two cores at once: all models let go of the interpreter while they work
        whole = self._aside.submit(self._whole, samples)
        return Listened(self._phonemes.acoustic.log_probs(samples), *whole.result())

    def _whole(
        self, samples: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64] | None, str | None, NDArray[np.float32] | None]:
        """What the utterance as a whole is like, what was written down, and the row of the first."""
        if self._embedding is None:
            return None, None, None
        row = self._embedding.features(samples)
        text = self._dictation.write(samples) if self._dictation else None
        return self._classifier.log_probs(row), text, row

    def as_said_by(self, voice: OwnVoice | None, heard: Listened, question: str) -> Listened:
        """What was heard, weighed as an utterance of this voice; as it is where red flags are cleared."""
        if voice is None or heard.row is None or heard.classes is None or question in CAREFUL:
            return heard
        if self._embedding is None or not voice.fits(self._embedding.name, heard.row):
            return heard
        return replace(heard, classes=self._classifier.leaning(heard.classes, voice.nats(heard.row)))

    def learn(self, takes: Sequence[tuple[str, Listened]]) -> OwnVoice | None:
        """How somebody says words, from takes of them; None where there is no contrast, or no embedding."""
        rows = [(phrase, heard.row) for phrase, heard in takes if heard.row is not None]
        return OwnVoice.of(self._embedding.name, rows) if self._embedding is not None else None

    def choose(self, heard: Listened, phrases: tuple[str, ...]) -> tuple[str, float]:
        """The best of `phrases` and its confidence, however low. `phrases` must not be empty."""
        weighed = self.weigh(heard, phrases)
        return weighed.phrase, self.confidence(weighed)

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
        features += opinion.features()
        if heard.text is not None:
            features += (self._agreement(heard.text, phrases, phrases[best]),)
        return Weighed(phrases[best], "+".join(self.parts), features, stretch, alternative)

    def _agreement(self, text: str, phrases: tuple[str, ...], best: str) -> float:
        """1 where the dictation wrote what means the `best` phrase, -1 another one, half of it for what looks alike."""
        found = match(text, phrases, lambda _: None)
        if found is None:
            return 0.0
        weight = 0.5 if found.likeness is Likeness.NEAR else 1.0
        return weight if self._is_same(found.phrase, best) else -weight

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
