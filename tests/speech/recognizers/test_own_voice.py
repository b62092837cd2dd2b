"""How one person says some words: likeness of rows, and what it refuses to be made of."""

from __future__ import annotations

import numpy as np
import pytest

from voicecoach.speech.recognizers.own_voice import MOST_WORDS, NATS, NO_NEWS, OwnVoice

WIDTH = 200
DRAW = np.random.default_rng(4)
WORDS = {word: DRAW.standard_normal(WIDTH).astype(np.float32) for word in ("better", "worse", "stop", "five")}
ROOM = 3 * DRAW.standard_normal(WIDTH).astype(np.float32)


def row(word: str, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    noise = np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32)
    return np.asarray(ROOM + WORDS[word] + 0.5 * noise, dtype=np.float32)


def learned() -> OwnVoice:
    found = OwnVoice.of("encoder", [(word, row(word, seed)) for seed in (1, 2) for word in WORDS])
    assert found is not None
    return found


@pytest.mark.parametrize("word", WORDS)
def test_a_word_speaks_for_itself_and_against_the_others(word: str) -> None:
    """What the room adds to all of them is taken off."""
    nats = learned().nats(row(word, 9))

    assert nats[word] > 0
    assert all(value < 0 for other, value in nats.items() if other != word)


def test_its_say_is_bounded() -> None:
    """Even for the very sound that it was learned from, and for its opposite."""
    voice = learned()
    for sound in (row("better", 1), -row("better", 1), np.zeros(WIDTH, np.float32)):
        for value in voice.nats(sound).values():
            assert -NATS * (1 + NO_NEWS) - 0.1 <= value <= NATS * (1 - NO_NEWS) + 0.1


def test_of_one_word_nothing_is_learned() -> None:
    """There is nothing to tell it from."""
    assert OwnVoice.of("encoder", []) is None
    assert OwnVoice.of("encoder", [("better", row("better", 1)), ("better", row("better", 2))]) is None


def test_it_fits_the_rows_that_it_was_learned_from() -> None:
    """Neither another embedding's, nor another width."""
    voice = learned()

    assert voice.fits("encoder", row("better", 1))
    assert not voice.fits("embedding", row("better", 1))
    assert not voice.fits("encoder", row("better", 1)[:-1])


@pytest.mark.parametrize(
    ("phrases", "common", "words"),
    [
        (("a", "b"), b"", b""),
        (("a", "b"), b"\0\0", b"\0"),
        (("a", "b"), b"\0\0\0", b"\0\0"),
        (("a", "a"), b"\0\0", b"\0\0"),
        (("a",), b"\0\0", b"\0"),
        (("a", "b"), b"\x00\x7e", b"\0\0"),
        (tuple(map(str, range(MOST_WORDS + 1))), b"\0\0", b"\0" * (MOST_WORDS + 1)),
    ],
)
def test_what_does_not_fit_together_is_refused(phrases: tuple[str, ...], common: bytes, words: bytes) -> None:
    """Too few numbers, half a number, a word twice, one word, no number, too many words."""
    with pytest.raises(ValueError, match="number"):
        OwnVoice("encoder", phrases, common, words)
