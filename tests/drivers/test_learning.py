"""What a tuning learns from: the ears' blocks and utterances, in memory, weighed while the coach goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.drivers.fakes import BLOCK_S, FakeRecognizer, LoudnessVad, PostBox, blocks, sure
from voicecoach.coach.effects import Listen
from voicecoach.coach.events import Adapted
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import Clarity, TuningResult, Wanted
from voicecoach.drivers.ears import VoiceEars
from voicecoach.drivers.learning import Student
from voicecoach.speech.recognizers.confidence import Judge, Thresholds
from voicecoach.speech.recognizers.floor import Listened
from voicecoach.speech.tuning import Adaptation

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.own_voice import OwnVoice

CHANGE = Question.CHANGE
WANTED = (Wanted("better", CHANGE), Wanted("worse", CHANGE), Wanted("better", CHANGE))
LISTEN = Listen(CHANGE, ("better", "worse"), first_word_s=2.0, end_silence_s=0.7, longest_s=6.0)


class Weigher:
    """Hears "better", surely, at the question of the change, and nothing elsewhere; `failure` is raised instead."""

    judge = Judge((1.0, 0.0, 0.0, 0.0), 0.0, {"default": Thresholds(0.7, 0.3, 0.2)})

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure

    def hear(self, audio: AudioData) -> Listened:
        if self._failure is not None:
            raise self._failure
        return Listened(None, None)

    def choose(self, heard: Listened, phrases: tuple[str, ...]) -> tuple[str, float]:
        return ("better", 0.9) if "better" in phrases else (phrases[0], 0.1)

    def learn(self, takes: Sequence[tuple[str, Listened]]) -> None:
        return None

    def as_said_by(self, voice: OwnVoice | None, heard: Listened, question: str) -> Listened:
        return heard


class Kept:
    """What was committed."""

    def __init__(self) -> None:
        self.found: list[tuple[Adaptation, TuningResult]] = []

    def __call__(self, found: Adaptation, result: TuningResult) -> None:
        self.found.append((found, result))


def a_student(make: Callable[[], Weigher] = Weigher) -> tuple[Student, PostBox, Kept]:
    inbox, kept = PostBox(), Kept()
    student = Student(inbox, WANTED, make, kept)
    student.start()
    return student, inbox, kept


def tone(level: int = 8000) -> NDArray[np.int16]:
    return np.full(16000, level, np.int16)


def result_of(inbox: PostBox) -> TuningResult:
    adapted = inbox.next()
    assert isinstance(adapted, Adapted)
    assert adapted.result is not None, adapted.problem
    return adapted.result


def test_takes_are_weighed_and_words_that_were_never_heard_are_named() -> None:
    """In the order in which they were asked for; kept is what was told."""
    student, inbox, kept = a_student()
    for _ in range(2):
        student.hear_utterance(tone())
        student.take("better", CHANGE)
    student.adapt()
    result = result_of(inbox)
    student.keep()

    assert [(word.phrase, word.clarity) for word in result.words] == [
        ("better", Clarity.WELL),
        ("worse", Clarity.NOT_SAID),
    ]
    assert [each[1] for each in kept.found] == [result]


def test_an_utterance_is_a_take_only_once() -> None:
    """A take without a sound of its own is none."""
    student, inbox, _ = a_student()
    student.hear_utterance(tone())
    student.take("better", CHANGE)
    student.take("worse", CHANGE)
    student.adapt()

    assert [word.takes for word in result_of(inbox).words] == [1, 0]


def test_what_comes_shortly_before_a_voice_is_not_the_room() -> None:
    """A breath as loud as the voice would make any room noisy."""
    student, inbox, _ = a_student()
    for block in blocks(("silence", 3.0), ("voice", 0.4)):
        student.hear_room(block)
    student.hear_voice()
    student.hear_utterance(tone())
    student.take("better", CHANGE)
    student.adapt()

    assert not result_of(inbox).is_noisy


def test_a_room_as_loud_as_the_voice_is_noisy() -> None:
    """And is told."""
    student, inbox, _ = a_student()
    for block in blocks(("voice", 3.0)):
        student.hear_room(block)
    student.hear_utterance(tone(12000))
    student.take("better", CHANGE)
    student.adapt()

    assert result_of(inbox).is_noisy


@pytest.mark.parametrize("is_late", [False, True])
def test_where_it_fails_that_is_told_and_nothing_hangs(*, is_late: bool) -> None:
    """Be it in loading or in weighing."""

    def make() -> Weigher:
        if not is_late:
            raise MemoryError
        return Weigher(RuntimeError("the model is broken"))

    student, inbox, _ = a_student(make)
    student.hear_utterance(tone())
    student.take("better", CHANGE)
    student.adapt()

    assert inbox.next() == Adapted(None, "the model is broken" if is_late else "MemoryError")


class Diary:
    """A witness that writes down what it gets."""

    def __init__(self) -> None:
        self.room = self.voice = 0
        self.utterances: list[NDArray[np.int16]] = []

    def hear_room(self, samples: NDArray[np.int16]) -> None:
        self.room += 1

    def hear_voice(self) -> None:
        self.voice += 1

    def hear_utterance(self, samples: NDArray[np.int16]) -> None:
        self.utterances.append(samples)


def test_the_ears_tell_their_witness_of_the_room_and_of_utterances() -> None:
    """Blocks of the voice are no room, and the utterance comes before its answer."""
    inbox, diary = PostBox(), Diary()
    ears = VoiceEars(inbox, FakeRecognizer(sure("better")), LoudnessVad(), lambda: 0.0, witness=diary)
    try:
        ears.listen(LISTEN)
        for number, block in enumerate(blocks(("silence", 1.0), ("voice", 0.5), ("silence", 1.0))):
            ears.hear_block(block, 100.0 + number * BLOCK_S)
        inbox.next()
    finally:
        ears.close()

    assert diary.room == pytest.approx(1.0 / BLOCK_S, abs=1)
    assert diary.voice >= 0.5 / BLOCK_S
    assert len(diary.utterances) == 1
    assert len(diary.utterances[0]) > 0.5 * 16000
