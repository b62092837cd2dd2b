"""How the real espeak-ng says the words that matter: those that are respelled, and those that need not be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from voicecoach.coach.foresight import repertoire
from voicecoach.programs.loader import built_in_names, load
from voicecoach.speech.pronunciation import RESPELLINGS, for_voice
from voicecoach.speech.voice import Voice, VoiceFailed

SAID_RIGHT = {
    "sciatica": "saɪˈæ",
    "centralization": "ˈeɪʃən",
    "centralized": "sˈɛntɹəlˌaɪzd",
    "buttock": "bˈʌ",
    "hamstring": "hˈæmstɹɪŋ",
    "stenosis": "nˈoʊsɪs",
    "vertebra": "vˈɜː",
    "cauda": "kˈɔːdə",
    "McKenzie": "kˈɛnzi",
    "numbness": "nˈʌmnəs",
    "urine": "jˈʊ",
    "Press ups": "pɹˈɛs ˈʌps",
    "Press ups with hips off center": "hˈɪps ˈɔf sˈɛntɚ",
    "Side glide in standing": "sˈaɪd ɡlˈaɪd ɪn stˈændɪŋ",
    "Flexion rotation stretch": "flˈɛkʃən ɹoʊtˈeɪʃən stɹˈɛtʃ",
    "Knees to the chest": "nˈiːz tə ðə tʃˈɛst",
    "Slouch and overcorrect": "slˈaʊtʃ ænd ˌoʊvɚkɚɹˈɛkt",
    "Retraction in sitting": "ɹᵻtɹˈækʃən ɪn sˈɪɾɪŋ",
    "Retraction with overpressure": "ɹᵻtɹˈækʃən wɪð ˌoʊvɚpɹˈɛʃɚ",
    "Retraction lying down": "ɹᵻtɹˈækʃən lˈaɪɪŋ dˈaʊn",
    "Cat and camel": "kˈæt ænd kˈæməl",
    "Turns in sitting": "tˈɜːnz ɪn sˈɪɾɪŋ",
    "Shoulder circles": "ʃˈoʊldɚ sˈɜːkəlz",
    "Heel raises": "hˈiːl ɹˈeɪzᵻz",
    "Lie on your stomach": "lˈaɪ ˌɔn jʊɹ stˈʌmək",
    "I read a list.": "aɪ ɹˈiːd",
}
"""What is asked for on purpose: where one of them sounds otherwise one day, it belongs into the table."""


TELLING_WORKER = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    offer = {"voices": [], "default": None, "engine": "espeak 1.51"}
    answer = offer if request["do"] == "voices" else {"error": "got: " + request["text"]}
    print(json.dumps(answer | {"id": request["id"]}), flush=True)
"""


def phonemes(text: str) -> str:
    """What espeak-ng makes of it in American English, in IPA."""
    command = ["espeak-ng", "-v", "en-us", "-q", "--ipa", text]
    return " ".join(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.split())


@pytest.mark.parametrize("word", RESPELLINGS)
def test_a_respelled_word_sounds_as_it_should_and_would_not_otherwise(word: str) -> None:
    assert RESPELLINGS[word].sounds in phonemes(RESPELLINGS[word].spelled)
    assert RESPELLINGS[word].sounds not in phonemes(word)


@pytest.mark.parametrize("word", SAID_RIGHT)
def test_a_word_that_is_not_respelled_sounds_as_it_should(word: str) -> None:
    assert for_voice(word, "espeak 1.51") == word
    assert SAID_RIGHT[word] in phonemes(word)


def test_the_names_of_all_exercises_have_been_listened_to() -> None:
    names = {exercise.name for name in built_in_names() for exercise in load(name).exercises}

    assert names <= set(SAID_RIGHT)


def test_a_sentence_keeps_all_its_other_words() -> None:
    said = for_voice("Spondylolisthesis, or osteoporosis?", "espeak 1.51")

    assert said == "spondilohliss-thesis, or osteo-porosis?"


def test_a_part_of_a_word_is_no_word() -> None:
    assert for_voice("pseudospondylolisthesis", "espeak 1.51") == "pseudospondylolisthesis"


def test_other_engines_get_the_word_itself() -> None:
    assert for_voice("osteoporosis", "NSSpeechDriver 14.5") == "osteoporosis"


def test_what_is_printed_is_never_respelled() -> None:
    spelled = {each.spelled for each in RESPELLINGS.values()}

    assert not [text for text in repertoire(load("back-pain")) if any(each in text for each in spelled)]


def test_the_engine_gets_the_respelling() -> None:
    """A worker that says it is espeak, and what it was given."""
    voice = Voice(command=(sys.executable, "-c", TELLING_WORKER))

    with pytest.raises(VoiceFailed, match=r"got: Is it osteo-porosis\?"):
        voice.render("Is it osteoporosis?", 155)
    voice.close()
