"""How steady the beats are: when each spoken count begins at the speaker, beside the time that it should.

The sound of each word is taken from where the coach keeps it (an engine renders the same word a little differently each
time), and searched in the recording by correlation, around the moment at which the event log counted it: the log tells
only where to look.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from timing_signal import Steadiness, find, steadiness
from timing_talk import FOUND, PROGRAM_HEAD, REACTION_S, opening, start, talking

from tests.virtual_room import RECORD_RATE_HZ, write_wav
from tests.yesterday import screen_yesterday
from voicecoach.coach.counting import LEAD_S, Beat, beats
from voicecoach.programs.loader import load
from voicecoach.speech.sound_cache import SoundCache
from voicecoach.speech.voice import Shelf, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from timing_room import TimedRoom, TimeLine
    from timing_talk import Talk

RATE_WPM = 220
SEARCH_S = 0.9
BUSY = 2
PROGRAM = f"""\
{PROGRAM_HEAD}
[[exercises]]
id = "count"
name = "Count"

  [[exercises.phases]]
  id = "count"
  name = "Count"
  instructions = ["Count."]
  reps = 10
  tempo_s = 2.5
  rest = "Rest."

  [[exercises.phases]]
  id = "again"
  name = "Again"
  instructions = ["Count."]
  reps = 10
  tempo_s = 2.5
  rest = "Rest."

  [[exercises.phases]]
  id = "hold"
  name = "Hold"
  instructions = ["Hold."]
  hold_s = 10
  rest = "Rest."
"""


ROOM_WORD_S = 0.3
ROOM_TEMPO_S = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """One set or hold, or one recording played into the room ("room").

    How steady its words were, and how many of those planned were found.
    """

    kind: str
    is_busy: bool
    steady: Steadiness | None
    found: int
    planned: int


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that do nothing but keep a core busy."""
    burning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.wait()


def measure(room: TimedRoom, sessions: int, voice: str) -> list[Run]:
    """So many sessions on an idle machine, and as many with all cores busy: a set and a hold each."""
    found: list[Run] = []
    for is_busy in (False, True):
        with busy(BUSY if is_busy else 0):
            found.append(_room_itself(room, is_busy=is_busy))
            for _ in range(sessions):
                found += _session(room, voice, is_busy=is_busy)
    return found


def _room_itself(room: TimedRoom, *, is_busy: bool) -> Run:
    """Ten bursts in one recording, played as it is: what of the unsteadiness is the room's and not the coach's."""
    burst = np.random.default_rng(1).normal(0, 3000, round(ROOM_WORD_S * RECORD_RATE_HZ)).astype(np.int16)
    tempo = round(ROOM_TEMPO_S * RECORD_RATE_HZ)
    train = np.concatenate([*[np.pad(burst, (0, tempo - len(burst)))] * 10, np.zeros(tempo, np.int16)])
    with tempfile.TemporaryDirectory() as folder, room.record() as line:
        wav = write_wav(Path(folder) / "train.wav", train, RECORD_RATE_HZ)
        command = ["paplay", "--device=speaker", "--latency-msec=30", str(wav)]
        subprocess.run(command, env=room.env, check=True, timeout=120)
    return run_of_train(line.coach, burst, tempo, is_busy=is_busy)


def run_of_train(coach: NDArray[np.int16], burst: NDArray[np.int16], tempo: int, *, is_busy: bool) -> Run:
    """Search ten bursts, the first anywhere, each of the others about `tempo` samples after the one before."""
    matches = [find(coach, burst, 0, round(2.5 * tempo))]
    for _ in range(9):
        due = round(matches[-1].at) + tempo
        matches.append(find(coach, burst, due - tempo // 3, due + tempo // 3))
    good = [(match.at, n * tempo) for n, match in enumerate(matches) if match.score >= FOUND]
    at_s, planned_s = ([sample / RECORD_RATE_HZ for sample in samples] for samples in zip(*good, strict=True))
    return Run("room", is_busy, steadiness(at_s, planned_s), len(good), len(matches))


def _session(room: TimedRoom, voice: str, *, is_busy: bool) -> list[Run]:
    with tempfile.TemporaryDirectory() as folder, room.record() as line:
        home = Path(folder)
        screen_yesterday(home / "home")
        program = home / "timing.toml"
        program.write_text(PROGRAM, encoding="utf-8")
        with talking(room, line, home, start(program, "--rate", str(RATE_WPM))) as talk:
            answer_until_the_end(talk, voice)
        phases = load(str(program)).exercises[0].phases
        texts = {beat.say for phase in phases for beat in beats(phase) if beat.say}
        known = kept_sounds(home / "home" / "cache" / "speech", texts)
    return [
        run_of(line, told, spoken(beats(phase)), known, is_busy=is_busy)
        for phase, told in zip(phases, told_counts(talk), strict=False)
    ]


def kept_sounds(folder: Path, texts: Iterable[str]) -> dict[str, NDArray[np.int16]]:
    """What the coach rendered, and so played, of these texts; at the recording's rate."""
    voice = Voice(shelf=Shelf(SoundCache(folder), lambda _: True))
    try:
        return {text: voice.render(text, RATE_WPM).at_rate(RECORD_RATE_HZ).samples for text in texts}
    finally:
        voice.close()


Told = list[tuple[float, str, int]]
"""The counts of one set or hold: when each was told, by the monotonic clock, its kind and number."""


def told_counts(talk: Talk) -> list[Told]:
    """The counts of each set and hold, in order."""
    runs: list[Told] = []
    for t, event in talk.events:
        if event["type"] == "count":
            if event["n"] == 1:
                runs.append([])
            runs[-1].append((t, event["kind"], event["n"]))
    return runs


def answer_until_the_end(talk: Talk, voice: str) -> None:
    """All clear, and ready whenever that is asked."""
    asked = ""
    while (found := talk.next()) is not None:
        event = found[1]
        if event["type"] == "say":
            asked = event["cue"]
        elif event["type"] == "listening" and asked.startswith("ask "):
            talk.say(opening(asked), voice, after_silence_s=REACTION_S)


def spoken(planned: Sequence[Beat]) -> dict[int, Beat]:
    """The beats with words, by what they count."""
    return {beat.n: beat for beat in planned if beat.say and beat.n}


def run_of(
    line: TimeLine,
    told: Told,
    planned: dict[int, Beat],
    known: Mapping[str, NDArray[np.int16]],
    *,
    is_busy: bool,
) -> Run:
    """Search each counted word where it was told."""
    found_s, planned_s = [], []
    for t, _, n in told:
        beat = planned.get(n)
        if beat is None:
            continue
        at = line.sample_at(t + LEAD_S)
        reach = round(SEARCH_S * RECORD_RATE_HZ)
        match = find(line.coach, known[beat.say], at - reach, at + reach)
        if match.score >= FOUND:
            found_s.append(match.at / RECORD_RATE_HZ)
            planned_s.append(beat.at_s)
    steady = steadiness(found_s, planned_s) if len(found_s) > 1 else None
    return Run(told[0][1], is_busy, steady, len(found_s), len(planned))
