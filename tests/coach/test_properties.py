"""What never happens, whatever a person says and whatever breaks: whole random sessions."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coach.conversation import (
    MUMBLED,
    NOISE,
    POSTURE,
    QUICK,
    SILENT,
    Answer,
    Conversation,
    Person,
    Words,
    doubtful,
    somebody,
    typed,
)
from tests.coach.roads import ROADS
from voicecoach.coach.answers import understand
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Count, Effect, Finish, Listen, Save, Say, StartTimer, StopSpeech
from voicecoach.coach.events import (
    Band,
    DeviceLost,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.records import AnswerRecord, DecisionRecord, LeftOutRecord, SetRecord
from voicecoach.coach.states import ASKS, State
from voicecoach.coach.symptoms import Change, Region
from voicecoach.coach.talking import MAX_PROMPTS

LIKELY: dict[str, tuple[Answer, ...]] = {
    "screening": (*["all clear"] * 8, "something is wrong"),
    "alarm": ("no", "no", "no", "yes"),
    "alarm other": ("no", "no", "yes"),
    "ready": ("ready", "ready", "ready", "next", "go back", "repeat"),
    "confirming": ("yes", "yes", "no", "worse"),
    "stopping": ("continue", "continue", SILENT, "banana"),
    "paused": ("continue", "continue", "next", "go back", typed("banana"), ""),
    "settling": ("next", "go back", "that hurts", SILENT),
    "baseline location": ("foot", "calf", "calf", "thigh", "back", "no pain"),
    "check location": ("calf", "calf", "thigh", "back", "no pain", "foot"),
    "recheck location": ("calf", "thigh", "back", "foot"),
    "check change": ("better", "worse", "the same", "worse in the back", "worse in the leg", "not better"),
    "another set": ("yes", "yes", "no", "next"),
}
ODD: tuple[Answer, ...] = (
    SILENT,
    NOISE,
    MUMBLED,
    "banana",
    "not sure",
    "",
    "couldn't be better",
    "my leg is numb",
)
COUNTED_WORDS = (
    "stop",
    "pause",
    "next",
    "go back",
    "done",
    "that hurts",
    "repeat",
    "slower",
    "help",
    "something is wrong",
)


class Wayward(Person):
    """Mostly answers the question, sometimes anything else, at times doubtfully or by typing."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = Random(seed)
        self.is_silent = False

    def answer(self, topic: str) -> Answer | None:
        if self.is_silent:
            return None
        pick = self.random
        if pick.random() < 0.04:
            return pick.choice(ODD)
        question = ASKS.get(State(topic), Question.CONTROL)
        likely = LIKELY.get(topic) or tuple(vocabulary(question)[:18])
        said = pick.choice(likely if pick.random() < 0.93 else vocabulary(question))
        if not isinstance(said, str):
            return said
        return Words(said, pick.choice([Band.SURE] * 12 + [Band.ASK, Band.ASK, Band.REFUSED]))


class WaywardTalk(Conversation):
    """A conversation with somebody wayward, where keys are pressed, devices fail and things are shouted."""

    def __init__(self, seed: int, program: object = QUICK, background: Background | None = None) -> None:
        self.random = Random(seed + 1)
        self.wayward = Wayward(seed)
        super().__init__(Person(), program, background, watch=WATCHES)
        self.person = self.wayward

    def live(self, steps: int = 250) -> "WaywardTalk":
        """Some time of this, and then silence to the end."""
        self.tell(TimerFired("nothing"))
        for _ in range(steps):
            if self.session.is_finished:
                return self
            if self.random.random() < 0.012:
                self._disturb()
            else:
                self._next()
        self.wayward.is_silent = True
        self.run(3000)
        return self

    def _disturb(self) -> None:
        pick = self.random
        word = pick.choice(COUNTED_WORDS)
        match pick.randrange(8):
            case 0:
                self.press()
            case 1:
                self.lose(pick.choice(["microphone", "speaker", "engine"]))
            case 2:
                self.tell(TimerFired(pick.choice(["settle", "reminder", "nonsense"])))
            case 3:
                self.tell(SpeechEnded(pick.randrange(50), completed=False))
            case 4:
                self.hear(doubtful(word))
            case 5:
                self.hear(typed(word))
            case 6:
                self.hear(pick.choice([SILENT, NOISE, MUMBLED]))
            case _:
                self.hear(word)


# --- what is watched in every step ------------------------------------------------------------------------------


def decisions_of(effects: tuple[Effect, ...]) -> list[DecisionRecord]:
    return [e.record for e in effects if isinstance(e, Save) and isinstance(e.record, DecisionRecord)]


def a_decision_is_saved_before_it_is_said(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """And before anything is asked, listened for or timed."""
    for record in decisions_of(effects):
        saved = effects.index(Save(record))
        before = effects[:saved]

        assert not [effect for effect in before if isinstance(effect, Say | Listen | StartTimer | Finish)]


def only_an_answer_decides(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Never silence, noise, a timer, a key or a lost device; a doubtful one only as the second yes to asking back."""
    for record in decisions_of(effects):
        if record.action in ("STAY", "ADVANCE", "REPEAT"):
            assert isinstance(event, Heard)
            is_asked_back = talked.events[-1][1] is State.CONFIRMING
            assert event.band is Band.SURE or (is_asked_back and said_yes_twice(talked))


def said_yes_twice(talked: Conversation) -> bool:
    """Whether the last two things heard were both a yes."""
    heard = [event for _, _, event in talked.events if isinstance(event, Heard)][-2:]
    said = [understand(Question.YES_NO, event.text) for event in heard]
    return [meaning and meaning.value for meaning in said] == ["yes", "yes"]


def worse_never_stays_or_advances(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Neither worse in the leg, nor worse with no region, nor further down; only after a rest that settled it."""
    for record in decisions_of(effects):
        if record.action not in ("STAY", "ADVANCE", "REPEAT"):
            continue
        if record.rule in ("R7", "R8"):
            earlier = [
                rule for rule, action in talked.decisions[:-1] if action == "RECHECK" or rule in ("R9", "R10")
            ]
            assert earlier
            continue
        assert record.change != "worse"
        assert not is_worse(answers_of_check(talked))


def answers_of_check(talked: Conversation) -> list[AnswerRecord]:
    answers = talked.answers
    begins = [i for i, answer in enumerate(answers) if answer.topic == "check location"]
    return answers[begins[-1] :] if begins else []


def is_worse(answers: list[AnswerRecord]) -> bool:
    """Whether the leg is worse by what was said last in this check, or something is worse and nobody knows where."""
    if answers[0].meaning == "none":
        return False
    is_back_only = answers[0].meaning == "back" and "contradiction" not in {
        answer.topic for answer in answers
    }
    leg: Change | None = None
    loose = False
    for answer in answers[1:]:
        if answer.topic not in ("check change", "check region", "check leg"):
            continue
        meaning = understand(Question.CHANGE, answer.text)
        if meaning is None or meaning.question is not Question.CHANGE:
            continue
        leg = meaning.regions.get(Region.LEG, leg)
        if not meaning.regions:
            loose = meaning.value == "worse"
            leg = Change(meaning.value) if answer.topic == "check leg" else leg
        elif Region.BACK in meaning.regions or "confirming" in {each.topic for each in answers}:
            loose = False
    return leg is Change.WORSE or (loose and not is_back_only)


def at_most_three_prompts(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Two re-prompts, each shorter; the third failure is final."""
    state = talked.state
    if state in ASKS:
        assert talked.session._tries[state] < MAX_PROMPTS


def a_stop_is_obeyed(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """A sure one silences and stops the counting; a doubtful one pauses."""
    if (
        not isinstance(event, Heard)
        or event.band is Band.REFUSED
        or talked.events[-1][1] in (State.NEW, State.FINISHED)
    ):
        return
    meaning = understand(Question.CONTROL, event.text)
    if meaning is None or meaning.question is not Question.CONTROL or meaning.value not in ("stop", "quit"):
        return
    was = talked.events[-1][1]
    if event.band is Band.SURE:
        assert talked.state in (State.STOPPING, State.CLOSING, State.FINISHED)
        assert not [effect for effect in effects if isinstance(effect, Count)]
        assert "beat" not in talked.timers
    elif was is not State.CLOSING:
        assert talked.state is State.PAUSED


def a_side_is_never_made_up(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """It is what was said."""
    side = talked.session._side
    said = {answer.meaning for answer in talked.answers if answer.topic in ("baseline side", "worse side")}
    if side is not None:
        assert side.value in said
    assert not [effect for effect in effects if isinstance(effect, Say) and "{" in effect.text]


def what_is_left_out_for_good_stays_out(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """In this session, whatever "back" and alarms do."""
    out = {
        record.exercise for record in talked.left_out if record.is_for_good
    } | talked.session._background.left_out
    if talked.state in (State.INSTRUCTING, State.READY, State.STARTING, State.SET):
        assert talked.session._exercise_id() not in out


def no_count_is_heard_while_stopped(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Counting happens in a set, and nowhere else."""
    if [effect for effect in effects if isinstance(effect, Count)]:
        assert talked.events[-1][1] is State.SET


WATCHES: tuple[Callable[..., None], ...] = (
    a_decision_is_saved_before_it_is_said,
    only_an_answer_decides,
    worse_never_stays_or_advances,
    at_most_three_prompts,
    a_stop_is_obeyed,
    a_side_is_never_made_up,
    what_is_left_out_for_good_stays_out,
    no_count_is_heard_while_stopped,
)

SEEDS = st.integers(0, 2**32)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_a_wayward_session_breaks_no_rule_and_comes_to_an_end(seed: int) -> None:
    """Everything that is watched holds in every step; once the person is silent, the session ends."""
    talked = WaywardTalk(seed).live()

    assert talked.session.is_finished
    assert len(talked.finished) == 1


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_set_that_was_begun_is_always_recorded_once(seed: int) -> None:
    """Whatever interrupted it: as many records as times "one" was counted."""
    talked = WaywardTalk(seed).live()
    begun = [effect for effect in talked.effects() if isinstance(effect, Count) and effect.n == 1]
    recorded = [record for record in talked.saved if isinstance(record, SetRecord) and record.done > 0]

    assert len(recorded) == len(begun)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sets(st.sampled_from([exercise.id for exercise in QUICK.exercises])))
def test_what_was_left_out_in_an_earlier_session_is_not_offered(seed: int, left_out: set[str]) -> None:
    """Nor is it what the session begins with."""
    background = Background(is_first=False, favourite="press-ups", left_out=frozenset(left_out))
    talked = WaywardTalk(seed, background=background).live()

    assert not {record.exercise for record in talked.sets} & left_out


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_the_posture_program_never_judges(seed: int) -> None:
    """No symptom question, no decision but an emergency or a pause."""
    talked = WaywardTalk(seed, POSTURE).live()

    assert set(talked.rules) <= {"R10", "R12"}
    assert not [answer for answer in talked.answers if answer.topic.startswith(("check", "baseline"))]


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_the_same_events_give_the_same_session(seed: int) -> None:
    """The core owns no clock and no dice."""
    first, second = WaywardTalk(seed).live(), WaywardTalk(seed).live()

    assert first.log == second.log


@pytest.mark.parametrize("state", ROADS)
def test_a_person_who_goes_silent_brings_every_state_to_an_end(state: State) -> None:
    """Within a quarter of an hour on the quick program's clock."""
    talked = ROADS[state]()
    talked.person.answers.clear()
    begun = talked.now
    talked.run()

    assert talked.now - begun < 900


EVENTS = st.one_of(
    st.builds(Started),
    st.builds(SpeechEnded, st.integers(-1, 60), st.booleans()),
    st.builds(
        Heard,
        st.one_of(st.text(max_size=20), st.sampled_from([p for q in Question for p in vocabulary(q)])),
        st.floats(0, 1),
        st.sampled_from(Band),
        st.sampled_from(Source),
    ),
    st.sampled_from([SILENT, NOISE, MUMBLED]),
    st.builds(TimerFired, st.sampled_from(["beat", "settle", "reminder", "pause end", "tea"])),
    st.builds(KeyPressed),
    st.builds(DeviceLost, st.sampled_from(["microphone", "speaker", "engine", "kettle"])),
    st.builds(InputEnded),
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(list(ROADS)), st.lists(EVENTS, max_size=12))
def test_no_event_breaks_any_state(state: State, events: list[Event]) -> None:
    """In any order, at any time; and nothing comes after the end."""
    talked = ROADS[state]()
    for n, event in enumerate(events):
        was_finished = talked.session.is_finished
        effects = talked.session.step(event, talked.now + n)

        assert effects == () or not was_finished
        a_decision_is_saved_before_it_is_said(talked, event, effects)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(list(ROADS)), st.lists(st.sampled_from([SILENT, NOISE, MUMBLED]), min_size=1, max_size=8)
)
def test_nothing_heard_never_decides_to_stay_or_go_on(state: State, silences: list[Event]) -> None:
    """From any state, however often."""
    talked = ROADS[state]()
    decided = len(talked.decisions)
    for silence in silences:
        if talked.session.is_finished:
            break
        talked.until_listening() if talked.state not in (State.CLOSING, State.PAUSED) else None
        talked.hear(silence)
    new = talked.decisions[decided:]

    assert not [action for _, action in new if action in ("STAY", "REPEAT")] or state in (
        State.SET,
        State.INSTRUCTING,
    )


def test_a_stop_while_the_coach_speaks_cuts_the_line() -> None:
    """Also a line that nobody waits for, such as the help in a pause."""
    talked = (
        Conversation(somebody()).until("set").hear("pause").until_listening().hear(typed("help")).hear("stop")
    )
    cut = [at for at, effect in talked.log if isinstance(effect, StopSpeech)]

    assert talked.now in cut


def test_left_out_records_name_the_reason() -> None:
    """For the therapist."""
    talked = Conversation(somebody("back", "middle")).run()

    assert all(isinstance(record, LeftOutRecord) and record.reason for record in talked.left_out)
