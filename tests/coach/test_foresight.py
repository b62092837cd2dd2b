"""What is foreseen is what is then said, and what may lie on disk tells of no person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.coach.conversation import BACK_PAIN, KNOWN, NECK, POSTURE, somebody
from tests.coach.cuts import LYING, cut
from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Listen, Say, StartTimer
from voicecoach.coach.events import Heard, SpeechEnded, Started, TimerFired
from voicecoach.coach.foresight import repertoire
from voicecoach.coach.program import Program, Side
from voicecoach.coach.session import Session

MOST_STEPS = 5000
GOES_ON = replace(cut(*LYING), is_first=True, hours_since_last=None)
"""Cut off after the first phase of the press ups."""


def unforeseen(program: Program, background: Background, changes: dict[str, str]) -> tuple[list[str], int]:
    """The parts that a whole session said without having foreseen them, and how many it said in all."""
    person = somebody()
    for topic, answer in changes.items():
        person = person.to(topic, answer)
    session = Session(program, background)
    missed: list[str] = []
    said = 0
    known: set[str] = set()
    now, event = 0.0, Started()
    for _ in range(MOST_STEPS):
        timers: list[StartTimer] = []
        following = None
        for effect in session.step(event, now):
            if isinstance(effect, Say):
                said += len(effect.parts)
                missed += [part for part in effect.parts if part not in known]
                known.update(effect.parts)
                if not effect.droppable:
                    following = SpeechEnded(effect.say_id)
            elif isinstance(effect, Listen) and not effect.is_open:
                answer = person.answer(session.state.value)
                assert answer is not None, session.state
                following = Heard(str(answer), 0.9)
            elif isinstance(effect, StartTimer):
                timers.append(effect)
        known.update(session.ahead())
        if session.is_finished:
            return missed, said
        if following is None:
            assert timers, session.state
            now = max(now, timers[-1].at_s)
            following = TimerFired(timers[-1].name)
        event = following
    raise AssertionError("the session does not end")


@pytest.mark.parametrize(
    ("program", "background", "changes"),
    [
        (BACK_PAIN, KNOWN, {}),
        (BACK_PAIN, KNOWN, {"check location": "back", "another set": "yes", "afterwards": "yes"}),
        (BACK_PAIN, KNOWN, {"check change": "better", "baseline side": "right"}),
        (BACK_PAIN, KNOWN, {"check location": "foot", "recheck location": "foot"}),
        (BACK_PAIN, Background(), {}),
        (POSTURE, KNOWN, {}),
        (NECK, KNOWN, {}),
        (NECK, KNOWN, {"check change": "better", "another set": "yes", "afterwards": "yes"}),
        (NECK, KNOWN, {"check change": "worse"}),
        (BACK_PAIN, GOES_ON, {}),
        (BACK_PAIN, GOES_ON, {"going on": "no"}),
    ],
    ids=[
        "no change",
        "stays",
        "better",
        "worse",
        "the first time",
        "posture",
        "neck",
        "neck better",
        "neck worse",
        "goes on",
        "goes on no more",
    ],
)
def test_all_that_a_session_says_after_its_first_line_was_foreseen(program, background, changes) -> None:
    """Each part was among what may be said next in the step before it is said, or earlier."""
    missed, said = unforeseen(program, background, changes)

    assert said > 60
    assert missed == list(lines.welcome_first(program.about))
    assert repertoire(program).issuperset(missed)


@pytest.mark.parametrize("program", [BACK_PAIN, POSTURE, NECK], ids=["back pain", "posture", "neck"])
def test_what_may_lie_on_disk_names_nothing_that_was_told(program: Program) -> None:
    """No sentence says back what is known of a person: what was left out for a condition, or moved pain down."""
    texts = repertoire(program)

    assert not [text for text in texts if "You told me of" in text or "We leave out" in text]
    assert not [text for text in texts if text.startswith(("I understood", "Did you say"))]
    assert not [text for text in texts if "{" in text]


def test_both_sides_are_kept_alike() -> None:
    """Which side a person named is not to be read from what is there."""
    sided = [
        text
        for exercise in BACK_PAIN.exercises
        for phase in exercise.phases
        for text in phase.instructions
        if "_side}" in text
    ]

    assert len(sided) >= 3
    assert {lines.for_side(text, side) for text in sided for side in Side} <= repertoire(BACK_PAIN)
