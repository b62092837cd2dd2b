"""Looking for devices: fast, in a process of its own, and never a crash or a hang of ours."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.virtual_room import ALSA_CONF
from voicecoach.speech import devices
from voicecoach.speech.device_probe import (
    is_loopback,
    is_muted_for_alsa,
    is_muted_for_macos,
    is_muted_in_list,
)
from voicecoach.speech.devices import Device, DeviceReport, choose_input, probe

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_room import VirtualRoom


def test_the_room_has_a_microphone_and_a_speaker(room: VirtualRoom) -> None:
    report = probe(deadline_s=20)

    assert report.has_voice
    assert report.sentence is None
    assert report.input is not None
    assert report.output is not None
    assert (report.input.server_name, report.output.server_name) == ("mic", "speaker")


def test_a_speakers_own_sound_is_no_microphone(room: VirtualRoom) -> None:
    room.move_microphone("speaker.monitor")

    report = probe(deadline_s=20)

    assert not report.has_voice
    assert report.sentence is not None
    assert "the speaker's own sound" in report.sentence


def test_another_input_is_chosen_where_the_default_is_the_speakers_own_sound(
    room: VirtualRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For this process only; the system's settings stay as they are."""
    monkeypatch.setenv(devices.SOURCE_VARIABLE, "")
    room.move_microphone("speaker.monitor")
    sentence = choose_input(probe(deadline_s=20))
    report = probe(deadline_s=20)

    assert (
        sentence
        == "The default input (speaker.monitor) is the speaker's own sound: listening to mic instead."
    )
    assert report.has_voice
    assert report.input is not None
    assert report.input.server_name == "mic"


def test_a_microphone_is_never_exchanged(room: VirtualRoom) -> None:
    assert choose_input(probe(deadline_s=20)) is None


MONITOR = DeviceReport(Device("default", 16000, "x.monitor"), Device("default", 22050), is_input_monitor=True)


@pytest.mark.parametrize(
    ("report", "end"),
    [
        (MONITOR, "is the speaker's own sound."),
        (
            replace(MONITOR, other_input="desk"),
            "is the speaker's own sound; choose desk in the sound settings.",
        ),
    ],
)
def test_where_no_input_can_be_chosen_one_line_says_so(report: DeviceReport, end: str) -> None:
    """A sound server that does not take our choice is left to the user."""
    assert choose_input(report) is None
    assert not report.has_voice
    assert report.sentence == f"No microphone found: the default input (x.monitor) {end}"


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("alsa_output.pci-0000_00_1f.3.analog-stereo.monitor", True),
        ("Monitor of Built-in Audio", True),
        ("Stereo Mix (Realtek High Definition Audio)", True),
        ("BlackHole 2ch", True),
        ("alsa_input.usb-Blue_Microphones-00.mono-fallback", False),
        ("MacBook Pro Microphone", False),
        ("mic", False),
    ],
)
def test_the_speakers_own_sound_is_known_by_its_name(name: str, *, is_own: bool) -> None:
    assert is_loopback(name) is is_own


def test_without_a_sound_server_there_is_one_sentence(room: VirtualRoom) -> None:
    room.kill_server()

    report = probe(deadline_s=20)

    assert not report.has_voice
    assert report.sentence == "No microphone found."


@pytest.mark.parametrize("is_polite", [True, False], ids=["hangs up", "says nothing"])
def test_a_server_that_does_not_let_us_in_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_polite: bool
) -> None:
    """As one does that has another cookie, or another user's session."""
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(8)

        def turn_away() -> None:
            with suppress(OSError):  # the test is over
                while is_polite:
                    server.accept()[0].close()

        threading.Thread(target=turn_away, daemon=True).start()
        (tmp_path / "asound.conf").write_text(ALSA_CONF, encoding="utf-8")
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
        monkeypatch.setenv("PULSE_SERVER", f"unix:{path}")
        report = probe(deadline_s=20 if is_polite else 2)
        server.shutdown(socket.SHUT_RDWR)

    assert not report.has_voice
    assert report.sentence is not None


def test_a_frozen_server_is_given_up(room: VirtualRoom) -> None:
    room.freeze()

    assert probe(deadline_s=1) == DeviceReport(problem="The sound system did not answer within 1 s.")


def test_a_broken_configuration_ends_the_other_process_only(
    room: VirtualRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.conf").touch()
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "empty.conf"))

    report = probe(deadline_s=20)

    assert not report.has_voice
    assert report.sentence is not None


def test_a_probe_that_crashes_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "crash.py").write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr(devices, "PROBE", tmp_path / "crash.py")

    report = probe(deadline_s=20)

    assert report.problem == "The sound system's configuration is broken: asking for its devices crashed."


def test_an_interpreter_that_is_gone_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert probe().problem is not None


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (DeviceReport(output=Device("default", 22050)), None),
        (DeviceReport(input=Device("default", 16000)), "No speaker found."),
        (
            DeviceReport(output=Device("default", 22050, "hall", problem="busy")),
            "The speaker (hall) cannot be opened: busy.",
        ),
        (
            DeviceReport(output=Device("default", 22050, "hall", is_muted=True)),
            "The speaker (hall) is muted: unmute it, or turn it up, in the system's sound settings.",
        ),
        (DeviceReport(problem="The sound system did not answer."), "The sound system did not answer."),
    ],
    ids=["there", "none", "busy", "muted", "no answer"],
)
def test_only_the_speaker_matters_where_nobody_listens(report: DeviceReport, sentence: str | None) -> None:
    assert report.speaker_sentence == sentence


# --- a muted speaker ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [("set-sink-mute", "speaker", "1"), ("set-sink-volume", "speaker", "0")])
def test_a_muted_speaker_is_no_speaker(room: VirtualRoom, how: tuple[str, ...]) -> None:
    """Muted, or turned down to nothing."""
    room._pactl(*how)

    report = probe(deadline_s=20)

    assert not report.has_voice
    assert report.sentence is not None
    assert report.sentence.startswith("The speaker (speaker) is muted: ")
    assert report.sentence == report.speaker_sentence


def test_a_muted_microphone_is_no_microphone(room: VirtualRoom) -> None:
    """And it is one again when it is not muted any more; the speaker is not affected."""
    room.mute_microphone()
    muted = probe(deadline_s=20)
    room.mute_microphone(is_muted=False)

    assert (muted.has_microphone, muted.has_speaker) == (False, True)
    assert muted.sentence is not None
    assert muted.sentence.startswith("The microphone (mic) is muted: ")
    assert probe(deadline_s=20).has_voice


def test_another_speaker_that_is_muted_does_not_matter(room: VirtualRoom) -> None:
    room._pactl("set-sink-mute", "room", "1")

    assert probe(deadline_s=20).has_voice


SINKS = """\
Sink #0
\tState: SUSPENDED
\tName: hdmi
\tDescription: HDMI
\tMute: {hdmi}
\tVolume: front-left: 0 /   0% / -inf dB,   front-right: 0 /   0% / -inf dB
\t        balance 0.00
\tBase Volume: 65536 / 100% / 0.00 dB

Sink #12
\tState: RUNNING
\tName: built-in
\tDescription: Built-in Audio Analog Stereo
\tMute: {mute}
\tVolume: front-left: 0 /   {left}% / -inf dB,   front-right: 26214 /  40% / -23.88 dB
\t        balance 0.00
\tBase Volume: 65536 / 100% / 0.00 dB
"""


@pytest.mark.parametrize(
    ("listing", "name", "is_muted"),
    [
        (SINKS.format(hdmi="yes", mute="no", left=0), "built-in", False),
        (SINKS.format(hdmi="no", mute="yes", left=40), "built-in", True),
        (SINKS.format(hdmi="no", mute="no", left=40), "hdmi", True),
        (SINKS.format(hdmi="yes", mute="yes", left=40), "unplugged", False),
        ("", "built-in", False),
        ("Connection failure: Connection refused", "built-in", False),
    ],
    ids=["one side is up", "muted", "both sides are down", "unknown", "nothing", "no server"],
)
def test_a_sound_server_tells_whether_a_speaker_is_muted(listing: str, name: str, *, is_muted: bool) -> None:
    assert is_muted_in_list(listing, name) is is_muted


AMIXER = """\
Simple mixer control 'Master',0
  Capabilities: pvolume pswitch
  Playback channels: Front Left - Front Right
  Limits: Playback 0 - 65536
  Mono:
  Front Left: Playback {left} [{switch}]
  Front Right: Playback 26214 [40%] [on]
"""
MONO = """\
Simple mixer control 'Master',0
  Capabilities: pvolume pvolume-joined pswitch pswitch-joined
  Playback channels: Mono
  Limits: Playback 0 - 87
  Mono: Playback {mono}
"""


@pytest.mark.parametrize(
    ("control", "is_muted"),
    [
        (AMIXER.format(left="26214 [40%]", switch="on"), False),
        (AMIXER.format(left="0 [0%]", switch="off"), False),
        (MONO.format(mono="60 [69%] [-20.25dB] [on]"), False),
        (MONO.format(mono="60 [69%] [-20.25dB] [off]"), True),
        (MONO.format(mono="0 [0%] [-65.25dB] [on]"), True),
        ("", False),
    ],
)
def test_a_card_without_a_server_tells_whether_it_is_muted(control: str, *, is_muted: bool) -> None:
    assert is_muted_for_alsa(control) is is_muted


@pytest.mark.parametrize(
    ("settings", "is_muted"),
    [
        ("output volume:50, input volume:27, alert volume:100, output muted:false", False),
        ("output volume:50, input volume:27, alert volume:100, output muted:true", True),
        ("output volume:0, input volume:27, alert volume:100, output muted:false", True),
        ("output volume:missing value, input volume:0, alert volume:0, output muted:missing value", False),
        ("", False),
    ],
)
def test_macos_tells_whether_its_output_is_muted(settings: str, *, is_muted: bool) -> None:
    assert is_muted_for_macos(settings) is is_muted
