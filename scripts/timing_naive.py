"""`scripts/naive_coach` in the same room, measured in the same way: its beats, its replies, whether a stop is heard.

Its words cannot be searched by correlation, since its engine renders them a little differently each time and keeps
none: a beat is the first audible sample after it was told.
"""

from __future__ import annotations

import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from timing_beats import Run
from timing_reply import Answer, note, timed
from timing_room import ROOT
from timing_signal import first_sound, steadiness
from timing_stop import NOT_HEARD_S, Stop
from timing_talk import FOUND, REACTION_S, VOICES, talking

from tests.virtual_room import RECORD_RATE_HZ

if TYPE_CHECKING:
    from timing_room import TimedRoom, TimeLine
    from timing_talk import Talk, Utterance

COMMAND = (sys.executable, str(ROOT / "scripts" / "naive_coach"))
TEMPO_S = 2.5
STOPPED_AFTER = (2, 4)
"""The counts after which "stop" is said: there is time left to hear it before the counting ends."""
ANSWERS = {
    "change": ("better", "about the same"),
    "yes-no": ("yes", "no thanks"),
    "rating": ("six", "seven"),
    "side": ("left", "right side"),
    "location": ("calf", "lower back"),
    "screening": ("all clear", "all clear"),
    "control": ("ready", "i'm ready"),
}
"""Single words in one session, phrases where there are any in the next."""


@dataclass(slots=True)
class Naive:
    """What was found of it, as of voicecoach."""

    beats: list[Run] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)


def measure(room: TimedRoom, sessions: int) -> Naive:
    """So many sessions, each with another voice."""
    found = Naive()
    draw = random.Random(1)
    for take, voice in enumerate(VOICES[:sessions]):
        _session(room, voice, take, draw, found)
    return found


def _session(room: TimedRoom, voice: str, take: int, draw: random.Random, found: Naive) -> None:
    spoken: list[tuple[Utterance, Answer]] = []
    stops: list[Utterance] = []
    counts: list[float] = []
    with (
        tempfile.TemporaryDirectory() as home,
        room.record() as line,
        talking(room, line, Path(home), COMMAND) as talk,
    ):
        while (got := talk.next()) is not None:
            t, event = got
            note(spoken, event)
            if event["type"] == "listening":
                words = ANSWERS[event["question"]]
                said = words[take % len(words)]
                utterance = talk.say(said, voice, after_silence_s=REACTION_S)
                spoken.append((utterance, Answer(event["question"], said)))
            elif event["type"] == "count":
                counts.append(t)
                if event["n"] in STOPPED_AFTER:
                    stops.append(_stop(talk, voice, draw))
    found.answers += timed(line, spoken)
    found.beats.append(_beats(line, counts))
    found.stops += [_heeded(line, utterance) for utterance in stops]


def _stop(talk: Talk, voice: str, draw: random.Random) -> Utterance:
    talk.line.await_silence(draw.uniform(0.2, 0.8))
    return talk.say("stop", voice)


def _beats(line: TimeLine, told: list[float]) -> Run:
    onsets = [
        first_sound(line.coach, line.sample_at(t - 0.1), line.sample_at(t + TEMPO_S - 0.1)) for t in told
    ]
    pairs = [(at / RECORD_RATE_HZ, n * TEMPO_S) for n, at in enumerate(onsets) if at is not None]
    steady = steadiness(*zip(*pairs, strict=True)) if len(pairs) > 1 else None
    return Run("rep", False, steady, len(pairs), len(told))


def _heeded(line: TimeLine, utterance: Utterance) -> Stop:
    """Whether it fell silent: a count that begins after one tempo and a half of the stop shows that it did not."""
    match, end = utterance.place_in(line)
    begin = end + 1.5 * TEMPO_S * RECORD_RATE_HZ
    went_on = first_sound(line.coach, begin, round(end + NOT_HEARD_S * RECORD_RATE_HZ))
    is_heard = match.score >= FOUND and went_on is None
    return Stop(is_heard=is_heard, silence_s=1.5 * TEMPO_S if is_heard else None)
