"""How soon the coach replies: from the end of the patient's last sound to the first sound of the reply.

Both are found in one recording: the patient's words by correlation with what was played (their end is the last sample
less than 40 dB below their peak), the reply as the first audible sample after that, an earcon or a word.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timing_signal import first_sound
from timing_talk import FOUND, REACTION_S, VOICES, Utterance, start, talking

from tests.e2e.patient import QUICK, Script
from tests.e2e.scenarios import COMMON
from tests.virtual_room import RECORD_RATE_HZ
from tests.yesterday import screen_yesterday

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from timing_room import TimedRoom, TimeLine

RATE_WPM = 220
NO_REPLY_S = 10.0
ROUNDS = 2
"""Checks after an exercise that the first session of all goes through; then it is ended."""
FIRST = {
    **COMMON,
    "check location": ["calf", "thigh", "foot"],
    "check change": ["the same", "better", "worse"],
    "check region": ["worse in the leg"],
}
PLACES = ("thigh", "calf", "buttock", "foot")
SIDES = ("right", "left")
NUMBERS = ("four", "seven", "five", "eight", "two", "three")
CHANGES = ("much better", "better", "a bit better")


def answers_of(take: int) -> dict[str, list[str]]:
    """What is said in the session of this number: 0 is the first of all, the others go the short way to their end."""
    if take == 0:
        return FIRST
    return {
        **COMMON,
        "baseline location": [PLACES[take % len(PLACES)]],
        "baseline side": [SIDES[take % len(SIDES)]],
        "baseline rating": [NUMBERS[take % len(NUMBERS)]],
        "check location": ["lower back"],
        "check change": [CHANGES[take % len(CHANGES)]],
        "final rating": [NUMBERS[(take + 3) % len(NUMBERS)]],
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question of this kind: what the program made of it (None: nothing), and how soon it replied."""

    kind: str
    said: str
    heard: str | None = None
    is_sure: bool = False
    reply_s: float | None = None
    is_located: bool = True
    """Whether the patient's words were found in the recording."""

    @property
    def is_right(self) -> bool:
        return self.heard is not None and f" {self.said} " in f" {self.heard} "


def measure(room: TimedRoom, sessions: int) -> list[Answer]:
    """So many sessions, each with another voice: the first of all, with every question before the start; later ones."""
    found: list[Answer] = []
    for take, voice in enumerate(VOICES[:sessions]):
        found += _session(room, voice, take)
    return found


def _session(room: TimedRoom, voice: str, take: int) -> list[Answer]:
    script = Script(answers_of(take))
    spoken: list[tuple[Utterance, Answer]] = []
    with tempfile.TemporaryDirectory() as home, room.record() as line:
        if take:
            screen_yesterday(Path(home) / "home")
        command = start(QUICK, "--rate", str(RATE_WPM))
        with talking(room, line, Path(home), command) as talk:
            checks = 0
            while (found := talk.next()) is not None:
                event = found[1]
                note(spoken, event)
                said = script.react(event)
                checks += said is not None and event["question"] == "change"
                if said is not None:
                    utterance = talk.say(said, voice, after_silence_s=REACTION_S)
                    spoken.append((utterance, Answer(event["question"], said)))
                if checks > ROUNDS:
                    break
    return timed(line, spoken[: -1 if checks > ROUNDS else None])


def note(spoken: list[tuple[Utterance, Answer]], event: Mapping[str, Any]) -> None:
    """What came of the last answer, where this event tells it."""
    if event["type"] == "heard" and spoken:
        utterance, answer = spoken[-1]
        is_sure = event.get("band", "sure") == "sure"
        spoken[-1] = utterance, replace(answer, heard=event["text"], is_sure=is_sure)


def timed(line: TimeLine, spoken: list[tuple[Utterance, Answer]]) -> list[Answer]:
    """The answers with the time of the reply to each."""
    return [replace(answer, **_reply(line, utterance)) for utterance, answer in spoken]


def _reply(line: TimeLine, utterance: Utterance) -> dict[str, Any]:
    match, end = utterance.place_in(line)
    if match.score < FOUND:
        return {"is_located": False}
    at = first_sound(line.coach, end, round(end + NO_REPLY_S * RECORD_RATE_HZ))
    return {"reply_s": None if at is None else (at - end) / RECORD_RATE_HZ}


def by_kind(answers: list[Answer], value: Callable[[Answer], float | None]) -> dict[str, list[float]]:
    """The values that there are, by the kind of question, and of all together."""
    found: dict[str, list[float]] = {}
    for answer in answers:
        measured = value(answer)
        if measured is not None:
            found.setdefault(answer.kind, []).append(measured)
    return {**found, "all": [each for values in found.values() for each in values]}
