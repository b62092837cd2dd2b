"""The default recognizer: phrase scores of a CTC phoneme model over the vocabulary, with rejection.

For each phrase the log-probability of the utterance, less a share of the phrase's own mean over background
sound: short and breathy phrases fit noise best and would otherwise win in a noisy room. A command is less
likely than an answer where a question was asked, so there it needs a few nats more, all but the plainest
calls to stop. Decoys, words outside the vocabulary, are scored beside it; a phrase must beat them and
everything with another meaning clearly to be taken (`confidence.py`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.phrases import ALARM, BACK_COMMAND, CONTROL
from voicecoach.speech.audio import samples_of
from voicecoach.speech.recognizers.acoustic import AcousticModel
from voicecoach.speech.recognizers.confidence import REFUSED, Evidence, Judge, is_speechlike, judge_from
from voicecoach.speech.recognizers.ctc import LogProbs, PhraseScorer, Words, word_losses
from voicecoach.speech.recognizers.lexicon import Lexicon
from voicecoach.speech.recognizers.personal import NOBODY, Personal

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Hypothesis, Vocabulary


_COMMANDS = frozenset({*CONTROL, *ALARM, BACK_COMMAND})
_RELUCTANT = frozenset(CONTROL) - {"stop", "that hurts"}
"""Commands that need more at a question that is not about commands."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """Phrases (or decoys) ready for scoring, and what to take off each score for background sound."""

    words: list[Words]
    scorer: PhraseScorer
    background: NDArray[np.float64]

    def score(self, log_probs: LogProbs) -> NDArray[np.float64]:
        return self.scorer.score(log_probs) - self.background


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A vocabulary ready for scoring, and which decoys do not sound like one of its phrases."""

    phrases: _Scored
    reluctance: NDArray[np.float64]
    apart: NDArray[np.bool_]


class FloorRecognizer:
    """See the module. `same_meaning` says which phrases are no rivals of each other; by default, equal ones.

    `personal` is what a tuning found. The constructor loads the acoustic model (0.1 s) and raises `VoicecoachError`
    where it cannot run.
    """

    name = "floor"

    def __init__(
        self, same_meaning: Callable[[str, str], bool] = str.__eq__, personal: Personal | None = None
    ) -> None:
        self._same_meaning = same_meaning
        self._acoustic = AcousticModel()
        self._lexicon = Lexicon(self._acoustic.tokens)
        fitted = tomllib.loads(_resource("floor.toml").read_text(encoding="utf-8"))
        self._judge = judge_from(fitted).eased((personal or NOBODY).ease)
        self._share: float = fitted["background"]["share"]
        self._reluctance: float = fitted["background"]["reluctance"]
        self._background = load_background()
        self._decoys = self._score_for([[sounds] for sounds in self._lexicon.decoys()])
        self._prepared: dict[tuple[str, ...], _Prepared] = {}

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the graphs of `vocabulary`. Raises `VoicecoachError` for what cannot be pronounced."""
        self._ready(vocabulary.phrases)

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """The best phrase with its confidence and band. Sound without an utterance is refused."""
        found = self.guess(audio, vocabulary.phrases)
        return self._judge.decide(*found, vocabulary.question) if found else REFUSED

    def guess(self, audio: AudioData, phrases: tuple[str, ...]) -> tuple[str, float] | None:
        """The best of `phrases` and its confidence, however low; None for sound that holds no utterance."""
        samples = samples_of(audio)
        if not phrases or not is_speechlike(samples):
            return None
        phrase, evidence = self.weigh(self._acoustic.log_probs(samples), phrases)
        return phrase, self._judge.weigh(evidence)

    @property
    def judge(self) -> Judge:
        """What makes a band of a confidence."""
        return self._judge

    def weigh(self, log_probs: LogProbs, phrases: tuple[str, ...]) -> tuple[str, Evidence]:
        """The best of `phrases` for these frames, and what speaks for it. `phrases` must not be empty."""
        ready = self._ready(phrases)
        scores = ready.phrases.score(log_probs) - ready.reluctance
        best = int(scores.argmax())
        rivals = [
            score
            for phrase, score in zip(phrases, scores, strict=True)
            if phrase != phrases[best] and not self._same_meaning(phrase, phrases[best])
        ]
        decoys = self._decoys.score(log_probs)[ready.apart]
        words = ready.phrases.words[best]
        losses = word_losses(words, log_probs, self._acoustic.blank, self._acoustic.boundary)
        return phrases[best], Evidence(
            rival=float(scores[best] - max(rivals, default=-np.inf)),
            decoy=float(scores[best] - decoys.max(initial=-np.inf)) / len(words),
            worst=float(losses.max()),
            mean=float(losses.mean()),
            stretch=self._acoustic.speech_frames(log_probs) / longest_frames(words),
        )

    def _ready(self, phrases: tuple[str, ...]) -> _Prepared:
        if phrases not in self._prepared:
            words: list[Words] = [
                [self._lexicon.pronunciations(word) for word in phrase.split()] for phrase in phrases
            ]
            taken = {sounds for phrase in words if len(phrase) == 1 for sounds in phrase[0]}
            apart = np.array([taken.isdisjoint(decoy[0]) for decoy in self._decoys.words])
            self._prepared[phrases] = _Prepared(self._score_for(words), self._reluctance_for(phrases), apart)
        return self._prepared[phrases]

    def _reluctance_for(self, phrases: tuple[str, ...]) -> NDArray[np.float64]:
        if _COMMANDS.issuperset(phrases):
            return np.zeros(len(phrases))
        return np.array([self._reluctance if phrase in _RELUCTANT else 0.0 for phrase in phrases])

    def _score_for(self, words: list[Words]) -> _Scored:
        scorer = PhraseScorer(words, self._acoustic.blank, self._acoustic.boundary)
        mean = np.mean([scorer.score(sound) for sound in self._background], axis=0)
        return _Scored(words, scorer, self._share * mean)


def longest_frames(words: Words) -> float:
    """Frames of 20 ms that a slow speaker takes. Of 2000 commands 98 of 100 took less at every length."""
    return 12.0 + 7.0 * sum(max(map(len, pronunciations)) for pronunciations in words)


def load_background() -> list[LogProbs]:
    """Log-probabilities of background sound, as `scripts/fit_floor` made them: one array a condition."""
    with _resource("background.npz").open("rb") as file, np.load(file) as arrays:
        return [arrays[name].astype(np.float32) for name in sorted(arrays.files)]


def _resource(name: str) -> Traversable:
    return resources.files(__package__).joinpath(name)
