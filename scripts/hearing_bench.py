"""Measuring a recognizer in a place: every recording put to its questions, and what came of it counted.

Counts only; `hearing_tables.py` makes shares of them. A recording is made of a clip, a place and a take, and is the
same for every recognizer.
"""

from __future__ import annotations

import sys
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from hearing_asking import Company, Heard, Patient, heard_as, settled
from hearing_clips import Clip, Signal, asked_at
from hearing_places import NEAR, Place, Surroundings, heard_at, seed_of
from hearing_spoil import at_speed
from hearing_waiting import Waiting, utterances

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question, choice, vocabulary
from voicecoach.speech.audio import SAMPLE_RATE_HZ, Pcm, audio_data, to_pcm
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.meanings import same_meaning
from voicecoach.speech.vad import Vad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hearing_ears import Ear
    from speech_recognition import AudioData

ANSWERS = (
    "right", "sure right", "sure wrong", "ask right", "ask wrong", "refused right", "refused wrong",
    "after right", "after wrong", "after open", "reversed sure", "reversed ask",
)  # fmt: skip
"""What is counted of commands, beside `n`. "right" is the forced choice; of "refused" too it says what that was."""
STRANGE = ("sure", "ask", "refused")
"""What is counted of other speech and noise, beside `n`."""

LONGEST_S = 8.0
WINDOW_S = 1.5
"""Noise is cut into utterances of this length, one after the other."""
SAID_AGAIN = 0.95
"""Speed of a recording that has to serve as its own second take: or near it would be the very same."""
_OPPOSITE = {"better", "worse"}


@dataclass(slots=True)
class Found:
    """What was counted of one recognizer in one place. Keys such as `rating/whole`; milliseconds an utterance."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class World:
    """All that is heard: the clips drawn, everybody's recordings, what the folder has for measured places; and the
    detector of speech.
    """

    clips: tuple[Clip, ...]
    company: Company
    surroundings: Surroundings
    vad: Vad
    cut: dict[tuple[Clip, str], list[Pcm]] = field(default_factory=dict)
    """Utterances that the endpointer found, by clip and place: the same for every recognizer."""

    def recording(
        self, clip: Clip, place: Place, take: int, *, begin_s: float = 0.0, speed: float = 1.0
    ) -> Signal:
        """The samples of one recording; noise as it is, from `begin_s` on. `speed` is what a word is said at."""
        if clip.tier == "noise":
            begin = int(begin_s * SAMPLE_RATE_HZ)
            return clip.samples(60.0)[begin : begin + int(WINDOW_S * SAMPLE_RATE_HZ)]
        dry = clip.samples(LONGEST_S)
        dry = dry if speed == 1.0 else at_speed(dry, speed)
        return heard_at(place, dry, seed_of(place, clip, take), self.surroundings)


def drawn(clips: Iterable[Clip], count: int | None) -> list[Clip]:
    """For each condition `count` commands and half as many recordings of other speech and of noise.

    Always the same ones, drawn by their names; all without a count. A word that no question listens for counts
    as other speech.
    """
    told = [replace(clip, tier="other") if clip.is_command and not asked_at(clip) else clip for clip in clips]
    if count is None:
        return told
    kept: set[Clip] = set()
    for condition in {clip.condition for clip in told}:
        for tiers, most in ((("whole", "cut"), count), (("other",), count // 2), (("noise",), count // 2)):
            mine = [clip for clip in told if clip.condition == condition and clip.tier in tiers]
            kept.update(sorted(mine, key=lambda clip: zlib.crc32(clip.name.encode()))[:most])
    return [clip for clip in told if clip in kept]


def heard_here(clips: Iterable[Clip], place: Place) -> list[tuple[Clip, float]]:
    """The clips that are put in a place, and where in them to begin. Noise is heard as it is, with what is near."""
    found: list[tuple[Clip, float]] = []
    for clip in clips:
        if clip.tier != "noise":
            found += [(clip, 0.0)] * (clip.condition == place.condition)
        elif place == NEAR:
            seconds = len(clip.samples(60.0)) / SAMPLE_RATE_HZ
            found += [
                (clip, float(begin)) for begin in np.arange(0.0, max(seconds - WINDOW_S, 0.01), WINDOW_S)
            ]
    return found


def measure(ear: Ear, world: World, place: Place) -> Found:
    """Every clip of the world that belongs there, at every question that it is put to. Progress goes to stderr."""
    found = Found()
    wanted = heard_here(world.clips, place)
    for number, (clip, begin_s) in enumerate(wanted):
        if number % 50 == 0:
            print(f"{ear.name}, {place.name}: {number} of {len(wanted)}", file=sys.stderr, flush=True)
        ear.turn_to(clip)
        audio = audio_data(to_pcm(world.recording(clip, place, 0, begin_s=begin_s)))
        heard = _put_to_all(ear, audio, clip, found)
        if clip.is_command:
            for first in heard if world.company.can_reply(clip) else []:
                outcome = settled(first, RecordedPatient(ear, world, place, clip, first.question))
                found.counts[f"{first.question}/{clip.tier}"][f"after {outcome}"] += 1
        elif begin_s == 0.0 and Question.CONTROL in asked_at(clip):
            wait(ear, world, place, clip, found.waiting.setdefault(clip.tier, Waiting()))
    return found


def _put_to_all(ear: Ear, audio: AudioData, clip: Clip, found: Found) -> list[Heard]:
    """One recording at all its questions, counted; the first one is timed."""
    heard: list[Heard] = []
    for question in asked_at(clip):
        heard.append(_put(ear, audio, question, clip.text, None if heard else found))
        count = found.counts.setdefault(f"{question}/{clip.tier}", Counter())
        if clip.is_command:
            count.update(counted(heard[-1], ear.best(audio, asked_of(question)), clip.text))
        else:
            count.update(["n", heard[-1].band.value])
    return heard


def asked_of(question: Question) -> Vocabulary:
    return Vocabulary(question, vocabulary(question))


def _put(
    ear: Ear,
    audio: AudioData,
    question: Question,
    said: str,
    timed: Found | None,
    asked: Vocabulary | None = None,
) -> Heard:
    """One recording at one question, with its whole vocabulary unless `asked` is another.

    The timed call runs the model itself, with the vocabulary prepared.
    """
    asked = asked or asked_of(question)
    ear.prepare(asked)
    if timed is None:
        return heard_as(ear.recognize(audio, asked), question, said)
    ear.forget()
    wall, cpu = time.perf_counter(), time.process_time()
    found = ear.recognize(audio, asked)
    timed.cpu_ms.append(1000 * (time.process_time() - cpu))
    timed.wall_ms.append(1000 * (time.perf_counter() - wall))
    return heard_as(found, question, said)


def counted(heard: Heard, guess: str | None, said: str) -> Iterator[str]:
    """What to count of a command: its band with whether the forced choice is right, better taken for worse."""
    is_right = guess is not None and same_meaning(guess, said)
    yield "n"
    if is_right:
        yield "right"
    if heard.text is None:
        yield f"refused {'right' if is_right else 'wrong'}"
        return
    yield f"{heard.band} {'right' if heard.is_right else 'wrong'}"
    meant = understand(heard.question, said)
    if meant is not None and {meant.value, heard.word} == _OPPOSITE:
        yield f"reversed {heard.band}"


def wait(ear: Ear, world: World, place: Place, clip: Clip, waiting: Waiting) -> None:
    """A whole recording of other speech or noise while a control word is waited for."""
    sound = clip.samples(60.0) if clip.tier == "noise" else world.recording(clip, place, 0)
    waiting.seconds += len(sound) / SAMPLE_RATE_HZ
    if (clip, place.name) not in world.cut:
        world.cut[clip, place.name] = list(utterances(to_pcm(sound), world.vad))
    for utterance in world.cut[clip, place.name]:
        waiting.count(_put(ear, audio_data(utterance), Question.CONTROL, clip.text, None))


@dataclass(frozen=True, slots=True)
class RecordedPatient(Patient):
    """The speaker of `clip`, at the place where it was said. See `hearing_asking.py`."""

    ear: Ear
    world: World
    place: Place
    clip: Clip
    question: Question

    def again(self) -> Heard:
        clip = self.world.company.second_take(self.clip)
        return self._says(clip, self.question, 1, is_repeated=clip == self.clip)

    def replies(self, word: str, take: int) -> Heard:
        clip = self.world.company.reply(word, self.clip)
        assert clip is not None, "settled() is asked only where somebody says yes and no"
        return self._says(clip, Question.YES_NO, take, is_repeated=take > 1)

    def chooses(self, pair: tuple[str, str], *, is_either: bool) -> Heard:
        company = self.world.company
        clip = company.second_take(self.clip) if is_either else company.reply("no", self.clip)
        assert clip is not None, "settled() is asked only where somebody says yes and no"
        asked = Vocabulary(self.question, choice(*pair))
        return self._says(clip, self.question, 1, is_repeated=clip == self.clip, asked=asked)

    def _says(
        self, clip: Clip, question: Question, take: int, *, is_repeated: bool, asked: Vocabulary | None = None
    ) -> Heard:
        """From take 1 on: other draws of the room and of the noise than what was measured."""
        self.ear.turn_to(clip)
        self.ear.forget()
        speed = SAID_AGAIN if is_repeated else 1.0
        audio = audio_data(to_pcm(self.world.recording(clip, self.place, take, speed=speed)))
        return _put(self.ear, audio, question, clip.text, None, asked)
