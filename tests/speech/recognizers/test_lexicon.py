"""Pronunciations: the committed ones, guessed ones, and words that nobody can say."""

from __future__ import annotations

import pytest

from voicecoach.coach.phrases import all_phrases
from voicecoach.errors import VoicecoachError
from voicecoach.speech.recognizers.acoustic import AcousticModel
from voicecoach.speech.recognizers.lexicon import Lexicon, read_table


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(AcousticModel().tokens)


def test_every_word_of_every_phrase_stands_in_the_committed_lexicon() -> None:
    words = {word for phrase in all_phrases() for word in phrase.split()}

    assert words <= read_table("lexicon.toml", "words").keys()


def test_no_decoy_is_a_word_of_the_vocabulary() -> None:
    words = {word for phrase in all_phrases() for word in phrase.split()}

    assert not words & read_table("decoys.toml", "decoys").keys()


def test_pronunciations_of_a_word_all_differ(lexicon: Lexicon) -> None:
    for word in read_table("lexicon.toml", "words"):
        sounds = lexicon.pronunciations(word)

        assert len(set(sounds)) == len(sounds), word


def test_an_unknown_word_is_spelled_by_its_letters(lexicon: Lexicon) -> None:
    assert len(lexicon.pronunciations("sciatica")[0]) > 4


@pytest.mark.parametrize("word", ["42", "?", "", "--"])
def test_a_word_without_a_sound_is_refused_with_a_sentence(lexicon: Lexicon, word: str) -> None:
    with pytest.raises(VoicecoachError, match="no pronunciation found"):
        lexicon.pronunciations(word)


def test_a_slip_in_the_lexicon_names_the_word_and_the_sound() -> None:
    with pytest.raises(VoicecoachError, match=r"'better'.*'Q'"):
        Lexicon(("a", "b", "<unk>"), {"better": ["a Q"]})
