"""How people answer: the corpus in `answers/`, and what must hold for every answer in it.

One file a question, one answer a line. `half`: `blind` was written before its author had seen any code, `adversarial`
afterwards, to break it. `safety` marks an answer whose misreading could lead to another set, to the next exercise, to a
cleared red flag, or to a stop or a red flag that is missed. A `-` under `hedged` or `regions` asks nothing of them.
`why` tells of a blind expectation that was changed, and from what.
"""
# ruff: noqa: RUF001 people type both apostrophes

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.answers import ALARM_VALUE, ALL_CLEAR_VALUE, Meaning, understand
from voicecoach.coach.phrases import Question, vocabulary

FOLDER = Path(__file__).with_name("answers")
UNCLEAR = "unclear"
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the corpus: what somebody says, and what it must mean."""

    question: Question
    half: str
    safety: bool
    meaning: str
    hedged: str
    regions: str
    text: str

    def __str__(self) -> str:
        """A name that finds the line again."""
        return f"{'SAFETY ' if self.safety else ''}{self.question.value}: {self.text}"


def read_answers(question: Question) -> list[Answer]:
    """The answers to one question, in the order of the file."""
    path = FOLDER / f"{question.value.replace('-', '_')}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Answer(
            question,
            row["half"],
            row["safety"] == "!",
            row["meaning"],
            row["hedged"],
            row["regions"],
            row["answer"],
        )
        for row in rows
    ]


CORPUS = [answer for question in Question for answer in read_answers(question)]


COMMANDS = frozenset("stop pause continue repeat next back done ready help quit slower faster".split())


def vocabulary_of(answer: Answer, meaning: Meaning) -> Question:
    """What must have understood it: a "back" that answers "where?" is a place."""
    if meaning.value == ALARM_VALUE:
        return Question.SCREENING
    is_command = meaning.value in COMMANDS and (answer.question, meaning.value) != (Question.LOCATION, "back")
    return Question.CONTROL if is_command else answer.question


def value_of(meaning: Meaning | None) -> str:
    """The word of the `hear` contract, or "unclear"."""
    return UNCLEAR if meaning is None else meaning.value


def regions_of(meaning: Meaning) -> str:
    """The regions as the corpus writes them."""
    return ",".join(f"{name}={meaning.regions[name].value}" for name in sorted(meaning.regions, reverse=True))


@pytest.mark.parametrize("answer", CORPUS, ids=str)
def test_an_answer_of_the_corpus_means_what_it_must(answer: Answer) -> None:
    """Its meaning and, where the line asks for them, its hedge and its regions."""
    meaning = understand(answer.question, answer.text)

    assert value_of(meaning) == answer.meaning
    assert meaning is None or meaning.question is vocabulary_of(answer, meaning)
    if meaning is not None and answer.hedged != NOTHING:
        assert meaning.is_hedged == (answer.hedged == "yes")
    if meaning is not None and answer.regions != NOTHING:
        assert regions_of(meaning) == answer.regions


def test_the_corpus_is_large_and_half_of_it_was_written_blind() -> None:
    """So that it measures the readers and not only their author."""
    n_blind = sum(answer.half == "blind" for answer in CORPUS)

    assert len(CORPUS) >= 400
    assert n_blind >= 300
    assert 2 * n_blind >= len(CORPUS)
    assert {answer.half for answer in CORPUS} == {"blind", "adversarial"}


@pytest.mark.parametrize("question", Question)
def test_no_answer_stands_twice(question: Question) -> None:
    """In one question's file."""
    texts = sorted(answer.text for answer in read_answers(question))

    assert [text for text, group in groupby(texts) if len(list(group)) > 1] == []


SAID_OTHERWISE: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "straight apostrophes": lambda text: text.replace("’", "'"),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "um": lambda text: f"um, {text}",
    "well": lambda text: f"Well, {text}",
    "oh er": lambda text: f"oh er {text}",
    "a full stop": lambda text: f"{text}.",
    "an exclamation mark": lambda text: f"{text}!",
    "spaces": lambda text: f"  {text.replace(' ', '  ')} ",
}


@pytest.mark.parametrize("change", SAID_OTHERWISE.values(), ids=SAID_OTHERWISE.keys())
def test_manners_change_no_meaning(change: Callable[[str], str]) -> None:
    """Case, apostrophes, fillers and the end of the sentence."""
    changed = [
        (answer.text, answer.meaning, value)
        for answer in CORPUS
        if (value := value_of(understand(answer.question, change(answer.text)))) != answer.meaning
    ]

    assert changed == []


def test_a_question_back_is_no_answer() -> None:
    """With a question mark behind it, only a command, a cry and an alarm are left."""
    answered = [
        answer.text
        for answer in CORPUS
        if (meaning := understand(answer.question, answer.text + "?")) is not None
        and meaning.question is not Question.CONTROL
        and meaning.value != ALARM_VALUE
    ]

    assert answered == []


BEFORE_A_STOP = frozenset(
    "don't dont not never didn't doesn't won't to want need like wish ever non nae if why".split()
)


@given(st.sampled_from(CORPUS), st.data())
def test_a_stop_in_any_answer_is_a_stop(answer: Answer, data: st.DataObject) -> None:
    """At any place in it, where it is not denied; or an alarm, which is more urgent."""
    words = answer.text.replace("’", "'").split()
    at = data.draw(st.integers(0, len(words)))
    if at and words[at - 1].lower() in BEFORE_A_STOP:
        at = 0

    meaning = understand(answer.question, " ".join([*words[:at], "stop", *words[at:]]))

    assert value_of(meaning) in ("stop", ALARM_VALUE)


@pytest.mark.parametrize("alarm", ["something is wrong", "my foot is numb", "I wet myself"])
def test_an_alarm_beside_any_answer_is_an_alarm(alarm: str) -> None:
    """Before it and behind it."""
    missed = [
        (answer.question.value, text)
        for answer in CORPUS
        for text in (f"{alarm}, {answer.text}", f"{answer.text}, {alarm}")
        if value_of(understand(answer.question, text)) != ALARM_VALUE
    ]

    assert missed == []


@given(
    st.lists(
        st.sampled_from(
            "maybe perhaps probably almost nearly not never no but except apart until unless mostly partly hardly "
            "think suppose guess hope wish if or would should was isn't dunno unsure only yesterday".split()
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["before", "behind"]),
)
def test_nothing_but_a_plain_all_clear_clears(doubts: list[str], place: str) -> None:
    """A hedge, a negation, a condition or an exception beside it: asked again, or an alarm."""
    words = [*doubts, "all clear"] if place == "before" else ["all clear", *doubts]

    assert value_of(understand(Question.SCREENING, " ".join(words))) != ALL_CLEAR_VALUE


@given(
    st.sampled_from([*Question]),
    st.lists(st.sampled_from([answer.text for answer in CORPUS]), min_size=2, max_size=3),
    st.sampled_from([", ", " ", ". ", " and ", " but "]),
)
def test_what_holds_a_denied_or_unclear_clearing_never_clears(
    question: Question, texts: list[str], joint: str
) -> None:
    """No two answers together clear a red flag, unless each is harmless beside "all clear"."""
    harmless = {answer.text for answer in CORPUS if answer.meaning == ALL_CLEAR_VALUE}
    others = [text for text in texts if text not in harmless]
    meaning = understand(question, joint.join(texts))

    if value_of(meaning) == ALL_CLEAR_VALUE:
        assert all(
            value_of(understand(Question.SCREENING, f"{text}, all clear")) == ALL_CLEAR_VALUE
            or value_of(understand(Question.SCREENING, f"all clear, {text}")) == ALL_CLEAR_VALUE
            for text in others
        )


def test_one_of_these_is_listed_and_a_flag_by_its_name_is_named() -> None:
    """At the screening question; a name counts for more."""
    for text in ("one of these", "one of those", "yes, one of these", "One of them."):
        assert understand(Question.SCREENING, text) == Meaning(
            Question.SCREENING, ALARM_VALUE, is_listed=True
        )
    named = understand(Question.SCREENING, "one of these, the numbness")
    assert named == Meaning(Question.SCREENING, ALARM_VALUE, is_named=True)
    assert understand(Question.CHANGE, "one of these") is None


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (Question.CHANGE, "better, no, worse", "worse"),
        (Question.CHANGE, "better no worse", "worse"),
        (Question.LOCATION, "calf — I mean thigh", "thigh"),
        (Question.LOCATION, "foot, no, calf", "calf"),
        (Question.LOCATION, "not the foot, the calf", "calf"),
        (Question.LOCATION, "gone from my leg, only in the back now", "back"),
        (Question.LOCATION, "in the buttock, not the leg any more", "buttock"),
        (Question.SIDE, "left, sorry, right", "right"),
        (Question.SIDE, "not left, right", "right"),
        (Question.RATING, "eight, sorry, seven", "7"),
    ],
)
def test_a_correction_or_a_contrast_is_asked_back(question: Question, text: str, value: str) -> None:
    """It is marked, and the last word counts."""
    meaning = understand(question, text)

    assert meaning is not None
    assert (meaning.value, meaning.is_corrected) == (value, True)


@pytest.mark.parametrize("question", Question)
def test_no_phrase_of_the_vocabulary_is_asked_back_for_nothing(question: Question) -> None:
    """What the recognizer listens for is plain."""
    meanings = [understand(question, phrase) for phrase in vocabulary(question)]

    assert not [meaning for meaning in meanings if meaning is not None and meaning.is_corrected]


def test_better_beside_a_story_is_asked_back() -> None:
    """What is not understood beside it may turn it around."""
    meaning = understand(Question.CHANGE, "well the cat came in, and it's better")

    assert meaning is not None
    assert (meaning.value, meaning.is_corrected) == ("better", True)


@pytest.mark.parametrize(
    "unit",
    "no |not numb |no numbness, |better, |a|1|o|ow|.|- | |my leg |can't feel my my |that hurts|sorry no wait ".split(
        "|"
    ),
)
def test_no_length_of_text_takes_long(unit: str) -> None:
    """No regular expression runs away; the bound is loose, a runaway takes minutes."""
    text = (unit * 5000)[:5000]
    start = time.perf_counter()
    for question in Question:
        understand(question, text)
        understand(question, text[:399])

    assert time.perf_counter() - start < 2.0
