"""A program file is held to its schema, and told where and how it falls short."""

from dataclasses import fields

import pytest

from voicecoach.coach.program import Timing
from voicecoach.errors import InvalidProgram
from voicecoach.programs import schema
from voicecoach.programs.loader import check, load

CASES = {
    "unknown key": ("reps = 10", "repps = 10", 'did you mean "reps"', 15),
    "unknown key at the top": ('name = "Mine"', 'name = "Mine"\nauthor = "me"', "author", 3),
    "wrong type": ("tempo_s = 6", 'tempo_s = "6"', "a number of seconds from 2 to 60", 20),
    "a flag for a number": ("reps = 10", "reps = true", "a whole number from 1 to 30", 19),
    "a fraction for a whole number": ("reps = 10", "reps = 2.5", "a whole number", 19),
    "a number that is none": ("tempo_s = 6", "tempo_s = nan", "tempo_s = nan", 20),
    "infinity": ("hold_s = 60", "hold_s = inf", "hold_s = inf", 12),
    "missing": ("  tempo_s = 6\n", "", "tempo_s is missing in exercise 1, phase 2", 15),
    "out of range": ("hold_s = 60", "hold_s = 9999", "hold_s = 9999 in exercise 1, phase 1", 12),
    "hold and reps": ("reps = 10", "reps = 10\n  hold_s = 5", "either hold_s, or reps and tempo_s", 19),
    "neither hold nor reps": ("  hold_s = 60\n", "", "either hold_s, or reps and tempo_s", 8),
    "cues of a hold": ("hold_s = 60", 'hold_s = 60\n  cues = [{ at_s = 1, say = "in" }]', "no such key", 13),
    "cue after the end": ("at_s = 3.0", "at_s = 7.0", "at_s = 7.0 in exercise 1, phase 2, cue 2", 21),
    "cues out of order": ("at_s = 0.0", "at_s = 4.0", "in the order of at_s", 21),
    "duplicate phase id": ('id = "move"', 'id = "stand"', "phase 2 repeats the id 'stand' in exercise 1", 15),
    "bad id": ('id = "move"', 'id = "Move It"', "lower-case letters", 16),
    "empty list": ('instructions = ["Stand up."]', "instructions = []", "instructions is empty", 11),
    "empty text": ('["Stand up."]', '["  "]', "instruction 1 = '  '", 11),
    "not a list": ('["Stand up."]', '"Stand up."', "a list of sentences", 11),
    "too long": ("Stand up.", "Stand up. " * 30, "at most 200 characters", 11),
    "control character": ("Stand up.", "Stand\\u001b[2Jup.", "control characters", 11),
    "hidden direction mark": ("Stand up.", "Stand\\u202eup.", "invisible characters", 11),
    "two lines": ("Stand up.", "Stand\\nup.", "on one line", 11),
    "braces": ("{other_side}", "{0.__class__}", "only {painful_side} and {other_side}", 18),
    "a side in a name": ('name = "Glide"', 'name = "{painful_side}"', "take out the side", 6),
    "no check at the end": ('rest = "Rest."', "check = false", "phase 2 ends without a check", 15),
    "unknown precaution": ('name = "Glide"', 'name = "Glide"\nprecautions = ["pregnant"]', "pregnancy", 7),
    "too many sets": ('name = "Mine"', 'name = "Mine"\nmax_sets = 4', "from 1 to 3", 3),
    "bad choice": ('name = "Mine"', 'name = "Mine"\npartial = "yes"', '"advance" or "repeat"', 3),
    "unknown afterwards": ('name = "Mine"', 'name = "Mine"\nafterwards = "x"', '"posture"', 3),
    "back pain afterwards": ('name = "Mine"', 'name = "Mine"\nafterwards = "back-pain"', '"posture"', 3),
    "a long recheck": ('name = "Mine"', 'name = "Mine"\ntiming.recheck_for_s = 900', "1 to 300", 3),
    "late reminder": (
        'name = "Mine"',
        'name = "Mine"\ntiming.pause_reminder_s = 400',
        "at most pause_end_s",
        3,
    ),
    "bounds around nothing": (
        "hold_s = 60",
        "hold_s = 60\n  hold_min_s = 90",
        "hold_min_s to hold_max_s",
        12,
    ),
}


@pytest.mark.parametrize(("old", "new", "told", "line"), CASES.values(), ids=CASES)
def test_a_mistake_is_told_with_its_line_and_advice(old, new, told, line, small, write) -> None:
    """One sentence: file, line, key, value, advice."""
    assert small.count(old) == 1
    path = write(small.replace(old, new))

    with pytest.raises(InvalidProgram) as error:
        load(path)

    sentence = str(error.value)
    assert sentence.startswith(f"{path}, line {line}: ")
    assert any(told in problem for problem in check(path)), check(path)
    assert "\n" not in sentence


def test_the_small_program_is_right(small, write) -> None:
    """Or the cases above would prove nothing."""
    assert check(write(small)) == []


def test_check_lists_every_problem_in_the_order_of_the_file(small, write) -> None:
    """Load names the first of them, and says how many there are."""
    path = write(
        small.replace("hold_s = 60", "hold_s = 0").replace("reps = 10", "reps = 0").replace("Mine", "")
    )

    problems = check(path)

    assert [line.split(":")[0].rsplit(" ")[-1] for line in problems] == ["2", "12", "19"]
    with pytest.raises(InvalidProgram, match="and 2 more"):
        load(path)


def test_cues_without_a_pause_are_refused(small, write) -> None:
    """A spoken "stop" must find 1.2 s without a cue in every repetition."""
    cues = ", ".join(f'{{ at_s = {at}, say = "further on" }}' for at in (0.0, 1.5, 3.0, 4.5))
    text = small[: small.index("  cues")] + f"  cues = [{cues}]\n"

    assert "spoken stop is heard" in check(write(text))[0]


def test_placeholders_are_kept_as_they_are(small, write) -> None:
    """The side is filled in later; the exercise says that it needs one."""
    exercise = load(write(small)).exercises[0]

    assert exercise.needs_side
    assert exercise.phases[1].instructions == ("Move to the {other_side}.",)


def test_a_program_that_asks_nothing_has_no_checks(small, write) -> None:
    """And may not ask for one."""
    text = "asks_symptoms = false\n" + small

    assert not any(phase.has_check for phase in load(write(text)).exercises[0].phases)
    assert "nothing is asked here" in check(write(text.replace("check = false", "check = true")))[0]


def test_every_time_of_the_dialogue_may_be_set(write, small) -> None:
    """All of Timing, within bounds that hold the defaults."""
    names = {field.name for field in fields(Timing)} - {"max_sets"}
    table = "\n".join(f"{name} = {getattr(Timing(), name)}" for name in sorted(names))

    assert names == set(schema.TIMING_S)
    assert load(write(f"{small}\n[timing]\n{table}\n")).timing == Timing()


def test_a_therapist_may_prefer_to_repeat(small, write) -> None:
    """The key `partial` is for rule R2."""
    assert load(write('partial = "repeat"\n' + small)).repeats_partial
