"""Nothing leaves the machine, and nothing is written but the user's own files: as the kernel sees whole sessions.

Every call of the coach and of all its processes that makes a socket, opens a file for writing or runs a program is
looked at (`tests/system_calls.py`), by text on a pseudo-terminal and by voice in a virtual room.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import system_calls
from tests.e2e.patient import COACH, QUICK, RECORDINGS, by_voice, follow, on_terminal
from tests.e2e.scenarios import SCENARIOS
from tests.system_calls import Call
from tests.virtual_room import VirtualRoom
from tests.yesterday import screen_yesterday
from voicecoach.history import places

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(400),
    pytest.mark.skipif(sys.platform != "linux", reason="strace is for Linux"),
]

HARMLESS = {
    r"/dev/null": "nothing is kept there",
    r"/dev/(tty|pts/\d+|ptmx)": "the terminal",
    r"/dev/snd/.*": "the sound card, through ALSA",
    r"/memfd:.*": "memory that has no place in any directory and ends with its process",
    r".*/__pycache__(/[^/]+\.pyc(\.\d+)?)?": "Python's compiled code of the program itself",
    r"/dev/shm/jack_db-\d+(/.*)?": "PortAudio looks whether JACK runs, whose library keeps a register there",
    r"/dev/shm/jack_default_\d+_\d+": "the same",
}
"""What may be written outside the user's directories, and why."""
PROGRAMS = {
    str(COACH): "the coach",
    sys.executable: "its workers",
    str(Path(sys.executable).resolve()): "its workers",
    str(Path(sys.executable).with_name("python3")): "its workers",
    "/bin/sh": "gives other programs their volume back (`ducking/will.py`)",
    "/usr/bin/sh": "the same",
    "/usr/bin/pactl": "asks the sound server about its devices",
    "/usr/bin/amixer": "asks ALSA whether the speaker is muted",
    "/usr/bin/uname": "tells `doctor` what machine this is",
}
SENTENCES = ("all clear", "something is wrong", "lower back", "numbness", "welcome", "stop")
"""Of what the coach and the person say, in any case of letters."""


@dataclass(frozen=True)
class Machine:
    """Folders of a machine of its own: user, temporary, working; below the last the coach's home."""

    root: Path

    def __post_init__(self) -> None:
        for each in (self.user, self.temporary, self.calls, self.desk):
            each.mkdir()

    @property
    def user(self) -> Path:
        return self.root / "user"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def calls(self) -> Path:
        return self.root / "calls"

    @property
    def desk(self) -> Path:
        return self.root / "desk"

    @property
    def home(self) -> Path:
        return self.desk / "home"

    @property
    def log(self) -> Path:
        return self.desk / "events.jsonl"

    @property
    def env(self) -> dict[str, str]:
        return {"HOME": str(self.user), "TMPDIR": str(self.temporary)}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "machine").mkdir()
    found = Machine(tmp_path / "machine")
    monkeypatch.setenv("VOICECOACH_HOME", str(found.home))
    return found


def strays(calls: Iterable[Call], machine: Machine, beside: Mapping[str, str]) -> dict[str, set[str]]:
    """What was written that is no file of ours by the table of `places`, not the event log, and not harmless."""
    ours = {*places.own_directories(), machine.log}
    harmless = re.compile("|".join((*HARMLESS, *beside)))
    return {
        path: how
        for path, how in system_calls.written(calls).items()
        if Path(path) not in ours and places.place_of(Path(path)) is None and not harmless.fullmatch(path)
    }


def check_nothing_is_left(machine: Machine) -> None:
    """The user's directory and the temporary one are as they were: empty; beside the coach's files is only the log."""
    assert list(machine.user.iterdir()) == []
    assert list(machine.temporary.iterdir()) == []
    assert {each.name for each in machine.desk.iterdir()} <= {"home", "events.jsonl"}


def is_sound(content: bytes) -> bool:
    return content[:4] in (b"RIFF", b"FORM", b"OggS", b"fLaC")


def test_a_whole_session_by_text_makes_no_socket_and_writes_only_its_own_files(machine: Machine) -> None:
    """On a pseudo-terminal; and no other program is run."""
    scenario = SCENARIOS["centralized"]
    env = {**os.environ, **machine.env, "PULSE_SERVER": "unix:/nonexistent"}
    ending = on_terminal(
        machine.desk,
        scenario.script(),
        ["--text", "--fast", "--program", str(QUICK)],
        env=env,
        under=system_calls.traced(machine.calls),
    )
    calls = system_calls.read(machine.calls)

    assert (ending.decisions, ending.exit_code) == (scenario.decisions, 0), ending.output
    assert str(machine.log) in system_calls.written(calls)
    assert system_calls.sockets(calls) == set()
    assert system_calls.programs(calls) == {str(COACH)}
    assert strays(calls, machine, {}) == {}
    check_nothing_is_left(machine)


IS_SOAK = "VOICECOACH_SOAK" in os.environ
SHORT = """\
id = "short"
name = "Short"
asks_symptoms = false
hours_between = 0

[[exercises]]
id = "lie"
name = "Lie"

  [[exercises.phases]]
  id = "lie"
  name = "Lie"
  instructions = ["Lie down."]
  hold_s = 5
  rest = "Rest."
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """For tracing slows a session: one short exercise; in a soak the whole round of questions and a decision, too."""
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    return QUICK if IS_SOAK else path


def test_a_whole_session_by_voice_talks_to_the_sound_server_alone(machine: Machine, program: Path) -> None:
    """All its workers too. What the person says is written nowhere but as words: in the history and in the log."""
    scenario = SCENARIOS["centralized"]
    screen_yesterday(machine.home)
    with VirtualRoom() as room:
        room.env.update(machine.env)
        server, cookie = room.env["PULSE_SERVER"].removeprefix("unix:"), room.env["PULSE_COOKIE"]
        ending = by_voice(
            room,
            machine.desk,
            scenario.script(),
            voice=scenario.voice,
            program=program,
            options=("--barge-in", "gaps"),
            under=system_calls.traced(machine.calls),
        )
    calls = system_calls.read(machine.calls)

    assert ending.outcome == (scenario.outcome if IS_SOAK else "complete"), ending.output
    assert ending.lost == [], ending.output
    assert {event["source"] for event in ending.of("heard")} == {"voice"}
    check_sound_server_only(calls, server)
    assert system_calls.programs(calls) <= set(PROGRAMS)
    assert "/memfd:utterance" in system_calls.written(calls)
    assert strays(calls, machine, {re.escape(cookie): "the sound server's own key"}) == {}
    check_nothing_is_left(machine)
    assert not [
        each for each in machine.root.rglob("*") if each.is_file() and is_sound(each.read_bytes()[:4])
    ]


def check_sound_server_only(calls: list[Call], server: str) -> None:
    """No family but AF_UNIX, and nobody at its other end but the sound server, or JACK, which PortAudio looks for."""
    assert system_calls.sockets(calls) <= {"AF_UNIX"}
    others = {
        each
        for each in system_calls.addresses(calls)
        if not re.fullmatch(r"/dev/shm/jack_default_\d+_\d+", each)
    }
    assert others <= {server}
    assert not [call for call in calls if call.name == "io_uring_setup" and not call.has_failed]


TRIED_OUT = r"{}/[a-z0-9_]{{8}}"
"""Python writes four bytes into a file and removes it, to see whether a directory is for temporary files."""
BAD_WAV = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0"


@pytest.mark.parametrize(
    "arguments",
    [
        ("doctor", "--json"),
        ("hear", str(RECORDINGS / "better" / "piper-us-man__near.wav"), "--question", "change"),
        ("hear", "bad.wav", "--question", "change"),
        ("tune", "--json"),
        ("voices", "--json"),
        ("demo", "--fast"),
        ("history",),
        ("explain",),
        ("profile", "set", "pregnancy", "yes"),
        ("config", "set", "rate_wpm", "180"),
        ("config", "check"),
        ("programs", "check", str(QUICK)),
        ("forget", "--yes"),
    ],
    ids=lambda arguments: " ".join(Path(each).name for each in arguments[:2]),
)
def test_no_other_command_makes_any_other_socket_or_file(
    machine: Machine, arguments: tuple[str, ...]
) -> None:
    """Without a sound server: they look for it, and for nobody else."""
    (machine.desk / "bad.wav").write_bytes(BAD_WAV)
    server = machine.root / "no-server"
    env = {
        **os.environ,
        **machine.env,
        "PULSE_SERVER": f"unix:{server}",
        "PULSE_COOKIE": str(machine.root / "cookie"),
    }
    ran = subprocess.run(
        [*system_calls.traced(machine.calls), str(COACH), *arguments],
        env=env,
        cwd=machine.desk,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    (machine.desk / "bad.wav").unlink()
    calls = system_calls.read(machine.calls)

    assert "Traceback" not in ran.stderr
    assert str(COACH) in system_calls.programs(calls)
    assert system_calls.programs(calls) <= set(PROGRAMS)
    check_sound_server_only(calls, str(server))
    beside = {
        re.escape(str(machine.root / "cookie")): "the sound server's own key",
        TRIED_OUT.format(re.escape(str(machine.temporary))): "Python looks for the temporary directory",
    }
    assert strays(calls, machine, beside) == {}
    check_nothing_is_left(machine)


# --- killed ---------------------------------------------------------------------------------------------------------


MARK = "VOICECOACH_TEST"


def processes_with(variable: str) -> set[int]:
    """The processes that live and have this in their environment."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and variable.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.add(int(entry.name))
    return found


def begun(machine: Machine, room: VirtualRoom) -> subprocess.Popen[bytes]:
    """A session that runs."""
    env = {**room.env, **machine.env, "VOICECOACH_HOME": str(machine.home), MARK: str(machine.home)}
    command = [
        str(COACH),
        "start",
        "--program",
        str(QUICK),
        "--plain",
        "--rate",
        "220",
        "--events",
        str(machine.log),
    ]
    return subprocess.Popen(
        command,
        env=env,
        cwd=machine.desk,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def await_event(machine: Machine, coach: subprocess.Popen[bytes], kind: str) -> None:
    next(each for each in follow(machine.log, lambda: coach.poll() is None, 90) if each["type"] == kind)


def check_all_end(mark: str) -> None:
    """Nobody may outlive the coach for long."""
    deadline = time.monotonic() + 20
    while processes_with(mark) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert processes_with(mark) == set()


@pytest.mark.parametrize(
    ("moment", "kill"),
    [("rendering", os.killpg), ("rendering", os.kill), ("answering", os.killpg)],
    ids=["rendering, its group", "rendering, alone", "answering, its group"],
)
def test_a_kill_leaves_no_sound_and_no_word_but_in_the_history_and_the_log(
    machine: Machine, moment: str, kill: Callable[[int, int], None]
) -> None:
    """SIGKILL while lines are rendered ahead, and while the person speaks; the temporary directory stays empty.

    Where the coach dies alone its workers end by themselves.
    """
    screen_yesterday(machine.home)
    mark = f"{MARK}={machine.home}"
    with VirtualRoom() as room:
        coach = begun(machine, room)
        try:
            await_event(machine, coach, "say" if moment == "rendering" else "listening")
            if moment == "answering":
                said = RECORDINGS / "all-clear" / "piper-us-man__near.wav"
                with subprocess.Popen(["paplay", "--device=room", said], env=room.env) as mouth:
                    with pytest.raises(subprocess.TimeoutExpired):
                        mouth.wait(0.4)  # it takes a second
                    kill(coach.pid, signal.SIGKILL)
            else:
                assert len(processes_with(mark)) > 1
                kill(coach.pid, signal.SIGKILL)
            coach.wait(10)
            check_all_end(mark)
        finally:
            for pid in processes_with(mark):
                os.kill(pid, signal.SIGKILL)
    check_nothing_is_left(machine)
    check_no_words_but_in_the_history_and_the_log(machine)


def check_no_words_but_in_the_history_and_the_log(machine: Machine) -> None:
    for path in (each for each in machine.root.rglob("*") if each.is_file()):
        content = path.read_bytes()
        assert not is_sound(content), path
        if not path.name.startswith("history.sqlite3") and path != machine.log:
            assert [each for each in SENTENCES if each.lower().encode() in content.lower()] == [], path
