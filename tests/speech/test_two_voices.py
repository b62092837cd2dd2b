"""Each text in the voice of its language."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from voicecoach.speech.pcm import Pcm
from voicecoach.speech.two_voices import TwoVoices
from voicecoach.speech.voices import Offer, VoiceInfo

OFFER = Offer(
    (
        VoiceInfo("gmw/en-us", "English", "en-us"),
        VoiceInfo("roa/pt", "Portuguese", "pt"),
        VoiceInfo("roa/pt-br", "Brazilian", "pt-br"),
        VoiceInfo("gmw/de-x", "German of a kind", "de-at"),
    ),
    "gmw/en-us",
)


class NotingVoice:
    """Remembers what it was to say."""

    def __init__(self, voice_id: str) -> None:
        self.voice_id = voice_id
        self.rendered: list[str] = []
        self.ahead: list[str] = []
        self.is_closed = False

    def render(self, text: str, rate_wpm: int) -> Pcm:
        self.rendered.append(text)
        return Pcm(np.zeros(8, np.int16), 22050)

    def prefetch(self, texts: Iterable[str], rate_wpm: int) -> None:
        self.ahead = list(texts)

    def close(self) -> None:
        self.is_closed = True


def test_each_text_is_said_by_the_voice_of_its_language() -> None:
    coach, other = NotingVoice("en"), NotingVoice("de")
    voices = TwoVoices(coach, other, frozenset({"hinauf"}))
    voices.render("Ready.", 155)
    voices.render("hinauf", 155)
    voices.prefetch(["one", "hinauf", "two"], 155)
    voices.close()

    assert (coach.rendered, other.rendered) == (["Ready."], ["hinauf"])
    assert (coach.ahead, other.ahead) == (["one", "two"], ["hinauf"])
    assert voices.voice_id == "en"
    assert coach.is_closed
    assert other.is_closed


def test_a_voice_is_found_by_its_language() -> None:
    """The language itself before a kind of it; none where nobody speaks it."""
    assert OFFER.of_language("pt") == "roa/pt"
    assert OFFER.of_language("PT_br") == "roa/pt-br"
    assert OFFER.of_language("de") == "gmw/de-x"
    assert OFFER.of_language("fr") is None
