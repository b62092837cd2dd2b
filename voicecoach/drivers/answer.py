"""What `hear` tells of one recording or text."""

import time
from dataclasses import dataclass

from voicecoach.coach.answers import understand
from voicecoach.coach.events import Band
from voicecoach.coach.phrases import Question


@dataclass(frozen=True, slots=True)
class HeardAnswer:
    """`heard` and `meaning` are None when refused or unclear; `confidence` is 0 to 1; `regions` binds changes.

    `alternative`: what else may have been said, as in `Hypothesis`; None with `heard`.
    """

    heard: str | None
    meaning: str | None
    regions: dict[str, str]
    hedged: bool
    confidence: float
    band: str
    decode_ms: float
    alternative: str | None = None


NOTHING = HeardAnswer(
    heard=None, meaning=None, regions={}, hedged=False, confidence=0.0, band=Band.REFUSED.value, decode_ms=0.0
)


def hear_text(question: Question, text: str) -> HeardAnswer:
    """Typed words, exactly as a session would take them."""
    began = time.perf_counter()
    is_clear = understand(question, text) is not None
    decode_ms = 1000 * (time.perf_counter() - began)
    band = Band.SURE if is_clear else Band.REFUSED
    return answer_of(question, text, 1.0 if is_clear else 0.0, band, decode_ms)


def answer_of(
    question: Question,
    text: str | None,
    confidence: float,
    band: Band,
    decode_ms: float,
    alternative: str | None = None,
) -> HeardAnswer:
    """The meaning of a hypothesis, for `hear`."""
    meaning = understand(question, text) if text is not None and band is not Band.REFUSED else None
    return HeardAnswer(
        heard=text if meaning else None,
        meaning=meaning.value if meaning else None,
        regions={region.value: change.value for region, change in meaning.regions.items()} if meaning else {},
        hedged=meaning.is_hedged if meaning else False,
        confidence=round(confidence, 3),
        band=band.value,
        decode_ms=round(decode_ms, 3),
        alternative=alternative if meaning else None,
    )
