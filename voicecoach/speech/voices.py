"""Which voices there are, and which of them is meant by a name or a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH = ("en-us", "en_us", "en-gb", "en_gb", "en")


class UnknownVoice(UsageError):
    """No voice of this machine has that name."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice of the engine. `id` is what it is chosen by; `language` may be empty."""

    id: str
    name: str
    language: str

    @property
    def short_id(self) -> str:
        """The last part of the id, in small letters: "en-us" of "gmw/en-us"."""
        return self.id.rpartition("/")[2].casefold()

    def speaks(self, language: str) -> bool:
        """Whether this is its language, or a kind of it: "en" takes in "en-gb", and that "en-gb-scotland"."""
        return f"{_tag(self.language)}-".startswith(f"{_tag(language)}-")


@dataclass(frozen=True, slots=True)
class Offer:
    """All voices of this machine; `default` is the id of the one that speaks where none is asked for.

    `variants` may follow the id of any voice after a plus sign; only espeak-ng has them.
    """

    voices: tuple[VoiceInfo, ...]
    default: str | None
    variants: tuple[str, ...] = ()

    def choose(self, name: str) -> str:
        """The id of the voice with this id, name, last part of an id, or language, in this order; else UnknownVoice."""
        base, plus, variant = name.partition("+")
        wanted = base.casefold()
        if not plus or variant in self.variants:
            for kind in (_whole_id, _name, _short_id, _language):
                for voice in self.voices:
                    if kind(voice) == wanted:
                        return voice.id + plus + variant
        raise UnknownVoice(f"There is no voice {name!r}. `voicecoach voices` lists them.")

    def of_language(self, language: str) -> str | None:
        """The id of a voice that speaks this language, or a kind of it; None where there is none."""
        wanted = _tag(language)
        speaking = [voice for voice in self.voices if voice.speaks(wanted)]
        exact = [voice for voice in speaking if wanted in (_tag(voice.language), voice.short_id)]
        return next((voice.id for voice in (*exact, *speaking)), None)

    def in_order(self) -> tuple[VoiceInfo, ...]:
        """All voices: the default first, then those that speak English, as the coach does, then the others."""
        return tuple(
            sorted(self.voices, key=lambda each: (each.id != self.default, not each.speaks("en"), each.id))
        )


def english(voices: Sequence[VoiceInfo], default: str | None) -> str | None:
    """The first English voice, American before others: the lines are English whatever the machine speaks."""
    for wanted in ENGLISH:
        for voice in voices:
            if wanted in (voice.short_id, voice.language.casefold()):
                return voice.id
    return default


def _tag(language: str) -> str:
    return language.strip().replace("_", "-").casefold()


def _whole_id(voice: VoiceInfo) -> str:
    return voice.id.casefold()


def _name(voice: VoiceInfo) -> str:
    return voice.name.casefold()


def _short_id(voice: VoiceInfo) -> str:
    return voice.short_id


def _language(voice: VoiceInfo) -> str:
    return _tag(voice.language)
