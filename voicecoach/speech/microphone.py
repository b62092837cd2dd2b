"""The coach's ear: one input stream, in blocks of 512 samples at 16 kHz, each with the time at which it
ended.

The audio thread only queues. A thread of the microphone's own resamples where it must, delivers, and watches:
a device may go silent without any error. Blocks that are old when their turn comes are dropped, so that a
burst after a stall never becomes an answer to a question of seconds ago.
"""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.speech.devices import close_stream, open_stream
from voicecoach.speech.resampler import StreamResampler
from voicecoach.speech.watchdog import TICK_S, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16000
BLOCK_SAMPLES = 512
BLOCK_S = BLOCK_SAMPLES / SAMPLE_RATE_HZ
OLDEST_S = 1.0
ZEROS_AT_FIRST_S = 3.0
ZEROS_LATER_S = 30.0
ZEROS_TOLD_S = 2.5
GATE_S = 0.5
"""A microphone that gave exact zeros for so long and then sound again gates the silence between two sentences."""
CONTINUE = 0  # PortAudio's paContinue


class Microphone:
    """Listens to the default input device from construction to `close`.

    `on_block(samples, t_end)` gets (512,) int16 at 16 kHz and the monotonic time of the last sample.
    `on_lost(reason)` is called once when the device is gone: no block for 2 s, a broken stream, or only exact
    zeros (3 s from the start; 30 s later on, for headsets gate the silence between two sentences). `on_zeros()` is
    called once when zeros come where sound came before, from a device that has not shown that it gates. All run on
    one internal thread; a slow `on_block` loses the oldest blocks, not the newest. Raises NoAudio when there is no
    device.
    """

    def __init__(
        self,
        on_block: Callable[[NDArray[np.int16], float], None],
        on_lost: Callable[[str], None],
        on_zeros: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_block = on_block
        self._on_lost = on_lost
        self._blocks: queue.Queue[tuple[bytes, float]] = queue.Queue(round(OLDEST_S / BLOCK_S))
        self._is_closing = threading.Event()
        self._stated_latency_s = BLOCK_S
        self._on_zeros = on_zeros
        self._zeros = ZeroWatch()
        self._has_heard = threading.Event()
        self._watchdog = Watchdog(time.monotonic())
        self.dropped_blocks = 0
        self._stream = open_stream(
            is_input=True, rate_hz=SAMPLE_RATE_HZ, block_s=BLOCK_S, callback=self._callback
        )
        self._reblock = Reblocker(self._stream.rate_hz)
        self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)
        self._thread.start()

    @property
    def rate_hz(self) -> int:
        """The rate at which the device itself runs."""
        return self._stream.rate_hz

    def await_sound(self, timeout_s: float) -> bool:
        """Whether it gives anything but exact zeros within this time."""
        return self._has_heard.wait(timeout_s)

    def close(self) -> None:
        """Give the device back. No block comes after this returns. Never hangs; may be called twice."""
        self._is_closing.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1.0)
        close_stream(self._stream)

    # On the audio thread

    def _callback(self, data: bytes, __: int, time_info: Mapping[str, float], _: int) -> tuple[None, int]:
        age_s = time_info["current_time"] - time_info["input_buffer_adc_time"]
        if not 0 <= age_s < 10:  # a host that does not tell
            age_s = self._stated_latency_s
        t_end = time.monotonic() - age_s + BLOCK_S
        self._watchdog.feed()
        try:
            self._blocks.put_nowait((data, t_end))
        except queue.Full:
            self._drop_oldest(data, t_end)
        return None, CONTINUE

    def _drop_oldest(self, data: bytes, t_end: float) -> None:
        self.dropped_blocks += 1
        try:
            self._blocks.get_nowait()
            self._blocks.put_nowait((data, t_end))
        except (queue.Empty, queue.Full):
            return

    # On the microphone's thread

    def _run(self) -> None:
        try:
            reason = self._deliver()
        except Exception as error:  # noqa: BLE001 a listener's mistake must not look like a silent room
            reason = f"listening failed: {error!r}"
        if reason is not None and not self._is_closing.is_set():
            self._on_lost(reason)

    def _deliver(self) -> str | None:
        tick_at = time.monotonic() + TICK_S
        while not self._is_closing.is_set():
            try:
                data, t_end = self._blocks.get(timeout=TICK_S)
                self._take(np.frombuffer(data, np.int16), t_end)
            except queue.Empty:
                pass
            if time.monotonic() >= tick_at:
                tick_at = time.monotonic() + TICK_S
                if (reason := self._problem()) is not None:
                    return reason
        return None

    def _take(self, samples: NDArray[np.int16], t_end: float) -> None:
        self._zeros.saw(samples)
        if self._zeros.has_heard:
            self._has_heard.set()
        blocks = self._reblock(samples, t_end)
        if time.monotonic() - t_end > OLDEST_S:
            self.dropped_blocks += 1
            return
        for block, block_t_end in blocks:
            if not self._is_closing.is_set():
                self._on_block(block, block_t_end)

    def _problem(self) -> str | None:
        if self._zeros.is_to_be_told():
            self._on_zeros()
        if self._watchdog.tick(time.monotonic()):
            return "the microphone gives no more sound"
        if not self._stream.is_active:
            return "the microphone is gone"
        return self._zeros.problem


class ZeroWatch:
    """Tells a microphone that is switched off from a silent room: a room is never exactly zero."""

    def __init__(self) -> None:
        self.has_heard = False
        self._zeros_s = 0.0
        self._is_gating = False
        self._is_told = False

    def saw(self, samples: NDArray[np.int16]) -> None:
        """Take the next block."""
        if not samples.any():
            self._zeros_s += BLOCK_S
            return
        self._is_gating = self._is_gating or (self.has_heard and self._zeros_s >= GATE_S)
        self.has_heard = True
        self._zeros_s = 0.0

    def is_to_be_told(self) -> bool:
        """Whether it is odd by now that only zeros come; true once."""
        is_odd = self.has_heard and not self._is_gating and self._zeros_s >= ZEROS_TOLD_S
        self._is_told, was_told = self._is_told or is_odd, self._is_told
        return is_odd and not was_told

    @property
    def problem(self) -> str | None:
        """The reason to give the microphone up; None while there is none."""
        limit_s = ZEROS_LATER_S if self.has_heard else ZEROS_AT_FIRST_S
        if self._zeros_s < limit_s:
            return None
        return "only zeros come from the microphone: it is muted, or this program may not use it"


class Reblocker:
    """Turns blocks of any rate into blocks of 512 samples at 16 kHz, each with its end time."""

    def __init__(self, rate_hz: int) -> None:
        self._resample = None if rate_hz == SAMPLE_RATE_HZ else StreamResampler(rate_hz, SAMPLE_RATE_HZ)
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)

    def __call__(self, samples: NDArray[np.int16], t_end: float) -> list[tuple[NDArray[np.int16], float]]:
        """The whole blocks that are ready now. The resampler's delay (1 ms) stays in the times."""
        if self._resample is not None:
            samples = self._resample(samples)
        if not self._rest.size and len(samples) == BLOCK_SAMPLES:
            return [(samples, t_end)]
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // BLOCK_SAMPLES * BLOCK_SAMPLES
        self._rest = joined[whole:]
        blocks = np.split(joined[:whole], range(BLOCK_SAMPLES, whole, BLOCK_SAMPLES)) if whole else []
        ends = (t_end - (len(joined) - (n + 1) * BLOCK_SAMPLES) / SAMPLE_RATE_HZ for n in range(len(blocks)))
        return list(zip(blocks, ends, strict=True))
