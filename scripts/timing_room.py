"""A virtual room with one clock: the coach's speaker and the air of the room are two channels of one sink.

So one recording has both on one time line, to the sample: what leaves the speaker, and what the patient says.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from timing_signal import AUDIBLE

from tests.virtual_room import RECORD_RATE_HZ, VirtualRoom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
SIDES = {"speaker": "front-left", "room": "front-right"}
CHANNELS = ",".join(SIDES.values())
UNHEARD_S = 3.0
LONGEST_LINE_S = 60.0
READ = 2 * 2 * RECORD_RATE_HZ // 50
"""Bytes of 20 ms, two channels."""


class TimeLine:
    """A running recording of both: `coach` and `patient`, int16 at `RECORD_RATE_HZ`, sample beside sample."""

    def __init__(self) -> None:
        self._began_at: float | None = None
        self._heard_at = time.monotonic()
        self._chunks: list[bytes] = []
        self.coach: NDArray[np.int16] = np.zeros(0, np.int16)
        self.patient: NDArray[np.int16] = np.zeros(0, np.int16)

    def feed(self, raw: bytes) -> None:
        """The next frames, as they come."""
        now = time.monotonic()
        if self._began_at is None:
            self._began_at = now
        self._chunks.append(raw)
        both = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2")
        if np.abs(both[::2].astype(int)).max(initial=0) > AUDIBLE:
            self._heard_at = now

    def close(self) -> None:
        """The recording is over."""
        raw = b"".join(self._chunks)
        both = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").astype(np.int16)
        self.coach, self.patient = both[::2], both[1::2]

    def sample_at(self, t: float) -> int:
        """The sample that was recorded at about the monotonic time `t`; to 50 ms, to know where to search."""
        return round((t - (self._began_at or t)) * RECORD_RATE_HZ)

    def await_silence(self, quiet_s: float, since: float = 0.0) -> None:
        """Wait, as a person does, until the coach has been heard after `since` and then silent for so long.

        What is not heard within 3 seconds after `since` is not waited for.
        """
        deadline = time.monotonic() + LONGEST_LINE_S
        while (now := time.monotonic()) < deadline:
            is_heard = self._heard_at > since or now > since + UNHEARD_S
            if is_heard and now >= self._heard_at + quiet_s:
                return
            time.sleep(0.01)


class TimedRoom(VirtualRoom):
    """A virtual room whose children run this source tree, with `record` for both sides at once."""

    def _start(self) -> None:
        super()._start()
        self.env["PYTHONPATH"] = str(ROOT)

    def _make_sinks(self) -> None:
        channels = f"channel_map={CHANNELS}"
        self._load("module-null-sink", "sink_name=world", "norewinds=1", "rate=48000", "channels=2", channels)
        for name, side in SIDES.items():
            where = ("channels=1", "channel_map=mono", f"master_channel_map={side}", "remix=no")
            self._load("module-remap-sink", f"sink_name={name}", "master=world", *where)

    @contextlib.contextmanager
    def record(self) -> Iterator[TimeLine]:
        """Record the speaker and the room while the block runs."""
        line = TimeLine()
        command = [
            "pacat",
            "-r",
            "--device=world.monitor",
            f"--rate={RECORD_RATE_HZ}",
            "--format=s16le",
            "--raw",
        ]
        command += ["--channels=2", f"--channel-map={CHANNELS}", "--latency-msec=20"]
        with subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        ) as pacat:
            stream = pacat.stdout
            assert stream is not None
            line.feed(stream.read(4))

            def read() -> None:
                while raw := stream.read(READ):
                    line.feed(raw)

            reader = threading.Thread(target=read, daemon=True)
            reader.start()
            try:
                yield line
            finally:
                pacat.terminate()
                reader.join(5)
                line.close()
