"""The composition root: the only place that picks engines and builds a driver.

Everything that is slow to load, or that text mode does not need, is imported inside the function that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach import __version__
from voicecoach.coach.effects import Finish
from voicecoach.coach.events import DeviceLost, EchoMeasured, InputEnded
from voicecoach.coach.session import RATE_WPM, Session
from voicecoach.coach.tuning import Tuning as TuningDialogue
from voicecoach.coach.tuning import TuningOutcome
from voicecoach.coach.tuning_words import TuningResult, chosen, in_mixed_order
from voicecoach.drivers.display import Display, choose_display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import EngineReplaced, Inbox, RealInbox, SimulatedInbox, SpeakerMuted
from voicecoach.drivers.keyboard import Keyboard
from voicecoach.drivers.loop import Journal, Loop
from voicecoach.drivers.signals import ending_signals
from voicecoach.engines import (
    VOICE_PACKAGES,
    choose_recognizer,
    has,
    loading,
    make_floor,
    make_recognizer,
    make_remote_recognizer,
    make_vad,
)
from voicecoach.errors import NoAudio, UnreadableHistory, VoicecoachError
from voicecoach.history.places import config_dir, data_file, echo_file, speech_cache_dir, tuning_file
from voicecoach.history.store import Store
from voicecoach.programs.loader import load
from voicecoach.speech.memory import spare

if TYPE_CHECKING:
    from voicecoach.drivers.barge_in import BargeIn
    from voicecoach.drivers.ears import VoiceEars, Witness
    from voicecoach.drivers.late import LateEars
    from voicecoach.drivers.voice import VoiceMouth
    from voicecoach.speech.devices import DeviceReport
    from voicecoach.speech.ducking.ducker import Ducker
    from voicecoach.speech.endpointer import Vad
    from voicecoach.speech.player import Player
    from voicecoach.speech.recognizers.base import Recognizer
    from voicecoach.speech.tuning import Adaptation
    from voicecoach.speech.tuning_file import Tuning
    from voicecoach.speech.voice import Shelf
    from voicecoach.speech.voice_files import VoiceFiles
    from voicecoach.speech.voices import Offer

DOCTOR_SHOWS = "`voicecoach doctor` shows what is missing"
NO_CACHE_VARIABLE = "VOICECOACH_NO_SPEECH_CACHE"
"""Where it is set, no rendered speech is read from disk or kept there."""


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What `voicecoach start` was asked for. `voice`, or a recognizer by name, demands voice."""

    program: str = "back-pain"
    is_text: bool = False
    recognizer: str = "auto"
    voice: str | None = None
    rate_wpm: int = RATE_WPM
    is_fast: bool = False
    is_plain: bool = False
    events: Path | None = None
    has_earcons: bool = True
    barge_in: str = "auto"
    """What is heard while the coach speaks: "auto", "gaps" or "off" (`drivers.barge_in`)."""
    has_ducking: bool = True
    """Other programs' sound is lowered while the coach speaks or listens."""

    @property
    def demands_voice(self) -> bool:
        return not self.is_text and (self.recognizer != "auto" or self.voice is not None)


# --- sessions -------------------------------------------------------------------------------------------------


def start(options: StartOptions) -> Finish:
    """A session, by voice where there is a microphone, a speaker and the engines, else by text."""
    program = load(options.program)
    with ExitStack() as stack:
        log = EventLog(options.events)
        stack.callback(log.close)
        store = stack.enter_context(Store.open(data_file()))
        background = store.background(program.id, _today())
        session = Session(program, background, options.rate_wpm)
        display = choose_display(is_plain=options.is_plain, stdout=sys.stdout, environ=os.environ)
        stack.callback(display.close)
        keyboard = stack.enter_context(Keyboard.of_stdin())
        inbox: Inbox = SimulatedInbox(keyboard) if options.is_fast else RealInbox(keyboard)
        mouth: VoiceMouth | None = None
        ears: LateEars | None = None
        engine, voice = None, None
        if not options.is_text and not options.is_fast:
            spare()
            try:
                engines = _engines(options, display, inbox)
                mouth, ears, engine, voice = _voice_parts(options, inbox, engines, display.notice)
                stack.callback(_beside_others(options, inbox, mouth, ears).close)
            except NoAudio as error:
                if options.demands_voice:
                    raise
                display.notice(_going_on(str(error)))
        driver = "text" if mouth is None else "voice"
        session_id = store.begin_session(program.id, __version__, driver, _today())
        loop = Loop(
            session,
            inbox,
            display,
            mouth=mouth,
            ears=ears,
            keyboard=keyboard,
            journal=Journal(store, session_id, _today),
            log=log,
            hears_in_gaps=options.barge_in != "off",
        )
        stack.enter_context(ending_signals(lambda: inbox.post(InputEnded())))
        return loop.run(
            version=__version__, program=program.id, driver=driver, recognizer=engine, voice=voice
        )


def _engines(options: StartOptions, display: Display, inbox: Inbox) -> Engines:
    """With what a tuning found; where its file is damaged, that is told."""
    from voicecoach.speech.tuning_file import read  # noqa: PLC0415 only for voice

    kept = read(tuning_file())
    if kept.problem and kept.tuning is None:
        display.notice(kept.problem)
    return Engines(lambda: make_remote_recognizer(options.recognizer, kept.personal, _telling(inbox)))


def _telling(inbox: Inbox) -> Callable[[str, str], None]:
    """Of a recognizer that was restarted, or that another one stands in for."""
    return lambda state, sentence: inbox.post(EngineReplaced("recognizer", state, sentence))


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """What `voicecoach tune` was asked for. `words`: only these; all where it is empty."""

    voice: str | None = None
    rate_wpm: int = RATE_WPM
    is_plain: bool = False
    is_quiet: bool = False
    """The transcript goes to standard error: standard output is for the result alone."""
    events: Path | None = None
    words: tuple[str, ...] = ()


def tune(options: TuneOptions) -> tuple[TuningOutcome, TuningResult | None, Tuning | None]:
    """A tuning by voice: how it ended, how the words are heard, and what is kept.

    Raises NoAudio where there is no microphone, speaker or engine, or where none of the words was heard.
    """
    path = tuning_file()
    wanted = chosen(options.words) if options.words else in_mixed_order()
    voice_options = StartOptions(
        recognizer="floor", voice=options.voice, rate_wpm=options.rate_wpm, barge_in="gaps"
    )
    _check_voice_parts("floor")
    with loading():
        from voicecoach.drivers.learning import Student  # noqa: PLC0415 it needs numpy

    kept: list[Tuning] = []
    notices: list[str] = []
    with ExitStack() as stack:
        log = EventLog(options.events)
        stack.callback(log.close)
        keyboard = stack.enter_context(Keyboard.of_stdin())
        inbox = RealInbox(keyboard)
        student = Student(inbox, wanted, make_floor, lambda *found: kept.append(_keep(path, *found)))
        engines = Engines(
            lambda: make_remote_recognizer("floor", None, _telling(inbox), has_fallback=False), student
        )
        mouth, ears, engine, voice = _voice_parts(voice_options, inbox, engines, notices.append)
        stack.callback(_beside_others(voice_options, inbox, mouth, ears).close)
        student.start()
        stdout = sys.stderr if options.is_quiet else sys.stdout
        display = choose_display(
            is_plain=options.is_plain or options.is_quiet, stdout=stdout, environ=os.environ
        )
        stack.callback(display.close)
        for notice in notices:
            display.notice(notice)
        loop = Loop(
            TuningDialogue(wanted),
            inbox,
            display,
            mouth=mouth,
            ears=ears,
            keyboard=keyboard,
            log=log,
            learner=student,
        )
        stack.enter_context(ending_signals(lambda: inbox.post(InputEnded())))
        finish = loop.run(
            version=__version__, program="tuning", driver="voice", recognizer=engine, voice=voice
        )
    return _tuned(finish, is_kept=bool(kept)), student.result, kept[0] if kept else None


def _tuned(finish: Finish, *, is_kept: bool) -> TuningOutcome:
    """How a tuning ended. Raises where it could not do what it is for."""
    outcome = TuningOutcome(finish.outcome)
    if outcome in (TuningOutcome.NO_AUDIO, TuningOutcome.NOTHING_HEARD):
        raise NoAudio(f"Nothing is changed, because {finish.reason}: {DOCTOR_SHOWS}.")
    if outcome is TuningOutcome.FAILED:
        raise VoicecoachError(f"Nothing is changed, because it failed ({finish.reason}): please report it.")
    if outcome is TuningOutcome.COMPLETE and not is_kept:
        raise VoicecoachError("What was learned could not be kept: `voicecoach doctor` shows where it goes.")
    return outcome


def _keep(path: Path, found: Adaptation, result: TuningResult) -> Tuning:
    from voicecoach.speech.tuning_file import Tuning, weights, write  # noqa: PLC0415

    tuning = Tuning(
        _today(), weights(), found.personal, result.words, found.takes, found.sure_before, found.sure_now
    )
    write(path, tuning)
    return tuning


def demo(*, is_plain: bool, events: Path | None, pace: Callable[[float], None] | None) -> Finish:
    """A session with a recorded person on a simulated clock, heard by the real recognizer. Nothing is kept."""
    from voicecoach.demo.script import ANSWERS, BACKGROUND, recording  # noqa: PLC0415

    program = load("back-pain")
    recognizer, vad = make_recognizer("auto"), make_vad()
    from voicecoach.drivers.scripted import RecordedEars, SimulatedMouth  # noqa: PLC0415 it needs numpy

    inbox = SimulatedInbox(pace=pace)
    log = EventLog(events)
    with ExitStack() as stack:
        display = choose_display(is_plain=is_plain, stdout=sys.stdout, environ=os.environ)
        stack.callback(display.close)
        loop = Loop(
            Session(program, BACKGROUND),
            inbox,
            display,
            mouth=SimulatedMouth(inbox),
            ears=RecordedEars(inbox, recognizer, vad, ANSWERS, recording),
            log=log,
        )
        stack.enter_context(ending_signals(lambda: inbox.post(InputEnded())))
        return loop.run(
            version=__version__, program=program.id, driver="scripted", recognizer=recognizer.name, voice=None
        )


def _going_on(why: str) -> str:
    hint = "." if "`" in why else f"; {DOCTOR_SHOWS}."
    return f"{why} Going on with the keyboard{hint}"


def _today() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Engines:
    """What the ears hear with, and who learns from their sound, if anybody does."""

    recognizer: Callable[[], Recognizer]
    witness: Witness | None = None


def _voice_parts(
    options: StartOptions, inbox: Inbox, engines: Engines, notice: Callable[[str], None]
) -> tuple[VoiceMouth, LateEars, str, str]:
    """Mouth and ears of this machine. Raises NoAudio with the sentence that says what is missing; `notice` gets
    what was chosen instead of a default.
    """
    name = _check_voice_parts(options.recognizer)
    with loading():
        return _open_voice(options, inbox, name, engines, notice)


def _check_voice_parts(recognizer: str) -> str:
    """The recognizer that `recognizer` stands for. Raises NoAudio where anything is not installed."""
    name = choose_recognizer(recognizer)
    _check_installed(*VOICE_PACKAGES)
    return name


def _check_installed(*packages: str) -> None:
    missing = [package for package in packages if not has(package)]
    if missing:
        raise NoAudio(
            f"The voice parts are not installed ({', '.join(missing)}): `scripts/start` installs them."
        )


def _open_voice(
    options: StartOptions, inbox: Inbox, name: str, engines: Engines, notice: Callable[[str], None]
) -> tuple[VoiceMouth, LateEars, str, str]:
    from voicecoach.drivers.late import LateEars  # noqa: PLC0415
    from voicecoach.drivers.voice import VoiceMouth  # noqa: PLC0415
    from voicecoach.speech.player import Player  # noqa: PLC0415
    from voicecoach.speech.voice import Voice  # noqa: PLC0415

    with ThreadPoolExecutor(1) as pool:
        probing = pool.submit(_probe, notice)
        voice = Voice(
            options.voice,
            files=voice_files(),
            shelf=_shelf(options.program),
            on_fallback=lambda sentence: inbox.post(EngineReplaced("voice", "fallback", sentence)),
        )
        report = probing.result()
    if not report.has_voice:
        voice.close()
        sentence = report.sentence or "No microphone or speaker found."
        raise NoAudio(f"{sentence} {DOCTOR_SHOWS}." if options.demands_voice else sentence)
    try:
        player: Player = Player(lambda reason: inbox.post(DeviceLost("speaker", reason)))
    except NoAudio:
        voice.close()
        raise

    def is_person_talking() -> bool:
        return ears.is_person_talking()

    mouth = VoiceMouth(
        voice, player, inbox, options.rate_wpm, is_person_talking, has_earcons=options.has_earcons
    )
    ears = LateEars(inbox, lambda: _build_ears(options, inbox, engines, mouth, player))
    return mouth, ears, name, str(voice.voice_id)


def _build_ears(
    options: StartOptions, inbox: Inbox, engines: Engines, mouth: VoiceMouth, player: Player
) -> VoiceEars:
    """Ears with their models loaded and their microphone open; takes a second. Raises NoAudio."""
    from voicecoach.drivers.ears import VoiceEars  # noqa: PLC0415
    from voicecoach.speech.memory import given_back  # noqa: PLC0415
    from voicecoach.speech.microphone import Microphone  # noqa: PLC0415

    with given_back():
        recognizer, vad = engines.recognizer(), make_vad()
    is_auto = options.barge_in == "auto"
    ears = VoiceEars(
        inbox,
        recognizer,
        vad,
        lambda: None if mouth.is_busy else player.silent_since(),
        is_earcon=lambda: mouth.has_ended_with_earcon,
        witness=engines.witness,
        barge_in=_barge_in(inbox, vad, player, mouth.said_between) if is_auto else None,
    )
    try:
        ears.use(Microphone(ears.hear_block, ears.lose))
    except NoAudio:
        ears.close()
        raise
    return ears


def _barge_in(inbox: Inbox, vad: Vad, player: Player, said_between: Callable[[float, float], str]) -> BargeIn:
    """What hears a person while the coach speaks; what it measures is logged, and kept for `doctor`.

    The detector is that of the ears, which never need it for the same block.
    """
    from voicecoach.drivers.barge_in import BargeIn  # noqa: PLC0415
    from voicecoach.speech.echo import EchoCanceller  # noqa: PLC0415
    from voicecoach.speech.echo_meter import EchoFound  # noqa: PLC0415
    from voicecoach.speech.echo_note import EchoNote, write  # noqa: PLC0415

    def keep(found: EchoFound) -> None:
        inbox.post(EchoMeasured(found.listening.value, found.reason))
        write(echo_file(), EchoNote(found.listening.value, found.reason, _today()))

    player.keep_played()
    return BargeIn(EchoCanceller(), vad, player, said_between, keep)


def _beside_others(options: StartOptions, inbox: Inbox, mouth: VoiceMouth, ears: LateEars) -> Ducker:
    """What lowers other programs' sound, and notices a muted speaker."""
    from voicecoach.speech.ducking.ducker import Ducker  # noqa: PLC0415 only for voice

    def is_wanted() -> bool:
        return mouth.is_busy or ears.is_listening

    return Ducker(is_wanted if options.has_ducking else None, lambda name: inbox.post(SpeakerMuted(name)))


def speech_cache() -> Path | None:
    """The folder of rendered speech; None where it is switched off, or where there is no home for it."""
    if os.environ.get(NO_CACHE_VARIABLE):
        return None
    try:
        return speech_cache_dir()
    except UnreadableHistory:
        return None


def _shelf(program: str) -> Shelf | None:
    """Where the sound of this program's own texts is kept."""
    from voicecoach.coach.foresight import repertoire  # noqa: PLC0415 only for voice
    from voicecoach.speech.sound_cache import SoundCache  # noqa: PLC0415
    from voicecoach.speech.voice import Shelf  # noqa: PLC0415

    folder = speech_cache()
    if folder is None:
        return None
    return Shelf(SoundCache(folder), repertoire(load(program)).__contains__)


def voices() -> Offer:
    """The voices of this machine. Raises NoAudio where there is no engine."""
    _check_installed("numpy", "pyttsx3")
    with loading():
        from voicecoach.speech.voice import Voice  # noqa: PLC0415

        voice = Voice(files=voice_files())
    voice.close()
    return voice.offer


def voice_files() -> VoiceFiles:
    """The neural voices of this machine, and what speaks with them."""
    from voicecoach.speech.voice_files import VoiceFiles, find_folder, installed  # noqa: PLC0415 only for voice

    try:
        settings = config_dir()
    except UnreadableHistory:
        settings = None
    return VoiceFiles(find_folder(os.environ, settings), installed())


def play_voices(names: Sequence[str], text: str, rate_wpm: int, on_voice: Callable[[str], None]) -> None:
    """Say a text with one voice after the other, to the end; `on_voice` gets each id before it sounds.

    Raises UnknownVoice before anything sounds, and NoAudio where there is no engine or speaker, or where a voice's file
    cannot be used.
    """
    _check_installed("numpy", "pyttsx3", "pyaudio")
    with loading(), ExitStack() as stack:
        from voicecoach.speech.playing import Stage  # noqa: PLC0415
        from voicecoach.speech.voice import Voice  # noqa: PLC0415

        voice = Voice(names[0], files=voice_files())
        stack.callback(voice.close)
        chosen = [voice.choose(name) for name in names]
        _check_speaker()
        stage = Stage()
        stack.callback(stage.close)
        for voice_id in chosen:
            voice.use(voice_id)
            pcm = voice.render(text, rate_wpm)
            on_voice(voice_id)
            stage.play(pcm)


def _check_speaker() -> None:
    """Raises NoAudio where there is none; to open one that is not there may end the process."""
    from voicecoach.speech.devices import probe  # noqa: PLC0415

    sentence = probe().speaker_sentence
    if sentence is not None:
        raise NoAudio(f"{sentence} {DOCTOR_SHOWS}.")


def _probe(notice: Callable[[str], None]) -> DeviceReport:
    """The sound devices, with another input than the default one where that is the speaker's own sound."""
    from voicecoach.speech.devices import choose_input, probe  # noqa: PLC0415

    report = probe()
    chosen = choose_input(report)
    if chosen is None:
        return report
    notice(chosen)
    return probe()
