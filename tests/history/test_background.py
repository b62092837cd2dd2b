"""What the past means for the next session."""

from datetime import timedelta

from voicecoach.coach.background import Background
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


def test_a_session_stopped_at_the_screening_leaves_it_the_first_time_and_is_known(diary) -> None:
    """The full questions come again, and the outcome says why."""
    diary.begin()
    diary.ended(Outcome.EMERGENCY)

    assert background(diary).is_first
    assert background(diary).last_outcome == "emergency"


def test_hours_are_counted_from_the_last_set(diary) -> None:
    """Two hours should lie between sessions; a clock set back gives no negative time."""
    diary.begin()
    diary.did("press-ups")

    assert background(diary, hours=1.5).hours_since_last == 1.5
    assert background(diary, hours=-3).hours_since_last == 0
    assert not background(diary).is_first


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
    for rule, action in (("R5", "RECHECK"), ("R6", "RECHECK"), ("R14", "RECHECK"), ("R9", "STOP")):
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


def test_the_last_outcome_is_of_the_last_session_that_ended(diary) -> None:
    """A crash does not hide a stop."""
    diary.begin()
    diary.ended(Outcome.NOT_SETTLED)
    diary.begin()
    diary.did("press-ups")

    assert background(diary).last_outcome == "not-settled"


def test_programs_do_not_mix(diary) -> None:
    """A posture session says nothing about the back-pain program."""
    diary.begin("posture")
    diary.did("slouch-overcorrect")
    diary.decided("R1", "STAY", "slouch-overcorrect")
    diary.left_out("slouch-overcorrect", is_for_good=True)
    diary.ended(Outcome.COMPLETE)

    assert background(diary) == Background()
    assert background(diary, "posture").last_outcome == "complete"
