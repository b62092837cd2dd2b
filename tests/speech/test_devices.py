"""Looking for devices: fast, in a process of its own, and never a crash or a hang of ours."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from voicecoach.speech import devices
from voicecoach.speech.device_probe import is_loopback
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
        (DeviceReport(problem="The sound system did not answer."), "The sound system did not answer."),
    ],
    ids=["there", "none", "busy", "no answer"],
)
def test_only_the_speaker_matters_where_nobody_listens(report: DeviceReport, sentence: str | None) -> None:
    assert report.speaker_sentence == sentence
