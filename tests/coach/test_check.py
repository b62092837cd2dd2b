"""What a check knows: each answer changes what it is about, and nothing else."""

from dataclasses import replace

import pytest

from voicecoach.coach.check import Check
from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.symptoms import Change, Clear, Location, Region

BETTER, SAME, WORSE = Change.BETTER, Change.SAME, Change.WORSE
LEG, BACK = Region.LEG, Region.BACK
THIGH, CALF, MIDDLE, SIDE = Location.THIGH, Location.CALF, Location.BACK_MIDDLE, Location.BACK_SIDE
PLACES = {
    "none": Location.NONE,
    "back": SIDE,
    "buttock": Location.BUTTOCK,
    "thigh": THIGH,
    "calf": CALF,
    "foot": Location.FOOT,
}


def at(place: str, *, is_middle: bool = False) -> Meaning:
    """An answer to "where?"."""
    return Meaning(Question.LOCATION, place, is_middle=is_middle)


def says(change: Change, **regions: Change) -> Meaning:
    """An answer to "better, worse, or the same?"."""
    return Meaning(Question.CHANGE, change.value, {Region(name): each for name, each in regions.items()})


def begun(place: str = "thigh") -> Check:
    """At the beginning of an exercise, with this pain."""
    return Check.at_baseline(at(place)).begun()


@pytest.mark.parametrize(("said", "place"), PLACES.items())
def test_each_place_has_its_distance_from_the_spine(said: str, place: Location) -> None:
    """Before and after the exercise; "back" is one side of it."""
    assert begun(said) == Check(before=place, after=place, first=place, reached=place)
    assert begun("none").located(at(said)).after is place
    assert begun("none").located_again(at(said)).after is place


def test_before_a_word_is_said_there_is_no_pain_and_no_change() -> None:
    """The posture program asks for neither."""
    nowhere = Location.NONE

    assert Check() == Check(nowhere, nowhere, nowhere, nowhere, is_middle=False, value=SAME, regions={})


def test_pain_in_the_middle_is_nearer_than_at_one_side() -> None:
    """As it was told, or as the answer to "which side?" tells."""
    told = Check.at_baseline(at("back", is_middle=True))

    assert told.begun().before is MIDDLE
    assert Check.at_baseline(at("back")).in_the_middle().begun().before is MIDDLE
    assert told.on_one_side().begun().before is SIDE


@pytest.mark.parametrize("place", ["buttock", "thigh", "calf", "foot"])
def test_a_side_changes_nothing_of_a_place_below_the_back(place: str) -> None:
    """Both legs are as far from the spine as one."""
    told = Check.at_baseline(at(place))

    assert told.in_the_middle().begun().before is PLACES[place]
    assert told.on_one_side().begun().before is PLACES[place]


def test_pain_on_both_sides_is_in_the_middle_of_the_back_when_it_comes_there() -> None:
    """Of one side it is not."""
    told = Check.at_baseline(at("thigh"))

    assert told.in_the_middle().begun().located(at("back")).after is MIDDLE
    assert told.on_one_side().begun().located(at("back")).after is SIDE


@pytest.mark.parametrize("known", ["after", "first", "reached"])
def test_plain_back_is_the_middle_that_was_told_before(known: str) -> None:
    """In this exercise, or just now; another place tells nothing of the back."""
    assert replace(begun(), **{known: MIDDLE}).located(at("back")).after is MIDDLE
    assert replace(begun(), **{known: MIDDLE}).located_again(at("back")).after is MIDDLE
    assert replace(begun(), **{known: CALF}).located(at("back")).after is SIDE


def test_nothing_of_an_exercise_counts_for_the_next() -> None:
    """Where the pain is now is what was before it."""
    done = begun().located(at("calf")).changed(says(WORSE, leg=WORSE)).judged(WORSE)

    assert done.begun() == replace(begun("calf"), value=WORSE)


def test_another_set_is_compared_with_what_was_before_the_first() -> None:
    """Unless the pain has moved down since: then with the nearer place that it had reached."""
    kept = begun("thigh").located(at("back")).changed(says(BETTER, leg=BETTER)).judged(BETTER).kept()
    nearer, lower = kept.located(at("none")), kept.located(at("buttock"))

    assert (kept.before, kept.change, kept.regions) == (SIDE, None, {})
    assert (nearer.before, kept.located(at("back")).before, lower.before) == (THIGH, THIGH, SIDE)
    assert (nearer.is_lower, kept.located(at("back")).is_lower, lower.is_lower) == (False, False, True)


def test_after_a_rest_it_is_compared_with_what_was_before_the_exercise() -> None:
    """The rest changes where the pain is, and nothing else."""
    lower = begun().located(at("calf"))

    assert lower.located_again(at("thigh")) == begun()
    assert not lower.located_again(at("thigh")).is_lower
    assert lower.located_again(at("calf")).is_lower


def test_a_change_is_kept_with_the_regions_it_was_said_of() -> None:
    """Those of an earlier answer are gone."""
    changed = begun().changed(says(WORSE, back=WORSE)).changed(says(BETTER, leg=BETTER))

    assert (changed.value, changed.regions) == (BETTER, {LEG: BETTER})


@pytest.mark.parametrize(
    ("said", "value", "regions"),
    [
        (says(SAME), SAME, {BACK: WORSE, LEG: SAME}),
        (says(BETTER, leg=BETTER), BETTER, {BACK: WORSE, LEG: BETTER}),
        (says(BETTER, leg=BETTER, back=SAME), BETTER, {BACK: WORSE, LEG: BETTER}),
        (says(SAME, back=SAME), WORSE, {BACK: SAME}),
    ],
    ids=["plain", "of the leg", "of both", "of the back"],
)
def test_an_answer_about_the_leg_stands_beside_the_back(
    said: Meaning, value: Change, regions: dict[Region, Change]
) -> None:
    """Said of the back alone it only corrects what was said of the back."""
    known = begun().changed(says(WORSE, back=WORSE)).with_leg(said)

    assert (known.value, known.regions) == (value, regions)


def test_a_confirmed_contradiction_is_not_worse_in_the_leg() -> None:
    """What was said of the leg counts; without a word of it, it is as it was."""
    assert begun().changed(says(WORSE, back=WORSE)).confirmed_change() is SAME
    assert begun().changed(says(BETTER, back=WORSE, leg=BETTER)).confirmed_change() is BETTER


def test_a_judgment_is_kept_beside_the_answer() -> None:
    """The one does not change the other."""
    judged = begun().changed(says(SAME)).judged(BETTER)

    assert (judged.value, judged.change) == (SAME, BETTER)
    assert judged.read(is_region_asked=False) == Clear(SAME)


@pytest.mark.parametrize(
    ("said", "worst"),
    [
        (says(BETTER), BETTER),
        (says(SAME), SAME),
        (says(WORSE), WORSE),
        (says(BETTER, leg=BETTER, back=SAME), SAME),
        (says(BETTER, leg=BETTER, back=WORSE), WORSE),
        (says(SAME, leg=SAME, back=BETTER), SAME),
    ],
)
def test_after_a_rest_the_worst_of_what_is_said_counts(said: Meaning, worst: Change) -> None:
    """Wherever it is."""
    assert begun().worst_of(said) is worst
