"""scripts/bench_hearing: the places, what comes of asking back, what is counted, and what is written of it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from voicecoach.coach.events import Band
from voicecoach.coach.phrases import Question
from voicecoach.errors import UsageError
from voicecoach.speech.audio import to_pcm
from voicecoach.speech.recognizers.base import Hypothesis, Vocabulary

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "audio_fixtures"
sys.path.append(str(ROOT / "scripts"))

import hearing_places as places  # noqa: E402 its place is on the path only now
from hearing_asking import Heard, Outcome, company_of, heard_as, settled  # noqa: E402
from hearing_bench import ANSWERS, STRANGE, Found, World, counted, drawn, heard_here, measure  # noqa: E402
from hearing_clips import Clip, read_manifest  # noqa: E402
from hearing_notes import notes_on  # noqa: E402
from hearing_tables import Measured, Report, as_json, as_markdown, as_text, spread, tables  # noqa: E402
from hearing_waiting import Waiting, utterances  # noqa: E402

CLICK = np.concatenate(
    [np.zeros(800, np.float32), np.hanning(1600).astype(np.float32), np.zeros(800, np.float32)]
)


def clip(
    text: str, speaker: str = "ann", tier: str = "whole", take: int = 0, condition: str = "near"
) -> Clip:
    """A recording that is only named."""
    return Clip(Path(f"{text}/{speaker}_{take}_{condition}.wav"), text, speaker, tier, condition)


# Places -------------------------------------------------------------------------------------------


def test_a_place_is_heard_the_same_in_every_run_and_differently_in_every_take() -> None:
    """Or no two runs could be compared."""
    room = places.parse_place("2m-0.3s-15dB")
    said = clip("better")
    seeds = [places.seed_of(room, said, take) for take in (0, 0, 1)]
    first, same, other = (places.heard_at(room, CLICK, seed, places.Surroundings()) for seed in seeds)

    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[: len(CLICK)], CLICK)


def test_near_changes_nothing() -> None:
    heard = places.heard_at(places.NEAR, CLICK, 1, places.Surroundings())

    assert np.array_equal(heard, CLICK)


def test_the_noise_of_a_room_is_as_far_below_the_voice_as_its_name_says() -> None:
    """Twice the same box, with 20 and with 5 dB: what differs is 15 dB of noise."""
    tone = np.sin(np.arange(16_000) / 5).astype(np.float32)
    loud, quiet = (
        places.heard_at(places.parse_place(f"1m-0.3s-{snr}dB"), tone, 0, places.Surroundings())
        for snr in (5, 20)
    )
    tails = [float(np.std(heard[-800:])) for heard in (loud, quiet)]

    assert 10.0 < 20 * np.log10(tails[0] / tails[1]) < 16.0


def test_a_mat_swallows_the_high_tones() -> None:
    """4 kHz through the mat and the same room."""
    name = "1m-0.3s-20dB"
    draw = np.random.default_rng(0)
    hiss = draw.standard_normal(16_000).astype(np.float32)
    open_, down = (
        places.heard_at(places.parse_place(each), hiss, 0, places.Surroundings())
        for each in (name, f"{name}-face-down")
    )

    def high(heard: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(heard)) ** 2
        return float(power[len(power) // 2 :].sum() / power.sum())

    assert high(down) < 0.1 * high(open_)


def test_a_measured_place_uses_the_responses_and_noises_of_the_folder() -> None:
    echo = np.zeros(4000, np.float32)
    echo[[0, 3000]] = 1.0, 0.5
    whistle = np.sin(np.arange(32_000) * 1.5).astype(np.float32)
    heard = places.heard_at(places.MEASURED, CLICK, 7, places.Surroundings((echo,), (whistle,)))
    direct, late = (float(heard[begin : begin + len(CLICK)] @ CLICK) for begin in (0, 3000))

    assert late / direct == pytest.approx(0.5, abs=0.05)
    assert float(np.std(heard[-400:])) > 0.05


def test_the_travel_time_is_cut_off_a_response() -> None:
    response = np.zeros(1000, np.float32)
    response[500] = 1.0

    assert int(np.argmax(places.from_direct(response))) == 80


def test_the_default_places_leave_out_what_the_folder_does_not_have() -> None:
    chosen = places.chosen_places(["default"], [clip("better")], places.Surroundings())

    assert [place.name for place in chosen] == ["near", "2m-0.5s-15dB", "2m-0.5s-15dB-face-down"]


def test_all_places_are_the_whole_grid() -> None:
    around = places.Surroundings((CLICK,), (CLICK,))
    chosen = places.chosen_places(["all"], [clip("better"), clip("better", condition="room")], around)

    assert len(chosen) == 1 + 27 + 1 + 1 + 1
    assert {"1m-0.3s-20dB", "3m-0.8s-5dB", "measured", "recorded"} <= {place.name for place in chosen}


@pytest.mark.parametrize("name", ["kitchen", "2m", "2m-0.5s-15dB-upside-down", "measured"])
def test_a_room_that_is_not_there_is_named_in_the_error(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        places.chosen_places([name], [clip("better")], places.Surroundings())


@pytest.mark.skipif("pyroomacoustics" not in places.room_engine(), reason="needs the extra `fixtures`")
@pytest.mark.parametrize("reverberation_s", places.REVERBERATIONS_S)
def test_a_simulated_room_reverberates_as_long_as_it_should(reverberation_s: float) -> None:
    """By Schroeder's backward integration, from 5 to 25 dB down."""
    response = places.simulated_response(2.0, reverberation_s, 0).astype(np.float64)
    left = np.cumsum(response[::-1] ** 2)[::-1]
    fall_db = 10 * np.log10(left / left[0] + 1e-12)
    measured_s = 3 * (np.argmax(fall_db < -25) - np.argmax(fall_db < -5)) / 16_000

    assert measured_s == pytest.approx(reverberation_s, rel=0.35)


# Asking back --------------------------------------------------------------------------------------


def heard(
    text: str | None, band: Band = Band.SURE, said: str = "four", at: Question = Question.RATING
) -> Heard:
    """A hypothesis beside what was said."""
    return heard_as(Hypothesis(text, 0.5, band), at, said)


def reply(text: str | None, band: Band = Band.SURE) -> Heard:
    return heard(text, band, text or "", Question.YES_NO)


@dataclass
class ScriptedPatient:
    """What is heard of the second answer and of the replies, and which replies were given."""

    second: Heard = field(default_factory=lambda: heard(None, Band.REFUSED))
    replied: list[Heard] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def again(self) -> Heard:
        self.said.append("again")
        return self.second

    def replies(self, word: str, take: int) -> Heard:
        self.said.append(word)
        return self.replied[take - 1]

    def chooses(self, pair: tuple[str, str], *, is_either: bool) -> Heard:
        self.said.append(f"{pair[0]} or {pair[1]}" if is_either else "neither")
        return self.replied[0]


ASK, SURE, REFUSED = Band.ASK, Band.SURE, Band.REFUSED


@pytest.mark.parametrize(
    ("first", "patient", "outcome", "said"),
    [
        (heard("four"), ScriptedPatient(), Outcome.RIGHT, []),
        (heard("five"), ScriptedPatient(), Outcome.WRONG, []),
        (heard("four", ASK), ScriptedPatient(replied=[reply("yes")]), Outcome.RIGHT, ["yes"]),
        (heard("four", ASK), ScriptedPatient(replied=[reply("yes", ASK)] * 2), Outcome.RIGHT, ["yes", "yes"]),
        (heard("four", ASK), ScriptedPatient(replied=[reply(None, REFUSED)]), Outcome.OPEN, ["yes"]),
        (heard("four", ASK), ScriptedPatient(heard("four"), [reply("no")]), Outcome.RIGHT, ["yes", "again"]),
        (heard("five", ASK), ScriptedPatient(replied=[reply("yes")]), Outcome.WRONG, ["no"]),
        (
            heard("five", ASK),
            ScriptedPatient(heard("four"), [reply("no", ASK)]),
            Outcome.RIGHT,
            ["no", "again"],
        ),
        (
            heard("five", ASK),
            ScriptedPatient(heard("four", ASK), [reply("no")]),
            Outcome.OPEN,
            ["no", "again"],
        ),
        (heard("five", ASK), ScriptedPatient(heard("nine"), [reply("no")]), Outcome.WRONG, ["no", "again"]),
        (heard("four", ASK), ScriptedPatient(replied=[reply("quit")]), Outcome.WRONG, ["yes"]),
        (heard(None, REFUSED), ScriptedPatient(heard("four")), Outcome.RIGHT, ["again"]),
        (heard(None, REFUSED), ScriptedPatient(), Outcome.OPEN, ["again"]),
        (
            heard(None, REFUSED),
            ScriptedPatient(heard("four", ASK), [reply("yes")]),
            Outcome.RIGHT,
            ["again", "yes"],
        ),
        (
            heard(None, REFUSED),
            ScriptedPatient(heard("five", ASK), [reply("no")]),
            Outcome.OPEN,
            ["again", "no"],
        ),
        (heard("next", ASK), ScriptedPatient(heard("four")), Outcome.RIGHT, ["again"]),
        (heard("stop", ASK), ScriptedPatient(), Outcome.WRONG, []),
        (heard("stop", ASK, "pause", Question.CONTROL), ScriptedPatient(), Outcome.RIGHT, []),
        (heard("stop", SURE, "pause", Question.CONTROL), ScriptedPatient(), Outcome.WRONG, []),
        (heard("stop", ASK, "next", Question.CONTROL), ScriptedPatient(), Outcome.WRONG, []),
        (heard("stop", ASK, "stop", Question.CONTROL), ScriptedPatient(), Outcome.RIGHT, []),
    ],
)
def test_where_an_answer_ends_up(
    first: Heard, patient: ScriptedPatient, outcome: Outcome, said: list[str]
) -> None:
    """The patient says "yes" only to what they said."""
    patient.said.clear()

    assert settled(first, patient) is outcome
    assert patient.said == said


OPEN_BETWEEN = heard_as(Hypothesis("four", 0.5, ASK, "five"), Question.RATING, "four")
NEITHER_OF_THEM = heard_as(Hypothesis("nine", 0.5, ASK, "five"), Question.RATING, "four")


@pytest.mark.parametrize(
    ("first", "patient", "outcome", "said"),
    [
        (OPEN_BETWEEN, ScriptedPatient(replied=[heard("four")]), Outcome.RIGHT, ["four or five"]),
        (OPEN_BETWEEN, ScriptedPatient(replied=[heard("five")]), Outcome.WRONG, ["four or five"]),
        (OPEN_BETWEEN, ScriptedPatient(replied=[heard("four", ASK)]), Outcome.RIGHT, ["four or five"]),
        (OPEN_BETWEEN, ScriptedPatient(replied=[heard("five", ASK)]), Outcome.OPEN, ["four or five"]),
        (OPEN_BETWEEN, ScriptedPatient(replied=[heard(None, REFUSED)]), Outcome.OPEN, ["four or five"]),
        (
            NEITHER_OF_THEM,
            ScriptedPatient(heard("four"), [heard("no")]),
            Outcome.RIGHT,
            ["neither", "again"],
        ),
    ],
)
def test_a_number_between_two_is_chosen(
    first: Heard, patient: ScriptedPatient, outcome: Outcome, said: list[str]
) -> None:
    """In doubt it counts only where it was heard before."""
    patient.said.clear()

    assert settled(first, patient) is outcome
    assert patient.said == said


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_doubtful_yes_or_no_settles_nothing_at_the_screening(word: str) -> None:
    said = "all clear" if word == "yes" else "one of these"
    first = heard("all clear", ASK, said, Question.SCREENING)
    patient = ScriptedPatient(heard("one of these", said=said), [reply(word, ASK)] * 2)

    assert settled(first, patient) is Outcome.OPEN


def test_everybody_answers_in_their_own_voice_where_it_was_recorded() -> None:
    ann, again, bob = clip("four"), clip("four", take=1), clip("four", "bob")
    company = company_of([ann, again, bob, clip("yes"), clip("no", "cat"), clip("no", "bob", tier="cut")])

    assert company.can_reply(ann)
    assert not company.can_reply(clip("four", condition="room"))
    assert company.second_take(ann) == again
    assert company.second_take(again) == ann
    assert company.second_take(bob) == bob
    assert company.reply("yes", bob) == clip("yes")
    assert company.reply("no", ann) == clip("no", "cat")
    assert company.reply("no", bob) == clip("no", "bob", tier="cut")
    assert company.reply("yes", clip("four", condition="room")) is None


# Counting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "guess", "expected"),
    [
        (heard("four"), "four", ["n", "right", "sure right"]),
        (heard("five", ASK), "five", ["n", "ask wrong"]),
        (heard(None, REFUSED), "four", ["n", "right", "refused right"]),
        (heard(None, REFUSED), None, ["n", "refused wrong"]),
    ],
)
def test_what_is_counted_of_an_answer(found: Heard, guess: str | None, expected: list[str]) -> None:
    assert list(counted(found, guess, "four")) == expected


def test_better_taken_for_worse_is_counted_apart() -> None:
    found = heard("a bit worse", ASK, "much better", Question.CHANGE)

    assert list(counted(found, "a bit worse", "much better")) == ["n", "ask wrong", "reversed ask"]


def test_the_same_recordings_are_drawn_each_time_and_of_each_kind() -> None:
    clips = read_manifest(FIXTURES)
    few = drawn(clips, 10)

    assert few == drawn(list(reversed(clips)), 10)[::-1]
    assert Counter(c.tier for c in few if c.condition == "near") == {"whole": 10, "other": 5, "noise": 5}
    assert len(drawn(clips, None)) == len(clips)


def test_a_word_that_no_question_listens_for_is_other_speech() -> None:
    told = drawn([clip("banana"), clip("four")], None)

    assert [c.tier for c in told] == ["other", "whole"]


def test_what_has_a_room_in_it_is_heard_only_as_recorded() -> None:
    dry, wet = clip("four"), clip("four", condition="room")

    assert heard_here([dry, wet], places.parse_place("2m-0.5s-15dB")) == [(dry, 0.0)]
    assert heard_here([dry, wet], places.RECORDED) == [(wet, 0.0)]


class SilentVad:
    """Never hears anybody."""

    def __call__(self, block: object, /) -> float:
        return 0.0

    def reset(self) -> None: ...


class LoudVad(SilentVad):
    """Hears somebody wherever there is sound."""

    def __call__(self, block: object, /) -> float:
        return float(np.any(np.asarray(block)))


class DoubtfulEar:
    """Right about everything, and doubtful: it is told what it hears."""

    name = "doubtful"

    def __init__(self) -> None:
        self.clip = clip("")

    def prepare(self, vocabulary: Vocabulary, /) -> None: ...

    def recognize(self, _audio: object, asked: Vocabulary, /) -> Hypothesis:
        text = "yes" if asked.question == "yes-no" else self.clip.text
        return (
            Hypothesis(text, 0.5, Band.ASK) if text in asked.phrases else Hypothesis(None, 0.0, Band.REFUSED)
        )

    def best(self, _audio: object, asked: Vocabulary, /) -> str | None:
        return self.clip.text

    def turn_to(self, clip: Clip, /) -> None:
        self.clip = clip

    def forget(self) -> None: ...


def test_a_measurement_counts_every_question_and_settles_every_answer() -> None:
    clips = read_manifest(FIXTURES)
    chosen = [c for c in clips if c.condition == "near" and c.text == "four"][:1]
    other = [c for c in clips if c.condition == "near" and c.tier == "other"][:1]
    world = World((*chosen, *other), company_of(clips), places.Surroundings(), SilentVad())
    found = measure(DoubtfulEar(), world, places.NEAR)
    rating = found.counts["rating/whole"]

    assert (rating["n"], rating["right"], rating["ask right"], rating["after right"]) == (1, 1, 1, 1)
    assert found.counts["control/other"]["refused"] == 1
    assert found.waiting["other"].utterances == 0
    assert found.waiting["other"].seconds > 0
    assert len(found.wall_ms) == len(found.cpu_ms) == 2


def test_where_nobody_says_yes_and_no_nothing_is_settled() -> None:
    """And a control word is no false action while it is waited for."""
    said = [c for c in read_manifest(FIXTURES) if c.condition == "near" and c.text == "stop"][:1]
    world = World(tuple(said), company_of(said), places.Surroundings(), LoudVad())
    found = measure(DoubtfulEar(), world, places.NEAR)

    assert found.waiting == {}
    assert not any(key.startswith("after") for count in found.counts.values() for key in count)


def test_only_what_sounds_like_speech_is_heard_while_waiting() -> None:
    tone = to_pcm(np.sin(np.arange(16_000) / 20) * 0.3)

    assert list(utterances(tone, SilentVad())) == []
    assert len(list(utterances(tone, LoudVad()))) == 1


def test_a_doubtful_stop_counts_as_something_done() -> None:
    waiting = Waiting(seconds=1800.0)
    for text, band in (("stop", ASK), ("next", ASK), ("next", SURE), (None, REFUSED)):
        waiting.count(heard(text, band, "", Question.CONTROL))

    assert (waiting.utterances, waiting.sure, waiting.doubtful_stop) == (4, 1, 1)
    assert waiting.an_hour == 4.0
    assert Waiting().an_hour == 0.0


# Tables and JSON ----------------------------------------------------------------------------------


@pytest.fixture
def report() -> Report:
    """Four ratings, ten times other speech, an hour of waiting."""
    answers = Counter({"n": 4, "right": 3, "sure right": 2, "ask right": 1, "refused wrong": 1})
    answers.update({"after right": 3, "after open": 1})
    found = Found(
        {"rating/other": Counter({"n": 10, "ask": 1, "refused": 9}), "rating/whole": answers},
        {"noise": Waiting(3600.0, 5, 1, 1)},
        [10.0, 20.0, 30.0],
        [1.0, 2.0, 3.0],
    )
    return Report(
        "folder", 4, "boxes", False, ("A note.",), {"floor": Measured(60.0, {"near": found})}, 200.0
    )


def test_the_tables_give_shares(report: Report) -> None:
    answers, strange, waiting, cost = tables(report)

    assert dict(zip(answers.columns, answers.rows[0], strict=True)) == {
        "recognizer": "floor", "place": "near", "question": "rating", "tier": "whole", "n": "4", "forced": ".750",
        "sure right": ".500", "asked right": ".250", "refused": ".250", "sure wrong": ".000", "asked wrong": ".000",
        "after right": ".750", "after wrong": ".000", "b/w": "0+0",
    }  # fmt: skip
    assert strange.rows == (("floor", "near", "other", "-", "-", ".000 .100 of 10", "-", "-", "-", "-"),)
    assert waiting.rows == (("floor", "near", "noise", "60.0", "5", "1", "1", "2"),)
    assert cost.rows == (
        ("floor", "near", "3", "20", "29", "2", "3", "60"),
        ("process", "", "", "", "", "", "", "200"),
    )


def test_without_a_yes_and_a_no_nothing_is_said_of_asking_back(report: Report) -> None:
    count = report.recognizers["floor"].places["near"].counts["rating/whole"]
    del count["after right"], count["after open"]

    assert tables(report)[0].rows[0][-3:-1] == ("-", "-")


def test_the_json_keeps_its_keys(report: Report) -> None:
    """Another run is compared by them."""
    written = json.loads(json.dumps(as_json(report)))
    place = written["recognizers"]["floor"]["places"]["near"]

    assert set(written) == {"version", "data", "clips", "rooms", "folds", "notes", "peak_mb", "recognizers"}
    assert set(written["recognizers"]["floor"]) == {"memory_mb", "places"}
    assert set(place) == {"ms", "answers", "strange", "waiting"}
    assert place["ms"] == {
        "wall": {"n": 3, "median": 20.0, "p95": 29.0},
        "cpu": {"n": 3, "median": 2.0, "p95": 2.9},
    }
    assert set(place["answers"]["rating/whole"]) == {"n", *(name.replace(" ", "_") for name in ANSWERS)}
    assert place["answers"]["rating/whole"]["after_right"] == 3
    assert place["strange"]["rating/other"] == {"n": 10, **dict(zip(STRANGE, (0, 1, 9), strict=True))}
    assert place["waiting"] == {"noise": {"seconds": 3600.0, "utterances": 5, "sure": 1, "doubtful_stop": 1}}
    assert spread([]) == {"n": 0, "median": None, "p95": None}


def test_text_and_markdown_say_what_was_heard_and_what_the_figures_are_not(report: Report) -> None:
    for written in (as_text(report), as_markdown(report)):
        assert "Data: folder, at most 4 commands a place. Rooms: boxes." in written
        assert written.endswith("A note.\n")
    assert "| floor | near | rating | whole | 4 | .750 |" in as_markdown(report)


def test_a_run_on_voices_that_were_fitted_on_says_so() -> None:
    person = Clip(Path("four/google-speech-commands__gsc-1.wav"), "four", "gsc-1", "whole")
    [warned] = notes_on([person, clip("four")], has_folds=False)
    [told] = notes_on([person], has_folds=True)

    assert warned.startswith("1 of 2 recordings")
    assert "--folds" in warned
    assert "not fitted on their voice" in told
    assert notes_on([clip("four")], has_folds=False) == ()
    assert "synthetic" in notes_on([clip("four", "espeak-us-man")], has_folds=False)[0]
