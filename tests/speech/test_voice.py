"""The voice with the real pyttsx3: what it renders, and what it does when its worker hangs, dies or is
silent.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.errors import UsageError
from voicecoach.speech.memory import resident_mb
from voicecoach.speech.voice import Voice, VoiceFailed
from voicecoach.speech.voices import Offer, VoiceInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "Lie on your stomach, and stay so for a minute. Breathe. Then push up, slowly, and come down again. "
FAKE_WORKER = """
import json, os, signal, sys, time
def reply(body=b"", **head):
    sys.stdout.buffer.write(json.dumps({"id": request["id"], "bytes": len(body)} | head).encode() + b"\\n" + body)
    sys.stdout.flush()
for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "voices":
        reply(voices=[], default=None)
    else:
        %s
"""


def fake_worker(on_render: str) -> tuple[str, ...]:
    """A worker that lists no voices and runs a statement at every render."""
    return (sys.executable, "-c", FAKE_WORKER % on_render)


@pytest.fixture
def voice() -> Iterator[Voice]:
    voice = Voice()
    yield voice
    voice.close()


def worker_pid(voice: Voice) -> int:
    assert voice._worker is not None
    return voice._worker.pid


def test_a_sentence_becomes_sound(voice: Voice) -> None:
    pcm = voice.render("Rest, and turn your head to one side.", 155)

    assert pcm.samples.dtype == np.int16
    assert 1.5 < pcm.duration_s < 4
    assert pcm.peak > 5000


def test_a_long_text_is_rendered_to_its_end(voice: Voice) -> None:
    once = voice.render(LONG, 155).duration_s
    thrice = voice.render(LONG * 3, 155).duration_s

    assert thrice > 2.8 * once


def test_the_rate_holds_at_every_utterance(voice: Voice) -> None:
    durations = {
        rate: [voice.render(f"three and {word}", rate).duration_s for word in ("one", "two", "five", "nine")]
        for rate in (110, 155, 220)
    }

    assert min(durations[110]) > max(durations[155])
    assert min(durations[155]) > max(durations[220])


def test_silence_around_the_words_is_short(voice: Voice) -> None:
    pcm = voice.render("better", 155)
    loud = np.flatnonzero(np.abs(pcm.samples.astype(int)) > 60) / pcm.sample_rate_hz

    assert loud[0] <= 0.021
    assert pcm.duration_s - loud[-1] <= 0.051


def test_the_same_text_is_rendered_once(voice: Voice) -> None:
    first = voice.render("one more", 155)
    os.kill(worker_pid(voice), signal.SIGKILL)

    assert voice.render("one more", 155) is first


def test_texts_rendered_ahead_are_there_when_they_are_wanted(voice: Voice) -> None:
    texts = [f"number {n}" for n in range(5)]
    voice.prefetch(texts, 155)
    deadline = time.monotonic() + 20
    while len(voice._cache) < len(texts) and time.monotonic() < deadline:
        with voice._turn:
            voice._turn.wait(0.1)

    assert list(voice._cache) == [(text, 155) for text in texts]


def test_a_wanted_text_goes_before_those_rendered_ahead(voice: Voice) -> None:
    voice.prefetch([f"{LONG} {n}" for n in range(40)], 155)
    voice.render("stop", 155)
    ahead_of_it = list(voice._cache).index(("stop", 155))

    assert ahead_of_it < 20


def test_a_killed_worker_is_replaced_and_the_next_render_works(voice: Voice) -> None:
    voice.render("one", 155)
    killed = worker_pid(voice)

    os.kill(killed, signal.SIGKILL)

    assert voice.render("two", 155).duration_s > 0.1
    assert worker_pid(voice) != killed


def test_a_hung_worker_is_killed_at_its_deadline_and_replaced() -> None:
    voice = Voice(deadline_s=2)
    hung = worker_pid(voice)
    os.kill(hung, signal.SIGSTOP)

    pcm = voice.render("two", 155)

    assert pcm.duration_s > 0.1
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)
    voice.close()


NOISE = "reply(os.urandom(44100), sample_rate_hz=22050)"
FAULTS = {
    "hangs": ("time.sleep(60)", "no answer within 0.5 s"),
    "stops": ("os.kill(os.getpid(), signal.SIGSTOP)", "no answer within 0.5 s"),
    "ends": ("sys.exit()", "its process ended"),
    "crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", "its process ended"),
    "ends in the middle": (
        "reply(b'ab', sample_rate_hz=22050, bytes=9000); sys.exit()",
        "it answered nonsense",
    ),
    "hangs in the middle": ("reply(b'ab', sample_rate_hz=22050, bytes=9000)", "no answer within 0.5 s"),
    "talks": ("print('Audio saved to /tmp/x', flush=True)", "it answered nonsense"),
    "babbles": ("os.write(1, os.urandom(3_000_000).replace(b'\\n', b''))", "it answered nonsense"),
    "opens brackets": ("print('[' * 500_000, flush=True)", "it answered nonsense"),
    "answers a list": ("print('[1, 2]', flush=True)", "it answered nonsense"),
    "answers another request": ("reply(id=7)", "it answered nonsense"),
    "answers without being asked": ("reply(id=None)", "it answered nonsense"),
    "promises a terabyte": ("reply(sample_rate_hz=22050, bytes=10**12)", "it answered nonsense"),
    "promises less than nothing": ("reply(sample_rate_hz=22050, bytes=-1)", "it answered nonsense"),
    "promises a word": ("reply(sample_rate_hz=22050, bytes='many')", "it answered nonsense"),
    "has no engine": ("reply(error='no espeak')", "no espeak"),
    "has no rate": ("reply(b'ab' * 9000)", "a rate of None Hz"),
    "has no number for a rate": ("reply(b'ab' * 9000, sample_rate_hz=float('nan'))", "a rate of nan Hz"),
    "has a wrong rate": ("reply(b'ab' * 9000, sample_rate_hz=3)", "a rate of 3 Hz"),
    "gives nothing": ("reply(sample_rate_hz=22050)", "silence for 'better'"),
    "gives zeros": ("reply(bytes(9000), sample_rate_hz=22050)", "silence for 'better'"),
    "gives half a sample": ("reply(b'abc', sample_rate_hz=22050)", "half a sample"),
    "gives noise": (NOISE, "noise for 'better'"),
    "gives minutes": ("reply(b'ab' * 5_000_000, sample_rate_hz=22050)", r"2\d\d.\d s of sound for 'better'"),
}


@pytest.mark.parametrize(("on_render", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_voice_that_fails_twice_says_why_in_one_sentence(on_render: str, reason: str) -> None:
    voice = Voice(command=fake_worker(on_render))
    voice._deadline_s = 0.5 if "within" in reason else 20

    with pytest.raises(VoiceFailed, match=reason) as failed:
        voice.render("better", 155)
    voice.close()

    assert str(failed.value).count("\n") == 0


ONCE = """
if not os.path.exists({mark!r}):
            open({mark!r}, "w").close()
            {fault}
        else:
            import math, struct
            tone = [int(9000 * math.sin(n / 9)) for n in range(9000)]
            reply(struct.pack("9000h", *tone), sample_rate_hz=22050)
"""


@pytest.mark.parametrize(
    "fault", ["crashes", "ends in the middle", "promises a terabyte", "gives zeros", "gives noise"]
)
def test_what_fails_once_is_said_by_the_next_worker(fault: str, tmp_path: Path) -> None:
    """The worker that gave it is gone: what spoiled it may spoil the next line, too."""
    statement = ONCE.format(mark=str(tmp_path / "mark"), fault=FAULTS[fault][0]).strip()
    voice = Voice(command=fake_worker(statement))
    first = worker_pid(voice)
    pcm = voice.render("better", 155)
    second = worker_pid(voice)
    voice.close()

    assert pcm.duration_s == pytest.approx(9000 / 22050, abs=0.01)
    assert first != second


def test_a_worker_that_promises_a_terabyte_gets_no_memory_for_it() -> None:
    voice = Voice(command=fake_worker(FAULTS["promises a terabyte"][0]))
    before = resident_mb(os.getpid())
    with pytest.raises(VoiceFailed):
        voice.render("better", 155)
    voice.close()
    after = resident_mb(os.getpid())

    assert before is not None
    assert after is not None
    assert after - before < 20


def test_a_list_of_voices_that_is_none_is_a_voice_that_fails() -> None:
    answer = 'import sys; input(); print(\'{"id": 1, "voices": [3]}\', flush=True); input()'

    with pytest.raises(VoiceFailed, match="it answered nonsense"):
        Voice(command=(sys.executable, "-c", answer))


def test_a_machine_without_an_engine_says_so() -> None:
    with pytest.raises(VoiceFailed, match="The voice cannot speak"):
        Voice(command=(sys.executable, "-c", "raise SystemExit(1)"))


def test_without_a_name_the_voice_is_english(voice: Voice) -> None:
    assert voice.voice_id == "gmw/en-us"


@pytest.mark.parametrize("name", ["en-gb-x-rp", "gmw/en-gb-x-rp", "English (Received Pronunciation)"])
def test_a_voice_is_chosen_by_its_id_its_name_or_its_last_part(name: str) -> None:
    voice = Voice(name)

    assert voice.voice_id == "gmw/en-gb-x-rp"
    voice.close()


def test_a_variant_sounds_different(voice: Voice) -> None:
    woman = Voice("en-us+f3")

    assert not np.array_equal(voice.render("yes", 155).samples, woman.render("yes", 155).samples)
    woman.close()


@pytest.mark.parametrize("name", ["nobody", "en-us+nobody"])
def test_a_voice_that_does_not_exist_is_named_with_what_to_do(name: str) -> None:
    with pytest.raises(UsageError, match=r"There is no voice '.*nobody'\. `voicecoach voices` lists them\."):
        Voice(name)


def test_nothing_is_printed_and_nothing_spoken_stays_on_disk(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    voice = Voice()
    voice.render("This stays between us.", 155)
    voice.close()

    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_the_worker_ends_with_the_process_that_started_it() -> None:
    code = (
        "import os, sys; from voicecoach.speech.voice import Voice; voice = Voice();"
        "print(voice._worker.pid, flush=True); sys.stdin.read(); os._exit(1)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = os.pidfd_open(int(parent.stdout.readline()))
    parent.communicate(timeout=20)

    ended, _, _ = select.select([worker], [], [], 20)
    os.close(worker)
    assert ended == [worker]


def test_a_closed_voice_says_so(voice: Voice) -> None:
    voice.close()

    with pytest.raises(VoiceFailed, match="closed"):
        voice.render("too late", 155)


def test_a_voice_may_be_changed_and_what_was_kept_of_the_other_is_not_used(voice: Voice) -> None:
    american = voice.render("a bath", 155)
    voice.use("en-gb-x-rp")

    assert voice.voice_id == "gmw/en-gb-x-rp"
    assert not np.array_equal(american.samples, voice.render("a bath", 155).samples)


def test_an_id_goes_before_a_name_and_a_name_before_the_last_part_of_an_id() -> None:
    voices = (
        VoiceInfo("x/anna", "Bob", "en"),
        VoiceInfo("x/bob", "Anna", "en"),
        VoiceInfo("Anna", "Carl", "en"),
    )

    assert Offer(voices, None).choose("anna") == "Anna"
    assert Offer(voices[:2], None).choose("anna") == "x/bob"
