"""Counting: a metronome on absolute deadlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coach.conversation import BACK_PAIN, Conversation, somebody
from voicecoach.coach.counting import SetRun, beats
from voicecoach.coach.effects import Count, Earcon, EarconKind, Say, StartTimer
from voicecoach.coach.events import TimerFired
from voicecoach.coach.program import Phase, PhaseKind, SpokenCue
from voicecoach.coach.states import State

PRESS_UP = BACK_PAIN.exercises[0].phases[2]
LIE = BACK_PAIN.exercises[0].phases[0]
REPS = Phase(
    "p", "P", (), PhaseKind.REPS, reps=5, tempo_s=4.0, cues=(SpokenCue(0.0, "up"), SpokenCue(1.0, "down"))
)
HOLD = Phase("h", "H", (), PhaseKind.HOLD, hold_s=40.0)


def pressing_up() -> Conversation:
    """The back-pain program, where the press ups have just begun."""
    return Conversation(somebody(), BACK_PAIN).until("set", times=3)


def counted(run: SetRun, lateness: list[float]) -> list[float]:
    """When each beat was due, while each timer comes late by so much."""
    due = []
    for late in lateness:
        if run.is_over:
            break
        due.append(run.deadline)
        _, run = run.take()
        assert late >= 0
    return due


@given(st.lists(st.floats(0, 3), min_size=15, max_size=15))
def test_late_timers_never_make_the_counting_drift(lateness: list[float]) -> None:
    """Each deadline is t0 plus its own time, whatever happened before."""
    run = SetRun.begin(REPS, 100.0, 1.0)

    assert counted(run, lateness) == pytest.approx([100 + beat.at_s for beat in beats(REPS)])


def test_a_set_takes_its_tempo_though_every_timer_is_late() -> None:
    """Ten press ups at eight seconds: the tenth count is due 78.8 s after the beginning."""
    talked = pressing_up()
    begun = talked.timers["beat"]
    step = talked.session.step
    talked.session.step = lambda event, now: step(event, now + 0.3 if isinstance(event, TimerFired) else now)
    talked.until("resting", times=1)

    assert talked.counts[-1][0] == pytest.approx(begun + 9 * 8 + 6.8, abs=0.01)


def test_every_repetition_is_counted_once_in_order_and_said() -> None:
    """One to ten, with "further, further, further" on the way up."""
    talked = pressing_up().until("resting")
    begun_at = talked.times_of("start")[-1]
    said = [
        say.text
        for at, say in talked.log
        if isinstance(say, Say) and at > begun_at and say.cue in ("count", "cue")
    ]

    assert [n for _, n in talked.counts[-10:]] == list(range(1, 11))
    assert said[:6] == ["up", "further", "further", "further", "and down", "one"]
    assert said[-1] == "ten"


def test_the_last_count_ends_the_set_with_the_long_high_sign() -> None:
    """Done: earcon, record, rest."""
    talked = pressing_up().until("resting")

    assert Earcon(EarconKind.DONE) in talked.effects()
    assert (talked.sets[-1].done, talked.sets[-1].planned, talked.sets[-1].stopped_by) == (10, 10, None)


def test_a_beat_that_comes_late_is_counted_and_not_spoken() -> None:
    """A count that would be late is dropped, never stretched."""
    talked = pressing_up()
    late = talked.timers["beat"] + 2.5
    effects = talked.session.step(TimerFired("beat"), late)

    assert [effect.text for effect in effects if isinstance(effect, Say)] == []
    assert next(effect.at_s for effect in effects if isinstance(effect, StartTimer)) == pytest.approx(
        late + 0.5
    )


def test_a_machine_that_slept_pauses_instead_of_counting_what_nobody_did() -> None:
    """Beats that are many seconds late were followed by nobody."""
    talked = pressing_up()
    effects = talked.session.step(TimerFired("beat"), talked.now + 600)

    assert talked.state is State.PAUSED
    assert not [effect for effect in effects if isinstance(effect, Count)]


def test_a_pause_keeps_the_repetition_and_continue_goes_on_with_it() -> None:
    """Paused in the fourth: "we go on with number four", and ten in all."""
    talked = Conversation(somebody().at_count("rep", 3, "pause"), BACK_PAIN).until("paused").wait(30)
    talked.hear("continue").until("resting")

    assert talked.has_said("We go on with number four.")
    assert [n for _, n in talked.counts[-10:]] == list(range(1, 11))
    assert talked.sets[-1].done == 10


def test_a_second_pause_while_going_on_loses_nothing() -> None:
    """Paused again before the counting began: still the same repetition."""
    talked = Conversation(somebody().at_count("rep", 3, "pause"), BACK_PAIN).until("paused")
    talked.until_listening().hear("continue").press()
    assert talked.state is State.PAUSED
    talked.until_listening().hear("continue").until("resting")

    assert [n for _, n in talked.counts[-10:]] == list(range(1, 11))
    assert [n for _, n in talked.counts].count(1) == 3
    assert (len(talked.sets), talked.sets[-1].done) == (3, 10)


def test_a_hold_goes_on_with_its_second() -> None:
    """120 seconds in all, and a pause between them."""
    talked = Conversation(somebody().at_count("hold", 50, "pause"), BACK_PAIN).until("paused").wait(20)
    talked.hear("continue").until("resting")

    assert [n for _, n in talked.counts] == list(range(1, 121))
    assert talked.counts[50][0] - talked.counts[49][0] > 20


def test_a_hold_tells_the_time_left_and_its_last_seconds() -> None:
    """Each half minute, then five, four, three, two, one."""
    said = [beat.say for beat in beats(LIE) if beat.say]

    assert said == [
        "one minute 30 left",
        "one minute left",
        "30 seconds left",
        *["five", "four", "three", "two", "one"],
    ]


@pytest.mark.parametrize(("word", "factor"), [("slower", 1.15), ("faster", 1 / 1.15)])
def test_slower_and_faster_change_the_tempo_from_the_next_beat(word: str, factor: float) -> None:
    """What was counted stays counted; each later repetition takes its new time."""
    talked = Conversation(somebody().at_count("rep", 3, word), BACK_PAIN).until("resting", times=3)
    times = [at for at, _ in talked.counts[-10:]]

    assert times[2] - times[1] == pytest.approx(8.0, abs=0.01)
    assert times[4] - times[3] == pytest.approx(8.0 * factor, abs=0.01)
    assert [n for _, n in talked.counts[-10:]] == list(range(1, 11))


def test_holds_keep_their_seconds_at_any_tempo() -> None:
    """Two minutes are two minutes."""
    talked = Conversation(somebody().at_count("hold", 50, "slower"), BACK_PAIN).until("resting")

    assert talked.counts[-1][0] - talked.counts[0][0] == pytest.approx(119)
    assert SetRun.begin(HOLD, 0.0, 2.0).scale == 1.0


def test_the_tempo_of_one_set_is_that_of_the_next() -> None:
    """Within its limits."""
    person = somebody().at_count("rep", 1, "slower")
    talked = Conversation(person, BACK_PAIN).until("resting", times=4)
    times = [at for at, _ in talked.counts[-10:]]

    assert times[1] - times[0] == pytest.approx(8.0 * 1.15, abs=0.01)


def test_the_tempo_has_limits() -> None:
    """Thirty times slower is not thirty times as slow."""
    talked = pressing_up()
    for _ in range(30):
        talked.hear("slower")
    talked.until("resting")
    times = [at for at, _ in talked.counts[-10:]]

    assert times[-1] - times[-2] == pytest.approx(16.0)


@given(st.integers(0, 14), st.floats(0.6, 2.0), st.floats(0, 1000))
def test_going_on_begins_with_the_repetition_that_was_begun(
    done_beats: int, scale: float, now: float
) -> None:
    """Never with a later one, and never with one that was counted."""
    run = SetRun.begin(REPS, 0.0, scale)
    for _ in range(done_beats):
        _, run = run.take()
    going_on = run.resumed(now)

    assert going_on.done == run.done
    assert going_on.beats[going_on.next].unit == run.done
    assert going_on.deadline >= now - 1e-6


@given(st.floats(0.6, 2.0), st.floats(0.6, 2.0), st.floats(0, 19))
def test_a_change_of_tempo_never_jumps(before: float, after: float, at: float) -> None:
    """The place in the set at this moment is the same before and after."""
    run = SetRun.begin(REPS, 0.0, before)
    changed = run.at_tempo(after, at)

    assert (at - changed.t0) / changed.scale == pytest.approx((at - run.t0) / run.scale)


def test_a_silent_gap_of_more_than_a_second_follows_the_cues_of_each_repetition() -> None:
    """So that a stop is heard."""
    for exercise in BACK_PAIN.exercises:
        for phase in exercise.phases:
            last = max((cue.at_s for cue in phase.cues), default=0.0)

            assert phase.kind is PhaseKind.HOLD or phase.tempo_s - 1.2 - last >= 1.2
