"""Freed memory goes back to the system: looked at from outside, in a process of its own."""

import subprocess
import sys

import pytest

PROGRAM = """
import contextlib
import sys
import numpy as np
from voicecoach.speech.memory import given_back

def resident_kb():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))

with given_back() if sys.argv[1] == "yes" else contextlib.nullcontext():
    np.ones(4_000_000)  # a large block, freed at once: from now on glibc keeps those below 32 MB
    before = resident_kb()
    blocks = [np.ones(100_000) for _ in range(40)]  # 32 MB
    last = np.ones(10_000)  # lies behind them
    del blocks
print(resident_kb() - before)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="glibc alone has this, and Linux alone shows it"
)
@pytest.mark.parametrize(("asked", "is_given_back"), [("yes", True), ("no", False)])
def test_what_is_freed_while_the_models_load_is_given_back(asked: str, *, is_given_back: bool) -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM, asked], capture_output=True, text=True, check=True)

    assert (int(ran.stdout) < 10_000) is is_given_back
