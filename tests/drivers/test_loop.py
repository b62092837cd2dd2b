"""The loop with everything around it faked: what is done in which order, what is logged, what a loss costs."""

from __future__ import annotations

import io
import itertools
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import event_log
from tests.coach.conversation import KNOWN
from tests.event_log import while_speaking
from voicecoach.coach.effects import EarconKind, Finish, Listen, Say
from voicecoach.coach.events import (
    Band,
    DeviceLost,
    EchoMeasured,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    NothingHeard,
    Silence,
    Source,
    SpeechEnded,
)
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Asks, Program
from voicecoach.coach.records import AnswerRecord, DecisionRecord, FinishRecord, Record, SetRecord
from voicecoach.coach.session import Session
from voicecoach.coach.view import View
from voicecoach.drivers.display import choose_display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import EngineReplaced, SimulatedInbox, SpeakerMuted
from voicecoach.drivers.journal import Journal
from voicecoach.drivers.keyboard import Keyboard, Line, Pressed
from voicecoach.drivers.loop import Loop
from voicecoach.drivers.retriever import Retriever
from voicecoach.errors import UnreadableHistory
from voicecoach.history.store import Store
from voicecoach.programs.loader import load

QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

STAY: Mapping[str, tuple[str, ...]] = {
    "screening": ("all clear",),
    "location": ("calf", "lower back"),
    "side": ("left",),
    "rating": ("six", "two"),
    "control": ("ready",),
    "change": ("better",),
    "yes-no": ("no",),
}
END = {**STAY, "location": ("calf",), "change": ("the same",)}
STOP = {**STAY, "location": ("calf",), "change": ("worse in the leg",)}


class Paper:
    """A display that keeps what it showed."""

    def __init__(self, diary: list[str]) -> None:
        self.diary = diary
        self.notices: list[str] = []
        self.is_lost = False

    def show(self, view: View) -> None:
        """Nothing."""

    def coach_says(self, text: str, cue: str) -> None:
        self.diary.append(f"say {cue}")

    def person_said(self, text: str, *, is_typed: bool) -> None:
        self.diary.append(f"{'typed' if is_typed else 'spoken'} {text}")

    def earcon(self, kind: EarconKind) -> None:
        """Nothing."""

    def notice(self, text: str) -> None:
        self.notices.append(text)

    def typed(self, buffer: str) -> None:
        """Nothing."""

    def redraw(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Mouth:
    """Says each line in a second. `on_say` may let something happen instead: then the line never ends."""

    def __init__(self, inbox: SimulatedInbox) -> None:
        self.inbox = inbox
        self.on_say: Callable[[Say], bool] = lambda _: False
        self.prepared: list[tuple[str, ...]] = []
        self.is_closed = False

    def say(self, say: Say) -> None:
        if not self.on_say(say):
            self.inbox.post(SpeechEnded(say.say_id), 0.0 if say.droppable else 1.0)

    def earcon(self, kind: EarconKind) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing sounds for long."""

    def prepare(self, texts: tuple[str, ...]) -> None:
        self.prepared.append(texts)

    def set_rate(self, rate_wpm: int) -> None:
        """Nothing."""

    def close(self) -> None:
        self.is_closed = True


class Ears:
    """Hears the next of the answers to a question, half a second after it; silence where there is none.

    `on_listen` may let something happen instead.
    """

    def __init__(self, inbox: SimulatedInbox, answers: Mapping[str, Iterable[str]]) -> None:
        self.inbox = inbox
        self.answers = {question: deque(phrases) for question, phrases in answers.items()}
        self.on_listen: Callable[[Listen], bool] = lambda _: False
        self.is_closed = False

    def listen(self, listen: Listen) -> None:
        if self.on_listen(listen) or listen.is_open:
            return
        waiting = self.answers.get(listen.question.value)
        if not waiting:
            self.inbox.post(NothingHeard(), listen.first_word_s)
            return
        text = waiting.popleft() if len(waiting) > 1 else waiting[0]
        self.inbox.post(Heard(text, 0.9, source=Source.VOICE, latency_ms=80), 0.5)

    def stop(self) -> None:
        """Nothing."""

    def close(self) -> None:
        self.is_closed = True


class Diarist:
    """A history that writes into the diary; `fails_at`: the number of the record that it cannot keep, `failures`: so
    many times.
    """

    def __init__(self, diary: list[str]) -> None:
        self.diary = diary
        self.records: list[Record] = []
        self.fails_at: int | None = None
        self.failures = 1_000_000
        self.lock_wait_s = 2.0

    def save(self, session_id: int, record: Record, at: datetime) -> None:
        if len(self.records) == self.fails_at and self.failures > 0:
            self.failures -= 1
            raise UnreadableHistory("The history cannot be used: the disk is full.")
        self.records.append(record)
        self.diary.append(f"save {type(record).__name__}")


@dataclass
class Room:
    """A session and all around it. Change what should happen, then `run`."""

    log: Path
    answers: Mapping[str, Iterable[str]]
    program: Program = field(default_factory=lambda: load(str(QUICK)))
    today: Callable[[], datetime] = lambda: NOON

    def __post_init__(self) -> None:
        self.diary: list[str] = []
        self.inbox = SimulatedInbox()
        self.paper = Paper(self.diary)
        self.mouth, self.ears = Mouth(self.inbox), Ears(self.inbox, self.answers)
        self.store = Diarist(self.diary)
        self.hears_in_gaps = True
        self.retriever: Retriever | None = None

    def run(self) -> Finish:
        journal = Journal(self.store, 1, self.today)
        loop = Loop(
            Session(self.program, KNOWN),
            self.inbox,
            self.paper,
            mouth=self.mouth,
            ears=self.ears,
            journal=journal,
            log=EventLog(self.log),
            retriever=self.retriever,
            hears_in_gaps=self.hears_in_gaps,
        )
        return loop.run(version="0", program="quick", driver="voice", recognizer="fake", voice="fake")

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        return [each for each in event_log.read(self.log) if kind in (None, each["type"])]

    @property
    def decisions(self) -> list[str]:
        return [f"{each['rule']} {each['action']}" for each in self.events("decided")]

    def post(self, event: Event) -> bool:
        self.inbox.post(event)
        return True


MakeRoom = Callable[..., Room]


@pytest.fixture
def a_room(tmp_path: Path) -> MakeRoom:
    return lambda answers=STAY: Room(tmp_path / "events.jsonl", answers)


# --- order ----------------------------------------------------------------------------------------------------


def test_what_may_be_said_next_is_told_to_the_mouth_when_it_changes(a_room: MakeRoom) -> None:
    room = a_room(STAY)
    room.run()
    told = room.mouth.prepared

    assert len(told) > 5
    assert all(texts != following for texts, following in pairwise(told))


@pytest.mark.parametrize(
    ("answers", "outcome", "last"),
    [
        (STAY, "centralized", "R1 STAY"),
        (END, "not-centralized", "R11 END"),
        (STOP, "not-settled", "R9 STOP"),
    ],
    ids=["STAY", "END", "STOP"],
)
def test_everything_is_saved_before_the_next_word(
    a_room: MakeRoom, answers: Mapping[str, tuple[str, ...]], outcome: str, last: str
) -> None:
    """After an answer, the next thing that happens is its record, and a decision's before its sentence."""
    room = a_room(answers)
    finish = room.run()
    after_answers = [room.diary[n + 1] for n, each in enumerate(room.diary) if each.startswith("spoken ")]
    before_reasons = [
        room.diary[n - 1] for n, each in enumerate(room.diary) if each.startswith("say decision")
    ]

    assert finish.outcome == outcome
    assert room.decisions[-1] == last
    assert set(after_answers) <= {"save AnswerRecord", "say start"}  # "ready" is a command, no answer
    assert set(before_reasons) <= {"save DecisionRecord"}
    assert isinstance(room.store.records[-1], FinishRecord)
    assert room.mouth.is_closed
    assert room.ears.is_closed


# --- the event log --------------------------------------------------------------------------------------------


def test_the_log_is_exactly_as_the_contract_says(a_room: MakeRoom) -> None:
    """Every type of event, every field, and nothing more; a session in which all of them happen."""
    room = a_room({**STAY, "side": ("nothing", "left")})
    room.ears.on_listen = happen(
        [
            (Question.LOCATION, NothingHeard()),
            (Question.CONTROL, Heard("pause", source=Source.VOICE)),
            (Question.CONTROL, Heard("continue", source=Source.VOICE)),
            (Question.CHANGE, DeviceLost("microphone", "gone.")),
        ],
        room,
    )
    room.mouth.on_say = answering_after_the_loss(room)
    room.run()
    events = room.events()

    assert {each["type"] for each in events} == set(event_log.FIELDS)
    assert events[0]["type"] == "session_started"
    assert events[-1]["type"] == "finished"
    assert [each["t"] for each in events] == sorted(each["t"] for each in events)


def test_a_speaker_that_is_muted_is_told_and_the_session_goes_on(a_room: MakeRoom) -> None:
    """It is no loss: the same mouth goes on, and the same decision comes of it."""
    room = a_room(STAY)
    room.inbox.post(SpeakerMuted("hall"))
    ending = room.run()

    assert room.events("device")[0]["state"] == "muted"
    assert len(room.events("device")) == 1
    assert sum("The speaker (hall) is muted" in each for each in room.paper.notices) == 1
    assert ending.outcome == "centralized"


@pytest.mark.parametrize(
    ("state", "sentence", "notices"),
    [("restarted", "", 0), ("fallback", "The recognizer floor fails. Going on with sphinx.", 1)],
)
def test_an_engine_that_is_replaced_is_logged_and_the_session_goes_on(
    a_room: MakeRoom, state: str, sentence: str, notices: int
) -> None:
    """It is no loss; what a person has to know is one line, and the log has no field that it had not before."""
    room = a_room(STAY)
    room.inbox.post(EngineReplaced("recognizer", state, sentence))
    ending = room.run()
    (logged,) = room.events("device")

    assert {**logged, "t": 0} == {"t": 0, "type": "device", "device": "recognizer", "state": state}
    assert sum("recognizer" in each for each in room.paper.notices) == notices
    assert ending.outcome == "centralized"


def test_a_count_in_is_one_printed_line(tmp_path: Path) -> None:
    """In the log it is three words on their beats."""
    printed, log = io.StringIO(), tmp_path / "events.jsonl"
    inbox = SimulatedInbox()
    Loop(
        Session(load(str(QUICK)), KNOWN),
        inbox,
        choose_display(is_plain=True, stdout=printed, environ={}),
        mouth=Mouth(inbox),
        ears=Ears(inbox, END),
        log=EventLog(log),
    ).run()
    said = [json.loads(each) for each in log.read_text(encoding="utf-8").splitlines()]
    lines = printed.getvalue().splitlines()
    n = lines.index("Coach: Ready. Three, two, one.")

    assert lines[n + 1 : n + 3] == ["Coach: up", "1 of 3"]
    assert [each["text"] for each in said if each.get("cue") == "count.in" and each["type"] == "say"][:3] == [
        "three",
        "two",
        "one",
    ]


def test_a_choice_is_listened_for_with_its_two_numbers_and_logged(a_room: MakeRoom) -> None:
    """What was heard, what was asked back, and what was answered."""
    room = a_room(STAY)
    four = Heard("four", 0.5, Band.ASK, Source.VOICE, alternative="five")
    five = Heard("five", 0.9, source=Source.VOICE)
    room.ears.on_listen = happen([(Question.RATING, four), (Question.RATING, five)], room)
    room.run()
    events = room.events()
    heard = [each for each in events if each["type"] == "heard" and each["text"] in ("four", "five")]
    asked = [each["phrases"] for each in events if each.get("question") == "rating"]
    kept = [
        each for each in room.store.records if isinstance(each, AnswerRecord) and each.question == "rating"
    ]

    assert [(each["text"], each["meaning"]) for each in heard] == [("four", "4"), ("five", "5")]
    assert asked[1][:4] == ["four", "five", "neither", "no"]
    assert "Four, or five? Or say: neither." in {each["text"] for each in events if each["type"] == "say"}
    assert (kept[0].text, kept[0].asked_back) == ("five", "Four, or five?")


def happen(events: list[tuple[Question, Event]], room: Room) -> Callable[[Listen], bool]:
    """Lets each of these happen once, at the next question of its kind, instead of an answer."""

    def on_listen(listen: Listen) -> bool:
        if not events or listen.question is not events[0][0]:
            return False
        return room.post(events.pop(0)[1])

    return on_listen


def answering_after_the_loss(room: Room) -> Callable[[Say], bool]:
    """Types the answers of a person who has lost the microphone."""

    def on_say(say: Say) -> bool:
        answers = {
            "ask check change": "better",
            "ask another set": "no",
            "ask afterwards": "no",
            "ask final rating": "two",
        }
        if room.events("device") and say.cue in answers:
            room.inbox.post(Heard(answers[say.cue]), 2.0)
        return False

    return on_say


# --- a keyboard beside the voice ------------------------------------------------------------------------------


def test_every_count_is_shown_the_last_one_too(tmp_path: Path) -> None:
    """Though the set is over with it: "3 of 3" stands there before the rest."""
    printed = io.StringIO()
    inbox = SimulatedInbox()
    Loop(
        Session(load(str(QUICK)), KNOWN),
        inbox,
        choose_display(is_plain=True, stdout=printed, environ={}),
        mouth=Mouth(inbox),
        ears=Ears(inbox, END),
        log=EventLog(tmp_path / "events.jsonl"),
    ).run()

    assert printed.getvalue().count("1 of 3\n") == printed.getvalue().count("3 of 3\n") > 0


def test_any_key_pauses_a_set(a_room: MakeRoom) -> None:
    room = a_room()
    keys = iter([Pressed(), Line("continue")])

    def on_listen(listen: Listen) -> bool:
        if listen.is_open and (key := next(keys, None)) is not None:
            room.inbox._items.append(key)
        return False

    room.ears.on_listen = on_listen
    finish = room.run()

    assert len(room.events("paused")) == len(room.events("resumed")) == 1
    assert finish.outcome == "centralized"


def test_a_typed_answer_counts_and_the_spoken_one_beside_it_is_too_late(a_room: MakeRoom) -> None:
    """Both come at once: one of them is the answer, and the other is no answer to the next question."""
    room = a_room()
    once = [True]

    def on_listen(listen: Listen) -> bool:
        if listen.question is not Question.LOCATION or not once:
            return False
        once.clear()
        room.inbox.post(Heard("thigh"))
        return room.post(Heard("calf", 0.9, source=Source.VOICE))

    room.ears.on_listen = on_listen
    room.run()
    kept = [each.text for each in room.store.records if isinstance(each, AnswerRecord)]

    assert kept[:3] == ["all clear", "thigh", "left"]
    assert "spoken calf" not in room.diary[: room.diary.index("spoken left")]


# --- over the coach ---------------------------------------------------------------------------------------------


def over(text: str, band: Band = Band.SURE) -> Heard:
    """Said while the coach speaks."""
    return Heard(text, 0.9, band, Source.VOICE, 300, is_over_coach=True)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (over("stop"), "say stopped"),
        (over("stop", Band.ASK), "say paused"),
        (over("that hurts"), "say paused"),
        (over("something is wrong"), "say ask alarm"),
        (over("next"), "say ask ready"),
    ],
    ids=["stop", "doubtful stop", "pain", "alarm", "next"],
)
def test_a_command_over_the_coach_is_obeyed_in_the_middle_of_its_line(
    a_room: MakeRoom, said: Heard, outcome: str
) -> None:
    """The next line is the answer to it: the instructions never come to their end."""
    room = a_room(END)
    once = [True]

    def on_say(say: Say) -> bool:
        if say.cue != "instructions" or not once:
            return False
        once.clear()
        return room.post(said)

    room.mouth.on_say = on_say
    room.run()
    lines = [entry for entry in room.diary if entry.startswith("say ")]

    assert said.text in [each["text"] for each in while_speaking(room.events())]
    after = lines[lines.index("say instructions") + 1]
    assert after == outcome if said.text != "next" else after in ("say instructions", "say ask ready")


@pytest.mark.parametrize("said", [over("better"), over("calf"), over("next", Band.ASK)], ids=str)
def test_nothing_else_over_the_coach_counts(a_room: MakeRoom, said: Heard) -> None:
    """It never becomes an answer, also where a question is just being listened for."""
    plain, room = a_room(), a_room()
    plain.log = plain.log.with_name("plain.jsonl")
    plain.run()

    def on_say(say: Say) -> bool:
        if say.cue.startswith("ask ") or say.cue == "instructions":
            room.inbox.post(said)
        return False

    room.mouth.on_say = on_say
    room.run()

    assert room.decisions == plain.decisions
    assert [each for each in room.diary if not each.startswith("spoken")] == [
        each for each in plain.diary if not each.startswith("spoken")
    ]


def test_the_measured_echo_is_logged_and_changes_nothing(a_room: MakeRoom) -> None:
    room = a_room()
    room.inbox.post(EchoMeasured("cancelled"), 0.5)
    room.run()

    assert {"device": "echo", "state": "cancelled"}.items() <= room.events("device")[0].items()
    assert room.decisions


def test_a_voice_that_may_not_interrupt_is_heard_where_an_answer_is_awaited(a_room: MakeRoom) -> None:
    """At a question and in a pause, and not in the gaps of a set."""
    room = a_room()
    room.hears_in_gaps = False
    heard_open: list[bool] = []

    def on_listen(listen: Listen) -> bool:
        if listen.is_open:
            heard_open.append(any(each["type"] == "paused" for each in room.events()))
        return False

    room.ears.on_listen = on_listen
    room.mouth.on_say = lambda say: (
        say.cue == "count" and say.text == "one" and room.post(KeyPressed()) and False
    )
    room.run()

    assert room.events("count")
    assert heard_open
    assert all(heard_open)


# --- losses ---------------------------------------------------------------------------------------------------


def test_a_microphone_lost_at_a_question_is_asked_again_as_text(a_room: MakeRoom) -> None:
    """One notice, though two parts tell; the same question; nothing lost."""
    room = a_room()

    def on_listen(listen: Listen) -> bool:
        if listen.question is not Question.CHANGE:
            return False
        room.inbox.post(DeviceLost("microphone", "unplugged."))
        return room.post(DeviceLost("microphone", "no more sound"))

    room.ears.on_listen = on_listen
    room.mouth.on_say = answering_after_the_loss(room)
    finish = room.run()
    asked = [each for each in room.diary if each == "say ask check change"]

    assert room.paper.notices == ["The microphone was lost (unplugged). Going on with the keyboard."]
    assert len(asked) == 2
    assert finish.outcome == "centralized"
    assert room.ears.is_closed


def test_a_speaker_lost_in_a_set_pauses_it(a_room: MakeRoom) -> None:
    """The count can no longer be followed; "continue" goes on with it."""
    room = a_room()

    def on_say(say: Say) -> bool:
        return say.droppable and not room.mouth.is_closed and room.post(DeviceLost("speaker", "unplugged"))

    def on_listen(listen: Listen) -> bool:
        if listen.is_open and room.mouth.is_closed:
            room.inbox.post(Heard("continue", 0.9, source=Source.VOICE), 1.0)
        return False

    room.mouth.on_say, room.ears.on_listen = on_say, on_listen
    finish = room.run()

    assert room.paper.notices == ["The speaker was lost (unplugged). Going on with printed lines."]
    assert len(room.events("paused")) == 1
    assert finish.outcome == "centralized"


@pytest.mark.parametrize(
    "cue", ["welcome", "ask baseline location", "instructions", "start", "rest", "decision R1"]
)
def test_a_speaker_lost_while_it_speaks_loses_no_step(a_room: MakeRoom, cue: str) -> None:
    """The line that was cut is printed already; the session goes on from there."""
    room = a_room()

    def on_say(say: Say) -> bool:
        return say.cue == cue and not room.mouth.is_closed and room.post(DeviceLost("speaker", "gone"))

    def on_listen(listen: Listen) -> bool:
        if listen.is_open and cue == "start" and not room.events("resumed"):
            return room.post(Heard("continue", 0.9, source=Source.VOICE))
        return False

    room.mouth.on_say, room.ears.on_listen = on_say, on_listen
    finish = room.run()

    assert len(room.paper.notices) == 1
    assert room.decisions == ["R1 STAY"]
    assert finish.outcome == "centralized"


def test_a_history_that_fails_is_told_and_the_session_goes_on(a_room: MakeRoom) -> None:
    room = a_room()
    room.store.fails_at = 3
    finish = room.run()

    assert finish.outcome == "centralized"
    assert len(room.store.records) == 3
    assert len(room.events("saved")) == 3
    failed, lost = room.paper.notices
    assert failed == (
        "The history cannot be used: the disk is full. "
        "The session goes on; what follows is kept as soon as that is possible."
    )
    assert "could not be kept" in lost
    assert room.decisions == ["R1 STAY"]


@pytest.mark.parametrize("failures", [1, 4])
def test_a_history_that_fails_for_a_while_has_everything_in_the_end(a_room: MakeRoom, failures: int) -> None:
    """In the order in which it happened; told once when it fails, and once when it works again."""
    whole = a_room()
    whole.run()
    room = a_room()
    room.store.fails_at, room.store.failures = 3, failures
    room.run()

    assert room.store.records == whole.store.records
    assert [each["what"] for each in room.events("saved")] == [
        type(each).__name__.removesuffix("Record").lower() for each in room.store.records
    ]
    assert len(room.paper.notices) == 2
    assert "can be written again" in room.paper.notices[1]


def test_what_could_not_be_kept_is_tried_again_while_nothing_new_comes(a_room: MakeRoom) -> None:
    """At the last question before a long silence the disk has room again: nobody has to answer for it to be kept."""
    room = a_room()
    room.store.fails_at, room.store.failures = 2, 1
    kept_before_the_answer: list[bool] = []

    def silence_first(listen: Listen) -> bool:
        if len(room.store.records) == 2 and room.store.failures == 0 and not kept_before_the_answer:
            kept_before_the_answer.append(False)
            room.inbox.post(NothingHeard(Silence.SILENCE), 15.0)
            return True
        if kept_before_the_answer == [False]:
            kept_before_the_answer[0] = len(room.store.records) > 2
        return False

    room.ears.on_listen = silence_first
    room.run()

    assert kept_before_the_answer == [True]


def test_a_wall_clock_that_jumps_in_a_session_moves_nothing_in_it(a_room: MakeRoom) -> None:
    """Beats, deadlines and the log are on a clock of their own; the wall clock only stamps the records."""
    steady, jumping = a_room(), a_room()
    steady.run()
    log = steady.events()
    jumps = itertools.cycle([timedelta(days=1), timedelta(hours=-1), timedelta(days=-400)])
    jumping.today = lambda: NOON + next(jumps)
    jumping.run()

    assert jumping.events() == log


def test_a_log_that_fails_is_told_and_the_session_goes_on(a_room: MakeRoom) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no full disk to write to")
    room = a_room()
    room.log = Path("/dev/full")
    finish = room.run()

    assert finish.outcome == "centralized"
    assert len(room.paper.notices) == 1
    assert "event log" in room.paper.notices[0]


def test_a_text_session_that_nobody_reads_any_more_ends(tmp_path: Path) -> None:
    """The pipe is closed: answers may come for ever, but to nobody."""
    inbox, paper = SimulatedInbox(), Paper([])
    paper.is_lost = True

    assert Loop(Session(load(str(QUICK)), KNOWN), inbox, paper).run().outcome == "stopped"


# --- lines from a pipe ----------------------------------------------------------------------------------------


class Pipe:
    """Standard input that is a pipe; what is written arrives at once."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()
        self.keyboard = Keyboard(self.reading)

    def write(self, *lines: str) -> None:
        os.write(self._writing, "".join(f"{line}\n" for line in lines).encode())

    def end(self) -> None:
        os.close(self._writing)

    def close(self) -> None:
        self.keyboard.close()
        os.close(self.reading)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def by_text(
    pipe: Pipe, log: Path, program: Program | None = None, typist: Paper | None = None
) -> list[dict[str, Any]]:
    """A session on a simulated clock with what the pipe gives."""
    inbox = SimulatedInbox(pipe.keyboard)
    loop = Loop(
        Session(program or load(str(QUICK)), KNOWN),
        inbox,
        typist or Paper([]),
        keyboard=pipe.keyboard,
        log=EventLog(log),
    )
    loop.run()
    found = [json.loads(each) for each in log.read_text(encoding="utf-8").splitlines()]
    return [each for each in found if each["type"] in {"heard", "decided", "count", "paused", "finished"}]


class Typist(Paper):
    """Types the next answer when asked for it, and not before."""

    def __init__(self, pipe: Pipe, answers: Iterable[str]) -> None:
        super().__init__([])
        self._pipe, self._answers = pipe, iter(answers)

    def earcon(self, kind: EarconKind) -> None:
        if kind is EarconKind.LISTENING and (answer := next(self._answers, None)) is not None:
            self._pipe.write(answer)


ALL_ANSWERS = (
    *("all clear", "calf", "left", "six"),
    *("ready", "calf", "the same"),
    *("ready", "thigh", "better"),
    *("ready", "lower back", "better"),
    *("no", "no", "two"),
)


def test_a_batch_of_lines_gives_the_session_that_typing_gives(pipe: Pipe, tmp_path: Path) -> None:
    """Each line waits for its question, however early it came."""
    pipe.write(*ALL_ANSWERS)
    pipe.end()
    at_once = by_text(pipe, tmp_path / "batch.jsonl")
    other = Pipe()
    one_by_one = by_text(other, tmp_path / "typed.jsonl", typist=Typist(other, ALL_ANSWERS))
    other.end()
    other.close()

    assert at_once == one_by_one
    assert [each["rule"] for each in at_once if each["type"] == "decided"] == ["R4", "R2", "R1"]
    assert at_once[-1]["outcome"] == "centralized"


def test_ready_waits_for_its_question_through_a_set(pipe: Pipe, tmp_path: Path) -> None:
    """In a program without checks the next line after "ready" is "ready": it must not be spent on the set."""
    pipe.write("all clear", "ready", "ready")
    pipe.end()
    program = replace(load(str(QUICK)), asks=Asks.NOTHING)
    events = by_text(pipe, tmp_path / "log.jsonl", program)

    assert [each["text"] for each in events if each["type"] == "heard"] == ["all clear", "ready", "ready"]


def test_a_piped_pause_is_taken_in_the_set(pipe: Pipe, tmp_path: Path) -> None:
    pipe.write(*ALL_ANSWERS[:5], "pause", "continue", *ALL_ANSWERS[5:])
    pipe.end()
    events = by_text(pipe, tmp_path / "log.jsonl")
    kinds = [each["type"] for each in events]

    assert "paused" in kinds
    assert kinds.index("paused") < kinds.index("decided")
    assert events[-1]["outcome"] == "centralized"


def test_a_piped_back_waits_for_the_location_question(pipe: Pipe, tmp_path: Path) -> None:
    """There it is a place, and in a set it would be a command."""
    pipe.write(*ALL_ANSWERS[:5], "back", "better", "no", "no", "two")
    pipe.end()
    events = by_text(pipe, tmp_path / "log.jsonl")

    assert [each["rule"] for each in events if each["type"] == "decided"] == ["R1"]


def test_a_piped_alarm_is_taken_in_the_set(pipe: Pipe, tmp_path: Path) -> None:
    """A red flag does not wait for the end of an exercise."""
    pipe.write(*ALL_ANSWERS[:5], "something is wrong", "yes")
    pipe.end()
    events = by_text(pipe, tmp_path / "log.jsonl")

    assert events[-1]["outcome"] == "emergency"
    assert all(each["n"] < each["of"] for each in events if each["type"] == "count")


def test_the_end_of_the_lines_ends_the_session(pipe: Pipe, tmp_path: Path) -> None:
    """Saved, as a quit; also in the middle of a set."""
    pipe.write(*ALL_ANSWERS[:5])
    pipe.end()

    assert by_text(pipe, tmp_path / "log.jsonl")[-1]["outcome"] == "stopped"


# --- the real history -----------------------------------------------------------------------------------------


def test_a_session_is_in_the_history(a_room: MakeRoom, tmp_path: Path) -> None:
    room = a_room()
    with Store.open(tmp_path / "history.sqlite3") as store:
        session_id = store.begin_session("quick", "0", "voice", NOON)
        room.store.save = lambda _, record, at: store.save(session_id, record, at)  # type: ignore[method-assign]
        room.run()
        detail = store.session(session_id)

    assert detail is not None
    assert detail.summary.outcome == "centralized"
    kinds = {type(entry.record) for entry in detail.entries}
    assert kinds >= {AnswerRecord, SetRecord, DecisionRecord, FinishRecord}


def test_an_ended_input_is_kept_as_stopped(a_room: MakeRoom) -> None:
    room = a_room()
    room.ears.on_listen = lambda listen: listen.is_open and room.post(InputEnded())
    finish = room.run()

    assert finish.outcome == "stopped"
    assert isinstance(room.store.records[-2], SetRecord)
