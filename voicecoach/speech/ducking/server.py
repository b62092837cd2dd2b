"""The sound server, through libpulse: PulseAudio, and PipeWire, which speaks its language.

A server that stands still never answers: only for threads and processes that nobody waits for.
"""

from __future__ import annotations

import ctypes.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from voicecoach.speech.ducking.plan import Lowered, Stream, Volume

NO_CLIENT = NO_DEVICE = 0xFFFFFFFF
PROCESS_KEYS = ("application.process.id", "pipewire.sec.pid")
KEY_PROPERTIES = ("media.role", "application.id", "application.name", "media.name")
"""What PulseAudio makes a stream's key of, where its module for that is not there to say."""
LEFT_ALONE_ROLES = ("a11y", "event", "phone")
"""Screen readers, short signals, calls: who needs them needs them now."""
SCREEN_READERS = ("speech-dispatcher", "orca", "espeak")
"""The same by their names, where a program does not tell its role."""


class NoServerError(Exception):
    """No server answers, it went away, or what reaches it is not installed."""


class SoundServer:
    """A connection. Everything raises NoServerError. `is_own` tells our own streams by their process."""

    def __init__(self, is_own: Callable[[int], bool] = lambda pid: pid == os.getpid()) -> None:
        self._is_own = is_own
        self._has_changed = True
        with _failing():
            with _without_compilers():
                import pulsectl  # noqa: PLC0415 only for voice; not everywhere

            self._pulse: Any = pulsectl.Pulse("voicecoach", connect=False)
            self._pulse.connect()  # not with its deadline, which it waits for in any case
            self._pulse.event_mask_set("sink", "sink_input", "source", "source_output", "server")
            self._pulse.event_callback_set(self._note)

    @property
    def name(self) -> str:
        """What the server calls itself."""
        with _failing():
            return str(self._pulse.server_info().server_name)

    def wait(self, timeout_s: float) -> bool:
        """Wait so long. Whether anything has changed since the last time; at first it has."""
        with _failing():
            self._pulse.event_listen(timeout=timeout_s)
        has_changed, self._has_changed = self._has_changed, False
        return has_changed

    def others(self) -> list[Stream]:
        """Other programs' streams. While we have none ourselves, none is beside us."""
        with _failing():
            inputs, pids = self._inputs()
            speakers = {each.sink for each in inputs if self._is_ours(each, pids)}
            return [
                Stream(
                    each.index,
                    key_of(each.proplist),
                    tuple(map(float, each.volume.values)),
                    each.sink in speakers,
                )
                for each in inputs
                if each.client != NO_CLIENT and not self._is_ours(each, pids) and is_lowered(each.proplist)
            ]

    def set_volume(self, index: int, volume: Volume) -> None:
        """Of one stream; nothing where it has ended."""
        with _failing():
            import pulsectl  # noqa: PLC0415 see above

            try:
                self._pulse.sink_input_volume_set(index, pulsectl.PulseVolumeInfo(list(volume)))
            except (pulsectl.PulseIndexError, pulsectl.PulseOperationFailed):
                return

    def give_back_later(self, lowered: Lowered) -> None:
        """Where the server remembers a lowered volume for the next stream of this key: have it changed."""
        with _failing():
            import pulsectl  # noqa: PLC0415 see above

            try:
                for each in self._pulse.stream_restore_list():
                    if each.name == lowered.key and lowered.is_ours(tuple(each.volume.values)):
                        scale = max(lowered.before) / max(each.volume.values)
                        each.volume.values = [value * scale for value in each.volume.values]
                        self._pulse.stream_restore_write(each, mode="replace")
            except (pulsectl.PulseOperationInvalid, pulsectl.PulseOperationFailed):
                return  # a server that remembers nothing

    def muted_speaker(self) -> str | None:
        """The name of the speaker that we sound from, or else of the default one, if it, or our sound, is muted."""
        with _failing():
            inputs, pids = self._inputs()
            own = [each for each in inputs if self._is_ours(each, pids)]
            sinks = self._pulse.sink_list()
            default = self._pulse.server_info().default_sink_name
            used = {each.sink for each in own} or {each.index for each in sinks if each.name == default}
            speakers = [each for each in sinks if each.index in used]
            is_muted = any(map(_is_silent, (*speakers, *own)))
            return str(speakers[0].name) if speakers and is_muted else None

    def deaf_microphone(self) -> str | None:
        """Why we cannot hear anybody by what we listen to: a clause; None while nothing is known against it."""
        with _failing():
            pids = self._pids()
            listening = [each for each in self._pulse.source_output_list() if self._is_ours(each, pids)]
            sources = {each.index: each for each in self._pulse.source_list()}
        for stream in listening:
            source = sources.get(stream.source)
            if source is None:
                continue
            if source.monitor_of_sink != NO_DEVICE:
                return f"the sound server moved it to {source.name}, the speaker's own sound"
            if _is_silent(source) or _is_silent(stream):
                return f"{source.name} is muted"
        return None

    def close(self) -> None:
        with _failing():
            self._pulse.close()

    def _pids(self) -> dict[int, set[int]]:
        """The processes of each client."""
        return {each.index: set(pids_of(each.proplist)) for each in self._pulse.client_list()}

    def _inputs(self) -> tuple[list[Any], dict[int, set[int]]]:
        """All streams to speakers, and the processes of each client."""
        pids = self._pids()
        return self._pulse.sink_input_list(), pids

    def _is_ours(self, stream: Any, pids: dict[int, set[int]]) -> bool:
        return any(map(self._is_own, {*pids_of(stream.proplist), *pids.get(stream.client, ())}))

    def _note(self, _: object) -> None:
        self._has_changed = True


def key_of(properties: dict[str, str]) -> str:
    """The name under which a server remembers a stream's volume."""
    known = properties.get("module-stream-restore.id")
    if known:
        return known
    found = next((each for each in KEY_PROPERTIES if properties.get(each)), None)
    return f"sink-input-by-{found.replace('.', '-')}:{properties[found]}" if found else "sink-input-fallback:"


def pids_of(properties: dict[str, str]) -> Iterator[int]:
    """The processes that a client or stream says it belongs to."""
    for key in PROCESS_KEYS:
        value = properties.get(key, "")
        if value.isdecimal():
            yield int(value)


def is_lowered(properties: dict[str, str]) -> bool:
    """Whether this is music or the like, and nothing that must be heard."""
    name = properties.get("application.name", "").lower()
    return properties.get("media.role") not in LEFT_ALONE_ROLES and not name.startswith(SCREEN_READERS)


def _is_silent(device_or_stream: Any) -> bool:
    volumes = device_or_stream.volume.values
    return bool(device_or_stream.mute) or (bool(volumes) and max(volumes) == 0)


@contextmanager
def _without_compilers() -> Iterator[None]:
    """While pulsectl is loaded: it asks Python for a library "libpulse", whose name is "pulse", so that Python runs a
    compiler and a linker in the search for it, which write into the temporary directory. Then it takes its own default.
    """
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None if name == "libpulse" else find(name)
    try:
        yield
    finally:
        ctypes.util.find_library = find


@contextmanager
def _failing() -> Iterator[None]:
    """Whatever libpulse raises, or its absence, as the one error."""
    try:
        yield
    except Exception as error:
        raise NoServerError(str(error) or type(error).__name__) from error
