"""What a tuning adopts: what helps on takes that it was not fitted on, and lets no other speech through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from voicecoach.coach.events import Band
from voicecoach.coach.phrases import ALARM, CONTROL, Question, vocabulary
from voicecoach.coach.tuning_words import TWICE, Clarity, in_mixed_order
from voicecoach.speech.audio import audio_data, read_wav
from voicecoach.speech.recognizers.base import Vocabulary
from voicecoach.speech.recognizers.confidence import LEAST_SURE, Judge, Thresholds
from voicecoach.speech.recognizers.floor import FloorRecognizer
from voicecoach.speech.recognizers.meanings import same_meaning
from voicecoach.speech.recognizers.personal import CAREFUL, MOST_EASE, NOBODY, Personal
from voicecoach.speech.tuning import (
    Guess,
    Take,
    Weighed,
    adapt,
    halves,
    is_noisy,
    learn,
    own_voice,
    put,
    strange_to,
    weigh,
)

PHRASES = Path(__file__).parents[2] / "audio_fixtures" / "phrases"
CHANGE, RATING, SCREENING = Question.CHANGE, Question.RATING, Question.SCREENING
JUDGE = Judge(
    (1.0, 0.0, 0.0, 0.0),
    0.0,
    {each: Thresholds(0.7, 0.3, 0.2) for each in (*(q.value for q in Question), "default")},
)
WORDS = ("better", "worse", "the same", "better in the leg", "a bit better", "no change")


def take(
    phrase: str,
    confidence: float,
    *,
    is_right: bool = True,
    question: Question = CHANGE,
    strange: float = 0.1,
) -> Weighed:
    other = Guess(RATING, "five", strange, is_right=False)
    return Weighed(phrase, question, Guess(question, phrase, confidence, is_right), (other,))


def twice(confidences: Iterable[float]) -> list[Weighed]:
    """Each confidence is that of one word, in both of its takes."""
    found = [take(word, confidence) for word, confidence in zip(WORDS, confidences, strict=False)]
    return [*found, *found]


def test_what_helps_in_both_halves_is_adopted() -> None:
    """Words that were asked back are sure now, and so the report says."""
    found = adapt(JUDGE, twice([0.62, 0.63, 0.9]))

    assert found.personal == Personal(MOST_EASE)
    assert (found.sure_before, found.sure_now, found.takes) == (2, 6, 6)
    assert {word.clarity for word in found.words} == {Clarity.WELL}


def test_one_take_more_may_be_chance() -> None:
    """Then nothing is changed."""
    found = adapt(JUDGE, [take("better", 0.65), take("better", 0.9), take("worse", 0.9), take("worse", 0.9)])

    assert found.personal == NOBODY
    assert found.sure_now == found.sure_before == 3


@pytest.mark.parametrize("half", [0, 1])
def test_other_speech_that_would_be_sure_forbids_it(half: int) -> None:
    """In whichever half it was said: each half is measured with what was fitted on the other."""
    weighed = twice([0.62, 0.63, 0.64])
    weighed[half * 3] = take("better", 0.62, strange=0.61)

    assert adapt(JUDGE, weighed).personal == NOBODY


@pytest.mark.parametrize("half", [0, 1])
def test_a_word_taken_for_another_forbids_it(half: int) -> None:
    """A wrong answer that was asked back must not become sure."""
    weighed = twice([0.62, 0.63, 0.64])
    weighed[half * 3] = take("better", 0.62, is_right=False)

    assert adapt(JUDGE, weighed).personal == NOBODY


def test_a_smaller_step_is_taken_where_the_larger_one_does_harm() -> None:
    """Half of it is better than nothing."""
    weighed = [take(word, 0.67, strange=0.62) for word in WORDS[:3]]

    assert adapt(JUDGE, [*weighed, *weighed]).personal == Personal(MOST_EASE / 2)


def test_without_takes_nothing_is_adopted() -> None:
    """Nor does it fail."""
    found = adapt(JUDGE, [])

    assert (found.personal, found.words, found.takes) == (NOBODY, (), 0)


def test_a_take_that_is_no_speech_counts_as_missed() -> None:
    """It was said, and not heard."""
    found = adapt(JUDGE, [Weighed("better", CHANGE, None, ()), take("better", 0.9)])

    assert found.words[0].clarity is Clarity.BADLY


def test_the_halves_hold_the_first_and_the_second_takes() -> None:
    """Of words said once, every other goes to each half."""
    one, two = take("better", 0.5), take("better", 0.6)
    singles = [take(word, 0.5, question=RATING) for word in ("one", "two")]

    assert halves([one, singles[0], two, singles[1]]) == ([one, singles[0]], [two, singles[1]])


@pytest.mark.parametrize("ease", [-0.01, MOST_EASE + 0.01, float("nan")])
def test_no_ease_beyond_its_bounds_exists(ease: float) -> None:
    """Whatever a file says."""
    with pytest.raises(ValueError, match="ease"):
        Personal(ease)


def test_where_red_flags_are_cleared_nothing_is_ever_eased() -> None:
    """And elsewhere the floor holds, and nothing but "sure" moves."""
    low = Judge(JUDGE.weights, 0.0, {**JUDGE.thresholds, "rating": Thresholds(0.55, 0.3, 0.2)})
    eased = low.eased(MOST_EASE)

    assert {"screening", "yes-no"} == CAREFUL
    for question in CAREFUL:
        assert eased.thresholds[question] == low.thresholds[question]
    assert eased.thresholds["rating"].sure == LEAST_SURE
    assert eased.thresholds["change"] == Thresholds(pytest.approx(0.6), 0.3, 0.2)
    assert low.eased(0.0) is low


def test_careful_questions_are_never_eased_by_way_of_the_default() -> None:
    """Where they have no thresholds of their own, the shipped default holds for them."""
    plain = Judge(JUDGE.weights, 0.0, {"default": Thresholds(0.7, 0.3, 0.2)})
    eased = plain.eased(MOST_EASE)

    assert eased.band("all clear", 0.65, "screening") is Band.ASK
    assert eased.band("yes", 0.65, "yes-no") is Band.ASK
    assert eased.band("better", 0.65, "change") is Band.SURE


def test_the_room_is_noisy_where_the_voice_is_less_than_ten_decibels_louder() -> None:
    """Without either, nobody knows."""
    assert is_noisy([0.02, 0.02], [0.01, 0.01])
    assert not is_noisy([0.2, 0.2], [0.01, 0.01])
    assert not is_noisy([], [0.01])
    assert not is_noisy([0.2], [])


# --- with the real recognizer, on real recordings -----------------------------------------------------------------


@pytest.fixture(scope="module")
def recognizer() -> FloorRecognizer:
    return FloorRecognizer(same_meaning)


@pytest.fixture(scope="module")
def weighed(recognizer: FloorRecognizer) -> list[Weighed]:
    """A tuning of the words that are asked for twice, first in the room, then near."""
    order = in_mixed_order(TWICE, ())
    found = []
    for number, wanted in enumerate(order):
        place = "room" if number < len(TWICE) else "near"
        path = PHRASES / wanted.phrase.replace(" ", "-") / f"espeak-scotland-man__{place}.wav"
        found.append(weigh(recognizer, Take(wanted.phrase, wanted.question, read_wav(path))))
    return found


def test_takes_are_put_to_their_own_question_and_to_strange_ones(weighed: list[Weighed]) -> None:
    """No strange question knows a word of the take."""
    for each in weighed:
        assert each.guess is not None
        assert each.guess.question is each.question
        for guess in each.strange:
            assert not set(each.phrase.split()) & {w for p in vocabulary(guess.question) for w in p.split()}


def test_most_words_of_a_clear_voice_are_heard(recognizer: FloorRecognizer, weighed: list[Weighed]) -> None:
    """And the report agrees with the recognizer's own bands."""
    found = adapt(recognizer.judge, weighed)
    heard = [word for word in found.words if word.clarity in (Clarity.WELL, Clarity.ASKED)]

    assert len(found.words) == len(TWICE)
    assert len(heard) >= len(TWICE) // 2


def test_what_is_adopted_does_no_harm_on_these_takes(
    recognizer: FloorRecognizer, weighed: list[Weighed]
) -> None:
    """No fewer right ones are sure, and no more wrong or strange ones."""
    eased = recognizer.judge.eased(adapt(recognizer.judge, weighed).personal.ease)

    def sure(judge: Judge, guesses: Iterable[Guess]) -> int:
        return sum(judge.band(g.phrase, g.confidence, g.question.value) is Band.SURE for g in guesses)

    own = [each.guess for each in weighed if each.guess]
    right = [guess for guess in own if guess.is_right]
    wrong = [guess for guess in own if not guess.is_right]
    strange = [guess for each in weighed for guess in each.strange]

    assert sure(eased, right) >= sure(recognizer.judge, right)
    assert sure(eased, wrong) == sure(recognizer.judge, wrong)
    assert sure(eased, strange) == sure(recognizer.judge, strange)


def test_a_recognizer_takes_what_a_tuning_found(recognizer: FloorRecognizer) -> None:
    """Its judge is the eased one."""
    tuned = FloorRecognizer(same_meaning, personal=Personal(MOST_EASE))

    assert tuned.judge == recognizer.judge.eased(MOST_EASE)
    assert tuned.judge != recognizer.judge


def test_how_words_are_said_is_learned_from_other_takes(
    recognizer: FloorRecognizer, weighed: list[Weighed]
) -> None:
    """From those in the room, for those near by: the word itself is likest, nearly always."""
    first, second = halves(weighed)
    voice = recognizer.learn([(each.phrase, each.heard) for each in first if each.heard])
    assert voice is not None
    own = [
        (each.phrase, voice.nats(each.heard.row))
        for each in second
        if each.heard and each.heard.row is not None
    ]
    right = sum(max(nats, key=lambda phrase: nats[phrase]) == said for said, nats in own)

    assert len(own) == len(TWICE)
    assert right >= len(TWICE) - 2


def test_a_voice_that_is_adopted_helps_on_takes_that_it_did_not_learn_from(
    recognizer: FloorRecognizer, weighed: list[Weighed]
) -> None:
    """More are sure and right, and the report says how many."""
    voice, reheard = own_voice(recognizer, weighed)
    found = learn(recognizer, weighed)

    assert voice is not None
    assert found.personal.voice == voice
    assert found.sure_before == adapt(recognizer.judge, weighed).sure_before
    assert found.sure_now >= adapt(recognizer.judge, reheard).sure_before >= found.sure_before


def test_where_red_flags_are_cleared_everybody_is_heard_alike(
    recognizer: FloorRecognizer, weighed: list[Weighed]
) -> None:
    """And elsewhere not."""
    voice = recognizer.learn([(each.phrase, each.heard) for each in weighed if each.heard])
    assert voice is not None
    for each in weighed:
        same = put(recognizer, voice, each).guess == put(recognizer, None, each).guess

        assert same == (each.question.value in CAREFUL)


def test_a_voice_learned_from_wrong_words_is_not_adopted(
    recognizer: FloorRecognizer, weighed: list[Weighed]
) -> None:
    """Where something else was said than was asked for."""
    said = [each.phrase for each in weighed]
    mixed = [replace(each, phrase=said[number - 3]) for number, each in enumerate(weighed)]

    assert own_voice(recognizer, mixed)[0] is None


def test_a_session_hears_with_the_voice(recognizer: FloorRecognizer, weighed: list[Weighed]) -> None:
    """As the tuning did; a voice of another embedding changes nothing."""
    voice = recognizer.learn([(each.phrase, each.heard) for each in weighed if each.heard])
    assert voice is not None
    strange = replace(voice, embedding="another")
    audio = audio_data(read_wav(PHRASES / "worse" / "espeak-scotland-man__room.wav"))
    asked = Vocabulary("change", vocabulary(CHANGE))
    plain, own, other = (
        FloorRecognizer(same_meaning, personal=Personal(voice=each)).recognize(audio, asked)
        for each in (None, voice, strange)
    )

    assert own.confidence > plain.confidence
    assert other == plain


def test_every_word_but_those_of_every_question_has_strange_questions() -> None:
    """Or nothing would hold against other speech."""
    everywhere = {*CONTROL, *ALARM}
    for wanted in in_mixed_order():
        found = strange_to(wanted.phrase)

        assert bool(found) == (wanted.phrase not in everywhere)
        assert wanted.question not in found
