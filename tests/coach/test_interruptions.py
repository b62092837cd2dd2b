"""Stop, pause, next, back, repeat, help, keys and lost devices: at every moment."""

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    MUMBLED,
    NOISE,
    QUICK,
    SILENT,
    Conversation,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import CENTRALIZES, MOVES_DOWN, ROADS, WORSENS
from voicecoach.coach.effects import Count, Finish, Mark, Say, SetRate, StopListening, StopSpeech, Tell
from voicecoach.coach.events import (
    Band,
    DeviceLost,
    Heard,
    InputEnded,
    KeyPressed,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.states import ASKED_BEFORE, ASKS, FLAGS, MUST_ANSWER, State

OPEN = [state for state in ROADS if state is not State.CLOSING]
GOES_ON_WITH = {State.SET: State.STARTING, State.SCREENING_NOTED: State.BASELINE_LOCATION}
"""What a set and a mere word of thanks are gone on with."""
PAUSABLE = [state for state in OPEN if state not in (State.PAUSED, State.STOPPING)]
COMMANDS = [
    "continue",
    "repeat",
    "next",
    "go back",
    "done",
    "ready",
    "help",
    "slower",
    "faster",
    "that hurts",
]


# --- stop -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("word", ["stop", "please stop", "quit"])
def test_a_stop_silences_at_once_in_every_state(state: State, word: str) -> None:
    """What sounds is cut before the next word, nothing more is counted, and silence ends the session."""
    talked = ROADS[state]()
    was_speaking = bool(talked.speaking)
    begun = len(talked.log)
    talked.hear(word)
    after = [effect for _, effect in talked.log[begun:]]
    first_say = next((i for i, effect in enumerate(after) if isinstance(effect, Say)), len(after))
    talked.person.answers.pop("alarm", None)
    talked.run()

    assert not was_speaking or StopSpeech() in after[:first_say]
    assert not [effect for _, effect in talked.log[begun:] if isinstance(effect, Count)]
    assert talked.outcome in ("stopped", "emergency", "see-doctor")


@pytest.mark.parametrize("state", OPEN)
def test_a_typed_stop_ends_at_once(state: State) -> None:
    """Typing is slow and meant: nothing is asked."""
    talked = ROADS[state]().hear(typed("stop"))

    assert talked.state is State.CLOSING


def test_a_stop_while_closing_ends_even_the_last_words() -> None:
    """Nothing more is said."""
    talked = ROADS[State.CLOSING]().hear(typed("stop"))

    assert talked.session.is_finished
    assert StopSpeech() in talked.effects()


@pytest.mark.parametrize("state", [state for state in PAUSABLE if state is not State.STARTING])
def test_continue_after_a_stop_goes_on_where_it_was(state: State) -> None:
    """With the same exercise."""
    talked = ROADS[state]()
    exercise, where = talked.session.view().exercise, talked.session._where
    talked.hear("stop").until_listening().hear("continue")
    expected = GOES_ON_WITH.get(where, where)

    assert talked.state is expected or state is State.DECIDED
    assert talked.session.view().exercise == exercise or state is State.DECIDED


@pytest.mark.parametrize("answer", [SILENT, NOISE, MUMBLED, "stop", "next", "help"])
def test_nothing_but_continue_takes_a_stop_back(answer: object) -> None:
    """Silence, noise and other commands end."""
    talked = Conversation(somebody().to("stopping", answer)).until("set").hear("stop").run()

    assert talked.outcome == "stopped"
    assert talked.sets[-1].stopped_by == "stop"


@pytest.mark.parametrize("answer", ["banana", doubtful("continue"), doubtful("next")])
def test_unclear_words_after_a_stop_are_asked_again_and_then_end(answer: object) -> None:
    """It never waits for ever."""
    talked = Conversation(somebody().to("stopping", answer)).until("set").hear("stop").run()

    assert talked.outcome == "stopped"
    assert talked.cues.count("stopped") == 3


@pytest.mark.parametrize("state", PAUSABLE)
@pytest.mark.parametrize("word", ["stop", "quit", "pause"])
def test_a_doubtful_stop_pauses_without_a_question(state: State, word: str) -> None:
    """Better once too often."""
    talked = ROADS[state]().hear(doubtful(word))

    assert talked.state is State.PAUSED
    assert Tell(Mark.PAUSED) in talked.effects()


# --- pause ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", PAUSABLE)
def test_five_minutes_of_pause_end_every_state(state: State) -> None:
    """A reminder at one minute, everything saved at five; an open alarm is not forgotten."""
    talked = ROADS[state]().hear("pause")
    paused_at = talked.now
    talked.run()
    timing = talked.session.program.timing
    ends = {**dict.fromkeys((*FLAGS, State.SURGERY_APPROVED), "see-doctor"), State.ALARM: "emergency"}
    wanted = ends.get(state, "paused-out")

    assert talked.outcome == wanted
    assert talked.times_of("still paused")[0] == pytest.approx(paused_at + timing.pause_reminder_s)
    assert talked.times_of("closing")[0] == pytest.approx(paused_at + timing.pause_end_s)


@pytest.mark.parametrize("state", [state for state in PAUSABLE if state is not State.DECIDED])
@pytest.mark.parametrize("word", ["continue", "ready", "repeat", ""])
def test_continue_after_a_pause_goes_on_where_it_was(state: State, word: str) -> None:
    """The question is asked again from its longest form, a set goes on, a line is said again."""
    talked = ROADS[state]()
    exercise, where = talked.session.view().exercise, talked.session._where
    talked.hear("pause").until_listening().wait(5).hear(typed(word))
    expected = GOES_ON_WITH.get(where, where)
    if where is State.INSTRUCTING and word == "ready":
        expected = State.STARTING

    assert talked.state is expected
    assert talked.session.view().exercise == exercise


def test_continue_after_a_pause_in_a_rest_says_so_and_keeps_the_time() -> None:
    """The rest goes on while paused: it is rest all the same."""
    talked = Conversation(WORSENS, BACK_PAIN).until("settling")
    due = talked.timers["settle"]
    talked.wait(20).hear("pause").until_listening().wait(10).hear("continue")

    assert talked.timers["settle"] == due
    assert "Rest a little longer" in talked.last_said


def test_a_pause_longer_than_the_rest_asks_at_once() -> None:
    """The minute is over."""
    talked = Conversation(WORSENS, BACK_PAIN).until("settling").wait(20).hear("pause").until_listening()
    talked.wait(100).hear("continue").until("recheck location")

    assert talked.rules == ["R5"]


def test_what_a_person_says_to_others_in_a_pause_is_not_answered() -> None:
    """Typed nonsense is: somebody waits at the keyboard."""
    talked = ROADS[State.PAUSED]().until_listening()
    before = len(talked.log)
    talked.hear("banana")
    assert len(talked.log) == before
    talked.hear(typed("banana"))

    assert talked.last_said == "Still paused. Say: continue, or stop."


@pytest.mark.parametrize("state", ROADS)
def test_a_key_pauses_what_runs_and_never_a_question(state: State) -> None:
    """Speech and sets pause; at a question the key begins an answer."""
    talked = ROADS[state]().press()
    runs = state not in ASKS and state not in (State.STOPPING, State.CLOSING)

    assert talked.state is (State.PAUSED if runs else state)


# --- pain -----------------------------------------------------------------------------------------------------


def test_that_hurts_ends_the_set_and_asks() -> None:
    """Pause and ask: rest, and the questions of the check."""
    talked = Conversation(somebody().at_count("rep", 2, "ouch")).until("check location", times=3)

    assert (talked.sets[-1].done, talked.sets[-1].stopped_by) == (2, "pain")
    assert talked.has_said("We stop this set.")


@pytest.mark.parametrize("first", ["pause", "continue"])
def test_that_hurts_in_a_paused_set_or_while_going_on_ends_it_too(first: str) -> None:
    """Pain is never counted over."""
    talked = Conversation(somebody().at_count("hold", 2, "pause")).until("paused").until_listening()
    if first == "continue":
        talked.hear("continue")
    talked.hear(typed("that hurts")).until("check location")

    assert [(record.done, record.stopped_by) for record in talked.sets] == [(2, "pain")]


# --- next and back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word"),
    [
        *((state, "next") for state in sorted(MUST_ANSWER & set(ROADS))),
        *((state, "go back") for state in sorted((MUST_ANSWER - set(ASKED_BEFORE)) & set(ROADS))),
    ],
)
@pytest.mark.parametrize("is_paused", [False, True])
def test_next_and_back_do_not_get_around_an_answer(state: State, word: str, is_paused: bool) -> None:  # noqa: FBT001 a table of cases
    """Not by asking once, not three times, and not from a pause."""
    talked = ROADS[state]()
    for _ in range(3):
        if talked.state is State.PAUSED or is_paused:
            talked.hear(typed("pause"))
        talked.hear(typed(word))
        if talked.state in (State.CLOSING, State.FINISHED):
            break

    assert talked.state in (state, State.PAUSED, State.CLOSING)
    assert not [record for record in talked.left_out if record.reason == "you said next"]
    assert talked.state is not State.CLOSING or state in (*FLAGS, State.SURGERY_APPROVED)


@pytest.mark.parametrize("is_paused", [False, True])
@pytest.mark.parametrize("state", ASKED_BEFORE)
def test_back_at_a_later_question_asks_the_first_one_again(state: State, is_paused: bool) -> None:  # noqa: FBT001
    """What was said back was not what was meant; nothing is decided by it, and no exercise is left."""
    talked = ROADS[state]()
    decided, exercise = len(talked.decisions), talked.session.view().exercise
    talked.hear(typed("pause")) if is_paused else None
    talked.hear(typed("go back"))

    assert talked.state is ASKED_BEFORE[state]
    assert (len(talked.decisions), talked.session.view().exercise) == (decided, exercise)


def test_a_place_that_was_misheard_can_be_put_right() -> None:
    """ "Foot", said back, "go back", "thigh": nothing of the foot is left."""
    person = somebody("thigh").to("check location", "foot", "thigh").to("check change", "go back", "better")
    talked = talk(person)

    assert (talked.decisions[0], talked.left_out) == (("R3", "ADVANCE"), [])


def test_next_in_a_set_ends_it_and_the_check_comes() -> None:
    """What was done is kept, and asked about."""
    talked = Conversation(somebody().at_count("hold", 2, "next")).until("check location")

    assert [(record.done, record.stopped_by) for record in talked.sets] == [(2, "next")]


@pytest.mark.parametrize("way", ["paused", "going on", "paused again"])
def test_next_from_a_set_that_was_paused_still_comes_to_the_check(way: str) -> None:
    """A pause does not lose the set, and does not get around its check."""
    talked = Conversation(somebody().at_count("hold", 2, "pause")).until("paused").until_listening()
    if way != "paused":
        talked.hear("continue")
    if way == "paused again":
        talked.press()
    talked.hear(typed("next")).until("check location")

    assert [(record.done, record.stopped_by) for record in talked.sets] == [(2, "next")]
    assert talked.left_out == []


@pytest.mark.parametrize("state", ["instructing", "ready"])
def test_next_before_a_set_passes_it_over(state: str) -> None:
    """And says so in the record."""
    talked = Conversation(somebody()).until(state).hear(typed("next")).until("instructing")

    assert [(record.exercise, record.is_for_good) for record in talked.left_out] == [("press-ups", False)]


@pytest.mark.parametrize("state", ["another set", "ready"])
def test_next_after_the_exercise_was_found_never_leads_to_another_one(state: str) -> None:
    """Fully centralized: "next" is the end of the sets."""
    talked = Conversation(CENTRALIZES.to("another set", "yes")).until("another set")
    if state == "ready":
        talked.until("ready")
    talked.hear(typed("next")).run()

    assert talked.outcome == "centralized"
    assert talked.left_out == []


@pytest.mark.parametrize("state", [State.BASELINE_RATING, State.FINAL_RATING, State.AFTERWARDS])
@pytest.mark.parametrize("is_paused", [False, True])
def test_next_passes_over_a_question_that_decides_nothing(state: State, is_paused: bool) -> None:  # noqa: FBT001 a table of cases
    """The pain number, the posture exercise; from a pause too."""
    talked = ROADS[state]()
    if is_paused:
        talked.hear(typed("pause"))
    talked.hear(typed("next"))

    assert talked.state in (State.INSTRUCTING, State.CLOSING, State.FINAL_RATING)


def test_back_goes_to_the_phase_before_and_compares_with_now() -> None:
    """A new beginning: what is now is what was before it."""
    person = somebody("foot").to("check location", "calf").to("ready", "ready", "go back", "ready")
    talked = Conversation(person).until("check location", times=2)

    assert talked.session.view().phase == "Lie"
    assert talked.session._check.first.word == "calf"


def test_back_after_another_set_compares_with_now() -> None:
    """The exercise before is judged by the pain it began with."""
    person = somebody("foot").to("check location", "foot", "foot", "foot", "back")
    person = person.to("another set", "go back").to("check change", "the same")
    talked = Conversation(person).until("check location", times=5)

    assert talked.rules == ["R4", "R4", "R4", "R1"]
    assert talked.session._check.first.word == "back"


def test_back_from_the_first_exercise_begins_it_again() -> None:
    """There is nothing before it."""
    talked = Conversation(somebody()).until("ready").hear(typed("back"))

    assert (talked.state, talked.session.view().phase) == (State.INSTRUCTING, "Lie")


def test_back_from_the_posture_exercise_returns_to_the_one_before_it() -> None:
    """Which is the exercise that was found."""
    person = CENTRALIZES.to("afterwards", "yes").to("check location", "thigh", "thigh", "thigh", "back")
    person = person.to("check change", "the same")
    talked = Conversation(person).until("afterwards").until("instructing").hear(typed("go back"))

    assert talked.session.view().exercise == "Off center"


# --- repeat, help, tempo --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["ready", "instructing", "starting", "set"])
def test_repeat_says_the_instructions_again(state: str) -> None:
    """Also when the coach waits for "ready"."""
    talked = Conversation(somebody()).until(state).hear(typed("say that again"))

    assert talked.state is State.INSTRUCTING
    assert "Lie down." in talked.last_said


def test_repeat_in_a_set_keeps_what_was_done() -> None:
    """Two seconds, and then the whole again."""
    talked = Conversation(somebody().at_count("hold", 2, "repeat")).until("check location")

    assert [(record.done, record.stopped_by) for record in talked.sets] == [(2, "repeat"), (3, None)]


@pytest.mark.parametrize("state", sorted(set(ASKS) & set(ROADS) - {State.READY}))
def test_repeat_and_help_ask_again_without_counting_a_try(state: State) -> None:
    """The same words."""
    talked = ROADS[state]()
    asked = talked.last_said.split(", got it. ")[-1]
    talked.hear(typed("repeat"))
    assert talked.last_said == asked
    talked.hear(typed("help"))

    assert talked.last_said.endswith(asked)
    assert "You can say: stop, pause" in talked.last_said


@pytest.mark.parametrize("state", sorted(set(PAUSABLE) - set(ASKS)))
def test_help_pauses_what_runs(state: State) -> None:
    """Nobody can listen to help and count."""
    talked = ROADS[state]().hear(typed("help"))

    assert talked.state is State.PAUSED
    assert "You can say" in talked.last_said


def test_ready_during_the_instructions_begins_the_set() -> None:
    """Also after the key that paused them."""
    talked = Conversation(somebody()).until("instructing").press().hear(typed("ready"))

    assert talked.state is State.STARTING


@pytest.mark.parametrize(("word", "limit"), [("slower", 110), ("faster", 220)])
def test_slower_and_faster_change_the_speech_between_the_sets(word: str, limit: int) -> None:
    """Between 110 and 220 words a minute."""
    talked = Conversation(somebody()).until("ready")
    for _ in range(20):
        talked.hear(typed(word))
    rates = [effect.rate_wpm for effect in talked.effects() if isinstance(effect, SetRate)]

    assert rates[-1] == limit
    assert all(110 <= rate <= 220 for rate in rates)


@pytest.mark.parametrize("state", ROADS)
@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_at_every_moment_leads_to_an_end(state: State, word: str) -> None:
    """Nothing breaks, and nothing waits for ever."""
    talked = ROADS[state]().hear(typed(word)).hear(word).run()

    assert talked.outcome


# --- devices --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ROADS)
@pytest.mark.parametrize("device", ["microphone", "speaker", "engine"])
def test_a_lost_device_loses_nothing_in_every_state(state: State, device: str) -> None:
    """A set pauses, a question is asked again, everything else goes on; what is typed counts."""
    talked = ROADS[state]()
    saved = len(talked.saved)
    talked.lose(device)

    assert talked.state is (State.PAUSED if state in (State.SET, State.STARTING) else talked.state)
    assert talked.session.is_finished or len(talked.saved) >= saved
    assert talked.run().outcome


@pytest.mark.parametrize("state", sorted(set(ROADS) - {State.CLOSING, State.STOPPING}))
def test_a_lost_microphone_is_told_before_the_next_question(state: State) -> None:
    """Eyes are off the screen."""
    talked = ROADS[state]()
    talked.lose("microphone")
    for _ in range(60):
        if talked.has_said("I cannot hear you any more.") or talked.session.is_finished:
            break
        talked._next()

    assert talked.has_said("I cannot hear you any more.")
    asked = [say for say in talked.said if say.cue.startswith("ask") and "cannot hear" in say.text]
    assert len(asked) <= 1


@pytest.mark.parametrize("state", ROADS)
@pytest.mark.parametrize("device", ["microphone", "speaker"])
def test_a_device_that_comes_back_decides_nothing_and_loses_nothing(state: State, device: str) -> None:
    """Whatever was on is on: at most the question is said again."""
    talked = ROADS[state]()
    talked.lose(device)
    before, saved = talked.state, len(talked.saved)
    talked.find(device)

    assert talked.state is before
    assert len(talked.saved) == saved
    assert talked.run().outcome


@pytest.mark.parametrize("state", sorted(set(ROADS) - {State.CLOSING, State.STOPPING}))
def test_a_microphone_that_comes_back_is_told_with_the_next_question(state: State) -> None:
    """Once; eyes are off the screen, and nobody knows otherwise that speaking helps again."""
    talked = ROADS[state]().lose("microphone").find("microphone")
    for _ in range(60):
        if talked.has_said("I can hear you again.") or talked.session.is_finished:
            break
        talked._next()

    assert talked.has_said("I can hear you again.")
    talked.run()
    assert len([say for say in talked.said if "I can hear you again." in say.text]) == 1


def test_a_microphone_lost_after_a_stop_ends_the_session() -> None:
    """Nobody could take the stop back."""
    talked = ROADS[State.STOPPING]().lose("microphone").run()

    assert talked.outcome == "stopped"


# --- what is not to happen ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ROADS)
@pytest.mark.parametrize(
    "event", [Started(), SpeechEnded(-1), SpeechEnded(10_000), TimerFired("nonsense"), TimerFired("tea")]
)
def test_an_illegal_event_changes_nothing(state: State, event: object) -> None:
    """A second start, the end of a line that was never said, an unknown timer."""
    talked = ROADS[state]()
    before = talked.session.view()
    effects = talked.session.step(event, talked.now)

    assert effects == ()
    assert (talked.session.state, talked.session.view()) == (talked.state, before)


@pytest.mark.parametrize("state", ROADS)
def test_the_timers_of_other_states_change_nothing(state: State) -> None:
    """A beat outside a set, the end of a pause that is over."""
    own = {State.SET: {"beat"}, State.SETTLING: {"settle"}, State.PAUSED: {"reminder", "pause end"}}.get(
        state, set()
    )
    talked = ROADS[state]()

    for name in {"beat", "settle", "reminder", "pause end"} - own:
        assert talked.session.step(TimerFired(name), talked.now) == ()


def test_before_the_start_nothing_happens() -> None:
    """Words, keys, silence and timers come too early; an end is an end."""
    session = Conversation(somebody()).session
    for event in (
        typed("stop").heard(),
        SILENT,
        KeyPressed(),
        TimerFired("beat"),
        SpeechEnded(1),
        DeviceLost("speaker"),
    ):
        assert session.step(event, 0.0) == ()
    assert session.state is State.NEW

    assert isinstance(session.step(InputEnded(), 0.0)[-1], Finish)


def test_after_the_end_nothing_happens() -> None:
    """Whatever comes."""
    talked = talk(somebody())
    for event in (Started(), typed("stop").heard(), SILENT, KeyPressed(), TimerFired("beat"), InputEnded()):
        assert talked.session.step(event, talked.now) == ()


def test_a_voice_that_comes_when_nobody_listens_answers_nothing() -> None:
    """It belongs to an earlier question; a stop still stops."""
    talked = Conversation(somebody()).until("check change")
    assert talked.speaking
    talked.hear("better")
    assert talked.state is State.CHECK_CHANGE
    talked.hear("stop")

    assert talked.state is State.STOPPING


@pytest.mark.parametrize("state", ROADS)
def test_the_end_of_input_keeps_everything_and_says_nothing(state: State) -> None:
    """A "quit": saved, finished, without another word."""
    talked = ROADS[state]()
    begun, is_speaking = len(talked.log), bool(talked.speaking)
    talked.end_input()
    after = [effect for _, effect in talked.log[begun:]]
    outcome = "emergency" if state in (State.ALARM, State.CLOSING) else "stopped"
    if state in {*FLAGS, State.SURGERY_APPROVED} - {State.ALARM}:
        outcome = "see-doctor"

    assert talked.session.is_finished
    assert (talked.outcome, talked.finished[0].outcome) == (outcome, outcome)
    assert (StopSpeech() in after) == is_speaking
    assert not [effect for effect in after if isinstance(effect, Say)]
    assert len(talked.finished) == 1
    if state in (State.SET, State.PAUSED, State.STOPPING):
        assert len(talked.sets) == 1


def test_a_refused_hypothesis_is_no_answer() -> None:
    """It is asked again, as noise is."""
    talked = Conversation(somebody()).until("check change").until_listening()
    talked.tell(Heard("better", 0.1, Band.REFUSED, Source.VOICE))

    assert talked.state is State.CHECK_CHANGE
    assert talked.last_said.startswith("I did not get that.")


def test_listening_stops_before_anything_else_is_said() -> None:
    """The coach never hears itself."""
    talked = talk(MOVES_DOWN, QUICK)
    is_listening = False
    for effect in talked.effects():
        if isinstance(effect, StopListening):
            is_listening = False
        elif isinstance(effect, Say):
            assert not is_listening or effect.droppable
        is_listening = is_listening or type(effect).__name__ == "Listen"
