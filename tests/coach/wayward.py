"""Somebody wayward, and what is watched in every step of their sessions: the rules that hold whatever is said.

Mostly the question is answered, sometimes anything else is said, at times doubtfully or by typing; keys are pressed,
devices fail, things are shouted. `test_properties.py` runs some such sessions, `scripts/random_sessions` very many.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.coach.conversation import (
    KNOWN,
    MUMBLED,
    NOISE,
    QUICK,
    SILENT,
    Answer,
    Conversation,
    Person,
    Words,
    doubtful,
    over_coach,
    typed,
)
from tests.coach.cuts import LYING, PRESSED, STAYED, cut, decided, did
from voicecoach.coach.answers import understand
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.counting import LATE_S
from voicecoach.coach.effects import (
    Count,
    CountKind,
    Earcon,
    EarconKind,
    Effect,
    Finish,
    Listen,
    Save,
    Say,
    StartTimer,
)
from voicecoach.coach.events import Band, Event, Heard, SpeechEnded, TimerFired
from voicecoach.coach.lines import number
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.program import PhaseKind, Precaution, Program
from voicecoach.coach.records import (
    AnswerRecord,
    ContinuationRecord,
    DecisionRecord,
    Outcome,
    PrecautionRecord,
    SetRecord,
    TempoRecord,
)
from voicecoach.coach.safe_point import Unfinished, safe_point
from voicecoach.coach.screening import needs_full_screening
from voicecoach.coach.states import ASKS, CAREFUL, FLAGS, FULL_SCREENING, State
from voicecoach.coach.symptoms import Change, Region
from voicecoach.coach.talking import MAX_PROMPTS
from voicecoach.history.store import Store

_CLEARED: tuple[Answer, ...] = (*["all clear"] * 12, "something is wrong")
_DENIED: tuple[Answer, ...] = (*["no"] * 6, "yes")
LIKELY: dict[str, tuple[Answer, ...]] = {
    "locked": (*[typed("understood")] * 4, "understood", "continue", "ready", SILENT),
    **dict.fromkeys(("screening", *(part.value for part in FULL_SCREENING)), _CLEARED),
    **dict.fromkeys((state.value for state in CAREFUL if ASKS[state] is Question.YES_NO), _DENIED),
    "surgery approved": ("yes", "yes", "no"),
    "precautions": (*["all clear"] * 5, "one of these", "one of these", "something is wrong"),
    "precaution": ("no", "no", "yes"),
    "precaution approved": ("no", "yes"),
    "ready": ("ready", "ready", "ready", "next", "go back", "repeat"),
    "confirming": ("yes", "yes", "no", "worse"),
    **dict.fromkeys(("baseline rating", "final rating"), ("four", "four", "five", "nine")),
    "choosing": ("four", "four", "five", "neither", "no", "yes", "nine"),
    "stopping": ("continue", "continue", SILENT, "banana"),
    "paused": ("continue", "continue", "next", "go back", typed("banana"), ""),
    "going on": (*["yes"] * 6, "no", "go on", "next"),
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
    "faster",
    "help",
    "something is wrong",
)


LONGER = replace(
    QUICK,
    exercises=tuple(
        replace(
            exercise,
            phases=tuple(
                replace(phase, reps=6, tempo_s=4.0) if phase.kind is PhaseKind.REPS else phase
                for phase in exercise.phases
            ),
        )
        for exercise in QUICK.exercises
    ),
)
"""The quick program, with sets in which half way and the last two are announced."""

UNSETTLED = (
    (*LYING, did("press-ups", "prop"), decided("R5", "RECHECK", "press-ups")),
    (*LYING, did("press-ups", "prop"), decided("R6", "RECHECK", "press-ups", after="foot")),
    (*PRESSED, did("off-center-press-ups", "press-up", 1, "pain")),
)
"""Sessions that were cut off when nobody knew whether the pain would settle."""

Watch = Callable[[Conversation, Event, tuple[Effect, ...]], None]


def ignore(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Watch nothing more."""


def some_background(seed: int) -> Background:
    """Any of those that a session may begin with; mostly somebody who is known."""
    pick = Random(seed + 2)
    profile = {
        each.value: pick.choice([Standing.NO] * 8 + [Standing.YES, Standing.APPROVED])
        for each in Precaution
        if pick.random() < 0.95
    }
    unfinished = Random(seed + 4).choice([*[()] * 14, LYING, PRESSED, STAYED, *UNSETTLED])
    return replace(
        cut(*unfinished) if unfinished else KNOWN,
        is_first=pick.random() < 0.2,
        hours_since_full_screening=pick.choice([None, 24.0, 24.0, 24.0, 200.0]),
        is_after_stop=pick.random() < 0.1,
        is_locked=pick.random() < 0.1,
        favourite=pick.choice([None, None, *(exercise.id for exercise in QUICK.exercises)]),
        profile=profile,
        tempo_scale=pick.choice([1.0, 1.0, 0.6, 1.15, 2.0, 7.0]),
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
        band = pick.choice([Band.SURE] * 12 + [Band.ASK, Band.ASK, Band.REFUSED])
        if question is Question.RATING:  # the hardest to hear
            band = pick.choice([band, Band.ASK])
        alternative = pick.choice([None, *likely, *vocabulary(question)[:5]])
        return Words(said, band, alternative=alternative if isinstance(alternative, str) else None)


class WaywardTalk(Conversation):
    """A conversation with somebody wayward, where keys are pressed, devices fail and things are shouted."""

    def __init__(
        self,
        seed: int,
        program: Program | None = None,
        background: Background | None = None,
        *,
        watch: Watch = ignore,
    ) -> None:
        program = program or (QUICK, LONGER)[seed % 2]
        self.random = Random(seed + 1)
        self.wayward = Wayward(seed)
        self.background = background or some_background(seed)
        super().__init__(Person(), program, self.background, watch=(*WATCHES, watch))
        self.person = self.wayward

    def live(self, steps: int = 250) -> "WaywardTalk":
        """Some time of this, and then silence to the end."""
        self.live_and_be_killed(steps)
        if not self.session.is_finished:
            self.wayward.is_silent = True
            self.run(3000)
        return self

    def live_and_be_killed(self, steps: int) -> "WaywardTalk":
        """So many steps, and then nothing more: no last word, and nothing more is saved."""
        self.tell(TimerFired("nothing"))
        for _ in range(steps):
            if self.session.is_finished:
                break
            if self.random.random() < 0.012:
                self._disturb()
            else:
                self._next()
        return self

    def _disturb(self) -> None:
        pick = self.random
        word = pick.choice(COUNTED_WORDS)
        match pick.randrange(10):
            case 0:
                self.press()
            case 1:
                disturb = pick.choice([self.lose, self.find])
                disturb(pick.choice(["microphone", "speaker", "engine"]))
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
            case 7:
                self.hear(over_coach(word, pick.choice([Band.SURE, Band.ASK])))
            case 8:
                self.hear(over_coach(pick.choice(["better", "no pain", "all clear", "yes", "five"])))
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
    first = "check location" if talked.session.program.asks_place else "check change"
    begins = [i for i, answer in enumerate(answers) if answer.topic == first]
    return answers[begins[-1] :] if begins else []


def is_worse(answers: list[AnswerRecord]) -> bool:
    """Whether the leg is worse by what was said last in this check, or something is worse and nobody knows where."""
    if answers[0].meaning == "none":
        return False
    if answers[0].topic == "check change":  # no place is asked about
        meaning = understand(Question.CHANGE, answers[-1].text)
        return answers[-1].meaning == "worse" or (
            meaning is not None and Change.WORSE in meaning.regions.values()
        )
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


_EXERCISING = (State.INSTRUCTING, State.READY, State.STARTING, State.SET, State.RESTING)


def nothing_begins_before_all_clear(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Every question of the screening that is due is cleared, and so is every alarm since."""
    if talked.state not in _EXERCISING:
        return
    background = talked.session._background
    answers = [(answer.topic, answer.meaning) for answer in talked.answers]
    alarms = [n for n, (_, meaning) in enumerate(answers) if meaning == "something-wrong"]
    since = answers[alarms[-1] + 1 if alarms else 0 :]
    due = FULL_SCREENING if needs_full_screening(background) else (State.SCREENING,)
    cleared = [topic for topic, meaning in answers if meaning == "all-clear"]

    assert [topic for topic in cleared if topic in due][:1] == [due[0].value]
    assert {state.value for state in due} <= set(cleared) or due == (State.SCREENING,)
    assert [topic for topic, meaning in since if meaning == "all-clear" and topic.startswith("screening")]
    if background.is_locked:
        unlocked = [answer for answer in talked.answers if answer.meaning == "acknowledged"]
        assert unlocked
        assert unlocked[0].source == "keyboard"


def no_exercise_goes_against_a_precaution(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """All of its conditions were asked, and none is theirs without an approval."""
    if talked.state not in _EXERCISING:
        return
    told = {
        record.precaution: record.standing for record in talked.saved if isinstance(record, PrecautionRecord)
    }
    profile = {**talked.session._background.profile, **told}
    for precaution in talked.session._itinerary.exercise.precautions:
        assert profile[precaution] in (Standing.NO, Standing.APPROVED)


def only_a_sure_yes_confirms_where_it_is_dangerous(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """A doubtful answer about red flags or precautions is kept only behind a sure yes to asking back."""
    topics = {state.value for state in CAREFUL}
    answers = talked.answers
    for earlier, answer in itertools.pairwise(answers):
        if answer.topic in topics and answer.band == "ask":
            assert (earlier.topic, earlier.meaning, earlier.band) == ("confirming", "yes", "sure")


def only_a_number_is_asked_back_as_a_choice(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """Of two different ones: never a red flag, a change, a place or a side."""
    if talked.state is not State.CHOOSING:
        return
    one, other = (understand(Question.RATING, each) for each in talked.session._either)

    assert talked.session._where in (State.BASELINE_RATING, State.FINAL_RATING)
    assert one is not None
    assert other is not None
    assert {one.question, other.question} == {Question.RATING}
    assert one.value != other.value
    assert [listen.phrases[:2] for listen in effects if isinstance(listen, Listen)] in (
        [],
        [talked.session._either],
    )


def a_doubtful_number_counts_after_a_yes_or_when_heard_twice(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """And never by itself."""
    for earlier, answer in itertools.pairwise([None, *talked.answers]):
        if answer is None or answer.question != "rating" or answer.band != "ask":
            continue
        if answer.asked_back is None:
            assert earlier is not None
            assert (earlier.topic, earlier.meaning) == ("confirming", "yes")
        else:
            assert times_doubted(talked, answer.meaning) > 1


def times_doubted(talked: Conversation, number: str) -> int:
    """How often this number was heard doubtfully."""
    heard = [each for _, _, each in talked.events if isinstance(each, Heard) and each.band is Band.ASK]
    meant = [understand(Question.RATING, each.text) for each in heard]
    return [meaning.value for meaning in meant if meaning is not None].count(number)


def an_emergency_is_the_end(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Nothing is asked or counted after rule R10."""
    if "R10" in talked.rules:
        assert talked.state in (State.CLOSING, State.FINISHED)


def no_count_is_heard_while_stopped(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Counting happens in a set, and nowhere else."""
    if [effect for effect in effects if isinstance(effect, Count)]:
        assert talked.events[-1][1] is State.SET


def of_this_set(talked: Conversation) -> list[Effect]:
    """What was done since the last set was recorded."""
    done: list[Effect] = []
    for _, effect in reversed(talked.log):
        if isinstance(effect, Save) and isinstance(effect.record, SetRecord):
            break
        done.append(effect)
    return done[::-1]


def since_the_counting_began(talked: Conversation) -> list[Effect]:
    """The part of a set since it was begun, or gone on with after a pause."""
    done = of_this_set(talked)
    begun = [n for n, each in enumerate(done) if isinstance(each, Say) and each.cue in ("start", "go on")]
    return done[begun[-1] :] if begun else []


def each_repetition_is_counted_once(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """In order, from one on, whatever pauses come between."""
    if [effect for effect in effects if isinstance(effect, Count)]:
        counted = [effect.n for effect in of_this_set(talked) if isinstance(effect, Count)]

        assert counted == list(range(1, len(counted) + 1))
        assert len(counted) <= talked.session._itinerary.phase.reps + talked.session._itinerary.phase.hold_s


def repetitions_are_evenly_spaced(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """By the tempo that is set, as long as nobody changes it; words are told before their moment, never after."""
    spoken = [effect for effect in effects if isinstance(effect, Say) and effect.at_s is not None]
    assert all(say.ends_by_s > say.at_s for say in spoken)
    assert all(say.at_s >= talked.now - LATE_S for say in spoken)
    run = talked.session._run
    if run is None or run.phase.kind is PhaseKind.HOLD or not spoken:
        return
    since = since_the_counting_began(talked)
    changes = [
        n for n, each in enumerate(since) if isinstance(each, Save) and isinstance(each.record, TempoRecord)
    ]
    times = [each.at_s for each in since[changes[-1] if changes else 0 :] if is_said_count(each)]
    for sooner, later in itertools.pairwise(times[1 if changes else 0 :]):
        beats = (later - sooner) / (run.phase.tempo_s * run.scale)
        assert abs(beats - round(beats)) < 1e-6
        assert round(beats) >= 1


def is_said_count(effect: Effect) -> bool:
    return isinstance(effect, Say) and effect.cue == "count"


def repetitions_are_counted_in(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """Nothing is counted before "three, two, one", neither at the beginning nor after a pause."""
    if [effect for effect in effects if isinstance(effect, Count) and effect.kind is CountKind.REP]:
        since = since_the_counting_began(talked)
        counted_in = [each.text for each in since if isinstance(each, Say) and each.cue == "count.in"]

        assert counted_in == ["three", "two", "one"]


def an_announcement_never_replaces_a_number(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """The number stands first, and alone where both do not fit."""
    counts = [effect for effect in effects if isinstance(effect, Count) and effect.kind is CountKind.REP]
    said = [effect for effect in effects if is_said_count(effect)]
    if counts and said:
        whole, _, note = said[-1].text.partition(", ")
        assert whole == number(counts[-1].n)
        assert said[-1].shorter == (whole if note else "")


def a_set_is_done_when_all_of_it_is(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """The sound of its end belongs to a complete set."""
    if Earcon(EarconKind.DONE) in effects:
        (record,) = [e.record for e in effects if isinstance(e, Save) and isinstance(e.record, SetRecord)]

        assert (record.done, record.stopped_by) == (record.planned, None)


def a_tempo_is_kept_before_it_is_heard(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """Within its limits, in a set, and only when somebody asks for another one."""
    for effect in effects:
        if isinstance(effect, Save) and isinstance(effect.record, TempoRecord):
            assert isinstance(event, Heard)
            assert talked.events[-1][1] is State.SET
            assert 0.6 <= effect.record.scale <= 2.0
            assert effects.index(effect) == 0


def goes_on(talked: Conversation) -> bool:
    return any(isinstance(record, ContinuationRecord) for record in talked.saved)


def only_a_yes_goes_on(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """After the screening, to the offer, and only one that is sure, confirmed, or said twice; kept with it."""
    for effect in effects:
        if isinstance(effect, Save) and isinstance(effect.record, ContinuationRecord):
            answer = talked.answers[-1]
            earlier = talked.answers[-2]
            assert isinstance(event, Heard)
            assert (answer.topic, answer.meaning) == ("going on", "yes")
            assert answer.band == "sure" or (earlier.topic, earlier.meaning) == ("confirming", "yes")
            assert effect.record.continued == talked.session._background.unfinished.session
            assert not talked.sets


def no_decision_rests_on_the_pain_of_before(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """What a decision compares was told in this session, in answer to its own questions."""
    told = {answer.meaning for answer in talked.answers if answer.question == "location"}
    for record in decisions_of(effects):
        assert {record.before, record.after} <= told | {None}
        if record.action in ("STAY", "ADVANCE", "REPEAT", "RECHECK") and talked.session.program.asks_place:
            assert "baseline location" in {answer.topic for answer in talked.answers}
            assert record.before is not None


def what_may_have_made_it_worse_is_not_gone_on_with(
    talked: Conversation, event: Event, effects: tuple[Effect, ...]
) -> None:
    """Nor what was left out of the session, nor a fourth set."""
    point = safe_point(talked.session.program, talked.session._background.unfinished)
    if point is None or not goes_on(talked):
        return
    exercises = talked.session.program.exercises
    here = talked.session._exercise_id()
    if talked.state in _EXERCISING:
        assert here not in point.left_out
        assert not point.is_unsettled or here != exercises[point.last].id
    stays = [
        record for record in talked.saved if isinstance(record, DecisionRecord) and record.action == "STAY"
    ]
    where = {(each.exercise, each.phase) for each in talked.sets}
    went_back = [each for _, _, each in talked.events if isinstance(each, Heard) and "back" in each.text]
    if not went_back and where == {
        (exercises[point.index].id, exercises[point.index].phases[point.phase_index].id)
    }:
        assert point.sets + len(stays) <= talked.session.program.timing.max_sets


WATCHES: tuple[Watch, ...] = (
    only_a_yes_goes_on,
    no_decision_rests_on_the_pain_of_before,
    what_may_have_made_it_worse_is_not_gone_on_with,
    nothing_begins_before_all_clear,
    no_exercise_goes_against_a_precaution,
    only_a_sure_yes_confirms_where_it_is_dangerous,
    only_a_number_is_asked_back_as_a_choice,
    a_doubtful_number_counts_after_a_yes_or_when_heard_twice,
    an_emergency_is_the_end,
    a_decision_is_saved_before_it_is_said,
    only_an_answer_decides,
    worse_never_stays_or_advances,
    at_most_three_prompts,
    a_stop_is_obeyed,
    a_side_is_never_made_up,
    what_is_left_out_for_good_stays_out,
    no_count_is_heard_while_stopped,
    each_repetition_is_counted_once,
    repetitions_are_evenly_spaced,
    repetitions_are_counted_in,
    an_announcement_never_replaces_a_number,
    a_set_is_done_when_all_of_it_is,
    a_tempo_is_kept_before_it_is_heard,
)


# --- killed and started again -----------------------------------------------------------------------------------

_START = datetime(2026, 1, 1, 9, tzinfo=UTC)
_OPEN_ALARM = frozenset({State.ALARM, *FLAGS, State.SURGERY_APPROVED})


def killed_again_and_again(seed: int, directory: Path, sessions: int = 6, program: Program = QUICK) -> int:
    """Sessions over one real history, each killed after some steps: what was told is there at the next start.

    Mostly the next one goes on where the killed one was; then that one is killed. Gives how many went on.
    """
    gone_on = 0
    pick = Random(seed + 3)
    with Store.open(directory / "history.sqlite3") as store:
        background = store.background(program.id, _START)
        assert needs_full_screening(background)
        for n in range(sessions):
            at = _START + timedelta(hours=n)
            session = store.begin_session(program.id, "0", "text", at)
            talked = WaywardTalk(seed + 10 * n, program, background, watch=_keeping(store, session, at))
            talked.live_and_be_killed(pick.choice([3, 30, 60, 100, 150, 250]))
            background = store.background(program.id, at + timedelta(minutes=59))
            _remembers(background, talked)
            _offers(background.unfinished, talked, session)
            gone_on += goes_on(talked)
    return gone_on


def _keeping(store: Store, session: int, at: datetime) -> Watch:
    def keep(talked: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, Save):
                store.save(session, effect.record, at + timedelta(seconds=talked.now))

    return keep


_ENDED = frozenset({Outcome.STOPPED, Outcome.PAUSED_OUT})


def _offers(unfinished: Unfinished | None, talked: Conversation, session: int) -> None:
    """Whoever did something and was cut off is asked; whoever came to an end, or is alarmed, is not."""
    is_ended = any(record.outcome not in _ENDED for record in talked.finished)
    is_dangerous = bool({"STOP", "EMERGENCY STOP"} & {action for _, action in talked.decisions})
    has_done = any(record.done for record in talked.sets) or set(talked.rules) - {"R12"}
    is_alarmed = "something-wrong" in {answer.meaning for answer in talked.answers}
    said_no = [answer.meaning for answer in talked.answers if answer.topic == "going on"][-1:] == ["no"]

    if is_ended or is_dangerous or (talked.session._where in _OPEN_ALARM and is_alarmed):
        assert unfinished is None
    elif has_done and not is_alarmed:
        assert unfinished is not None
        assert unfinished.session == session
        assert tuple(talked.saved) == unfinished.records[-len(talked.saved) :]
    elif said_no and not has_done:
        assert unfinished is None
    if goes_on(talked) and unfinished is not None:
        before = talked.session._background.unfinished
        assert before is not None
        assert unfinished.records[: len(before.records)] == before.records


def _remembers(background: Background, talked: Conversation) -> None:
    """The next session knows what this one was told, however it ended."""
    is_cut_off = not talked.finished and talked.saved
    told = {
        record.precaution: record.standing for record in talked.saved if isinstance(record, PrecautionRecord)
    }

    assert background.profile == {**talked.session._background.profile, **told}
    assert {record.exercise for record in talked.left_out if record.is_for_good} <= background.left_out
    assert background.favourite not in background.left_out
    tempos = [record.scale for record in talked.saved if isinstance(record, TempoRecord)]
    assert background.tempo_scale == (tempos or [talked.session._background.tempo_scale])[-1]
    assert not is_cut_off or background.is_after_stop
    assert "R10" not in talked.rules or background.is_locked
    if is_cut_off and talked.session._where in _OPEN_ALARM:
        assert background.is_locked
    if talked.session._background.is_locked and "acknowledged" not in {
        each.meaning for each in talked.answers
    }:
        assert background.is_locked
