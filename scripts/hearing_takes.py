"""Takes: a clip heard in a place (near, or in a room), and what a recognizer measures of it at a question.

`gather` makes the rows that `scripts/fit_floor` fits on. Costly parts are kept in the work folder.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from hearing_clips import (
    Clip,
    asked_at,
    in_room,
    read_manifest,
    render,
    room_response,
    same_meaning,
    synthetic_clips,
    synthetic_voices,
)
from hearing_spoil import spoiled

from voicecoach.coach.phrases import Question, all_phrases, vocabulary
from voicecoach.speech.audio import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hearing_clips import Signal

ROOMS = 12
PLACES = ("near", "room", "varied")
"""As recorded; 2 m away in a room with reverberation 0.5 s and pink noise 15 dB below; in a room, noise and speed drawn
as for fitting (`hearing_spoil.py`)."""
NOISE_WINDOW_S = 1.5
OTHER_RARELIER = 3
"""There are twice as many sentences of other speech as phrases; they need fewer voices."""
OTHER_SPEECH = Path(__file__).with_name("other_speech.txt")


@dataclass(frozen=True, slots=True)
class Take:
    """A clip in a place. `number` seeds the room; `origin` is `human` or `synthetic`."""

    clip: Clip
    place: str
    number: int
    origin: str
    offset_s: float = 0.0

    @property
    def key(self) -> str:
        return f"{self.place}/{self.clip.name}@{self.offset_s:g}"

    def samples(self) -> Signal:
        if self.clip.tier == "noise":
            whole = self.clip.samples(60.0)
            begin = int(self.offset_s * SAMPLE_RATE_HZ)
            return whole[begin : begin + int(NOISE_WINDOW_S * SAMPLE_RATE_HZ)]
        dry = self.clip.samples(5.0)
        if self.place == "near":
            return dry
        if self.place == "varied":
            return spoiled(dry, zlib.crc32(self.key.encode()))
        return in_room(dry, room_response(0.5, 2.0, self.number % ROOMS), 15.0, self.number)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `is_said` is whether the hypothesis is what was said."""

    take: Take
    question: Question
    phrase: str
    is_said: bool
    features: tuple[float, ...]

    @property
    def fold(self) -> int:
        """0 to 4, by speaker; clips of unknown speakers by themselves."""
        return zlib.crc32(self.take.clip.who.encode()) % 5


def takes(clips: Path | None, work: Path, piper: Path | None, every: Mapping[str, int]) -> Iterator[Take]:
    """Human clips, then synthetic commands, then synthetic other speech; each near and in a room.

    Of an origin only every so many-th clip, drawn by name. What is not drawn is not rendered either.
    """
    voices = synthetic_voices(piper)
    other = OTHER_SPEECH.read_text(encoding="utf-8").splitlines()
    sources = [
        (read_manifest(clips) if clips else [], "human"),
        (synthetic_clips(all_phrases(), "whole", work / "synth", voices), "synthetic"),
        (synthetic_clips(other, "other", work / "synth", voices), "synthetic"),
    ]
    for source, origin in sources:
        for number, clip in enumerate(source):
            rarely = OTHER_RARELIER if origin == "synthetic" and clip.tier == "other" else 1
            if zlib.crc32(clip.name.encode()) % (every[origin] * rarely):
                continue
            if origin == "synthetic":
                render(clip, voices)
            if clip.tier == "noise":
                last_s = len(clip.samples(60.0)) / SAMPLE_RATE_HZ - NOISE_WINDOW_S
                for offset_s in np.arange(0.0, last_s, NOISE_WINDOW_S):
                    yield Take(clip, "near", number, origin, float(offset_s))
            else:
                yield from (Take(clip, place, number, origin) for place in PLACES)


def questions_for(take: Take) -> list[Question]:
    """Where the take is put: a command wherever it is listened for, else two questions drawn by its name.

    A command is other speech to the questions that do not listen for it: one of those.
    """
    draw = np.random.default_rng(zlib.crc32(take.key.encode()))
    clip = take.clip
    if not clip.is_command:
        fitting = asked_at(clip)
        return [fitting[i] for i in draw.permutation(len(fitting))[:2]]
    found = asked_at(clip)
    words = set(clip.text.split())
    if clip.tier == "whole":
        strange = [q for q in Question if not words & {w for p in vocabulary(q) for w in p.split()}]
        found += [strange[i] for i in draw.permutation(len(strange))[:1]]
    return found


def gather(
    all_takes: Iterator[Take],
    weigh: Callable[[Take, tuple[str, ...]], tuple[str | None, tuple[float, ...]]],
) -> Iterator[Row]:
    """A row a take and question."""
    for take in all_takes:
        for question in questions_for(take):
            phrase, features = weigh(take, vocabulary(question))
            if phrase is not None:
                is_said = take.clip.is_command and same_meaning(phrase, take.clip.text)
                yield Row(take, question, phrase, is_said, features)
