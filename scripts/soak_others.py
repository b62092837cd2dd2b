"""Long checks that are programs of their own: run as they are, judged by their exit code, told by their last line.

`PROGRAMS` is the one table of their command lines. What is not there fails like what breaks: nothing is left out
quietly.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from soak_findings import Finding, Report

ROOT = Path(__file__).resolve().parents[1]
TOLD = 160
NOT_THERE = 127


@dataclass(frozen=True, slots=True)
class Program:
    """A command, with the environment that it needs beside ours."""

    part: str
    promise: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
FUZZED = (
    "tests/programs/test_fuzz.py",
    "tests/programs/test_text_is_data.py",
    "tests/history/test_bad_files.py",
    "tests/history/test_before_a_migration.py",
    "tests/cli/test_bad_recordings.py",
    "tests/speech/test_bad_small_files.py",
)
PROGRAMS: tuple[Program, ...] = (
    Program(
        "kills",
        "killed at every effect of a session, the next start has what was answered",
        (sys.executable, "-m", "tests.faults.kills", "--all"),
    ),
    Program(
        "fuzz",
        "no file of any kind leads to a traceback or to lost data",
        (*PYTEST, "--timeout", "3600", *FUZZED),
        {"VOICECOACH_SOAK": "1"},
    ),
    Program(
        "privacy",
        "no socket, no file and no program that is not promised, in a whole session of questions by voice",
        (*PYTEST, "tests/e2e/test_privacy.py"),
        {"VOICECOACH_SOAK": "1"},
    ),
    Program(
        "states",
        "in each state every signal is a quit, and sleep does no harm",
        (sys.executable, "-m", "tests.faults.states"),
    ),
    Program(
        "devices and engines",
        "sessions by voice outlive every device and engine that fails",
        (
            *PYTEST,
            "tests/e2e/test_audio_faults.py",
            "tests/e2e/test_engine_faults.py",
            "tests/faults/test_terminal.py",
        ),
    ),
    Program(
        "random sessions",
        "no rule breaks in 100000 sessions",
        (sys.executable, "scripts/random_sessions", "--sessions", "100000"),
    ),
)


def measure(program: Program) -> Report:
    """Run it to its end, however long that takes."""
    began = time.monotonic()
    code, told = run(program)
    took_s = time.monotonic() - began
    row = Finding(program.part, program.promise, f"{told} (exit code {code}, {took_s:.0f} s)", code == 0)
    return Report((row,), {program.part: {"command": program.command, "exit code": code, "seconds": took_s}})


def run(program: Program) -> tuple[int, str]:
    """Its exit code and the last line that it printed."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **program.env}
    try:
        ran = subprocess.run(
            program.command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        return NOT_THERE, f"{error.filename} is not there"
    lines = [line.strip() for line in ran.stdout.splitlines() if line.strip()]
    return ran.returncode, (lines[-1] if lines else "it printed nothing")[-TOLD:].replace("|", "/")
