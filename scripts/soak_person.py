"""The person of the real hour: what they say to what the coach does, and when. Nothing is heard or spoken here.

They follow the event log as a person follows the coach. Mostly they answer; at times they leave a question to its next
prompt, pause a set for seconds or minutes, go on, change the tempo, ask for help. Who is not understood beside the
television says it again, and then turns it down until they are. A stop that was not theirs, and a question that nobody
gave a reason for, they answer as anybody would: "continue", "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

Event = Mapping[str, Any]

ANSWERS: Mapping[str, str] = {
    "baseline location": "calf",
    "baseline side": "left",
    "worse side": "left",
    "baseline rating": "six",
    "ready": "ready",
    "check location": "calf",
    "check change": "the same",
    "check region": "the same",
    "check leg": "the same",
    "contradiction": "the same",
    "recheck location": "calf",
    "recheck change": "better",
    "another set": "yes",
    "final rating": "six",
    **dict.fromkeys(
        ("screening", "screening nerves", "screening illness", "screening history", "precautions"),
        "all clear",
    ),
}
"""To the topics of the coach's questions; "no" to any other."""

REACTION_S = (0.6, 1.4)
LEFT_UNANSWERED = 0.12
"""The share of the questions of which the first prompt gets no answer."""
PAUSES_S = ((4.0, 40.0), (90.0, 200.0))
LONG_PAUSE = 0.2
AGAIN_S = 11.0
"""Who was not heard says it again."""
SET_WORDS = ("pause", "pause", "slower", "faster", "help", "repeat")
SET_WORD = 0.45
"""The share of the sets and holds in which something is said."""


@dataclass(frozen=True, slots=True)
class Intent:
    """To say this at the monotonic time `at`."""

    at: float
    phrase: str


class Person:
    """`intent` is what is to be said next; `wants_quiet`: the television is turned down. `leave` says stop, and then
    nothing more.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._topic = ""
        self._asked = ""
        self._question = ""
        self._last = ""
        self._tries = 0
        self._word: tuple[int, str] | None = None
        self._is_repeated = False
        self._is_paused = False
        self._times_said = 0
        self.is_leaving = False
        self.wants_quiet = False
        self.intent: Intent | None = None

    def leave(self, now: float) -> None:
        """Time is up."""
        self.is_leaving = True
        self._times_said = 0
        self.intent = Intent(now, "stop")

    def said(self, phrase: str, now: float) -> None:
        """The intent was carried out; what may go unheard is said again later."""
        self._last = phrase
        is_lasting = self._is_paused or self.is_leaving
        self._times_said += 1
        self.wants_quiet = self.wants_quiet or (is_lasting and self._times_said > 1)
        self.intent = Intent(now + AGAIN_S, phrase) if is_lasting else None

    def see(self, event: Event, now: float) -> None:
        """Something happened."""
        match event["type"]:
            case "say":
                self._hear_line(event, now)
            case "paused":
                self._is_paused, self._times_said, self.intent = True, 0, self._unless_leaving(None)
            case "resumed":
                self._is_paused, self.intent = False, self._unless_leaving(None)
                self.wants_quiet = self.is_leaving
            case "listening":
                self._answer(now)
            case "count" if self._word is not None and event["n"] >= self._word[0] and not self.is_leaving:
                self.intent = Intent(now + self._random.uniform(0.2, 0.6), self._word[1])
                self._word = None
            case _:
                pass

    def _hear_line(self, event: Event, now: float) -> None:
        cue = event["cue"]
        if cue.startswith("ask "):
            topic = cue.removeprefix("ask ")
            self._tries = self._tries + 1 if topic == self._asked else 0
            self._topic = self._asked = topic
            if topic != "confirming":
                self.wants_quiet = self._tries > 1 or (self._tries > 0 and self._times_said > 0)
            if self._tries == 0:
                self._times_said = 0
            self._question = event["text"].lower()
        elif cue == "stopped":
            self._topic = "stopped"
            if self.is_leaving:
                self.intent = None  # it is obeyed: silence makes it final
        elif cue == "paused":
            self._topic = "paused"
        elif cue in ("start", "go on"):
            self._begin_set()

    def _begin_set(self) -> None:
        """Whether something will be said in this set, and what, and after which count."""
        self._topic, self._asked, self._word = "", "", None
        self.wants_quiet = self.is_leaving
        if self._random.random() < SET_WORD:
            word = self._random.choice(SET_WORDS)
            if word == "repeat":  # once a set, or it would never end
                word = "pause" if self._is_repeated else "repeat"
                self._is_repeated = not self._is_repeated
            self._word = (self._random.randint(2, 9), word)

    def _answer(self, now: float) -> None:
        if self.is_leaving or not self._topic:
            return
        delay = self._random.uniform(*REACTION_S)
        match self._topic:
            case "stopped":
                self.intent = Intent(now + 0.6, "continue")
            case "paused":
                is_long = self._random.random() < LONG_PAUSE
                self.intent = Intent(now + self._random.uniform(*PAUSES_S[is_long]), "continue")
                self._topic = ""
            case "confirming":
                self.intent = Intent(
                    now + delay, "yes" if self._last and self._last in self._question else "no"
                )
                self._last = ""
            case "choosing":
                self.intent = Intent(now + delay, self._last if self._last in self._question else "neither")
            case topic if self._tries == 0 and self._random.random() < LEFT_UNANSWERED:
                self.intent = None
            case topic:
                self.intent = Intent(now + delay, ANSWERS.get(topic, "no"))

    def _unless_leaving(self, intent: Intent | None) -> Intent | None:
        return self.intent if self.is_leaving else intent
