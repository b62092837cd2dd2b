"""scripts/bench_timing: sounds are found where they are, and what is counted of them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.virtual_room import RECORD_RATE_HZ

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))

import timing_beats  # noqa: E402 its place is on the path only now
import timing_idle  # noqa: E402
import timing_stop  # noqa: E402
from timing_beats import Run, run_of, run_of_train, spoken  # noqa: E402 its place is on the path only now
from timing_reply import Answer, by_kind  # noqa: E402
from timing_room import TimeLine  # noqa: E402
from timing_signal import end_of, find, first_sound, spread_of, steadiness, stretches  # noqa: E402
from timing_stop import Stop, after_stop  # noqa: E402
from timing_tables import BEGIN, END, Report, as_markdown, between_markers, stop_rows  # noqa: E402

from voicecoach.coach.counting import LEAD_S, Beat  # noqa: E402
from voicecoach.programs.loader import load  # noqa: E402

RATE = RECORD_RATE_HZ


def word(seed: int, seconds: float = 0.3) -> np.ndarray:
    """A sound unlike that of any other seed."""
    count = round(seconds * RATE)
    noise = np.random.default_rng(seed).standard_normal(count)
    smooth = np.convolve(noise, np.hanning(16), "same")
    return (4000 * smooth / np.abs(smooth).max()).astype(np.int16)


def placed(seconds: float, *sounds: tuple[float, np.ndarray]) -> np.ndarray:
    """Silence of this length with sounds in it, each at its second."""
    line = np.zeros(round(seconds * RATE), np.int16)
    for at_s, sound in sounds:
        at = round(at_s * RATE)
        line[at : at + len(sound)] += sound
    return line


# Signals ------------------------------------------------------------------------------------------


def test_a_word_is_found_at_its_very_sample() -> None:
    known = word(1)
    match = find(placed(5, (1.0, word(2)), (3.0, known)), known)

    assert match.at == pytest.approx(3 * RATE, abs=0.01)
    assert match.score > 0.95


def test_a_word_between_two_samples_is_found_there() -> None:
    """Delayed by half a sample."""
    known = word(1)
    padded = placed(2, (1.0, known)).astype(float)
    shift = np.exp(-2j * np.pi * np.fft.rfftfreq(len(padded)) * 0.5)
    match = find(np.fft.irfft(np.fft.rfft(padded) * shift, len(padded)), known)

    assert match.at == pytest.approx(RATE + 0.5, abs=0.1)


def test_a_word_is_found_in_the_noise_of_a_room_and_at_half_its_level() -> None:
    known = word(1)
    room = placed(4, (2.0, known // 2)) + np.random.default_rng(9).normal(0, 200, 4 * RATE)

    assert find(room, known).at == pytest.approx(2 * RATE, abs=0.5)


def test_what_does_not_sound_fits_nowhere() -> None:
    known = word(1)

    assert find(placed(4, (1.0, word(2))), known).score < 0.3
    assert find(placed(4), known).score < 0.1
    assert find(placed(0.1), known).score == 0


def test_only_the_stretch_that_is_asked_for_is_searched() -> None:
    known = word(1)
    twice = placed(6, (1.0, known), (4.0, known))

    assert find(twice, known, 3 * RATE, 5 * RATE).at == pytest.approx(4 * RATE, abs=0.01)


def test_a_sound_ends_with_its_last_sample_within_forty_decibels_of_the_peak() -> None:
    sound = np.zeros(1000, np.int16)
    sound[100], sound[500], sound[900] = 20000, 250, 150

    assert end_of(sound) == 501
    assert end_of(sound[:100]) == 0


def test_the_first_sound_after_a_moment() -> None:
    line = placed(4, (1.0, np.full(100, 5000, np.int16)), (3.0, np.full(100, 5000, np.int16)))

    assert first_sound(line, 0) == RATE
    assert first_sound(line, 1.5 * RATE) == 3 * RATE
    assert first_sound(line, 1.5 * RATE, 2 * RATE) is None


def test_sounds_that_are_apart_are_two_stretches() -> None:
    tone = np.full(1000, 5000, np.int16)
    close = 1.0 + 1000 / RATE + 0.05
    line = placed(4, (1.0, tone), (close, tone), (3.0, tone))

    assert stretches(line, RATE) == [(RATE, round(close * RATE) + 1000), (3 * RATE, 3 * RATE + 1000)]
    assert stretches(line * 0, RATE) == []


def test_drift_is_what_the_last_beat_is_later_than_planned_since_the_first() -> None:
    planned = [2.5 * n for n in range(10)]
    slow = steadiness([100 + t * 1.001 for t in planned], planned)

    assert slow.drift_s == pytest.approx(0.0225)
    assert slow.deviations_s[0] == pytest.approx(-0.01125)


def test_one_late_beat_is_off_and_moves_no_other() -> None:
    planned = [2.5 * n for n in range(10)]
    found = [7 + t + (0.02 if n == 4 else 0.0) for n, t in enumerate(planned)]
    steady = steadiness(found, planned)

    assert steady.drift_s == pytest.approx(0.0)
    assert steady.deviations_s == pytest.approx([0, 0, 0, 0, 0.02, 0, 0, 0, 0, 0])


def test_percentiles() -> None:
    found = spread_of([float(n) for n in range(101)])

    assert found is not None
    assert (found.n, found.median, found.p95, found.longest) == (101, 50.0, 95.0, 100.0)
    assert spread_of([]) is None


# What is measured ---------------------------------------------------------------------------------


def line_of(coach: np.ndarray) -> TimeLine:
    """A recording of the coach alone, which began now."""
    line = TimeLine()
    line.feed(np.stack([coach, coach * 0], axis=1).astype("<i2").tobytes())
    line.close()
    return line


def test_counts_are_searched_where_they_were_told_and_compared_with_the_plan() -> None:
    """Two counts on the beat and one 12 ms late; one was left out."""
    words = {name: word(seed) for seed, name in enumerate(("one", "two", "three", "four"))}
    beats = [Beat(2.5 * n, n, name, n=n) for n, name in enumerate(words, 1)]
    coach = placed(12, (2.5, words["one"]), (5.0, words["two"]), (7.512, words["three"]))
    line = line_of(coach)
    began_at = line._began_at
    told = [(began_at + beat.at_s - LEAD_S + 0.03, "rep", beat.n) for beat in beats]
    run = run_of(line, told, spoken(beats), words, is_busy=False)

    assert (run.found, run.planned) == (3, 4)
    assert run.steady is not None
    assert run.steady.drift_s == pytest.approx(0.012, abs=0.001)


def test_a_train_of_bursts_shows_what_the_room_adds() -> None:
    """The fifth burst and all after it are 7 ms late."""
    burst = word(3)
    coach = placed(14, *((1.2 + n + (0.007 if n >= 4 else 0.0), burst) for n in range(10)))
    run = run_of_train(coach, burst, RATE, is_busy=False)

    assert run.found == 10
    assert run.steady is not None
    assert run.steady.drift_s == pytest.approx(0.007, abs=0.0005)


def test_a_stop_before_a_count_is_late_by_that_count() -> None:
    """The stop ends at second 3; a count begins 0.2 s later and is cut; the reply follows at 4.5 s."""
    counts = [word(1), word(2)]
    coach = placed(8, (1.5, counts[0]), (3.2, counts[1][: RATE // 5]), (4.5, word(9)))
    stop = after_stop(coach, 3.0 * RATE, counts)

    assert stop.is_heard
    assert stop.silence_s == pytest.approx(0.4, abs=0.01)
    assert stop.late_count_s == pytest.approx(0.2, abs=0.01)
    assert stop.reply_s == pytest.approx(1.5, abs=0.01)


def test_a_stop_in_silence_is_silent_at_once() -> None:
    counts = [word(1)]
    stop = after_stop(placed(8, (1.5, counts[0]), (4.0, word(9))), 3.0 * RATE, counts)

    assert (stop.silence_s, stop.late_count_s) == (0.0, None)
    assert stop.reply_s == pytest.approx(1.0, abs=0.01)


def test_silence_without_a_reply_is_not_counted_as_obeyed() -> None:
    """Or a speaker that was lost would look perfect."""
    stop = after_stop(placed(8, (1.5, word(1))), 3.0 * RATE, [word(1)])

    assert (stop.silence_s, stop.late_count_s, stop.reply_s) == (None, None, None)


def test_a_stop_over_a_sentence_is_silent_when_that_is_cut() -> None:
    sentence, reply = word(1, 2.5), word(2)
    stop = after_stop(placed(8, (1.0, sentence), (4.5, reply)), 3.0 * RATE, [])

    assert stop.silence_s == pytest.approx(0.5, abs=0.01)
    assert stop.reply_s == pytest.approx(1.5, abs=0.01)


def test_replies_are_told_by_question_and_of_all() -> None:
    answers = [
        Answer("change", "better", "a bit better", reply_s=0.5),
        Answer("change", "worse", reply_s=0.7),
        Answer("side", "left", "left", reply_s=0.9),
        Answer("side", "left"),
    ]

    assert by_kind(answers, lambda answer: answer.reply_s) == {
        "change": [0.5, 0.7],
        "side": [0.9],
        "all": [0.5, 0.7, 0.9],
    }
    assert [answer.is_right for answer in answers] == [True, False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        timing_beats.PROGRAM,
        timing_idle.PROGRAM,
        timing_stop.program_of(timing_stop.SHORT),
        timing_stop.program_of(timing_stop.LONG),
    ],
)
def test_the_programs_that_are_measured_are_valid(text: str, tmp_path: Path) -> None:
    path = tmp_path / "timing.toml"
    path.write_text(text, encoding="utf-8")

    assert load(str(path)).id == "timing"


# What is written ----------------------------------------------------------------------------------


def test_what_cannot_be_heard_is_said_so() -> None:
    unheard = [Stop(is_heard=False), Stop(is_heard=False, is_talked_over=True)]
    rows = stop_rows({"while the coach speaks": None, "naive": unheard})

    assert rows[0][:3] == ("while the coach speaks", "-", "not heard")
    assert rows[1][:4] == ("naive", "2", "not heard", "1")
    assert len(rows[0]) == len(rows[1])


def test_the_tables_take_their_place_in_the_document() -> None:
    report = Report(0.5, 2, beats=[Run("rep", False, steadiness([0, 2.51], [0, 2.5]), 2, 10)])
    document = f"# Head\n\n{BEGIN}\nold\n{END}\n\nTail\n"
    written = between_markers(document, as_markdown(report))

    assert "| a set of 10, idle | 1 | 2 of 10 | 10.0 |" in written
    assert "old" not in written
    assert written.startswith("# Head\n\n")
    assert written.endswith("\n\nTail\n")
    with pytest.raises(ValueError, match="measured: begin"):
        between_markers("# Head", "")


def test_the_document_has_its_markers() -> None:
    document = (ROOT / "docs" / "timing.md").read_text(encoding="utf-8")

    assert document.index(BEGIN) < document.index(END)
