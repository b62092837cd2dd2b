"""Pauses and breath, with the real detector: neither cuts an answer in two, nor makes the coach wait for long.

Answers are joined from recordings; breath is noise with the spectrum and the swell of breathing out and in.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.speech.audio import audio_data, read_wav, samples_of
from voicecoach.speech.endpointer import Endpointer, Noise, Utterance, silero_vad
from voicecoach.speech.voicing import is_voiced, periodicity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.vad import Vad

    Sound = NDArray[np.floating]

PHRASES = Path(__file__).resolve().parents[2] / "audio_fixtures" / "phrases"
VOICES = ("piper-us-man", "espeak-gb-woman", "flite-us-woman", "flite-us-man")
RATE_HZ = 16_000
BEFORE_S = 0.5
SHARE_OF_BETTER = 0.38
"""Of "better in the leg", "better" is the first part; the cut falls into its end, and only the rest is used."""


@pytest.fixture(scope="module")
def vad() -> Vad:
    return silero_vad()


def silence(duration_s: float) -> Sound:
    return np.zeros(round(duration_s * RATE_HZ))


def spoken(text: str, voice: str) -> Sound:
    """The recording without the silence around it."""
    sound = samples_of(audio_data(read_wav(PHRASES / text / f"{voice}__near.wav")))
    levels = np.sqrt((sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1))
    loud = np.flatnonzero(levels > 0.03 * levels.max())
    return sound[max(0, loud[0] - 3) * 160 : (loud[-1] + 4) * 160]


def breath(duration_s: float, level_db: float, seed: int) -> Sound:
    """One breath: noise through an open mouth and throat (humps at 1.5 and 2.8 kHz), swelling and fading."""
    size = round(duration_s * RATE_HZ)
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    shape = (
        hz / (hz + 150) / np.sqrt(1 + (hz / 1200) ** 4)
        + 0.4 * np.exp(-(((hz - 1500) / 300) ** 2))
        + 0.25 * np.exp(-(((hz - 2800) / 500) ** 2))
    )
    noise = np.fft.irfft(np.fft.rfft(np.random.default_rng(seed).standard_normal(size)) * shape, size)
    swelling = noise * np.sin(np.pi * np.arange(size) / size) ** 0.7
    breathed: Sound = swelling / np.sqrt((swelling**2).mean()) * 10 ** (level_db / 20)
    return breathed


def breathing(level_db: float, seed: int) -> Sound:
    """Out, in, out, in."""
    parts = [
        part
        for n in (0, 1)
        for part in (
            breath(1.0, level_db, 10 * seed + n),
            silence(0.25),
            breath(1.3, level_db - 6, 10 * seed + n + 5),
            silence(0.6),
        )
    ]
    return np.concatenate(parts)


def hear(vad: Vad, *parts: Sound) -> list[tuple[Utterance | Noise, float]]:
    """What the endpointer finds in a room with a little noise, each with the time at which it is known."""
    vad.reset()
    clean = np.concatenate([silence(BEFORE_S), *parts, silence(2.0)]) * 32768
    noise = np.random.default_rng(0).normal(0, 5, len(clean))
    stream = np.clip(np.rint(clean + noise), -32768, 32767).astype(np.int16)
    endpointer = Endpointer(vad, end_silence_s=0.7)
    times = [(n, (n + 512) / RATE_HZ) for n in range(0, len(stream) - 511, 512)]
    found = [(endpointer.feed(stream[n : n + 512], t), t) for n, t in times]
    return [(each, t) for each, t in found if each is not None]


@pytest.mark.parametrize("pause_s", [0.5, 0.7])
@pytest.mark.parametrize("voice", VOICES)
def test_a_pause_in_the_middle_does_not_cut_an_answer(vad: Vad, voice: str, pause_s: float) -> None:
    """ "Better ... in the leg" """
    rest = spoken("better-in-the-leg", voice)
    rest = rest[round(SHARE_OF_BETTER * len(rest)) :]
    found = hear(vad, spoken("better", voice), silence(pause_s), rest)

    assert [type(each) for each, _ in found] == [Utterance]


def test_breathing_after_a_word_is_not_waited_for(vad: Vad) -> None:
    """About a second in the mean, where the detector alone took 1.4; never two, though the breathing takes three."""
    delays_s = []
    for voice, seed, gap_s, level_db in product(VOICES[::2], (0, 1), (0.15, 0.4), (-40, -20)):
        word = spoken("better", voice)
        (_, known_at), *_ = hear(vad, word, silence(gap_s), breathing(level_db, seed))
        delays_s.append(known_at - BEFORE_S - len(word) / RATE_HZ)

    assert np.mean(delays_s) < 1.1
    assert max(delays_s) < 1.8


@pytest.mark.parametrize("voice", VOICES)
def test_a_breath_in_the_pause_does_not_cut_an_answer(vad: Vad, voice: str) -> None:
    rest = spoken("better-in-the-leg", voice)
    rest = rest[round(SHARE_OF_BETTER * len(rest)) :]
    pause = [silence(0.1), breath(0.4, -30, 3), silence(0.1)]
    found = hear(vad, spoken("better", voice), *pause, rest)

    assert [type(each) for each, _ in found] == [Utterance]


@pytest.mark.parametrize("level_db", [-40, -20, -15])
@pytest.mark.parametrize("seed", [1, 2])
def test_breathing_alone_is_no_utterance(vad: Vad, level_db: float, seed: int) -> None:
    assert not [each for each, _ in hear(vad, breathing(level_db, seed)) if isinstance(each, Utterance)]


@pytest.mark.parametrize("voice", VOICES)
def test_an_answer_after_a_breath_is_heard_whole(vad: Vad, voice: str) -> None:
    taken = breath(0.6, -25, 4)
    word = spoken("better", voice)
    utterances = [each for each, _ in hear(vad, taken, silence(0.1), word) if isinstance(each, Utterance)]

    assert len(utterances) == 1
    assert utterances[0].started_at < BEFORE_S + 0.7 + 0.1
    assert utterances[0].ended_at > BEFORE_S + 0.7 + len(word) / RATE_HZ - 0.15


# --- voicing --------------------------------------------------------------------------------------------------


def pcm(sound: Sound) -> NDArray[np.int16]:
    return np.rint(sound * 32767).astype(np.int16)


@pytest.mark.parametrize("pitch_hz", [80, 120, 220, 380])
def test_a_voice_is_voiced(pitch_hz: float) -> None:
    t = np.arange(1024) / RATE_HZ
    buzz = sum(0.1 / k * np.sin(2 * np.pi * k * pitch_hz * t) for k in range(1, 6))

    assert is_voiced(pcm(np.asarray(buzz)))


def test_breath_is_hardly_ever_voiced() -> None:
    sound = pcm(breath(20.0, -20, 7))
    voiced = [is_voiced(sound[n : n + 1024]) for n in range(0, len(sound) - 1023, 512)]

    assert np.mean(voiced) < 0.01


@pytest.mark.parametrize("count", [0, 1, 100, 512, 1024])
def test_silence_of_any_length_is_not_voiced(count: int) -> None:
    assert periodicity(np.zeros(count, np.int16)) == 0.0
    assert periodicity(np.full(count, 9, np.int16)) == 0.0
