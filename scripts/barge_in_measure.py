"""What `scripts/bench_barge_in` measures: words over the coach, the coach alone, and other talk over the coach."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from barge_in_room import BLOCK, Levels, Room, Scene, coaching, draw_room, is_sounding

from voicecoach.speech.audio import SAMPLE_RATE_HZ, audio_data
from voicecoach.speech.endpointer import Utterance, silero_vad
from voicecoach.speech.near_end import Began, Interjections
from voicecoach.speech.recognizers.base import Band, Hypothesis, Recognizer, Vocabulary
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from barge_in_room import Sound
    from hearing_clips import Clip

    from voicecoach.speech.echo import Canceller
    from voicecoach.speech.pcm import Pcm

STOP_WORDS = ("stop", "pause", "wait", "that hurts", "ouch")
VOCABULARY = Vocabulary("control", (*STOP_WORDS, "something is wrong", "something's wrong"))
DRIFTS_PPM = (0.0, 20.0, 50.0)
GREETING_S = 3.2
WORDS = 5
SCENE_S = 27.0
BETWEEN_S = 2.0
SPOKEN_OVER = 0.7
"""The coach speaks during at least so much of a word."""
DUCKS_AFTER_S = 0.1
ROOMS = 24


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What a measurement needs: what the coach says, how it is cancelled, who recognizes."""

    lines: Sequence[Pcm]
    canceller: Callable[[], Canceller]
    recognizer: Recognizer
    is_ducking: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """An utterance, when it was handed over, and when it was clear that it had begun; seconds of the scene."""

    utterance: Utterance
    handed_over_at: float
    began_at: float


@dataclass(slots=True)
class Tally:
    """Counts of one measurement. `waits_s`: from the end of the word to the utterance handed over."""

    said: int = 0
    sure: int = 0
    asked: int = 0
    refused: int = 0
    missed: int = 0
    another: int = 0
    """Of those found: another stop word than was said."""
    coach_s: float = 0.0
    ducks: int = 0
    handed_over: int = 0
    false_sure: int = 0
    false_asked: int = 0
    waits_s: list[float] = field(default_factory=list)
    begins_s: list[float] = field(default_factory=list)
    block_ms: list[float] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    @property
    def found(self) -> float:
        return (self.sure + self.asked) / max(1, self.said)

    def count_false(self, cut: Cut, hypothesis: Hypothesis, what: str) -> None:
        self.handed_over += 1
        if hypothesis.text is not None and hypothesis.band is not Band.REFUSED:
            self.false_sure += hypothesis.band is Band.SURE
            self.false_asked += hypothesis.band is Band.ASK
            self.mistakes.append(
                f"{what} at {cut.handed_over_at:.1f} s: {hypothesis.text} {hypothesis.band.name}"
            )


@lru_cache(maxsize=ROOMS * 3)
def room(seed: int) -> Room:
    return draw_room(5000 + seed % ROOMS, DRIFTS_PPM[seed % len(DRIFTS_PPM)])


def live(scene: Scene, world: World, tally: Tally) -> list[Cut]:
    """Go through a scene as the ears would; the coach is ducked 0.1 s after somebody began, until that is over."""
    interjections = Interjections(world.canceller(), silero_vad())
    cuts: list[Cut] = []
    began_at: float | None = None
    spent_s = 0.0
    for number in range(scene.blocks):
        t = (number + 1) * BLOCK_S
        scene.is_ducked = world.is_ducking and began_at is not None and t >= began_at + DUCKS_AFTER_S
        heard, played = scene.step()
        before = time.perf_counter()
        found = interjections.feed(heard, played, t)
        spent_s += time.perf_counter() - before
        if isinstance(found, Began):
            began_at = found.t
            tally.ducks += t > GREETING_S
        elif found is not None:
            if isinstance(found, Utterance):
                cuts.append(Cut(found, t, began_at if began_at is not None else t))
            began_at = None
    tally.block_ms.append(1000 * spent_s / scene.blocks)
    return cuts


def words_over_the_coach(world: World, clips: Sequence[Clip], echo_db: float, scenes: int) -> Tally:
    """Five words a scene, said while the coach speaks, from 3.2 s after it began."""
    tally = Tally()
    for seed in range(scenes):
        draw = np.random.default_rng(seed)
        said = coaching(world.lines, SCENE_S, draw)
        chosen = [clips[index] for index in draw.choice(len(clips), WORDS, replace=False)]
        placed = place(said, chosen, draw)
        levels = Levels(draw.uniform(-36, -26), echo_db, -draw.uniform(25, 30))
        scene = Scene(room(seed), said, [(at, word) for _, at, word in placed], levels, seed)
        _score(world, live(scene, world, tally), placed, tally)
    return tally


def _score(world: World, cuts: list[Cut], placed: list[tuple[Clip, int, Sound]], tally: Tally) -> None:
    left = list(cuts)
    for clip, at, word in placed:
        start, end = at / SAMPLE_RATE_HZ, (at + len(word)) / SAMPLE_RATE_HZ
        here = [c for c in left if c.utterance.started_at < end + 0.15 and c.utterance.ended_at > start]
        found = [(cut, _recognized(world, cut)) for cut in here]
        left = [cut for cut in left if cut not in here]
        tally.said += 1
        taken = [(c, h) for c, h in found if h.text is not None and h.band is not Band.REFUSED]
        if not taken:
            tally.refused += bool(here)
            tally.missed += not here
            continue
        cut, hypothesis = taken[0]
        tally.sure += hypothesis.band is Band.SURE
        tally.asked += hypothesis.band is Band.ASK
        tally.another += hypothesis.text != clip.text
        tally.waits_s.append(cut.handed_over_at - end)
        tally.begins_s.append(cut.began_at - start)
    for cut in left:
        if cut.handed_over_at > GREETING_S:
            tally.count_false(cut, _recognized(world, cut), "between words")


def coach_alone(world: World, echo_db: float, minutes: float, lines: Sequence[Pcm] | None = None) -> Tally:
    """Nobody but the coach speaks: what is handed over is a mistake. A minute begins with an untaught canceller."""
    tally = Tally()
    for seed in range(round(minutes)):
        draw = np.random.default_rng(900 + seed)
        said = coaching(lines or world.lines, 60.0, draw)
        levels = Levels(draw.uniform(-36, -26), echo_db, -draw.uniform(25, 30))
        tally.coach_s += 60.0
        for cut in live(Scene(room(seed), said, [], levels, seed), world, tally):
            tally.count_false(cut, _recognized(world, cut), f"minute {seed}")
    return tally


def others_over_the_coach(world: World, clips: Sequence[Clip], echo_db: float) -> Tally:
    """Other talk, as loud as the person, over the coach: `coach_s` counts the talk."""
    tally = Tally()
    for seed, start in enumerate(range(0, len(clips), 12)):
        draw = np.random.default_rng(300 + seed)
        said = coaching(world.lines, 60.0, draw)
        at, placed = int(GREETING_S * SAMPLE_RATE_HZ), []
        for clip in clips[start : start + 12]:
            sound = clip.samples().astype(np.float64)
            if at + len(sound) < len(said):
                placed.append((at, sound))
                tally.coach_s += len(sound) / SAMPLE_RATE_HZ
                at += len(sound) + SAMPLE_RATE_HZ
        end = min(len(said), at + SAMPLE_RATE_HZ) // BLOCK * BLOCK
        scene = Scene(room(seed), said[:end], placed, Levels(-30.0, echo_db, -28.0), seed)
        for cut in live(scene, world, tally):
            tally.count_false(cut, _recognized(world, cut), f"talk {start} to {start + 11}")
    return tally


def place(said: Sound, clips: Sequence[Clip], draw: np.random.Generator) -> list[tuple[Clip, int, Sound]]:
    """Each word at a sample from which on the coach speaks over most of it; those that find no place are left out."""
    sounding = is_sounding(said)
    at = int(GREETING_S * SAMPLE_RATE_HZ)
    placed = []
    for clip in clips:
        word = clip.samples().astype(np.float64)
        loud = np.flatnonzero(is_sounding(word))
        word = word[loud[0] : loud[-1] + 1]
        at += int(draw.uniform(0.0, 0.4) * SAMPLE_RATE_HZ)
        while (
            at + len(word) + SAMPLE_RATE_HZ <= len(said)
            and sounding[at : at + len(word)].mean() < SPOKEN_OVER
        ):
            at += 400
        if at + len(word) + SAMPLE_RATE_HZ > len(said):
            break
        placed.append((clip, at, word))
        at += len(word) + int(BETWEEN_S * SAMPLE_RATE_HZ)
    return placed


def stop_clips(clips: Sequence[Clip], coach_voice: str) -> list[Clip]:
    """Recordings of stop words without a room in them, not by the coach's own voice."""
    return [
        clip
        for clip in clips
        if clip.text in STOP_WORDS
        and clip.condition == "near"
        and clip.tier == "whole"
        and clip.who != coach_voice
    ]


def _recognized(world: World, cut: Cut) -> Hypothesis:
    return world.recognizer.recognize(audio_data(cut.utterance.samples), VOCABULARY)
