"""scripts/setup on machines made of small fakes: a system without this or that, a network that is down.

Each machine is a directory on PATH with the few real tools that the scripts need and fakes of Python, the
compiler and the package managers. The fakes write down how they were called, and a file `no-X` makes X fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = "awk cat cksum cp date dirname env flock grep ls mkdir mv readlink rm sed sh tr".split()

PYTHON = """#!/bin/sh
[ ! -e "$FAKES/no-python" ] || exit 1
case "$*" in
  *'-Im venv'*) for dir; do :; done; echo "venv" >>"$FAKES/calls"; rm -rf "$dir"; mkdir -p "$dir/bin"
    cp "$FAKES/python3" "$dir/bin/python" ;;
  *'-Im pip'*)
    echo "$*" | sed "s|.* --no-build-isolation ||; s|$CHECKOUT/||g; s|requirements/||g" >>"$FAKES/calls"
    [ ! -e "$FAKES/no-network" ] || { echo 'NewConnectionError: name resolution'; exit 1; }
    case "$*" in *voice.txt*) [ ! -e "$FAKES/no-build" ] ;; esac ;;
  *'import venv'*) [ ! -e "$FAKES/no-venv" ] ;;
  *'import pyaudio'*) grep -q voice.txt "$FAKES/calls" ;;
  *Python.h*) [ ! -e "$FAKES/no-headers" ] ;;
  *espeak*) [ ! -e "$FAKES/no-espeak" ] ;;
  *version_info*print* | *print*version_info*) echo "3.11 $CHECKOUT" ;;
esac
"""
COMPILER = """#!/bin/sh
input=$(cat)
case $input in *portaudio*) [ ! -e "$FAKES/no-portaudio" ] ;; *) [ ! -e "$FAKES/no-compiler" ] ;; esac
"""
MANAGER = """#!/bin/sh
echo "${0##*/} $*" >>"$FAKES/calls"
case "$*" in *install*) rm -f "$FAKES"/no-headers "$FAKES"/no-portaudio "$FAKES"/no-pulseaudio ;; esac
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """A checkout of its own on a machine of fakes."""

    checkout: Path
    fakes: Path

    def put(self, name: str, text: str) -> None:
        """Install a fake program."""
        program = self.fakes / name
        program.write_text(text)
        program.chmod(0o755)

    def breaks(self, *names: str) -> None:
        """Let these be missing or fail."""
        for name in names:
            (self.fakes / f"no-{name}").touch()

    def mends(self, *names: str) -> None:
        """Undo `breaks`."""
        for name in names:
            (self.fakes / f"no-{name}").unlink()

    def setup(self, *options: str, checkout: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run scripts/setup; `calls()` has only what this run called."""
        home = checkout or self.checkout
        (self.fakes / "calls").write_text("")
        return subprocess.run(
            [home / "scripts" / "setup", *options],
            env={"PATH": str(self.fakes), "FAKES": str(self.fakes), "CHECKOUT": str(home)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def calls(self) -> list[str]:
        """What was called in the last run, in order."""
        return (self.fakes / "calls").read_text().splitlines()

    def level(self) -> str:
        """What the stamp says, or "none"."""
        stamp = self.checkout / ".venv" / ".voicecoach-stamp"
        return stamp.read_text().splitlines()[0] if stamp.exists() else "none"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with everything but the right to install more, and a checkout whose path has a space."""
    made = Machine(tmp_path / "my checkout", tmp_path / "bin")
    made.fakes.mkdir()
    for part in ("scripts", "requirements"):
        shutil.copytree(ROOT / part, made.checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", made.checkout)
    for tool in TOOLS:
        if found := shutil.which(tool):
            (made.fakes / tool).symlink_to(os.path.realpath(found))
    for name, text in (("python3", PYTHON), ("cc", COMPILER), ("apt-get", MANAGER)):
        made.put(name, text)
    made.put("sudo", "#!/bin/sh\nexit 1\n")
    made.put("id", "#!/bin/sh\necho 1000\n")
    return made


BASE = "--require-hashes -r build.txt -r base.txt"
VOICE = "--require-hashes -r voice.txt"
APT = "apt-get update; apt-get install -y --no-install-recommends --no-remove"


def _pips(machine: Machine, *locks: str) -> list[str]:
    return [*locks, f"--editable {machine.checkout}"]


def test_a_fresh_machine_gets_text_then_voice_then_the_project(machine: Machine) -> None:
    """Text first, so that a voice part that fails leaves something that works."""
    ran = machine.setup()

    assert ran.returncode == 0, ran.stderr
    assert machine.calls() == ["venv", *_pips(machine, BASE, VOICE)]
    assert machine.level() == "voice"
    assert ran.stdout == ""


def test_a_second_run_does_and_says_nothing(machine: Machine) -> None:
    """The usual start of a session."""
    machine.setup()
    again = machine.setup()

    assert (again.returncode, machine.calls(), again.stderr) == (0, [], "")


def test_without_rights_it_says_one_command_and_goes_on_in_text_mode(machine: Machine) -> None:
    """The command is the whole line a person has to type."""
    packages = "gcc libc6-dev python3-dev portaudio19-dev espeak-ng"
    machine.breaks("compiler", "headers", "portaudio", "espeak")
    ran = machine.setup()

    assert ran.returncode == 0
    assert machine.level() == "text-missing"
    assert machine.calls() == ["venv", *_pips(machine, BASE)]
    assert [line for line in ran.stderr.splitlines() if "to install them, type:  " in line] == [
        f"voicecoach: to install them, type:  sudo sh -c '{APT} {packages}'"
    ]


def test_voice_is_added_once_the_packages_are_there(machine: Machine) -> None:
    """Also by a start, which retries nothing else."""
    machine.breaks("portaudio")
    machine.setup()
    reminded = machine.setup("--no-retry")

    assert machine.calls() == []
    assert "portaudio19-dev" in reminded.stderr

    machine.mends("portaudio")
    machine.setup("--no-retry")

    assert machine.calls() == _pips(machine, BASE, VOICE)
    assert machine.level() == "voice"


def test_root_installs_what_is_missing_and_only_that(machine: Machine) -> None:
    """The package lists are refreshed only because something is missing."""
    machine.put("id", "#!/bin/sh\necho 0\n")
    machine.breaks("headers", "portaudio")
    ran = machine.setup()

    assert machine.calls()[:2] == [
        "apt-get update",
        "apt-get install -y --no-install-recommends --no-remove python3-dev portaudio19-dev",
    ]
    assert machine.level() == "voice", ran.stderr


def test_a_voice_part_that_does_not_build_leaves_text_mode(machine: Machine) -> None:
    """It is said in one line, and only scripts/setup by itself tries again."""
    machine.breaks("build")
    ran = machine.setup()

    assert ran.returncode == 0
    assert machine.level() == "text-broken"
    assert sum("voice could not be installed" in line for line in ran.stderr.splitlines()) == 1

    machine.setup("--no-retry")

    assert machine.calls() == []

    machine.mends("build")
    machine.setup()

    assert machine.level() == "voice"


def test_without_network_it_says_so_in_one_sentence(machine: Machine) -> None:
    """No traceback, and no half-made environment that passes for whole."""
    machine.breaks("network")
    ran = machine.setup()

    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith("voicecoach: no network: ")
    assert machine.level() == "none"


def test_an_update_without_network_keeps_what_was_installed(machine: Machine) -> None:
    """The next run tries again, since the stamp does not fit the lock."""
    machine.setup()
    _change(machine.checkout / "requirements" / "voice.txt")
    machine.breaks("network")

    assert machine.setup().returncode == 1
    assert machine.level() == "voice"

    machine.mends("network")
    machine.setup()

    assert machine.calls() == _pips(machine, BASE, VOICE)


def test_an_interrupted_setup_is_made_anew(machine: Machine) -> None:
    """An environment without a stamp is half of one."""
    machine.setup()
    (machine.checkout / ".venv" / ".voicecoach-stamp").unlink()
    machine.setup()

    assert machine.calls() == ["venv", *_pips(machine, BASE, VOICE)]


def test_a_moved_checkout_gets_a_new_environment(machine: Machine) -> None:
    """An environment's programs know where they are."""
    machine.setup()
    moved = machine.checkout.rename(machine.checkout.with_name("elsewhere"))
    machine.setup(checkout=moved)

    assert machine.calls()[0] == "venv"


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "pacman", "brew"])
def test_the_tests_get_strace_where_there_is_one(machine: Machine, manager: str) -> None:
    """For the tests that watch system calls; a session does without. macOS has none."""
    (machine.fakes / "apt-get").unlink()
    machine.put(manager, "#!/bin/sh\nexit 1\n")
    for_tests, for_a_session = machine.setup("--dev"), machine.setup()

    asked = [line for line in for_tests.stderr.splitlines() if "to install them, type:  " in line]
    assert any("strace" in line for line in asked) == (manager != "brew")
    assert "strace" not in for_a_session.stderr


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "pacman", "brew"])
def test_the_tests_get_shells_and_chromium_where_they_are(machine: Machine, manager: str) -> None:
    """For completions, and the report. Where they cannot be had, the set-up goes on; a session does without."""
    (machine.fakes / "apt-get").unlink()
    machine.put(manager, "#!/bin/sh\nexit 1\n")
    for_tests, for_a_session = machine.setup("--dev"), machine.setup()

    asked = [line for line in for_tests.stderr.splitlines() if "to install them, type:  " in line]
    assert any(" zsh fish man-db groff" in line for line in asked)
    assert any("chromium" in line for line in asked) == (manager != "brew")
    assert (for_tests.returncode, for_a_session.returncode) == (0, 0)
    assert "fish" not in for_a_session.stderr
    assert "chromium" not in for_a_session.stderr


def test_a_browser_by_another_name_will_do(machine: Machine) -> None:
    """Chromium's and Chrome's other names."""
    machine.put("google-chrome", "#!/bin/sh\n")

    assert "chromium" not in machine.setup("--dev").stderr


def test_the_environment_of_the_tests_serves_a_session_too(machine: Machine) -> None:
    """scripts/test and scripts/start do not undo each other."""
    machine.setup("--dev")
    installed = machine.calls()
    machine.setup()

    assert "--require-hashes -r dev.txt" in installed
    assert machine.calls() == []


def test_without_python_it_says_the_one_command_and_fails(machine: Machine) -> None:
    """Nothing can go on without Python."""
    machine.breaks("python")
    ran = machine.setup()

    assert ran.returncode == 1
    assert f"{APT} python3.11 python3.11-venv" in ran.stderr


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("dnf", "sudo sh -c 'dnf install -y gcc python3-devel portaudio-devel espeak-ng'"),
        ("pacman", "sudo sh -c 'pacman -Sy --needed --noconfirm gcc portaudio espeak-ng'"),
        ("brew", "brew install portaudio espeak-ng"),
    ],
)
def test_every_package_manager_has_its_own_names(machine: Machine, manager: str, command: str) -> None:
    """The wrong name would leave a person stuck."""
    (machine.fakes / "apt-get").unlink()
    machine.put(manager, "#!/bin/sh\nexit 1\n")
    machine.breaks("compiler", "headers", "portaudio", "espeak")
    ran = machine.setup("--no-retry") if manager != "brew" else _as_brew(machine)

    assert command in ran.stderr


def _as_brew(machine: Machine) -> subprocess.CompletedProcess[str]:
    machine.put("id", "#!/bin/sh\necho 0\n")  # brew refuses to run as root
    return machine.setup()


def test_an_unknown_option_is_refused(machine: Machine) -> None:
    """With the options that there are."""
    ran = machine.setup("--devel")

    assert ran.returncode == 1
    assert "--devel" in ran.stderr
    assert "--dev" in ran.stderr


def test_no_lock_names_a_host() -> None:
    """Where packages come from is the machine's business."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text(), lock


def _change(file: Path) -> None:
    file.write_text(file.read_text() + "# changed\n")
