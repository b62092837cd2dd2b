"""A real hour in the virtual room: a session by voice, beside a television, coughs, doors and breath.

A person (`soak_person.py`) is spoken for by recordings; the coach is the installed program, with its real voice,
recognizer and history, on a program file of long holds and sets. Measured every `EVERY_S`: what the coach and its
processes hold; and, from its event log, every action for which nobody said anything (`soak_blame.py`). A session that
ends too soon is followed by another.
"""

from __future__ import annotations

import contextlib
import json
import math
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import IO

import soak_growth
from soak_blame import Blamed, Event, Said, blame
from soak_findings import Finding, Report
from soak_person import Person
from soak_television import SPEECH_DBFS, Television

from tests.e2e.patient import follow, recording
from tests.virtual_room import RECORD_RATE_HZ, VirtualRoom
from tests.yesterday import screen_yesterday

ROOT = Path(__file__).resolve().parents[1]
COACH = (sys.executable, "-m", "voicecoach.cli.main")
SOUNDS = ROOT / "audio_fixtures" / "sounds"
VOICE = "flite-us-woman"
"""Nobody on the television has it."""
ECHO = 0.0
"""None, as with headphones: then commands are listened for even while the coach speaks, which is the hardest. Nor can
an echo path fall behind: on a busy machine that of `tests/reverberation.py` does, by seconds, and the coach then hears
itself late.
"""
EVERY_S = 30.0
WARM_UP = 0.15
SOUND_EVERY_S = (20.0, 60.0)
BODILY = (
    "cough",
    "cough-twice",
    "cough-fit",
    "breathing",
    "panting",
    "sigh",
    "groan",
    "sniff",
    "throat-clearing",
)
THINGS = ("door", "cup", "steps", "knocks", "mat-rustle", "traffic")
MOST_FALSE_AN_HOUR = 1.0
TOLERANCES = {"pss_mb": 12.0, "descriptors": 2.0, "threads": 2.0, "children": 0.5, "temporary_files": 0.5}
"""Over the whole time. Proportional memory goes up and down by some megabytes as sounds are rendered and recognized."""
ENDS_WITHIN_S = 60.0


class Home(VirtualRoom):
    """A room with a stream for the television, whose children run this source tree."""

    def _start(self) -> None:
        super()._start()
        self.env["PYTHONPATH"] = str(ROOT)

    def television(self) -> IO[bytes]:
        """Where raw sound goes into the air of the room, at `RECORD_RATE_HZ`."""
        stream = self._pacat("-p", "--device=room", f"--rate={RECORD_RATE_HZ}").stdin
        assert stream is not None
        return stream


def program(hours: float) -> str:
    """Exercises for more than so many hours: a long hold and a set in turns, each followed by its questions."""
    phases = min(8, 2 * math.ceil(hours))
    hold_s = min(600.0, max(75.0, (3600 * hours - 80 * 60) / 80))
    head = 'id = "soak"\nname = "Soak"\nhours_between = 0\n'
    body = "".join(_exercise(n, phases, hold_s) for n in range(1, 21))
    return head + body


def _exercise(n: int, phases: int, hold_s: float) -> str:
    text = f'\n[[exercises]]\nid = "exercise-{n}"\nname = "Exercise {n}"\n'
    for k in range(1, phases + 1):
        text += f'\n  [[exercises.phases]]\n  id = "phase-{k}"\n  name = "Phase {k}"\n  rest = "Rest."\n'
        if k % 2:
            text += f'  instructions = ["Lie down and hold still."]\n  hold_s = {hold_s:g}\n'
        else:
            text += '  instructions = ["Press up, and come down again."]\n  reps = 12\n  tempo_s = 5\n'
            text += '  cues = [{ at_s = 0.0, say = "up" }, { at_s = 2.5, say = "down" }]\n'
    return text


@dataclass
class Hour:
    """All that happened, with monotonic times."""

    hours: float
    began_at: float = field(default_factory=time.monotonic)
    events: list[tuple[float, Event]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    sounds: list[tuple[float, str]] = field(default_factory=list)
    samples: list[list[soak_growth.Sample]] = field(default_factory=list)
    exit_codes: list[int | None] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    turned_down: int = 0

    def turn(self, television: Television, *, down: bool) -> None:
        """The person turns the television down, or up again."""
        self.turned_down += down and not television.is_down
        television.is_down = down

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.began_at

    @property
    def is_over(self) -> bool:
        return self.elapsed_s >= 3600 * self.hours


def measure(hours: float, folder: Path, seed: int = 1) -> Report:
    """So many hours in real time. What happens goes into `folder` as it happens."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.toml").write_text(program(hours), encoding="utf-8")
    (folder / "tmp").mkdir(exist_ok=True)
    screen_yesterday(folder / "home")
    hour = Hour(hours)
    with Home(echo=ECHO) as room:
        television = Television(seed)
        television.begin(room.television())
        closing = threading.Event()
        noises = threading.Thread(target=_make_noises, args=(room, hour, Random(seed), closing), daemon=True)
        noises.start()
        try:
            while not hour.is_over:
                _session(room, hour, folder, Person(seed + len(hour.exit_codes)), television)
        finally:
            closing.set()
            noises.join(30)
            television.close()
            _write(hour, television, folder)
    return judge(hour, television)


def _session(room: Home, hour: Hour, folder: Path, person: Person, television: Television) -> None:
    """One session, to its end: of itself, or by the person's "stop" when time is up."""
    n = len(hour.exit_codes)
    log, errors = folder / f"events-{n}.jsonl", folder / f"stderr-{n}"
    hour.samples.append([])
    environment = {**room.env, "VOICECOACH_HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    command = [*COACH, "start", "--plain", "--program", str(folder / "soak.toml"), "--events", str(log)]
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    closing = threading.Event()
    measurer = threading.Thread(
        target=_sample, args=(process.pid, hour, folder, television, closing), daemon=True
    )
    measurer.start()
    try:
        for at, event in _events(log, lambda: process.poll() is None, person, hour, room, television):
            hour.events.append((at, event))
            person.see(event, at)
            hour.turn(television, down=person.wants_quiet)
        hour.exit_codes.append(process.wait(20))
    except (subprocess.TimeoutExpired, TimeoutError) as error:
        hour.failures.append(f"session {n + 1}: {error}")
        hour.exit_codes.append(None)
    finally:
        closing.set()
        if process.poll() is None:
            process.kill()
        process.wait(10)
        measurer.join(EVERY_S + 5)


def _events(
    log: Path, is_running: Callable[[], bool], person: Person, hour: Hour, room: Home, television: Television
) -> Iterator[tuple[float, Event]]:
    """The log's events, while the person says what they intend. Raises TimeoutError where a stop is not obeyed."""
    coming: queue.Queue[tuple[float, Event] | None] = queue.Queue()

    def read() -> None:
        with contextlib.suppress(OSError, TimeoutError):
            for event in follow(log, is_running, 3600 * (hour.hours + 1)):
                coming.put((time.monotonic(), event))
        coming.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        now = time.monotonic()
        if hour.is_over and not person.is_leaving:
            person.leave(now)
        if hour.elapsed_s > 3600 * hour.hours + ENDS_WITHIN_S:
            raise TimeoutError(f'the session went on for {ENDS_WITHIN_S:g} s after "stop"')
        intent = person.intent
        if intent is not None and now >= intent.at:
            _speak(room, hour, intent.phrase, television)
            person.said(intent.phrase, time.monotonic())
            hour.turn(television, down=person.wants_quiet)
            continue
        wait_s = 1.0 if intent is None else min(1.0, max(0.01, intent.at - now))
        with contextlib.suppress(queue.Empty):
            found = coming.get(timeout=wait_s)
            if found is None:
                return
            yield found


def _speak(room: Home, hour: Hour, phrase: str, television: Television) -> None:
    began_at, is_beside = time.monotonic(), not television.is_down
    room.speak(recording(phrase, VOICE))
    hour.said.append(Said(began_at, time.monotonic(), phrase, is_beside))


def _make_noises(room: Home, hour: Hour, random: Random, closing: threading.Event) -> None:
    """Bodies and things, now and then, as loud as they were recorded."""
    while not closing.wait(random.uniform(*SOUND_EVERY_S)):
        name = random.choice([*BODILY, *THINGS])
        path = SOUNDS / (f"{name}__near.wav" if name in BODILY else f"{name}.wav")
        hour.sounds.append((time.monotonic(), name))
        with contextlib.suppress(subprocess.SubprocessError):
            room.speak(path)


def _sample(pid: int, hour: Hour, folder: Path, television: Television, closing: threading.Event) -> None:
    while not closing.wait(EVERY_S):
        found = soak_growth.of_family(pid, hour.elapsed_s, [folder / "tmp"])
        hour.samples[-1].append(found)
        _write(hour, television, folder)


# --- what came of it ---------------------------------------------------------------------------------------------


def judge(hour: Hour, television: Television) -> Report:
    """The rows of the table. The growth is that of the longest session."""
    part = "real hour"
    heard = blame(hour.events, hour.said)
    false = [each for each in heard if each.is_false_action]
    hours = hour.elapsed_s / 3600
    longest = max(hour.samples, key=len)
    lived_s = longest[-1].at_s - longest[0].at_s if longest else 0.0
    by_word = Counter(f"{each.text!r} in {each.where}" for each in false)
    kinds = ", ".join(f"{n} {what}" for what, n in by_word.most_common()) or "none"
    doubts = sum(each.whose != "person" and each.deed == "asked back" for each in heard)
    rows = [
        Finding(
            part,
            f"at most {MOST_FALSE_AN_HOUR:g} false action an hour",
            f"{len(false) / hours:.1f} an hour ({kinds}), beside {len(television.played)} sentences and"
            f" {len(hour.sounds)} sounds; {doubts} times asked back what nobody said",
            len(false) <= MOST_FALSE_AN_HOUR * max(1.0, hours),
        ),
        Finding(
            part,
            "one session for the whole time, ended by the person's stop, exit code 0",
            f"{len(hour.exit_codes)} session(s), exit codes {hour.exit_codes}, the longest {lived_s / 60:.0f} min"
            + "".join(f"; {each}" for each in hour.failures),
            hour.exit_codes == [0] and not hour.failures,
        ),
        *soak_growth.findings(part, longest, TOLERANCES, warm_up=WARM_UP),
    ]
    return Report(tuple(rows), {"real hour": details(hour, television, heard)})


def details(hour: Hour, television: Television, heard: list[Blamed]) -> dict[str, object]:
    """Figures for the document."""
    deeds = Counter((each.whose, each.deed or "nothing") for each in heard)
    unheard = Counter(event["reason"] for _, event in hour.events if event["type"] == "unheard")
    rules = Counter(event["rule"] for _, event in hour.events if event["type"] == "decided")
    modes = [event["state"] for _, event in hour.events if event["type"] == "device"]
    return {
        "seconds": round(hour.elapsed_s),
        "television": {
            "sentences": len(television.played),
            "different": len({each.text for each in television.played}),
            "speech_s": round(sum(each.lasts_s for each in television.played)),
            "voices": len({each.voice for each in television.played}),
            "dbfs": SPEECH_DBFS,
        },
        "sounds": dict(Counter(name for _, name in hour.sounds)),
        "said beside the television": _said(hour, heard, is_beside=True),
        "said with it turned down": _said(hour, heard, is_beside=False),
        "turned down": hour.turned_down,
        "heard": {f"{whose}: {deed}": n for (whose, deed), n in sorted(deeds.items())},
        "unheard": dict(unheard),
        "decisions": dict(rules),
        "pauses": sum(event["type"] == "paused" for _, event in hour.events),
        "devices": modes,
        "false": [
            asdict(each)
            | {
                "at": round(each.at - hour.began_at, 1),
                "television": [p.text for p in television.around(each.at)],
            }
            for each in heard
            if each.whose != "person"
        ],
        "samples": [soak_growth.as_rows(each) for each in hour.samples],
    }


def _said(hour: Hour, heard: list[Blamed], *, is_beside: bool) -> dict[str, int]:
    """How often the person spoke, and how often that was understood, or taken for something else."""
    said = [each for each in hour.said if each.is_beside == is_beside]
    whose = Counter(each.whose for each in heard if each.said_at in {one.began_at for one in said})
    return {"times": len(said), "understood": whose["person"], "misheard": whose["misheard"]}


def _write(hour: Hour, television: Television, folder: Path) -> None:
    """How far it got, for who looks in between."""
    whole = details(hour, television, blame(hour.events, hour.said))
    whole["utterances"] = [asdict(each) for each in hour.said]
    whole["exit codes"] = hour.exit_codes
    part = folder / "so-far.json.part"
    part.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    part.replace(folder / "so-far.json")
