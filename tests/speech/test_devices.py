"""Looking for devices: fast, in a process of its own, and never a crash or a hang of ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from voicecoach.speech import devices
from voicecoach.speech.devices import DeviceReport, probe

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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
