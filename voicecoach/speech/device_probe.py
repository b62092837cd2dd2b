"""A script that asks PortAudio for the default devices and prints one JSON object. Run by `devices.probe`.

It runs in a process of its own because a broken ALSA configuration aborts the process and a sound server that
stands still never answers. It imports nothing of voicecoach, so it needs no search path.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

WANTED_RATE_HZ = {"Input": 16000, "Output": 22050}
SERVER_PCMS = ("default", "pulse", "pipewire")
LOOPBACKS = (
    ".monitor", "monitor of ", "stereo mix", "what u hear", "wave out mix", "loopback", "blackhole", "soundflower",
)  # fmt: skip
"""What systems call an input that hears only what the speaker plays."""
ALSA_CONTROLS = ("Master", "PCM")
"""By either of them a sound card without a server is silenced."""


def main() -> None:
    """Print what there is, on the real standard output; the libraries get none."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    json.dump(look(), answers)
    answers.flush()
    os._exit(0)  # PortAudio's own end may hang


def look() -> dict[str, Any]:
    """The default devices, or a problem as a sentence."""
    try:
        import pyaudio  # noqa: PLC0415 its absence is an answer
    except ImportError:
        return {"problem": "PyAudio is not installed."}
    manager = pyaudio.PyAudio()
    server = ask_server()
    source = server and (os.environ.get("PULSE_SOURCE") or server.get("Default Source"))
    sink = server and (os.environ.get("PULSE_SINK") or server.get("Default Sink"))
    found = default_device(manager, "Input", pyaudio.paInt16, source or None)
    speaker = default_device(manager, "Output", pyaudio.paInt16, sink or None)
    inputs = server_sources() if source else input_names(manager)
    return {
        "input": found and found | {"is_muted": bool(source) and is_source_muted(str(source))},
        "output": speaker and speaker | {"is_muted": is_output_muted(sink or None)},
        "is_input_monitor": found is not None and is_loopback(found["server_name"] or found["name"]),
        "other_input": next((name for name in inputs if not is_loopback(name)), None),
        "can_choose": server.get("Server Name") == "pulseaudio",
    }


def is_loopback(name: str) -> bool:
    """Whether an input of this name hears the speaker's own sound and no room."""
    return any(each in name.lower() for each in LOOPBACKS)


def input_names(manager: Any) -> list[str]:
    """All inputs that PortAudio knows."""
    infos = [manager.get_device_info_by_index(index) for index in range(manager.get_device_count())]
    return [info["name"] for info in infos if info["maxInputChannels"] > 0]


def default_device(
    manager: Any, kind: str, sample_format: int, server_name: str | None
) -> dict[str, Any] | None:
    """The default input or output, or None where there is none."""
    try:
        info = getattr(manager, f"get_default_{kind.lower()}_device_info")()
    except OSError:
        return None
    wanted, own = WANTED_RATE_HZ[kind], int(info["defaultSampleRate"])
    problems = [support_problem(manager, kind, info["index"], rate, sample_format) for rate in (wanted, own)]
    is_server = any(info["name"].startswith(name) for name in SERVER_PCMS)
    return {
        "name": info["name"],
        "sample_rate_hz": own if problems[0] else wanted,
        "server_name": server_name if is_server else None,
        "problem": problems[1] if all(problems) else None,
    }


def support_problem(manager: Any, kind: str, index: int, rate_hz: int, sample_format: int) -> str | None:
    """Why the device does not open at this rate; None when it does."""
    name = kind.lower()
    try:
        manager.is_format_supported(
            rate_hz, **{f"{name}_device": index, f"{name}_channels": 1, f"{name}_format": sample_format}
        )
    except ValueError as error:
        return str(error.args[0])
    return None


def ask_server() -> dict[str, str]:
    """What `pactl info` says, on Linux where there is one; else nothing."""
    return dict(line.split(": ", 1) for line in pactl("info").splitlines() if ": " in line)


def server_sources() -> list[str]:
    """The sound server's names of its inputs."""
    rows = [line.split("\t") for line in pactl("list", "short", "sources").splitlines()]
    return [row[1] for row in rows if len(row) > 1]


def is_output_muted(sink: str | None) -> bool:
    """Whether the default output is muted or at volume zero. What cannot be known is not muted."""
    if sys.platform == "darwin":
        return is_muted_for_macos(printed("osascript", "-e", "get volume settings"))
    if sink is not None:
        return is_muted_in_list(pactl("list", "sinks"), sink)
    return any(is_muted_for_alsa(amixer("sget", control)) for control in ALSA_CONTROLS)


def is_source_muted(name: str) -> bool:
    """Whether the sound server has muted this input, or turned it down to nothing."""
    return is_muted_in_list(pactl("list", "sources"), name)


def is_muted_in_list(listing: str, name: str) -> bool:
    """The same for one device in what `pactl list sinks` or `sources` prints, which all its versions print alike."""
    for each in re.split(r"^(?:Sink|Source) #", listing, flags=re.MULTILINE)[1:]:
        called = re.search(r"^\s*Name: (.*)$", each, re.MULTILINE)
        if called is not None and called[1] == name:
            is_off = re.search(r"^\s*Mute: yes\s*$", each, re.MULTILINE) is not None
            volume = re.search(r"^\s*Volume: (.*)$", each, re.MULTILINE)
            return is_off or (volume is not None and _are_all_zero(volume[1]))
    return False


def is_muted_for_alsa(printed_control: str) -> bool:
    """The same for what `amixer sget` prints of one control: all channels switched off, or all at zero."""
    channels = re.findall(r"^ +[^:\n]+: Playback .*$", printed_control, re.MULTILINE)
    playing = [each for each in channels if "[" in each]
    is_off = bool(playing) and all("[off]" in each for each in playing)
    return is_off or _are_all_zero(" ".join(playing))


def is_muted_for_macos(settings: str) -> bool:
    """The same for what AppleScript prints: "output volume:50, ..., output muted:false"; missing value is unknown."""
    return "output muted:true" in settings or re.search(r"output volume:0\b", settings) is not None


def _are_all_zero(text: str) -> bool:
    percentages = re.findall(r"(\d+)%", text)
    return bool(percentages) and all(int(each) == 0 for each in percentages)


def pactl(*arguments: str) -> str:
    """What pactl prints, on Linux where there is one; else nothing."""
    return printed("pactl", *arguments) if sys.platform.startswith("linux") else ""


def amixer(*arguments: str) -> str:
    """What amixer prints of the default card, on Linux where there is one; else nothing."""
    return printed("amixer", *arguments) if sys.platform.startswith("linux") else ""


def printed(*command: str) -> str:
    """What a command prints, in English; nothing where it is missing, fails or hangs."""
    env = os.environ | {"LC_ALL": "C"}
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=1, env=env, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return run.stdout


if __name__ == "__main__":
    main()
