"""The reader of strace's files misses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import system_calls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is for Linux")

DOES_ALL = """
import os, socket, subprocess, sys, threading
folder = sys.argv[1]
def elsewhere():
    with open(folder + "/thread", "w"): pass
threading.Thread(target=elsewhere).start()
subprocess.run(["/bin/sh", "-c", "echo a > " + folder + "/child"])
os.mkdir(folder + "/made"); os.rename(folder + "/child", folder + "/renamed")
os.open(folder + "/made/in", os.O_CREAT | os.O_RDONLY)
os.chdir(folder); open("relative", "w").close(); os.remove("relative")
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as each:
            each.connect(folder + "/nobody" if family == socket.AF_UNIX else ("127.0.0.1", 9))
    except OSError: pass
os.write(os.open("/proc/self/fd/" + str(os.memfd_create("held")), os.O_WRONLY), b"x")
"""


def test_whatever_a_command_and_its_children_do_is_seen(tmp_path: Path) -> None:
    """Threads, child processes, relative names, every family of sockets, files in memory."""
    calls, desk = tmp_path / "calls", tmp_path / "desk"
    calls.mkdir()
    desk.mkdir()
    command = [*system_calls.traced(calls), sys.executable, "-c", DOES_ALL, str(desk)]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    found = system_calls.read(calls)
    written = system_calls.written(found)

    assert {
        str(desk / each) for each in ("thread", "child", "made", "renamed", "made/in", "relative")
    } <= written.keys()
    assert "openat" in written[str(desk / "relative")]
    assert "/memfd:held" in written
    assert system_calls.sockets(found) >= {"AF_INET", "AF_INET6", "AF_UNIX"}
    assert str(desk / "nobody") in system_calls.addresses(found)
    assert any("AF_INET" in each for each in system_calls.addresses(found))
    assert "/bin/sh" in system_calls.programs(found)


def test_a_call_that_was_interrupted_is_put_together_and_an_unknown_line_is_an_error() -> None:
    """And one that never came back counts, since the kernel may have done it."""
    calls = list(
        system_calls.parsed(
            [
                'openat(AT_FDCWD</a>, "b", O_WRONLY|O_CREAT, 0666 <unfinished ...>',
                "--- SIGCHLD {si_signo=SIGCHLD} ---",
                "<... openat resumed>) = 3</a/b>",
                'openat(AT_FDCWD</a>, "c", O_RDONLY) = -1 ENOENT (No such file or directory)',
                "socket(AF_INET, SOCK_STREAM, 0 <unfinished ...>",
                "+++ killed by SIGKILL +++",
            ]
        )
    )

    assert [(each.name, each.has_failed, each.path) for each in calls[:2]] == [
        ("openat", False, "/a/b"),
        ("openat", True, "c"),
    ]
    assert system_calls.written(calls) == {"/a/b": {"openat"}}
    assert system_calls.sockets(calls) == {"AF_INET"}
    for wrong in ("what is this", "<... openat resumed>) = 3</a/b>"):
        with pytest.raises(ValueError, match=r"understood|beginning"):
            list(system_calls.parsed([wrong]))
