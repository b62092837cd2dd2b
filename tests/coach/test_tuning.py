"""The dialogue of a tuning on a simulated clock: the order of the words, stop and pause, silence, the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from voicecoach.coach.effects import (
    Adapt,
    Effect,
    Finish,
    KeepTake,
    KeepTuning,
    Listen,
    Say,
    StartTimer,
)
from voicecoach.coach.events import (
    Adapted,
    Band,
    DeviceLost,
    Event,
    Heard,
    InputEnded,
    KeyPressed,
    NothingHeard,
    Silence,
    Source,
    SpeechEnded,
    Started,
    TimerFired,
)
from voicecoach.coach.phrases import Question, vocabulary
from voicecoach.coach.tuning import MOST_SILENCES, Stage, Tuning
from voicecoach.coach.tuning_lines import report
from voicecoach.coach.tuning_words import (
    ONCE,
    TWICE,
    TuningResult,
    Wanted,
    WordHeard,
    chosen,
    in_mixed_order,
)

SILENT = NothingHeard(Silence.SILENCE)
MUMBLED = NothingHeard(Silence.UNCLEAR)
RESULT = TuningResult((WordHeard("better", Question.CHANGE, 2, 2, 0),))
SPEECH_S, WORD_S = 1.5, 2.0
MOST_STEPS = 1000

Answer = Callable[[str], Event]


def says(text: str, band: Band = Band.SURE) -> Heard:
    return Heard(text, 0.9, band, Source.VOICE)


class Room:
    """A tuning and its surroundings: lines end, timers fire, and `answer` says what comes to the word asked for."""

    def __init__(self, answer: Answer, words: Sequence[Wanted] | None = None) -> None:
        self.tuning = Tuning(words)
        self.answer = answer
        self.now = 0.0
        self.effects: list[Effect] = []
        self.asked: list[str] = []
        self._due: list[Event] = []
        self._topic = ""

    def run(self) -> Finish:
        self.tell(Started())
        for _ in range(MOST_STEPS):
            if self.tuning.is_finished:
                return self.finish
            self.now += SPEECH_S
            self.tell(self._due.pop(0))
        raise AssertionError("it never ends")

    def tell(self, event: Event) -> list[Effect]:
        done = self.tuning.step(event, self.now)
        self.effects += done
        for effect in done:
            self._perform(effect)
        return list(done)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Say():
                if effect.cue.startswith("ask "):
                    self._topic = effect.cue.removeprefix("ask ")
                    self.asked.append(self._topic)
                elif effect.cue in ("paused", "stopped"):
                    self._topic = effect.cue
                self._due.append(SpeechEnded(effect.say_id))
            case Listen():
                is_for_somebody = not effect.is_open or self.tuning.stage is Stage.PAUSED
                if is_for_somebody:
                    self.now += WORD_S
                    self._due.append(self.answer(self._topic))
            case StartTimer("quiet", at_s):
                self.now = at_s
                self._due.append(TimerFired("quiet"))
            case Adapt():
                self._due.append(Adapted(RESULT))
            case _:
                pass

    def of(self, kind: type) -> list:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def said(self) -> str:
        return " ".join(say.text for say in self.of(Say))

    @property
    def finish(self) -> Finish:
        return self.of(Finish)[0]


def test_each_important_word_is_asked_twice_and_the_digits_once() -> None:
    """All are kept as takes of what was asked for, and what helped is kept before the coach says so."""
    room = Room(says)
    finish = room.run()

    assert finish.outcome == "complete"
    assert sorted(room.asked) == sorted([w.phrase for w in TWICE] * 2 + [w.phrase for w in ONCE])
    assert [take.phrase for take in room.of(KeepTake)] == room.asked
    kinds = [type(effect) for effect in room.effects]
    assert kinds.index(KeepTuning) < len(kinds) - kinds[::-1].index(Say) - 1


def test_it_takes_less_than_three_minutes_and_a_half() -> None:
    """With a line of 1.5 s and an answer of 2 s, which is slower than it was measured."""
    room = Room(says)
    room.run()

    assert 110 < room.now < 210


def test_no_word_comes_twice_in_a_row_and_the_second_round_has_another_order() -> None:
    """What was said a moment ago is easily said alike."""
    order = [wanted.phrase for wanted in in_mixed_order()]
    first = [word.phrase for word in TWICE]
    second = [word for word in order if word in first][len(first) :]

    assert all(one != other for one, other in itertools.pairwise(order))
    assert sorted(second) == sorted(first)
    assert second != first


@pytest.mark.parametrize("wanted", [*TWICE, *ONCE])
def test_each_word_is_one_that_its_question_listens_for(wanted: Wanted) -> None:
    """And it is listened for with that question's whole vocabulary, as in a session."""
    room = Room(says, [wanted])
    room.run()
    listen = next(each for each in room.of(Listen) if not each.is_open)

    assert wanted.phrase in vocabulary(wanted.question)
    assert (listen.question, listen.phrases) == (wanted.question, vocabulary(wanted.question))


@pytest.mark.parametrize("word", ["stop", "pause", "continue", "ready", "something is wrong"])
def test_a_command_that_was_asked_for_is_a_take_and_is_not_obeyed(word: str) -> None:
    """Sure or doubtful."""
    for band in (Band.SURE, Band.ASK):
        room = Room(lambda asked, band=band: says(asked, band), chosen([word]))

        assert room.run().outcome == "complete"
        assert [take.phrase for take in room.of(KeepTake)] == [word, word]


@pytest.mark.parametrize("word", ["stop", "quit"])
def test_a_stop_in_place_of_a_word_ends_it_and_nothing_is_kept(word: str) -> None:
    """After "stopped", silence is enough."""
    room = Room(lambda asked: SILENT if asked == "stopped" else says(word), chosen(["better"]))

    assert room.run().outcome == "stopped"
    assert not room.of(KeepTake)
    assert not room.of(KeepTuning)


def test_a_stop_is_taken_back_with_continue_and_the_word_is_asked_again() -> None:
    """No word is lost by it."""
    answers = iter([says("stop"), says("continue"), says("better"), says("better")])
    room = Room(lambda _: next(answers), chosen(["better"]))

    assert room.run().outcome == "complete"
    assert room.asked == ["better"] * 3
    assert len(room.of(KeepTake)) == 2


@pytest.mark.parametrize("heard", [says("pause"), says("stop", Band.ASK), says("wait", Band.ASK)])
def test_a_pause_and_a_doubtful_stop_pause(heard: Heard) -> None:
    """ "Continue" goes on with the word that was asked for."""
    answers = iter([says("better"), heard, says("continue"), says("better")])
    room = Room(lambda _: next(answers), chosen(["better"]))

    assert room.run().outcome == "complete"
    assert room.asked == ["better"] * 3
    assert "Paused." in room.said


@pytest.mark.parametrize("stage", ["opening", "quiet", "asking", "listening", "working"])
def test_a_typed_quit_ends_it_at_any_time(stage: str) -> None:
    """And keeps nothing."""
    tuning = Tuning(chosen(["better"]))
    steps: list[Event] = [Started()]
    if stage != "opening":
        steps.append(SpeechEnded(1))
    if stage in ("asking", "listening", "working"):
        steps.append(TimerFired("quiet"))
    if stage in ("listening", "working"):
        steps.append(SpeechEnded(2))
    if stage == "working":
        steps += [says("better"), SpeechEnded(3), says("better")]
    for event in steps:
        tuning.step(event, 1.0)
    done = tuning.step(Heard("quit"), 2.0)
    assert tuning.stage is Stage.CLOSING
    say = next(effect for effect in done if isinstance(effect, Say))
    late = tuning.step(Adapted(RESULT), 2.5)
    done = tuning.step(SpeechEnded(say.say_id), 3.0)

    assert not late
    assert isinstance(done[-1], Finish)
    assert done[-1].outcome == "stopped"


def test_the_end_of_the_input_ends_it_without_a_word() -> None:
    """Ctrl-C waits for nothing."""
    tuning = Tuning()
    tuning.step(Started(), 0.0)
    done = tuning.step(InputEnded(), 1.0)

    assert isinstance(done[-1], Finish)
    assert not any(isinstance(effect, Say) for effect in done)


def test_a_key_pauses_while_the_coach_speaks() -> None:
    """As in a session."""
    tuning = Tuning()
    tuning.step(Started(), 0.0)
    tuning.step(KeyPressed(), 1.0)

    assert tuning.view().is_paused


def test_typed_words_are_no_take() -> None:
    """The word is asked for again, aloud."""
    answers = iter([Heard("better"), says("better"), says("better")])
    room = Room(lambda _: next(answers), chosen(["better"]))

    assert room.run().outcome == "complete"
    assert len(room.of(KeepTake)) == 2


def test_what_is_misheard_or_refused_is_a_take_all_the_same() -> None:
    """It is what must be measured."""
    answers = iter([says("worse"), MUMBLED])
    room = Room(lambda _: next(answers), chosen(["better"]))
    room.run()

    assert [take.phrase for take in room.of(KeepTake)] == ["better", "better"]


def test_silence_is_noted_and_it_goes_on() -> None:
    """A word that was not said is not asked for again."""
    answers = iter([SILENT, says("stop"), NothingHeard(Silence.NOISE), says("stop")])
    room = Room(lambda _: next(answers), chosen(["better", "stop"]))

    assert room.run().outcome == "complete"
    assert [take.phrase for take in room.of(KeepTake)] == ["stop", "stop"]


def test_long_silence_pauses_and_asks_for_the_microphone() -> None:
    """And where nothing ever comes, nothing is changed."""
    room = Room(lambda asked: says("quit") if asked == "paused" else SILENT)

    assert room.run().outcome == "stopped"
    assert len(room.asked) == MOST_SILENCES
    assert "Is the microphone on?" in room.said


def test_without_any_word_nothing_is_worked_out() -> None:
    """It says so."""
    room = Room(lambda _: SILENT, chosen(["better"]))

    assert room.run().outcome == "nothing-heard"
    assert not room.of(Adapt)


def test_an_alarm_in_place_of_a_word_ends_it_with_an_advice() -> None:
    """It is no take."""
    room = Room(lambda _: says("something is wrong"), chosen(["better"]))

    assert room.run().outcome == "stopped"
    assert "emergency" in room.said
    assert not room.of(KeepTake)


@pytest.mark.parametrize("device", ["microphone", "speaker"])
def test_a_lost_device_ends_it(device: str) -> None:
    """By text nothing can be learned."""
    room = Room(lambda _: DeviceLost(device))

    assert room.run().outcome == "no-audio"
    assert not room.of(KeepTuning)


def test_where_it_cannot_be_worked_out_nothing_is_changed() -> None:
    """It says so, and ends."""
    tuning = Tuning(chosen(["better"]))
    for event in (Started(), SpeechEnded(1), TimerFired("quiet"), SpeechEnded(2), says("better")):
        tuning.step(event, 1.0)
    tuning.step(SpeechEnded(3), 1.0)
    tuning.step(says("better"), 1.0)
    tuning.step(Adapted(None, "out of memory"), 1.0)
    tuning.step(SpeechEnded(4), 1.0)
    done = tuning.step(SpeechEnded(5), 1.0)

    assert isinstance(done[-1], Finish)
    assert (done[-1].outcome, done[-1].reason) == ("failed", "out of memory")


def test_a_failure_in_between_ends_it_at_once() -> None:
    """No further word is asked for in vain."""
    tuning = Tuning()
    tuning.step(Started(), 0.0)
    done = tuning.step(Adapted(None, "no model"), 1.0)

    assert tuning.stage is Stage.CLOSING
    assert any(isinstance(effect, Say) for effect in done)


def heard(phrase: str, takes: int, sure: int, asked: int = 0) -> WordHeard:
    return WordHeard(phrase, Question.CHANGE, takes, sure, asked)


def test_the_report_names_what_is_heard_well_and_what_to_do_about_the_rest() -> None:
    """In plain words."""
    words = (
        heard("better", 2, 2),
        heard("worse", 2, 2),
        heard("stop", 2, 1, 1),
        heard("five", 1, 0),
        heard("nine", 2, 1),
        heard("yes", 0, 0),
    )

    assert " ".join(report(TuningResult(words, is_noisy=True))) == (
        "I hear better and worse well. With stop I may ask back. For five and nine, come a little nearer. "
        "I did not hear you say yes. "
        "The room is nearly as loud as your voice. Turn off what makes noise, if you can. "
        "Nothing that I tried makes me hear you better, so my hearing stays as it was."
    )


def test_many_words_are_counted_and_not_read_out() -> None:
    """The screen names them."""
    words = tuple(heard(f"word {n}", 1, n % 2) for n in range(20))

    assert report(TuningResult(words, is_adapted=True))[:2] == (
        "I hear ten words well.",
        "For ten words, come a little nearer.",
    )
