"""Words that a voice stresses wrongly, spelled for it as they should sound. Print and event log keep the word itself.

Each spelling was chosen by the phonemes that espeak-ng 1.51 prints for it (`espeak-ng -v en-us -q --ipa`), and the
tests ask the real one. piper has its phonemes from an espeak-ng of its own, so it gets the same spellings; the tests
ask that one, too. Other engines get the words as they are written. Letters and hyphens have to do: pyttsx3 hands over
plain text, without phonemes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ENGINES = ("espeak", "piper")


@dataclass(frozen=True, slots=True)
class Respelling:
    """`spelled` is what the voice gets; `sounds` a piece of the phonemes (IPA, as espeak-ng writes it) that it gives.

    `source`: who says that it is pronounced so.
    """

    spelled: str
    sounds: str
    source: str


RESPELLINGS: Mapping[str, Respelling] = MappingProxyType(
    {
        "spondylolisthesis": Respelling(
            "spondilohliss-thesis", "lɪsθˈiːsɪs", "Merriam-Webster: spän-də-lō-lis-ˈthē-səs"
        ),
        "osteoporosis": Respelling("osteo-porosis", "oʊpoːɹˈoʊsɪs", "Merriam-Webster: ä-stē-ō-pə-ˈrō-səs"),
        "equina": Respelling(
            "ekwyna", "kwˈiːnə", "cauda equina: i-ˈkwī-nə, or i-ˈkwē-nə, which letters reach"
        ),
    }
)
"""The word in small letters -> how it is spelled for the voice."""

_WORDS = re.compile(rf"\b({'|'.join(RESPELLINGS)})\b", re.IGNORECASE)


def for_voice(text: str, engine: str) -> str:
    """The text as this engine (`speech.render_worker`'s name of it) should get it."""
    if not engine.startswith(ENGINES):
        return text
    return _WORDS.sub(lambda found: RESPELLINGS[found[0].lower()].spelled, text)
