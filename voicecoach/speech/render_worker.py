"""A script: pyttsx3, or piper, in a process of its own. Run by `voice_worker`.

The one because it prints, hangs and sticks; the other because it is slow to load, large, and under another licence.

Standard input: one JSON object a line, `{"do": "render", "text", "rate_wpm", "voice"}` or `{"do": "voices"}` for the
platform's voices; `{"do": "render", "text", "length_scale", "file"}` or `{"do": "load", "file"}` for a neural one.
Standard output: for each, one JSON line, `{"sample_rate_hz", "bytes"}` followed by that many bytes of mono
int16 PCM, `{"voices", "variants", "default", "engine"}`, `{}` or `{"error"}`, with the `id` of the request. It ends
with its standard input. It imports nothing of voicecoach, so it needs no search path.

What is spoken is private: it goes through memory where the platform has memfd, else through a private
directory that is removed at once. Where a kill left one behind, the next worker removes it.
"""

from __future__ import annotations

import array
import gc
import json
import os
import platform
import shutil
import signal
import stat
import sys
import tempfile
import time
import wave
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_FILES = Path("/proc/self/fd")
PREFIX = "voicecoach-utterance-"
"""Of a directory for one sentence, where there are no files in memory."""
LOCK = "lock"
"""A file in it that is locked as long as somebody needs the directory."""
BEGINNING_S = 60.0
"""A directory so young that has no lock yet is just being made."""
PAUSE_S = 0.2
"""Between two sentences, at a voice's own pace, beside the 0.2 s that it leaves at its ends."""
RHYTHM_NOISE = 0.0
"""How much the lengths of a neural voice's sounds vary by chance: counts and cues have to fit into their beats."""
PEAK, QUIETEST = 0.9, 1e-4


def main() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the coach, which then closes our input
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        head, body = answer(request)
        answers.write(json.dumps(head | {"id": request.get("id")}).encode() + b"\n" + body)
        answers.flush()


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer's head and body; any failure becomes an `error`."""
    try:
        if request["do"] == "voices":
            return voices(), b""
        if request["do"] == "load":
            neural_voice(request["file"])
            return {}, b""
        if "file" in request:
            sample_rate_hz, pcm = render_file(request["text"], request["length_scale"], request["file"])
        else:
            sample_rate_hz, pcm = render(request["text"], request["rate_wpm"], request["voice"])
    except Exception as error:  # noqa: BLE001 the other side turns it into a sentence
        return {"error": f"{type(error).__name__}: {error}"}, b""
    return {"sample_rate_hz": sample_rate_hz, "bytes": len(pcm)}, pcm


def new_engine() -> Any:
    """A fresh engine: a used one forgets its rate and sticks to its first file (`pyttsx3.init` gives that
    one).

    An old engine lives in a reference cycle, and its end unhooks the synthesizer's callback from the new one
    as well. So the old one must be gone before the new one comes.
    """
    from pyttsx3.engine import Engine  # noqa: PLC0415 its absence is an answer

    gc.collect()
    return Engine()


def voices() -> dict[str, Any]:
    """All voices of the engine, and the id of its default."""
    engine = new_engine()
    listed = [
        {"id": voice.id, "name": voice.name, "language": language_of(voice)}
        for voice in engine.getProperty("voices")
    ]
    default = engine.getProperty("voice")
    return {"voices": listed, "variants": variants(), "default": default, "engine": engine_name(engine)}


def engine_name(engine: Any) -> str:
    """The engine and its version: what it renders may differ in another one."""
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is not None:
        return f"espeak {espeak.Info(None).decode('utf-8', 'replace')}"
    return f"{type(engine.proxy._driver).__name__} {platform.version()}"  # noqa: SLF001 pyttsx3 tells it nowhere


def language_of(voice: Any) -> str:
    """The first language of a voice, as the platform writes it, or nothing; espeak puts control characters in."""
    first = (voice.languages or [""])[0] or ""
    text = first.decode("utf-8", "ignore") if isinstance(first, bytes) else str(first)
    return "".join(each for each in text if each.isprintable())


def variants() -> list[str]:
    """What may follow a voice's id after a plus sign: espeak's own, which pyttsx3 does not list."""
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is None:
        return []
    found = espeak.ListVoices(espeak.VOICE(languages=b"variant"))
    return [voice.identifier.decode("utf-8").rpartition("/")[2] for voice in found]


def render(text: str, rate_wpm: int, voice: str | None) -> tuple[int, bytes]:
    """Sample rate and mono int16 PCM of a text."""
    with sound_file() as path:
        errors: list[str] = []
        finished: list[bool] = []
        engine = new_engine()
        engine.connect("error", lambda **event: errors.append(str(event.get("exception"))))
        engine.connect("finished-utterance", lambda **event: finished.append(bool(event.get("completed"))))
        engine.proxy.setBusy(False)  # properties are set now, not queued before the text
        if voice is not None:
            engine.setProperty("voice", voice)
        engine.setProperty("rate", rate_wpm)
        await_espeak()
        engine.proxy.setBusy(True)
        engine.save_to_file(text, path)
        engine.runAndWait()
        await_espeak()
        if errors or not any(finished):
            raise RuntimeError("; ".join(errors) or "the engine did not finish the utterance")
        return read_sound(path)


def await_espeak() -> None:
    """Wait for what espeak does in a thread of its own; the other engines do all while they are asked.

    `runAndWait` returns before a long text is finished. And it cancels, at its start, what espeak has not
    begun yet: without this wait one render in a hundred lost its rate.
    """
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is not None:
        espeak.Synchronize()


@contextmanager
def sound_file() -> Iterator[str]:
    """A path for the engine to write to, that leaves nothing behind."""
    if hasattr(os, "memfd_create") and MEMORY_FILES.exists():
        memory = os.memfd_create("utterance")
        try:
            yield str(MEMORY_FILES / str(memory))
        finally:
            os.close(memory)
        return
    remove_abandoned()
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with (directory / LOCK).open("wb") as lock:
            seize(lock)
            yield str(directory / "utterance.wav")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@lru_cache(maxsize=1)
def remove_abandoned() -> None:
    """Remove what workers that were killed left behind: of this user, of our prefix, and locked by nobody."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            found = directory.lstat()
            is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not stat.S_ISDIR(found.st_mode) or not is_own:
                continue
            if not (directory / LOCK).exists() and time.time() - found.st_mtime < BEGINNING_S:
                continue
            if os.name == "nt":  # an open file cannot be removed there
                (directory / LOCK).unlink(missing_ok=True)
            elif (directory / LOCK).exists():
                with (directory / LOCK).open("rb") as lock:
                    seize(lock)
            shutil.rmtree(directory, ignore_errors=True)


def seize(lock: Any) -> None:
    """Lock this open file until it is closed, or its process ends. Raises OSError where somebody else has it."""
    with suppress(ImportError):  # Windows
        import fcntl  # noqa: PLC0415

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read_sound(path: str) -> tuple[int, bytes]:
    """Sample rate and mono int16 PCM (this machine's byte order) of a WAV, or of the AIFF that macOS writes."""
    with Path(path).open("rb") as file:
        kind = file.read(4)
        file.seek(0)
        sound: Any = open_aiff(file) if kind == b"FORM" else wave.open(file)  # noqa: SIM115 closed with `file`
        width, channels = sound.getsampwidth(), sound.getnchannels()
        if width != 2:
            raise ValueError(f"the engine wrote {8 * width}-bit samples")
        samples = array.array("h", sound.readframes(sound.getnframes()))
        if (kind == b"FORM") != (sys.byteorder == "big"):
            samples.byteswap()
        return sound.getframerate(), samples[::channels].tobytes()


def open_aiff(file: BinaryIO) -> Any:
    """Python's own reader; from 3.13 on it comes from standard-aifc, which SpeechRecognition requires."""
    import aifc  # noqa: PLC0415 only macOS needs it

    return aifc.open(file, "rb")


# Neural voices


def render_file(text: str, length_scale: float, path: str) -> tuple[int, bytes]:
    """Sample rate and mono int16 PCM of a text, in the voice of this file; its sentences at one level."""
    import numpy as np  # noqa: PLC0415 pyttsx3 needs none of these
    from piper import SynthesisConfig  # noqa: PLC0415

    voice = neural_voice(path)
    how = SynthesisConfig(length_scale=length_scale, noise_w_scale=RHYTHM_NOISE, normalize_audio=False)
    pause = np.zeros(round(PAUSE_S * length_scale * voice.config.sample_rate), np.float32)
    pieces: list[Any] = []
    for sentence in voice.synthesize(text, how):
        pieces += [sentence.audio_float_array, pause]
    sound = np.concatenate(pieces[:-1] or [pause])
    gain = 32767 * PEAK / max(float(np.abs(sound).max()), QUIETEST)
    return voice.config.sample_rate, np.rint(sound * gain).astype(np.int16).tobytes()


@lru_cache(maxsize=1)
def neural_voice(path: str) -> Any:
    """The voice of this file, loaded: on one thread, since the recognizer and the speaker want the other cores."""
    sys.addaudithook(refuse_network)
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 large
    from piper import PiperVoice  # noqa: PLC0415
    from piper.config import PiperConfig  # noqa: PLC0415

    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text("utf-8")))
    if config.phoneme_type != "espeak":
        raise ValueError(f"its phonemes are {config.phoneme_type.value}")
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return PiperVoice(InferenceSession(path, options, providers=["CPUExecutionProvider"]), config)


def refuse_network(event: str, _: object) -> None:
    """What piper has for fetching voices, and what some languages need, fails here."""
    if event.startswith("socket."):
        raise PermissionError("the voice may not use the network")


if __name__ == "__main__":
    main()
