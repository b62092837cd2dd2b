"""The screening question, the alarm, and what leads on from them."""

from dataclasses import replace

import pytest

from tests.coach.conversation import (
    KNOWN,
    MUMBLED,
    NOISE,
    POSTURE,
    QUICK,
    SILENT,
    Answer,
    Conversation,
    Words,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.roads import CENTRALIZES, FALSE_ALARM, FLAGGED, LOCKED, NEW, ROADS
from voicecoach.coach import lines
from voicecoach.coach.background import Background
from voicecoach.coach.effects import Mark, Say, StopSpeech, Tell
from voicecoach.coach.events import Band
from voicecoach.coach.program import Program
from voicecoach.coach.screening import needs_full_screening
from voicecoach.coach.states import ASKED_BACK, CAREFUL, FLAGS, FULL_SCREENING, State

RESUMABLE = [
    state
    for state in ROADS
    if state
    not in (
        State.CLOSING,
        State.OPENING,
        State.LOCKED,
        State.SCREENING,
        State.SCREENING_NOTED,
        State.SURGERY_APPROVED,
        *FULL_SCREENING,
        *FLAGS,
        State.PAUSED,
        State.STOPPING,
        *ASKED_BACK,
        State.STARTING,
    )
]


SCREENINGS = ("screening", "screening nerves", "screening illness", "screening history")
FLAG_STATES = [state for state in ROADS if state in FLAGS and state is not State.ALARM]
ENDS_BY = {
    "flag weakness": ("screening nerves", "Please contact one today."),
    "flag illness": ("screening illness", "Please contact one urgently, today."),
    "flag fall": ("screening illness", "please see a doctor first"),
    "flag review": ("screening history", "Please arrange a review with your doctor."),
    "flag surgery": ("screening history", "Please ask your doctor or physical therapist first."),
}
"""Each kind of red flag below an emergency: the part of the list that asks for it, and what is then said."""


def asked_of(talked: Conversation) -> list[str]:
    """The topics that were answered, in order."""
    return [answer.topic for answer in talked.answers]


def of_background(topic: str) -> Background:
    """Somebody who is asked this question."""
    return KNOWN if topic == "screening" else NEW


# --- which list is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("background", "is_full"),
    [
        (Background(), True),
        (replace(KNOWN, hours_since_full_screening=None), True),
        (replace(KNOWN, hours_since_full_screening=7 * 24.0), True),
        (replace(KNOWN, hours_since_full_screening=7 * 24.0 - 0.1), False),
        (replace(KNOWN, hours_since_full_screening=1000.0), True),
        (replace(KNOWN, is_after_stop=True), True),
        (LOCKED, True),
        (KNOWN, False),
    ],
    ids=[
        "first start",
        "never cleared",
        "after a week",
        "within the week",
        "long ago",
        "after a stop",
        "after an emergency",
        "otherwise",
    ],
)
@pytest.mark.parametrize("program", [QUICK, POSTURE], ids=["back", "posture"])
def test_the_full_list_is_asked_first_weekly_and_after_a_stop(
    background: Background,
    is_full: bool,  # noqa: FBT001 a table of cases
    program: Program,
) -> None:
    """The short question otherwise; whatever the program."""
    person = somebody().to("locked", typed("understood"))
    talked = Conversation(person, program, background).until("screening noted")
    screened = [topic for topic in asked_of(talked) if topic in SCREENINGS]

    assert screened == (list(SCREENINGS[1:]) if is_full else ["screening"])
    assert needs_full_screening(background) == is_full


def test_the_full_list_names_every_red_flag() -> None:
    """Each row of the table can be heard in its long prompts."""
    talked = Conversation(somebody(), QUICK, NEW).until("precautions")
    said = " ".join(say.text for say in talked.said).lower()
    flags = (
        "numbness or tingling between your legs",
        "passing or holding urine",
        "bowels",
        "weakness in a leg or foot that is new, or growing",
        "fever",
        "feel ill with the pain",
        "recent infection",
        "weak immune system",
        "fall, or an accident",
        "cancer in the past",
        "weight loss without a reason",
        "steady pain at night or at rest",
        "fracture",
        "operation or injection at the spine",
    )

    assert [flag for flag in flags if flag not in said] == []


def test_nothing_is_done_before_all_clear() -> None:
    """The first question of all is whether something is wrong."""
    talked = Conversation(somebody()).until("baseline location")

    assert asked_of(talked) == ["screening"]
    assert talked.has_said("Nothing you told me stops us. Stop if this changes.")


@pytest.mark.parametrize(
    "answer",
    [
        SILENT,
        NOISE,
        MUMBLED,
        "not sure",
        "no",
        "yes",
        "all right",
        "I think all clear",
        "next",
        "go back",
        "done",
        doubtful("all clear"),
        Words("all clear", Band.REFUSED),
    ],
    ids=str,
)
@pytest.mark.parametrize("topic", SCREENINGS)
def test_nothing_else_clears(topic: str, answer: Answer) -> None:
    """Silence, noise, doubt, a short word, or "next": the coach asks again, then pauses."""
    person = somebody().to(topic, answer).to("confirming", SILENT)
    talked = talk(person, background=of_background(topic))

    assert State.BASELINE_LOCATION not in {move[2] for move in talked.session.moves}
    assert talked.outcome == "paused-out"
    assert talked.sets == []


@pytest.mark.parametrize("confirmation", ["no", SILENT, NOISE, doubtful("yes")])
@pytest.mark.parametrize("topic", SCREENINGS)
def test_a_doubtful_all_clear_clears_nothing(topic: str, confirmation: Answer) -> None:
    """It is asked back, and needs a yes."""
    person = somebody().to(topic, doubtful("all clear")).to("confirming", confirmation)
    talked = talk(person, background=of_background(topic))

    assert talked.has_said("Did you say: all clear?")
    assert State.BASELINE_LOCATION not in {move[2] for move in talked.session.moves}


@pytest.mark.parametrize("topic", SCREENINGS)
def test_a_typed_all_clear_works_from_the_pause(topic: str) -> None:
    """Typing always works."""
    person = somebody().to(topic, SILENT)
    talked = Conversation(person, QUICK, of_background(topic)).until("paused").hear(typed("all clear"))

    assert talked.answers[-1].topic == topic
    assert talked.state is not State.PAUSED


# --- what each red flag leads to ----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["screening", "screening nerves"])
@pytest.mark.parametrize("answer", ["yes", SILENT, NOISE, "not sure", "something is wrong"], ids=str)
def test_an_emergency_sends_to_emergency_care_at_once(topic: str, answer: Answer) -> None:
    """Numbness of the saddle, bladder or bowel, both legs weak: R10; no answer to it is no denial."""
    person = somebody().to(topic, "something is wrong").to("alarm", answer)
    talked = talk(person, background=of_background(topic))

    assert (talked.outcome, talked.rules) == ("emergency", ["R10"])
    assert talked.has_said("Go to emergency care now")
    assert talked.has_said("begins only after you have typed a word")


@pytest.mark.parametrize("answer", ["yes", SILENT, NOISE, "not sure", "something is wrong"], ids=str)
@pytest.mark.parametrize("topic", ENDS_BY)
def test_each_other_red_flag_ends_with_what_to_do(topic: str, answer: Answer) -> None:
    """One row of the table, one ending; no answer is no denial."""
    part, said = ENDS_BY[topic]
    talked = talk(somebody().to(part, "something is wrong").to(topic, answer), background=NEW)

    assert talked.outcome == "see-doctor"
    assert talked.has_said("Then we do not exercise now.")
    assert talked.has_said(said)
    assert (talked.sets, talked.rules) == ([], [])


@pytest.mark.parametrize("answer", ["yes", SILENT, "something is wrong"], ids=str)
@pytest.mark.parametrize("part", SCREENINGS)
def test_something_that_is_in_no_row_sends_to_a_doctor(part: str, answer: Answer) -> None:
    """Anything else that is new and worrying."""
    person = somebody().to(part, "something is wrong").to("alarm other", answer)
    talked = talk(person, background=of_background(part))

    assert talked.outcome == "see-doctor"
    assert talked.has_said("Please talk to a doctor before you go on.")


@pytest.mark.parametrize(
    ("part", "flags"),
    [
        ("screening", ["alarm", "flag weakness", "flag illness", "flag fall", "alarm other"]),
        ("screening nerves", ["alarm", "flag weakness", "alarm other"]),
        ("screening illness", ["flag illness", "flag fall", "alarm other"]),
        ("screening history", ["flag review", "flag surgery", "alarm other"]),
    ],
)
def test_a_false_alarm_is_screened_again_before_going_on(part: str, flags: list[str]) -> None:
    """Every kind is denied one by one, and then "all clear" is needed afresh."""
    person = somebody().to(part, "something is wrong", "all clear")
    talked = Conversation(person, QUICK, of_background(part)).until("baseline location")
    asked = asked_of(talked)
    begin = asked.index(part)

    assert asked[begin : begin + len(flags) + 2] == [part, *flags, part]


@pytest.mark.parametrize("said", ["a fall", "I had surgery last month", "yes, an infection", "an injection"])
@pytest.mark.parametrize("part", SCREENINGS)
def test_a_flag_by_its_name_is_one(part: str, said: str) -> None:
    """Where the list is read, the everyday word is enough; what it is, is asked one by one."""
    talked = Conversation(somebody().to(part, typed(said), "all clear"), QUICK, of_background(part))
    talked.until("baseline location")

    assert [(answer.question, answer.meaning) for answer in talked.answers if answer.topic == part] == [
        ("screening", "something-wrong"),
        ("screening", "all-clear"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        *(
            "a fall",
            "fell last week",
            "an accident",
            "surgery",
            "an operation",
            "I was operated on",
            "an injection",
        ),
        *("I was injected", "a fracture", "it was fractured", "a broken rib", "I broke my arm", "steroids"),
        *("an infection", "it got infected", "ill", "unwell", "my immune system"),
    ],
)
def test_an_everyday_word_for_a_flag_is_enough(said: str) -> None:
    """Whatever else is said with it."""
    talked = Conversation(somebody(), QUICK, NEW).until("screening history").until_listening()

    assert talked.hear(typed(said)).state in FLAGS


@pytest.mark.parametrize("part", SCREENINGS)
def test_one_of_these_is_an_alarm_where_red_flags_are_listed(part: str) -> None:
    """Of the precautions it is none."""
    talked = Conversation(somebody(), QUICK, of_background(part)).until(part).until_listening()

    assert talked.hear("one of these").state in FLAGS


@pytest.mark.parametrize("said", ["no accident", "never broken", "no surgery yet"])
def test_a_denied_flag_is_none(said: str) -> None:
    """It is no "all clear" either: the part is asked again."""
    talked = Conversation(somebody(), QUICK, NEW).until("screening history").until_listening()
    talked.hear(typed(said))

    assert (talked.state, talked.cues[-1]) == (State.SCREENING_HISTORY, "ask screening history")


@pytest.mark.parametrize("part", ["screening illness", "screening history"])
def test_numbness_named_at_another_part_is_asked_about_first(part: str) -> None:
    """The emergency comes before what the part asks for."""
    talked = Conversation(somebody().to(part, typed("my legs are numb"), "all clear"), QUICK, NEW)

    assert talked.until("alarm").has_said("between the legs, trouble with bladder or bowel")


def test_surgery_needs_an_approval_and_then_a_fresh_all_clear() -> None:
    """It is asked, and kept with the answers; what else there may be is asked again."""
    person = FLAGGED.to("flag surgery", "yes").to("surgery approved", "yes")
    talked = Conversation(person, QUICK, NEW).until("baseline location")
    asked = asked_of(talked)
    approvals = [answer.meaning for answer in talked.answers if answer.topic == "surgery approved"]

    assert approvals == ["yes"]
    assert talked.has_said("Apart from that:")
    assert asked[asked.index("surgery approved") + 1] == "screening history"


@pytest.mark.parametrize("answer", ["no", SILENT, NOISE, doubtful("yes"), "something is wrong"], ids=str)
def test_surgery_without_approval_does_not_start(answer: Answer) -> None:
    """Neither silence nor a doubtful yes approves."""
    person = (
        FLAGGED.to("flag surgery", "yes").to("surgery approved", answer).to("confirming", doubtful("yes"))
    )
    talked = talk(person, background=NEW)

    assert talked.outcome in ("see-doctor", "emergency")
    assert talked.sets == []


@pytest.mark.parametrize("way", ["stop", "pause", "end"])
@pytest.mark.parametrize("state", [*FLAG_STATES, State.SURGERY_APPROVED])
def test_a_red_flag_is_not_forgotten_by_stopping(state: State, way: str) -> None:
    """A stop, a pause or the end of the input without an answer still sends to a doctor."""
    talked = ROADS[state]()
    talked.person.answers[state.value] = (SILENT,)
    talked.end_input() if way == "end" else talked.until_listening().hear(way)

    assert talked.run().outcome == "see-doctor"


@pytest.mark.parametrize("state", FLAG_STATES)
def test_numbness_named_at_a_later_question_is_an_emergency(state: State) -> None:
    """Though the first one was answered with no."""
    talked = ROADS[state]().until_listening().hear(typed("my legs are numb"))

    assert talked.run().outcome == "emergency"


@pytest.mark.parametrize("state", [state for state in ROADS if state in CAREFUL])
@pytest.mark.parametrize("answer", ["no", "yes"])
def test_a_doubtful_yes_or_no_never_counts_where_red_flags_are_asked(state: State, answer: str) -> None:
    """Not even twice."""
    talked = ROADS[state]().until_listening().hear(doubtful(answer))
    for _ in range(2):
        talked.until_listening() if talked.state is not State.PAUSED else None
        talked.hear(doubtful("yes"))

    assert [each.topic for each in talked.answers if each.topic == state.value and each.band == "ask"] == []


# --- after an emergency -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        SILENT,
        NOISE,
        "understood",
        "continue",
        "ready",
        "all clear",
        "yes",
        typed("yes"),
        typed("not understood"),
        typed("understood?"),
    ],
    ids=str,
)
def test_after_an_emergency_nothing_but_the_typed_word_opens(answer: Answer) -> None:
    """Neither a voice, nor silence, nor another word."""
    talked = talk(somebody().to("locked", answer), background=LOCKED)

    assert {move[2] for move in talked.session.moves} & {*FULL_SCREENING, State.BASELINE_LOCATION} == set()
    assert "acknowledged" not in {each.meaning for each in talked.answers}


@pytest.mark.parametrize(
    "word", ["understood", "Understood!", "I understand", "acknowledged", "I acknowledge"]
)
@pytest.mark.parametrize("is_paused", [False, True])
def test_the_typed_word_opens_and_the_full_list_follows(word: str, is_paused: bool) -> None:  # noqa: FBT001
    """It is kept; also when it comes after the coach has given up asking."""
    talked = Conversation(somebody().to("locked", SILENT), QUICK, LOCKED)
    talked.until("paused" if is_paused else "locked").hear(typed(word))

    kept = talked.answers[-1]

    assert (kept.topic, kept.question, kept.meaning) == ("locked", "screening", "acknowledged")
    assert talked.state is State.SCREENING_NERVES
    assert talked.until("baseline location")


def test_a_false_alarm_at_the_lock_leads_back_to_the_lock() -> None:
    """And not around it."""
    talked = ROADS[State.LOCKED]().until_listening().hear("something is wrong")
    talked.person.answers["locked"] = (SILENT,)
    talked.until("locked")

    assert talked.state is State.LOCKED


@pytest.mark.parametrize(
    ("background", "first"), [(LOCKED, "locked"), (NEW, "screening nerves"), (KNOWN, "screening")]
)
def test_an_alarm_in_the_first_words_leads_around_nothing(background: Background, first: str) -> None:
    """What is to be cleared first is asked after it, all the same."""
    talked = Conversation(somebody(), QUICK, background).until("opening").hear(typed("something is wrong"))
    talked.until(first)

    assert asked_of(talked)[:3] == ["opening", "alarm", "flag weakness"]
    assert asked_of(talked)[-1] == "alarm other"


def test_an_alarm_in_a_pause_at_the_approval_begins_that_part_again() -> None:
    """Its kinds are asked once more, and then it must be cleared."""
    talked = ROADS[State.SURGERY_APPROVED]().until_listening().hear("pause")
    talked.person.answers["flag surgery"] = ("no",)
    talked.until_listening().hear("something is wrong").until("screening history")

    assert asked_of(talked)[-3:] == ["flag review", "flag surgery", "alarm other"]


# --- an alarm in the session --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", RESUMABLE)
def test_a_false_alarm_goes_back_to_where_it_was(state: State) -> None:
    """From every state, with everything that was known."""
    talked = ROADS[state]()
    before, exercise = talked.session._check, talked.session.view().exercise
    talked.hear(typed("something is wrong"))
    moves = len(talked.session.moves)
    while talked.state in (State.ALARM, State.ALARM_OTHER, State.SCREENING, State.SCREENING_NOTED):
        talked._next()
    target = {State.SET: State.STARTING}.get(state, state)
    if state is State.DECIDED:
        target = talked.session.moves[-1][2]

    assert moves > 0
    assert talked.state is target
    assert talked.session.view().exercise == exercise or state is State.DECIDED
    assert talked.session._check.first == before.first


def test_an_alarm_in_a_session_is_asked_about_in_two_questions() -> None:
    """Any new weakness is the emergency there, and all else comes in one question."""
    at_start = Conversation(FALSE_ALARM).until("screening noted")
    in_session = Conversation(CENTRALIZES.at_count("hold", 2, "something is wrong"))
    in_session.until("screening noted", times=2)

    def asked(talked: Conversation) -> list[str]:
        cues = ("ask alarm", "ask alarm other", "ask screening")
        return [say.text for say in talked.said if say.cue in cues]

    screening, *questions = (lines.SCREENING, lines.FLAG_EMERGENCY, lines.ALARM_OTHER, lines.SCREENING)
    assert asked(at_start) == [" ".join(each[0]) for each in (screening, *questions)]
    questions = [lines.ALARM, lines.ALARM_OTHER_IN_A_SESSION, lines.SCREENING]
    assert asked(in_session) == [" ".join(each[0]) for each in (screening, *questions)]


def test_a_false_alarm_in_a_set_keeps_its_repetition() -> None:
    """And the exercise that was left out, and the pain before."""
    talked = talk(CENTRALIZES.at_count("hold", 2, "something is wrong"))

    assert talked.sets[0].done == 3
    assert talked.rules == ["R1"]
    assert [answer.topic for answer in talked.answers].count("baseline location") == 1


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", "emergency"), ("no", "centralized"), (SILENT, "paused-out")]
)
def test_a_doubtful_alarm_in_a_set_is_asked_back(answer: object, outcome: str) -> None:
    """Yes: an alarm. No: paused, and the set goes on after "continue". Silence: paused to the end."""
    person = CENTRALIZES.at_count("hold", 2, doubtful("something is wrong"))
    person = person.to("confirming", answer).to("alarm", "yes")
    talked = talk(person.to("paused", "continue") if answer == "no" else person)

    assert talked.outcome == outcome
    assert [answer.topic for answer in talked.answers].count("baseline location") == 1
    assert sum(record.exercise == "press-ups" for record in talked.sets) == 1
    if answer == "no":
        assert talked.sets[0].done == 3


def test_an_alarm_in_a_set_ends_the_counting_at_once() -> None:
    """And what is being counted is cut."""
    talked = Conversation(CENTRALIZES).until("set").wait(5)
    begun = len(talked.log)
    talked.hear("something is wrong")
    effects = [effect for _, effect in talked.log[begun:]]

    assert effects.index(StopSpeech()) < next(i for i, each in enumerate(effects) if isinstance(each, Say))
    assert talked.timers == {}


def test_an_alarm_in_a_pause_ends_the_pause() -> None:
    """Nothing is waited for any longer but the answer."""
    talked = ROADS[State.PAUSED]().until_listening().hear("something is wrong")

    assert Tell(Mark.RESUMED) in talked.effects()
    assert talked.timers == {}


def test_an_alarm_in_a_paused_alarm_does_not_lose_the_way() -> None:
    """Set, alarm, pause, alarm, no, no, all clear: back in the set."""
    talked = Conversation(CENTRALIZES.at_count("hold", 2, "something is wrong")).until("alarm")
    talked.until_listening().hear("pause").until_listening().hear("something is wrong")
    talked.run()

    assert talked.outcome == "centralized"
    assert talked.sets[0].done == 3


def test_an_alarm_beside_a_doubtful_yes_to_one_is_a_sure_yes() -> None:
    """Nothing more is asked."""
    talked = ROADS[State.ALARM]().until_listening().hear(doubtful("yes")).until_listening()
    talked.hear("something is wrong")

    assert (talked.answers[-1].topic, talked.state) == ("alarm", State.CLOSING)
    assert talked.rules == ["R10"]


def test_what_was_stopped_by_an_alarm_is_recorded_so() -> None:
    """Stopped early, and why."""
    talked = talk(somebody().at_count("hold", 2, "something is wrong").to("alarm", "yes"))

    assert (talked.sets[0].done, talked.sets[0].stopped_by) == (2, "alarm")


def test_the_posture_program_is_screened_too() -> None:
    """Before its exercise."""
    talked = talk(somebody().to("screening", "something is wrong").to("alarm", "yes"), POSTURE)

    assert talked.outcome == "emergency"


def test_the_first_session_says_what_the_coach_is_not() -> None:
    """And a key pressed meanwhile does not swallow it."""
    talked = Conversation(somebody()).until("opening").press()
    talked.until_listening().hear("continue")

    assert "does not replace a doctor" in talked.last_said


def test_a_later_session_begins_with_fewer_words() -> None:
    """But with how to stop."""
    talked = Conversation(somebody(), QUICK, replace(KNOWN, is_first=False)).until("screening")

    assert talked.cues[0] == "welcome"
    assert not talked.has_said("does not replace a doctor")
    assert talked.has_said("Say stop at any time")


@pytest.mark.parametrize(("hours", "is_said"), [(0.5, True), (1.9, True), (2.0, False), (None, False)])
def test_a_session_too_soon_is_told_so(hours: float | None, is_said: bool) -> None:  # noqa: FBT001 a table of cases
    """By the hours that the program wants between two sessions."""
    program = replace(QUICK, hours_between=2.0)
    talked = Conversation(somebody(), program, replace(KNOWN, is_first=False, hours_since_last=hours)).until(
        "screening"
    )

    assert talked.has_said("less than two hours ago") == is_said


def test_a_program_without_hours_between_is_never_too_soon() -> None:
    """The posture exercise can be done at any time."""
    talked = Conversation(somebody(), POSTURE, replace(KNOWN, is_first=False, hours_since_last=0.1)).until(
        "screening"
    )

    assert not talked.has_said("ago")
