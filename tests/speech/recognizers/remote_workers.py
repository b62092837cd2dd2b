"""Workers that are no recognizers: real processes that load and then do what real ones do when they fail."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from voicecoach.speech.recognizers.recipe import Recipe
from voicecoach.speech.recognizers.remote import Limits, RemoteRecognizer

FAKE = """
import json, os, signal, sys, time
mark, fault, at_load, lasting = sys.argv[1:]
def reply(**head):
    print(json.dumps({"id": request["id"]} | head), flush=True)
def answer(text="better", confidence=0.9, band="sure", alternative=None, **other):
    reply(text=text, confidence=confidence, band=band, alternative=alternative, **other)
def is_due():
    done = os.path.getsize(mark) if os.path.exists(mark) else 0
    if done < int(lasting):
        open(mark, "a").write("x")
        return True
    return False
for line in sys.stdin.buffer:
    request = json.loads(line)
    body = sys.stdin.buffer.read(request["bytes"]) if fault != "deaf" else b""
    is_load = request["do"] == "load"
    if is_load and request["recipe"]["name"] == "sphinx":
        lasting = 0
    if is_load == (at_load == "load") and is_due():
        exec(fault)
    elif is_load:
        reply()
    else:
        answer()
"""

ALWAYS = 10**6

CRASHES = "os.kill(os.getpid(), signal.SIGSEGV)"
FAULTS = {
    "raises": "reply(error='RuntimeError: out of range')",
    "hangs": "time.sleep(600)",
    "stops": "os.kill(os.getpid(), signal.SIGSTOP)",
    "crashes": CRASHES,
    "aborts": "os.abort()",
    "exits": "sys.exit()",
    "ends in the middle of an answer": "print('{', end='', flush=True); sys.exit()",
    "prints": "print('loading model', flush=True)",
    "prints bytes": "sys.stdout.buffer.write(os.urandom(200_000)); sys.stdout.buffer.flush()",
    "never ends a line": "sys.stdout.write('x' * 3_000_000); sys.stdout.flush()",
    "opens brackets": "print('[' * 500_000, flush=True)",
    "answers an earlier utterance": "answer(id=1)",
    "answers a later utterance": "answer(id=3)",
    "promises a terabyte": "answer(bytes=10**12)",
    "answers nothing": "reply()",
    "answers what nobody asked": "answer(text='emergency')",
    "answers a number": "answer(text=7)",
    "is not sure of anything": "answer(confidence=float('nan'))",
    "is surer than sure": "answer(confidence=3.0)",
    "knows another band": "answer(band='certain')",
    "refuses what it heard": "answer(band='refused')",
    "is sure of nothing": "answer(text=None)",
    "has an alternative of its own": "answer(alternative='yesterday')",
}


@dataclass
class Told:
    """What was told of a recognizer, in order."""

    states: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def __call__(self, state: str, sentence: str) -> None:
        self.states.append(state)
        self.sentences += [sentence] if sentence else []


QUICK = Limits(load_s=20.0, decode_s=1.0, utterance_s=20.0)
"""Time enough for a second worker on a busy machine; a hang is known after one second."""


def failing(
    folder: Path,
    fault: str,
    told: Told,
    *,
    at_load: bool = False,
    lasting: int = ALWAYS,
    names: tuple[str, ...] = ("floor",),
    limits: Limits = QUICK,
) -> RemoteRecognizer:
    """One whose worker does `fault`, the first `lasting` times in all; the worker of "sphinx" never does."""
    place = "load" if at_load else "recognize"
    command = (sys.executable, "-c", FAKE, str(folder / "mark"), fault, place, str(lasting))
    return RemoteRecognizer([Recipe(name) for name in names], told, command=command, limits=limits)


def pid_of(recognizer: RemoteRecognizer) -> int:
    return cast("int", recognizer.pid)
