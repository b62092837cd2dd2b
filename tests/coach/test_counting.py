"""Counting: a metronome on absolute deadlines."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coach.conversation import BACK_PAIN, KNOWN, POSTURE, Conversation, somebody, typed
from voicecoach.coach.counting import COUNT_BEFORE_END_S, SetRun, beats
from voicecoach.coach.effects import Count, Earcon, EarconKind, Say, SetRate, StartTimer
from voicecoach.coach.events import TimerFired
from voicecoach.coach.program import Phase, PhaseKind, SpokenCue
from voicecoach.coach.records import TempoRecord
from voicecoach.coach.states import State
from voicecoach.programs.schema import speech_s

PRESS_UP = BACK_PAIN.exercises[0].phases[2]
LIE = BACK_PAIN.exercises[0].phases[0]
REPS = Phase(
    "p", "P", (), PhaseKind.REPS, reps=5, tempo_s=4.0, cues=(SpokenCue(0.0, "up"), SpokenCue(1.0, "down"))
)
HOLD = Phase("h", "H", (), PhaseKind.HOLD, hold_s=40.0)


def pressing_up() -> Conversation:
    """The back-pain program, where the press ups have just begun."""
    return Conversation(somebody(), BACK_PAIN).until("set", times=3)


def on_beats(talked: Conversation, *cues: str) -> list[tuple[float, str]]:
    """What was said on a beat of the last set, with its moment."""
    begun_at = talked.times_of("start")[-1]
    return [
        (say.at_s, say.text)
        for at, say in talked.log
        if isinstance(say, Say) and say.at_s is not None and at > begun_at and say.cue in cues
    ]


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


@given(st.lists(st.floats(0, 3), min_size=16, max_size=16))
def test_late_timers_never_make_the_counting_drift(lateness: list[float]) -> None:
    """Each deadline is t0 plus its own time, whatever happened before."""
    run = SetRun.begin(REPS, 100.0, 1.0)

    assert counted(run, lateness) == pytest.approx([100 + beat.at_s for beat in beats(REPS)])


def test_a_set_takes_its_tempo_though_every_timer_is_late() -> None:
    """Ten press ups at eight seconds: the tenth count is due 78.5 s after the beginning; 3 s lead to it."""
    talked = pressing_up()
    begun = talked.timers["beat"] + 3
    step = talked.session.step
    talked.session.step = lambda event, now: step(event, now + 0.3 if isinstance(event, TimerFired) else now)
    talked.until("resting", times=1)

    assert talked.counts[-1][0] == pytest.approx(begun + 9 * 8 + 6.5, abs=0.01)


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


def test_a_set_ends_with_the_long_high_sign_where_its_last_repetition_ends() -> None:
    """Not at the word "ten", while the body still comes down. Then: record, rest."""
    talked = pressing_up().until("resting")
    done_at = [at for at, effect in talked.log if effect == Earcon(EarconKind.DONE)]
    (ten_at, ten), ends_at = on_beats(talked, "count")[-1], done_at[-1]

    assert ten == "ten"
    assert ends_at - ten_at == pytest.approx(COUNT_BEFORE_END_S)
    assert (talked.sets[-1].done, talked.sets[-1].planned, talked.sets[-1].stopped_by) == (10, 10, None)


def test_a_hold_ends_with_the_same_sign_on_its_last_second() -> None:
    """Two minutes after its first moment."""
    talked = Conversation(somebody(), BACK_PAIN).until("set")
    begins_at = talked.now + BACK_PAIN.timing.start_after_s
    talked.until("resting")

    assert talked.counts[-1] == (begins_at + 120, 120)
    assert [at for at, effect in talked.log if effect == Earcon(EarconKind.DONE)] == [begins_at + 120]


@pytest.mark.parametrize("word", ["done", "next", "ouch", "stop"])
def test_a_set_that_is_broken_off_has_no_such_sign(word: str) -> None:
    """It is the sound of a set that is complete."""
    talked = Conversation(somebody().at_count("rep", 3, typed(word)), BACK_PAIN)
    talked.until("set", times=3)
    begun = len(talked.log)
    talked.until("closing" if word == "stop" else "resting")

    assert Earcon(EarconKind.DONE) not in [effect for _, effect in talked.log[begun:]]
    assert talked.sets[-1].done == 3


# --- counted in -----------------------------------------------------------------------------------------------


def test_a_set_is_counted_in_on_the_beat() -> None:
    """ "Ready", then three, two, one and the first "up", a second apart each."""
    talked = pressing_up().until("resting")
    start = [say for say in talked.said if say.cue == "start"][-1]
    counted_in, moved = on_beats(talked, "count.in"), on_beats(talked, "cue")
    first = counted_in[0][0]

    assert (start.text, start.printed) == ("Ready.", "Ready. Three, two, one.")
    assert counted_in == [(first, "three"), (first + 1, "two"), (first + 2, "one")]
    assert moved[0] == (pytest.approx(first + 3), "up")


def test_the_count_in_goes_at_the_tempo_of_the_set() -> None:
    """Slower for who is slower; the first repetition comes where it leads to."""
    slow = replace(KNOWN, tempo_scale=1.5)
    talked = Conversation(somebody(), BACK_PAIN, slow).until("resting", times=3)
    times = [at for at, _ in on_beats(talked, "count.in")] + [on_beats(talked, "cue")[0][0]]

    assert [later - sooner for sooner, later in pairwise(times)] == pytest.approx([1.5] * 3)


def test_a_hold_simply_starts() -> None:
    """Who lies down for two minutes needs no first beat."""
    talked = Conversation(somebody(), BACK_PAIN).until("resting")

    assert [say.printed for say in talked.said if say.cue == "start"] == ["Start now."]
    assert "count.in" not in talked.cues


def test_a_program_may_do_without_the_count_in() -> None:
    """`count_in_s = 0`."""
    plain = replace(BACK_PAIN, timing=replace(BACK_PAIN.timing, count_in_s=0.0))
    talked = Conversation(somebody(), plain).until("resting", times=3)

    assert {say.printed for say in talked.said if say.cue == "start"} == {"Start now."}
    assert "count.in" not in talked.cues
    assert talked.sets[-1].done == 10


def test_a_stop_while_counting_in_is_heard() -> None:
    """And nothing was counted."""
    talked = pressing_up().wait(2.5)
    assert talked.last_said == "two"
    talked.hear("stop")

    assert talked.state is State.STOPPING
    assert "beat" not in talked.timers


# --- announced ------------------------------------------------------------------------------------------------


def test_halfway_and_the_last_two_are_announced_with_their_numbers() -> None:
    """The number first; alone where both do not fit before the next words, or the end."""
    talked = pressing_up().until("resting")
    counts = [say for say in talked.said if say.cue == "count"][-10:]

    assert [say.text for say in counts[3:]] == [
        "four",
        "five, halfway",
        "six",
        "seven",
        "eight, two more",
        "nine, one more",
        "ten",
    ]
    assert [say.shorter for say in counts[3:]] == ["", "five", "", "", "eight", "nine", ""]
    assert all(say.ends_by_s - say.at_s == pytest.approx(COUNT_BEFORE_END_S) for say in counts)


@pytest.mark.parametrize(
    ("reps", "notes"),
    [
        (1, {}),
        (4, {}),
        (5, {3: "two more", 4: "one more"}),
        (6, {3: "halfway", 4: "two more", 5: "one more"}),
        (7, {5: "two more", 6: "one more"}),
    ],
)
def test_few_repetitions_are_not_talked_over(reps: int, notes: dict[int, str]) -> None:
    """Nor is half of an odd number announced."""
    phase = replace(REPS, reps=reps, tempo_s=5.0)

    assert {beat.n: beat.note for beat in beats(phase) if beat.note} == notes


def test_where_a_stop_could_not_be_heard_nothing_is_announced() -> None:
    """Quick repetitions full of words: only their numbers."""
    assert not [beat for beat in beats(replace(REPS, reps=10, tempo_s=4.0)) if beat.note]
    assert [beat.note for beat in beats(replace(REPS, reps=10, tempo_s=4.5)) if beat.note]


def test_every_built_in_set_has_its_announcements() -> None:
    """There is room for a stop in each repetition."""
    for exercise in (*BACK_PAIN.exercises, *POSTURE.exercises):
        for phase in exercise.phases:
            notes = [beat.note for beat in beats(phase) if beat.note]

            assert notes == ([] if phase.kind is PhaseKind.HOLD else ["halfway", "two more", "one more"])


def test_what_is_announced_is_shown_with_the_count() -> None:
    """Until the next count."""
    talked = pressing_up()
    shown = set()
    while talked.state is State.SET:
        view = talked.session.view()
        shown.add((view.count, view.count_note))
        talked._next()

    assert {each for each in shown if each[1]} == {(5, "halfway"), (8, "two more"), (9, "one more")}
    assert (6, "") in shown


def test_a_beat_that_comes_late_is_counted_and_not_spoken() -> None:
    """A count that would be late is dropped, never stretched."""
    talked = pressing_up().wait(3.5)
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


@pytest.mark.parametrize(("kind", "n"), [("rep", 3), ("hold", 50)])
def test_continue_counts_back_in(kind: str, n: int) -> None:
    """ "Three, two, one": then the repetition that was interrupted begins, or the hold goes on."""
    talked = Conversation(somebody().at_count(kind, n, "pause"), BACK_PAIN).until("paused").wait(30)
    talked.hear("continue").until("set")
    resumed, resumed_at = len(talked.log), talked.now
    while not [effect for _, effect in talked.log[resumed:] if isinstance(effect, Count)]:
        talked._next()
    after = [effect for _, effect in talked.log[resumed:] if isinstance(effect, Say)]
    times = [say.at_s for say in after[:4]]

    assert [say.text for say in after[:3]] == ["three", "two", "one"]
    assert times[0] == pytest.approx(resumed_at + BACK_PAIN.timing.start_after_s)
    assert next(say.printed for say in talked.said if say.cue == "go on").endswith(" Three, two, one.")
    assert [later - sooner for sooner, later in pairwise(times)] == pytest.approx([1.0] * (len(times) - 1))
    assert talked.counts[-1][1] == n + 1
    assert talked.counts[-1][0] > times[2]


def test_a_pause_after_the_last_count_has_nothing_left_to_do() -> None:
    """There is no number eleven: "continue" ends the set."""
    talked = Conversation(somebody().at_count("rep", 10, "pause"), BACK_PAIN).until("paused").wait(30)
    begun = len(talked.log)
    talked.hear("continue")

    assert talked.state is State.RESTING
    assert Earcon(EarconKind.DONE) in [effect for _, effect in talked.log[begun:]]
    assert not talked.has_said("number eleven")
    assert (talked.sets[-1].done, talked.sets[-1].stopped_by) == (10, None)


@pytest.mark.parametrize(("word", "reason"), [("done", None), ("next", None), ("ouch", "pain")])
def test_a_word_after_the_last_count_breaks_nothing_off(word: str, reason: str | None) -> None:
    """All was done; that it hurt is kept."""
    talked = Conversation(somebody().at_count("rep", 10, typed(word)), BACK_PAIN).until("resting", times=3)

    assert (talked.sets[-1].done, talked.sets[-1].stopped_by) == (10, reason)


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


@pytest.mark.parametrize(("word", "scale"), [("slower", 1.15), ("faster", 0.87)])
def test_a_tempo_is_kept_with_the_word(word: str, scale: float) -> None:
    """For the next session; before the beat that follows."""
    talked = Conversation(somebody().at_count("rep", 3, word), BACK_PAIN).until("resting", times=3)
    kept = [record for record in talked.saved if isinstance(record, TempoRecord)]

    assert kept == [TempoRecord(scale, "press-ups")]


def test_slower_and_faster_end_where_they_began() -> None:
    """As often the one as the other; what is no change is not kept."""
    talked = pressing_up()
    for word in ["slower"] * 4 + ["faster"] * 4:
        talked.hear(word)
    kept = [each.scale for each in talked.saved if isinstance(each, TempoRecord)]
    for _ in range(20):
        talked.hear("slower")
    most = [each.scale for each in talked.saved if isinstance(each, TempoRecord)]

    assert (len(kept), kept[-1]) == (8, 1.0)
    assert (len(most), most[-1]) == (8 + 5, 2.0)


@pytest.mark.parametrize(("remembered", "scale"), [(1.15, 1.15), (0.1, 0.6), (50.0, 2.0)])
def test_a_session_begins_at_the_tempo_of_the_last_one(remembered: float, scale: float) -> None:
    """Within the limits, whatever is remembered."""
    known = replace(KNOWN, tempo_scale=remembered)
    talked = Conversation(somebody(), BACK_PAIN, known).until("resting", times=3)
    times = [at for at, _ in on_beats(talked, "count")]

    assert [later - sooner for sooner, later in pairwise(times)] == pytest.approx([8.0 * scale] * 9)
    assert not [each for each in talked.saved if isinstance(each, TempoRecord)]


def test_in_a_hold_slower_and_faster_are_for_the_speech() -> None:
    """What cannot be heard at once must not change the next exercises, and the next session."""
    talked = Conversation(somebody().at_count("hold", 50, "faster"), BACK_PAIN).until("resting")

    assert [effect.rate_wpm for effect in talked.effects() if isinstance(effect, SetRate)] == [170]
    assert talked.has_said("Faster.")
    assert not [each for each in talked.saved if isinstance(each, TempoRecord)]


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


def test_the_last_cue_of_each_repetition_is_over_before_its_count() -> None:
    """At normal tempo and rate: no cue of the built-in programs is cut."""
    for exercise in (*BACK_PAIN.exercises, *POSTURE.exercises):
        for phase in exercise.phases:
            for cue in phase.cues[-1:]:
                assert cue.at_s + speech_s(cue.say) <= phase.tempo_s - COUNT_BEFORE_END_S


def test_a_silent_gap_of_more_than_a_second_follows_the_cues_of_each_repetition() -> None:
    """So that a stop is heard."""
    for exercise in BACK_PAIN.exercises:
        for phase in exercise.phases:
            last = max((cue.at_s for cue in phase.cues), default=0.0)

            assert phase.kind is PhaseKind.HOLD or phase.tempo_s - COUNT_BEFORE_END_S - last >= 1.2
