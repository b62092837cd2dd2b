"""The canceller: what it takes away, what it leaves of a person, and what it says about the rest."""

from __future__ import annotations

import numpy as np
import pytest

from tests.speech.echoes import BLOCK, RATE_HZ, blocks, coach, heard_in, level_db, response, sound, with_word
from voicecoach.speech.echo import Cleaned, EchoCanceller
from voicecoach.speech.vad import BLOCK_S


def cancelled(heard: np.ndarray, played: np.ndarray, canceller: EchoCanceller | None = None) -> list[Cleaned]:
    canceller = canceller or EchoCanceller()
    return [canceller.cancel(*each) for each in blocks(heard, played)]


def joined(cleaned: list[Cleaned], from_s: float, to_s: float) -> np.ndarray:
    return np.concatenate([each.samples for each in cleaned[round(from_s / BLOCK_S) : round(to_s / BLOCK_S)]])


@pytest.mark.parametrize("late_s", [0.0, 0.03, 0.15])
def test_takes_most_of_an_echo_away_after_three_seconds(late_s: float) -> None:
    """Whatever the delay within what the two clocks leave open."""
    played = coach(6.0)
    heard = heard_in(played, response(1, late_s=late_s), -10.0)
    left = joined(cancelled(heard, played), 3.0, 6.0)

    assert level_db(left) < level_db(np.rint(heard[3 * RATE_HZ :] * 32768)) - 15


def test_follows_a_clock_that_drifts() -> None:
    """50 parts per million: the echo comes later and later."""
    played = coach(8.0)
    at = np.arange(len(played))
    drifting = np.interp(at * (1 - 50e-6), at, played)
    heard = heard_in(drifting, response(2), -10.0)
    left = joined(cancelled(heard, played), 4.0, 8.0)

    assert level_db(left) < level_db(np.rint(heard[4 * RATE_HZ :] * 32768)) - 12


def test_leaves_what_a_person_says_as_it_is() -> None:
    """In double talk too: no suppressor eats the word."""
    played = coach(6.0)
    word = sound("phrases/stop/piper-us-man__near.wav")
    echo = heard_in(played, response(3), -10.0)
    left = joined(cancelled(with_word(echo, word, 4.0), played), 0.0, 6.0) / 32768
    part = left[4 * RATE_HZ : 4 * RATE_HZ + len(word)]
    gain = float(part @ word / (word @ word))
    rest = part - gain * word

    assert gain == pytest.approx(1.0, abs=0.15)
    assert 10 * np.log10(np.mean(rest**2) / np.mean(word**2)) < -12


def test_keeps_what_it_learned_through_a_word() -> None:
    """Double talk is no reason to forget the room."""
    played = coach(7.0)
    word = sound("phrases/that-hurts/piper-us-man__near.wav")
    heard = with_word(heard_in(played, response(3), -10.0), word, 4.0)
    left = joined(cancelled(heard, played), 5.5, 7.0)

    assert level_db(left) < level_db(np.rint(heard[int(5.5 * RATE_HZ) :] * 32768)) - 12


def test_knows_a_person_from_what_is_left_of_the_echo() -> None:
    """Even where both are equally loud."""
    played = coach(6.0)
    word = sound("phrases/stop/piper-us-man__near.wav")
    echo = heard_in(played, response(4), 0.0)
    with_person = cancelled(with_word(echo, word, 4.0), played)
    alone = cancelled(echo, played)
    during = slice(round(4.0 / BLOCK_S), round((4.0 + len(word) / RATE_HZ) / BLOCK_S))

    assert sum(each.is_near for each in with_person[during]) >= 4
    assert not any(each.is_near for each in alone[round(1.5 / BLOCK_S) :])


def test_nothing_stands_out_before_it_has_learned() -> None:
    """The first word of the coach is no person."""
    played = coach(2.0)
    cleaned = cancelled(heard_in(played, response(5), 0.0), played)

    assert not any(each.is_near for each in cleaned)


def test_silence_and_clipping_do_no_harm() -> None:
    """Exact zeros and full scale, in and out."""
    played = np.concatenate([np.zeros(RATE_HZ), np.sign(np.sin(np.arange(RATE_HZ))), np.zeros(RATE_HZ)])
    cleaned = cancelled(played, np.roll(played, -100))

    assert all(len(each.samples) == len(each.for_detection) == BLOCK for each in cleaned)
    assert all(np.isfinite([each.share, each.excess_db, each.leak_db]).all() for each in cleaned)


def test_a_gap_does_not_lose_what_was_learned() -> None:
    """Blocks left out while the coach was silent."""
    played = coach(4.0)
    path = response(6)
    heard = heard_in(played, path, -10.0)
    canceller = EchoCanceller()
    cancelled(heard, played, canceller)
    canceller.resume()
    left = joined(cancelled(heard, played, canceller), 0.0, 1.0)

    assert level_db(left) < level_db(np.rint(heard[:RATE_HZ] * 32768)) - 12


def test_a_reset_forgets() -> None:
    """Another room."""
    played = coach(3.0)
    heard = heard_in(played, response(7), -10.0)
    canceller = EchoCanceller()
    first = cancelled(heard, played, canceller)
    canceller.reset()
    again = cancelled(heard, played, canceller)

    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(first, again, strict=True))


def test_sees_that_the_speaker_was_moved_and_learns_again() -> None:
    """Nobody is near while it learns, and then the echo is taken away as before."""
    played = coach(8.0)
    one, other = (
        heard_in(played, response(seed, late_s=late_s), -5.0) for seed, late_s in ((8, 0.02), (9, 0.08))
    )
    heard = np.where(np.arange(len(played)) < 4 * RATE_HZ, one, other)
    cleaned = cancelled(heard, played)
    changes = [n * BLOCK_S for n, each in enumerate(cleaned) if each.has_changed]

    assert changes
    assert 4.0 < min(changes) < 5.5
    assert level_db(joined(cleaned, 6.5, 8.0)) < level_db(np.rint(heard[int(6.5 * RATE_HZ) :] * 32768)) - 12
