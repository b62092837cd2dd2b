"""Who said what the coach heard: the person of the script, or nobody of them. What was then done is a false action.

A word that was heard belongs to the person if its meaning is that of what they said in the seconds before. Else it
was made of the television, a cough, the coach's own voice, or of a wrong understanding of what the person said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicecoach.coach.answers import understand
from voicecoach.coach.phrases import Question

Event = Mapping[str, Any]

LATEST_S = 7.0
"""From the end of what was said to its being heard: the longest answer, the silence after it, the recognizer."""
CONSEQUENCE_S = 0.5
STOPPING = frozenset({"stop", "quit", "pause"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the person said, from the monotonic time `began_at` to `ended_at`; `is_beside` the television or not."""

    began_at: float
    ended_at: float
    phrase: str
    is_beside: bool = True


@dataclass(frozen=True, slots=True)
class Blamed:
    """A word that was heard, at the monotonic time `at`.

    `whose`: "person"; "misheard", where the person said something else; "nobody". `deed`: what came of it, "" where
    nothing did.
    `said_at`: when the person began to say what it was made of.
    """

    at: float
    text: str
    meaning: str | None
    band: str
    confidence: float
    where: str
    whose: str
    deed: str
    said_at: float | None

    @property
    def is_false_action(self) -> bool:
        return self.whose != "person" and self.deed not in ("", "asked back", "asked again")


def blame(events: Sequence[tuple[float, Event]], said: Sequence[Said]) -> list[Blamed]:
    """Each voice that was heard, in order. `events` with the monotonic time of each."""
    unclaimed = list(said)
    found = []
    place = _Place()
    for n, (at, event) in enumerate(events):
        place.see(event)
        if event["type"] != "heard" or event["source"] != "voice":
            continue
        question = Question(place.question)
        near = [each for each in unclaimed if each.began_at < at < each.ended_at + LATEST_S]
        own = [each for each in near if _meaning(question, each.phrase) == event["meaning"]]
        if own:
            unclaimed.remove(own[0])
        whose = "person" if own else "misheard" if near else "nobody"
        found.append(
            Blamed(
                at,
                event["text"],
                event["meaning"],
                event["band"],
                event["confidence"],
                "over the coach" if event.get("over_coach") else place.name,
                whose,
                _deed(event, events[n + 1 : n + 40], at),
                (own or near)[0].began_at if own or near else None,
            )
        )
    return found


def _meaning(question: Question, phrase: str) -> str | None:
    meaning = understand(question, phrase) or understand(Question.CONTROL, phrase)
    return meaning and meaning.value


def _deed(heard: Event, later: Sequence[tuple[float, Event]], at: float) -> str:
    """What the session did: it shows at once in the log."""
    if heard["meaning"] is None:
        return "asked again" if _follows(later, at, lambda event: _cue(event).startswith("ask ")) else ""
    if _follows(later, at, lambda event: _cue(event) in ("ask confirming", "ask choosing")):
        return "asked back"
    for name, is_it in _DEEDS.items():
        if _follows(later, at, is_it):
            return name
    if heard["band"] == "sure":
        return "taken"
    return "asked back" if _follows(later, at, lambda event: _cue(event).startswith("ask ")) else ""


def _cue(event: Event) -> str:
    return event["cue"] if event["type"] == "say" else ""


_DEEDS = {
    "paused": lambda event: event["type"] == "paused",
    "stopped": lambda event: _cue(event) == "stopped",
    "went on": lambda event: event["type"] == "resumed",
    "decided": lambda event: event["type"] == "decided",
    "answer": lambda event: event["type"] == "saved" and event["what"] == "answer",
}


def _follows(later: Sequence[tuple[float, Event]], at: float, is_it: Any) -> bool:
    for then, event in later:
        if then > at + CONSEQUENCE_S or event["type"] == "heard":
            return False
        if is_it(event):
            return True
    return False


class _Place:
    """Where in a session the log is."""

    def __init__(self) -> None:
        self.question = "control"
        self._name = "between"
        self._is_paused = False

    @property
    def name(self) -> str:
        return "pause" if self._is_paused else self._name

    def see(self, event: Event) -> None:
        match event["type"]:
            case "session_started":
                self.__init__()
            case "listening":
                self.question = event["question"]
            case "say" if event["cue"].startswith("ask "):
                self._name = f"question: {event['cue'].removeprefix('ask ')}"
            case "say" if event["cue"] in ("start", "go on"):
                self._name = "set"
            case "say" if event["cue"] in ("rest", "stopped") or "instruct" in event["cue"]:
                self._name = event["cue"]
            case "count":
                self._name = "hold" if event["kind"] == "hold" else "gap of a set"
            case "paused":
                self._is_paused = True
            case "resumed" | "finished":
                self._is_paused = False
            case _:
                pass
