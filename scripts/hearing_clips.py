"""Clips to fit and measure the hearing on: manifests, synthetic voices, a simulated room.

Shared by scripts, not installed.

Everything here is deterministic: the same seeds give the same samples.
"""

from __future__ import annotations

import csv
import importlib.util
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.speech.audio import SAMPLE_RATE_HZ, read_wav

Signal = NDArray[np.float32]
"""Mono samples at 16 kHz, full scale 1."""

SPEED_OF_SOUND_M_S = 343.0


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording: what is said (lower case), by whom, and which tier it counts in."""

    path: Path
    text: str
    speaker: str
    tier: str
    """`whole` (a command said alone), `cut` (cut out of a sentence), `other` (other speech), `noise`."""
    condition: str = "near"
    """`near`, or what the recording already has in it, such as `room`."""

    @property
    def name(self) -> str:
        """The same wherever the folder lies: what draws and seeds go by."""
        return "/".join(self.path.parts[-2:])

    @property
    def who(self) -> str:
        """The speaker; the clip itself where that is not known."""
        is_known = "unknown" not in self.speaker and "contributor" not in self.speaker
        return self.speaker if is_known else self.name

    @property
    def is_command(self) -> bool:
        return self.tier in ("whole", "cut")

    def samples(self, longest_s: float = 8.0) -> Signal:
        whole = read_wav(self.path)[: int(longest_s * SAMPLE_RATE_HZ)]
        return (whole / 32768.0).astype(np.float32)


def read_manifest(folder: Path) -> list[Clip]:
    """The clips of `folder/manifest.csv`: its columns are label and corpus, or text and voice."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_clip(folder, row) for row in rows if row["kind"] not in ("rir", "coach")]


def _clip(folder: Path, row: dict[str, str]) -> Clip:
    text = (row.get("label") or row.get("text") or "").lower().rstrip("?.!")
    tier = {"speech": "other", "other": "other", "noise": "noise", "sound": "noise"}.get(row["kind"], "whole")
    if tier == "whole" and "cut from" in row.get("note", ""):
        tier = "cut"
    speaker = row.get("speaker") or row.get("voice") or ""
    return Clip(folder / row["path"], text, speaker, tier, row.get("condition") or "near")


MEANINGS = (
    ("yes", "yeah", "yes please"),
    ("no", "nope", "no thanks"),
    ("left", "the left", "left side"),
    ("right", "the right", "right side"),
    ("both", "both sides"),
    ("middle", "in the middle"),
    ("stop", "pause", "wait", "that hurts", "ouch"),
    ("continue", "go on"),
    ("repeat", "say that again"),
    ("ready", "i'm ready"),
    ("back", "my back", "lower back"),
    ("buttock", "my buttock"),
    ("thigh", "my thigh", "hamstring", "behind the knee"),
    ("calf", "my calf", "shin"),
    ("foot", "my foot", "toes"),
    ("none", "no pain", "the pain is gone"),
    ("something is wrong", "something's wrong"),
    ("better", "a bit better", "a little better", "much better"),
    ("worse", "a bit worse", "a little worse", "much worse"),
    ("better in the leg", "a bit better in the leg"),
    ("same", "the same", "about the same", "no change", "no better", "not better", "no worse", "not worse"),
)  # fmt: skip
"""Phrases that mean one thing wherever they are said. For measuring only: `coach/answers.py` decides."""

_MEANING = {phrase: group[0] for group in MEANINGS for phrase in group}


def same_meaning(one: str, other: str) -> bool:
    """Whether two phrases are the same answer, so that taking one for the other does no harm."""
    return meaning_of(one) == meaning_of(other)


def meaning_of(phrase: str) -> str:
    """The first phrase of those that mean the same."""
    return _MEANING.get(phrase, phrase)


def asked_at(clip: Clip) -> list[Question]:
    """The questions that `clip` is put to: a command where it is listened for, other speech where it is not.

    A control word counts at three questions only, or it would weigh seven times. Speech that holds a phrase
    of the question is left out.
    """
    if clip.is_command:
        found = [question for question in Question if clip.text in vocabulary(question)]
        if clip.text in vocabulary(Question.CONTROL):
            found = [q for q in found if q in (Question.CONTROL, Question.CHANGE, Question.RATING)]
        return found
    words = f" {clip.text} "
    return [q for q in Question if not any(f" {phrase} " in words for phrase in vocabulary(q))]


# Synthetic voices ---------------------------------------------------------------------------------

ESPEAK_VOICES = (
    "en-us", "en-us+f2", "en-us+f4", "en-us+m3", "en-us+m7", "en-us+Andrea", "en-us+adam", "en-us+steph",
    "en-gb", "en-gb+f1", "en-gb+f5", "en-gb+m1", "en-gb-x-rp", "en-gb-x-rp+f3", "en-gb-scotland", "en-029+m5",
)  # fmt: skip
FLITE_VOICES = ("kal", "awb", "rms", "slt")
FESTIVAL_VOICES = ("kal_diphone", "cmu_us_slt_arctic_hts")

Synthesize = Callable[[str, Path], None]


def _run(command: list[str], text: str | None = None) -> None:
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def _espeak(voice: str, rate_wpm: int) -> Synthesize:
    return lambda text, path: _run(["espeak-ng", "-v", voice, "-s", str(rate_wpm), "-w", str(path), text])


def _flite(voice: str) -> Synthesize:
    return lambda text, path: _run(["flite", "-voice", voice, "-t", text, "-o", str(path)])


def _festival(voice: str) -> Synthesize:
    return lambda text, path: _run(["text2wave", "-eval", f"(voice_{voice})", "-o", str(path)], text)


def _piper(model: Path) -> Synthesize:
    from piper import PiperVoice, SynthesisConfig  # noqa: PLC0415 only in the fitting environment

    voice = PiperVoice.load(str(model))
    steady = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)  # or each rendering differs

    def synthesize(text: str, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            voice.synthesize_wav(text, file, syn_config=steady)

    return synthesize


def synthetic_voices(piper_model: Path | None = None) -> dict[str, Synthesize]:
    """Every voice that this machine has, by name. Espeak voices differ in rate too."""
    voices: dict[str, Synthesize] = {}
    if shutil.which("espeak-ng"):
        for number, voice in enumerate(ESPEAK_VOICES):
            voices[f"espeak-{voice}"] = _espeak(voice, 125 + 15 * (number % 5))
    if shutil.which("flite"):
        voices |= {f"flite-{voice}": _flite(voice) for voice in FLITE_VOICES}
    if shutil.which("text2wave"):
        voices |= {f"festival-{voice}": _festival(voice) for voice in FESTIVAL_VOICES}
    if piper_model is not None:
        voices[f"piper-{piper_model.stem}"] = _piper(piper_model)
    return voices


NEURAL_VOICES = {
    "hibari-us": (False, 1.0, 1.0),
    "hibari-us-slow": (False, 1.0, 0.8),
    "hibari-us-low": (False, 0.84, 1.05),
    "hibari-us-lower": (False, 0.78, 0.9),
    "hibari-gb": (True, 1.0, 0.9),
    "hibari-gb-low": (True, 0.87, 1.1),
    "hibari-gb-high": (True, 1.14, 1.0),
    "hibari-us-high": (False, 1.1, 1.15),
}
"""One neural voice as many speakers: British or not, how much higher (vocal tract and all), how much faster."""


def neural_voices() -> dict[str, Synthesize]:
    """The voice in the wheel of hibari-tts (Apache-2.0), where that is installed. For the step `words` only."""
    if importlib.util.find_spec("hibari") is None:
        return {}
    from hibari import Hibari  # noqa: PLC0415 only in the fitting environment
    from hibari.g2p import G2P  # noqa: PLC0415

    speakers = {is_british: Hibari(g2p=G2P(british=is_british)) for is_british in (False, True)}

    def synthesize(name: str, text: str, path: Path) -> None:
        is_british, higher, faster = NEURAL_VOICES[name]
        sound = speakers[is_british](text, speed=faster / higher, seed=0)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(int(24_000 * higher))
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())

    return {name: partial(synthesize, name) for name in NEURAL_VOICES}


def synthetic_clips(texts: Iterable[str], tier: str, folder: Path, voices: Iterable[str]) -> Iterator[Clip]:
    """Each text in each voice; nothing is rendered yet."""
    voices = tuple(voices)
    for text in texts:
        for voice in voices:
            yield Clip(folder / voice / f"{text.replace(' ', '_')}.wav", text, voice, tier)


def render(clip: Clip, voices: dict[str, Synthesize]) -> None:
    """Make the file of a synthetic clip, unless it is there."""
    if not clip.path.exists():
        clip.path.parent.mkdir(parents=True, exist_ok=True)
        voices[clip.speaker](clip.text, clip.path)


# A room -------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def room_response(rt60_s: float, distance_m: float, seed: int) -> Signal:
    """The impulse response of a box-shaped living room by the image source method (Allen and Berkley 1979).

    One absorption for all walls after Sabine's formula. Places are drawn from `seed`; the direct sound comes
    first and has the gain 1.
    """
    draw = np.random.default_rng(seed)
    size = np.array([5.2, 4.1, 2.6]) * draw.uniform(0.85, 1.2, 3)
    volume, surface = size.prod(), 2 * (size[0] * size[1] + size[0] * size[2] + size[1] * size[2])
    reflection = np.sqrt(max(0.0, 1.0 - 0.161 * volume / (surface * rt60_s)))
    microphone = size * draw.uniform(0.3, 0.7, 3) * np.array([1, 1, 0.5])
    angle = draw.uniform(0, 2 * np.pi)
    mouth = microphone + distance_m * np.array([np.cos(angle), np.sin(angle), 0.0])
    mouth = np.clip(mouth, 0.3, size - 0.3)
    reach = np.ceil(SPEED_OF_SOUND_M_S * rt60_s / (2 * size)).astype(int)
    axes = []
    for axis in range(3):
        n = np.arange(-reach[axis], reach[axis] + 1)
        offsets = np.concatenate([2 * n * size[axis] + mouth[axis], 2 * n * size[axis] - mouth[axis]])
        bounces = np.concatenate([np.abs(2 * n), np.abs(2 * n - 1)])
        axes.append((offsets - microphone[axis], bounces))
    squares = [axis[0] ** 2 for axis in axes]
    away = np.sqrt(squares[0][:, None, None] + squares[1][None, :, None] + squares[2][None, None, :])
    order = axes[0][1][:, None, None] + axes[1][1][None, :, None] + axes[2][1][None, None, :]
    gain = reflection**order / away
    direct = float(np.linalg.norm(mouth - microphone))
    delay = np.rint((away - direct) / SPEED_OF_SOUND_M_S * SAMPLE_RATE_HZ).astype(int)
    jitter = draw.integers(0, 3, delay.shape) * (order > 2)  # breaks the comb of a perfectly regular box
    delay = delay + jitter
    length = int(rt60_s * 1.1 * SAMPLE_RATE_HZ)
    near = (delay >= 0) & (delay < length)
    response = np.bincount(delay[near], gain[near] * direct, minlength=length)
    return response.astype(np.float32)


def pink_noise(count: int, draw: np.random.Generator) -> Signal:
    """Noise with as much power in each octave, root mean square 1."""
    spectrum = np.fft.rfft(draw.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    noise = np.fft.irfft(spectrum, count)
    return (noise / noise.std()).astype(np.float32)


def in_room(dry: Signal, response: Signal, snr_db: float, seed: int, noise: Signal | None = None) -> Signal:
    """`dry` heard through `response` with noise (pink, unless given) `snr_db` below it; leveled as it was."""
    size = len(dry) + len(response) - 1
    points = 1 << (size - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, points) * np.fft.rfft(response, points), points)[:size]
    wet = wet[: len(dry) + int(0.25 * SAMPLE_RATE_HZ)]
    power = float(np.mean(wet[: len(dry)] ** 2)) or 1e-12
    draw = np.random.default_rng(seed)
    hiss = pink_noise(len(wet), draw) if noise is None else np.resize(noise, len(wet)) / (noise.std() or 1.0)
    heard = wet + hiss * np.sqrt(power / 10 ** (snr_db / 10))
    heard *= (float(np.abs(dry).max()) or 1.0) / max(float(np.abs(heard).max()), 1e-9)
    return heard.astype(np.float32)
