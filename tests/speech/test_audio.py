"""WAV files of every shape become 16 kHz mono; anything else is a sentence."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.errors import UsageError
from voicecoach.speech.audio import audio_data, read_wav, resample, samples_of

if TYPE_CHECKING:
    from pathlib import Path


def wav(tone: np.ndarray, rate_hz: int, bits: int, channels: int = 1, *, coding: int = 1) -> bytes:
    """A WAV file of `tone` (full scale 1) in each channel; coding 0xFFFE is the extensible header."""
    wide = np.repeat(tone, channels)
    match bits, coding:
        case 32, 3:
            body = wide.astype("<f4").tobytes()
        case 8, _:
            body = (np.rint(wide * 127) + 128).astype(np.uint8).tobytes()
        case 24, _:
            body = np.rint(wide * (2**31 - 1)).astype("<i4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()
        case _:
            body = np.rint(wide * (2 ** (bits - 1) - 1)).astype(f"<i{bits // 8}").tobytes()
    block = channels * bits // 8
    header = struct.pack("<HHIIHH", coding, channels, rate_hz, rate_hz * block, block, bits)
    if coding == 0xFFFE:
        header += struct.pack("<HHIH", 22, bits, 0, 1) + bytes(14)
    chunks = b"LIST\x03\0\0\0abc\0" + b"fmt " + struct.pack("<I", len(header)) + header
    chunks += b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def tone(rate_hz: int, hertz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(rate_hz) / rate_hz)


SHAPES = [
    (rate_hz, bits, channels, coding)
    for rate_hz in (8000, 11025, 16000, 44100, 48000)
    for bits, coding in ((8, 1), (16, 1), (24, 1), (24, 0xFFFE), (32, 1), (32, 3))
    for channels in (1, 2)
]


@pytest.mark.parametrize(("rate_hz", "bits", "channels", "coding"), SHAPES)
def test_any_width_rate_and_channels_give_the_same_tone(
    tmp_path: Path, rate_hz: int, bits: int, channels: int, coding: int
) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(wav(tone(rate_hz), rate_hz, bits, channels, coding=coding))
    samples = read_wav(path) / 32768.0

    middle = slice(1000, 15000)
    assert samples.shape == (16000,)
    assert np.abs(samples[middle] - tone(16000)[middle]).max() < 0.02


def test_what_lies_above_the_new_nyquist_frequency_is_gone_not_folded() -> None:
    assert np.abs(resample(tone(48000, 11000.0), 48000, 16000)[500:-500]).max() < 0.01


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a WAV"),
        (b"hello, I am text" * 9, "not a WAV"),
        (wav(tone(8000), 8000, 16)[:30], "no sound"),
        (b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0abcd", "cut short"),
        (wav(tone(8000), 8000, 16, coding=0x55), "compressed"),
        (
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 0, 0, 0, 0, 16) + b"data\0\0\0\0",
            "0 channels",
        ),
    ],
)
def test_what_is_no_recording_is_named_in_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=reason):
        read_wav(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read the recording .*gone\.wav"):
        read_wav(tmp_path / "gone.wav")


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_anything_but_sound_or_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.wav"
    path.write_bytes(wav(tone(80), 8000, 16)[:40] + content)
    try:
        samples = read_wav(path)
    except UsageError:
        return

    assert samples.dtype == np.int16


def test_audio_data_comes_back_as_it_went_in() -> None:
    samples = (tone(16000) * 32767).astype(np.int16)

    np.testing.assert_allclose(samples_of(audio_data(samples)), samples / 32768.0, atol=1e-6)
