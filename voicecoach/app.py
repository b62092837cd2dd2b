"""The composition root: the only place that picks engines and builds a driver.

Everything that is slow to load, or that text mode does not need, is imported inside the function that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach import __version__
from voicecoach.coach.effects import Finish
from voicecoach.coach.events import InputEnded
from voicecoach.coach.program import Program
from voicecoach.coach.records import Outcome
from voicecoach.coach.session import RATE_WPM, Session
from voicecoach.coach.tuning import Tuning as TuningDialogue
from voicecoach.coach.tuning import TuningOutcome
from voicecoach.coach.tuning_words import TuningResult, chosen, in_mixed_order
from voicecoach.drivers.display import Display, choose_display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import EngineReplaced, Inbox, RealInbox, SimulatedInbox
from voicecoach.drivers.journal import Journal
from voicecoach.drivers.keyboard import Keyboard
from voicecoach.drivers.loop import Loop
from voicecoach.drivers.retriever import Retriever
from voicecoach.drivers.signals import ending_signals
from voicecoach.engines import (
    choose_recognizer,
    make_floor,
    make_recognizer,
    make_remote_recognizer,
    make_vad,
)
from voicecoach.errors import InvalidProgram, NoAudio, UnreadableHistory, VoicecoachError
from voicecoach.history.places import data_file, running_dir, tuning_file
from voicecoach.history.running import Register
from voicecoach.history.store import Store
from voicecoach.installed import DOCTOR_SHOWS, VOICE_PACKAGES, check_installed, loading
from voicecoach.programs.fields import ENGLISH
from voicecoach.programs.loader import load
from voicecoach.speech.memory import spare

if TYPE_CHECKING:
    from voicecoach.coach.program import Program
    from voicecoach.drivers.ears import Witness
    from voicecoach.speech.recognizers.base import Recognizer
    from voicecoach.speech.tuning import Adaptation
    from voicecoach.speech.tuning_file import Tuning
    from voicecoach.voice_parts import VoiceParts

_PROGRAM_HINT = "`voicecoach config unset program` goes back to the built-in one"


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What `voicecoach start` was asked for. `voice`, or a recognizer by name, demands voice, unless it is `kept`."""

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
    kept: frozenset[str] = frozenset()
    """The settings that come from the user's file: a wish, not a demand."""
    language: str = ENGLISH
    """That of the program's own sentences; the coach's own words are English."""

    @property
    def demands_voice(self) -> bool:
        if self.is_text:
            return False
        named = {"recognizer": self.recognizer != "auto", "voice": self.voice is not None}
        return any(is_named and key not in self.kept for key, is_named in named.items())


# --- sessions -------------------------------------------------------------------------------------------------


def start(options: StartOptions) -> Finish:
    """A session, by voice where there is a microphone, a speaker and the engines, else by text."""
    program = _program(options)
    options = replace(options, language=program.language)
    with ExitStack() as stack:
        log = EventLog(options.events)
        stack.callback(log.close)
        store = stack.enter_context(Store.open(data_file()))
        register = Register(running_dir())
        background = store.background(program.id, _today(), register.is_running)
        session = Session(program, background, options.rate_wpm)
        display = choose_display(is_plain=options.is_plain, stdout=sys.stdout, environ=os.environ)
        stack.callback(display.close)
        _tell_of_language(program, display)
        _tell_of_others(register, display)
        keyboard = stack.enter_context(Keyboard.of_stdin())
        inbox: Inbox = SimulatedInbox(keyboard) if options.is_fast else RealInbox(keyboard)
        parts = _open_voice(options, inbox, display)
        if parts is not None:
            stack.callback(parts.close)
        is_by_voice = parts is not None and parts.mouth is not None
        driver = "voice" if is_by_voice else "text"
        session_id = store.begin_session(program.id, __version__, driver, _today())
        loop = Loop(
            session,
            inbox,
            display,
            mouth=parts.mouth if parts else None,
            ears=parts.ears if parts else None,
            keyboard=keyboard,
            journal=Journal(store, session_id, _today),
            log=log,
            retriever=None if parts is None else _retriever(inbox, parts),
            hears_in_gaps=options.barge_in != "off",
        )
        stack.enter_context(ending_signals(lambda: inbox.post(InputEnded())))
        stack.enter_context(register.claim(session_id))
        finish = loop.run(
            version=__version__,
            program=program.id,
            driver=driver,
            recognizer=parts.recognizer if parts and is_by_voice else None,
            voice=parts.voice_id if parts and is_by_voice else None,
        )
        _tell_of_next(store, program, finish, display)
        return finish


def _program(options: StartOptions) -> Program:
    """Raises InvalidProgram. Another one never takes its place: what is exercised is not for the coach to choose."""
    try:
        return load(options.program, options.language)
    except InvalidProgram as error:
        if "program" not in options.kept:
            raise
        why = str(error).rstrip(".")
        raise InvalidProgram(
            f"The program in your settings cannot be used: {why}; {_PROGRAM_HINT}."
        ) from error


def _tell_of_language(program: Program, display: Display) -> None:
    """One line where the program speaks another language than the coach."""
    if program.language != ENGLISH:
        display.notice(
            f"The exercises are told in {program.language!r}; the coach's own questions and your answers stay English."
        )


def _tell_of_others(register: Register, display: Display) -> None:
    """One line where another session runs already."""
    others = register.others()
    if others:
        since = others[0].since.astimezone().strftime("%H:%M")
        display.notice(f"Another session is open since {since}: both go on, and both are kept.")


def _tell_of_next(store: Store, program: Program, finish: Finish, display: Display) -> None:
    """One line after a session that went well, where there is a plan. Whoever was sent to a clinician, or stopped, is
    not told when to go on; a history that cannot be read was told of before.
    """
    if finish.outcome not in {Outcome.CENTRALIZED, Outcome.COMPLETE}:
        return
    from voicecoach.history.coming import coming, in_words, local  # noqa: PLC0415 what the start need not wait for

    with suppress(UnreadableHistory):
        planned = next((each for each in reversed(store.plans()) if each.plan.program == program.id), None)
        now = _today()
        due = None if planned is None else coming(store, planned, program.hours_between, now)
        if due is not None:
            display.notice(f"Next in your plan: {in_words(due, local(now))}.")


def _open_voice(options: StartOptions, inbox: Inbox, display: Display) -> VoiceParts | None:
    """The voice's parts, opened where the devices are there; None where there is to be none, or nothing installed.

    Raises NoAudio where voice is demanded and cannot be had.
    """
    if options.is_text or options.is_fast:
        return None
    parts = None
    try:
        spare()
        options = _with_recognizer(options, display.notice)
        recognizer = _recognizer_of(options.recognizer, display.notice, _telling(inbox))
        parts = _voice_parts(options, inbox, recognizer, display.notice)
        parts.open()
    except NoAudio as error:
        if options.demands_voice:
            raise
        display.notice(_going_on(str(error)))
    return parts


def _with_recognizer(options: StartOptions, notice: Callable[[str], None]) -> StartOptions:
    """The recognizer of the settings only where it is to be had; else what is there listens, and that is told."""
    if "recognizer" not in options.kept:
        return options
    try:
        choose_recognizer(options.recognizer)
    except NoAudio as error:
        name = choose_recognizer("auto")
        why = str(error).rstrip(".")
        notice(f"{why}; your settings name it, and {name} listens instead.")
        return replace(options, recognizer="auto")
    return options


def _voice_parts(
    options: StartOptions,
    inbox: Inbox,
    recognizer: Callable[[], Recognizer],
    notice: Callable[[str], None],
    witness: Witness | None = None,
) -> VoiceParts:
    """Raises NoAudio with the sentence that says what is not installed."""
    name = _check_voice_parts(options.recognizer)
    with loading():
        from voicecoach.voice_parts import Engines, VoiceParts, VoiceSettings  # noqa: PLC0415 only for voice

    settings = VoiceSettings(
        options.program,
        options.voice,
        options.rate_wpm,
        options.has_earcons,
        options.barge_in,
        options.has_ducking,
        options.demands_voice,
        is_voice_kept="voice" in options.kept,
        language=options.language,
    )
    return VoiceParts(settings, inbox, Engines(name, recognizer, make_vad, witness), notice)


def _retriever(inbox: Inbox, parts: VoiceParts) -> Retriever:
    """Looks for what is lost later on, and for what is not there yet."""
    retriever = Retriever(inbox, parts)
    if parts.mouth is None:
        retriever.seek("speaker")
        retriever.seek("microphone")
    return retriever


def _recognizer_of(
    name: str, notice: Callable[[str], None], tell: Callable[[str, str], None]
) -> Callable[[], Recognizer]:
    """Makes it with what a tuning found; where its file is damaged, that is told."""
    from voicecoach.speech.tuning_file import read  # noqa: PLC0415 only for voice

    kept = read(tuning_file())
    if kept.problem and kept.tuning is None:
        notice(kept.problem)
    return lambda: make_remote_recognizer(name, kept.personal, tell)


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
    kept: frozenset[str] = frozenset()
    """As in StartOptions."""


def tune(options: TuneOptions) -> tuple[TuningOutcome, TuningResult | None, Tuning | None]:
    """A tuning by voice: how it ended, how the words are heard, and what is kept.

    Raises NoAudio where there is no microphone, speaker or engine, or where none of the words was heard.
    """
    path = tuning_file()
    wanted = chosen(options.words) if options.words else in_mixed_order()
    voice_options = StartOptions(
        recognizer="floor",
        voice=options.voice,
        rate_wpm=options.rate_wpm,
        barge_in="gaps",
        kept=options.kept,
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
        recognizer = partial(make_remote_recognizer, "floor", None, _telling(inbox), has_fallback=False)
        parts = _voice_parts(voice_options, inbox, recognizer, notices.append, student)
        stack.callback(parts.close)
        parts.open()
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
            mouth=parts.mouth,
            ears=parts.ears,
            keyboard=keyboard,
            log=log,
            learner=student,
        )
        stack.enter_context(ending_signals(lambda: inbox.post(InputEnded())))
        finish = loop.run(
            version=__version__,
            program="tuning",
            driver="voice",
            recognizer=parts.recognizer,
            voice=parts.voice_id,
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
    from voicecoach.drivers.scripted import RecordedEars  # noqa: PLC0415 it needs numpy
    from voicecoach.drivers.simulated import SimulatedMouth  # noqa: PLC0415

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


def _check_voice_parts(recognizer: str) -> str:
    """The recognizer that `recognizer` stands for. Raises NoAudio where anything is not installed."""
    name = choose_recognizer(recognizer)
    check_installed(*VOICE_PACKAGES)
    return name
