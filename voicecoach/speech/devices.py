"""Reaching the sound devices: what there is, opening without noise on the terminal, closing without hanging.

Opening goes through PortAudio, ALSA and JACK, which write to standard error as they like; a bad ALSA
configuration aborts the whole process, and a sound server that stands still never returns. So: `probe` asks
in a process of its own, `open_stream` has a deadline and closes file descriptor 2 to the libraries while it
opens, `close_stream` gives up on a stream that does not close.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.errors import NoAudio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Callback = Callable[..., tuple[bytes | None, int]]

PROBE = Path(__file__).with_name("device_probe.py")
OPEN_DEADLINE_S = 5.0
CLOSE_DEADLINE_S = 1.0
SOURCE_VARIABLE = "PULSE_SOURCE"
"""By this PulseAudio's library takes another input than the default one."""
UNMUTE = "unmute it, or turn it up, in the system's sound settings"

_portaudio = threading.Lock()  # PortAudio opens and closes in one thread at a time
_handlers: list[Any] = []  # the C libraries keep only addresses


@dataclass(frozen=True, slots=True)
class Device:
    """A default device. `server_name` is the sound server's name for it, `problem` why it cannot be opened.

    `is_muted`: muted or at volume zero; False also where nobody knows.
    """

    name: str
    sample_rate_hz: int
    server_name: str | None = None
    problem: str | None = None
    is_muted: bool = False

    @property
    def is_usable(self) -> bool:
        return self.problem is None and not self.is_muted


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What there is to hear and to speak with. `problem` is a sentence when asking itself failed.

    `is_input_monitor`: the default input hears only the speaker. `other_input` is the name of one that does not;
    `can_choose`: this program can take it by itself (`choose_input`).
    """

    input: Device | None = None
    output: Device | None = None
    is_input_monitor: bool = False
    problem: str | None = None
    other_input: str | None = None
    can_choose: bool = False

    @property
    def has_voice(self) -> bool:
        """Whether a voice session can begin: both devices open, and the input is not the speaker's own sound."""
        return self.has_microphone and self.has_speaker

    @property
    def has_microphone(self) -> bool:
        """Whether the input opens, is not muted, and is not the speaker's own sound."""
        return self.input is not None and self.input.is_usable and not self.is_input_monitor

    @property
    def has_speaker(self) -> bool:
        """Whether the output opens and is not muted."""
        return self.output is not None and self.output.is_usable

    @property
    def sentence(self) -> str | None:
        """What is missing, for the user; None when nothing is."""
        if self.problem is not None:
            return self.problem
        for device, name in ((self.input, "microphone"), (self.output, "speaker")):
            if (missing := _missing(device, name)) is not None:
                return missing
        if self.is_input_monitor and self.input is not None:
            own = self.input.server_name or self.input.name
            advice = "" if self.other_input is None else f"; choose {self.other_input} in the sound settings"
            return f"No microphone found: the default input ({own}) is the speaker's own sound{advice}."
        return None

    @property
    def speaker_sentence(self) -> str | None:
        """What is missing where only a speaker is needed, for the user; None when nothing is."""
        return self.problem or _missing(self.output, "speaker")


def _missing(device: Device | None, name: str) -> str | None:
    if device is None:
        return f"No {name} found."
    if device.problem is not None:
        return f"The {name} ({device.server_name or device.name}) cannot be opened: {device.problem}."
    if device.is_muted:
        return f"The {name} ({device.server_name or device.name}) is muted: {UNMUTE}."
    return None


def probe(deadline_s: float = 3.0) -> DeviceReport:
    """Ask for the default devices, in a process of its own. Never raises, never takes longer than the
    deadline.
    """
    command = [sys.executable, "-P", str(PROBE)]
    try:
        run = subprocess.run(
            command, capture_output=True, timeout=deadline_s, stdin=subprocess.DEVNULL, check=False
        )
        answer = json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        return DeviceReport(problem=f"The sound system did not answer within {deadline_s:g} s.")
    except ValueError:
        return DeviceReport(
            problem="The sound system's configuration is broken: asking for its devices crashed."
        )
    except OSError as error:
        return DeviceReport(problem=f"The sound devices could not be asked for: {error}.")
    if "problem" in answer:
        return DeviceReport(problem=str(answer["problem"]))
    return DeviceReport(
        _device(answer["input"]),
        _device(answer["output"]),
        bool(answer["is_input_monitor"]),
        other_input=answer["other_input"],
        can_choose=bool(answer["can_choose"]),
    )


def choose_input(report: DeviceReport) -> str | None:
    """Where the default input is the speaker's own sound and another one is there: take that one, for this process.

    Returns the sentence that says so, None where all stays as it is. `probe` again to know whether it works.
    """
    if (
        not report.is_input_monitor
        or not report.can_choose
        or report.other_input is None
        or report.input is None
    ):
        return None
    os.environ[SOURCE_VARIABLE] = report.other_input
    own = report.input.server_name or report.input.name
    return f"The default input ({own}) is the speaker's own sound: listening to {report.other_input} instead."


def _device(answer: dict[str, Any] | None) -> Device | None:
    return None if answer is None else Device(**answer)


@dataclass(frozen=True, slots=True)
class Stream:
    """An open PyAudio stream, its rate, and the PyAudio that owns it."""

    pyaudio: Any
    stream: Any
    rate_hz: int

    @property
    def is_active(self) -> bool:
        try:
            return bool(self.stream.is_active())
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class _Wanted:
    is_input: bool
    rate_hz: int
    block_s: float


def open_stream(*, is_input: bool, rate_hz: int, block_s: float, callback: Callback) -> Stream:
    """Open and start a mono int16 callback stream of the default device, in blocks of `block_s`.

    At `rate_hz` where the device takes it, else at the device's own rate (see `Stream.rate_hz`). Raises
    NoAudio.
    """
    name = "microphone" if is_input else "speaker"
    wanted = _Wanted(is_input, rate_hz, block_s)
    opened: list[Stream] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            opened.append(_open(wanted, callback))
        except Exception as error:  # noqa: BLE001 the caller's thread raises it, as a sentence
            failed.append(error)

    worker = threading.Thread(target=work, name=f"open-{name}", daemon=True)
    worker.start()
    worker.join(OPEN_DEADLINE_S)
    if opened:
        return opened[0]
    reason = _reason(failed[0]) if failed else "the sound system does not answer"
    raise NoAudio(f"The {name} cannot be opened ({reason}). `voicecoach doctor` shows what is missing.")


def _reason(error: Exception) -> str:
    if isinstance(error, ImportError):
        return "PyAudio is not installed"
    return str(error.args[-1] if error.args else error).rstrip(".")


def _open(wanted: _Wanted, callback: Callback) -> Stream:
    with _portaudio, _quiet():
        import pyaudio  # noqa: PLC0415 only for voice, and it is noisy

        _set_error_handlers()
        manager = pyaudio.PyAudio()
        try:
            return _open_at_first_rate(manager, pyaudio.paInt16, wanted, callback)
        except Exception:
            manager.terminate()
            raise


def _open_at_first_rate(manager: Any, sample_format: int, wanted: _Wanted, callback: Callback) -> Stream:
    ask = manager.get_default_input_device_info if wanted.is_input else manager.get_default_output_device_info
    own_rate_hz = int(ask()["defaultSampleRate"])
    error: Exception = OSError("no sample rate fits")
    for rate_hz in dict.fromkeys((wanted.rate_hz, own_rate_hz)):
        try:
            stream = manager.open(
                rate=rate_hz,
                channels=1,
                format=sample_format,
                input=wanted.is_input,
                output=not wanted.is_input,
                frames_per_buffer=round(wanted.block_s * rate_hz),
                stream_callback=callback,
            )
        except (OSError, ValueError) as failure:
            error = failure
        else:
            return Stream(manager, stream, rate_hz)
    raise error


def close_stream(stream: Stream) -> None:
    """Close, and abandon what does not close within a second: a stream of a server that stands still never
    does.
    """

    def work() -> None:
        with suppress(Exception):  # a dead server's stream may fail in any way, and nobody is left to tell
            stream.stream.close()
            stream.pyaudio.terminate()

    closer = threading.Thread(target=work, name="close-stream", daemon=True)
    closer.start()
    closer.join(CLOSE_DEADLINE_S)


@contextmanager
def _quiet() -> Iterator[None]:
    """Point file descriptor 2 at nothing."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _set_error_handlers() -> None:
    """Keep ALSA and JACK silent as long as the process lives: later messages come from the audio thread."""
    if _handlers or not sys.platform.startswith("linux"):
        return
    alsa_handler = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )(lambda *_: None)
    jack_handler = ctypes.CFUNCTYPE(None, ctypes.c_char_p)(lambda *_: None)
    _handlers.extend((alsa_handler, jack_handler))
    for library, setters, handler in (
        ("libasound.so.2", ("snd_lib_error_set_handler",), alsa_handler),
        ("libjack.so.0", ("jack_set_error_function", "jack_set_info_function"), jack_handler),
    ):
        with suppress(OSError, AttributeError):  # not loaded: nothing to silence
            loaded = ctypes.CDLL(library, mode=os.RTLD_NOLOAD)
            for setter in setters:
                getattr(loaded, setter)(handler)
