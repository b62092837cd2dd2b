"""Whose sound is lowered, what is given back, and what nobody may touch."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtual_room import VirtualRoom
from voicecoach.speech.ducking import ducker as duckers
from voicecoach.speech.ducking import will as wills
from voicecoach.speech.ducking.ducker import Ducker
from voicecoach.speech.ducking.plan import LOWERED, STEPS, Lowered, Plan, Stream, Volume, is_same, of_will
from voicecoach.speech.ducking.server import NoServerError, is_lowered, key_of, pids_of
from voicecoach.speech.microphone import Microphone

DEADLINE_S = 20
LATER = 100.0
"""When any server has long told what was set."""
MUSIC = Stream(7, "sink-input-by-application-name:player", (1.0, 0.8))
LOW = (LOWERED, 0.8 * LOWERED)


def lowered_plan() -> tuple[Plan, Stream]:
    """A plan that has lowered the music, and the music as the server tells of it then."""
    plan = Plan()
    [(_, volume)] = plan.bring([MUSIC], 0, 0.0)
    return plan, replace(MUSIC, volume=volume)


def test_music_is_lowered_by_20_db_and_given_back_in_steps() -> None:
    plan, music = lowered_plan()
    volumes = []
    for step in range(1, STEPS + 1):
        [(index, volume)] = plan.bring([music], step, LATER + step)
        volumes.append(volume[0])
        music = replace(music, volume=volume)

    assert pytest.approx(0.1, rel=0.03) == LOWERED**3
    assert volumes == sorted(volumes)
    assert (index, volume) == (MUSIC.index, MUSIC.volume)
    assert plan.will == ""


def test_what_is_lowered_is_not_lowered_again() -> None:
    """Not by another look at it, and not by the next time after it was given back."""
    plan, music = lowered_plan()

    assert plan.bring([music], 0, LATER) == []
    assert plan.bring([music], STEPS, LATER + 1) == [(7, MUSIC.volume)]
    assert plan.bring([music], 0, LATER + 1.1) == []
    assert plan.bring([music], STEPS, LATER + 2) == [(7, MUSIC.volume)]


@pytest.mark.parametrize("volume", [(0.7, 0.7), Lowered(*astuple(MUSIC)[:3]).at(2), MUSIC.volume])
def test_what_its_owner_moved_is_left_alone_for_good(volume: Volume) -> None:
    """Also to a volume that would have been one of ours at another time."""
    plan, music = lowered_plan()
    moved = replace(music, volume=volume)

    assert plan.bring([moved], 0, LATER) == []
    assert plan.bring([moved], STEPS, LATER + 1) == []
    assert plan.bring([moved], 0, 2 * LATER) == []
    assert plan.will == ""


def test_what_its_owner_moved_while_it_was_not_lowered_is_the_new_volume() -> None:
    plan, music = lowered_plan()
    plan.bring([music], STEPS, LATER)
    moved = replace(music, volume=LOW)

    assert plan.bring([moved], 0, 2 * LATER) == [(7, tuple(each * LOWERED for each in LOW))]
    assert plan.bring([replace(moved, volume=(LOWERED**2, 0.8 * LOWERED**2))], STEPS, 3 * LATER) == [(7, LOW)]


def test_a_server_may_tell_of_a_new_volume_late() -> None:
    plan, _ = lowered_plan()

    assert plan.bring([MUSIC], 0, 0.1) == [(7, LOW)]
    assert plan.bring([MUSIC], 0, LATER) == []  # by now its owner moved it back


def test_the_next_stream_of_a_program_gets_what_the_one_before_had() -> None:
    """It begins at the lowered volume, which the server remembered."""
    plan, music = lowered_plan()
    following = replace(music, index=9)

    assert plan.bring([following], 0, LATER) == []
    assert plan.bring([following], STEPS, LATER + 1) == [(9, MUSIC.volume)]


def test_what_ended_while_it_was_lowered_is_owed() -> None:
    plan, _ = lowered_plan()
    plan.bring([], 0, LATER)
    plan.bring([], STEPS, LATER + 1)

    assert plan.owed == (Lowered(7, MUSIC.key, MUSIC.volume),)
    assert plan.will
    plan.settle()
    assert plan.will == ""


def test_silence_and_what_plays_elsewhere_are_not_lowered() -> None:
    silent, elsewhere = replace(MUSIC, volume=(0.0, 0.0)), replace(MUSIC, is_beside_us=False)
    plan = Plan()

    assert plan.bring([silent], 0, 0.0) == plan.bring([elsewhere], 0, 0.0) == []


def test_what_moves_to_another_speaker_is_given_back() -> None:
    """To headphones in the next room, for example; and it is lowered again when it comes back."""
    plan, music = lowered_plan()
    away = replace(music, is_beside_us=False)

    assert plan.bring([away], 0, LATER) == [(7, MUSIC.volume)]
    assert plan.bring([replace(MUSIC, is_beside_us=False)], 0, 2 * LATER) == []
    assert plan.bring([MUSIC], 0, 2 * LATER + 0.1) in ([], [(7, LOW)])


def test_another_process_gives_back_by_the_will() -> None:
    plan, music = lowered_plan()
    heir = of_will(plan.will, 0.0)

    assert heir.bring([music, replace(MUSIC, index=8, key="other")], STEPS, 0.0) == [(7, MUSIC.volume)]


@pytest.mark.parametrize("text", ["", "nonsense", "3", "[3]", '[["x", 1, 2]]', "null"])
def test_a_will_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 of any kind
        of_will(text, 0.0)


volumes = st.lists(st.floats(0.05, 1.5), min_size=1, max_size=3).map(tuple)


@given(
    owned=st.dictionaries(st.integers(0, 5), volumes, min_size=1),
    steps=st.lists(st.tuples(st.integers(0, STEPS), st.floats(0, 5)), max_size=12),
    is_killed=st.booleans(),
)
def test_whatever_happens_in_between_all_get_back_what_they_had(
    *, owned: dict[int, Volume], steps: list[tuple[int, float]], is_killed: bool
) -> None:
    """Also when another process has to give it back."""
    mixer, plan, now = dict(owned), Plan(), 0.0

    def bring(plan: Plan, step: int) -> None:
        streams = [Stream(index, f"program {index}", volume) for index, volume in mixer.items()]
        mixer.update(plan.bring(streams, step, now))

    for step, pause_s in steps:
        now += pause_s
        bring(plan, step)
        assert all(max(mixer[each]) <= max(owned[each]) + 1e-9 for each in owned)
    now += 10
    if not is_killed:
        bring(plan, STEPS)
    elif plan.will:
        bring(of_will(plan.will, now), STEPS)

    assert all(is_same(mixer[index], volume) for index, volume in owned.items())


# --- what the server tells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "key"),
    [
        ({"module-stream-restore.id": "sink-input-by-x:y", "media.role": "music"}, "sink-input-by-x:y"),
        ({"media.role": "music", "application.name": "mpv"}, "sink-input-by-media-role:music"),
        ({"application.id": "org.mpv", "application.name": "mpv"}, "sink-input-by-application-id:org.mpv"),
        ({"application.name": "mpv", "media.name": "song"}, "sink-input-by-application-name:mpv"),
        ({}, "sink-input-fallback:"),
    ],
)
def test_a_stream_is_remembered_by_the_servers_own_key(properties: dict[str, str], key: str) -> None:
    assert key_of(properties) == key


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"application.name": "Firefox", "media.role": "music"}, True),
        ({}, True),
        ({"media.role": "phone"}, False),
        ({"media.role": "a11y"}, False),
        ({"media.role": "event"}, False),
        ({"application.name": "speech-dispatcher-espeak-ng"}, False),
    ],
)
def test_calls_signals_and_screen_readers_are_not_lowered(
    properties: dict[str, str], *, expected: bool
) -> None:
    assert is_lowered(properties) is expected


def test_a_stream_tells_its_process_in_either_way() -> None:
    assert list(pids_of({"application.process.id": "12", "pipewire.sec.pid": "13"})) == [12, 13]
    assert list(pids_of({"application.process.id": "a flatpak"})) == []


# --- the thread and the process -------------------------------------------------------------------------------


def test_without_a_server_nothing_happens() -> None:
    asked = threading.Event()

    def connect() -> object:
        asked.set()
        raise NoServerError("none")

    ducker = Ducker(lambda: True, print, print, connect)  # type: ignore[arg-type]

    assert asked.wait(DEADLINE_S)
    ducker.close()
    ducker.close()


def test_a_server_that_stands_still_holds_up_nobody() -> None:
    """Not even the end."""
    is_asked, is_over = threading.Event(), threading.Event()

    class Frozen:
        def wait(self, _: float) -> bool:
            is_asked.set()
            is_over.wait(DEADLINE_S)
            raise NoServerError("gone")

    ducker = Ducker(None, print, print, Frozen)  # type: ignore[arg-type]  # nothing else of it is reached

    assert is_asked.wait(DEADLINE_S)
    ducker.close()
    assert not is_over.is_set()
    is_over.set()


@pytest.mark.parametrize(
    ("happens", "clause"),
    [
        (lambda room: room.move_capture("speaker.monitor"), "the sound server moved it to speaker.monitor"),
        (lambda room: room.unplug_microphone(), "the sound server moved it to "),
        (lambda room: room.mute_microphone(), "mic is muted"),
    ],
    ids=["moved", "unplugged", "muted"],
)
def test_a_microphone_that_hears_nobody_is_told(
    room: VirtualRoom, happens: Callable[[VirtualRoom], None], clause: str
) -> None:
    """By the real server; once."""
    told: queue.Queue[str] = queue.Queue()
    microphone = Microphone(lambda *_: None, print)
    ducker = Ducker(None, print, told.put)
    assert microphone.await_sound(DEADLINE_S)
    happens(room)

    assert told.get(timeout=DEADLINE_S).startswith(clause)
    ducker.close()
    microphone.close()
    assert told.empty()


def test_a_server_that_went_away_is_looked_for_again(
    room: VirtualRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckers, "RECONNECT_S", 0.05)
    told: queue.Queue[str] = queue.Queue()
    ducker = Ducker(None, told.put, print)
    room.kill_server()
    room.restart_server()
    room.mute_speaker()

    assert told.get(timeout=DEADLINE_S) == "speaker"
    ducker.close()


@pytest.fixture
def a_will(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[str]]:
    """Wills are carried out by writing them down; gives what was written when the keeper has ended."""
    out = tmp_path / "carried out"
    writer = f"import sys; open({str(out)!r}, 'a').write(sys.argv[1] + chr(10))"
    monkeypatch.setattr(wills, "EXECUTOR", (sys.executable, "-c", writer))
    return lambda: out.read_text(encoding="utf-8").splitlines() if out.exists() else []


def test_the_last_will_is_carried_out(a_will: Callable[[], list[str]]) -> None:
    will = wills.Will()
    will.write('["first"]')
    will.write("""["a 'last' $one \\\\ "]""")
    will.close()
    will._keeper.wait(DEADLINE_S)

    assert a_will() == ["""["a 'last' $one \\\\ "]"""]


def test_an_empty_will_is_not_carried_out(a_will: Callable[[], list[str]]) -> None:
    will = wills.Will()
    will.write('["first"]')
    will.write("")
    will.close()
    will._keeper.wait(DEADLINE_S)

    assert a_will() == []


def test_signals_do_not_keep_a_will_from_being_carried_out(a_will: Callable[[], list[str]]) -> None:
    will = wills.Will()
    will.write('["mine"]')
    os.kill(will.pid, 15)
    os.kill(will.pid, 1)
    will.close()
    will._keeper.wait(DEADLINE_S)

    assert a_will() == ['["mine"]']


def test_the_executor_is_there_and_silent_without_a_server() -> None:
    env = os.environ | {"PULSE_SERVER": "unix:/nonexistent"}
    ran = subprocess.run(
        [*wills.EXECUTOR, '[[7, "key", [1.0]]]'],
        env=env,
        capture_output=True,
        timeout=DEADLINE_S,
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
