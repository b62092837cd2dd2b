"""The default recognizer, with its real acoustic model, on synthetic voices and on what is no speech."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicecoach.coach.phrases import CONTROL, Question, vocabulary
from voicecoach.errors import VoicecoachError
from voicecoach.speech import recognizers
from voicecoach.speech.audio import audio_data, samples_of
from voicecoach.speech.recognizers.base import Band, Hypothesis, Vocabulary
from voicecoach.speech.recognizers.confidence import DOUBTFUL
from voicecoach.speech.recognizers.floor import NEAR, FloorRecognizer, nearest_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from speech_recognition import AudioData

CHANGE = Vocabulary(Question.CHANGE, vocabulary(Question.CHANGE))
RATING = Vocabulary(Question.RATING, vocabulary(Question.RATING))
YES_NO = Vocabulary(Question.YES_NO, vocabulary(Question.YES_NO))
REFUSED = Hypothesis(None, 0.0, Band.REFUSED)


@pytest.fixture(scope="module")
def floor() -> FloorRecognizer:
    return FloorRecognizer()


@pytest.mark.parametrize(
    "answer", ["better", "worse", "the same", "worse in the leg but better in the back", "stop"]
)
def test_a_clear_answer_is_sure(
    floor: FloorRecognizer, speak: Callable[[str], AudioData], answer: str
) -> None:
    heard = floor.recognize(speak(answer), CHANGE)

    assert (heard.text, heard.band) == (answer, Band.SURE)


@pytest.mark.parametrize(
    "sentence", ["what time is it", "the dog wants to go out", "banana", "close the window"]
)
def test_other_speech_is_no_answer(
    floor: FloorRecognizer, speak: Callable[[str], AudioData], sentence: str
) -> None:
    assert floor.recognize(speak(sentence), YES_NO).band is not Band.SURE


def test_hiss_is_no_answer(floor: FloorRecognizer, hiss: AudioData) -> None:
    assert floor.recognize(hiss, RATING).band is not Band.SURE


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.int16),
        np.zeros(1, np.int16),
        np.full(300, 9000, np.int16),
        np.zeros(32_000, np.int16),
        np.resize(np.array([32767, -32768], np.int16), 16_000),
        np.zeros(16_000 * 60, np.int16) + 5000,
    ],
    ids=["empty", "one sample", "too short", "silent", "clipped", "a minute"],
)
def test_sound_without_an_utterance_is_refused_not_an_error(
    floor: FloorRecognizer, samples: np.ndarray
) -> None:
    assert floor.recognize(audio_data(samples), CHANGE) == REFUSED


def test_an_empty_vocabulary_refuses(floor: FloorRecognizer, hiss: AudioData) -> None:
    assert floor.recognize(hiss, Vocabulary("change", ())) == REFUSED


def test_a_phrase_of_a_new_program_is_understood_without_a_lexicon_entry(
    floor: FloorRecognizer, speak: Callable[[str], AudioData]
) -> None:
    vocabulary = Vocabulary("change", ("a sharp electric shock", "better", "worse"))

    assert floor.recognize(speak("a sharp electric shock"), vocabulary).text == "a sharp electric shock"


def test_a_phrase_that_cannot_be_pronounced_is_named_when_prepared(floor: FloorRecognizer) -> None:
    with pytest.raises(VoicecoachError, match="'42'"):
        floor.prepare(Vocabulary("rating", ("42", "one")))


def test_phrases_of_one_meaning_are_no_rivals(speak: Callable[[str], AudioData]) -> None:
    phrases = ("better", "a bit better", "a little better")
    apart, together = FloorRecognizer(), FloorRecognizer(lambda _one, _other: True)
    samples = speak("a bit better")

    assert together.guess(samples, phrases)[1] >= apart.guess(samples, phrases)[1]  # type: ignore[index]


def test_a_narrow_telephone_recording_is_heard_too(
    floor: FloorRecognizer, speak: Callable[[str], AudioData]
) -> None:
    heard = floor.recognize(
        audio_data(np.frombuffer(speak("better").get_raw_data(8000), np.int16), 8000), CHANGE
    )

    assert heard.text == "better"


@pytest.mark.parametrize(
    ("phrases", "total", "alternative"),
    [
        (("four", "five", "nine"), (-1.0, -2.0, -3.0), "five"),
        (("nine", "five", "four"), (-2.0, -9.0, -1.0), "nine"),
        (("four", "five"), (-1.0, -1.0 - NEAR), "five"),
        (("four", "five"), (-1.0, -1.1 - NEAR), None),
        (("four", "stop", "five"), (-1.0, -2.0, -3.0), None),
        (("stop", "four", "five"), (-1.0, -2.0, -3.0), None),
        (("four", "something is wrong"), (-1.0, -2.0), None),
        (("four",), (-1.0,), None),
    ],
)
def test_what_else_it_may_have_been_is_near_and_no_command(
    phrases: tuple[str, ...], total: tuple[float, ...], alternative: str | None
) -> None:
    """Else there is no alternative."""
    scores = np.array(total)
    differs = np.arange(len(phrases)) != scores.argmax()

    assert nearest_other(phrases, scores, differs) == alternative


def test_a_phrase_of_the_same_meaning_is_no_alternative(speak: Callable[[str], AudioData]) -> None:
    """ "Yeah" beside "yes"."""
    heard = FloorRecognizer(lambda _one, _other: True).listen(samples_of(speak("yes")))

    assert FloorRecognizer(lambda _one, _other: True).weigh(heard, ("yes", "yeah")).alternative is None


def test_what_is_refused_has_no_alternative(floor: FloorRecognizer, hiss: AudioData) -> None:
    """Nobody said either."""
    heard = floor.recognize(hiss, RATING)

    assert heard.text is not None or heard.alternative is None


def test_two_numbers_between_which_it_is_open_are_both_told(
    floor: FloorRecognizer, speak: Callable[[str], AudioData]
) -> None:
    """Half "five", half "nine"."""
    five, nine = (samples_of(speak(word)) for word in ("five", "nine"))
    length = min(len(five), len(nine))
    weighed = floor.weigh(floor.listen((five[:length] + nine[:length]) / 2), ("five", "nine", *CONTROL))

    assert {weighed.phrase, weighed.alternative} == {"five", "nine"}


def test_importing_the_module_loads_no_engine() -> None:
    engines = "[name for name in ('hama', 'onnxruntime', 'speech_recognition') if name in sys.modules]"
    code = f"import sys, voicecoach.speech.recognizers.floor; print({engines})"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "[]"


def test_the_fitted_thresholds_for_sure_lie_above_what_is_doubtful() -> None:
    fitted = tomllib.loads(resources.files(recognizers).joinpath("floor.toml").read_text(encoding="utf-8"))

    judges = fitted["judge"]

    whole = [f"{embedding}{text}" for embedding in ("encoder", "embedding") for text in ("", "+dictation")]
    assert judges.keys() == {"ctc", *whole, *(f"ctc+{each}" for each in whole)}
    assert all(
        limits["sure"] > DOUBTFUL for judge in judges.values() for limits in judge["thresholds"].values()
    )


def test_a_command_needs_more_where_an_answer_is_expected(
    floor: FloorRecognizer, speak: Callable[[str], AudioData]
) -> None:
    among_commands = floor.guess(speak("help"), CONTROL)
    among_answers = floor.guess(speak("help"), ("toes", *CONTROL))

    assert among_commands is not None
    assert among_answers is not None
    assert among_answers[1] <= among_commands[1]


@pytest.mark.parametrize("part", ["ctc", "encoder", "embedding"])
@pytest.mark.parametrize("answer", ["better", "worse"])
def test_each_opinion_on_the_phrases_goes_on_alone(
    speak: Callable[[str], AudioData], part: str, answer: str
) -> None:
    alone = FloorRecognizer(parts=[part])

    assert alone.parts == (part,)
    assert alone.recognize(speak(answer), CHANGE).text == answer


@pytest.mark.parametrize(
    ("package", "left"),
    [
        ("livekit", ("ctc", "encoder", "dictation")),
        ("moonshine_cpp", ("ctc", "embedding", "dictation")),
        ("moonshine_voice", ("ctc", "encoder")),
        ("onnxruntime", ("ctc",)),
        ("hama", ("encoder", "dictation")),
    ],
)
def test_a_package_that_is_missing_costs_its_own_part_only(package: str, left: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from voicecoach.speech.recognizers.floor import PARTS, FloorRecognizer\n"
        "print(FloorRecognizer().parts)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == str(left)


def test_without_an_opinion_on_the_phrases_there_is_a_sentence() -> None:
    with pytest.raises(VoicecoachError, match="floor"):
        FloorRecognizer(parts=["dictation"])


def test_a_phrase_that_the_classifier_does_not_know_is_judged_by_its_sounds(
    floor: FloorRecognizer, speak: Callable[[str], AudioData]
) -> None:
    phrases = ("a sharp electric shock", "better", "worse")
    heard = floor.listen(samples_of(speak("a sharp electric shock")))

    assert floor.weigh(heard, phrases).judge == "ctc"
    assert floor.weigh(heard, phrases[1:]).judge == "+".join(floor.parts)
