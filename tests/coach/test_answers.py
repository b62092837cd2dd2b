"""What people's words mean: spoken or typed, hedged, negated, corrected."""
# ruff: noqa: RUF001 people type both apostrophes

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coach.answers import ALARM_VALUE, Meaning, read_region, understand
from voicecoach.coach.phrases import ALARM, BACK_COMMAND, CONTROL, UNCLEAR, Question, vocabulary
from voicecoach.coach.symptoms import Change, Region

UNKNOWN = None

CHANGES = {
    "better": "better",
    "um, a bit better I guess": "better",
    "I feel better!": "better",
    "much better, thanks": "better",
    "it's improved": "better",
    "less pain": "better",
    "better but not much": "better",
    "BETTER": "better",
    "worse": "worse",
    "it is getting worse": "worse",
    "a little worse, sorry": "worse",
    "more pain": "worse",
    "it hurts more": "worse",
    "no, it's worse": "worse",
    "definitely worse now": "worse",
    "same": "same",
    "about the same": "same",
    "it hasn't changed": "same",
    "it hasn’t changed": "same",
    "didnt change": "same",
    "no difference": "same",
    "more or less the same": "same",
    "no better": "same",
    "not really better": "same",
    "isn't any better": "same",
    "isn’t any better": "same",
    "hardly any better": "same",
    "not better": "same",
    "not worse": "same",
    "no worse": "same",
    "not any worse": "same",
    "neither better nor worse": "same",
    "nothing new, same": "same",
    "not too bad": UNKNOWN,
    "not bad": UNKNOWN,
    "couldn't be better": UNKNOWN,
    "couldn’t be better": UNKNOWN,
    "could be worse": UNKNOWN,
    "should be better": UNKNOWN,
    "better?": UNKNOWN,
    "better or worse": UNKNOWN,
    "the same or better": UNKNOWN,
    "better, not": UNKNOWN,
    "better, no": UNKNOWN,
    "no, better": UNKNOWN,
    "worse no better": UNKNOWN,
    "i wouldnt say better": UNKNOWN,
    "I don't think it is any better": UNKNOWN,
    "I don't know, it feels worse": "worse",
    "i don't know it feels worse": UNKNOWN,
    "I hope it's better": UNKNOWN,
    "it was better yesterday": UNKNOWN,
    "I'd better rest": UNKNOWN,
    "far from better": UNKNOWN,
    "less good": UNKNOWN,
    "as bad as before": UNKNOWN,
    "no change, it's worse": UNKNOWN,
    "not the same": UNKNOWN,
    "not sure": UNKNOWN,
    "I don't know": UNKNOWN,
    "banana": UNKNOWN,
    "?!": UNKNOWN,
    "": UNKNOWN,
}

REGIONS: dict[str, dict[str, str]] = {
    "better in the leg but worse in the back": {"leg": "better", "back": "worse"},
    "worse in the leg but better in the back": {"leg": "worse", "back": "better"},
    "the leg is better, the back is the same": {"leg": "better", "back": "same"},
    "better in the leg but not in the back": {"leg": "better", "back": "same"},
    "leg and back are better": {"leg": "better", "back": "better"},
    "worse in both": {"leg": "worse", "back": "worse"},
    "my calf is worse": {"leg": "worse"},
    "both legs are worse": {"leg": "worse"},
    "better in the back and the leg hurts": {"back": "better"},
    "in my leg it hurts but the back is better": {"back": "better"},
    "no change in the leg, worse in the back": {"leg": "same", "back": "worse"},
}

OTHERS: dict[Question, dict[str, str | None]] = {
    Question.LOCATION: {
        "my calf hurts": "calf",
        "left buttock": "buttock",
        "in my left thigh": "thigh",
        "my back and down to the knee": "calf",
        "the hamstring": "thigh",
        "upper leg": "thigh",
        "above the knee": "thigh",
        "lower leg": "calf",
        "big toe": "foot",
        "my heel": "foot",
        "hip": "buttock",
        "lower back": "back",
        "back": "back",
        "the middle of my back": "back",
        "it's gone": "none",
        "The pain is gone!": "none",
        "completely pain free": "none",
        "I have no pain at all": "none",
        "it doesn't hurt any more": "none",
        "the pain is not gone": UNKNOWN,
        "it isn't gone": UNKNOWN,
        "almost gone": UNKNOWN,
        "not pain free": UNKNOWN,
        "no pain relief": UNKNOWN,
        "nowhere near gone": UNKNOWN,
        "it has left my foot": UNKNOWN,
        "not in the foot": UNKNOWN,
        "calf or foot": UNKNOWN,
        "no pain in the leg, only the back": "back",
        "leg": UNKNOWN,
    },
    Question.SIDE: {
        "LEFT": "left",
        "on the right side": "right",
        "both sides": "both",
        "left and right": "both",
        "neither": "both",
        "the same": "both",
        "in the middle": "middle",
        "not the left": UNKNOWN,
        "left or right": UNKNOWN,
        "all right": UNKNOWN,
        "that's right": UNKNOWN,
        "no pain left": UNKNOWN,
    },
    Question.RATING: {
        "seven": "7",
        "a seven out of ten": "7",
        "7/10": "7",
        "10/10": "10",
        "about 3": "3",
        "no pain": "0",
        "zero": "0",
        "three or four": UNKNOWN,
        "5.5": UNKNOWN,
        "11": UNKNOWN,
        "not five": UNKNOWN,
        "a lot": UNKNOWN,
    },
    Question.YES_NO: {
        "Yes.": "yes",
        "yeah sure": "yes",
        "no thank you": "no",
        "nope": "no",
        "yes and no": UNKNOWN,
        "not really": UNKNOWN,
        "I'm not sure": UNKNOWN,
        "why not": UNKNOWN,
    },
    Question.SCREENING: {
        "all clear": "all-clear",
        "It's ALL CLEAR.": "all-clear",
        "not all clear": UNKNOWN,
        "maybe all clear": UNKNOWN,
        "I think all clear": UNKNOWN,
        "all clear?": UNKNOWN,
        "all right": UNKNOWN,
        "clear": UNKNOWN,
        "no": UNKNOWN,
        "not sure": UNKNOWN,
        "nothing is wrong": UNKNOWN,
        "something's wrong": ALARM_VALUE,
        "something isn’t right": ALARM_VALUE,
        "I have a fever": ALARM_VALUE,
    },
}

COMMANDS = {
    "stop": "stop",
    "please stop now": "stop",
    "no, stop!": "stop",
    "STOP STOP STOP": "stop",
    "I want to stop": "stop",
    "i'm done": "done",
    "ow": "pause",
    "wait a moment": "pause",
    "hang on": "pause",
    "ouch": "pause",
    "help me": "help",
    "next please": "next",
    "go back": "back",
    "i’m ready": "ready",
}

ALARMS = (
    "something is wrong",
    "something’s wrong",
    "my foot is numb",
    "no, my leg is numb",
    "not better, it's numb",
    "not worse my foot is numb",
    "I can't hold my bladder",
    "I can't control my bowels",
    "i cannot feel my left leg",
    "I can't move my toes",
    "all clear but my legs are weak",
    "no numbness but weakness",
    "stop, my legs are numb",
    "tingling in the saddle area",
    "better, but my leg is weak",
)

NO_ALARMS = (
    "no numbness",
    "it is not numb",
    "I don't have any numbness or weakness",
    "no trouble with my bladder or bowel",
    "no fever",
    "I can't feel the pain any more",
    "no I'm not numb",
    "not numb nor weak",
    "neither numb nor weak",
    "not numb or not weak",
    "no fever or infection",
)


def value_of(question: Question, text: str) -> str | None:
    """The meaning as an answer to this question; a command or an alarm is none."""
    meaning = understand(question, text)
    if meaning is None or (meaning.question is Question.CONTROL and question is not Question.CONTROL):
        return None
    return meaning.value


@pytest.mark.parametrize(("text", "value"), CHANGES.items())
def test_a_change_is_read_as_it_is_meant(text: str, value: str | None) -> None:
    """Better, worse, the same, or unclear."""
    assert value_of(Question.CHANGE, text) == value


@pytest.mark.parametrize(("text", "regions"), REGIONS.items())
def test_a_change_is_bound_to_its_region(text: str, regions: dict[str, str]) -> None:
    """Leg and back are told apart, and the leg counts."""
    meaning = understand(Question.CHANGE, text)

    assert meaning is not None
    assert {region.value: change.value for region, change in meaning.regions.items()} == regions
    assert meaning.value == regions.get("leg", regions.get("back"))


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [(question, text, value) for question, table in OTHERS.items() for text, value in table.items()],
)
def test_an_answer_is_read_as_it_is_meant(question: Question, text: str, value: str | None) -> None:
    """Everyday words for places, sides, numbers, yes and no."""
    assert value_of(question, text) == value


@pytest.mark.parametrize(("question", "command"), [*product(Question, COMMANDS.items())])
def test_a_command_is_understood_at_every_question(question: Question, command: tuple[str, str]) -> None:
    """Whatever was asked."""
    meaning = understand(question, command[0])

    assert meaning is not None
    assert (meaning.question, meaning.value) == (Question.CONTROL, command[1])


@pytest.mark.parametrize(
    "text", ["don't stop", "I don't want to stop", "dont stop", "do not stop", "never stop"]
)
def test_a_denied_stop_is_no_stop(text: str) -> None:
    """It stops nothing, and answers nothing."""
    assert understand(Question.CONTROL, text) is None


@pytest.mark.parametrize(("question", "text"), [*product(Question, ALARMS)])
def test_a_red_flag_is_found_anywhere(question: Question, text: str) -> None:
    """At every question, beside other words, and though another word is negated."""
    meaning = understand(question, text)

    assert meaning is not None
    assert (meaning.question, meaning.value) == (Question.SCREENING, ALARM_VALUE)


@pytest.mark.parametrize(("question", "text"), [*product(Question, NO_ALARMS)])
def test_a_denied_red_flag_is_none_and_clears_nothing(question: Question, text: str) -> None:
    """ "No numbness" is neither an alarm nor an "all clear"."""
    meaning = understand(question, text)

    assert meaning is None or meaning.question is not Question.SCREENING


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("yes, one of these", True),
        ("no, one of these", True),
        ("no it is one of these", True),
        ("no one of these", False),
        ("not one of these", False),
        ("never one of these", False),
        ("which one of these", False),
        ("any one of these", False),
    ],
)
def test_one_of_these_is_found_unless_it_is_denied_or_asked(text: str, is_found: bool) -> None:  # noqa: FBT001
    """A "no" before it may deny what was asked, and not what is said."""
    meaning = understand(Question.SCREENING, text)

    assert (meaning is not None and meaning.is_listed) == is_found


@pytest.mark.parametrize("text", ["that hurts", "Ouch!", "ow, it really hurts", "no, it hurts", "it hurts"])
@pytest.mark.parametrize("question", Question)
def test_pain_said_aloud_pauses(question: Question, text: str) -> None:
    """At every question, as long as it answers nothing."""
    meaning = understand(question, text)

    assert meaning is not None
    assert meaning.is_pain or (meaning.question, meaning.value) == (Question.YES_NO, "no")


def test_back_is_a_place_where_the_back_may_hurt_and_a_command_elsewhere() -> None:
    """ "My back" is never a command."""
    elsewhere = [q for q in Question if q not in (Question.LOCATION, Question.CHANGE)]

    assert value_of(Question.LOCATION, "back") == "back"
    assert understand(Question.CHANGE, "back") is None
    assert all(understand(q, "back") == Meaning(Question.CONTROL, "back") for q in elsewhere)
    assert all(understand(q, "my back") is None for q in elsewhere)


def test_a_hedge_and_a_correction_are_noticed() -> None:
    """They are said back."""
    hedged = understand(Question.CHANGE, "um, a bit better I guess")
    corrected = understand(Question.CHANGE, "better, no, worse")

    assert hedged is not None
    assert hedged.is_hedged
    assert corrected is not None
    assert (corrected.value, corrected.is_corrected) == ("worse", True)


@pytest.mark.parametrize(
    ("text", "is_hedged"), [("better, but not much", True), ("better", False), ("a bit better", True)]
)
def test_a_hedge_may_come_after_the_change(text: str, is_hedged: bool) -> None:  # noqa: FBT001
    """Or before it."""
    meaning = understand(Question.CHANGE, text)

    assert meaning is not None
    assert (meaning.value, meaning.is_hedged) == ("better", is_hedged)


@pytest.mark.parametrize("change", ["better", "the same", "worse"])
def test_much_other_talk_beside_a_change_is_said_back_unless_it_is_worse(change: str) -> None:
    """ "Worse" is taken at once, whatever else is told."""
    meaning = understand(Question.CHANGE, f"my cat is fine, {change}")

    assert meaning is not None
    assert meaning.is_corrected == (change != "worse")


@pytest.mark.parametrize(
    ("text", "place", "is_middle"),
    [
        ("the middle of my back", "back", True),
        ("center of the back", "back", True),
        ("the centre of my spine", "back", True),
        ("my lower back", "back", False),
        ("the middle of my thigh", "thigh", False),
    ],
)
def test_only_the_back_has_a_middle(text: str, place: str, is_middle: bool) -> None:  # noqa: FBT001
    """It is nearer the spine than its sides."""
    meaning = understand(Question.LOCATION, text)

    assert meaning is not None
    assert (meaning.value, meaning.is_middle) == (place, is_middle)


@pytest.mark.parametrize(
    ("text", "is_said_back"),
    [
        ("my calf", False),
        ("my calf I think", True),
        ("maybe my calf", True),
        ("my foot, sorry, my calf", True),
        ("not the foot, my calf", True),
    ],
)
def test_a_doubtful_or_corrected_place_is_said_back(text: str, is_said_back: bool) -> None:  # noqa: FBT001
    """Before it counts."""
    meaning = understand(Question.LOCATION, text)

    assert meaning is not None
    assert (meaning.value, meaning.is_corrected) == ("calf", is_said_back)


def test_a_bare_region_takes_the_change_that_was_asked_about() -> None:
    """ "Worse where?" "In the leg."."""
    meaning = read_region("in the leg", Change.WORSE)

    assert meaning is not None
    assert meaning.regions == {Region.LEG: Change.WORSE}
    for said in ("I guess in the leg", "I think the leg", "um, leg", "leg and my calf", "in the leg too"):
        assert read_region(said.lower(), Change.WORSE) == meaning
    assert meaning.question is Question.CHANGE
    for said in ("not in the leg", "in the leg?", "it is so", "in the arm"):
        assert read_region(said, Change.WORSE) is None
    assert read_region("the leg is numb", Change.BETTER) is None


WORTH = {
    Question.CHANGE: dict.fromkeys(("no change", "no better", "not better", "no worse", "not worse"), "same"),
    Question.SCREENING: {"all clear": "all-clear", "one of these": "something-wrong"},
    Question.LOCATION: {"behind the knee": "calf", "shin": "calf", "toes": "foot", "hamstring": "thigh"},
    Question.SIDE: {"neither": "both", "in the middle": "middle"},
}
GONE = ("none", "no pain", "the pain is gone")


def expected(question: Question, phrase: str) -> str | None:
    """The meaning of a phrase of the vocabulary, from its own words."""
    if phrase in UNCLEAR:
        return None
    if phrase in WORTH.get(question, {}):
        return WORTH[question][phrase]
    words = phrase.split()
    match question:
        case Question.CHANGE:
            kinds = [word for word in words if word in ("better", "worse", "same")]
            return kinds[0]
        case Question.YES_NO:
            return "yes" if words[0] in ("yes", "yeah") else "no"
        case Question.RATING:
            return str("zero one two three four five six seven eight nine ten".split().index(phrase))
        case Question.SIDE:
            return next(side for side in ("left", "right", "both", "middle") if side in words)
        case _:
            return "none" if phrase in GONE else words[-1]


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        (q, phrase)
        for q in Question
        for phrase in vocabulary(q)
        if phrase not in {*CONTROL, *ALARM, BACK_COMMAND}
    ]
    + [(Question.LOCATION, "back")],
)
def test_every_phrase_of_the_vocabulary_means_what_it_says(question: Question, phrase: str) -> None:
    """At its own question, in lower and in upper case."""
    assert value_of(question, phrase) == expected(question, phrase)
    assert value_of(question, phrase.upper()) == expected(question, phrase)


@pytest.mark.parametrize(("question", "phrase"), [*product(Question, (*CONTROL, *ALARM))])
def test_every_control_word_and_the_alarm_are_understood_at_every_question(
    question: Question, phrase: str
) -> None:
    """No question takes them for an answer."""
    meaning = understand(question, phrase)

    assert meaning is not None
    assert meaning.question is (Question.SCREENING if phrase in ALARM else Question.CONTROL)


NEGATION = st.sampled_from(
    "no|not|never|isn't|isn’t|isnt|wasn't|hasn't|don't|doesn't|didn't|can't|couldn't|wouldn't|won't|nothing|hardly|"
    "barely|neither|nor|without|ain't|nope|nah|cannot|far from|i doubt it is".split("|")
)
BETWEEN = st.lists(
    st.sampled_from(
        "really any much a bit it is feeling feel that think say getting the all so very i".split()
    ),
    max_size=4,
)
GOOD = st.sampled_from("better|improved|easier|less pain|improving|better in the leg|milder".split("|"))


def test_a_story_is_no_answer_but_an_alarm_in_it_is_one() -> None:
    """Of more than 400 characters."""
    longest = "better" + "," * 394

    assert value_of(Question.CHANGE, longest) == "better"
    assert value_of(Question.CHANGE, longest + ",") is None
    assert value_of(Question.CHANGE, longest + ", and my foot is numb") == ALARM_VALUE


@given(NEGATION, BETWEEN, GOOD, st.sampled_from(["", ".", "!", " now", " thanks"]))
def test_nothing_negated_is_ever_better(negation: str, between: list[str], good: str, end: str) -> None:
    """A negation anywhere before a good word: the same, or unclear."""
    meaning = understand(Question.CHANGE, " ".join([negation, *between, good]) + end)

    assert meaning is None or meaning.value != "better"


@given(
    st.lists(NEGATION, min_size=1, max_size=2),
    st.lists(
        st.one_of(GOOD, st.sampled_from("um well really quite much now in the leg".split())), max_size=5
    ),
    GOOD,
)
def test_no_negation_before_good_words_and_fillers_is_ever_better(
    negations: list[str], between: list[str], good: str
) -> None:
    """However many good words follow it."""
    meaning = understand(Question.CHANGE, " ".join([*negations, *between, good]))

    assert meaning is None or meaning.value != "better"


@given(
    GOOD, st.sampled_from([" not", ", no", ", not really", " it is not", " no", ", nope", ", i don't think"])
)
def test_nothing_taken_back_is_ever_better(good: str, end: str) -> None:
    """A negation behind a good word makes it unclear."""
    meaning = understand(Question.CHANGE, good + end)

    assert meaning is None or meaning.value != "better"


@given(st.sampled_from([*Question]), st.text(max_size=60))
def test_any_text_means_something_or_nothing(question: Question, text: str) -> None:
    """No text breaks it."""
    meaning = understand(question, text)

    assert meaning is None or meaning.value


@given(st.sampled_from([*Question]), st.lists(st.sampled_from(vocabulary(Question.CHANGE)), max_size=4))
def test_a_stop_among_other_words_is_a_stop(question: Question, others: list[str]) -> None:
    """Unless something more urgent is said: that something is wrong."""
    meaning = understand(question, " ".join(["stop", *others]))

    assert meaning is not None
    assert meaning.value in ("stop", ALARM_VALUE)
