"""The mouth and the ears of a session by voice: opened at the start, and made anew after a loss.

To the ears `VoiceParts` is the coach's voice: whatever mouth speaks now, they ask it when it is silent and what it
played. So either part can be exchanged while the other one goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.coach.events import DeviceLost, EchoMeasured
from voicecoach.coach.lines import MICROPHONE_FOUND
from voicecoach.drivers.barge_in import BargeIn
from voicecoach.drivers.ears import VoiceEars, Witness
from voicecoach.drivers.inbox import EngineReplaced, Inbox, SpeakerMuted
from voicecoach.drivers.late import LateEars
from voicecoach.drivers.voice import VoiceMouth
from voicecoach.errors import NoAudio
from voicecoach.history.places import echo_file
from voicecoach.installed import DOCTOR_SHOWS
from voicecoach.speaking import shelf, voice_files
from voicecoach.speech import echo_note
from voicecoach.speech.devices import DeviceReport, choose_input, probe
from voicecoach.speech.ducking.ducker import Ducker
from voicecoach.speech.echo import EchoCanceller
from voicecoach.speech.memory import given_back
from voicecoach.speech.microphone import Microphone
from voicecoach.speech.player import Player
from voicecoach.speech.voice import Voice
from voicecoach.speech.voices import UnknownVoice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecoach.speech.echo_meter import EchoFound
    from voicecoach.speech.endpointer import Vad
    from voicecoach.speech.recognizers.base import Recognizer

PROBE_DEADLINE_S = 10.0
"""What was lost is asked for with more time than at the start: nobody waits for it."""
SOUND_DEADLINE_S = 3.0
"""A microphone that was found gives sound within this time, or is none."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """What was asked for. `is_demanded`: without voice there is to be no session.

    `is_voice_kept`: the voice's name comes from the user's settings, so another one speaks where it cannot.
    """

    program: str
    voice: str | None
    rate_wpm: int
    has_earcons: bool = True
    barge_in: str = "auto"
    has_ducking: bool = True
    is_demanded: bool = False
    is_voice_kept: bool = False


@dataclass(frozen=True, slots=True)
class Engines:
    """What the ears hear with, the recognizer's name first; and who learns from their sound, if anybody does."""

    name: str
    recognizer: Callable[[], Recognizer]
    vad: Callable[[], Vad]
    witness: Witness | None = None


class VoiceParts:
    """For one session. `notice` gets what was chosen instead of a default."""

    def __init__(
        self, settings: VoiceSettings, inbox: Inbox, engines: Engines, notice: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._inbox = inbox
        self._engines = engines
        self._notice = notice
        self._player: Player | None = None
        self._ducker: Ducker | None = None
        self.mouth: VoiceMouth | None = None
        self.ears: LateEars | VoiceEars | None = None
        self.voice_id: str | None = None

    @property
    def recognizer(self) -> str:
        """The recognizer's name."""
        return self._engines.name

    def open(self) -> None:
        """Make mouth and ears of what this machine has. Raises NoAudio with the sentence that says what is missing."""
        with ThreadPoolExecutor(1) as pool:
            probing = pool.submit(_look, self._notice)
            voice = self._new_voice()
            report = probing.result()
        if not report.has_voice:
            voice.close()
            sentence = report.sentence or "No microphone or speaker found."
            raise NoAudio(f"{sentence} {DOCTOR_SHOWS}." if self._settings.is_demanded else sentence)
        self._speak(voice)
        self.ears = LateEars(self._inbox, self._build_ears)

    def close(self) -> None:
        """Give back other programs' sound. Mouth and ears are their users' to close."""
        if self._ducker is not None:
            self._ducker.close()

    # --- after a loss: drivers.retriever.Workshop -----------------------------------------------------------------

    def new_mouth(self) -> VoiceMouth | None:
        """Another mouth, which can be heard; None where there is no speaker or no voice."""
        if not probe(PROBE_DEADLINE_S).has_speaker:
            return None
        voice = None
        try:
            voice = self._new_voice()
            voice.render(MICROPHONE_FOUND[0], self._settings.rate_wpm)
            return self._speak(voice)
        except Exception:  # noqa: BLE001 engines fail in any way; it is tried again
            if voice is not None:
                voice.close()
            return None

    def new_ears(self) -> VoiceEars | None:
        """Other ears, which hear something; None where there is no microphone, only silence in it, or no mouth yet."""
        try:
            if self.mouth is None or not _look(deadline_s=PROBE_DEADLINE_S).has_microphone:
                return None
            ears = self._build_ears(SOUND_DEADLINE_S)
        except Exception:  # noqa: BLE001 see above
            return None
        self.ears = ears
        return ears

    # --- the coach's voice, to the ears ---------------------------------------------------------------------------

    def silent_since(self) -> float | None:
        """The monotonic time since which nothing is heard of the coach; None while something is."""
        if self.mouth is None or self._player is None:
            return 0.0
        return None if self.mouth.is_busy else self._player.silent_since()

    def has_ended_with_earcon(self) -> bool:
        return self.mouth is not None and self.mouth.has_ended_with_earcon

    def said_between(self, begin_s: float, end_s: float) -> str:
        """See `VoiceMouth.said_between`."""
        return "" if self.mouth is None else self.mouth.said_between(begin_s, end_s)

    def played(self, t_end: float, count: int) -> NDArray[np.int16]:
        """See `Player.played`."""
        return np.zeros(count, np.int16) if self._player is None else self._player.played(t_end, count)

    def skip_played(self, t_end: float, count: int) -> None:
        """See `Player.skip_played`."""
        if self._player is not None:
            self._player.skip_played(t_end, count)

    def soften(self, gain: float) -> None:
        """See `Player.soften`."""
        if self._player is not None:
            self._player.soften(gain)

    # --- how they are made ----------------------------------------------------------------------------------------

    def _new_voice(self) -> Voice:
        if not self._settings.is_voice_kept:
            return self._voice_named(self._settings.voice)
        try:
            return self._voice_named(self._settings.voice)
        except (NoAudio, UnknownVoice) as error:
            voice = self._voice_named(None)
            self._settings = replace(self._settings, voice=None, is_voice_kept=False)
            why = str(error).rstrip(".")
            self._notice(f"{why}; your settings name it, and the usual voice speaks instead.")
            return voice

    def _voice_named(self, name: str | None) -> Voice:
        return Voice(
            name,
            files=voice_files(),
            shelf=shelf(self._settings.program),
            on_fallback=lambda sentence: self._inbox.post(EngineReplaced("voice", "fallback", sentence)),
        )

    def _speak(self, voice: Voice) -> VoiceMouth:
        """A mouth with this voice, and its player. Raises NoAudio, and then the voice is closed."""
        try:
            player = Player(lambda reason: self._inbox.post(DeviceLost("speaker", reason)))
        except NoAudio:
            voice.close()
            raise
        if self._settings.barge_in == "auto":
            player.keep_played()
        settings = self._settings
        mouth = VoiceMouth(
            voice,
            player,
            self._inbox,
            settings.rate_wpm,
            self._is_person_talking,
            has_earcons=settings.has_earcons,
        )
        self._player, self.mouth, self.voice_id = player, mouth, str(voice.voice_id)
        self._attend()
        return mouth

    def _attend(self) -> None:
        """Lower other programs' sound from now on, and watch what becomes of our devices."""
        if self._ducker is None:
            self._ducker = Ducker(
                self._is_at_work if self._settings.has_ducking else None,
                lambda name: self._inbox.post(SpeakerMuted(name)),
                lambda reason: self._inbox.post(DeviceLost("microphone", reason)),
            )

    def _is_at_work(self) -> bool:
        is_speaking = self.mouth is not None and self.mouth.is_busy
        return is_speaking or (self.ears is not None and self.ears.is_listening)

    def _is_person_talking(self) -> bool:
        return self.ears is not None and self.ears.is_person_talking()

    def _build_ears(self, sound_deadline_s: float | None = None) -> VoiceEars:
        """Ears with their models loaded and their microphone open; takes a second. Raises NoAudio."""
        with given_back():
            recognizer, vad = self._engines.recognizer(), self._engines.vad()
        ears = VoiceEars(
            self._inbox,
            recognizer,
            vad,
            self.silent_since,
            is_earcon=self.has_ended_with_earcon,
            witness=self._engines.witness,
            barge_in=self._barge_in(vad) if self._settings.barge_in == "auto" else None,
        )
        try:
            microphone = Microphone(ears.hear_block, ears.lose, ears.hear_zeros)
        except NoAudio:
            ears.close()
            raise
        ears.use(microphone)
        if sound_deadline_s is not None and not microphone.await_sound(sound_deadline_s):
            ears.close()
            raise NoAudio("The microphone gives only zeros.")
        return ears

    def _barge_in(self, vad: Vad) -> BargeIn:
        """What hears a person while the coach speaks; what it measures is logged, and kept for `doctor`.

        The detector is that of the ears, which never need it for the same block.
        """

        def keep(found: EchoFound) -> None:
            self._inbox.post(EchoMeasured(found.listening.value))
            note = echo_note.EchoNote(found.listening.value, found.reason, datetime.now(UTC))
            echo_note.write(echo_file(), note)

        return BargeIn(EchoCanceller(), vad, self, self.said_between, keep)


def _look(notice: Callable[[str], None] = lambda _: None, deadline_s: float = 3.0) -> DeviceReport:
    """The sound devices, with another input than the default one where that is the speaker's own sound."""
    report = probe(deadline_s)
    chosen = choose_input(report)
    if chosen is None:
        return report
    notice(chosen)
    return probe(deadline_s)
