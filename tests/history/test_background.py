"""What the past means for the next session."""

from datetime import timedelta

import pytest

from voicecoach.coach.background import Background, Standing
from voicecoach.coach.records import Outcome


def background(diary, program: str = "back-pain", hours: float = 0.0) -> Background:
    return diary.store.background(program, diary.now + timedelta(hours=hours))


def test_a_blank_history_is_a_first_time(diary) -> None:
    """Nothing is known."""
    assert background(diary) == Background()


def test_a_session_that_only_began_leaves_it_the_first_time(diary) -> None:
    """The first start is the one in which something was done, whether asked before or after it began."""
    diary.begin()

    assert background(diary).is_first


def test_a_session_stopped_at_the_screening_leaves_it_the_first_time(diary) -> None:
    """The first start is the one in which something was done."""
    diary.begin()
    diary.ended(Outcome.EMERGENCY)

    assert background(diary).is_first


def test_a_set_of_which_nothing_was_done_is_none(diary) -> None:
    """Neither the first time nor the rest between sessions is over by it."""
    diary.begin()
    diary.did("press-ups", done=0)
    assert background(diary) == Background(is_after_stop=True)
    diary.did("press-ups", done=1)
    assert not background(diary).is_first
    diary.begin()
    diary.did("press-ups", done=0)

    assert background(diary).hours_since_last == pytest.approx(1 / 60)


def test_hours_are_counted_from_the_last_set(diary) -> None:
    """Two hours should lie between sessions; a clock set back gives no negative time."""
    diary.begin()
    diary.did("press-ups")

    assert background(diary, hours=1.5).hours_since_last == 1.5
    assert background(diary, hours=-3).hours_since_last == 0
    assert not background(diary).is_first


def test_the_last_set_is_the_last_that_was_saved(diary) -> None:
    """Not one that a wrong clock put into the future, before the clock was put right."""
    diary.begin()
    diary.now += timedelta(days=400)
    diary.did("press-ups")
    diary.now -= timedelta(days=400)
    diary.begin()
    diary.did("press-ups")

    assert background(diary, hours=5).hours_since_last == 5


def test_the_exercise_that_centralized_is_the_favourite(diary) -> None:
    """The latest STAY, by R1 or R13."""
    diary.begin()
    diary.decided("R1", "STAY", "press-ups")
    diary.begin()
    diary.decided("R4", "ADVANCE", "press-ups")
    diary.decided("R13", "STAY", "side-glide")

    assert background(diary).favourite == "side-glide"


def test_a_setback_since_takes_the_favourite_away(diary) -> None:
    """Pain that went up or moved down with it: the program begins at its beginning again."""
    for rule, action in (("R5", "RECHECK"), ("R14", "RECHECK"), ("R9", "STOP"), ("R6", "RECHECK")):
        diary.begin()
        diary.decided("R1", "STAY", "press-ups")
        assert background(diary).favourite == "press-ups"
        diary.decided(rule, action, "press-ups")
        assert background(diary).favourite is None


def test_a_setback_before_or_with_another_exercise_does_not(diary) -> None:
    """Only what came later, and with the favourite itself."""
    diary.begin()
    diary.decided("R5", "RECHECK", "press-ups")
    diary.begin()
    diary.decided("R1", "STAY", "press-ups")
    diary.decided("R6", "RECHECK", "side-glide")

    assert background(diary).favourite == "press-ups"


def test_a_favourite_without_effect_stays_the_favourite(diary) -> None:
    """No change once is no setback."""
    diary.begin()
    diary.decided("R1", "STAY", "press-ups")
    diary.begin()
    diary.decided("R4", "ADVANCE", "press-ups")

    assert background(diary).favourite == "press-ups"


def test_what_is_left_out_for_good_is_never_offered(diary) -> None:
    """By rule R8; what was passed over once may come again."""
    diary.begin()
    diary.decided("R1", "STAY", "press-ups")
    diary.left_out("press-ups", is_for_good=True)
    diary.left_out("side-glide", is_for_good=False)

    assert background(diary).left_out == {"press-ups"}
    assert background(diary).favourite is None


def test_programs_do_not_mix(diary) -> None:
    """A posture session says nothing about the exercises of the back-pain program."""
    diary.begin("posture")
    diary.did("slouch-overcorrect")
    diary.decided("R1", "STAY", "slouch-overcorrect")
    diary.left_out("slouch-overcorrect", is_for_good=True)
    diary.ended(Outcome.COMPLETE)

    assert background(diary) == Background()


def test_what_is_of_the_person_is_the_same_for_every_program(diary) -> None:
    """Red flags, a stop, a lock and the precautions belong to nobody's program."""
    diary.begin("posture")
    diary.answered("screening history", "all-clear")
    diary.said("pregnancy", Standing.YES)
    diary.decided("R10", "EMERGENCY STOP", "slouch-overcorrect")
    of_the_person = Background(
        hours_since_full_screening=2 / 60,
        is_after_stop=True,
        is_locked=True,
        profile={"pregnancy": Standing.YES},
    )

    assert background(diary) == of_the_person
    assert background(diary, "./mine.toml") == of_the_person


# --- the full list of red flags -----------------------------------------------------------------------------------


def test_the_full_list_is_cleared_by_its_last_part(diary) -> None:
    """The parts before it, the short question, and a last part that was not cleared are not it."""
    diary.begin()
    for topic, meaning in (
        ("screening nerves", "all-clear"),
        ("screening illness", "all-clear"),
        ("screening history", "something-wrong"),
        ("screening", "all-clear"),
        ("precautions", "all-clear"),
    ):
        diary.answered(topic, meaning)
        assert background(diary).hours_since_full_screening is None
    diary.answered("screening history", "all-clear")

    assert background(diary, hours=168).hours_since_full_screening == 168


def test_a_later_short_question_leaves_the_age_of_the_full_list(diary) -> None:
    """It replaces nothing; a later full list does."""
    diary.begin()
    diary.answered("screening history", "all-clear")
    diary.now += timedelta(days=3)
    diary.begin()
    diary.answered("screening", "all-clear")
    assert background(diary).hours_since_full_screening == pytest.approx(72, abs=0.1)
    diary.answered("screening history", "all-clear")

    assert background(diary).hours_since_full_screening == 0


@pytest.mark.parametrize(
    ("hours", "found"), [(-0.05, 0.0), (-0.5, None), (-1.01, None), (-9000.0, None), (0.0, 0.0)]
)
def test_a_full_list_in_the_future_counts_as_never(diary, hours, found) -> None:
    """A clock that was put right moves by minutes. Beyond that nobody knows how old the list is: it is asked."""
    diary.begin()
    diary.answered("screening history", "all-clear")

    assert background(diary, hours=hours).hours_since_full_screening == found


def test_one_wrong_clock_does_not_hide_a_later_full_list(diary) -> None:
    """The last is the last that was saved."""
    diary.begin()
    diary.now += timedelta(days=400)
    diary.answered("screening history", "all-clear")
    diary.now -= timedelta(days=400)
    diary.begin()
    diary.answered("screening history", "all-clear")

    assert background(diary, hours=2).hours_since_full_screening == 2


# --- after a stop -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_proper_end_is_none_of_a_stop(diary, outcome) -> None:
    """Everything else brings the full list of red flags."""
    diary.begin()
    diary.ended(outcome)

    is_proper = outcome in (Outcome.CENTRALIZED, Outcome.NOT_CENTRALIZED, Outcome.COMPLETE)
    assert background(diary).is_after_stop is not is_proper


def test_a_session_that_was_cut_off_is_a_stop(diary) -> None:
    """At any record; but not one in which nothing was said or done."""
    diary.begin()
    diary.ended(Outcome.COMPLETE)
    diary.begin("posture")
    assert not background(diary).is_after_stop
    diary.answered("screening", "all-clear")

    assert background(diary).is_after_stop


def test_only_the_last_session_counts_for_a_stop(diary) -> None:
    """Of whichever program; a proper end makes good for the stop before it."""
    diary.begin()
    diary.ended(Outcome.STOPPED)
    diary.begin("posture")
    diary.ended(Outcome.COMPLETE)
    assert not background(diary).is_after_stop
    diary.begin("posture")
    diary.ended(Outcome.PAUSED_OUT)

    assert background(diary).is_after_stop


def test_an_outcome_of_another_version_is_a_stop(diary) -> None:
    """Put in by hand, or by a voicecoach that knows more."""
    diary.begin()
    diary.ended(Outcome.COMPLETE)
    diary.store._connection.execute("UPDATE sessions SET outcome = 'cured'")

    assert background(diary).is_after_stop
    assert not background(diary).is_locked


# --- locked -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
def test_of_all_outcomes_only_an_emergency_locks(diary, outcome) -> None:
    """To see a doctor is asked again by the full list."""
    diary.begin()
    diary.ended(outcome)

    assert background(diary).is_locked is (outcome is Outcome.EMERGENCY)


@pytest.mark.parametrize("rule", [f"R{n}" for n in range(1, 15)])
def test_of_all_rules_only_r10_locks(diary, rule) -> None:
    """Also where the session was cut off right after it, or ended in another way."""
    diary.begin()
    diary.decided(rule, "?", "press-ups")
    assert background(diary).is_locked is (rule == "R10")
    diary.ended(Outcome.STOPPED)

    assert background(diary).is_locked is (rule == "R10")


def test_sessions_that_went_well_do_not_unlock(diary) -> None:
    """As after an emergency before there was a lock: only a typed acknowledgement does."""
    diary.begin()
    diary.decided("R10", "EMERGENCY STOP", "press-ups")
    diary.ended(Outcome.EMERGENCY)
    diary.begin()
    diary.answered("screening history", "all-clear", source="keyboard")
    diary.did("press-ups")
    diary.ended(Outcome.COMPLETE)

    assert background(diary).is_locked


@pytest.mark.parametrize(
    ("topic", "meaning", "source", "is_locked"),
    [
        ("locked", "acknowledged", "keyboard", False),
        ("locked", "acknowledged", "voice", True),
        ("locked", "something-wrong", "keyboard", True),
        ("locked", "all-clear", "keyboard", True),
        ("screening", "acknowledged", "keyboard", True),
        ("screening history", "all-clear", "keyboard", True),
    ],
)
def test_only_a_typed_acknowledgement_unlocks(diary, topic, meaning, source, is_locked) -> None:
    """Whatever else is said, and by voice in no case; in whichever program."""
    diary.begin()
    diary.decided("R10", "EMERGENCY STOP", "press-ups")
    diary.ended(Outcome.EMERGENCY)
    diary.begin("posture")
    diary.answered(topic, meaning, source=source)
    diary.ended(Outcome.STOPPED)

    assert background(diary).is_locked is is_locked
    assert background(diary, "posture").is_locked is is_locked


def test_an_emergency_after_the_acknowledgement_locks_again(diary) -> None:
    """In the very session that was just unlocked, whatever the clock says."""
    diary.begin()
    diary.ended(Outcome.EMERGENCY)
    diary.begin()
    diary.acknowledged()
    assert not background(diary).is_locked
    diary.now -= timedelta(days=400)
    diary.decided("R10", "EMERGENCY STOP", "press-ups")

    assert background(diary).is_locked


def test_an_acknowledgement_counts_though_the_clock_was_set_back(diary) -> None:
    """It is later, since it was saved later."""
    diary.begin()
    diary.ended(Outcome.EMERGENCY)
    diary.now -= timedelta(days=400)
    diary.begin()
    diary.acknowledged()

    assert not background(diary).is_locked


def test_an_alarm_before_the_acknowledgement_is_acknowledged_with_it(diary) -> None:
    """In the same session, whatever kind of question the acknowledgement is kept as."""
    diary.begin()
    diary.answered("locked", "something-wrong")
    assert background(diary).is_locked
    diary.answered("locked", "acknowledged", question="control", source="keyboard")

    assert not background(diary).is_locked


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_an_alarm_is_open_only_where_the_session_was_cut_off(diary, outcome) -> None:
    """A session that came to an end has said by its outcome what became of the alarm."""
    diary.begin()
    diary.answered("check location", "something-wrong")
    if outcome is not None:
        diary.ended(outcome)

    assert background(diary).is_locked is (outcome in (None, Outcome.EMERGENCY))


@pytest.mark.parametrize("topic", ["screening", "screening nerves", "set", "paused", "alarm", "locked"])
def test_an_open_alarm_locks_wherever_it_came(diary, topic) -> None:
    """Until it is taken back by "all clear"; a no to the questions in between takes nothing back."""
    diary.begin()
    diary.answered(topic, "something-wrong")
    assert background(diary).is_locked
    diary.answered("alarm", "no", question="yes-no")
    diary.answered("precautions", "all-clear")
    assert background(diary).is_locked
    diary.answered("screening", "all-clear")

    assert not background(diary).is_locked


@pytest.mark.parametrize("topic", ["precautions", "precaution", "precaution approved"])
def test_a_precaution_is_no_alarm(diary, topic) -> None:
    """ "One of these" means one of the list that was read; "something is wrong" is an alarm there, too."""
    diary.begin()
    diary.answered("screening", "all-clear")
    diary.answered(topic, "one-of-these")

    assert not background(diary).is_locked
    diary.answered(topic, "something-wrong")
    assert background(diary).is_locked


def test_an_open_alarm_of_an_older_session_still_locks(diary) -> None:
    """However many sessions came after it; and once acknowledged it never does again."""
    diary.begin()
    diary.answered("set", "something-wrong")
    for _ in range(3):
        diary.begin()
        diary.answered("screening", "all-clear")
        diary.ended(Outcome.COMPLETE)
    assert background(diary).is_locked
    diary.begin()
    diary.acknowledged()

    assert not background(diary).is_locked


def test_rule_r6_leaves_out_for_good_though_its_consequence_was_not_kept(diary) -> None:
    """Killed right after the decision was committed."""
    diary.begin()
    diary.decided("R6", "RECHECK", "press-ups")

    assert background(diary).left_out == {"press-ups"}
