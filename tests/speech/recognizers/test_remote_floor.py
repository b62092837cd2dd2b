"""The real recognizers in their process: the same hypotheses as here, and what the process keeps to itself."""

from __future__ import annotations

import csv
import os
import signal
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.speech.recognizers.remote_workers import Told, pid_of
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.engines import make_recognizer, make_remote_recognizer
from voicecoach.speech.audio import read_wav, samples_of, sound_of
from voicecoach.speech.memory import limit_growth
from voicecoach.speech.recognizers.base import Band, Hypothesis, Vocabulary
from voicecoach.speech.recognizers.own_voice import OwnVoice
from voicecoach.speech.recognizers.personal import Personal
from voicecoach.speech.recognizers.recipe import load_floor
from voicecoach.speech.recognizers.remote import RemoteRecognizer

FIXTURES = Path(__file__).parents[3] / "audio_fixtures"
RECORDINGS = 48
MEANINGLESS = ("rich", "click", "sqlite3", "platformdirs", "speech_recognition", "pyaudio", "multiprocessing")


@pytest.fixture(scope="module")
def remote() -> Iterator[RemoteRecognizer]:
    recognizer = make_remote_recognizer("floor", None, Told(), has_fallback=False)
    yield recognizer
    recognizer.close()


def recordings() -> list[tuple[Any, Vocabulary]]:
    """A fixed few of all kinds, each at a question where it is an answer, or at any."""
    with (FIXTURES / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: zlib.crc32(row["path"].encode()))
    found = []
    for row in [row for row in rows if row["kind"] in ("phrase", "other", "sound")][:RECORDINGS]:
        asked = next((q for q in Question if row["text"] in vocabulary(q)), Question.CHANGE)
        sound = sound_of(read_wav(FIXTURES / row["path"]))
        found.append((sound, Vocabulary(asked.value, vocabulary(asked))))
    return found


def test_the_process_hears_the_very_same(remote: RemoteRecognizer) -> None:
    """Text, band, alternative, and each bit of the confidence."""
    here = make_recognizer("floor")
    pairs = [(here.recognize(*each), remote.recognize(*each)) for each in recordings()]

    assert [one for one, _ in pairs] == [other for _, other in pairs]
    assert sum(one.band is not Band.REFUSED for one, _ in pairs) > RECORDINGS / 3


def test_a_crashed_recognizer_hears_the_same_after_it(remote: RemoteRecognizer) -> None:
    sound, words = next(each for each in recordings() if remote.recognize(*each).band is Band.SURE)
    before = remote.recognize(sound, words)
    os.kill(pid_of(remote), signal.SIGSEGV)

    assert remote.recognize(sound, words) in (before, Hypothesis(None, 0.0, Band.REFUSED))
    while (again := remote.recognize(sound, words)).text is None:
        pass  # the new one still loads
    assert again == before


def test_sphinx_hears_the_same_in_its_process() -> None:
    pytest.importorskip("pocketsphinx", reason="it has no build for this Python")
    here, there = (
        make_recognizer("sphinx"),
        make_remote_recognizer("sphinx", None, Told(), has_fallback=False),
    )
    few = recordings()[:12]
    pairs = [(here.recognize(*each), there.recognize(*each)) for each in few]
    there.close()

    assert [one for one, _ in pairs] == [other for _, other in pairs]


def test_what_a_tuning_found_reaches_the_process() -> None:
    """How somebody says two words, and the ease: the confidences are those of a recognizer here that was told so."""
    floor = load_floor()
    takes = []
    for phrase in ("better", "worse"):
        path = FIXTURES / "phrases" / phrase / "piper-us-man__near.wav"
        takes.append((phrase, floor.listen(samples_of(sound_of(read_wav(path))))))
    voice = floor.learn(takes)
    assert isinstance(voice, OwnVoice)
    personal = Personal(0.1, voice)
    here, there = (
        make_recognizer("floor", personal),
        make_remote_recognizer("floor", personal, Told(), has_fallback=False),
    )
    few = [each for each in recordings() if each[1].question == "change"]
    told = [(floor.recognize(*each), here.recognize(*each), there.recognize(*each)) for each in few]
    there.close()

    assert [here for _, here, _ in told] == [there for _, _, there in told]
    assert any(untold != here for untold, here, _ in told)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_the_process_keeps_to_itself(remote: RemoteRecognizer) -> None:
    """No terminal, no file, no socket, no core dump, and Ctrl-C is not for it."""
    pid = pid_of(remote)
    remote.recognize(*recordings()[0])
    files = {each.readlink().name for each in Path(f"/proc/{pid}/fd").iterdir()}
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    ignored = int(next(line.split()[1] for line in status.splitlines() if line.startswith("SigIgn")), 16)
    limits = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    core = next(line.split()[4:6] for line in limits if line.startswith("Max core file size"))
    data = next(line.split()[3] for line in limits if line.startswith("Max data size"))

    assert {name for name in files if not name.startswith("pipe:")} == {"null"}
    assert ignored & 1 << signal.SIGINT - 1
    assert os.getsid(pid) == pid
    assert core == ["0", "0"]
    assert data.isdigit()


def test_the_process_is_slim() -> None:
    """What the coach needs for its screen and history is not loaded a second time."""
    import subprocess  # noqa: PLC0415

    code = (
        "import sys; import voicecoach.speech.recognizers.worker as worker;"
        "from voicecoach.speech.recognizers.recipe import Recipe; Recipe('floor').load();"
        f"print([name for name in {MEANINGLESS!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone limits it")
def test_a_process_that_takes_all_memory_gets_no_more_than_its_bound() -> None:
    """In one answer, before anybody could look: the memory is refused, which is a failure like others."""
    import subprocess  # noqa: PLC0415

    code = (
        f"from {limit_growth.__module__} import limit_growth; limit_growth(64); held = []\n"
        "try:\n    for _ in range(4000): held.append(b'x' * 1_000_000)\n"
        "except MemoryError:\n    print(len(held))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert 40 < int(ran.stdout) < 80


def test_no_model_keeps_or_sends_a_record_of_its_use(tmp_path: Path) -> None:
    """Onnxruntime would, below the cache of whoever uses it; here all of it is loaded, in this very way."""
    import subprocess  # noqa: PLC0415

    code = "from voicecoach.engines import make_recognizer; print(make_recognizer('floor').parts)"
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)

    assert "encoder" in ran.stdout
    assert list(tmp_path.iterdir()) == []
