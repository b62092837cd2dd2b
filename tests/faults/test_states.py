"""Signals that end a session, and a machine that sleeps, in each state of a session."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="signals and fork of POSIX")


def test_in_each_state_a_signal_is_a_quit_and_a_sleep_no_harm() -> None:
    """44 states, five ways to be ended, four lengths of sleep: no trace, no lock, nothing that was answered is lost."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.states"], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "0 promises broken" in ran.stdout
