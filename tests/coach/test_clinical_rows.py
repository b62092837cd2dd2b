"""Rows of the clinical tables (docs/clinical.md) that no other test holds: exact words, numbers and limits."""

from collections.abc import Iterator

import pytest

from tests.coach.conversation import BACK_PAIN, POSTURE, SILENT, Conversation, somebody, talk
from tests.coach.roads import CENTRALIZES
from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Listen, Say
from voicecoach.coach.exercising import FASTEST_WPM, SLOWEST_WPM
from voicecoach.coach.program import Exercise, Timing
from voicecoach.coach.progression import BESIDE, ROWS
from voicecoach.coach.session import RATE_WPM
from voicecoach.coach.symptoms import Location
from voicecoach.coach.talking import MAX_PROMPTS
from voicecoach.drivers.ears import EARCON_TAIL_S, TAIL_S

CLEARANCES = (
    "you are fine",
    "you are healthy",
    "nothing is wrong",
    "nothing serious",
    "you are clear",
    "no disease",
    "it is safe for you",
    "you can safely",
    "harmless",
    "cure",
)


def words_of(exercise: Exercise) -> str:
    """All that is said of an exercise."""
    return " ".join(
        [*exercise.warnings, *(sentence for phase in exercise.phases for sentence in phase.instructions)]
    )


def texts(value: object) -> Iterator[str]:
    """Every text in nested tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


# --- the program ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "sentences"),
    [
        (0, ("hips and your back stay relaxed", "press your upper body up with your arms", "without pain")),
        (1, ("Come up onto your elbows", "away from the painful side", "less far than before. That is fine")),
        (
            2,
            (
                "thirty centimeters, from a wall",
                "the painful side is away from it",
                "elbow in, just below your ribs",
                "Slowly push your hips toward the wall, underneath your ribs",
            ),
        ),
        (
            3,
            (
                "the painful side is down",
                "bottom leg straight",
                "foot behind your bottom knee",
                "top hand on your top shoulder blade",
                "top shoulder goes toward the floor behind you",
                "Hold for a moment. Then return",
            ),
        ),
        (
            4,
            (
                "Lie on your back",
                "Bend your knees",
                "Slowly bring both knees to your chest",
                "hands under your knees. Pull gently",
                "slowly release",
            ),
        ),
    ],
)
def test_each_exercise_is_told_as_it_is_done(exercise: int, sentences: tuple[str, ...]) -> None:
    """Position, movement and limit, each in a sentence of its own."""
    said = words_of(BACK_PAIN.exercises[exercise])

    for sentence in sentences:
        assert sentence in said


def test_the_posture_exercise_is_told_as_it_is_done() -> None:
    """Slouch fully, overcorrect, and let go a tenth; ten times."""
    (exercise,) = POSTURE.exercises
    said = words_of(exercise)

    for sentence in (
        "edge of a chair",
        "slouch fully",
        "as tall and arched as it goes",
        "about a tenth",
        "posture to keep",
    ):
        assert sentence in said
    assert exercise.phases[0].reps == 10


def test_sudden_pain_begins_with_the_first_exercise_too() -> None:
    """It is said with what the program is for."""
    about = " ".join(BACK_PAIN.about)

    assert "low back, or on one side of the back, or in the leg" in about
    assert "sudden, sharp back pain, too, the first one comes first" in about
    assert "go on only as needed" in about


def test_what_is_said_in_passing_is_all_there() -> None:
    """One of them a session, at its end."""
    asides = " ".join(BACK_PAIN.asides)

    for said in (
        "active part",
        "Few of them are proven",
        "full assessment",
        "McKenzie method",
        "keep the pain away",
        "stenosis",
    ):
        assert said in asides


# --- words ----------------------------------------------------------------------------------------------------


def test_the_lowest_location_is_a_number_that_grows_away_from_the_spine() -> None:
    """None 0, back 1 in the middle or 2 on one side, buttock 3, thigh 4, calf 5, foot 6."""
    assert [(each.name, each.value) for each in Location] == [
        ("NONE", 0),
        ("BACK_MIDDLE", 1),
        ("BACK_SIDE", 2),
        ("BUTTOCK", 3),
        ("THIGH", 4),
        ("CALF", 5),
        ("FOOT", 6),
    ]


def test_no_sentence_of_the_coach_clears_anybody_or_promises_a_cure() -> None:
    """It says: nothing you told me stops us; stop if this changes."""
    said = [text for value in vars(lines).values() for text in texts(value)]
    said += [text for each in (*ROWS, *BESIDE.values()) for text in (each.reason, each.because)]

    assert lines.SCREENING_NOTED == ("Thank you. Nothing you told me stops us. Stop if this changes.",)
    assert len(said) > 100
    for text in said:
        assert not any(clearance in text.lower() for clearance in CLEARANCES), text


# --- dose -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "background",
    [
        Background(),
        Background(is_first=False, hours_since_last=3.0),
        Background(is_first=False, favourite="press-ups", hours_since_last=500.0),
    ],
)
def test_the_dose_never_grows_by_itself(background: Background) -> None:
    """However often and however well it was done: what is planned is what the program says."""
    talked = talk(CENTRALIZES.to("another set", "yes"), BACK_PAIN, background)
    doses = {
        (exercise.id, phase.id): phase.reps or phase.hold_s
        for exercise in BACK_PAIN.exercises
        for phase in exercise.phases
    }

    assert talked.sets
    assert all(record.planned == doses[record.exercise, record.phase] for record in talked.sets)


def test_one_set_is_followed_by_one_check() -> None:
    """No second set before the first one is judged."""
    talked = talk(CENTRALIZES.to("another set", "yes"), BACK_PAIN)

    assert [record.topic for record in talked.answers].count("check location") == len(talked.sets) == 3


# --- the dialogue in numbers ----------------------------------------------------------------------------------


def test_the_speech_rate_is_comfortable_and_has_limits() -> None:
    """155 words a minute, from 110 to 220."""
    assert (SLOWEST_WPM, RATE_WPM, FASTEST_WPM) == (110, 155, 220)


def test_the_times_of_the_dialogue_are_those_of_the_table() -> None:
    """In seconds; a rest of up to five minutes, asked about each minute."""
    timing = Timing()

    assert (timing.first_word_s, timing.first_word_list_s) == (8, 12)
    assert (timing.end_silence_s, timing.end_silence_location_s) == (0.7, 1.2)
    assert (timing.longest_answer_s, timing.option_pause_s) == (6, 0.6)
    assert (timing.pause_reminder_s, timing.pause_end_s) == (60, 300)
    assert (timing.recheck_every_s, timing.recheck_for_s) == (60, 300)
    assert BACK_PAIN.timing == timing


@pytest.mark.parametrize(
    ("topic", "first_word_s", "end_silence_s"),
    [
        ("screening", 12.0, 0.7),
        ("baseline location", 12.0, 1.2),
        ("baseline side", 12.0, 0.7),
        ("baseline rating", 8.0, 0.7),
        ("check location", 12.0, 1.2),
        ("check change", 8.0, 0.7),
        ("another set", 8.0, 0.7),
    ],
)
def test_a_question_that_offers_a_list_gives_longer_to_begin(
    topic: str, first_word_s: float, end_silence_s: float
) -> None:
    """And a place gives longer to think in the middle; no answer may be longer than six seconds."""
    person = CENTRALIZES if topic == "another set" else somebody()
    talked = Conversation(person, BACK_PAIN).until(topic).until_listening()

    assert isinstance(talked.listening, Listen)
    assert talked.listening.first_word_s == first_word_s
    assert talked.listening.end_silence_s == end_silence_s
    assert talked.listening.longest_s == 6.0


def test_the_microphone_is_open_soon_after_the_coachs_last_sound() -> None:
    """At most 0.3 s after a sentence, and sooner after an earcon."""
    assert 0 < EARCON_TAIL_S < TAIL_S <= 0.3


def test_options_are_told_with_pauses_between_them() -> None:
    """Each is a part of its own, 0.6 s apart."""
    asked = Conversation(somebody(), BACK_PAIN).until("screening").until_listening().said[-1]

    assert isinstance(asked, Say)
    assert asked.pause_s == 0.6
    assert asked.parts[-2:] == ("Say: all clear.", "Or: something is wrong.")


def test_a_question_is_asked_three_times_each_shorter_and_then_it_pauses() -> None:
    """Two re-prompts; the third failure pauses."""
    talked = Conversation(somebody().to("baseline location", SILENT), BACK_PAIN).until("paused")
    asked = [say.text for say in talked.said if say.cue == "ask baseline location"]

    assert MAX_PROMPTS == len(asked) == 3
    assert len(lines.BASELINE_LOCATION[0][0]) > len(lines.BASELINE_LOCATION[1][0])
    assert len(lines.BASELINE_LOCATION[1]) > len(lines.BASELINE_LOCATION[2])


# --- answers --------------------------------------------------------------------------------------------------


def test_a_hedged_answer_is_taken_and_said_back() -> None:
    """ "Um, a bit better I guess": a bit better, got it."""
    talked = talk(somebody("back").to("check change", "um, a bit better I guess"), BACK_PAIN)

    assert talked.has_said("A bit better, got it.")
    assert talked.rules == ["R13"]


@pytest.mark.parametrize(
    "said", ["no better", "not really better", "not worse", "isn\u2019t any better", "isn't any better"]
)
def test_a_negated_good_word_never_leads_to_stay(said: str) -> None:
    """Of back pain alone, where "better" would stay."""
    talked = talk(somebody("back").to("check change", said), BACK_PAIN)

    assert set(talked.rules) == {"R14", "R11"}
