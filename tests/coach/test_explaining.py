"""A session told again: every rule explained, every answer in its very words, every end with its reason."""

import re
from dataclasses import replace

import pytest

from tests.coach.conversation import (
    BACK_PAIN,
    POSTURE,
    QUICK,
    SILENT,
    Conversation,
    Person,
    doubtful,
    somebody,
    talk,
    typed,
)
from tests.coach.cuts import CUT, LYING, cut, decided, did
from tests.coach.roads import CENTRALIZES, MOVES_DOWN, ROADS, WORSENS
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.explanation.explaining import Explanation, explain
from voicecoach.coach.program import Program
from voicecoach.coach.progression import BESIDE, BY_CHANGE, NOTHING_LEFT, ROWS, STILL_LOWER, because
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    SetRecord,
)
from voicecoach.coach.states import State

EVERY = [*ROWS, *BESIDE.values(), *BY_CHANGE.values()]
RULES = {f"R{n}" for n in range(1, 15)}
NEVER_SAID = (
    "cure|cures|cured|heal|heals|healed|harmless|guarantee|promise|you are fine|all clear|is safe|are safe|healthy|"
    "nothing serious|no danger|not dangerous|will go away|will disappear|certainly|definitely|always"
)
LONGEST_SENTENCE = 30
LONGEST_TEXT = 60


def told(talked: Conversation, program: Program | None = BACK_PAIN) -> Explanation:
    return explain(talked.saved, program)


def text_of(explanation: Explanation) -> str:
    chapters = [line for each in explanation.chapters for line in (each.title, *each.sentences)]
    return "\n".join([*chapters, *explanation.ending])


def answer(topic: str, question: str, text: str, meaning: str, band: str = "sure") -> AnswerRecord:
    return AnswerRecord(topic, question, text, meaning, 0.9, band, "voice", "press-ups")


# --- the texts ------------------------------------------------------------------------------------------------


def test_every_rule_is_explained() -> None:
    """R1 to R14, each row of them."""
    assert {each.rule for each in EVERY} == RULES
    assert all(each.because for each in EVERY)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.rule}-{each.action}")
def test_an_explanation_is_short_calm_and_whole(each: object) -> None:
    """It promises no cure, clears nobody, and reads on from the reason that was spoken."""
    text = each.because
    sentences = re.split(r"(?<=[.])\s", text)

    assert not re.search(rf"\b(?:{NEVER_SAID})\b", text, re.IGNORECASE)
    assert text.endswith(".")
    assert "!" not in text
    assert len(text.split()) <= LONGEST_TEXT
    assert all(len(sentence.split()) <= LONGEST_SENTENCE for sentence in sentences)
    assert all(sentence[0].isupper() for sentence in sentences)
    assert each.reason not in text


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.rule}-{each.action}")
def test_the_explanation_of_a_decision_that_was_kept_is_found_again(each: object) -> None:
    """By its reason, since a rule may have several."""
    assert because(each.rule, each.action.value, each.reason) == each.because


def test_a_reason_of_an_earlier_version_is_explained_by_its_rule_and_action() -> None:
    """And a rule that nobody knows is not explained at all."""
    assert because("R14", "RECHECK", "Other words.") == next(
        row.because for row in ROWS if row.rule == "R14" and row.action == "RECHECK"
    )
    assert because("R6", "SOMETHING", "Other words.")
    assert because("R99", "STAY", "Other words.") is None


# --- decisions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        CENTRALIZES,
        WORSENS,
        MOVES_DOWN,
        somebody(),
        somebody("back"),
        somebody("foot").to("check location", "thigh", "calf", "thigh"),
    ],
)
def test_each_decision_begins_with_the_reason_that_was_spoken(person: Person) -> None:
    """Word for word, in the order of the session."""
    talked = talk(person)
    decisions = [chapter.decision for chapter in told(talked).decisions]

    assert [(each.record.rule, each.record.action) for each in decisions] == talked.decisions
    for each in decisions:
        assert each.sentence.startswith(each.record.reason)
        assert talked.has_said(each.record.reason)
        assert len(each.sentence) > len(each.record.reason)


def test_a_decision_tells_what_it_rests_on() -> None:
    """The exercise, the very words, how they came and were understood, before, after, and what that means."""
    person = somebody("calf").to("check location", typed("down to the thigh"))
    chapter = told(talk(person.to("check change", "better in the leg but worse in the back"))).decisions[0]

    assert chapter.title == "1. Press ups: R2, ADVANCE"
    assert chapter.told[0] == "Lie on your stomach: 3 of 3 seconds."
    assert (
        'lowest point of your pain now? "down to the thigh" (typed). Understood: the thigh.'
        in chapter.told[1]
    )
    assert chapter.told[2] == (
        "Compared with before this exercise: in the thigh, is it better, worse, or the same? "
        '"better in the leg but worse in the back" (heard surely). '
        "Understood: better in the leg and worse in the back."
    )
    assert " ".join(chapter.decision.found) == (
        "The lowest point of the pain: the calf before the exercise, the thigh after it. "
        "The pain moved nearer the spine. In the leg this counts as better."
    )


def test_a_doubtful_answer_is_told_with_the_yes_that_confirmed_it() -> None:
    """One line, not two."""
    talked = talk(somebody("back").to("check change", doubtful("better")).to("confirming", "yeah"))
    replies = told(talked).decisions[0].replies

    assert [(reply.record.topic, reply.came) for reply in replies] == [
        ("check location", "heard surely"),
        ("check change", 'heard doubtfully, and confirmed with "yeah"'),
    ]


def test_a_doubtful_answer_that_was_denied_leaves_its_no() -> None:
    """The words were never taken, and are not told."""
    talked = talk(somebody("back").to("check change", doubtful("better"), "the same").to("confirming", "no"))
    replies = told(talked).decisions[0].replies

    assert [reply.understood for reply in replies] == ["the back", "no", "the same"]


def test_what_was_asked_back_and_answered_is_told() -> None:
    """A no to "did you say?", another answer to it, and the choice between two numbers."""
    no = somebody("back").to("check change", doubtful("better"), "the same").to("confirming", "no")
    other = no.to("confirming", "the same")

    assert told(talk(no)).decisions[0].replies[1].sentence == (
        'Did you say: better? "no" (heard surely). Understood: no.'
    )
    assert told(talk(other)).decisions[0].replies[-1].came == (
        'heard surely, when asked back "Did you say: better?"'
    )


@pytest.mark.parametrize(
    ("answers", "sentences"),
    [
        (
            ("five",),
            ['"five" (heard surely, when asked back "Four, or five?"). Understood: 5 of 10.'],
        ),
        (
            (doubtful("four", "five"),),
            ['"four" (heard doubtfully twice, when asked back "Four, or five?"). Understood: 4 of 10.'],
        ),
        (
            ("neither",),
            ['Four, or five? "neither" (heard surely). Understood: no.', '"nine" (heard surely).'],
        ),
    ],
)
def test_a_choice_is_told_with_its_answer(answers: tuple[str, ...], sentences: list[str]) -> None:
    """Which two were offered, and what was said."""
    person = somebody().to("baseline rating", doubtful("four", "five"), "nine").to("choosing", *answers)
    replies = [reply.sentence for chapter in told(talk(person)).chapters for reply in chapter.replies]
    rated = [each for each in replies if "four" in each.lower() or "nine" in each]

    assert len(rated) == len(sentences)
    assert all(sentence in reply for sentence, reply in zip(sentences, rated, strict=True))


def test_a_bare_region_is_told_with_its_change() -> None:
    """ "In the leg" to "worse where?"."""
    person = somebody().to("check change", "worse").to("check region", typed("in the leg"))
    replies = told(talk(person)).decisions[0].replies

    assert replies[-1].asked == "Is it worse in the leg, or in the back?"
    assert replies[-1].understood == "worse in the leg"


def test_a_hedge_is_told_as_the_coach_said_it_back() -> None:
    """ "A bit better"."""
    replies = told(talk(somebody("back").to("check change", "um, a bit better I guess"))).decisions[0].replies

    assert replies[-1].understood == "a bit better"


def test_after_a_rest_it_is_told_whether_the_pain_went_back() -> None:
    """R8 and R9."""
    settled = told(talk(MOVES_DOWN.to("recheck location", "thigh"))).decisions[1]
    unsettled = told(talk(MOVES_DOWN)).decisions[1]

    assert "the thigh after the rest. The pain is back to where it was." in settled.decision.found[0]
    assert "the calf after the rest. The pain is not back to where it was." in unsettled.decision.found[0]


def test_what_moved_the_pain_down_is_told_to_be_left_out() -> None:
    """With the decision, and once."""
    explanation = told(talk(MOVES_DOWN))

    assert explanation.decisions[0].afterwards == ("Press ups is left out from now on.",)
    assert text_of(explanation).count("left out from now on") == 1


def test_what_is_asked_before_the_exercises_is_no_part_of_a_decision() -> None:
    """The screening and the baseline stand before it."""
    first, second, *_ = told(talk(somebody())).chapters

    assert first.title == "Before the exercises"
    assert first.decision is None
    assert "baseline rating" in [reply.record.topic for reply in first.replies]
    assert {reply.record.topic for reply in second.replies} == {"check location", "check change"}


# --- how a session ends ---------------------------------------------------------------------------------------


def test_a_good_session_names_the_exercise_that_was_found() -> None:
    """And that the next one begins with it."""
    ending = told(talk(CENTRALIZES)).ending

    assert "That exercise is Press ups. The next session begins with it." in ending


def test_an_alarm_is_told_with_its_questions_and_answers() -> None:
    """In a session, after the words that raised it."""
    talked = Conversation(somebody().to("alarm", "yes")).until("check change").until_listening()
    talked.hear(typed("something is wrong")).run()
    chapter = told(talked).decisions[-1]

    assert chapter.decision.record.rule == "R10"
    assert chapter.told[-2].endswith('"something is wrong" (typed). Understood: something is wrong.')
    assert chapter.told[-1].startswith("Is it new numbness, new weakness, or trouble with bladder or bowel?")


def test_an_alarm_in_a_set_was_not_asked_for() -> None:
    """It is told where it came."""
    talked = talk(somebody().to("alarm", "yes").at_count("hold", 2, "something is wrong"))

    assert any(
        line.startswith('During the set: "something is wrong"') for line in text_of(told(talked)).split("\n")
    )


@pytest.mark.parametrize(
    ("person", "sentences"),
    [
        (
            somebody().at_count("rep", 2, "stop"),
            ("2 of 10 repetitions, stopped early", "What was noted: you said stop"),
        ),
        (somebody().at_count("hold", 2, "ouch"), ("stopped early: it hurt.",)),
        (
            somebody().to("check location", SILENT),
            ("I did not get an answer three times", "nobody went on with it"),
        ),
        (somebody("back", "middle"), ("Left out: Press ups with hips off center. We pass over",)),
        (somebody().to("ready", "next", "ready"), ("Left out: Press ups. You said next.",)),
        (somebody(), ("At the end: R11, END", "see a doctor or a physical therapist")),
        (WORSENS, ("ended because the pain did not settle",)),
    ],
)
def test_an_early_end_is_told_with_its_reason(person: Person, sentences: tuple[str, ...]) -> None:
    """A stop, a pause without an answer, what was left out and why, sets stopped early and why."""
    text = text_of(told(talk(person, replace(BACK_PAIN, timing=QUICK.timing))))

    for sentence in sentences:
        assert sentence in text


def test_a_session_in_which_nothing_could_be_done_says_so() -> None:
    """Every exercise was left out."""
    left_out = [LeftOutRecord(each.id, "Because.", is_for_good=False) for each in BACK_PAIN.exercises]
    decision = DecisionRecord("R11", "END", NOTHING_LEFT.reason, None, None, None, None)
    explanation = explain([*left_out, decision], BACK_PAIN)

    assert explanation.decisions[0].title == "1. Before the exercises: R11, END"
    assert len(explanation.decisions[0].told) == len(BACK_PAIN.exercises)
    assert NOTHING_LEFT.because in text_of(explanation)


def test_a_session_that_was_cut_off_says_so() -> None:
    """What was kept before is told."""
    talked = talk(CENTRALIZES)
    records = [record for record in talked.saved if not isinstance(record, FinishRecord)]
    explanation = explain(records[:-3], BACK_PAIN)

    assert "cut off" in explanation.ending[-1]
    assert explanation.decisions


def test_a_session_without_records_says_so() -> None:
    """Of an early version, or damaged."""
    assert explain([], None).ending[0] == "Nothing was answered and nothing was done in this session."
    assert explain([], None).chapters == ()


def test_a_program_that_asks_nothing_decides_nothing() -> None:
    """And that is said."""
    explanation = explain(talk(somebody(), POSTURE).saved, POSTURE)

    assert explanation.decisions == ()
    assert explanation.ending[0] == "This program does not ask about the pain, so there is nothing to decide."
    assert explanation.chapters[-1].title == "The exercises"


def test_without_the_program_exercises_go_by_their_ids() -> None:
    """Its file may be gone."""
    text = text_of(told(talk(somebody()), None))

    assert "1. press-ups: R4, ADVANCE" in text
    assert "press-ups, lie: 3 of 3 seconds." in text


def test_a_tempo_that_was_asked_for_is_told_with_its_exercise() -> None:
    """In the order in which it was said: before the set that was going on."""
    text = text_of(told(talk(somebody().at_count("rep", 1, "slower"))))
    asked = "You asked for another tempo: a repetition then took 115% of its time in the program."

    assert text.count(asked) == 1
    assert text.partition(asked)[2].lstrip(" -\n").startswith("Press up: 3 of 3 repetitions.")


# --- what is not known ----------------------------------------------------------------------------------------


def test_an_unknown_topic_question_rule_and_location_break_nothing() -> None:
    """They are told as they stand."""
    explanation = explain(
        [
            answer("mood", "feeling", "so so", "so-so"),
            answer("check change", "change", "a word of tomorrow", "better"),
            PrecautionRecord("gout", Standing.APPROVED),
            SetRecord("juggling", "three-balls", "reps", 1, 2, "a wink"),
            DecisionRecord("R99", "DANCE", "Dance.", "juggling", "elbow", "thigh", "odd"),
            FinishRecord(Outcome.COMPLETE, "done"),
        ],
        BACK_PAIN,
    )
    text = text_of(explanation)

    assert "At 'mood': \"so so\" (heard surely). Understood: so so." in text
    assert "Understood: better." in text
    assert "gout: yes, and a doctor or physical therapist approved the exercises." in text
    assert 'juggling, three-balls: 1 of 2 repetitions, stopped early: "a wink" was said.' in text
    assert explanation.decisions[0].decision.found == ()
    assert "Dance. This version does not know the rule" in text


@pytest.mark.parametrize("state", State)
def test_every_topic_has_a_question_or_none(state: State) -> None:
    """Also those that are asked before the start."""
    reply = explain([answer(state.value, "yes-no", "yes", "yes")], None).chapters[0].replies[0]

    assert reply.asked is None or len(reply.asked) > 10


@pytest.mark.parametrize("state", ROADS)
def test_a_session_that_ends_anywhere_can_be_explained(state: State) -> None:
    """Every decision that was kept, and an ending."""
    talked = ROADS[state]().end_input()
    explanation = told(talked)

    assert len(explanation.decisions) == len(talked.decisions)
    assert explanation.ending


def test_every_answer_and_every_set_that_was_kept_is_told() -> None:
    """Nothing is lost between the chapters."""
    talked = talk(
        CENTRALIZES.to("another set", "yes").to("afterwards", "yes"), background=Background(is_first=False)
    )
    explanation = told(talked)
    replies = [reply.record for chapter in explanation.chapters for reply in chapter.replies]

    assert replies == talked.answers
    assert (
        text_of(explanation).count(" of 3 seconds.") + text_of(explanation).count(" of 10 repetitions.") >= 3
    )


def test_a_session_that_went_on_tells_from_which() -> None:
    """By its number, and where."""
    talked = talk(somebody(), background=CUT)
    text = text_of(told(talked, QUICK))

    assert "Went on from session 12, which had come to Off center (Press up)." in text


def test_pain_still_further_down_after_a_cut_is_explained_without_the_old_pain() -> None:
    """Nothing is said of where it was: that was not asked today."""
    sank = (*LYING, did("press-ups", "prop"), decided("R6", "RECHECK", "press-ups", after="calf"))
    text = text_of(told(talk(somebody("calf"), background=cut(*sank)), QUICK))

    assert STILL_LOWER.reason in text
    assert STILL_LOWER.because in text
    assert "before the exercise" not in text
