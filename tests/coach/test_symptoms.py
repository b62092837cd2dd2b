"""Location and change, read together: the leg counts more than the back, and a doubt is asked about."""

import pytest

from voicecoach.coach.symptoms import Change, Clear, Course, Doubt, Location, Region, course, read_change

BETTER, SAME, WORSE = Change
LEG, BACK = Region.LEG, Region.BACK
IN_THE_BACK = (Course.SAME_BACK, Course.TO_MIDDLE)
NEARER = (Course.NEARER, Course.TO_BACK)
WITHOUT_PAIN = (Course.GONE, Course.STILL_NONE)
EVERYWHERE = (Course.SAME_BELOW_BACK, *NEARER, Course.FURTHER)
"""Courses with pain below the back, before or after: there is a leg to ask about."""

Regions = dict[Region, Change]
Found = Change | Doubt


def reading(moved: Course, value: Change, regions: Regions, *, is_region_asked: bool) -> Found:
    """The change that was found, or the doubt."""
    found = read_change(moved, value, regions, is_region_asked=is_region_asked)
    return found.change if isinstance(found, Clear) else found


def test_every_place_has_its_everyday_word() -> None:
    """In the order from the spine down; the back has two places and one word."""
    words = ["none", "back", "back", "buttock", "thigh", "calf", "foot"]

    assert [place.word for place in Location] == words
    assert [place.is_back for place in Location] == [word == "back" for word in words]
    assert [place.is_below_back for place in Location] == [word not in ("none", "back") for word in words]


@pytest.mark.parametrize("before", Location)
@pytest.mark.parametrize("after", Location)
def test_a_course_is_named_for_where_the_pain_has_come(before: Location, after: Location) -> None:
    """Nothing left of it, to the back or within it, nearer, further, or the same place."""
    if after > before:
        expected = Course.FURTHER
    elif after == before:
        expected = {"none": Course.STILL_NONE, "back": Course.SAME_BACK}.get(
            before.word, Course.SAME_BELOW_BACK
        )
    elif after.word == "back":
        expected = Course.TO_MIDDLE if before.word == "back" else Course.TO_BACK
    else:
        expected = Course.GONE if after.word == "none" else Course.NEARER

    assert course(before, after) is expected


@pytest.mark.parametrize("moved", EVERYWHERE)
@pytest.mark.parametrize("value", Change)
def test_a_change_that_does_not_fit_its_course_is_asked_where(moved: Course, value: Change) -> None:
    """ "Better" of pain that moved down, "worse" of any other."""
    odd = BETTER if moved is Course.FURTHER else WORSE

    assert reading(moved, value, {}, is_region_asked=False) == (Doubt.WHERE if value is odd else value)


@pytest.mark.parametrize("moved", EVERYWHERE)
@pytest.mark.parametrize("value", Change)
def test_no_region_where_one_was_asked_for_is_the_leg(moved: Course, value: Change) -> None:
    """But pain that moved down is not simply better."""
    is_odd = moved is Course.FURTHER and value is BETTER

    assert reading(moved, value, {}, is_region_asked=True) == (Doubt.CONTRADICTION if is_odd else value)


@pytest.mark.parametrize("is_region_asked", [False, True])
@pytest.mark.parametrize(
    ("courses", "value", "regions", "found"),
    [
        (WITHOUT_PAIN, BETTER, {}, BETTER),
        (WITHOUT_PAIN, SAME, {}, BETTER),
        (WITHOUT_PAIN, WORSE, {}, WORSE),
        (WITHOUT_PAIN, BETTER, {LEG: WORSE}, WORSE),
        (WITHOUT_PAIN, BETTER, {BACK: WORSE}, WORSE),
        (IN_THE_BACK, BETTER, {}, BETTER),
        (IN_THE_BACK, WORSE, {}, WORSE),
        (IN_THE_BACK, BETTER, {LEG: WORSE}, WORSE),
        (IN_THE_BACK, BETTER, {LEG: WORSE, BACK: BETTER}, WORSE),
        (IN_THE_BACK, BETTER, {BACK: WORSE}, WORSE),
        (IN_THE_BACK, WORSE, {BACK: SAME}, SAME),
        (IN_THE_BACK, WORSE, {LEG: BETTER}, WORSE),
        ((Course.SAME_BELOW_BACK,), BETTER, {LEG: WORSE, BACK: BETTER}, WORSE),
        ((Course.SAME_BELOW_BACK,), WORSE, {LEG: SAME}, SAME),
        ((Course.SAME_BELOW_BACK,), BETTER, {BACK: BETTER}, Doubt.LEG),
        ((Course.SAME_BELOW_BACK,), WORSE, {BACK: WORSE}, Doubt.LEG),
        (NEARER, BETTER, {LEG: WORSE, BACK: BETTER}, WORSE),
        (NEARER, BETTER, {LEG: BETTER, BACK: WORSE}, BETTER),
        (NEARER, WORSE, {LEG: SAME, BACK: WORSE}, SAME),
        (NEARER, WORSE, {BACK: WORSE}, Doubt.CONTRADICTION),
        (NEARER, BETTER, {BACK: BETTER}, BETTER),
        (NEARER, BETTER, {LEG: SAME, BACK: BETTER}, SAME),
        ((Course.FURTHER,), WORSE, {LEG: WORSE}, WORSE),
        ((Course.FURTHER,), SAME, {BACK: SAME}, SAME),
        ((Course.FURTHER,), BETTER, {BACK: BETTER}, Doubt.CONTRADICTION),
        ((Course.FURTHER,), SAME, {LEG: BETTER, BACK: SAME}, Doubt.CONTRADICTION),
    ],
)
def test_the_leg_counts_more_than_the_back(
    courses: tuple[Course, ...], value: Change, regions: Regions, found: Found, *, is_region_asked: bool
) -> None:
    """Where it is known; where it is not, and matters, it is asked about."""
    assert {reading(moved, value, regions, is_region_asked=is_region_asked) for moved in courses} == {found}
