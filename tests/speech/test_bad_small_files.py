"""Whatever lies in the place of the tuning, of the echo's note or of a sound: it is used, or it does no harm."""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import IS_SOAK, fuzz
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import WordHeard
from voicecoach.speech import echo_note, tuning_file
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.recognizers.own_voice import OwnVoice
from voicecoach.speech.recognizers.personal import NOBODY, Personal
from voicecoach.speech.sound_cache import SoundCache, key

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = 20 if IS_SOAK else 1
CASES = 200 * MANY
VOICE = OwnVoice("encoder", ("better", "worse"), b"\0\0" * 3, b"\1\2\3" * 2)
TUNING = tuning_file.Tuning(
    NOON,
    tuning_file.weights(),
    Personal(0.1, VOICE),
    (WordHeard("better", Question.CHANGE, 2, 1, 1),),
    2,
    1,
    2,
)
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    2**70,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x" * 1000,
    "\0",
    [],
    {},
    [[]],
    {"a": 1},
]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def damaged(content: bytes, seed: str) -> list[bytes]:
    """Cut, flipped, doubled and overwritten."""
    dice = random.Random(seed)
    found = []
    for case in range(CASES):
        changed = bytearray(content)
        if case % 4 == 0:
            del changed[dice.randrange(len(changed)) :]
        elif case % 4 == 1:
            at = dice.randrange(len(changed))
            changed[at:at] = changed[at : at + dice.randrange(50)]
        else:
            for _ in range(dice.randint(1, 6)):
                changed[dice.randrange(len(changed))] = dice.randrange(256)
        found.append(bytes(changed))
    return found


def one_value_odd(document: Any) -> list[Any]:
    """The document once for each of its values and each odd one in its place."""
    found: list[Any] = list(ODD)
    if isinstance(document, dict):
        for name, value in document.items():
            found += [{**document, name: other} for other in one_value_odd(value)]
            found.append({each: value for each, value in document.items() if each != name})
    elif isinstance(document, list):
        for n, value in enumerate(document):
            found += [[*document[:n], other, *document[n + 1 :]] for other in one_value_odd(value)]
    return found


def check_tuning(path: Path) -> None:
    """It is used as far as it makes sense, or a sentence says that it is not; to sum it up never fails."""
    kept = tuning_file.read(path)

    assert (kept.tuning is None) <= (kept.problem is not None)
    assert kept.problem is None or len(kept.problem.splitlines()) == 1
    if kept.tuning is not None:
        assert kept.tuning.summary
    if kept.problem:
        assert kept.personal == NOBODY
    assert 0 <= kept.personal.ease <= 1


def test_a_damaged_tuning_is_not_used_and_told(tmp_path: Path) -> None:
    """Two hundred damages, and each of its values replaced by each odd one."""
    path = tmp_path / "tuning.json"
    tuning_file.write(path, TUNING)
    whole = path.read_bytes()
    contents = damaged(whole, "tuning")
    contents += [json.dumps(each).encode() for each in one_value_odd(json.loads(whole))]
    for content in contents:
        path.write_bytes(content)
        check_tuning(path)

    assert len(contents) > 450


@given(st.binary(max_size=300) | anything.map(lambda each: json.dumps(each).encode()))
@fuzz(50)
def test_anything_at_all_is_no_tuning_and_no_note(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    check_tuning(path)

    assert echo_note.read(path) is None


def test_a_damaged_note_is_none_or_a_note(tmp_path: Path) -> None:
    path = tmp_path / "echo.json"
    echo_note.write(path, echo_note.EchoNote("open", "no echo", NOON))
    whole = path.read_bytes()
    contents = damaged(whole, "echo") + [
        json.dumps(each).encode() for each in one_value_odd(json.loads(whole))
    ]
    for content in contents:
        path.write_bytes(content)
        note = echo_note.read(path)

        assert note is None or isinstance(note.measured_at, datetime)

    assert len(contents) > 250


def test_a_damaged_sound_is_whole_or_none(tmp_path: Path) -> None:
    """Never another sound than the one that was kept: a checksum is over it."""
    cache = SoundCache(tmp_path / "speech")
    pcm = Pcm(np.arange(500, dtype=np.int16), 22050)
    name = key("espeak", None, 155, "better")
    cache.put(name, pcm)
    (path,) = (tmp_path / "speech").iterdir()
    for content in damaged(path.read_bytes(), "sound"):
        path.write_bytes(content)
        found = cache.get(name)

        assert found is None or np.array_equal(found.samples, pcm.samples)
        assert path.exists() is (found is not None)


@pytest.mark.parametrize("name", ["pipe", "folder", "loop", "huge", "device", "deep"])
def test_nothing_in_their_place_hangs_or_fills_the_memory(tmp_path: Path, name: str) -> None:
    cache = SoundCache(tmp_path)
    path = tmp_path / f"{key('a', None, 1, name)}.pcm"
    match name:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path)
        case "huge":
            with path.open("wb") as file:
                file.truncate(20_000_000_000)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.write_text("[" * 100_000)
    check_tuning(path)

    assert echo_note.read(path) is None
    assert cache.get(path.stem) is None
