"""Words over the coach: begun, handed over, and never the coach's own."""

from __future__ import annotations

import numpy as np
import pytest

from tests.speech.echoes import RATE_HZ, blocks, coach, heard_in, response, sound, with_word
from voicecoach.speech.echo import EchoCanceller
from voicecoach.speech.endpointer import Noise, Utterance, silero_vad
from voicecoach.speech.near_end import Began, Interjections
from voicecoach.speech.vad import BLOCK_S

Found = list[tuple[float, Began | Utterance | Noise]]


def interjected(heard: np.ndarray, played: np.ndarray, interjections: Interjections | None = None) -> Found:
    """What is found, each with its time."""
    interjections = interjections or Interjections(EchoCanceller(), silero_vad())
    found = ((n, interjections.feed(*each, n * BLOCK_S)) for n, each in enumerate(blocks(heard, played), 1))
    return [(n * BLOCK_S, each) for n, each in found if each is not None]


@pytest.mark.parametrize(("phrase", "echo_db"), [("stop", 0.0), ("that-hurts", -10.0), ("wait", -20.0)])
def test_a_stop_word_over_the_coach_is_handed_over_soon(phrase: str, echo_db: float) -> None:
    """Within 0.5 s of its end, and begun before that."""
    word = sound(f"phrases/{phrase}/piper-us-man__near.wav")
    played = coach(6.0)
    heard = with_word(heard_in(played, response(1), echo_db), word, 4.0)
    (begun_at, began), (handed_over_at, utterance) = interjected(heard, played)

    assert isinstance(began, Began)
    assert isinstance(utterance, Utterance)
    assert 4.0 < begun_at < handed_over_at
    assert handed_over_at < 4.0 + len(word) / RATE_HZ + 0.5
    assert utterance.started_at == pytest.approx(4.08, abs=0.3)


@pytest.mark.parametrize(("seed", "echo_db"), [(2, -60.0), (3, -20.0), (4, 0.0), (3, 6.0)])
def test_the_coach_alone_is_never_taken_for_a_person(seed: int, echo_db: float) -> None:
    """From its first word on, in several rooms, however loud."""
    played = coach(8.0)

    assert interjected(heard_in(played, response(seed), echo_db, seed=seed), played) == []


def test_the_noise_of_a_room_is_no_word() -> None:
    """Steady, and nothing played."""
    silence = np.zeros(5 * RATE_HZ)

    assert interjected(heard_in(silence, response(1), 0.0, noise_dbfs=-40.0), silence) == []


def test_goes_on_after_a_gap() -> None:
    """Blocks are left out while the coach is silent: a word in the next line is heard."""
    word = sound("phrases/stop/piper-us-man__near.wav")
    played = coach(4.0)
    echo = heard_in(played, response(5), -10.0)
    interjections = Interjections(EchoCanceller(), silero_vad())
    before = [interjections.feed(*each, n * BLOCK_S) for n, each in enumerate(blocks(echo, played), 1)]
    later = enumerate(blocks(with_word(echo, word, 1.0), played), 1)
    after = [interjections.feed(*each, 60.0 + n * BLOCK_S) for n, each in later]

    assert not any(before)
    assert [type(each) for each in after if each is not None] == [Began, Utterance]


def test_reset_forgets_the_word_that_was_being_said() -> None:
    """What began is not handed over any more."""
    word = sound("phrases/that-hurts/piper-us-man__near.wav")
    played = coach(6.0)
    heard = with_word(heard_in(played, response(1), -10.0), word, 4.0)
    interjections = Interjections(EchoCanceller(), silero_vad())
    found = []
    for n, each in enumerate(blocks(heard, played), 1):
        result = interjections.feed(*each, n * BLOCK_S)
        if isinstance(result, Began):
            interjections.reset()
            break
        found.append(result)

    assert not any(found)
    assert not interjections.is_speaking
