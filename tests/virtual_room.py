"""A room without walls: a private PulseAudio in which a coach speaks, a patient answers, and echo joins the
two.

```
 coach ──► speaker ──(echo)──► room ──► mic ──► coach
 patient (speak) ───────────────┘
 noise floor ───────────────────┘
```

Each room is a server of its own: own directory, socket, ALSA configuration and home for Pulse's files, so
rooms run side by side, as root or not, without a sound card, D-Bus or session. `env` takes a child process
into the room. The noise floor is there because every real microphone has one; a stream of exact zeros is a
broken microphone. The echo has no reverberation unless the room gets an impulse response, and what is spoken never
has: put an impulse response into the recordings (`tests/reverberation.py`). Pulse volumes are cubic; `echo` is
linear.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import wave
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ALSA_CONF = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
RECORD_RATE_HZ = 22050
START_DEADLINE_S = 10.0
ASK_DEADLINE_S = 10.0
NO_ECHO = 0.0
NOISE_BLOCK_S = 0.1
_NULL_SINK = ("module-null-sink", "norewinds=1", "rate=48000", "channels=1")
ECHO_PATH = Path(__file__).with_name("reverberation.py")


class RoomError(Exception):
    """PulseAudio is missing, did not start, or refused a command."""


class Recording:
    """What a source gave. Read `samples` after the `with` block: int16, mono, at `RECORD_RATE_HZ`."""

    def __init__(self) -> None:
        self.samples: NDArray[np.int16] = np.zeros(0, np.int16)

    def has_tone(self, frequency_hz: float, at_least: float = 0.005) -> bool:
        """Whether a tone of this frequency reaches the amplitude `at_least` (full scale is 1) in any 50 ms."""
        return self.tone_level(frequency_hz) >= at_least

    def tone_level(self, frequency_hz: float) -> float:
        """The loudest amplitude (0 to 1) of this frequency in any 50 ms."""
        return float(self.tone_levels(frequency_hz).max(initial=0.0))

    def tone_levels(self, frequency_hz: float, window_s: float = 0.05) -> NDArray[np.float64]:
        """The amplitude (0 to 1) of this frequency in each window, one after the other."""
        size = int(window_s * RECORD_RATE_HZ)
        count = len(self.samples) // size
        frames = self.samples[: count * size].reshape(count, size) / 32768
        probe = np.exp(-2j * np.pi * frequency_hz * np.arange(size) / RECORD_RATE_HZ)
        levels: NDArray[np.float64] = np.abs(frames @ probe) * 2 / size
        return levels


class VirtualRoom:
    """A private PulseAudio with a speaker, a microphone and an echo path. Use it as a context manager.

    `echo` is the linear gain from the speaker to the microphone (0 to 1), `noise_dbfs` the level of the
    room's noise. With an `impulse_response`, at `RECORD_RATE_HZ`, the echo is reverberant; `echo` is then the gain of
    its direct path where that has amplitude 1.
    """

    def __init__(
        self,
        echo: float = NO_ECHO,
        noise_dbfs: float = -66.0,
        impulse_response: NDArray[np.float64] | None = None,
    ) -> None:
        self._echo = echo
        self._impulse_response = impulse_response
        self._noise_rms = 32768 * 10 ** (noise_dbfs / 20)
        self._directory = Path()
        self._server: subprocess.Popen[bytes] | None = None
        self._children: list[subprocess.Popen[bytes]] = []
        self._echo_input = self._microphone = ""
        self._closing = threading.Event()
        self.env: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._directory = Path(tempfile.mkdtemp(prefix="vroom-"))
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What happens in the room

    def speak(self, wav_path: Path | str) -> None:
        """The patient says this recording. Returns when it has been played."""
        subprocess.run(
            ["paplay", "--device=room", "--latency-msec=30", str(wav_path)],
            env=self.env,
            check=True,
            timeout=120,
            capture_output=True,
        )

    @contextmanager
    def record_speaker(self) -> Iterator[Recording]:
        """Record what comes out of the coach's speaker while the block runs."""
        with self._record("speaker.monitor") as recording:
            yield recording

    @contextmanager
    def record_microphone(self) -> Iterator[Recording]:
        """Record what the coach's microphone hears while the block runs."""
        with self._record("mic") as recording:
            yield recording

    def echo(self, level: float) -> None:
        """Set the linear gain (0 to 1) from the speaker to the microphone."""
        self._echo = level
        self._pactl("set-sink-input-volume", self._echo_input, str(round(65536 * level ** (1 / 3))))

    def move_microphone(self, source: str) -> None:
        """Make `source` the default source, as a sound server does by itself when a microphone is unplugged."""
        self._pactl("set-default-source", source)

    def move_capture(self, source: str) -> None:
        """Move what the coach listens to: what a server does to a running stream when a microphone is unplugged."""
        listing = self._pactl("list", "short", "source-outputs").splitlines()
        coach = [line.split("\t")[0] for line in listing if f"\t{self._source('mic')}\t" in line]
        for stream in coach:
            self._pactl("move-source-output", stream, source)

    def unplug_microphone(self) -> None:
        """The microphone is gone, and whoever listened to it with it."""
        self._pactl("unload-module", self._microphone)

    def plug_microphone(self) -> None:
        """It is there again."""
        self._microphone = self._load("module-remap-source", "source_name=mic", "master=room.monitor")
        self._pactl("set-default-source", "mic")

    def plug_zeros(self) -> str:
        """A microphone that gives nothing but exact zeros; its name."""
        self._load(*_NULL_SINK, "sink_name=nothing")
        self._load("module-remap-source", "source_name=zeros", "master=nothing.monitor")
        return "zeros"

    def mute_microphone(self, *, is_muted: bool = True) -> None:
        """Somebody presses the mute key of the microphone."""
        self._pactl("set-source-mute", "mic", "1" if is_muted else "0")

    def mute_speaker(self) -> None:
        """Somebody presses the mute key."""
        self._pactl("set-sink-mute", "speaker", "1")

    def kill_server(self) -> None:
        """The sound server crashes."""
        self._signal(signal.SIGKILL)
        if self._server is not None:
            self._server.wait(5)

    def restart_server(self) -> None:
        """Another server in the place of the crashed one, with the same devices."""
        self._end_children()
        self._closing = threading.Event()
        self._start_server()
        self._furnish()

    def freeze(self) -> None:
        """The sound server stands still: no error, no data."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """The frozen sound server goes on."""
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """End everything that the room started and remove its files. May be called twice."""
        self.kill_server()
        self._end_children()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _end_children(self) -> None:
        self._closing.set()
        for child in self._children:
            child.kill()
            child.communicate(timeout=5)
        self._children.clear()

    # How it is built

    def _start(self) -> None:
        self._write_files()
        self._start_server()
        self._furnish()

    def _furnish(self) -> None:
        self._make_sinks()
        self.plug_microphone()
        self._make_echo()
        self.echo(self._echo)
        threading.Thread(target=self._make_noise, args=(self._closing,), daemon=True).start()

    def _make_sinks(self) -> None:
        """The coach's speaker and the air of the room, each with its monitor."""
        self._load(*_NULL_SINK, "sink_name=speaker")
        self._load(*_NULL_SINK, "sink_name=room")
        self._pactl("set-default-sink", "speaker")

    def _make_echo(self) -> None:
        """The way from the speaker into the room: a stream whose volume is the echo."""
        before = self._sink_inputs()
        if self._impulse_response is None:
            self._load(
                "module-loopback", "source=speaker.monitor", "sink=room", "latency_msec=20", "adjust_time=0"
            )
        else:
            self._convolve(self._impulse_response)
        deadline = time.monotonic() + START_DEADLINE_S
        while not (new := self._sink_inputs() - before):
            if time.monotonic() > deadline:
                raise RoomError("the echo path did not start")
            time.sleep(0.01)
        self._echo_input = new.pop()

    def _sink_inputs(self) -> set[str]:
        return {line.split()[0] for line in self._pactl("list", "short", "sink-inputs").splitlines()}

    def _convolve(self, impulse_response: NDArray[np.float64]) -> None:
        """From the speaker's monitor through a convolution into the room."""
        response = self._directory / "response.npy"
        np.save(response, impulse_response)
        rate = f"--rate={RECORD_RATE_HZ}"
        source = self._pacat("-r", "--device=speaker.monitor", rate)
        command = [sys.executable, str(ECHO_PATH), str(response)]
        convolver = subprocess.Popen(command, stdin=source.stdout, stdout=subprocess.PIPE)
        self._children.append(convolver)
        self._pacat("-p", "--device=room", rate, stdin=convolver.stdout)

    def _write_files(self) -> None:
        home = self._directory
        (home / "asound.conf").write_text(ALSA_CONF, encoding="utf-8")
        self.env = os.environ | {
            "XDG_RUNTIME_DIR": str(home),
            "PULSE_RUNTIME_PATH": str(home),
            "PULSE_STATE_PATH": str(home),
            "PULSE_CONFIG_PATH": str(home),
            "PULSE_COOKIE": str(home / "cookie"),
            "PULSE_SERVER": f"unix:{home}/socket",
            "ALSA_CONFIG_PATH": str(home / "asound.conf"),
            "LC_ALL": "C.UTF-8",
        }
        for name in (
            "PULSE_LATENCY_MSEC",
            "PULSE_SINK",
            "PULSE_SOURCE",
            "DBUS_SESSION_BUS_ADDRESS",
            "DISPLAY",
        ):
            self.env.pop(name, None)

    def _start_server(self) -> None:
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=10", "--use-pid-file=no"]
        command += ["--high-priority=no", "--realtime=no", "--disable-shm=yes", "--log-target=file:log"]
        command += ["-L", f"module-native-protocol-unix auth-anonymous=1 socket={self._directory}/socket"]
        env = self.env | {"HOME": str(self._directory)}
        try:
            self._server = subprocess.Popen(
                command,
                cwd=self._directory,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise RoomError("pulseaudio is not installed; scripts/setup --dev installs it") from error
        self._await_server()

    def _await_server(self) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while not self._answers():
            if self._server is None or self._server.poll() is not None or time.monotonic() > deadline:
                raise RoomError(f"pulseaudio did not start: {self._log()}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._directory / "socket")) == 0

    def _log(self) -> str:
        log = self._directory / "log"
        return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else "no log"

    def _load(self, module: str, *arguments: str) -> str:
        """The number of the module."""
        return self._pactl("load-module", module, *arguments).strip()

    def _source(self, name: str) -> str:
        """The number of a source."""
        rows = [line.split("\t") for line in self._pactl("list", "short", "sources").splitlines()]
        return next(row[0] for row in rows if row[1] == name)

    def _pactl(self, *arguments: str) -> str:
        run = subprocess.run(
            ["pactl", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=ASK_DEADLINE_S,
            check=False,
        )
        if run.returncode != 0:
            raise RoomError(f"pactl {' '.join(arguments)}: {run.stderr.strip()}")
        return run.stdout

    def _pacat(
        self, *arguments: str, stdin: IO[bytes] | int | None = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        """A stream to (`-p`, its standard input) or from (`-r`, its standard output) a device of the room."""
        child = subprocess.Popen(
            ["pacat", *arguments, "--raw", "--format=s16le", "--channels=1", "--latency-msec=20"],
            env=self.env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._children.append(child)
        return child

    def _make_noise(self, closing: threading.Event) -> None:
        size = int(NOISE_BLOCK_S * RECORD_RATE_HZ)
        noise = np.random.default_rng(1).normal(0, self._noise_rms, (20, size)).round().astype("<i2")
        pacat = self._pacat("-p", "--device=room", f"--rate={RECORD_RATE_HZ}")
        assert pacat.stdin is not None
        try:
            while not closing.is_set():
                for block in noise:
                    pacat.stdin.write(block.tobytes())
        except (OSError, ValueError):  # the room is closing
            return

    @contextmanager
    def _record(self, source: str) -> Iterator[Recording]:
        recording = Recording()
        pacat = self._pacat("-r", f"--device={source}", f"--rate={RECORD_RATE_HZ}")
        source_pipe = pacat.stdout
        assert source_pipe is not None
        chunks = [source_pipe.read(2)]
        reader = threading.Thread(target=lambda: chunks.append(source_pipe.read()), daemon=True)
        reader.start()
        try:
            yield recording
        finally:
            pacat.terminate()
            reader.join(5)
            raw = b"".join(chunks)
            recording.samples = np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.int16)
            pacat.wait(5)
            self._children.remove(pacat)

    def _signal(self, number: signal.Signals) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(number)


def write_wav(path: Path, samples: NDArray[np.int16], rate_hz: int) -> Path:
    """Write a mono recording for `VirtualRoom.speak`."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(samples.astype("<i2").tobytes())
    return path
