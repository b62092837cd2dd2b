"""The steps of `scripts/fit_floor`."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hama.inference import G2PModel
from hearing_clips import Signal, pink_noise, same_meaning
from hearing_takes import PLACES, Row, Take, gather, takes
from numpy.typing import NDArray

from voicecoach.coach.phrases import Question, all_phrases, vocabulary
from voicecoach.speech import recognizers
from voicecoach.speech.audio import SAMPLE_RATE_HZ
from voicecoach.speech.recognizers.acoustic import AcousticModel
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.floor import FloorRecognizer
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

LOOK_ALIKES = """
tree bed verse house heather butter letter nurse first purse name game fame shop top store was course
cause yet guess batter bitter setter wetter weather whether feather bet debt get that's words word work
worth curse hearse force horse warm were where ways waist weight late gate great hate date ate aid age
ache hey day they may way say pay play save sane sail saint seem shame came tame lame shape safe stay
step stock stuff staff start star drop shot hot not nut note node known loan bone phone tone own only
over snow slow low know now how out about house mouse loud towel owl couch vouch pouch touch such match
march lunch continued container tinge text neck necks nest rest best test guest mess less dress chess
vest west jest jazz chest done gun sun son ton fun run one's won wonder under hundred thunder dumb come
some thumb sum red bread ready-made already steady heavy lady reading radio body buddy daddy teddy self
shelf held hell hello yell belt felt health wealth elf twelve kick quick kid bit hit hid wit week wheat
quite quiet white while bright light night fight might kite ride write lift loft laughed life leaf let
lead lend lent lens list last lost loved leave bus boat bath bother birth bowl book box bug bag bad bat
pack black pack sack track bank middle-aged model medal metal little riddle needle noodle tie thought
though die pie buy by why hi high sigh fly sky side-by-side time calves half laugh cough cuff coffee cave
cap cat can car card chin ship sheep shoe she thin sin skin in inn win been tin pin fruit food full fool
put good wood would could should foot-long fought fit fat feet fate fight toast toys those goes nose rose
hose tows close clothes toe taxi talk zip hero arrow narrow euro sex sick sticks fix mix ticks sits its
fish heaven eleven seventy seventeen even oven savant fly find fine file wife hive drive dive life live
ford for far fur door more your poor floor wall war free tea tee key knee fee see sea be me we he three-d
tray attention tension pen then when men den them tan tin town turn boss loss toss cross moss sofa paper
saver savor flavor server master plaster disaster laughter after past last alexa computer mirror snowboy
jarvis
savant vermont athena amelia restaurant chatterbox doctor coach exercise movement minute second moment
hold breathe breath please okay um uh hmm er
"""

COMMON = """
the of and to in is it you that he was for on are with as his they be at this have from or had by but
what some we can out other were all your when up use word how said an each she which do their time if
will way about many then them would write like so these her long make thing see him has look more day
could go come did my sound no most number who over water than call first people may down side been now
find any new part take get place made live where after little round man year came show every good me give
our under name very through just form much great think say help low line before turn cause same mean
differ move right boy old too does tell sentence set three want air well also play small end put home
read hand port large spell add even land here must big high such follow act why ask men change went light
kind off need picture try us again animal point mother world near build self earth father marvin sheila
happy bird dog cat wow forward backward learn visual on off music love building season yes-man television
phone kitchen dinner breakfast morning evening tomorrow yesterday today dear honey darling thank sorry
"""


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


# Judges -------------------------------------------------------------------------------------------

EVERY = {"floor.toml": {"human": 2, "synthetic": 4}, "sphinx.toml": {"human": 4, "synthetic": 16}}
"""Of which takes every how many-th is fitted on. PocketSphinx is slow, and its two features need no more."""
MOST_OTHER_SURE = 0.02
MOST_WRONG_SURE = 0.015
MOST_OTHER_ASKED = 0.10
LEAST_SURE, LEAST_ASK = 0.5, 0.1
TIER_WEIGHT = {"cut": 0.3}


def fit_floor_judge(setting: Setting) -> None:
    """Write the weights and thresholds of `floor.toml`."""
    recognizer = FloorRecognizer(same_meaning)
    model = AcousticModel()

    def weigh(take: Take, phrases: tuple[str, ...]) -> tuple[str | None, tuple[float, ...]]:
        kept = setting.work / "log_probs" / f"{hashlib.sha256(take.key.encode()).hexdigest()}.npy"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.save(kept, model.log_probs(take.samples()).astype(np.float16))
        phrase, evidence = recognizer.weigh(np.load(kept).astype(np.float32), phrases)
        return phrase, evidence.features()

    _fit_judge(setting, weigh, "floor.toml", BACKGROUND_TABLE)


def fit_sphinx_judge(setting: Setting) -> None:
    """Write the weights and thresholds of `sphinx.toml`."""
    recognizer = SphinxRecognizer()
    for question in Question:
        recognizer.prepare(Vocabulary(question, vocabulary(question)))

    def weigh(take: Take, phrases: tuple[str, ...]) -> tuple[str | None, tuple[float, ...]]:
        return recognizer.weigh(pcm(take.samples()), phrases)

    _fit_judge(setting, weigh, "sphinx.toml", "")


def _fit_judge(setting: Setting, weigh: Weigh, file: str, more: str) -> None:
    rows = gather(takes(setting.clips, setting.work, setting.piper, EVERY[file]), weigh)
    with (setting.work / f"{file}.rows").open("wb") as kept:
        pickle.dump(rows, kept)
    write_judge(rows, file, more)


def write_judge(rows: list[Row], file: str, more: str) -> None:
    """Fit on `rows`, print what comes of it out of fold (by speaker), and write `file` with `more` at its end."""
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
        "# Fitted by scripts/fit_floor; not to be edited.",
        f"intercept = {fitted[-1]:.4f}",
        f"weights = [{', '.join(f'{value:.4f}' for value in fitted[:-1])}]",
        "",
        "[thresholds]",
    ]
    everything = thresholds(rows, confidence)
    lines.append(f"default = {inline(everything)}")
    for question in Question:
        of_question = [number for number, row in enumerate(rows) if row.question is question]
        own = thresholds([rows[n] for n in of_question], confidence[of_question])
        own["ask"], own["stop_ask"] = everything["ask"], everything["stop_ask"]
        lines.append(f"{question} = {inline(own)}")
        report(question, [rows[n] for n in of_question], confidence[of_question], own)
    (DATA / file).write_text("\n".join(lines) + "\n\n" * bool(more) + more, encoding="utf-8")


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


def thresholds(rows: list[Row], confidence: Vector) -> dict[str, float]:
    """The least confidences that keep other speech, and wrong answers, from being taken, in both places."""
    sure = LEAST_SURE
    for place in PLACES:
        other = [c for row, c in zip(rows, confidence, strict=True) if is_other(row, place)]
        commands = [n for n, row in enumerate(rows) if is_command(row, place)]
        sure = max(sure, quantile(other, MOST_OTHER_SURE))
        wrong = sorted((confidence[n] for n in commands if not rows[n].is_said), reverse=True)
        allowed = int(MOST_WRONG_SURE * len(commands))
        if len(wrong) > allowed:
            sure = max(sure, float(wrong[allowed]) + 1e-3)
    other = [c for row, c in zip(rows, confidence, strict=True) if not row.take.clip.is_command]
    ask = min(max(LEAST_ASK, quantile(other, MOST_OTHER_ASKED)), 0.8 * sure)
    return {"sure": min(sure, 0.97), "ask": ask, "stop_ask": 0.5 * ask}


def is_command(row: Row, place: str) -> bool:
    """A whole command of the question."""
    clip = row.take.clip
    return row.take.place == place and clip.tier == "whole" and clip.text in vocabulary(row.question)


def is_other(row: Row, place: str) -> bool:
    """Other speech, noise, or a command that the question does not listen for."""
    clip = row.take.clip
    return row.take.place == place and (not clip.is_command or clip.text not in vocabulary(row.question))


def quantile(values: list[float], above: float) -> float:
    return float(np.quantile(values, 1.0 - above)) if values else 0.0


def inline(limits: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{name} = {value:.3f}" for name, value in limits.items()) + " }"


def report(question: Question, rows: list[Row], confidence: Vector, limits: Mapping[str, float]) -> None:
    """Print, out of fold, what the thresholds do, by place and origin."""
    for place in PLACES:
        for origin in ("human", "synthetic"):
            mine = [(r, c) for r, c in zip(rows, confidence, strict=True) if r.take.origin == origin]
            commands = [(r.is_said, c) for r, c in mine if is_command(r, place)]
            other = [c for r, c in mine if is_other(r, place)]
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
    "floor": fit_floor_judge,
    "sphinx": fit_sphinx_judge,
}
