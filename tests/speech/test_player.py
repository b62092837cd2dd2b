"""The player in a virtual room: what is played is heard, stop is quick, a lost speaker is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.speech.listeners import DEADLINE_S, Told
from voicecoach.errors import NoAudio
from voicecoach.speech.player import Player

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.virtual_room import VirtualRoom
    from voicecoach.speech.pcm import Pcm

    Tone = Callable[..., Pcm]


@pytest.fixture
def lost() -> Told[str]:
    return Told()


@pytest.fixture
def player(room: VirtualRoom, lost: Told[str]) -> Iterator[Player]:
    player = Player(lost)
    yield player
    room.thaw()
    player.close()


def test_a_tone_played_is_heard_and_done_when_it_has_been_heard(
    room: VirtualRoom, player: Player, tone: Tone
) -> None:
    done: Told[bool] = Told()
    started = time.monotonic()

    with room.record_speaker() as recording:
        player.play(tone(0.5), done)
        completed = done.next()

    assert completed
    assert time.monotonic() - started >= 0.5
    assert recording.has_tone(1000)
    assert not recording.has_tone(3000)


def test_stop_silences_a_tone_long_before_its_end(room: VirtualRoom, player: Player, tone: Tone) -> None:
    done: Told[bool] = Told()
    stop_now: Told[bool] = Told()

    with room.record_speaker() as recording:
        player.play(tone(15), done)
        player.play(tone(0.3, 3000), stop_now)
        stop_now.next()
        player.stop()
        completed = done.next()

    assert not completed
    assert np.sum(recording.tone_levels(1000) > 0.02) * 0.05 < 3
    assert recording.has_tone(1000)


def test_one_sound_is_stopped_and_the_other_goes_on(player: Player, tone: Tone) -> None:
    stopped: Told[bool] = Told()
    finished: Told[bool] = Told()
    long = player.play(tone(10), stopped)
    player.play(tone(0.3), finished)

    player.stop(long)

    assert not stopped.next()
    assert finished.next()


def test_a_stopped_sound_that_had_not_begun_is_never_heard(
    room: VirtualRoom, player: Player, tone: Tone
) -> None:
    waiting: Told[bool] = Told()
    done: Told[bool] = Told()

    with room.record_speaker() as recording:
        player.play_at(tone(0.2, 3000), time.monotonic() + 0.3, waiting)
        player.stop()
        player.play(tone(0.6), done)
        done.next()

    assert not waiting.next()
    assert not recording.has_tone(3000)


def test_sounds_are_heard_at_the_time_they_were_given(room: VirtualRoom, player: Player, tone: Tone) -> None:
    done: Told[bool] = Told()
    begin = time.monotonic() + 0.3

    with room.record_speaker() as recording:
        player.play_at(tone(0.1), begin, done)
        player.play_at(tone(0.1), begin + 0.7, done)
        done.next()
        done.next()

    heard = np.flatnonzero(recording.tone_levels(1000, window_s=0.01) > 0.05) * 0.01
    assert heard[-1] - heard[0] == pytest.approx(0.79, abs=0.1)


def test_the_player_knows_whether_it_sounds(player: Player, tone: Tone) -> None:
    before = player.is_sounding()
    done: Told[bool] = Told()
    player.play(tone(0.2), done)
    during = player.is_sounding()
    done.next()

    assert not before
    assert during
    assert not player.is_sounding()
    assert player.is_sounding(tail_s=60)
    assert player.silent_since() == pytest.approx(time.monotonic(), abs=5)


def test_a_killed_server_is_told_once_and_ends_what_sounds(
    room: VirtualRoom, player: Player, lost: Told[str], tone: Tone
) -> None:
    done: Told[bool] = Told()
    player.play(tone(30), done)

    room.kill_server()

    assert "speaker" in lost.next()
    assert not done.next()
    player.play(tone(0.1), done)
    assert not done.next()
    assert not player.is_sounding()
    assert lost.is_empty


def test_a_frozen_server_is_told_within_seconds(
    room: VirtualRoom, player: Player, lost: Told[str], tone: Tone
) -> None:
    done: Told[bool] = Told()
    player.play(tone(30), done)
    frozen_at = time.monotonic()

    room.freeze()
    reason = lost.next()

    assert "speaker" in reason
    assert time.monotonic() - frozen_at < DEADLINE_S / 2
    assert not done.next()


def test_a_listener_that_fails_does_not_end_the_player(player: Player, tone: Tone) -> None:
    def fail(_: object) -> None:
        raise ValueError("a listener's mistake")

    done: Told[bool] = Told()
    player.play(tone(0.05), fail)
    player.play(tone(0.1), done)

    assert done.next()


def test_closing_ends_what_sounds(player: Player, tone: Tone) -> None:
    done: Told[bool] = Told()
    player.play(tone(30), done)

    player.close()

    assert not done.next()


def test_without_a_speaker_there_is_one_sentence(
    room: VirtualRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")

    with pytest.raises(NoAudio, match=r"^The speaker cannot be opened .* `voicecoach doctor` shows"):
        Player(Told())
