"""`voicecoach hear`: one JSON object for each recording or text, as a session would take it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from voicecoach.cli.hear import command
from voicecoach.coach.events import Band
from voicecoach.coach.phrases import CONTROL, Question
from voicecoach.drivers.answer import answer_of

FIXTURES = Path(__file__).parents[2] / "audio_fixtures"
KEYS = ["heard", "meaning", "regions", "hedged", "confidence", "band", "decode_ms", "alternative"]
COMMANDS = {
    "wait": "pause",
    "that hurts": "pause",
    "ouch": "pause",
    "go on": "continue",
    "say that again": "repeat",
    "go back": "back",
    "i'm ready": "ready",
}


def typed(question: Question, *words: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(
        command, ["--text", *words, "--question", question.value], catch_exceptions=False
    )
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.mark.parametrize(
    ("question", "words", "meaning"),
    [
        (Question.CHANGE, "a bit better", "better"),
        (Question.CHANGE, "no worse", "same"),
        (Question.YES_NO, "yes please", "yes"),
        (Question.YES_NO, "no thanks", "no"),
        (Question.RATING, "seven", "7"),
        (Question.RATING, "10", "10"),
        (Question.SIDE, "the left", "left"),
        (Question.SIDE, "in the middle", "middle"),
        (Question.LOCATION, "behind the knee", "calf"),
        (Question.LOCATION, "back", "back"),
        (Question.LOCATION, "no pain", "none"),
        (Question.SCREENING, "all clear", "all-clear"),
        (Question.SCREENING, "one of these", "something-wrong"),
        (Question.SCREENING, "something is wrong", "something-wrong"),
        (Question.CONTROL, "back", "back"),
    ],
)
def test_typed_words_have_their_meaning(question: Question, words: str, meaning: str) -> None:
    (answer,) = typed(question, words)

    assert list(answer) == ["text", *KEYS]
    assert (answer["text"], answer["heard"], answer["meaning"]) == (words, words, meaning)
    assert (answer["band"], answer["confidence"]) == ("sure", 1.0)


@pytest.mark.parametrize("question", Question)
def test_a_command_is_understood_at_every_question(question: Question) -> None:
    """By the command's word."""
    words = [each for each in CONTROL if each not in ("slower", "faster") or question is not Question.CHANGE]
    meanings = {each["text"]: each["meaning"] for each in typed(question, *words)}

    assert meanings == {word: COMMANDS.get(word, word) for word in words}


@pytest.mark.parametrize("question", Question)
def test_what_is_unclear_is_null(question: Question) -> None:
    for answer in typed(question, "purple elephants", "not sure", ""):
        assert (answer["heard"], answer["meaning"], answer["band"]) == (None, None, "refused")


def test_regions_and_hedges_are_told() -> None:
    both, hedged = typed(Question.CHANGE, "better in the leg but worse in the back", "maybe a bit better")

    assert both["regions"] == {"leg": "better", "back": "worse"}
    assert hedged["hedged"] is True


def test_an_alternative_is_told_with_what_was_heard() -> None:
    """And never alone."""
    clear = answer_of(Question.RATING, "four", 0.5, Band.ASK, 1.0, "five")
    refused = answer_of(Question.RATING, None, 0.1, Band.REFUSED, 1.0, "five")

    assert (clear.heard, clear.alternative) == ("four", "five")
    assert (refused.heard, refused.alternative) == (None, None)


def test_answers_come_in_the_order_of_the_arguments() -> None:
    assert [each["text"] for each in typed(Question.YES_NO, "no", "yes", "no")] == ["no", "yes", "no"]


@pytest.mark.parametrize(
    ("question", "phrase", "meaning"), [("change", "better", "better"), ("location", "calf", "calf")]
)
def test_recordings_are_heard(run: Run, question: str, phrase: str, meaning: str) -> None:
    """A phrase is; a cough and silence are refused; the output is JSON and nothing else."""
    said = FIXTURES / "phrases" / phrase / "piper-us-man__near.wav"
    sounds = sorted((FIXTURES / "sounds").rglob("*.wav"))[:2]
    ran = run("hear", said, *sounds, "--question", question, "--json")
    answers = [json.loads(line) for line in ran.out.splitlines()]

    assert (ran.code, ran.err) == (0, "")
    assert [each["file"] for each in answers] == [str(said), *map(str, sounds)]
    assert all(list(each) == ["file", *KEYS] for each in answers)
    assert (answers[0]["heard"], answers[0]["meaning"]) == (phrase, meaning)
    assert answers[0]["band"] in ("sure", "ask")
    assert 0 < answers[0]["confidence"] <= 1
    assert answers[0]["decode_ms"] > 0
    assert [each["heard"] for each in answers[1:]] == [None, None]


def test_what_is_heard_does_not_depend_on_the_order(run: Run) -> None:
    paths = [
        FIXTURES / "phrases" / name / "espeak-gb-woman__near.wav" for name in ("better", "worse", "the-same")
    ]
    there = run("hear", *paths, "--question", "change").out.splitlines()
    back = run("hear", *reversed(paths), "--question", "change").out.splitlines()
    without_times = [{**json.loads(line), "decode_ms": 0} for line in there]

    assert without_times == [{**json.loads(line), "decode_ms": 0} for line in reversed(back)]
