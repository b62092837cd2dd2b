"""Something happens to the process in each state of a session: python -m tests.faults.states

A signal that ends it, once or as often as a closing terminal sends it; or it stands still, as a machine that sleeps
does, for longer than a beat, a deadline, an hour. Prints one line; the exit code is 1 where a promise was broken.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults.kills import BrokenPromiseError, fast_directory, records_of, require
from tests.faults.process import PersonsInbox, Script, in_a_fork, run_session
from tests.faults.roads import AFTER_A_CUT, ROADS, STATES
from tests.faults.stories import HISTORY, Story
from voicecoach.coach.records import FinishRecord, Outcome
from voicecoach.coach.session import Session
from voicecoach.coach.states import FLAGS, State

ENDINGS: Mapping[str, tuple[signal.Signals, ...]] = {
    "Ctrl-C": (signal.SIGINT,),
    "SIGTERM": (signal.SIGTERM,),
    "SIGHUP": (signal.SIGHUP,),
    "a closing terminal": (signal.SIGHUP, signal.SIGCONT, signal.SIGHUP),
    "a machine that shuts down": (signal.SIGTERM, signal.SIGCONT, signal.SIGHUP),
}
SLEEPS_S = (3.0, 30.0, 3600.0, 86400.0)
AWAY_S = 5.0
"""Nobody can have followed a set for so long."""

_OF_OPEN_ALARMS: Mapping[State, Outcome] = {
    **dict.fromkeys((*FLAGS, State.SURGERY_APPROVED), Outcome.SEE_DOCTOR),
    State.ALARM: Outcome.EMERGENCY,
}

Fault = Callable[[PersonsInbox], None]


@dataclass
class Seen:
    """What happened."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def send(signals: tuple[signal.Signals, ...], _inbox: PersonsInbox) -> None:
    """These, one after the other."""
    for number in signals:
        os.kill(os.getpid(), number)


def sleep(seconds: float, inbox: PersonsInbox) -> None:
    """Stand still for so long: the clock has gone on when the process does."""
    inbox._now += seconds


@dataclass(frozen=True)
class After:
    """What a session left that met a fault."""

    log: list[dict[str, object]]
    home: Path
    fault_at: int

    @property
    def outcome(self) -> Outcome:
        last = records_of(self.home)[-1][-1]
        require(isinstance(last, FinishRecord), "the session was kept without its end")
        assert isinstance(last, FinishRecord)
        return last.outcome


def meet(story: Story, state: State, fault: Fault, place: Path) -> After | None:
    """A session of this story that meets a fault when it is first in this state; None where it never is."""
    home, events, marks = place / "home", place / "events.jsonl", place / "marks"
    home.mkdir()
    story.make_home(home)
    lines = 0
    inboxes: list[PersonsInbox] = []

    def count(kind: str, n: int) -> None:
        nonlocal lines
        lines = n + 1 if kind == "line" else lines

    def after_event(session: Session) -> None:
        if session.state is state and not marks.exists():
            marks.write_text(str(lines))
            fault(inboxes[0])

    script = Script(story.person, count, after_event, inboxes=inboxes)
    status = in_a_fork(partial(run_session, script, home, events))
    if not marks.exists():
        return None
    require(status == 0, f"it ended with {status}")
    left = {each.name for each in home.iterdir()}
    require(left == {HISTORY}, f"these files were left: {left}")
    log = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    return After(log, home, int(marks.read_text()))


def in_state(state: State, fault: Fault) -> After:
    """The fault in this state, by the road that leads there; a copy of what was left stays until the process ends."""
    for story in (ROADS[state], AFTER_A_CUT):
        place = Path(tempfile.mkdtemp(dir=fast_directory()))
        try:
            found = meet(story, state, fault, place)
            if found is not None:
                found.outcome  # noqa: B018 read while it is there
                return After(found.log, _kept(found.home), found.fault_at)
        finally:
            shutil.rmtree(place)
    raise BrokenPromiseError("no story leads there")


def _kept(home: Path) -> Path:
    kept = Path(tempfile.mkdtemp(dir=_KEEP.name)) / "home"
    shutil.copytree(home, kept)
    return kept


_KEEP = tempfile.TemporaryDirectory(dir=fast_directory())


def ends_like_a_quit(state: State, after: After) -> None:
    """Kept as stopped; where an alarm was open, with its advice; where the coach was closing, with the end it had."""
    if state is not State.CLOSING:
        expected = _OF_OPEN_ALARMS.get(state, Outcome.STOPPED)
        require(after.outcome is expected, f"it was kept as {after.outcome}, not {expected}")
    types = [each["type"] for each in after.log[after.fault_at :]]
    require(types[-1] == "finished", f"its log ends with {types[-1]}")
    require("heard" not in types, "it took an answer after its end")


def goes_on_after(state: State, seconds: float, after: After) -> None:
    """No count comes that nobody could follow, and a set that was slept through is paused."""
    later = after.log[after.fault_at :]
    burst = Counter(each["t"] for each in later if each["type"] == "count")
    if seconds > AWAY_S:
        require(max(burst.values(), default=0) <= 1, f"counted at once: {burst}")
        if state is State.SET:
            kinds = [each["type"] for each in later if each["type"] in ("count", "paused")]
            require(kinds[:1] == ["paused"], f"the set went on: {kinds[:3]}")
    require(not [each for each in after.log if each["type"] == "device"], "a device was lost")


def try_all() -> Seen:
    """Every fault in every state."""
    seen = Seen()
    for state in STATES:
        for name, signals in ENDINGS.items():
            _try(seen, f"{name} in {state}", partial(_ended, state, signals))
            seen.counts["signals"] += len(signals)
            seen.counts["endings"] += 1
        for seconds in SLEEPS_S:
            _try(seen, f"asleep for {seconds:g} s in {state}", partial(_slept, state, seconds))
            seen.counts["sleeps"] += 1
        seen.counts["states"] += 1
    return seen


def _ended(state: State, signals: tuple[signal.Signals, ...]) -> None:
    ends_like_a_quit(state, in_state(state, partial(send, signals)))


def _slept(state: State, seconds: float) -> None:
    goes_on_after(state, seconds, in_state(state, partial(sleep, seconds)))


def _try(seen: Seen, name: str, do: Callable[[], None]) -> None:
    try:
        do()
    except (BrokenPromiseError, OSError, ValueError) as error:
        seen.broken.append(f"{name}: {type(error).__name__}: {error}")


def main() -> int:
    """Try them all, and say how many."""
    for number in (signal.SIGINT, signal.SIGHUP):  # what is started in the background ignores them
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    seen = try_all()
    told = ", ".join(f"{n} {name}" for name, n in seen.counts.items())
    print(f"states: {told}; {len(seen.broken)} promises broken")
    for each in seen.broken[:30]:
        print(each, file=sys.stderr)
    return 1 if seen.broken else 0


if __name__ == "__main__":
    sys.exit(main())
