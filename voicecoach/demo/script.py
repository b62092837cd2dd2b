"""The recorded person of `voicecoach demo`: what is answered to each question, and the recordings of it.

The recordings are synthetic (a neural voice in a simulated room), made by `scripts/make_fixtures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING

from voicecoach.coach.background import Background, Standing
from voicecoach.coach.phrases import Question
from voicecoach.coach.program import Precaution

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BACKGROUND = Background(
    is_first=False,
    hours_since_full_screening=24.0,
    profile={each.value: Standing.NO for each in Precaution},
)
"""Somebody whom the coach knows: the short question comes before the start, and no list."""

ANSWERS: Mapping[Question, tuple[str, ...]] = {
    Question.SCREENING: ("all clear",),
    Question.LOCATION: ("calf", "calf", "thigh", "lower back"),
    Question.SIDE: ("left",),
    Question.RATING: ("six", "two"),
    Question.CONTROL: ("ready",),
    Question.CHANGE: ("the same", "a bit better", "better"),
    Question.YES_NO: ("no",),
}
"""Pain in the left calf: lying changes nothing, propping brings it to the thigh, press ups to the back."""


def recording(phrase: str) -> NDArray[np.int16]:
    """The recording of `phrase`, shape (n,), 16 kHz mono."""
    from voicecoach.speech.audio import read_wav  # noqa: PLC0415 numpy is loaded only for the demo

    name = phrase.replace(" ", "-") + ".wav"
    with resources.as_file(resources.files(__package__).joinpath("recordings", name)) as path:
        return read_wav(path)
