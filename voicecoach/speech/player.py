"""The coach's mouth: one output stream that never stops, and sounds that are put on it to the sample.

The stream runs from the start, silent, so that beginning a sound costs one block. The audio thread only mixes
(`mixer`); everything that is told is told on the messenger's thread. Frames and the monotonic clock are tied by
`stream_clock`, so that "heard to the end" and `play_at` mean the time at which the sound leaves the device.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecoach.errors import NoAudio
from voicecoach.speech.devices import close_stream, open_stream
from voicecoach.speech.messenger import Messenger
from voicecoach.speech.mixer import Mixer, Sound
from voicecoach.speech.played import Played
from voicecoach.speech.stream_clock import StreamClock
from voicecoach.speech.watchdog import TICK_S, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from voicecoach.speech.pcm import Pcm

BLOCK_S = 0.02
FIRST_BLOCK_DEADLINE_S = 2.0
CONTINUE = 0  # PortAudio's paContinue


class Player:
    """Plays `Pcm` through the default output device.

    `on_lost(reason)` is called once when the device is gone. It and every `on_done` run on one internal
    thread: keep them cheap. Raises NoAudio when there is no device. After a loss `play` still answers: with
    `on_done(False)`.
    """

    def __init__(self, on_lost: Callable[[str], None], sample_rate_hz: int = 22050) -> None:
        self._on_lost = on_lost
        self._lock = threading.Lock()
        self._mixer = Mixer()
        self._outstanding: set[Sound] = set()
        self._heard_until = time.monotonic()
        self._silence = b""
        self._failure: str | None = None
        self._is_over = False
        self._has_begun = threading.Event()
        self._watchdog = Watchdog(time.monotonic())
        self._stated_latency_s = 0.0
        self._played: Played | None = None
        self._clock = StreamClock(sample_rate_hz)
        self._stream = open_stream(
            is_input=False, rate_hz=sample_rate_hz, block_s=BLOCK_S, callback=self._callback
        )
        self._stated_latency_s = self._stream.stream.get_output_latency()
        self.sample_rate_hz = self._stream.rate_hz
        if self.sample_rate_hz != sample_rate_hz:
            self._clock = StreamClock(self.sample_rate_hz)
            self._has_begun.clear()
        self._messenger = Messenger("player", TICK_S, self._check)
        if not self._has_begun.wait(FIRST_BLOCK_DEADLINE_S):
            self.close()
            raise NoAudio("The speaker takes no sound. `voicecoach doctor` shows what is missing.")

    @property
    def is_over(self) -> bool:
        """Whether it was lost or closed."""
        return self._is_over

    def play(self, pcm: Pcm, on_done: Callable[[bool], None] | None = None) -> Sound:
        """Begin with the next block, mixed with what sounds already.

        `on_done(True)` comes when the last sample has left the device, `on_done(False)` when it was stopped.
        """
        return self._add(pcm, 0.0, on_done)

    def play_at(self, pcm: Pcm, t: float, on_done: Callable[[bool], None] | None = None) -> Sound:
        """The first sample leaves the device at the monotonic time `t`, or as soon as it can."""
        return self._add(pcm, t, on_done)

    def stop(self, sound: Sound | None = None) -> None:
        """Silence this sound, or everything that sounds or is to sound."""
        with self._lock:
            stopped = [each for each in self._mixer.sounds if sound in (None, each) and not each.is_stopped]
            for each in stopped:
                self._mixer.stop(each)
        for each in stopped:
            self._tell(each, completed=False)

    def is_sounding(self, tail_s: float = 0.0) -> bool:
        """Whether anything is heard now, or was within the last `tail_s`."""
        silent_since = self.silent_since()
        return silent_since is None or time.monotonic() < silent_since + tail_s

    def silent_since(self) -> float | None:
        """The monotonic time since which nothing is heard; None while something is."""
        with self._lock:
            is_mixing = any(sound.first_frame <= self._mixer.frame for sound in self._mixer.sounds)
            is_heard = time.monotonic() < self._heard_until
            return None if not self._is_over and (is_mixing or is_heard) else self._heard_until

    def soften(self, gain: float) -> None:
        """From the next block on, everything sounds at this loudness, 0 to 1 (1: as it is)."""
        with self._lock:
            self._mixer.gain = gain

    def keep_played(self) -> None:
        """From now on, remember what is played, for `played`."""
        with self._lock:
            self._played = Played(self.sample_rate_hz)

    def played(self, t_end: float, count: int) -> NDArray[np.int16]:
        """The (count,) int16 samples at 16 kHz that were played up to the monotonic time `t_end`, a little early.

        Silence where nothing is known. One thread at a time; see `Played`.
        """
        if self._played is None:
            return np.zeros(count, np.int16)
        return self._played.take(t_end, count, self._frame_at)

    def skip_played(self, t_end: float, count: int) -> None:
        """As `played`, for a block of the microphone that needs no reference."""
        if self._played is not None:
            self._played.skip(t_end, count, self._frame_at)

    @property
    def latency_s(self) -> float:
        """How long after `play` the first sample leaves the device, about."""
        with self._lock:
            return self._clock.time_of(self._mixer.frame) - time.monotonic()

    def close(self) -> None:
        """Stop everything and give the device back. Never hangs; may be called twice."""
        self._end()
        self._messenger.close()
        close_stream(self._stream)

    # On the caller's thread

    def _add(self, pcm: Pcm, t: float, on_done: Callable[[bool], None] | None) -> Sound:
        sound = Sound(pcm.at_rate(self.sample_rate_hz).samples, 0, on_done)
        with self._lock:
            if not self._is_over:
                sound.first_frame = self._clock.frame_at(t) if t else 0
                self._mixer.add(sound)
                self._outstanding.add(sound)
                return sound
        if on_done is not None:
            self._messenger.post(partial(on_done, False))  # noqa: FBT003 the listener's only argument
        return sound

    def _frame_at(self, t: float) -> int:
        with self._lock:
            return self._clock.frame_at(t)

    def _tell(self, sound: Sound, *, completed: bool, at: float = 0.0) -> None:
        self._messenger.post(partial(self._finish, sound, completed=completed), at)

    # On the audio thread

    def _callback(self, _: object, count: int, time_info: Mapping[str, float], __: int) -> tuple[Any, int]:
        try:
            return self._next_block(count, time_info), CONTINUE
        except Exception as error:  # noqa: BLE001 PortAudio would abort and raise in the main thread
            self._failure = f"playing failed: {error!r}"
            return b"\0\0" * count, CONTINUE

    def _next_block(self, count: int, time_info: Mapping[str, float]) -> bytes:
        self._watchdog.feed()
        delay_s = time_info["output_buffer_dac_time"] - time_info["current_time"]
        if delay_s < 0:  # a host that does not tell
            delay_s = self._stated_latency_s
        with self._lock:
            self._clock.saw(self._mixer.frame, time.monotonic() + delay_s)
            self._has_begun.set()
            frame = self._mixer.frame
            if not self._mixer.sounds:
                self._mixer.skip(count)
                return self._silent(frame, count)
            samples, ended = self._mixer.mix(count)
            if self._played is not None:
                self._played.write(frame, samples)
            for sound in ended:
                self._mark_ended(sound)
        return samples.tobytes()

    def _silent(self, frame: int, count: int) -> bytes:
        if len(self._silence) != 2 * count:
            self._silence = b"\0\0" * count
        if self._played is not None:
            self._played.write(frame, np.frombuffer(self._silence, np.int16))
        return self._silence

    def _mark_ended(self, sound: Sound) -> None:
        heard_at = self._clock.time_of(sound.end_frame)
        self._heard_until = max(self._heard_until, heard_at)
        if not sound.is_stopped:
            self._tell(sound, completed=True, at=heard_at)

    # On the messenger's thread

    def _finish(self, sound: Sound, *, completed: bool) -> None:
        with self._lock:
            if sound not in self._outstanding:
                return
            self._outstanding.discard(sound)
        if sound.on_done is not None:
            sound.on_done(completed)

    def _check(self) -> None:
        if self._watchdog.tick(time.monotonic()):
            self._lose("the speaker takes no more sound")
        elif self._failure is not None:
            self._lose(self._failure)
        elif not self._stream.is_active:
            self._lose("the speaker is gone")

    def _lose(self, reason: str) -> None:
        if self._end():
            self._on_lost(reason)

    def _end(self) -> bool:
        """Tell every outstanding sound that it was stopped. False when that had been done before."""
        with self._lock:
            if self._is_over:
                return False
            self._is_over = True
            self._heard_until = min(self._heard_until, time.monotonic())
            self._mixer.sounds = []
            unheard = list(self._outstanding)
        for sound in unheard:
            self._tell(sound, completed=False)
        return True
