"""A recorded person: the recordings of audio_fixtures through the real endpointer and recognizer, sound faked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import event_log
from tests.cli.conftest import COACH
from tests.coach.conversation import KNOWN
from tests.drivers.fakes import FakeRecognizer
from tests.yesterday import screen_yesterday
from voicecoach.coach.events import Heard
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for, listen_for_either
from voicecoach.coach.session import Session
from voicecoach.coach.states import State
from voicecoach.drivers.display import choose_display
from voicecoach.drivers.eventlog import EventLog
from voicecoach.drivers.inbox import SimulatedInbox
from voicecoach.drivers.keyboard import Keyboard
from voicecoach.drivers.loop import Loop
from voicecoach.drivers.scripted import RecordedEars, first_utterance
from voicecoach.drivers.simulated import SimulatedMouth
from voicecoach.engines import make_recognizer, make_vad
from voicecoach.programs.loader import load
from voicecoach.speech.audio import read_wav
from voicecoach.speech.endpointer import Vad
from voicecoach.speech.recognizers.base import Band, Hypothesis, Recognizer

ROOT = Path(__file__).parents[2]
QUICK = ROOT / "tests" / "programs" / "quick.toml"
RECORDINGS = ROOT / "audio_fixtures" / "phrases"
VOICE = "piper-us-man"

COMMON: Mapping[Question, tuple[str, ...]] = {
    Question.SCREENING: ("all clear",),
    Question.SIDE: ("left",),
    Question.RATING: ("six", "two"),
    Question.CONTROL: ("ready",),
    Question.YES_NO: ("no",),
}
STAY = {**COMMON, Question.LOCATION: ("calf", "lower back"), Question.CHANGE: ("better",)}
END = {**COMMON, Question.LOCATION: ("calf",), Question.CHANGE: ("the same",)}
STOP = {**COMMON, Question.LOCATION: ("calf",), Question.CHANGE: ("worse in the leg",)}
SESSIONS = pytest.mark.parametrize(
    ("answers", "last", "outcome"),
    [(STAY, "R1", "centralized"), (END, "R11", "not-centralized"), (STOP, "R9", "not-settled")],
    ids=["STAY", "END", "STOP"],
)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return make_recognizer("auto")


@pytest.fixture(scope="module")
def vad() -> Vad:
    return make_vad()


def load_recording(phrase: str) -> Any:
    slug = phrase.replace("'", "").replace(" ", "-")
    return read_wav(RECORDINGS / slug / f"{VOICE}__near.wav")


def logged(path: Path) -> list[dict[str, Any]]:
    return event_log.read(path)


def play(recognizer: Recognizer, vad: Vad, answers: Mapping[Question, tuple[str, ...]], log: Path) -> None:
    inbox = SimulatedInbox()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        loop = Loop(
            Session(load(str(QUICK)), KNOWN),
            inbox,
            choose_display(is_plain=True, stdout=nowhere, environ={}),
            mouth=SimulatedMouth(inbox),
            ears=RecordedEars(inbox, recognizer, vad, answers, load_recording),
            log=EventLog(log),
        )
        loop.run(version="0", program="quick", driver="scripted", recognizer=recognizer.name, voice=None)


@SESSIONS
def test_a_recorded_session_is_decided_as_its_answers_say(
    recognizer: Recognizer,
    vad: Vad,
    tmp_path: Path,
    answers: Mapping[Question, tuple[str, ...]],
    last: str,
    outcome: str,
) -> None:
    """And typed, the same answers give the same decisions, one by one."""
    play(recognizer, vad, answers, tmp_path / "heard.jsonl")
    heard = logged(tmp_path / "heard.jsonl")
    typed = typed_session(heard, tmp_path)

    assert heard[-1]["outcome"] == outcome
    assert decisions(heard)[-1][0] == last
    assert decisions(typed) == decisions(heard)
    assert typed[-1]["outcome"] == outcome


def decisions(events: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    names = ("rule", "action", "reason", "before", "after")
    return [tuple(each[name] for name in names) for each in events if each["type"] == "decided"]


def typed_session(heard: list[dict[str, Any]], tmp_path: Path) -> list[dict[str, Any]]:
    """`voicecoach start --text --fast` with the meaningful words that were heard, as lines of a pipe."""
    import subprocess  # noqa: PLC0415 only here

    log = tmp_path / "typed.jsonl"
    lines = "".join(f"{each['text']}\n" for each in said_surely(heard))
    lines += "calf\nworse in the leg\n" * 5 * (heard[-1]["outcome"] == "not-settled")  # reading takes no time
    screen_yesterday(tmp_path / "home")
    subprocess.run(
        [COACH, "start", "--text", "--fast", "--program", QUICK, "--events", log],
        env={**os.environ, "VOICECOACH_HOME": str(tmp_path / "home")},
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return logged(log)


def said_surely(heard: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The answers, without what was asked back and the "yes" to it."""
    events = iter(each for each in heard if each["type"] == "heard")
    for event in events:
        if event["band"] == "ask":
            next(events)
        yield event


@pytest.mark.parametrize(
    ("heard", "offered", "said"),
    [
        (("six", "nine"), ("six", "nine"), "six"),
        (("six", "five"), ("nine", "five"), "neither"),
    ],
)
def test_a_choice_is_answered_with_what_was_said(
    vad: Vad, heard: tuple[str, str], offered: tuple[str, str], said: str
) -> None:
    """Or with "neither", where it is not offered."""
    loaded: list[str] = []

    def load(phrase: str) -> Any:
        loaded.append(phrase)
        return load_recording(phrase)

    doubt = Hypothesis(heard[0], 0.5, Band.ASK, alternative=heard[1])
    inbox = SimulatedInbox()
    ears = RecordedEars(inbox, FakeRecognizer(doubt, doubt, doubt), vad, COMMON, load)
    ears.listen(listen_for(Question.RATING, State.BASELINE_RATING, Timing()))
    ears.listen(listen_for_either(*offered, Timing()))
    ears.listen(listen_for(Question.SIDE, State.BASELINE_SIDE, Timing()))

    assert loaded == ["six", said, "left"]


def test_silence_holds_no_utterance(vad: Vad) -> None:
    assert first_utterance(load_recording("better") * 0, vad, 0.7, 6.0) is None


def test_the_recordings_before_change_nothing(vad: Vad) -> None:
    """One detector hears many recordings: each as if it were the first."""
    alone = first_utterance(load_recording("better"), vad, 0.7, 6.0)
    first_utterance(load_recording("the pain is gone"), vad, 0.7, 6.0)
    after = first_utterance(load_recording("better"), vad, 0.7, 6.0)

    assert alone is not None
    assert after is not None
    assert (alone.samples == after.samples).all()


def test_a_question_without_a_recording_is_silence(recognizer: Recognizer, vad: Vad, tmp_path: Path) -> None:
    """Three times, and the session pauses; in the end it is over, and nothing was decided."""
    play(recognizer, vad, {}, tmp_path / "log.jsonl")
    events = logged(tmp_path / "log.jsonl")

    assert [each["reason"] for each in events if each["type"] == "unheard"] == ["silence"] * 3
    assert decisions(events)[0][0] == "R12"
    assert events[-1]["outcome"] == "paused-out"
    assert Heard.__name__.lower() not in {each["type"] for each in events}


def test_a_keyboard_that_is_closed_is_over_at_once() -> None:
    with Keyboard(None) as keyboard:
        keyboard.poll(0.0)

        assert keyboard.is_over
