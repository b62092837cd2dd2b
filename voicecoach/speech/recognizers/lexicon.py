"""How words sound: a small lexicon in the acoustic model's tokens, letter-to-sound rules for the rest."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from voicecoach.errors import VoicecoachError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Pronunciation = tuple[int, ...]
"""Token numbers of the acoustic model, in the order of speaking."""


class Lexicon:
    """Pronunciations by word: those of `lexicon.toml`, else one spelled by hama's letter-to-sound model.

    `tokens` is the acoustic model's inventory. The letter-to-sound model is loaded at the first unknown word
    and each answer of it is kept (it takes 20 to 100 ms a word).
    """

    def __init__(self, tokens: Sequence[str], words: Mapping[str, Sequence[str]] | None = None) -> None:
        self._number = {token: number for number, token in enumerate(tokens)}
        spelled = words if words is not None else read_table("lexicon.toml", "words")
        self._known = {word: self._tokenize(word, variants) for word, variants in spelled.items()}
        self._spell: Callable[[str], Sequence[str]] | None = None

    def pronunciations(self, word: str) -> tuple[Pronunciation, ...]:
        """At least one pronunciation of `word`. Raises `VoicecoachError` where its letters say nothing."""
        if word not in self._known:
            self._known[word] = (self._guess(word),)
        return self._known[word]

    def decoys(self) -> list[tuple[Pronunciation, ...]]:
        """Pronunciations of words that no question has: look-alikes of the phrases, and common words."""
        words = read_table("decoys.toml", "decoys")
        return [self._tokenize(word, variants) for word, variants in words.items()]

    def _tokenize(self, word: str, variants: Sequence[str]) -> tuple[Pronunciation, ...]:
        try:
            return tuple(tuple(self._number[token] for token in variant.split()) for variant in variants)
        except KeyError as error:
            raise VoicecoachError(
                f"The lexicon spells {word!r} with the sound {error}, which the acoustic model has not. "
                "Mend speech/recognizers/lexicon.toml."
            ) from error

    def _guess(self, word: str) -> Pronunciation:
        sounds = self._letter_to_sound(word) if any(letter.isalpha() for letter in word) else ()
        guess = tuple(self._number[sound] for sound in sounds if sound in self._number)
        if not guess or len(guess) < len(sounds) or self._number["<unk>"] in guess:
            raise VoicecoachError(
                f"Cannot listen for the word {word!r}: no pronunciation found. Write it in English letters."
            )
        return guess

    def _letter_to_sound(self, word: str) -> Sequence[str]:
        if self._spell is None:
            from hama.inference import G2PModel  # noqa: PLC0415 only for unknown words

            model = G2PModel()
            self._spell = lambda text: [step.phoneme for step in model.predict(text).alignments]
        return self._spell(word)


def read_table(file: str, table: str) -> dict[str, list[str]]:
    """A table of a committed file: pronunciations, tokens parted by blanks, by word."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    words: dict[str, list[str]] = tomllib.loads(text)[table]
    return words
