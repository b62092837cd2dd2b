"""The microphone in a virtual room: blocks with their times, and every way in which it is lost."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.speech.listeners import DEADLINE_S, Heard, Told
from tests.virtual_room import write_wav
from voicecoach.errors import NoAudio
from voicecoach.speech.microphone import BLOCK_S, Microphone, Reblocker, ZeroWatch
from voicecoach.speech.player import Player

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.virtual_room import VirtualRoom
    from voicecoach.speech.pcm import Pcm

    Tone = Callable[..., Pcm]


@pytest.fixture
def lost() -> Told[str]:
    return Told()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def microphone(room: VirtualRoom, heard: Heard, lost: Told[str]) -> Iterator[Microphone]:
    microphone = Microphone(heard, lost)
    yield microphone
    room.thaw()
    microphone.close()


def listen_for_tone(heard: Heard, blocks: int) -> float:
    """The amplitude (full scale 1) of 1 kHz in the loudest of the next blocks."""
    probe = np.exp(-2j * np.pi * 1000 * np.arange(512) / 16000)
    return max(float(np.abs(heard.next()[0] / 32768 @ probe)) * 2 / 512 for _ in range(blocks))


def test_blocks_are_512_samples_and_their_times_go_on_by_32_milliseconds(
    microphone: Microphone, heard: Heard
) -> None:
    blocks = [heard.next() for _ in range(60)]
    times = np.array([t_end for _, t_end in blocks])

    assert {samples.shape for samples, _ in blocks} == {(512,)}
    assert {samples.dtype for samples, _ in blocks} == {np.dtype(np.int16)}
    assert times[-1] - times[0] == pytest.approx(59 * BLOCK_S, abs=0.2)


def test_the_patient_is_heard(
    room: VirtualRoom, microphone: Microphone, heard: Heard, tone: Tone, tmp_path: Path
) -> None:
    patient = write_wav(tmp_path / "patient.wav", tone(0.3).samples, 22050)

    room.speak(patient)

    assert listen_for_tone(heard, blocks=20) > 0.1


def test_the_coach_is_heard_over_the_echo_and_only_over_the_echo(
    room: VirtualRoom, microphone: Microphone, heard: Heard, tone: Tone
) -> None:
    player = Player(Told())
    done: Told[bool] = Told()
    player.play(tone(0.3), done)
    done.next()
    without_echo = listen_for_tone(heard, blocks=25)
    room.echo(0.5)
    player.play(tone(0.5), done)
    with_echo = listen_for_tone(heard, blocks=40)
    done.next()
    player.close()

    assert without_echo < 0.01
    assert with_echo > 0.05


def test_a_killed_server_is_told(
    room: VirtualRoom, microphone: Microphone, heard: Heard, lost: Told[str]
) -> None:
    heard.next()

    room.kill_server()

    assert "microphone" in lost.next()


def test_a_frozen_server_is_told_within_seconds(
    room: VirtualRoom, microphone: Microphone, heard: Heard, lost: Told[str]
) -> None:
    heard.next()
    frozen_at = time.monotonic()

    room.freeze()
    reason = lost.next()

    assert "microphone" in reason
    assert time.monotonic() - frozen_at < DEADLINE_S / 2


def test_a_listener_that_fails_is_a_lost_microphone_and_not_a_silent_one(
    room: VirtualRoom, lost: Told[str]
) -> None:
    def fail(_: NDArray[np.int16], __: float) -> None:
        raise ValueError("a listener's mistake")

    microphone = Microphone(fail, lost)

    assert "a listener's mistake" in lost.next()
    microphone.close()


def test_what_was_heard_while_the_listener_was_busy_is_never_old(room: VirtualRoom, lost: Told[str]) -> None:
    ages: Told[float] = Told()
    is_free = threading.Event()

    def listen(_: NDArray[np.int16], t_end: float) -> None:
        is_free.wait(DEADLINE_S)
        ages(time.monotonic() - t_end)

    microphone = Microphone(listen, lost)
    deadline = time.monotonic() + DEADLINE_S
    while microphone.dropped_blocks < 10 and time.monotonic() < deadline:
        is_free.wait(0.05)
    is_free.set()
    ages.next()  # the block during which the listener was busy
    following = [ages.next() for _ in range(10)]
    microphone.close()

    assert max(following) < 1.5


def test_without_a_microphone_there_is_one_sentence(
    room: VirtualRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")

    with pytest.raises(NoAudio, match=r"^The microphone cannot be opened .* `voicecoach doctor` shows"):
        Microphone(Heard(), Told())


def test_three_seconds_of_exact_zeros_at_first_are_no_microphone() -> None:
    watch = ZeroWatch()
    for _ in range(round(2.9 / BLOCK_S)):
        watch.saw(np.zeros(512, np.int16))
    early = watch.problem
    for _ in range(10):
        watch.saw(np.zeros(512, np.int16))

    assert early is None
    assert watch.problem is not None
    assert watch.problem.startswith("only zeros")


def test_a_headset_that_gates_silence_is_not_given_up_between_two_sentences() -> None:
    watch = ZeroWatch()
    watch.saw(np.ones(512, np.int16))
    for _ in range(round(20 / BLOCK_S)):
        watch.saw(np.zeros(512, np.int16))

    assert watch.problem is None


def zeros(seconds: float) -> list[NDArray[np.int16]]:
    return [np.zeros(512, np.int16)] * round(seconds / BLOCK_S)


def test_zeros_where_sound_came_before_are_told_once_and_soon() -> None:
    watch = ZeroWatch()
    watch.saw(np.ones(512, np.int16))
    told = []
    for block in zeros(20):
        watch.saw(block)
        told.append(watch.is_to_be_told())

    assert told.count(True) == 1
    assert told.index(True) * BLOCK_S < 3.0


def test_zeros_of_a_headset_that_gates_silence_are_not_told() -> None:
    """It has shown that it does: zeros, and then sound again."""
    watch = ZeroWatch()
    for block in [np.ones(512, np.int16), *zeros(1), np.ones(512, np.int16), *zeros(20)]:
        watch.saw(block)
        assert not watch.is_to_be_told()


def test_a_microphone_that_gives_only_zeros_is_told_and_then_lost(
    room: VirtualRoom, heard: Heard, lost: Told[str]
) -> None:
    """The one that was found by its sound is one no more."""
    microphone = Microphone(heard, lost)
    assert microphone.await_sound(DEADLINE_S)
    microphone.close()
    room.move_microphone(room.plug_zeros())
    silent = Microphone(heard, lost)

    assert not silent.await_sound(1.0)
    assert lost.next().startswith("only zeros")
    silent.close()


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000])
def test_another_rate_becomes_blocks_of_16_khz_at_the_right_times(rate_hz: int) -> None:
    reblock = Reblocker(rate_hz)
    piece = round(BLOCK_S * rate_hz)
    t = np.arange(piece * 60) / rate_hz
    signal = (8000 * np.sin(2 * np.pi * 1000 * t)).astype(np.int16)

    blocks = [
        block
        for start in range(0, len(signal), piece)
        for block in reblock(signal[start : start + piece], (start + piece) / rate_hz)
    ]

    ends = np.array([t_end for _, t_end in blocks])
    spectrum = np.abs(np.fft.rfft(np.concatenate([samples for samples, _ in blocks[5:55]])))
    assert {len(samples) for samples, _ in blocks} == {512}
    assert len(blocks) >= 58
    assert np.allclose(ends, BLOCK_S * np.arange(1, len(blocks) + 1), atol=0.04)
    assert np.argmax(spectrum) * 16000 / (50 * 512) == pytest.approx(1000, abs=1)
    assert np.partition(spectrum, -9)[-9] < 0.01 * spectrum.max()
