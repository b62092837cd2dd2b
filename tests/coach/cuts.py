"""Sessions that were cut off, in a few words: their records, and the background of the next start."""

from __future__ import annotations

from dataclasses import replace

from tests.coach.conversation import KNOWN, POSTURE
from voicecoach.coach.background import Background
from voicecoach.coach.records import AnswerRecord, DecisionRecord, LeftOutRecord, Record, SetRecord
from voicecoach.coach.safe_point import Unfinished


def did(exercise: str, phase: str, done: int = 3, stopped_by: str | None = None) -> SetRecord:
    """A set of the quick program."""
    return SetRecord(exercise, phase, "reps", done, 3, stopped_by)


def decided(
    rule: str, action: str, exercise: str | None, before: str = "thigh", after: str = "thigh"
) -> DecisionRecord:
    return DecisionRecord(rule, action, "Because.", exercise, before, after, "same")


def said(topic: str, meaning: str, question: str = "location") -> AnswerRecord:
    return AnswerRecord(topic, question, meaning, meaning, 0.9, "sure", "voice", None)


def left_out(
    exercise: str, reason: str = "It is for pain on one side.", *, is_for_good: bool = False
) -> Record:
    return LeftOutRecord(exercise, reason, is_for_good)


def cut(*records: Record, background: Background = KNOWN, session: int = 12) -> Background:
    """The background of a start after a session of these records."""
    return replace(background, is_first=False, hours_since_last=0.1, unfinished=Unfinished(session, records))


LYING = (
    said("baseline location", "thigh"),
    did("press-ups", "lie"),
    said("check location", "thigh"),
    said("check change", "same", "change"),
    decided("R4", "ADVANCE", "press-ups"),
)
"""The first phase is done and judged; the pain is in the thigh, as before."""
PRESSED = (
    *LYING,
    did("press-ups", "prop"),
    said("check location", "thigh"),
    decided("R4", "ADVANCE", "press-ups"),
    did("press-ups", "press-up"),
    said("check location", "thigh"),
    decided("R4", "ADVANCE", "press-ups"),
)
"""The whole first exercise is done; the second is next."""
STAYED = (
    said("baseline location", "thigh"),
    did("press-ups", "lie"),
    said("check location", "back"),
    decided("R1", "STAY", "press-ups", after="back"),
)
"""The first phase has centralized the pain; another set may follow."""

CUT = cut(*PRESSED)
TWO_POSTURES = replace(
    POSTURE, exercises=(POSTURE.exercises[0], replace(POSTURE.exercises[0], id="again", name="Again"))
)
"""A program that asks for no pain, with something to go on with."""
NECK_CUT = cut(
    did("retraction", "retract", 10),
    said("check change", "same", "change"),
    DecisionRecord("R4", "ADVANCE", "Because.", "retraction", None, None, "same"),
)
"""The first exercise of the neck is done, and changed nothing; no place was asked about."""
POSTURE_CUT = cut(did("slouch-overcorrect", POSTURE.exercises[0].phases[0].id))
