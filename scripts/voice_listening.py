"""Whether a voice's words can be understood: rendered, and heard by the coach's own ears.

Two listeners: `floor`, which must choose among the phrases of a question, hears each answer alone; the dictation, which
knows no phrases, writes down the coach's own lines, and each important word must be in what it wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from voicecoach.coach.foresight import repertoire
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Timing
from voicecoach.coach.prompts import listen_for
from voicecoach.coach.states import State
from voicecoach.engines import make_recognizer
from voicecoach.programs.loader import load
from voicecoach.speech.audio import SAMPLE_RATE_HZ, audio_data
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.dictation import Dictation
from voicecoach.speech.recognizers.meanings import said as meaning_said

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.CHANGE: ("better", "a bit better", "worse", "a bit worse", "the same"),
    Question.LOCATION: ("lower back", "buttock", "thigh", "knee", "calf", "foot", "no pain"),
    Question.SIDE: ("left", "right", "both", "middle", "neither"),
    Question.RATING: NUMBERS,
    Question.YES_NO: ("yes", "no"),
    Question.SCREENING: ("all clear", "something is wrong"),
    Question.CONTROL: ("ready", "stop", "pause", "continue", "next", "repeat", "that hurts"),
}
WORDS = (
    "better worse same pain leg back buttock thigh calf knee foot left right hips stomach elbows shoulders floor mat "
    "breathe bladder bowel numbness weakness sciatica osteoporosis spondylolisthesis cauda equina pregnancy cancer "
    "operation fracture doctor therapist emergency ready pause continue stop rest slowly minutes"
).split()
MOST_LINES = 5
LONGEST_LINE = 90
"""In characters: a short line leaves the dictation less to guess by."""
_DIGITS = {str(number): word for number, word in enumerate(NUMBERS)}

Render = Callable[[str], Pcm]


@dataclass(frozen=True, slots=True)
class Missed:
    """A word that was not understood, where it was said, and what was heard instead."""

    word: str
    line: str
    heard: str


@dataclass(frozen=True, slots=True)
class Listened:
    """How many were said, and what was missed."""

    said: int
    missed: tuple[Missed, ...]


def answers(render: Render) -> Listened:
    """Each answer alone, heard among all that its question allows."""
    recognizer = make_recognizer("floor")
    missed, said = [], 0
    for question, phrases in ANSWERS.items():
        vocabulary = Vocabulary(question.value, listen_for(question, State.NEW, Timing()).phrases)
        for phrase in phrases:
            said += 1
            heard = recognizer.recognize(audio_data(_samples(render(phrase))), vocabulary)
            if heard.text is None or meaning_said(question, heard.text) != meaning_said(question, phrase):
                missed.append(Missed(phrase, question.value, heard.text or "(refused)"))
    return Listened(said, tuple(missed))


def lines(render: Render, words: Iterable[str] = WORDS) -> Listened:
    """Each word in the coach's own lines, at most `MOST_LINES` of them, as the dictation writes them down."""
    dictation = Dictation()
    texts = [each for each in sorted(repertoire(load("back-pain"))) if len(each) <= LONGEST_LINE]
    written: dict[str, str] = {}
    missed, said = [], 0
    for word in words:
        for line in [each for each in texts if word in _plain(each).split()][:MOST_LINES]:
            said += 1
            if line not in written:
                written[line] = dictation.write(_samples(render(line)).astype(np.float32) / 32768)
            if word not in _plain(written[line]).split():
                missed.append(Missed(word, line, written[line]))
    return Listened(said, tuple(missed))


def _samples(pcm: Pcm) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return pcm.at_rate(SAMPLE_RATE_HZ).samples


def _plain(text: str) -> str:
    words = re.findall(r"[a-z]+|\d+", text.lower())
    return " ".join(_DIGITS.get(word, word) for word in words)
