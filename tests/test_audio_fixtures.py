"""The recordings of audio_fixtures/ are complete, well formed, plausible, and declared synthetic."""

from __future__ import annotations

import csv
import re
import wave
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from voicecoach.coach.phrases import all_phrases

FIXTURES = Path(__file__).parent.parent / "audio_fixtures"
DEMO = Path(__file__).parent.parent / "voicecoach" / "demo" / "recordings"
COLUMNS = ["path", "text", "voice", "condition", "kind", "licence", "origin"]
CONDITIONS = ("near", "room")
VOICES_AT_LEAST = 8
MEGABYTES_AT_MOST = 46.0


@cache
def manifest() -> tuple[dict[str, str], ...]:
    with (FIXTURES / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def rows(kind: str) -> list[dict[str, str]]:
    return [row for row in manifest() if row["kind"] == kind]


def recordings() -> list[Path]:
    return sorted([*FIXTURES.rglob("*.wav"), *DEMO.glob("*.wav")])


@cache
def opened(path: Path) -> tuple[tuple[int, int, int], bytes]:
    """Rate, channels and bytes a sample; and the samples."""
    with wave.open(str(path), "rb") as reader:
        form = (reader.getframerate(), reader.getnchannels(), reader.getsampwidth())
        return form, reader.readframes(reader.getnframes())


def peak(samples: bytes) -> int:
    """The highest amplitude, to within 256: of each sample only the high byte is looked at, to be quick."""
    return max(256 * min(high, 256 - high) for high in set(samples[1::2]))


def duration_s(path: Path) -> float:
    (rate_hz, channels, width), samples = opened(path)
    return len(samples) / (rate_hz * channels * width)


def names(paths: list[Path]) -> list[str]:
    return [path.name if path.is_relative_to(DEMO) else str(path.relative_to(FIXTURES)) for path in paths]


def contains_phrase(text: str) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in all_phrases())


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_phrase_is_recorded_in_at_least_eight_voices(condition: str) -> None:
    """A phrase that is added to phrases.py needs its recordings: run scripts/make_fixtures."""
    voices = defaultdict(set)
    for row in rows("phrase"):
        if row["condition"] == condition:
            voices[row["text"]].add(row["voice"])

    assert {p: len(voices[p]) for p in all_phrases() if len(voices[p]) < VOICES_AT_LEAST} == {}


def test_no_phrase_recording_says_what_is_no_longer_in_the_vocabulary() -> None:
    assert {row["text"] for row in rows("phrase")} - set(all_phrases()) == set()


def test_the_manifest_lists_every_recording_once_and_no_other() -> None:
    listed = [row["path"] for row in manifest()]
    there = {path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.wav")}

    assert len(listed) == len(set(listed))
    assert set(listed) == there


def test_the_manifest_has_its_columns_in_order() -> None:
    assert list(manifest()[0]) == COLUMNS


def test_the_manifest_says_of_every_recording_that_it_is_synthetic_and_its_licence() -> None:
    assert [row["path"] for row in manifest() if not row["origin"].startswith("synthetic: ")] == []
    assert [row["path"] for row in manifest() if not row["licence"]] == []


def test_every_recording_is_16_khz_mono_16_bit() -> None:
    odd = [path for path in recordings() if opened(path)[0] != (16_000, 1, 2)]

    assert names(odd) == []


def test_no_recording_is_clipped_and_only_the_silence_is_silent() -> None:
    peaks = {path: peak(opened(path)[1]) for path in recordings()}
    silences = [FIXTURES / row["path"] for row in manifest() if row["condition"] == "silence"]

    assert names([path for path, top in peaks.items() if top > 32_000]) == []
    assert names([path for path, top in peaks.items() if top < 500 and path not in silences]) == []
    assert max(peaks[path] for path in silences) < 500


def test_spoken_recordings_last_as_long_as_speech_does() -> None:
    paths = [FIXTURES / row["path"] for row in rows("phrase") + rows("other") + rows("coach")]
    odd = [path for path in [*paths, *DEMO.glob("*.wav")] if not 0.25 <= duration_s(path) <= 4.0]

    assert names(odd) == []


def test_sounds_last_between_half_a_second_and_ten_seconds() -> None:
    odd = [row["path"] for row in rows("sound") if not 0.5 <= duration_s(FIXTURES / row["path"]) <= 10.0]

    assert odd == []


def test_other_speech_is_plentiful_in_both_conditions_and_free_of_the_vocabulary() -> None:
    by_condition = {c: [row for row in rows("other") if row["condition"] == c] for c in CONDITIONS}

    assert min(len(found) for found in by_condition.values()) >= 30
    assert [row["text"] for row in rows("other") if contains_phrase(row["text"])] == []


def test_the_coach_counts_to_ten_near_and_in_the_room() -> None:
    counts = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    said = {(row["text"], row["condition"]) for row in rows("coach")}

    assert {(count, condition) for count in counts for condition in CONDITIONS} <= said


def test_the_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in recordings()) / 1e6 <= MEGABYTES_AT_MOST


def test_the_readme_says_that_all_is_synthetic() -> None:
    assert "synthetic" in (FIXTURES / "README.md").read_text(encoding="utf-8")
