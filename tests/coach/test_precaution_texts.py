"""The precautions in everyday words."""

import pytest

from voicecoach.coach.precautions import PRECAUTIONS, listed
from voicecoach.coach.program import Precaution


def test_every_precaution_has_its_words() -> None:
    """In the order in which they are declared."""
    assert list(PRECAUTIONS) == list(Precaution)


@pytest.mark.parametrize("precaution", Precaution)
def test_a_name_goes_on_in_a_sentence_and_in_a_list(precaution) -> None:
    """ "Because of {name}." and "{name}, {name}, or {name}"."""
    name = PRECAUTIONS[precaution].name

    assert name == name.strip()
    assert name[0].islower()
    assert not set(name) & set(",.;:?()-")


@pytest.mark.parametrize("precaution", Precaution)
def test_a_question_is_one_short_sentence_for_a_yes_or_a_no(precaution) -> None:
    """It begins like one, and has no second question in it."""
    question = PRECAUTIONS[precaution].question

    assert question.split()[0] in {"Do", "Are", "Have"}
    assert question.endswith("?")
    assert question.count("?") == 1
    assert len(question.split()) <= 18


def test_names_are_listed_with_an_or() -> None:
    """The comma stays: names hold an "or" of their own."""
    pregnancy, wrist, hip = (
        Precaution.PREGNANCY,
        Precaution.WRIST_OR_SHOULDER_INJURY,
        Precaution.RECENT_HIP_REPLACEMENT,
    )

    assert listed([]) == ""
    assert listed([pregnancy]) == "pregnancy"
    assert listed([pregnancy, wrist]) == "pregnancy, or a wrist or shoulder injury"
    assert listed([hip, pregnancy, wrist]) == (
        "a recent hip replacement, pregnancy, or a wrist or shoulder injury"
    )


def test_ids_of_a_program_file_will_do_and_unknown_ones_are_refused() -> None:
    """The loader lets no unknown one through."""
    assert listed(("pregnancy",)) == "pregnancy"
    with pytest.raises(ValueError, match="vertigo"):
        listed(["vertigo"])
