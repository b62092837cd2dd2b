"""`voicecoach hear` takes a recording as it should be taken, or says in a sentence what is wrong (exit code 2)."""

from __future__ import annotations

import json
import os
import random
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Run
from tests.fuzzing import IS_SOAK, fuzz
from voicecoach.errors import UsageError
from voicecoach.speech.audio import MOST_S, RATES_HZ, read_wav

BETTER = Path(__file__).parents[2] / "audio_fixtures" / "phrases" / "better" / "piper-us-man__near.wav"
HEADER = "<4sI4s4sIHHIIHH4sI"
FIELDS = tuple(
    "riff size wave fmt fmt_size coding channels rate_hz bytes_a_second block bits data data_size".split()
)
SOUND = (8000 * np.sin(np.arange(1600) / 5)).astype("<i2").tobytes()
WHOLE = dict(
    zip(
        FIELDS,
        (b"RIFF", 36 + len(SOUND), b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data", len(SOUND)),
        strict=True,
    )
)
NUMBERS = (0, 1, 2, 3, 7, 15, 17, 255, 0x7FFF, 0xFFFE, 0xFFFF)
LARGE = (*NUMBERS, 44100, 8000, 192_000, 2**31 - 1, 2**31, 2**32 - 1, 4_294_967_291)
TAGS = (b"\0\0\0\0", b"RIFX", b"riff", b"AVI ", b"    ")


def recording(body: bytes = SOUND, **changed: object) -> bytes:
    return struct.pack(HEADER, *({**WHOLE, **changed}[name] for name in FIELDS)) + body


def wrong_headers() -> list[tuple[str, bytes]]:
    return [
        (f"{name}={other!r}", recording(**{name: other}))
        for name, value in WHOLE.items()
        for other in odd(name, value)
    ]


def odd(name: str, value: object) -> tuple[object, ...]:
    """What may stand in this field instead, and fits into it."""
    if isinstance(value, bytes):
        return TAGS
    return NUMBERS if name in ("coding", "channels", "block", "bits") else LARGE


def outcome(path: Path, content: bytes) -> str:
    """ "sound", or why not; in bounded memory."""
    path.write_bytes(content)
    try:
        samples = read_wav(path)
    except UsageError as error:
        told = str(error)
        if str(path) not in told or len(told.splitlines()) != 1:
            raise
        return told
    assert samples.dtype == np.int16
    assert len(samples) <= (MOST_S + 1) * 16000
    return "sound"


def test_every_field_of_the_header_may_be_wrong(tmp_path: Path) -> None:
    """Each with each odd value: it is read as the rest of the header says, or refused."""
    cases = wrong_headers()
    found = {name: outcome(tmp_path / "a.wav", content) for name, content in cases}

    assert len(cases) > 120
    assert "sound" not in {
        found[f"{tag}={each!r}"] for tag in ("riff", "wave", "fmt", "data") for each in TAGS
    }
    assert "sound" not in {found[f"coding={each}"] for each in (0, 2, 7)}
    assert "sound" not in {found[f"rate_hz={each}"] for each in LARGE if each not in RATES_HZ}
    assert {found[f"size={each}"] for each in LARGE} == {"sound"}
    assert found["rate_hz=8000"] == found["rate_hz=44100"] == found["data_size=4294967295"] == "sound"


def test_every_length_and_a_few_hundred_damages_are_sound_or_refused(tmp_path: Path) -> None:
    dice = random.Random(3)
    whole = recording()
    cases = [whole[:n] for n in (*range(60), *dice.sample(range(60, len(whole)), 40))]
    for _ in range(200 * (20 if IS_SOAK else 1)):
        changed = bytearray(whole)
        for _ in range(dice.randint(1, 5)):
            changed[dice.randrange(48)] = dice.randrange(256)
        cases.append(bytes(changed))

    assert len([outcome(tmp_path / "a.wav", content) for content in cases]) >= 300


@given(
    coding=st.sampled_from([1, 3, 0xFFFE]) | st.integers(0, 0xFFFF),
    channels=st.integers(0, 8) | st.integers(0, 0xFFFF),
    rate_hz=st.sampled_from([8000, 16000, 44100]) | st.integers(0, 2**32 - 1),
    bits=st.sampled_from([8, 16, 24, 32, 64]) | st.integers(0, 0xFFFF),
    body=st.binary(max_size=400),
    claimed=st.integers(0, 2**32 - 1),
)
@fuzz(150)
def test_any_header_is_sound_or_refused(
    tmp_path: Path, coding: int, channels: int, rate_hz: int, bits: int, body: bytes, claimed: int
) -> None:
    content = recording(body, coding=coding, channels=channels, rate_hz=rate_hz, bits=bits, data_size=claimed)
    outcome(tmp_path / "a.wav", content)


def linked(to: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(to)


def an_hour(path: Path) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(b"\x80" * (8000 * 3600))


def endless(path: Path) -> None:
    path.write_bytes(recording(data_size=2**32 - 1))
    with path.open("r+b") as file:
        file.truncate(4_000_000_000)


NO_RECORDING: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.touch(),
    "text": lambda path: path.write_text("better"),
    "FLAC": lambda path: path.write_bytes(b"fLaC\0\0\0\x22" + bytes(4000)),
    "MP3": lambda path: path.write_bytes(b"ID3\4" + bytes(10) + b"\xff\xfb\x90\0" * 500),
    "a pipe": os.mkfifo,
    "a directory": lambda path: path.mkdir(),
    "a device": linked("/dev/zero"),
    "a link to itself": linked("bad.wav"),
    "nothing": lambda _: None,
    "an hour": an_hour,
    "endless": endless,
}


@pytest.mark.parametrize("how", NO_RECORDING)
def test_what_is_no_recording_is_one_sentence_and_what_came_before_it_is_answered(
    run: Run, tmp_path: Path, how: str
) -> None:
    """By the command, in its memory: exit code 2 with the file's name."""
    NO_RECORDING[how](tmp_path / "bad.wav")
    ran = run("hear", BETTER, "bad.wav", "--question", "change", "--recognizer", "sphinx")

    assert ran.code == 2
    assert "bad.wav" in ran.sentence
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == [str(BETTER)]


@pytest.mark.parametrize(
    ("rate_hz", "width", "channels"), [(8000, 2, 1), (44100, 3, 2), (16000, 4, 1), (192_000, 1, 2)]
)
def test_other_shapes_are_understood(tmp_path: Path, rate_hz: int, width: int, channels: int) -> None:
    """A tone of one second is a second of sound."""
    tone = np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz) * 0.5
    if width == 1:
        frames = np.rint(tone * 127 + 128).astype(np.uint8).tobytes()
        body = b"".join(frames[n : n + 1] * channels for n in range(rate_hz))
    else:
        values = np.rint(tone * (2 ** (8 * width - 1) - 1)).astype(int)
        body = b"".join(int(each).to_bytes(width, "little", signed=True) * channels for each in values)
    path = tmp_path / "a.wav"
    path.write_bytes(recording(body, rate_hz=rate_hz, bits=8 * width, channels=channels, data_size=len(body)))
    samples = read_wav(path)

    assert len(samples) == 16000
    assert abs(int(np.abs(samples).max()) - 16384) < 300


def test_one_sample_and_none_are_a_recording_in_which_nobody_speaks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.wav").write_bytes(recording(b"\1\0", data_size=2))
    (tmp_path / "none.wav").write_bytes(recording(b"", data_size=0))
    ran = run("hear", "one.wav", "none.wav", "--question", "change", "--recognizer", "sphinx")

    assert ran.code == 0
    assert [json.loads(line)["band"] for line in ran.out.splitlines()] == ["refused", "refused"]
