"""`voicecoach start` in a room with sound, on a machine that lacks one thing, as its user meets it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import COACH, HIDE
from tests.e2e.patient import follow
from tests.virtual_room import VirtualRoom

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

DEADLINE_S = 120
AUDIBLE = 300
"""Of an int16 sample; the sink is otherwise silent."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VirtualRoom]:
    with VirtualRoom() as room:
        room.env["VOICECOACH_HOME"] = str(tmp_path / "home")
        yield room


def start(room: VirtualRoom, *options: str, answers: str) -> subprocess.CompletedProcess[str]:
    """A session that is given its answers through a pipe."""
    return subprocess.run(
        [COACH, "start", "--plain", *options],
        env=room.env,
        input=answers,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def test_with_a_muted_speaker_a_session_goes_on_as_text(room: VirtualRoom) -> None:
    """One sentence says so, and the speaker stays as its owner left it."""
    room.mute_speaker()
    ran = start(room, answers="all clear\nquit\n")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "The speaker (speaker) is muted: unmute it" in ran.stdout
    assert ran.stdout.count("Going on with the keyboard") == 1
    assert "You: all clear" in ran.stdout
    assert "Mute: yes" in room._pactl("get-sink-mute", "speaker")


def test_with_a_muted_speaker_no_session_begins_where_voice_is_demanded(room: VirtualRoom) -> None:
    room.mute_speaker()
    ran = start(room, "--recognizer", "auto", "--voice", "en-us", answers="")

    assert (ran.returncode, ran.stdout) == (3, "")
    assert "The speaker (speaker) is muted" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_without_pyaudio_a_session_goes_on_as_text(room: VirtualRoom, tmp_path: Path) -> None:
    """The sound system is there, and what reaches it is not."""
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(hidden={"pyaudio"}), encoding="utf-8")
    room.env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    ran = start(room, answers="all clear\nquit\n")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "The voice parts are not installed (pyaudio): `scripts/start` installs them." in ran.stdout
    assert "Going on with the keyboard." in ran.stdout
    assert "You: all clear" in ran.stdout


def test_without_aplay_the_coach_is_heard(room: VirtualRoom, tmp_path: Path) -> None:
    """pyttsx3 would play through it; the coach never does."""
    room.env["PATH"] = str(_programs_without("aplay", tmp_path / "bin", room.env))
    log = tmp_path / "events.jsonl"
    with room.record_speaker() as recording:
        coach = subprocess.Popen(
            [COACH, "start", "--plain", "--rate", "220", "--events", str(log)],
            env=room.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            said = next(
                event
                for event in follow(log, lambda: coach.poll() is None, DEADLINE_S)
                if event["type"] == "said" or event.get("state") == "lost"
            )
        finally:
            coach.terminate()
            output, _ = coach.communicate(timeout=20)

    assert said["type"] == "said", output
    assert said["completed"]
    assert abs(recording.samples.astype(int)).max() > AUDIBLE


def _programs_without(name: str, place: Path, env: Mapping[str, str]) -> Path:
    """A folder with all programs of the search path but this one."""
    place.mkdir()
    for folder in map(Path, env["PATH"].split(os.pathsep)):
        for program in folder.iterdir() if folder.is_dir() else ():
            if program.name != name and not (place / program.name).is_symlink():
                (place / program.name).symlink_to(program)
    return place
