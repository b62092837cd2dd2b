"""The step `words` of `scripts/fit_floor`: a classifier of phrases on each of the embeddings."""

from __future__ import annotations

import hashlib
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from hearing_clips import Clip, neural_voices, read_manifest, render, synthetic_clips, synthetic_voices
from hearing_decoys import COMMON, LOOK_ALIKES
from hearing_spoil import spoiled, without_speech
from hearing_takes import OTHER_SPEECH
from scipy.optimize import minimize

from voicecoach.coach.phrases import all_phrases
from voicecoach.speech.recognizers.floor import EMBEDDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from hearing_clips import Signal
    from numpy.typing import NDArray

    from voicecoach.speech.recognizers.classifier import Embedding

    Floats = NDArray[np.float32]
    Fitted = tuple[Floats, Floats, Floats]
    """Mean of the features, weights, bias."""

FOLDS = 3
GARBAGE = 4
"""Classes of what is no phrase: other commands, people and sentences, single words, sound without speech."""
NOISES = 400
NOISE_WEIGHT = 2.0
COPIES = {"command human": 8, "command synthetic": 3, "other human": 2, "other synthetic": 1}
PROCESSES = 2
SEED_STEP = 7919
SHORTEST = 1600
"""Samples: of what is shorter there is nothing to learn."""
HUMAN_WEIGHT, CUT_WEIGHT = 6.0, 0.5
RIDGE = {"encoder": 2000.0, "embedding": 1500.0}
LEAST_SPREAD = 0.1
"""Added to each feature's standard deviation, so that a feature that hardly varies does not weigh much."""
ROUNDS = 45
"""Of L-BFGS: more gained nothing out of fold."""
NOT_FOR_FITTING = "free-spoken-digit-dataset"
"""CC BY-SA: for measuring only."""


def fit(clips: Path | None, work: Path, piper: Path | None, folder: Path) -> None:
    """Write the classifiers fitted on everything to `folder`, and one a fold of speakers to `work`."""
    began = time.monotonic()
    chosen = [*human_clips(clips), *synthetic(work / "synth", piper)]
    with ProcessPoolExecutor(PROCESSES) as processes:
        tables = list(processes.map(partial(rows_of, kept_in=work / "words"), chosen, chunksize=8))
        noises = list(
            processes.map(partial(row_of_noise, kept_in=work / "words"), range(NOISES), chunksize=8)
        )
    number = np.repeat(np.arange(len(chosen)), [len(table[EMBEDDINGS[0].name]) for table in tables])
    noise = np.arange(NOISES)
    label = np.r_[
        np.array([class_of(clip) for clip in chosen])[number], 0 * noise + len(all_phrases()) + GARBAGE - 1
    ]
    weight = np.r_[np.array([weight_of(clip) for clip in chosen])[number], 0 * noise + NOISE_WEIGHT].astype(
        np.float32
    )
    folds = np.r_[np.array([fold_of(clip) for clip in chosen])[number], noise % FOLDS]
    print(f"{len(chosen)} clips, {len(label)} rows, {time.monotonic() - began:.0f} s", flush=True)
    for name in (kind.name for kind in EMBEDDINGS):
        features = np.concatenate([table[name] for table in tables + noises]).astype(np.float32)
        for fold in range(FOLDS):
            seen = folds != fold
            fitted = logistic(features[seen], label[seen], weight[seen], RIDGE[name])
            write(fold_file(work, name, fold), fitted)
        target = folder / f"words_{name}.npz"
        write(target, logistic(features, label, weight, RIDGE[name]))
        print(f"{name}: {target.stat().st_size} bytes, {time.monotonic() - began:.0f} s", flush=True)


def human_clips(folder: Path | None) -> list[Clip]:
    """The recordings of people, but for those that must not be fitted on."""
    found = read_manifest(folder) if folder else []
    return [
        clip
        for clip in found
        if clip.tier != "noise" and NOT_FOR_FITTING not in clip.name and len(clip.samples()) >= SHORTEST
    ]


def synthetic(folder: Path, piper: Path | None) -> list[Clip]:
    """Every phrase in every voice; of other speech a part, drawn by name. Renders what is missing."""
    plain, neural = synthetic_voices(piper), neural_voices()
    voices = plain | neural
    found = list(synthetic_clips(all_phrases(), "whole", folder, voices))
    ours = {word for phrase in all_phrases() for word in phrase.split()}
    look_alikes = set(LOOK_ALIKES.split())
    words = [word for word in dict.fromkeys((LOOK_ALIKES + COMMON).split()) if word not in ours]
    sentences = OTHER_SPEECH.read_text(encoding="utf-8").splitlines()
    for text in dict.fromkeys([*sentences, *words]):
        rarely = 4 if text in sentences else 2 if text in look_alikes else 6
        found += [
            clip
            for clip in synthetic_clips([text], "other", folder, voices)
            if zlib.crc32(clip.name.encode()) % rarely == 0 and zlib.crc32(b"k" + clip.name.encode()) % 2 == 0
        ]
    for clip in found:
        render(clip, voices)
    return found


def rows_of(clip: Clip, kept_in: Path) -> Mapping[str, NDArray[np.float16]]:
    """By embedding the features of the clip and of its spoiled copies, a row each; kept in a folder."""

    def heard() -> Mapping[str, NDArray[np.float16]]:
        dry = clip.samples(5.0)
        origin = "synthetic" if is_synthetic(clip) else "human"
        copies = COPIES[f"{'command' if clip.is_command else 'other'} {origin}"]
        seed = zlib.crc32(clip.name.encode())
        return features_of(
            [dry, *(spoiled(dry, (seed + copy * SEED_STEP) % 2**32) for copy in range(copies))]
        )

    return kept(kept_in / f"{hashlib.sha256(clip.name.encode()).hexdigest()}.npz", heard)


def row_of_noise(number: int, kept_in: Path) -> Mapping[str, NDArray[np.float16]]:
    """By embedding the features of one sound without speech, shape (1, features); kept in a folder."""
    return kept(kept_in / f"without_speech_{number}.npz", lambda: features_of([without_speech(number)]))


def features_of(sounds: Sequence[Signal]) -> Mapping[str, NDArray[np.float16]]:
    """By embedding a row a sound."""
    return {
        model.name: np.array([model.features(samples) for samples in sounds]).astype(np.float16)
        for model in embeddings()
    }


def kept(file: Path, make: Callable[[], Mapping[str, NDArray[Any]]]) -> Mapping[str, NDArray[Any]]:
    """The arrays in `file`, which is made first where it is not there."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, **make())
    with np.load(file) as arrays:
        return dict(arrays)


@lru_cache(maxsize=1)
def embeddings() -> tuple[Embedding, ...]:
    """The models, loaded once a process."""
    return tuple(kind() for kind in EMBEDDINGS)


def is_synthetic(clip: Clip) -> bool:
    return clip.speaker == clip.path.parent.name


def class_of(clip: Clip) -> int:
    """The number of its phrase, or after those its kind of other speech."""
    phrases = all_phrases()
    if clip.is_command:
        return phrases.index(clip.text) if clip.text in phrases else len(phrases)
    return len(phrases) + (2 if is_synthetic(clip) and " " not in clip.text else 1)


def weight_of(clip: Clip) -> float:
    return (1.0 if is_synthetic(clip) else HUMAN_WEIGHT) * (CUT_WEIGHT if clip.tier == "cut" else 1.0)


def fold_of(clip: Clip) -> int:
    """By speaker, so that nobody is measured with weights fitted on their voice."""
    return zlib.crc32(clip.who.encode()) % FOLDS


def fold_file(work: Path, embedding: str, fold: int) -> Path:
    return work / f"words_{embedding}_{fold}.npz"


def logistic(features: Floats, label: NDArray[np.intp], weight: Floats, ridge: float) -> Fitted:
    """Multinomial logistic regression with a ridge, on standardized features; the scale goes into the weights."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + LEAST_SPREAD
    design = (features - mean) / spread
    classes = len(all_phrases()) + GARBAGE
    weight = weight / weight.mean()
    wanted = np.zeros((len(design), classes), np.float32)
    wanted[np.arange(len(design)), label] = 1

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(-1, classes).astype(np.float32)
        logits = design @ table[:-1] + table[-1]
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        lost = -(weight * (logits[np.arange(len(design)), label] - np.log(total[:, 0]))).sum()
        off = (odds / total - wanted) * weight[:, None]
        slope = np.vstack([design.T @ off + ridge * table[:-1], off.sum(axis=0, keepdims=True)])
        held = 0.5 * ridge * (table[:-1] ** 2).sum()
        return float(lost + held) / len(design), (slope.ravel() / len(design)).astype(np.float64)

    start = np.zeros((features.shape[1] + 1) * classes)
    table = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 8}).x
    table = table.reshape(-1, classes).astype(np.float32)
    return mean, table[:-1] / spread[:, None], table[-1]


def write(target: Path, fitted: Fitted) -> None:
    """Half precision is enough: 16 bits a weight."""
    mean, weights, bias = fitted
    np.savez_compressed(
        target,
        mean=mean.astype(np.float16),
        weights=weights.astype(np.float16),
        bias=bias,
        phrases=np.array(all_phrases()),
    )
