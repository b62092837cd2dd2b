"""The steps of `scripts/fit_floor`."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import hearing_words as words
import numpy as np
from hama.inference import G2PModel
from hearing_clips import Signal, meaning_of, pink_noise, same_meaning
from hearing_decoys import COMMON, LOOK_ALIKES
from hearing_takes import PLACES, Row, Take, gather, takes
from numpy.typing import NDArray

from voicecoach.coach.phrases import Question, all_phrases, vocabulary
from voicecoach.speech import recognizers
from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.acoustic import AcousticModel
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.classifier import PhraseClassifier
from voicecoach.speech.recognizers.dictation import Dictation
from voicecoach.speech.recognizers.floor import EMBEDDINGS, FloorRecognizer, Listened, Weighed
from voicecoach.speech.recognizers.sphinx import SphinxRecognizer, pcm

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Weigh = Callable[[Take, tuple[str, ...]], tuple[str | None, tuple[float, ...]]]

DATA = Path(recognizers.__file__).parent
"""Where the fitted files go: beside the code that reads them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where clips come from and where work is kept."""

    clips: Path | None
    work: Path
    piper: Path | None


# Decoys -------------------------------------------------------------------------------------------


def fit_decoys(_setting: Setting) -> None:
    """Write `decoys.toml`: words outside the vocabulary, spelled by hama's letter-to-sound model."""
    spell, tokens = G2PModel(), set(AcousticModel().tokens)
    ours = {word for phrase in all_phrases() for word in phrase.split()}
    lines = [
        "# Words that no question has, in the tokens of hama's acoustic model: what a phrase must beat.",
        "# Written by scripts/fit_floor (step decoys).",
        "",
        "[decoys]",
    ]
    for word in dict.fromkeys((LOOK_ALIKES + COMMON).split()):
        sounds = [step.phoneme for step in spell.predict(word).alignments]
        if word not in ours and len(sounds) > 1 and tokens.issuperset(sounds):
            spelled = ", ".join(f'"{variant}"' for variant in with_and_without_r(sounds))
            lines.append(f'"{word}" = [{spelled}]')
    (DATA / "decoys.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines) - 4, "decoys")


def with_and_without_r(sounds: list[str]) -> list[str]:
    """American and British "butter": the letter-to-sound model gives only one of them.

    More of it ("horse" without its r) made no difference.
    """
    ends = ("ɝ", "ə") if sounds[-1] in ("ɝ", "ə") else (sounds[-1],)
    return [" ".join([*sounds[:-1], end]) for end in ends]


# Background ---------------------------------------------------------------------------------------

BACKGROUND_S = 1.2
BACKGROUND_TABLE = """[background]
# By hand, on human and synthetic clips, near and in the room: the share of a phrase's mean score over background
# sound that is taken off (tried 0 to 1), and the nats that a command needs more at another question (0 to 4.5).
share = 0.5
reluctance = 2.0
"""


def _hiss(draw: np.random.Generator, count: int) -> Signal:
    return draw.standard_normal(count).astype(np.float32)


def _hum(draw: np.random.Generator, count: int) -> Signal:
    """Mains hum with its overtones, as from a fan, over hiss."""
    t = np.arange(count) / SAMPLE_RATE_HZ
    tones = sum(np.sin(2 * np.pi * 50 * k * t + draw.uniform(0, 6.28)) / k for k in range(1, 20))
    return (tones + 0.5 * pink_noise(count, draw)).astype(np.float32)


def _murmur(draw: np.random.Generator, count: int) -> Signal:
    """Pink noise that swells four times a second, as distant talk does."""
    knots = draw.uniform(0.05, 1.0, count // 2000 + 2)
    swell = np.interp(np.arange(count), np.arange(len(knots)) * 2000, knots)
    return (pink_noise(count, draw) * swell).astype(np.float32)


BACKGROUNDS: Mapping[str, Callable[[np.random.Generator, int], Signal]] = {
    "hiss": _hiss,
    "hum": _hum,
    "murmur": _murmur,
    "pink": lambda draw, count: pink_noise(count, draw),
}


def fit_background(_setting: Setting) -> None:
    """Write `background.npz`: the acoustic model's log-probabilities for sound without speech."""
    model = AcousticModel()
    arrays = {}
    for name, make in BACKGROUNDS.items():
        for take in range(2):
            draw = np.random.default_rng([take, *name.encode()])
            sound = make(draw, int(BACKGROUND_S * SAMPLE_RATE_HZ)) * 0.05
            arrays[f"{name}_{take}"] = np.maximum(model.log_probs(sound), -14.0).astype(np.float16)
    np.savez_compressed(DATA / "background.npz", **arrays)
    print((DATA / "background.npz").stat().st_size, "bytes")


# Words --------------------------------------------------------------------------------------------


def fit_words(setting: Setting) -> None:
    """Write `words_*.npz`: the classifier on each embedding."""
    words.fit(setting.clips, setting.work, setting.piper, DATA)


# Judges -------------------------------------------------------------------------------------------

EVERY = {"floor.toml": {"human": 1, "synthetic": 8}, "sphinx.toml": {"human": 4, "synthetic": 16}}
"""Of which takes every how many-th is fitted on. PocketSphinx is slow, and its two features need no more."""
MOST_OTHER_SURE = {"human": 0.01, "synthetic": 0.06}
"""Of the synthetic other speech three quarters are words that sound like a phrase but for one sound."""
STAY_RARER = 2
"""So many times rarer other speech may be taken for a ground to stay with an exercise."""
MOST_LOOK_ALIKES_SURE_OF = {Question.RATING: 0.11}
"""A number leads to no decision, and half of its look-alikes are said like it: "for", "ate", "won"."""
MOST_WRONG_SURE = {"near": 0.005, "room": 0.005, "varied": 0.02}
"""By place; in the third many clips are hard for people too."""
MOST_OTHER_ASKED = 0.10
LEAST_SURE, LEAST_ASK, MOST_NEEDED = 0.5, 0.1, 0.97
LEAST_SURE_OF = {"ctc+embedding": 0.76, "ctc+encoder": 0.6, "ctc+encoder+dictation": 0.6, "": 0.76}
"""By hand, on the fixtures (the last is sphinx): below it "shop" and "store" pass for stop, "master" for faster."""
TIER_WEIGHT = {"cut": 0.3}


def fit_floor_judge(setting: Setting) -> None:
    """Write the weights and thresholds of `floor.toml`: of the sounds, of each embedding, and of both together."""
    recognizer = FloorRecognizer(same_meaning)
    embeddings = [kind.name for kind in EMBEDDINGS]
    unseen = {
        (name, fold): PhraseClassifier(words.fold_file(setting.work, name, fold))
        for name in embeddings
        for fold in range(words.FOLDS)
    }
    every = list(takes(setting.clips, setting.work, setting.piper, EVERY["floor.toml"]))
    with ProcessPoolExecutor(words.PROCESSES) as processes:
        list(processes.map(partial(modelled, setting), every, chunksize=8))

    @lru_cache(maxsize=1)
    def listen(take: Take) -> Mapping[str, Listened]:
        kept = modelled(setting, take)
        sounds, text = kept["ctc"].astype(np.float32), str(kept[Dictation.name])
        heard = {"ctc": Listened(sounds, None)}
        for name in embeddings:
            rows = kept[name].astype(np.float32)
            classes = unseen[name, words.fold_of(take.clip)].log_probs(rows)
            heard |= {
                name: Listened(None, classes),
                f"{name}+{Dictation.name}": Listened(None, classes, text),
                f"ctc+{name}": Listened(sounds, classes),
                f"ctc+{name}+{Dictation.name}": Listened(sounds, classes, text),
            }
        return heard

    def weigh(take: Take, phrases: tuple[str, ...]) -> tuple[str | None, tuple[float, ...]]:
        weighed.update({name: recognizer.weigh(each, phrases) for name, each in listen(take).items()})
        return "", ()

    rows: dict[str, list[Row]] = {}
    weighed: dict[str, Weighed] = {}
    for row in gather(iter(every), weigh):
        for name, found in weighed.items():
            text = row.take.clip.text
            is_said = row.take.clip.is_command and same_meaning(found.phrase, text)
            mine = Row(row.take, row.question, found.phrase, is_said, found.features)
            rows.setdefault(name, []).append(mine)
    with (setting.work / "floor.rows").open("wb") as kept:
        pickle.dump(rows, kept)
    tables = [
        judge_table(of_set, f'judge."{name}"', LEAST_SURE_OF.get(name)) for name, of_set in rows.items()
    ]
    (DATA / "floor.toml").write_text("\n".join([FITTED, *tables, BACKGROUND_TABLE]), encoding="utf-8")


def modelled(setting: Setting, take: Take) -> Mapping[str, NDArray[Any]]:
    """What each model makes of a take, by name; kept in the work folder."""

    def heard() -> Mapping[str, NDArray[Any]]:
        samples = take.samples()
        found = {model.name: model.features(samples) for model in words.embeddings()}
        found["ctc"] = acoustic_model().log_probs(samples)
        halved = {name: array.astype(np.float16) for name, array in found.items()}
        return {**halved, Dictation.name: np.array(dictation().write(samples))}

    name = hashlib.sha256(take.key.encode()).hexdigest()
    return words.kept(setting.work / "takes" / f"{name}.npz", heard)


@lru_cache(maxsize=1)
def dictation() -> Dictation:
    """The model, loaded once a process."""
    return Dictation()


@lru_cache(maxsize=1)
def acoustic_model() -> AcousticModel:
    """The model, loaded once a process."""
    return AcousticModel()


def fit_sphinx_judge(setting: Setting) -> None:
    """Write the weights and thresholds of `sphinx.toml`."""
    recognizer = SphinxRecognizer()
    for question in Question:
        recognizer.prepare(Vocabulary(question, vocabulary(question)))

    def weigh(take: Take, phrases: tuple[str, ...]) -> tuple[str | None, tuple[float, ...]]:
        return recognizer.weigh(pcm(take.samples()), phrases)

    rows = list(gather(takes(setting.clips, setting.work, setting.piper, EVERY["sphinx.toml"]), weigh))
    (DATA / "sphinx.toml").write_text(
        f"{FITTED}\n{judge_table(rows, '', LEAST_SURE_OF[''])}", encoding="utf-8"
    )


FITTED = "# Fitted by scripts/fit_floor; not to be edited."


def judge_table(rows: list[Row], name: str, least_sure: float | None = None) -> str:
    """Fit on `rows`, print what comes of it out of fold (by speaker), and make the TOML table `name`, if any.

    `least_sure`: no threshold lower than this.
    """
    features = np.array([row.features for row in rows])
    said = np.array([row.is_said for row in rows], dtype=float)
    weight = np.array([TIER_WEIGHT.get(row.take.clip.tier, 1.0) for row in rows])
    folds = np.array([row.fold for row in rows])
    confidence = np.zeros(len(rows))
    for fold in range(5):
        seen = folds != fold
        confidence[~seen] = probability(logistic(features[seen], said[seen], weight[seen]), features[~seen])
    fitted = logistic(features, said, weight)
    lines = [
        *([f"[{name}]"] if name else []),
        f"intercept = {fitted[-1]:.4f}",
        f"weights = [{', '.join(f'{value:.4f}' for value in fitted[:-1])}]",
        "",
        f"[{name}.thresholds]" if name else "[thresholds]",
    ]
    least = least_sure or LEAST_SURE
    everything = thresholds(rows, confidence, least)
    lines.append(f"default = {inline(everything)}")
    for question in Question:
        of_question = [number for number, row in enumerate(rows) if row.question is question]
        own = thresholds([rows[n] for n in of_question], confidence[of_question], least, question)
        own["ask"], own["stop_ask"] = everything["ask"], everything["stop_ask"]
        lines.append(f"{question} = {inline(own)}")
        print(name, end=" ")
        report(question, [rows[n] for n in of_question], confidence[of_question], own)
    return "\n".join(lines) + "\n"


def logistic(features: Matrix, said: Vector, weight: Vector) -> Vector:
    """Weights and, last, the intercept: logistic regression by Newton's method with a light ridge."""
    design = np.column_stack([features, np.ones(len(features))])
    ridge = np.diag([1.0] * features.shape[1] + [1e-6])
    found = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-design @ found))
        slope = design.T @ (weight * (p - said)) + ridge @ found
        curve = (design * (weight * p * (1.0 - p))[:, None]).T @ design + ridge
        found = found - np.linalg.solve(curve, slope)
    return found


def probability(fitted: Vector, features: Matrix) -> Vector:
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ fitted[:-1] + fitted[-1]))), dtype=np.float64)


def thresholds(
    rows: list[Row], confidence: Vector, least_sure: float, question: Question | None = None
) -> dict[str, float]:
    """The least confidences that keep other speech, and wrong answers, from being taken, near and in the room."""
    sure = least_sure
    stay_sure = sure
    for origin, usual in MOST_OTHER_SURE.items():
        own = MOST_LOOK_ALIKES_SURE_OF.get(question) if question and origin == "synthetic" else None
        most = own or usual
        other = [
            c for row, c in zip(rows, confidence, strict=True) if row.take.origin == origin and is_other(row)
        ]
        sure = max(sure, quantile(other, most))
        stay_sure = max(stay_sure, quantile(other, most / STAY_RARER))
    commands = [n for n, row in enumerate(rows) if is_command(row)]
    for place, most in MOST_WRONG_SURE.items():
        here = [n for n in commands if rows[n].take.place == place]
        wrong = sorted((confidence[n] for n in here if not rows[n].is_said), reverse=True)
        allowed = max(1, int(most * len(here)))  # one clip tells nothing about a rate
        if len(wrong) > allowed:
            sure = max(sure, float(wrong[allowed]) + 1e-3)
    sure = max(sure, *(float(confidence[n]) + 1e-3 for n in commands if is_opposite(rows[n])), 0.0)
    other = [c for row, c in zip(rows, confidence, strict=True) if not row.take.clip.is_command]
    ask = min(max(LEAST_ASK, quantile(other, MOST_OTHER_ASKED)), 0.8 * sure)
    sure = min(sure, MOST_NEEDED)
    return {
        "sure": sure,
        "ask": ask,
        "stop_ask": 0.5 * ask,
        "stay_sure": max(sure, min(stay_sure, MOST_NEEDED)),
    }


def is_command(row: Row) -> bool:
    """A whole command of the question."""
    clip = row.take.clip
    return clip.tier == "whole" and clip.text in vocabulary(row.question)


def is_opposite(row: Row) -> bool:
    """Better taken for worse, yes for no, or the reverse: that is never to be sure."""
    return {meaning_of(row.phrase), meaning_of(row.take.clip.text)} in ({"better", "worse"}, {"yes", "no"})


def is_other(row: Row) -> bool:
    """Other speech, noise, or a command that the question does not listen for."""
    clip = row.take.clip
    return not clip.is_command or clip.text not in vocabulary(row.question)


def quantile(values: list[float], above: float) -> float:
    return float(np.quantile(values, 1.0 - above)) if values else 0.0


def inline(limits: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{name} = {value:.3f}" for name, value in limits.items()) + " }"


def report(question: Question, rows: list[Row], confidence: Vector, limits: Mapping[str, float]) -> None:
    """Print, out of fold, what the thresholds do, by place and origin."""
    for place in PLACES:
        for origin in ("human", "synthetic"):
            mine = [
                (r, c)
                for r, c in zip(rows, confidence, strict=True)
                if (r.take.origin, r.take.place) == (origin, place)
            ]
            commands = [(r.is_said, c) for r, c in mine if is_command(r)]
            other = [c for r, c in mine if is_other(r)]
            if not commands or not other:
                continue
            n = len(commands)
            print(
                f"{question:10} {place:4} {origin:9} n {n:4} right {sum(s for s, _ in commands) / n:.3f}"
                f" sure {sum(s and c >= limits['sure'] for s, c in commands) / n:.3f}"
                f" kept {sum(s and c >= limits['ask'] for s, c in commands) / n:.3f}"
                f" wrong sure {sum(not s and c >= limits['sure'] for s, c in commands) / n:.3f}"
                f" | other {len(other):4} sure {np.mean([c >= limits['sure'] for c in other]):.3f}"
                f" ask {np.mean([limits['ask'] <= c < limits['sure'] for c in other]):.3f}",
                flush=True,
            )


STEPS: Mapping[str, Callable[[Setting], None]] = {
    "decoys": fit_decoys,
    "background": fit_background,
    "words": fit_words,
    "floor": fit_floor_judge,
    "sphinx": fit_sphinx_judge,
}
