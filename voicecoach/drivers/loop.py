"""The only loop: events and time into the session, its effects out to mouth, ears, display, history and log.

Everything of a session happens in this one thread, in the order of its effects; threads of devices only post.
A part that fails is replaced by its text twin, and the session goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from voicecoach.coach.answering import URGENT
from voicecoach.coach.answers import ALARM_VALUE, understand
from voicecoach.coach.effects import (
    Adapt,
    CancelTimer,
    Count,
    CountKind,
    Earcon,
    Effect,
    Finish,
    KeepTake,
    KeepTuning,
    Listen,
    Save,
    Say,
    SetRate,
    StartTimer,
    StopListening,
    StopSpeech,
    Tell,
)
from voicecoach.coach.events import (
    DeviceFound,
    DeviceLost,
    EchoMeasured,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    NothingHeard,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import PhaseKind
from voicecoach.coach.records import DecisionRecord, Record
from voicecoach.drivers.display import Display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import EngineReplaced, Inbox, Item, Lines, MicrophoneSilent, Note, SpeakerMuted
from voicecoach.drivers.journal import RETRY_S, Journal, Kept, name_of
from voicecoach.drivers.keyboard import Ended, Keyboard, Line, Pressed, Redraw, Typed
from voicecoach.drivers.ports import Dialogue, Ears, Learner, Mouth
from voicecoach.drivers.retriever import Found, Retriever
from voicecoach.drivers.text import NoEars, PrintedMouth
from voicecoach.errors import VoicecoachError

_NOTHING_IN_A_SET = frozenset({"ready", "continue"})
"""Control words that a set has no use for: from a pipe they are the next question's answers."""

ALONE_S = 300.0
"""So long a session without any way to answer waits for a device to come back, as long as a pause without an answer."""
_ALONE = "alone"
"""The timer of that; the session knows none of this name."""


_KEEP_AGAIN = "keep again"
"""The loop's own timer: what could not be kept is tried again."""


class Loop:
    """Runs one session, or a tuning, to its end. Only a tuning needs a `learner`.

    Without `hears_in_gaps` a voice is heard only where an answer is awaited, and not in the gaps of a set or a rest.
    """

    def __init__(  # noqa: PLR0913 the parts of a session, all but three by name
        self,
        session: Dialogue,
        inbox: Inbox,
        display: Display,
        *,
        mouth: Mouth | None = None,
        ears: Ears | None = None,
        keyboard: Keyboard | None = None,
        journal: Journal | None = None,
        log: EventLog | None = None,
        learner: Learner | None = None,
        retriever: Retriever | None = None,
        hears_in_gaps: bool = True,
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._display = display
        self._mouth: Mouth = mouth or PrintedMouth(inbox)
        self._ears: Ears = ears or NoEars()
        self._keyboard = keyboard
        self._journal = journal
        self._log = log or EventLog(None)
        self._learner = learner
        self._retriever = retriever
        self._rate_wpm: int | None = None
        self._hears_in_gaps = hears_in_gaps
        self._timers: dict[str, float] = {}
        self._prepared: tuple[str, ...] = ()
        self._cues: dict[int, str] = {}
        self._listening: Listen | None = None
        self._has_typed = False
        self._finish: Finish | None = None

    def run(self, **start: str | None) -> Finish:
        """From the first word to the last. `start` goes into the log's `session_started`."""
        self._write("session_started", **start)
        self._display.show(self._session.view())
        try:
            self._step(Started())
            while self._finish is None:
                self._handle(self._wait())
        finally:
            self._keep_the_rest()
            if self._retriever is not None:
                self._retriever.close()
            self._mouth.close()
            self._ears.close()
            self._log.close()
        return self._finish

    # --- waiting ----------------------------------------------------------------------------------------------

    def _wait(self) -> Item:
        name = min(self._timers, key=self._timers.__getitem__, default=None)
        until = self._timers[name] if name is not None else None
        try:
            item = self._inbox.next(until, self._lines(), is_awaited=self._is_awaited())
        except KeyboardInterrupt:
            return InputEnded()
        if item is None:
            assert name is not None
            del self._timers[name]
            return TimerFired(name)
        return item

    def _is_awaited(self) -> bool:
        """Whether a person's answer is what the session waits for."""
        listening = self._listening
        return listening is not None and (not listening.is_open or self._session.view().is_paused)

    def _lines(self) -> Lines:
        """How many lines a pipe may hand over now. A terminal's line is an answer whenever it comes."""
        if self._keyboard is None or self._keyboard.is_terminal:
            return None
        if self._is_awaited():
            return 1
        waiting = self._keyboard.peek()
        meaning = understand(Question.LOCATION, waiting) if waiting else None  # "back" is the next answer
        if meaning is None:
            return 0
        is_open = self._listening is not None
        if meaning.question is Question.CONTROL:
            is_for_now = meaning.value in URGENT or (is_open and meaning.value not in _NOTHING_IN_A_SET)
        else:
            is_for_now = is_open and meaning.value == ALARM_VALUE
        return 1 if is_for_now else 0

    def _handle(self, item: Item) -> None:
        match item:
            case Pressed():
                self._step(KeyPressed())
            case Typed(buffer):
                self._display.typed(buffer)
            case Line(text):
                self._has_typed = True
                self._step(Heard(text))
            case Redraw():
                self._display.redraw()
            case Ended():
                if self._is_text() or self._has_typed or (self._keyboard and self._keyboard.is_terminal):
                    self._step(InputEnded())
            case Heard(source=Source.VOICE, is_over_coach=False) | NothingHeard() if self._listening is None:
                pass  # it was on its way when the question was answered otherwise
            case DeviceLost(device) if self._is_replaced(device):
                pass  # two parts tell of the same loss
            case DeviceFound():
                self._bring_back()
            case SpeakerMuted() | MicrophoneSilent() | EngineReplaced():
                self._tell(item)
            case TimerFired(name) if name in (_ALONE, _KEEP_AGAIN):
                self._own_timer(name)
            case _:
                self._step(item)

    def _own_timer(self, name: str) -> None:
        if name == _KEEP_AGAIN:
            self._keep_again()
        elif self._is_mute() or self._is_unseen():
            self._step(InputEnded())

    def _is_text(self) -> bool:
        return isinstance(self._ears, NoEars)

    def _is_replaced(self, device: str) -> bool:
        return self._is_text() if device == "microphone" else isinstance(self._mouth, PrintedMouth)

    def _is_unseen(self) -> bool:
        """Nobody hears or reads the coach: there is no speaker, and the terminal or the pipe is gone."""
        return self._is_replaced("speaker") and self._is_text() and self._display.is_lost

    # --- events in --------------------------------------------------------------------------------------------

    def _step(self, event: Event) -> None:
        match event:
            case Heard():
                self._note_heard(event)
            case NothingHeard(reason):
                self._write("unheard", reason=reason.value)
            case SpeechEnded(say_id, completed):
                cue = self._cues.pop(say_id, None)
                if cue is not None:
                    self._write("said", cue=cue, completed=completed)
            case DeviceLost(device, reason):
                self._replace(device, reason)
            case EchoMeasured(mode):
                self._write("device", device="echo", state=mode)
            case _:
                pass
        if isinstance(event, (Heard, NothingHeard)) and self._listening and not self._listening.is_open:
            self._listening = None
        for effect in self._session.step(event, self._inbox.now()):
            self._perform(effect)
        self._display.show(self._session.view())
        self._prepare()
        if (isinstance(event, DeviceLost) and self._is_mute()) or self._is_unseen():
            self._end_unless_found()

    def _is_mute(self) -> bool:
        """Nobody can say anything: there is no microphone, and the keyboard is over."""
        return self._is_text() and self._keyboard is not None and self._keyboard.is_over

    def _end_unless_found(self) -> None:
        """At once; where a device may come back, after a while."""
        if self._retriever is None:
            self._inbox.post(InputEnded())
        elif _ALONE not in self._timers:
            self._timers[_ALONE] = self._inbox.now() + ALONE_S

    def _prepare(self) -> None:
        """Let the mouth make ready what may be said next, after what is to be said now."""
        texts = self._session.ahead()
        if texts != self._prepared:
            self._prepared = texts
            self._mouth.prepare(texts)

    def _note_heard(self, heard: Heard) -> None:
        meaning = self._session.understand(heard.text)
        if heard.text.strip():
            self._display.person_said(heard.text, is_typed=heard.source is Source.KEYBOARD)
        self._write(
            "heard",
            text=heard.text,
            meaning=meaning.value if meaning else None,
            confidence=round(heard.confidence, 3),
            band=heard.band.value,
            source=heard.source.value,
            latency_ms=heard.latency_ms,
        )

    def _replace(self, device: str, reason: str) -> None:
        """A part failed: its text twin takes its place, with one clear line."""
        if device == "microphone":
            self._ears.close()
            self._ears = NoEars()
        else:
            self._mouth.close()
            self._mouth = PrintedMouth(self._inbox)
            for say_id in list(self._cues):
                self._inbox.post(SpeechEnded(say_id, completed=False))
        self._write("device", device=device, state="lost")
        instead = "the keyboard" if self._is_text() else "printed lines"
        self._display.notice(f"The {device} was lost ({reason.rstrip('.')}). Going on with {instead}.")
        if self._retriever is not None:
            self._retriever.seek(device)

    def _bring_back(self) -> None:
        """What was found takes the place of its text twin; both at once where the sound server was away."""
        found = Found() if self._retriever is None else self._retriever.take()
        self._timers.pop(_ALONE, None)
        if found.mouth is not None:
            self._mouth.close()
            self._mouth, self._prepared = found.mouth, ()
            if self._rate_wpm is not None:
                self._mouth.set_rate(self._rate_wpm)
            self._tell_found("speaker", "what is said can be heard again")
        if found.ears is not None:
            self._ears.close()
            self._ears = found.ears
            listening = self._listening
            self._tell_found("microphone", "you can speak again")
            if listening is not None and self._listening is listening:  # no question was asked again
                self._listen(listening)

    def _tell_found(self, device: str, so_that: str) -> None:
        self._write("device", device=device, state="found")
        self._display.notice(f"The {device} works: {so_that}.")
        self._step(DeviceFound(device))

    def _tell(self, note: Note) -> None:
        """All that is said stands on the screen, too, and whoever muted a speaker may have wished so. A microphone that
        gives only zeros may be a headset that gates silence.
        """
        match note:
            case SpeakerMuted(name):
                self._write("device", device="speaker", state="muted")
                self._display.notice(
                    f"The speaker ({name}) is muted: what is said is printed here. The session goes on."
                )
            case MicrophoneSilent():
                self._write("device", device="microphone", state="silent")
                self._display.notice("Only zeros come from the microphone: is it muted? Typing works, too.")
            case EngineReplaced(engine, state, sentence):
                self._write("device", device=engine, state=state)
                if sentence:
                    self._display.notice(sentence)

    # --- effects out ------------------------------------------------------------------------------------------

    def _perform(self, effect: Effect) -> None:  # noqa: PLR0915 one case an effect
        match effect:
            case Say():
                self._say(effect)
            case StopSpeech():
                self._mouth.stop()
            case Earcon(kind):
                self._display.earcon(kind)
                self._mouth.earcon(kind)
            case Listen():
                self._listen(effect)
            case StopListening():
                self._listening = None
                self._ears.stop()
            case StartTimer() | CancelTimer():
                self._time(effect)
            case Count(kind, n, of):
                self._write("count", kind=kind.value, n=n, of=of)
                phase = PhaseKind.HOLD if kind is CountKind.HOLD else PhaseKind.REPS
                view = self._session.view()  # the last count of a set is shown, though the set is over
                self._display.show(replace(view, count_kind=phase.value, count=n, count_of=of))
            case SetRate(rate_wpm):
                self._rate_wpm = rate_wpm
                self._mouth.set_rate(rate_wpm)
            case Save(record):
                self._save(record)
            case Tell(mark):
                self._write(mark.value)
            case KeepTake() | Adapt() | KeepTuning():
                self._learn(effect)
            case Finish(outcome, reason):
                self._keep_the_rest()
                self._write("finished", outcome=outcome, reason=reason)
                self._finish = effect
            case _:
                assert_never(effect)

    def _listen(self, listen: Listen) -> None:
        """By text, listening in the gaps of a set is no question: it is not logged, for nobody is to answer."""
        self._listening = listen
        if not self._hears_in_gaps and not self._is_awaited():
            self._ears.stop()
            return
        if self._is_awaited() or not self._is_text():
            self._write("listening", question=listen.question.value, phrases=list(listen.phrases))
        self._ears.listen(listen)

    def _say(self, say: Say) -> None:
        self._display.coach_says(say.printed, say.cue)
        self._write("say", text=say.text, cue=say.cue)
        self._cues[say.say_id] = say.cue
        self._mouth.say(say)

    def _save(self, record: Record) -> None:
        if isinstance(record, DecisionRecord):
            self._write(
                "decided",
                rule=record.rule,
                action=record.action,
                reason=record.reason,
                before=record.before,
                after=record.after,
            )
        if self._journal is not None:
            self._note_kept(self._journal.save(record))

    def _keep_again(self) -> None:
        if self._journal is not None:
            self._note_kept(self._journal.retry())

    def _keep_the_rest(self) -> None:
        journal, self._journal = self._journal, None
        if journal is not None:
            self._note_kept(journal.give_up())

    def _note_kept(self, kept: Kept) -> None:
        for record in kept.records:
            self._write("saved", what=name_of(record))
        if kept.notice is not None:
            self._display.notice(kept.notice)
        if self._journal is not None and self._journal.is_behind:
            self._timers[_KEEP_AGAIN] = self._inbox.now() + RETRY_S

    def _time(self, effect: StartTimer | CancelTimer) -> None:
        if isinstance(effect, StartTimer):
            self._timers[effect.name] = effect.at_s
        else:
            self._timers.pop(effect.name, None)

    def _learn(self, effect: KeepTake | Adapt | KeepTuning) -> None:
        if self._learner is None:
            return
        match effect:
            case KeepTake(phrase, question):
                self._learner.take(phrase, question)
            case Adapt():
                self._learner.adapt()
            case KeepTuning():
                try:
                    self._learner.keep()
                except VoicecoachError as error:
                    self._display.notice(str(error))
                    return
                self._write("saved", what="tuning")

    def _write(self, event_type: str, /, **fields: object) -> None:
        self._log.write(self._inbox.now(), event_type, **fields)
        if self._log.problem:
            self._display.notice(self._log.problem)
            self._log.problem = None
