"""A coach and a person in one simulated room, block by block: what leaves the speaker, and what the microphone hears.

How it works. Speaker and person are two places in a box-shaped room (image sources, pyroomacoustics). What the coach
says is made quieter on demand (ducked), clipped softly as a cheap speaker does it, delayed by a random time, stretched
by the drift of two clocks, and put through the speaker's impulse response; the person's words through another one. Pink
noise comes on top. Levels are those of active speech at the microphone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from hearing_clips import pink_noise

from voicecoach.speech.audio import SAMPLE_RATE_HZ, resample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voicecoach.speech.pcm import Pcm

    Sound = NDArray[np.float64]

BLOCK = 512
DUCK_DB = 14.0
SOUNDING = 0.01
"""Of full scale: where a 10 ms frame is at least as loud, somebody speaks."""
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 0.9
TAPS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Impulse responses to the microphone, and what the speaker's path is like."""

    echo: Sound
    person: Sound
    delay_s: float
    drift_ppm: float
    drive: float
    reverberation_s: float


def draw_room(seed: int, drift_ppm: float = 0.0) -> Room:
    """A living room: 0.25 to 0.6 s of reverberation, speaker 0.3 to 0.6 m and person 1.5 to 2.5 m away."""
    import pyroomacoustics as pra  # noqa: PLC0415 of the extra `fixtures`

    draw = np.random.default_rng(seed)
    size = np.array([5.0, 4.2, 2.6]) * draw.uniform(0.85, 1.3, 3)
    rt60 = draw.uniform(0.25, 0.6)
    absorption, order = pra.inverse_sabine(rt60, size)
    room = pra.ShoeBox(size, fs=SAMPLE_RATE_HZ, materials=pra.Material(absorption), max_order=min(order, 40))
    microphone = np.array([*(size[:2] * draw.uniform(0.35, 0.65, 2)), draw.uniform(0.3, 0.8)])
    for near, far in ((0.3, 0.6), (1.5, 2.5)):
        angle = draw.uniform(0, 2 * np.pi)
        step = np.array([np.cos(angle), np.sin(angle), 0.0]) * draw.uniform(near, far)
        room.add_source(np.clip(microphone + step, 0.15, size - 0.15))
    room.add_microphone(microphone)
    room.compute_rir()
    echo, person = (np.asarray(response, np.float64) for response in room.rir[0])
    delay_s = draw.uniform(0.005, 0.15)
    return Room(_leveled(echo), _leveled(person), delay_s, drift_ppm, draw.uniform(0.5, 2.0), float(rt60))


def _leveled(response: Sound) -> Sound:
    """From shortly before the direct sound on, with the energy 1."""
    first = int(np.argmax(np.abs(response) > 0.1 * np.abs(response).max()))
    kept = response[max(0, first - 20) :]
    return kept / np.sqrt(np.sum(kept**2))


def coaching(lines: Sequence[Pcm], seconds: float, draw: np.random.Generator) -> Sound:
    """Lines in a random order with natural pauses, at 16 kHz, full scale 1."""
    parts: list[Sound] = []
    count = 0
    while count < seconds * SAMPLE_RATE_HZ:
        line = lines[draw.integers(len(lines))]
        pause = np.zeros(int(draw.uniform(SHORTEST_PAUSE_S, LONGEST_PAUSE_S) * SAMPLE_RATE_HZ))
        parts += [resample(line.samples / 32768.0, line.sample_rate_hz, SAMPLE_RATE_HZ), pause]
        count += len(parts[-2]) + len(parts[-1])
    return np.concatenate(parts)[: int(seconds * SAMPLE_RATE_HZ)]


def is_sounding(sound: Sound) -> NDArray[np.bool_]:
    """For each sample whether its 10 ms are speech: within 30 dB of the loudest."""
    frames = len(sound) // 160
    level = np.sqrt(np.mean(sound[: frames * 160].reshape(-1, 160) ** 2, axis=1))
    return np.pad(
        np.repeat(level > level.max(initial=0.0) * 10 ** (-30 / 20), 160), (0, len(sound) - frames * 160)
    )


def active_rms(sound: Sound) -> float:
    """Root mean square of the parts that sound."""
    parts = sound[is_sounding(sound)]
    return float(np.sqrt(np.mean(parts**2))) if parts.size else 0.0


def convolved(sound: Sound, response: Sound) -> Sound:
    """`sound` through `response`, tail and all."""
    size = len(sound) + len(response) - 1
    points = 1 << (size - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, points) * np.fft.rfft(response, points), points)[:size]


class Loudspeaker:
    """The way from the program to the microphone, block by block: clipping, delay, drift, room."""

    def __init__(self, room: Room, gain: float) -> None:
        self._room = room
        self._blocks = -(-len(room.echo) // BLOCK)
        padded = np.pad(room.echo * gain, (0, self._blocks * BLOCK - len(room.echo)))
        self._response = np.fft.rfft(padded.reshape(self._blocks, BLOCK), 2 * BLOCK)
        self._spectra = np.zeros_like(self._response)
        self._before = np.zeros(BLOCK)
        self._line = np.zeros(int((room.delay_s + 0.1) * SAMPLE_RATE_HZ) + BLOCK)
        self._heard = 0

    def __call__(self, played: Sound) -> Sound:
        """The echo in the block in which `played`, (512,) of full scale 1, is played."""
        drive = self._room.drive
        self._line = np.concatenate([self._line[BLOCK:], np.tanh(drive * played) / drive])
        late = self._late()
        self._spectra = np.roll(self._spectra, 1, axis=0)
        self._spectra[0] = np.fft.rfft(np.concatenate([self._before, late]))
        self._before = late
        return np.fft.irfft((self._spectra * self._response).sum(axis=0))[BLOCK:]

    def _late(self) -> Sound:
        """The block that leaves the speaker now: a windowed sinc between the samples."""
        drift = self._room.drift_ppm * 1e-6
        at = np.arange(self._heard, self._heard + BLOCK)
        self._heard += BLOCK
        late = self._room.delay_s * SAMPLE_RATE_HZ + drift * at
        places = len(self._line) - BLOCK + np.arange(BLOCK) - late
        whole = np.floor(places).astype(int)
        offsets = np.arange(-TAPS // 2 + 1, TAPS // 2 + 1)
        t = offsets[None, :] - (places - whole)[:, None]
        weights = np.sinc(t) * np.cos(np.pi * t / (TAPS + 2)) ** 2
        return (self._line[whole[:, None] + offsets[None, :]] * weights).sum(axis=1)


@dataclass(frozen=True, slots=True)
class Levels:
    """Of full scale: the person's voice, and how far from it echo and noise are."""

    voice_dbfs: float = -30.0
    echo_db: float = -10.0
    noise_db: float = -28.0


class Scene:
    """What is heard while the coach says `said` and people say `words` at their samples.

    `step` gives the next block; while `is_ducked` the coach is `DUCK_DB` quieter.
    """

    def __init__(
        self, room: Room, said: Sound, words: Sequence[tuple[int, Sound]], levels: Levels, seed: int
    ) -> None:
        draw = np.random.default_rng(seed)
        self.said = said
        self.is_ducked = False
        self._gain = 1.0
        self._place = 0
        voice = 10 ** (levels.voice_dbfs / 20)
        drive = room.drive
        echo = active_rms(convolved(np.tanh(drive * said[: 20 * SAMPLE_RATE_HZ]) / drive, room.echo))
        self._speaker = Loudspeaker(room, voice * 10 ** (levels.echo_db / 20) / max(echo, 1e-9))
        hiss = pink_noise(len(said), draw).astype(np.float64)
        self._near = hiss / hiss.std() * voice * 10 ** (levels.noise_db / 20)
        for at, word in words:
            wet = convolved(word, room.person)
            wet = (wet * voice / max(active_rms(wet), 1e-9))[: len(said) - at]
            self._near[at : at + len(wet)] += wet

    @property
    def blocks(self) -> int:
        return len(self.said) // BLOCK

    def step(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """The next block: as heard, and as played. Ducking takes a block."""
        now = slice(self._place, self._place + BLOCK)
        self._place += BLOCK
        gain = 10 ** (-DUCK_DB / 20) if self.is_ducked else 1.0
        played = self.said[now] * np.linspace(self._gain, gain, BLOCK)
        self._gain = gain
        played = _pcm(played).astype(np.float64) / 32768.0
        return _pcm(self._speaker(played) + self._near[now]), _pcm(played)


def _pcm(sound: Sound) -> NDArray[np.int16]:
    return np.clip(np.rint(sound * 32768.0), -32768, 32767).astype(np.int16)
