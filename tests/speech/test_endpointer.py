"""The endpointer: to the block with a scripted detector, and with the real one on speech and noise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.speech.audio import audio_data, read_wav, samples_of
from voicecoach.speech.endpointer import POST_ROLL, Endpointer, Noise, Utterance, silero_vad
from voicecoach.speech.vad import BLOCK_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voicecoach.speech.vad import Vad

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"
SPEECH, DOUBT, SILENCE = 0.9, 0.2, 0.01


class ScriptedVad:
    """Gives the probabilities of a script, and then silence."""

    def __init__(self, script: Sequence[float]) -> None:
        self._script = list(script)
        self.resets = 0

    def __call__(self, block: NDArray[np.int16], /) -> float:
        return self._script.pop(0) if self._script else SILENCE

    def reset(self) -> None:
        self.resets += 1


def blocks(seconds: float) -> int:
    return round(seconds / BLOCK_S)


def run(endpointer: Endpointer, end: int, start: int = 0) -> list[Utterance | Noise]:
    """Feed the blocks from `start` to `end`; the samples of each are its number."""
    found = [endpointer.feed(np.full(512, n, np.int16), (n + 1) * BLOCK_S) for n in range(start, end)]
    return [each for each in found if each is not None]


def test_a_word_is_cut_out_with_its_times_and_rolls() -> None:
    endpointer = Endpointer(ScriptedVad([SILENCE] * 50 + [SPEECH] * 20))

    (word,) = run(endpointer, 150)

    assert isinstance(word, Utterance)
    assert word.started_at == pytest.approx(50 * BLOCK_S)
    assert word.ended_at == pytest.approx(70 * BLOCK_S)
    assert word.samples[0] == 50 - round(0.3 / BLOCK_S)
    assert word.samples[-1] == 69 + round(0.3 / BLOCK_S)
    assert not word.is_cut


def test_the_interim_utterance_is_the_whole_one_if_nothing_follows() -> None:
    """Told once, as soon as its last sample is there."""
    endpointer = Endpointer(ScriptedVad([SILENCE] * 50 + [SPEECH] * 20))
    told: dict[int, Utterance] = {}
    for n in range(70 + POST_ROLL):
        run(endpointer, n + 1, start=n)
        if (interim := endpointer.interim()) is not None:
            told[n] = interim
    (word,) = run(endpointer, 150, start=70 + POST_ROLL)

    assert list(told) == [70 + POST_ROLL - 1]
    (interim,) = told.values()
    assert isinstance(word, Utterance)
    assert interim.samples.tolist() == word.samples.tolist()
    assert (interim.started_at, interim.ended_at) == (word.started_at, word.ended_at)


def test_what_follows_an_interim_utterance_belongs_to_it() -> None:
    """A pause within an answer: the second interim has all of it."""
    endpointer = Endpointer(ScriptedVad([SPEECH] * 20 + [SILENCE] * 15 + [SPEECH] * 20))
    told: list[Utterance] = []
    for n in range(20 + 15 + 20 + POST_ROLL):
        run(endpointer, n + 1, start=n)
        if (interim := endpointer.interim()) is not None:
            told.append(interim)

    assert [round(each.ended_at / BLOCK_S) for each in told] == [20, 55]
    assert [each.started_at for each in told] == [0.0, 0.0]


def test_an_utterance_can_be_finished_early_and_the_next_is_another() -> None:
    endpointer = Endpointer(ScriptedVad([SPEECH] * 20 + [SILENCE] * 15 + [SPEECH] * 20))
    nothing = run(endpointer, 33)
    first = endpointer.finish()
    (second,) = run(endpointer, 100, start=33)

    assert nothing == []
    assert isinstance(first, Utterance)
    assert isinstance(second, Utterance)
    assert round(first.ended_at / BLOCK_S) == 20
    assert round(second.started_at / BLOCK_S) == 35


def test_a_click_has_no_interim() -> None:
    endpointer = Endpointer(ScriptedVad([SPEECH] * 2))
    run(endpointer, 2 + POST_ROLL)

    assert endpointer.interim() is None


def test_an_utterance_ends_as_soon_as_the_end_silence_is_over() -> None:
    endpointer = Endpointer(ScriptedVad([SPEECH] * 20), end_silence_s=0.7)

    early = run(endpointer, 20 + blocks(0.7) - 1)
    (word,) = run(endpointer, 20 + blocks(0.7), start=20 + blocks(0.7) - 1)

    assert not early
    assert isinstance(word, Utterance)


@pytest.mark.parametrize("end_silence_s", [0.7, 1.2])
def test_a_pause_within_the_end_silence_does_not_cut_an_answer(end_silence_s: float) -> None:
    pause = [SILENCE] * int(end_silence_s / BLOCK_S)
    endpointer = Endpointer(ScriptedVad([SPEECH] * 12 + pause + [SPEECH] * 15), end_silence_s)

    (answer,) = run(endpointer, 150)

    assert isinstance(answer, Utterance)
    assert answer.ended_at - answer.started_at == pytest.approx((27 + len(pause)) * BLOCK_S)


def test_a_soft_beginning_belongs_to_the_word() -> None:
    endpointer = Endpointer(ScriptedVad([SILENCE] * 30 + [DOUBT] * 8 + [SPEECH] * 10))

    (word,) = run(endpointer, 100)

    assert word.started_at == pytest.approx(30 * BLOCK_S)


def test_doubt_alone_never_begins_an_utterance() -> None:
    assert not run(Endpointer(ScriptedVad([DOUBT] * 200)), 200)


def test_a_click_is_noise() -> None:
    (noise,) = run(Endpointer(ScriptedVad([SILENCE] * 10 + [SPEECH] * 2)), 100)

    assert noise == Noise(pytest.approx(10 * BLOCK_S), pytest.approx(12 * BLOCK_S))


def test_endless_speech_is_cut_at_the_longest_time() -> None:
    endpointer = Endpointer(ScriptedVad([SPEECH] * 1000), max_s=6.0)

    first, second = run(endpointer, blocks(12.1))

    assert isinstance(first, Utterance)
    assert isinstance(second, Utterance)
    assert first.is_cut
    assert first.ended_at - first.started_at == pytest.approx(6.0, abs=2 * BLOCK_S)


def test_the_endpointer_knows_that_somebody_is_speaking() -> None:
    endpointer = Endpointer(ScriptedVad([SILENCE] * 5 + [SPEECH] * 10))
    known = []
    for n in range(60):
        endpointer.feed(np.zeros(512, np.int16), n * BLOCK_S)
        known.append(endpointer.is_speech_started)

    assert not any(known[:7])
    assert all(known[9:30])
    assert not known[-1]


def test_a_reset_forgets_what_was_begun() -> None:
    vad = ScriptedVad([SPEECH] * 10)
    endpointer = Endpointer(vad)
    run(endpointer, 10)

    endpointer.reset()

    assert vad.resets == 1
    assert not endpointer.is_speech_started
    assert not run(endpointer, 60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=6))
def test_no_speech_is_lost_or_heard_twice(turns: list[tuple[int, int]]) -> None:
    script = [p for speech, silence in turns for p in [SPEECH] * speech + [SILENCE] * silence]
    spoken = [n for n, p in enumerate(script) if p == SPEECH]

    found = run(Endpointer(ScriptedVad(script)), len(script) + blocks(1))

    turns_found = [(round(each.started_at / BLOCK_S), round(each.ended_at / BLOCK_S)) for each in found]
    covered = [n for start, end in turns_found for n in range(start, end)]
    assert len(covered) == len(set(covered))
    assert set(spoken) <= set(covered)


@pytest.fixture(scope="module")
def vad() -> Vad:
    return silero_vad()


def hear(vad: Vad, sound: NDArray[np.floating], end_silence_s: float = 0.7) -> list[Utterance | Noise]:
    """What the endpointer makes of a sound (full scale 1) in a room with a little noise, and silence around
    it.
    """
    vad.reset()
    rng = np.random.default_rng(0)
    padded = np.concatenate([np.zeros(8000), sound * 32768, np.zeros(24000)])
    stream = np.clip(padded + rng.normal(0, 5, len(padded)), -32768, 32767).astype(np.int16)
    endpointer = Endpointer(vad, end_silence_s)
    starts = range(0, len(stream) - 511, 512)
    found = [endpointer.feed(stream[n : n + 512], (n + 512) / 16000) for n in starts]
    return [each for each in found if each is not None]


def recording(path: str) -> NDArray[np.floating]:
    return samples_of(audio_data(read_wav(FIXTURES / path)))


@pytest.mark.parametrize("text", ["better", "worse", "stop", "no"])
@pytest.mark.parametrize("condition", ["near", "room"])
def test_a_spoken_word_is_one_utterance(vad: Vad, text: str, condition: str) -> None:
    (path,) = sorted((FIXTURES / "phrases" / text).glob(f"piper-us-man__{condition}.wav"))

    (word,) = hear(vad, recording(str(path)))

    assert isinstance(word, Utterance)
    assert 0.1 < word.ended_at - word.started_at < 1.5


def test_a_far_and_quiet_voice_is_heard(vad: Vad) -> None:
    sound = recording("phrases/better/piper-us-man__room.wav")

    (word,) = hear(vad, sound / np.abs(sound).max() * 0.03)

    assert isinstance(word, Utterance)


def test_an_answer_with_a_pause_for_thought_stays_whole(vad: Vad) -> None:
    better = recording("phrases/better/piper-us-man__near.wav")
    calf = recording("phrases/calf/piper-us-man__near.wav")
    answer = np.concatenate([better, np.zeros(5000), calf])

    assert len(hear(vad, answer, end_silence_s=1.2)) == 1


QUIET = ("pink-noise", "quiet-room", "fan", "traffic", "digital-silence", "breathing__near", "panting__near")


@pytest.mark.parametrize("sound", QUIET)
@pytest.mark.parametrize("gain", [0.1, 1.0])
def test_noise_and_breath_begin_nothing(vad: Vad, sound: str, gain: float) -> None:
    assert not hear(vad, gain * recording(f"sounds/{sound}.wav"))
