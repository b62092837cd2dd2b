"""How soon "stop" silences the coach: from the end of the patient's last sound to the last sound of what was stopped.

In a gap of a set the coach is silent anyway: what counts is that no count begins to sound after the stop. Each trial
says "stop" at a random moment, in a voice drawn; "continue" leads to the next one. What sounds after the stop is told
apart by correlation: a count is one of the words that the coach keeps, all else is its reply.
"""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from timing_beats import RATE_WPM, kept_sounds
from timing_signal import find, first_sound, stretches
from timing_talk import FOUND, PROGRAM_HEAD, REACTION_S, VOICES, Utterance, opening, start, talking

from tests.virtual_room import RECORD_RATE_HZ
from tests.yesterday import screen_yesterday
from voicecoach.coach.lines import PAUSED, STOPPED, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from timing_room import TimedRoom, TimeLine
    from timing_talk import Talk

TEMPO_S = 3.0
COUNT_S = 1.05
"""From the moment at which a count is told to the end of its word: it is told 0.25 s ahead, and lasts up to 0.6 s."""
NOT_HEARD_S = 10.0
REPLIES = [STOPPED[0], PAUSED[0]]
"""To a stop, and to a doubtful one."""
REPS = 30
SHORT = ["Count."]
LONG = ["Breathe quietly, let your back and your hips go soft, and just lie here for a while."] * 5
PROGRAM = f"""\
{PROGRAM_HEAD}
[timing]
count_in_s = 0.5

[[exercises]]
id = "count"
name = "Count"

  [[exercises.phases]]
  id = "count"
  name = "Count"
  instructions = INSTRUCTIONS
  reps = {REPS}
  tempo_s = {TEMPO_S}
  rest = "Rest."
"""


def program_of(instructions: Sequence[str]) -> str:
    """The program file of a long set, which begins with these."""
    return PROGRAM.replace("INSTRUCTIONS", json.dumps(list(instructions)))


@dataclass(frozen=True, slots=True)
class Stop:
    """One "stop". Seconds after its last sound; None where there was no such sound, or it was not heard."""

    is_heard: bool
    silence_s: float | None = None
    """Until the last sound of what was to be stopped; 0 where nothing of it sounded any more."""
    late_count_s: float | None = None
    """Until a count began that came after the stop."""
    reply_s: float | None = None
    """Until the coach's reply: then it is sure that it was heard."""
    is_talked_over: bool = False
    """Whether the coach sounded while it was said."""


def measure(
    room: TimedRoom, trials: int, *, is_speaking: bool, barge_in: str = "auto", seed: int = 1
) -> list[Stop]:
    """So many stops in the gaps of a set, or while the coach gives its instructions.

    With "auto" none is said before the coach has measured its echo. A session that ends is begun anew.
    """
    found: list[Stop] = []
    draw = random.Random(seed)
    for _ in range(trials):  # at most: each session gives at least one
        if len(found) >= trials:
            break
        found += _session(room, trials - len(found), draw, is_speaking, barge_in)
    return found


def _session(
    room: TimedRoom,
    trials: int,
    draw: random.Random,
    is_speaking: bool,
    barge_in: str,
) -> list[Stop]:
    said: list[tuple[Utterance, bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        screen_yesterday(home / "home")
        program = home / "timing.toml"
        program.write_text(program_of(SHORT if barge_in == "gaps" else LONG), encoding="utf-8")
        options = ["--rate", str(RATE_WPM), "--barge-in", barge_in]
        with room.record() as line, talking(room, line, home, start(program, *options)) as talk:
            for _ in range(trials):
                trial = _trial(talk, draw, is_speaking=is_speaking, waits=barge_in == "auto")
                if trial is None:
                    break
                said.append(trial)
                if trial[1]:
                    talk.wait(lambda event: event["type"] == "listening", NOT_HEARD_S)
                    talk.say("continue", VOICES[0], after_silence_s=REACTION_S)
        texts = REPLIES if is_speaking else [number(n) for n in range(1, REPS + 1)]
        known = list(kept_sounds(home / "home" / "cache" / "speech", texts).values())
    return [stop_of(line, *each, known, is_speaking=is_speaking) for each in said]


def _trial(
    talk: Talk, draw: random.Random, *, is_speaking: bool, waits: bool
) -> tuple[Utterance, bool] | None:
    """Answer until the set or the instructions go on, then say stop: was it heard? None where the session ended.

    `waits` until the echo is measured.
    """
    asked = ""
    while (found := talk.next(60.0)) is not None:
        event = found[1]
        if event["type"] == "device" and event["device"] != "echo":
            return None
        if event["type"] == "say":
            asked = event["cue"]
            if is_speaking and asked == "instructions" and _listens_over_itself(talk):
                return _stop(talk, draw, draw.uniform(0.5, 8.0))
        elif event["type"] == "count" and not is_speaking and (not waits or _listens_over_itself(talk)):
            return _stop(talk, draw, draw.uniform(COUNT_S, TEMPO_S + 0.2))
        elif event["type"] == "listening" and asked.startswith("ask "):
            talk.say(opening(asked), VOICES[0], after_silence_s=REACTION_S)
        elif event["type"] == "listening" and asked == "paused":
            talk.say("continue", VOICES[0], after_silence_s=REACTION_S)
    return None


def _listens_over_itself(talk: Talk) -> bool:
    """Whether the coach has measured its echo, and hears stops over it."""
    measured = [event["state"] for _, event in talk.events if event.get("device") == "echo"]
    return measured[-1:] == ["cancelled"]


def _stop(talk: Talk, draw: random.Random, after_s: float) -> tuple[Utterance, bool]:
    """Say stop in a voice drawn, so many seconds from now on."""
    talk.wait(lambda _: False, after_s)
    utterance = talk.say("stop", draw.choice(VOICES))
    got = talk.wait(lambda event: event["type"] in ("heard", "device"), NOT_HEARD_S)
    return utterance, got is not None and got[1]["type"] == "heard"


def stop_of(
    line: TimeLine,
    utterance: Utterance,
    is_heard: bool,
    known: Sequence[NDArray[np.int16]],
    *,
    is_speaking: bool,
) -> Stop:
    """What sounded after this stop. `known`: the counts of the set, or where the coach is speaking its replies."""
    match, end = utterance.place_in(line)
    if match.score < FOUND or not is_heard:
        return Stop(is_heard=False, is_talked_over=first_sound(line.coach, match.at, round(end)) is not None)
    measured = over_a_line if is_speaking else after_stop
    return measured(line.coach, end, known)


def over_a_line(coach: NDArray[np.int16], end: float, replies: Sequence[NDArray[np.int16]]) -> Stop:
    """The silence after a stop that ended at the sample `end`, in the middle of a line, and the reply to it.

    The reply follows so closely that it is told from the line by correlation: it is one of `replies`.
    """
    begin, until = round(end - 0.5 * RECORD_RATE_HZ), round(end + 4.0 * RECORD_RATE_HZ)
    match = max((find(coach, reply, begin, until) for reply in replies), key=lambda found: found.score)
    if match.score < FOUND:
        return Stop(is_heard=True)
    lead = max(begin, round(match.at) - RECORD_RATE_HZ // 100)  # a voice begins softly
    before = stretches(coach[begin:lead], RECORD_RATE_HZ)
    last = begin + before[-1][1] if before else begin
    silence_s = max(0.0, (last - end) / RECORD_RATE_HZ)
    return Stop(is_heard=True, silence_s=silence_s, reply_s=(match.at - end) / RECORD_RATE_HZ)


def after_stop(coach: NDArray[np.int16], end: float, counts: Sequence[NDArray[np.int16]]) -> Stop:
    """The coach's sound after a stop that ended at the sample `end`; `counts` are the words of the set.

    The first stretch of sound that is no count, and began after the end, is the reply. Without one no silence is
    measured: it would be that of a lost speaker.
    """
    begin = max(0, round(end) - 2 * RECORD_RATE_HZ)
    silence, late, reply = 0.0, None, None
    for first, last in stretches(coach[begin : round(end + NOT_HEARD_S * RECORD_RATE_HZ)], RECORD_RATE_HZ):
        first_s, last_s = ((begin + at - end) / RECORD_RATE_HZ for at in (first, last))
        if last_s <= 0:
            continue
        is_count = any(_is(coach, begin + first, begin + last, word) for word in counts)
        if first_s > 0 and not is_count:
            reply = first_s
            break
        silence = max(silence, last_s)
        if first_s > 0 and late is None:
            late = first_s
    if reply is None:  # a speaker that was lost is silent too
        return Stop(is_heard=True)
    return Stop(is_heard=True, silence_s=silence, late_count_s=late, reply_s=reply)


def _is(coach: NDArray[np.int16], first: int, last: int, word: NDArray[np.int16]) -> bool:
    """Whether this stretch is the word, or its beginning where it was cut off."""
    at = first_sound(word, 0)
    known = word[at : at + last - first] if at is not None else word
    reach = RECORD_RATE_HZ // 50
    return find(coach, known, first - reach, first + reach).score >= FOUND
