"""The neural voice with the real piper and a real voice: what it renders, how fast, and what happens when it cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.neural import NAME, copy_voice, files_in
from voicecoach.coach.foresight import repertoire
from voicecoach.errors import NoAudio
from voicecoach.programs.loader import load
from voicecoach.speech.loudness import SPEECH_DBFS, level_dbfs
from voicecoach.speech.pace import CHARACTERS, REFERENCE, length_scale
from voicecoach.speech.render_worker import refuse_network
from voicecoach.speech.sound_cache import SoundCache
from voicecoach.speech.voice import Shelf, Voice, VoiceFailed

LINES = [text for text in sorted(repertoire(load("back-pain"))) if len(text) >= 40][::12]
"""Of all that the coach says, so that none is chosen for its pace."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_voice(tmp_path_factory.mktemp("voices")).parent


@pytest.fixture(scope="module")
def voice(folder: Path) -> Iterator[Voice]:
    voice = Voice(NAME, files=files_in(folder))
    yield voice
    voice.close()


def shelf(folder: Path) -> Shelf:
    return Shelf(SoundCache(folder), lambda _: True)


def test_a_sentence_becomes_sound_at_the_level_of_all_voices(voice: Voice) -> None:
    pcm = voice.render("Rest, and turn your head to one side.", 155)

    assert voice.voice_id == NAME
    assert 1.5 < pcm.duration_s < 4
    assert level_dbfs(pcm) == pytest.approx(SPEECH_DBFS, abs=0.5)


@pytest.mark.parametrize("rate_wpm", [110, 155, 220])
def test_words_a_minute_are_kept_within_a_tenth(voice: Voice, rate_wpm: int) -> None:
    """Words of six characters, over eleven of the coach's lines: the sound's own length, not the time of rendering."""
    spoken_s = sum(voice.render(line, rate_wpm).duration_s for line in LINES)
    words = sum(len(line) + 1 for line in LINES) / CHARACTERS

    assert 60 * words / spoken_s == pytest.approx(rate_wpm, rel=0.1)


def test_a_slow_voice_is_hurried_and_a_quick_one_held_back() -> None:
    own_s = 60 * (len(REFERENCE) + 1) / CHARACTERS / 155

    assert length_scale(155, own_s) == pytest.approx(1)
    assert length_scale(155, 2 * own_s) < 1 < length_scale(155, own_s / 2)
    assert length_scale(220, 100.0) > 0


def test_two_sentences_have_a_pause_between_them(voice: Voice) -> None:
    together = voice.render("Breathe quietly. Let your back go soft.", 155).duration_s
    apart = sum(voice.render(each, 155).duration_s for each in ("Breathe quietly.", "Let your back go soft."))

    assert together > apart + 0.1


def test_what_was_said_before_is_there_without_the_engine(folder: Path, tmp_path: Path) -> None:
    """The second time neither the pace nor the first line waits for the model: here, there is none to wait for."""
    first = Voice(NAME, files=files_in(folder), shelf=shelf(tmp_path))
    said = first.render("Welcome.", 155)
    first.close()

    hung = (sys.executable, "-c", "import time; time.sleep(600)")
    second = Voice(NAME, files=files_in(folder), shelf=shelf(tmp_path), command=hung)
    assert second.render("Welcome.", 155).samples.tolist() == said.samples.tolist()
    second.close()


def test_another_voice_under_the_same_name_is_rendered_anew(folder: Path, tmp_path: Path) -> None:
    first = Voice(NAME, files=files_in(folder), shelf=shelf(tmp_path))
    first.render("Welcome.", 155)
    first.close()
    beside = folder / f"{NAME}.onnx.json"
    os.utime(beside, ns=(1, 1))
    second = Voice(NAME, files=files_in(folder), shelf=shelf(tmp_path))
    second.render("Welcome.", 155)
    second.close()

    assert len(list(tmp_path.glob("*.pcm"))) == 4


def test_a_killed_worker_is_replaced_and_the_next_render_works(voice: Voice) -> None:
    voice.render("one", 155)
    assert voice._worker is not None
    killed = voice._worker.pid
    os.kill(killed, signal.SIGKILL)

    assert voice.render("two", 155).duration_s > 0.1
    assert voice._worker.pid != killed


def test_from_a_neural_voice_to_the_platform_s_and_back(folder: Path) -> None:
    voice = Voice(files=files_in(folder))
    platform = voice.render("a bath", 155)
    voice.use(NAME)
    neural = voice.render("a bath", 155)
    voice.use("en-us")
    again = voice.render("a bath", 155)
    voice.close()

    assert again.samples.tolist() == platform.samples.tolist() != neural.samples.tolist()


def test_a_neural_voice_is_listed_last_and_is_not_the_default(folder: Path) -> None:
    voice = Voice(files=files_in(folder))
    voice.close()

    assert voice.list_voices()[-1].id == NAME
    assert voice.voice_id == voice.offer.default == "gmw/en-us"
    assert voice.choose("en-us") == "gmw/en-us"
    assert voice.choose(NAME) == NAME


@pytest.mark.parametrize("damage", ["empty", "cut off", "no model"])
def test_a_damaged_voice_says_what_to_do(tmp_path: Path, damage: str) -> None:
    path = copy_voice(tmp_path)
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes({"empty": b"", "cut off": whole[:1_000_000], "no model": b"GIF89a" * 100}[damage])

    with pytest.raises(NoAudio, match=r"The voice file .* cannot speak \(.*\): copy it and its \.json"):
        Voice(str(path), files=files_in())


def test_a_voice_that_is_damaged_later_keeps_the_other(folder: Path, tmp_path: Path) -> None:
    path = copy_voice(tmp_path)
    path.unlink()
    path.write_bytes(b"nothing")
    voice = Voice(NAME, files=files_in(folder))
    before = voice.render("yes", 155)

    with pytest.raises(VoiceFailed):
        voice.use(str(path))
    assert voice.voice_id == NAME
    assert voice.render("yes", 155) is before
    voice.close()


def test_a_neural_voice_that_fails_gives_way_to_the_platform_s(tmp_path: Path) -> None:
    """Its file is damaged in the middle of a session: told in one line, once, and the coach goes on speaking."""
    path = copy_voice(tmp_path)
    told: list[str] = []
    voice = Voice(str(path), files=files_in(), on_fallback=told.append)
    before = voice.render("yes", 155)
    path.unlink()
    path.write_bytes(b"nothing")
    assert voice._worker is not None
    os.kill(voice._worker.pid, signal.SIGKILL)
    after = [voice.render(text, 155).samples.tolist() for text in ("better", "yes")]
    voice.close()
    platform = Voice()
    usual = [platform.render(text, 155).samples.tolist() for text in ("better", "yes")]
    platform.close()

    assert after == usual != before.samples.tolist()
    assert len(told) == 1
    assert told[0].startswith(f"The voice file {path} cannot speak (")
    assert told[0].endswith("Going on with the voice gmw/en-us.")


def test_a_neural_voice_that_hangs_is_not_waited_for_twice(tmp_path: Path) -> None:
    told: list[str] = []
    voice = Voice(str(copy_voice(tmp_path)), files=files_in(), on_fallback=told.append)
    assert voice._worker is not None
    voice._deadline_s = 0.5
    os.kill(voice._worker.pid, signal.SIGSTOP)
    after = voice.render("better", 155)
    voice.close()

    assert after.duration_s > 0.1
    assert "no answer within" in told[0]
    assert voice.voice_id == "gmw/en-us"


def test_the_worker_cannot_reach_the_network() -> None:
    """The hook that the worker sets before it loads anything, in a process of its own: a hook cannot be taken away."""
    code = (
        "import runpy, socket, sys, urllib.request\n"
        "refuse = runpy.run_path(sys.argv[1], run_name='worker')['refuse_network']\n"
        "sys.addaudithook(refuse)\n"
        "try: urllib.request.urlopen('http://127.0.0.1:9/')\n"
        "except Exception as error: print(type(getattr(error, 'reason', error)).__name__)\n"
    )
    script = Path(sys.modules[refuse_network.__module__].__file__ or "")
    ran = subprocess.run([sys.executable, "-c", code, script], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "PermissionError"
