"""Spelling for PocketSphinx: words that its dictionary lacks, by hama's letter-to-sound model, in ARPAbet."""
# ruff: noqa: RUF001 the letters are phonetic ones, meant as they stand

from __future__ import annotations

from voicecoach.errors import VoicecoachError

_ARPABET = {
    "ɑ": "AA", "a": "AA", "æ": "AE", "ʌ": "AH", "ə": "AH", "ɔ": "AO", "aʊ": "AW", "aɪ": "AY", "b":
    "B", "t͡ʃ": "CH", "d": "D", "ð": "DH", "ɛ": "EH", "e": "EH", "ɝ": "ER", "ɚ": "ER", "eɪ": "EY",
    "f": "F", "g": "G", "ɡ": "G", "h": "HH", "ɪ": "IH", "i": "IY", "d͡ʒ": "JH", "k": "K", "l": "L",
    "m": "M", "n": "N", "ŋ": "NG", "oʊ": "OW", "o": "OW", "ɔɪ": "OY", "p": "P", "ɹ": "R", "r": "R",
    "s": "S", "ʃ": "SH", "t": "T", "θ": "TH", "ʊ": "UH", "u": "UW", "v": "V", "w": "W", "j": "Y",
    "z": "Z", "ʒ": "ZH",
}  # fmt: skip


def spell(word: str) -> list[str]:
    """The sounds of `word`. Raises `VoicecoachError` where none are found."""
    sounds = _letter_to_sound(word) if any(letter.isalpha() for letter in word) else []
    if not sounds or not set(sounds) <= _ARPABET.keys():
        raise VoicecoachError(
            f"Cannot listen for the word {word!r}: no pronunciation found. Write it in English letters."
        )
    return [_ARPABET[sound] for sound in sounds]


def _letter_to_sound(word: str) -> list[str]:
    try:
        from hama.inference import G2PModel  # noqa: PLC0415 only for unknown words

        return [step.phoneme for step in G2PModel().predict(word).alignments]
    except (ImportError, OSError, RuntimeError):
        return []
