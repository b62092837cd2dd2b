"""The process that recognizes. Run by `remote.py`: `python -P -m voicecoach.speech.recognizers.worker`.

Standard input: one JSON object a line, `{"do": "load", "recipe"}`, or `{"do": "recognize", "question", "phrases",
"sample_rate_hz", "sample_width", "bytes"}` followed by that many bytes of PCM; standard output: one JSON line for each,
with the `id` of what was asked. What was said is only ever in memory: no file, no core dump, no line of a log.

It ends with its standard input, also while a model works: that is read on a thread of its own.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, cast

from voicecoach.speech.audio import Sound
from voicecoach.speech.memory import given_back, limit_growth, peak_mb
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.recipe import recipe_of

if TYPE_CHECKING:
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Recognizer

LARGEST_GROWTH_MB = 256
"""Of one answer, and so of all: more cannot be had. Measured over 1000 answers of up to 7 s: 64 at the peak of one."""

Request = tuple[dict[str, Any], bytes]


def main() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the coach, which then closes our input
    _leave_no_core()
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    recognizer: Recognizer | None = None
    while True:
        request, body = requests.get()
        head: dict[str, Any] = {}
        try:
            if request["do"] == "load":
                with given_back():
                    recognizer = recipe_of(request["recipe"]).load()
                limit_growth(LARGEST_GROWTH_MB)
            elif recognizer is not None:
                head = _recognized(recognizer, request, body)
        except Exception as error:  # noqa: BLE001 the other side decides what follows
            head = {"error": f"{type(error).__name__}: {error}"}
        answer = json.dumps(head | {"id": request["id"], "peak_mb": peak_mb()})
        answers.write(answer.encode() + b"\n")
        answers.flush()


def _recognized(recognizer: Recognizer, request: dict[str, Any], body: bytes) -> dict[str, Any]:
    sound = cast("AudioData", Sound(body, request["sample_rate_hz"], request["sample_width"]))
    found = recognizer.recognize(sound, Vocabulary(request["question"], tuple(request["phrases"])))
    return {
        "text": found.text,
        "confidence": float(found.confidence),
        "band": found.band.value,
        "alternative": found.alternative,
    }


def _read(requests: queue.SimpleQueue[Request]) -> None:
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        requests.put((request, sys.stdin.buffer.read(request["bytes"])))
    os._exit(0)


def _leave_no_core() -> None:
    """A crash must not write what was said to a disk."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
