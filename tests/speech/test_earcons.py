"""The four earcons: short, soft, and each with its shape."""

from __future__ import annotations

import numpy as np
import pytest

from voicecoach.speech.earcons import Earcon, earcon


def pitch(samples: np.ndarray) -> float:
    """Zero crossings a second, halved."""
    return float(np.sum(np.diff(np.sign(samples.astype(float))) != 0)) / 2 / (len(samples) / 22050)


@pytest.mark.parametrize("kind", Earcon)
@pytest.mark.parametrize("rate_hz", [16000, 22050, 48000])
def test_an_earcon_is_short_and_soft_at_any_rate(kind: Earcon, rate_hz: int) -> None:
    sound = earcon(kind, rate_hz)

    assert sound.sample_rate_hz == rate_hz
    assert 0.1 <= sound.duration_s <= 0.2
    assert 4000 < sound.peak < 10000
    assert abs(int(sound.samples[0])) < 100
    assert abs(int(sound.samples[-1])) < 100


def test_listening_rises_and_understood_falls() -> None:
    listening = np.array_split(earcon(Earcon.LISTENING, 22050).samples, 2)
    understood = np.array_split(earcon(Earcon.UNDERSTOOD, 22050).samples, 2)

    assert pitch(listening[1]) > 1.2 * pitch(listening[0])
    assert pitch(understood[0]) > 1.2 * pitch(understood[1])


def test_not_understood_is_low_and_double_and_done_is_high() -> None:
    low = earcon(Earcon.NOT_UNDERSTOOD, 22050).samples
    third = len(low) // 3

    assert not low[len(low) // 2 - 100 : len(low) // 2 + 100].any()
    assert pitch(low[:third]) < 350
    assert pitch(earcon(Earcon.DONE, 22050).samples) > 900
