"""Voices at one level: measured on real ones, and on sounds whose level is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from voicecoach.speech.earcons import Earcon, earcon
from voicecoach.speech.loudness import MOST_DB, PEAK_DBFS, SPEECH_DBFS, level_dbfs, leveled
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.voice import Voice

LINES = ("one", "Stop.", "Rest, and turn your head to one side.")


def tone(amplitude: float, seconds: float = 0.5) -> Pcm:
    """A sine of this amplitude (of 1.0); its level is 3 dB below that."""
    t = np.arange(round(22050 * seconds)) / 22050
    return Pcm((amplitude * 32767 * np.sin(2 * np.pi * 440 * t)).astype(np.int16), 22050)


@pytest.fixture(scope="module")
def voice() -> Iterator[Voice]:
    voice = Voice()
    yield voice
    voice.close()


@pytest.mark.parametrize("name", ["en-us", "en-gb", "en-gb-scotland", "en-us+f3", "en-us+whisper"])
def test_every_voice_has_the_same_level(voice: Voice, name: str) -> None:
    """The whispering one is 5 dB softer by itself."""
    voice.use(name)

    for line in LINES:
        assert level_dbfs(voice.render(line, 155)) == pytest.approx(SPEECH_DBFS, abs=0.5)


def test_the_level_of_a_tone_is_known() -> None:
    assert level_dbfs(tone(0.1)) == pytest.approx(-23.0, abs=0.1)


def test_pauses_do_not_count() -> None:
    spoken = tone(0.1)
    paused = Pcm(np.concatenate([spoken.samples, np.zeros(22050, np.int16)]), 22050)

    assert level_dbfs(paused) == pytest.approx(level_dbfs(spoken), abs=0.1)


def test_high_peaks_are_never_clipped() -> None:
    """A soft tone with one click in it stays softer than the others."""
    samples = tone(0.02).samples
    samples[5000] = 30000
    louder = leveled(Pcm(samples, 22050))

    assert louder.peak <= round(32768 * 10 ** (PEAK_DBFS / 20))
    assert level_dbfs(louder) < SPEECH_DBFS


def test_what_is_very_soft_is_not_made_loud() -> None:
    soft = tone(0.001)

    assert level_dbfs(leveled(soft)) == pytest.approx(level_dbfs(soft) + MOST_DB, abs=0.5)


@pytest.mark.parametrize("samples", [[], [0] * 1000], ids=["nothing", "zeros"])
def test_silence_stays_silence(samples: list[int]) -> None:
    silence = Pcm(np.array(samples, np.int16), 22050)

    assert level_dbfs(silence) == -100
    assert not leveled(silence).peak


@pytest.mark.parametrize("kind", Earcon)
def test_earcons_are_heard_beside_speech_and_do_not_startle(kind: Earcon) -> None:
    """A tone has no peaks above its level, as speech has: it may be a little above, and is never 6 dB off."""
    assert abs(level_dbfs(earcon(kind, 22050)) - SPEECH_DBFS) < 6
