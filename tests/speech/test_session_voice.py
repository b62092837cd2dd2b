"""The voice of a session in another language: the real engine, with a voice for each language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicecoach.speaking import session_voice
from voicecoach.speech.two_voices import TwoVoices
from voicecoach.speech.voice import Voice

GERMAN = "Kommen Sie auf Hände und Knie."
ENGLISH = "Say: ready, when you are in place."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing from an earlier session, and nothing left of this one."""
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path))


def test_the_exercises_are_told_by_a_voice_of_their_language_and_the_rest_by_the_coach() -> None:
    told: list[str] = []
    voices = session_voice("daily-mobility", "de", None, told.append, told.append)
    english, german = Voice(), Voice("de")
    try:
        assert isinstance(voices, TwoVoices)
        assert np.array_equal(voices.render(GERMAN, 155).samples, german.render(GERMAN, 155).samples)
        assert np.array_equal(voices.render(ENGLISH, 155).samples, english.render(ENGLISH, 155).samples)
        assert voices.voice_id == english.voice_id
        assert told == []
    finally:
        for each in (voices, english, german):
            each.close()


def test_a_session_in_english_has_one_voice() -> None:
    voice = session_voice("daily-mobility", "en", "en-gb", print, print)
    try:
        assert isinstance(voice, Voice)
        assert voice.voice_id == "gmw/en"
    finally:
        voice.close()


def test_where_no_voice_speaks_the_language_the_coach_s_own_does_and_it_is_told(tmp_path: Path) -> None:
    """No engine knows this one."""
    told: list[str] = []
    text = (Path(__file__).parents[2] / "voicecoach/programs/daily_mobility.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(".de =", ".qx =").replace(", de =", ", qx ="), encoding="utf-8")
    voice = session_voice(str(path), "qx", None, told.append, told.append)
    try:
        assert isinstance(voice, Voice)
        assert told == ["No voice here speaks qx: the coach's own voice says those sentences, too."]
    finally:
        voice.close()
