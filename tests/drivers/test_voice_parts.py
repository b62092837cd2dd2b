"""The mouth and the ears, with a voice, a speaker and a recognizer that do as they are told."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.drivers.fakes import (
    BLOCK_S,
    DEADLINE_S,
    REFUSED,
    FakeRecognizer,
    FakeSpeaker,
    FakeVoice,
    LoudnessVad,
    PostBox,
    blocks,
    sure,
)
from voicecoach.coach.effects import EarconKind, Listen, Say
from voicecoach.coach.events import Band, DeviceLost, Event, Heard, NothingHeard, Silence, Source, SpeechEnded
from voicecoach.coach.phrases import OVER_COACH, Question
from voicecoach.drivers.ears import COMPLETE_SILENCE_S, TAIL_S, VoiceEars
from voicecoach.drivers.late import LateEars
from voicecoach.drivers.patience import LONGEST_SOUNDING_S, TICK_S, Patience, limit_s
from voicecoach.drivers.voice import VoiceMouth
from voicecoach.errors import NoAudio
from voicecoach.speech.recognizers.base import Hypothesis, RecognizerLost, Vocabulary

QUESTION = Listen(Question.CHANGE, ("better", "worse"), first_word_s=2.0, end_silence_s=0.7, longest_s=6.0)
OPENLY = Listen(
    Question.CONTROL, ("stop", "pause"), first_word_s=0.0, end_silence_s=0.7, longest_s=6.0, is_open=True
)


def line(say_id: int, *parts: str, droppable: bool = False) -> Say:
    return Say(say_id, "test", parts or ("One.",), 0.1, droppable)


def count(say_id: int, at_s: float) -> Say:
    return Say(say_id, "count", ("one",), droppable=True, at_s=at_s)


# --- the mouth ------------------------------------------------------------------------------------------------


class Mouth:
    """A mouth with all that it speaks with."""

    def __init__(self, late_end_s: float = 10.0, *, has_earcons: bool = True) -> None:
        self.voice, self.speaker, self.inbox = FakeVoice(), FakeSpeaker(), PostBox()
        self.is_person_talking = False
        self.mouth = VoiceMouth(
            self.voice,
            self.speaker,
            self.inbox,
            155,
            lambda: self.is_person_talking,
            has_earcons=has_earcons,
            late_end_s=late_end_s,
        )


@pytest.fixture
def spoken() -> Iterator[Mouth]:
    made = Mouth()
    yield made
    made.mouth.close()


def test_lines_sound_one_after_the_other(spoken: Mouth) -> None:
    """The second begins when the first is heard to its end."""
    spoken.mouth.say(line(1, "One."))
    spoken.mouth.say(line(2, "Two."))
    spoken.speaker.begun()
    is_second_waiting = spoken.speaker.played.empty()
    spoken.speaker.end()
    spoken.speaker.begun()
    spoken.speaker.end()

    assert is_second_waiting
    assert [spoken.inbox.next(), spoken.inbox.next()] == [SpeechEnded(1), SpeechEnded(2)]


def test_a_line_of_parts_is_one_sound_with_pauses(spoken: Mouth) -> None:
    """Two parts of 0.1 s and the pause of 0.1 s between them."""
    spoken.mouth.say(line(1, "Say: yes.", "Or: no."))
    pcm = spoken.speaker.begun()

    assert pcm.duration_s == pytest.approx(0.3)
    assert [text for text, _ in spoken.voice.rendered] == ["Say: yes.", "Or: no."]


def test_what_sounded_when_is_known_part_by_part(spoken: Mouth) -> None:
    """For who hears an echo of it: two parts of 0.1 s with 0.1 s between them, and nothing before and after."""
    before_s = time.monotonic()
    spoken.mouth.say(line(1, "Say: yes.", "Or: no."))
    spoken.speaker.begun()
    after_s = time.monotonic()

    assert spoken.mouth.said_between(before_s, after_s) == "Say: yes."
    assert spoken.mouth.said_between(before_s, after_s + 1.0) == "Say: yes. Or: no."
    assert spoken.mouth.said_between(after_s + 0.15, after_s + 1.0) == "Or: no."
    assert spoken.mouth.said_between(before_s - 1.0, before_s - 0.1) == ""
    assert spoken.mouth.said_between(after_s + 0.4, after_s + 1.0) == ""


def test_a_new_rate_is_for_the_next_line(spoken: Mouth) -> None:
    spoken.mouth.set_rate(110)
    spoken.mouth.say(line(1))
    spoken.speaker.begun()

    assert spoken.voice.rendered == [("One.", 110)]


def test_what_may_be_said_next_is_made_ready_again_at_a_new_rate(spoken: Mouth) -> None:
    spoken.mouth.prepare(("one", "two"))
    spoken.mouth.set_rate(110)

    assert spoken.voice.prefetched == [(("one", "two"), 155), (("one", "two"), 110)]


def test_stop_silences_and_tells_every_line(spoken: Mouth) -> None:
    """The one that sounds and those that wait: each is told once, as not completed."""
    for say_id in (1, 2, 3):
        spoken.mouth.say(line(say_id))
    spoken.speaker.begun()
    spoken.mouth.stop()
    told = {spoken.inbox.next() for _ in range(3)}

    assert told == {SpeechEnded(n, completed=False) for n in (1, 2, 3)}
    assert spoken.speaker.played.empty()
    assert spoken.inbox.is_empty


def test_a_stop_that_is_told_late_does_not_end_the_next_line(spoken: Mouth) -> None:
    """Else the microphone would be open, and the question's time run, while it is still being asked."""
    spoken.speaker.is_late_with_stops = True
    spoken.mouth.say(Say(1, "x", ("one",)))
    spoken.speaker.begun()
    spoken.mouth.stop()
    assert spoken.inbox.next() == SpeechEnded(1, completed=False)
    spoken.mouth.say(Say(2, "x", ("two",)))
    spoken.mouth.say(Say(3, "x", ("three",)))
    spoken.speaker.begun()
    spoken.speaker.tell_stop()

    with pytest.raises(queue.Empty):
        spoken.speaker.played.get(timeout=0.3)
    spoken.speaker.end()
    assert spoken.inbox.next() == SpeechEnded(2)


def test_a_line_stopped_while_it_is_rendered_never_sounds(spoken: Mouth) -> None:
    spoken.voice.may_render.clear()
    spoken.mouth.say(line(1))
    spoken.mouth.stop()
    spoken.voice.may_render.set()
    told = spoken.inbox.next()
    spoken.mouth.say(line(2, "Two."))
    spoken.speaker.begun()

    assert told == SpeechEnded(1, completed=False)
    assert spoken.speaker.played.empty()


def test_a_count_is_dropped_when_a_line_sounds(spoken: Mouth) -> None:
    spoken.mouth.say(line(1))
    spoken.speaker.begun()
    spoken.mouth.say(line(2, "two", droppable=True))

    assert spoken.inbox.next() == SpeechEnded(2, completed=False)


def test_a_count_is_dropped_when_somebody_talks(spoken: Mouth) -> None:
    spoken.is_person_talking = True
    spoken.mouth.say(line(1, "one", droppable=True))

    assert spoken.inbox.next() == SpeechEnded(1, completed=False)
    assert spoken.voice.rendered == []


def test_a_count_that_waits_for_its_moment_gives_way_to_who_begins_to_speak(spoken: Mouth) -> None:
    """It was told to the speaker already; once it sounds it is only lowered."""
    spoken.mouth.say(count(1, time.monotonic() + 30.0))
    spoken.speaker.begun()
    spoken.is_person_talking = True

    assert spoken.inbox.next() == SpeechEnded(1, completed=False)
    assert spoken.speaker.stops == 1


def test_a_count_begins_at_its_moment(spoken: Mouth) -> None:
    """The speaker is told ahead, and the mouth is not busy while the count waits."""
    at_s = time.monotonic() + 5.0
    spoken.mouth.say(count(1, at_s))
    spoken.speaker.begun()

    assert spoken.speaker.moments == [at_s]
    assert not spoken.mouth.is_busy


def test_a_count_that_still_sounds_is_cut_for_the_next(spoken: Mouth) -> None:
    """Shortened, never late."""
    first = time.monotonic()
    spoken.mouth.say(count(1, first))
    spoken.speaker.begun()
    spoken.mouth.say(count(2, first + 0.1))
    spoken.speaker.begun()
    spoken.speaker.end()

    assert spoken.speaker.moments == [first, first + 0.1]
    assert [spoken.inbox.next(), spoken.inbox.next()] == [SpeechEnded(1, completed=False), SpeechEnded(2)]


def test_a_count_whose_moment_is_over_is_left_out(spoken: Mouth) -> None:
    """Never late."""
    spoken.mouth.say(count(1, time.monotonic() - 1.0))

    assert spoken.inbox.next() == SpeechEnded(1, completed=False)
    assert spoken.speaker.moments == []


@pytest.mark.parametrize(
    ("ends_after_s", "said"),
    [(6.0, ["five, halfway"]), (5.1, ["five, halfway", "five"])],
)
def test_an_announcement_that_does_not_fit_is_left_out(
    spoken: Mouth, ends_after_s: float, said: list[str]
) -> None:
    """The number sounds at its moment all the same."""
    now = time.monotonic()
    whole = replace(count(1, now + 5.0), parts=("five, halfway",), shorter="five")
    spoken.mouth.say(replace(whole, ends_by_s=now + ends_after_s))
    spoken.speaker.begun()
    spoken.speaker.end()

    assert spoken.inbox.next() == SpeechEnded(1)
    assert [text for text, _ in spoken.voice.rendered] == said
    assert spoken.speaker.moments == [now + 5.0]


def test_a_count_gives_way_to_a_line(spoken: Mouth) -> None:
    spoken.mouth.say(line(1))
    spoken.speaker.begun()
    spoken.mouth.say(count(2, time.monotonic() + 0.1))

    assert spoken.inbox.next() == SpeechEnded(2, completed=False)


def test_a_sentence_is_said_though_somebody_talks(spoken: Mouth) -> None:
    """Only counts give way."""
    spoken.is_person_talking = True
    spoken.mouth.say(line(1))

    assert spoken.speaker.begun().duration_s > 0


def test_the_mouth_is_busy_until_the_line_was_heard(spoken: Mouth) -> None:
    """From the call on, not from the first sample on."""
    before = spoken.mouth.is_busy
    spoken.mouth.say(line(1))
    during = spoken.mouth.is_busy
    spoken.speaker.begun()
    spoken.speaker.end()
    spoken.inbox.next()

    assert (before, during, spoken.mouth.is_busy) == (False, True, False)


def test_earcons_sound_and_tell_nothing(spoken: Mouth) -> None:
    """Only that it was an earcon, and not words, that sounded last."""
    spoken.mouth.earcon(EarconKind.LISTENING)
    spoken.speaker.begun()
    after_earcon = spoken.mouth.has_ended_with_earcon
    spoken.speaker.end()
    spoken.mouth.say(line(1))
    spoken.speaker.begun()
    spoken.speaker.end()

    assert spoken.inbox.next() == SpeechEnded(1)
    assert (after_earcon, spoken.mouth.has_ended_with_earcon) == (True, False)


def test_without_earcons_only_words_sound() -> None:
    """And nothing of them is waited for: the next line begins at once."""
    spoken = Mouth(has_earcons=False)
    for kind in EarconKind:
        spoken.mouth.earcon(kind)
    is_busy = spoken.mouth.is_busy
    spoken.mouth.say(line(1))
    spoken.speaker.begun()
    spoken.speaker.end()

    assert spoken.inbox.next() == SpeechEnded(1)
    assert spoken.speaker.played.empty()
    assert not is_busy
    assert not spoken.mouth.has_ended_with_earcon
    spoken.mouth.close()


@pytest.mark.parametrize("failure", [NoAudio("The voice cannot speak."), ValueError("no such thing")])
def test_a_voice_that_fails_is_lost(spoken: Mouth, failure: Exception) -> None:
    """However it fails: a mouth that said nothing would leave the session waiting."""
    spoken.voice.failure = failure
    spoken.mouth.say(line(1))

    assert spoken.inbox.next() == DeviceLost("voice", str(failure))


def test_a_line_that_never_ends_loses_the_speaker() -> None:
    """The speaker takes the sound and tells nothing, past the line's length and a little more."""
    spoken = Mouth(late_end_s=0.0)
    spoken.mouth.say(line(1))
    lost = spoken.inbox.next()

    assert isinstance(lost, DeviceLost)
    assert lost.device == "speaker"
    spoken.mouth.close()


def test_a_closed_mouth_is_not_busy_and_gives_all_back() -> None:
    """Else the ears of a session that goes on without a speaker would stay deaf."""
    spoken = Mouth()
    spoken.mouth.say(line(1))
    spoken.speaker.begun()
    spoken.mouth.close()

    assert not spoken.mouth.is_busy
    assert spoken.speaker.is_closed
    assert spoken.voice.is_closed


# --- the ears -------------------------------------------------------------------------------------------------


class Ears:
    """Ears that hear what a test lets happen in the room; the room's time is the test's."""

    def __init__(
        self, *answers: Hypothesis | Exception, patience: Callable[..., Patience] = Patience
    ) -> None:
        self.inbox, self.recognizer = PostBox(), FakeRecognizer(*answers)
        self.silent_since: float | None = 0.0
        self.is_earcon = False
        self.now = time.monotonic()
        self.ears = VoiceEars(
            self.inbox,
            self.recognizer,
            LoudnessVad(),
            lambda: self.silent_since,
            is_earcon=lambda: self.is_earcon,
            patience=patience,
        )

    def room(self, *parts: tuple[str, float]) -> None:
        for block in blocks(*parts):
            self.now += BLOCK_S
            self.ears.hear_block(block, self.now)

    def an_utterance(self) -> None:
        self.room(("silence", 0.3), ("voice", 0.5), ("silence", 1.0))


@pytest.fixture
def heard() -> Iterator[Ears]:
    made = Ears(sure("better"), sure("worse"))
    yield made
    made.ears.close()


def test_an_utterance_becomes_an_answer(heard: Ears) -> None:
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    answer = heard.inbox.next()

    assert isinstance(answer, Heard)
    assert (answer.text, answer.band, answer.source) == ("better", Band.SURE, Source.VOICE)
    assert heard.recognizer.asked.get().phrases == QUESTION.phrases


def test_nothing_is_heard_that_was_not_asked_for(heard: Ears) -> None:
    """Neither before a question nor after its answer."""
    heard.an_utterance()
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    heard.an_utterance()
    heard.inbox.next()

    assert heard.inbox.is_empty
    assert heard.recognizer.asked.qsize() == 1


def test_the_coach_never_hears_himself(heard: Ears) -> None:
    """What is heard while the coach sounds is no answer, and none of it is left for later."""
    heard.ears.listen(QUESTION)
    heard.silent_since = None
    heard.room(("voice", 1.0))
    heard.silent_since = heard.now
    heard.room(("silence", 2.0 + TAIL_S + 0.2))

    assert heard.inbox.next() == NothingHeard(Silence.SILENCE)
    assert heard.recognizer.asked.empty()


def test_the_tail_of_the_coach_is_no_answer(heard: Ears) -> None:
    """The room rings on for a moment after the last sample."""
    heard.ears.listen(QUESTION)
    heard.silent_since = heard.now
    heard.room(("voice", TAIL_S - BLOCK_S), ("silence", 2.2))

    assert heard.inbox.next() == NothingHeard(Silence.SILENCE)


def test_who_answers_right_after_the_earcon_is_heard_whole(heard: Ears) -> None:
    """After an earcon, which is no word, the microphone opens at once: the first sound is not cut off."""
    heard.is_earcon = True
    heard.ears.listen(QUESTION)
    heard.silent_since = heard.now
    heard.room(("silence", 0.1), ("voice", 0.5), ("silence", 1.0))

    assert isinstance(heard.inbox.next(), Heard)


def test_a_late_block_of_the_coachs_own_speech_is_no_answer(heard: Ears) -> None:
    """Blocks may come long after they were heard: what counts is when they were."""
    heard.ears.listen(QUESTION)
    heard.silent_since = heard.now + 1.0
    heard.room(("voice", 1.0), ("silence", 2.0 + TAIL_S + 0.2))

    assert heard.inbox.next() == NothingHeard(Silence.SILENCE)


def test_silence_counts_from_the_opening_of_the_microphone(heard: Ears) -> None:
    """The question itself, and an earcon after it, take nothing of the time for an answer."""
    heard.ears.listen(QUESTION)
    heard.room(("silence", 1.0))
    heard.silent_since = None
    heard.room(("silence", 3.0))
    heard.silent_since = heard.now
    heard.room(("silence", TAIL_S + 1.9))
    is_open_still = heard.inbox.is_empty
    heard.room(("silence", 0.3))

    assert is_open_still
    assert heard.inbox.next() == NothingHeard(Silence.SILENCE)


def test_who_speaks_at_the_last_moment_is_heard_out(heard: Ears) -> None:
    heard.ears.listen(QUESTION)
    heard.room(("silence", 1.8), ("voice", 1.0), ("silence", 1.0))

    assert heard.inbox.next() == Heard("better", 0.95, Band.SURE, Source.VOICE, 0)


COMPLETE = replace(QUESTION, end_silence_s=1.2, sure_silence_s=0.7, complete=frozenset({"worse"}))


@pytest.mark.parametrize(
    ("answer", "silence_s"),
    [
        (sure("worse"), COMPLETE_SILENCE_S),  # nothing can follow
        (sure("better"), 0.7),  # its place may follow
        (Hypothesis("worse", 0.5, Band.ASK), 1.2),
        (REFUSED, 1.2),
    ],
)
def test_a_silence_ends_an_answer_the_sooner_the_surer_it_is(answer: Hypothesis, silence_s: float) -> None:
    """And no sooner: till then more may follow."""
    heard = Ears(answer)
    heard.ears.listen(COMPLETE)
    heard.room(("voice", 0.5), ("silence", silence_s - 2 * BLOCK_S))
    heard.recognizer.asked.get(timeout=DEADLINE_S)
    is_open_still = heard.inbox.is_empty
    heard.room(("silence", 4 * BLOCK_S))

    assert is_open_still
    assert getattr(heard.inbox.next(), "text", None) == answer.text
    assert heard.recognizer.asked.empty()
    heard.ears.close()


def test_a_slow_recognizer_does_not_wait_for_more_silence_than_is_needed() -> None:
    """It is known only when the silence was long enough already: that is the end then."""
    heard = Ears(sure("worse"))
    heard.recognizer.may_answer.clear()
    heard.ears.listen(COMPLETE)
    heard.room(("voice", 0.5), ("silence", 0.6))
    heard.recognizer.may_answer.set()

    assert getattr(heard.inbox.next(), "text", None) == "worse"
    heard.ears.close()


def test_who_goes_on_after_a_complete_word_is_heard_out() -> None:
    """What was recognized of the beginning counts for nothing then."""
    heard = Ears(sure("worse"), sure("better"))
    heard.ears.listen(COMPLETE)
    heard.room(
        ("voice", 0.5), ("silence", COMPLETE_SILENCE_S - 2 * BLOCK_S), ("voice", 0.5), ("silence", 1.3)
    )

    assert getattr(heard.inbox.next(), "text", None) == "better"
    assert heard.inbox.is_empty
    heard.ears.close()


def test_what_else_it_may_have_been_is_told() -> None:
    """As the recognizer says."""
    heard = Ears(Hypothesis("four", 0.5, Band.ASK, alternative="five"))
    heard.ears.listen(QUESTION)
    heard.an_utterance()

    assert heard.inbox.next() == Heard("four", 0.5, Band.ASK, Source.VOICE, 0, alternative="five")
    heard.ears.close()


def test_a_click_is_told_as_noise(heard: Ears) -> None:
    heard.ears.listen(QUESTION)
    heard.room(("silence", 0.3), ("voice", BLOCK_S), ("silence", 2.5))

    assert heard.inbox.next() == NothingHeard(Silence.NOISE)


def test_open_listening_goes_on_after_an_utterance(heard: Ears) -> None:
    """And after any length of silence."""
    heard.ears.listen(OPENLY)
    heard.room(("silence", 5.0))
    heard.an_utterance()
    heard.an_utterance()
    texts = [getattr(heard.inbox.next(), "text", None) for _ in range(2)]

    assert texts == ["better", "worse"]
    assert heard.inbox.is_empty


@pytest.mark.parametrize("answer", [REFUSED, NoAudio("broken"), RuntimeError("broken")])
def test_what_is_refused_or_fails_is_unclear(answer: Hypothesis | Exception) -> None:
    """A recognizer may fail as it likes: nothing was understood, and the question is asked again."""
    heard = Ears(answer, sure("better"))
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    first = heard.inbox.next()
    heard.ears.listen(QUESTION)
    heard.an_utterance()

    assert first == NothingHeard(Silence.UNCLEAR)
    assert isinstance(heard.inbox.next(), Heard)
    heard.ears.close()


def test_a_recognizer_that_is_lost_is_a_lost_microphone() -> None:
    """With its reason, once, and with no answer, not even an unclear one."""
    heard = Ears(RecognizerLost("the recognizer fails: its process ended"))
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    told = heard.inbox.next()
    heard.ears._thread.join(DEADLINE_S)
    heard.ears.close()

    assert told == DeviceLost("microphone", "the recognizer fails: its process ended")
    assert heard.inbox.is_empty


@pytest.mark.parametrize("then", ["stop", "listen"])
def test_a_late_recognition_for_a_question_that_is_over_is_dropped(heard: Ears, then: str) -> None:
    """It was answered by the keyboard meanwhile, and perhaps the next is asked already."""
    heard.recognizer.may_answer.clear()
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    heard.recognizer.asked.get(timeout=20)
    heard.ears.stop()
    if then == "listen":
        heard.ears.listen(QUESTION)
    heard.recognizer.may_answer.set()
    heard.ears.listen(OPENLY)
    heard.an_utterance()

    assert getattr(heard.inbox.next(), "text", None) == "worse"
    assert heard.inbox.is_empty


def test_somebody_talks_from_the_first_word_to_the_last(heard: Ears) -> None:
    heard.ears.listen(OPENLY)
    heard.room(("silence", 0.3))
    before = heard.ears.is_person_talking()
    heard.room(("voice", 0.4))
    during = heard.ears.is_person_talking()
    heard.room(("silence", 1.0))

    assert (before, during, heard.ears.is_person_talking()) == (False, True, False)


def test_a_lost_microphone_is_told(heard: Ears) -> None:
    heard.ears.lose("it is gone")

    assert heard.inbox.next() == DeviceLost("microphone", "it is gone")


# --- patience -------------------------------------------------------------------------------------------------


def run_out(
    patience: Patience, *, is_coach_sounding: bool, at_most_s: float = 120.0
) -> tuple[str | None, float]:
    now = 0.0
    while now < at_most_s:
        now += TICK_S
        if (lost := patience.tick(now, is_coach_sounding=is_coach_sounding)) is not None:
            return lost, now
    return None, now


def test_a_question_without_answer_or_silence_loses_the_microphone() -> None:
    """After the longest that listening may take, and some seconds."""
    assert run_out(Patience(QUESTION, 0.0), is_coach_sounding=False) == ("microphone", pytest.approx(13.75))
    assert limit_s(QUESTION) == pytest.approx(13.7)


def test_a_coach_that_never_falls_silent_loses_the_speaker() -> None:
    assert run_out(Patience(QUESTION, 0.0), is_coach_sounding=True) == ("speaker", LONGEST_SOUNDING_S)


def test_patience_begins_again_when_the_coach_has_spoken() -> None:
    patience = Patience(QUESTION, 0.0)
    run_out(patience, is_coach_sounding=False, at_most_s=13.0)
    patience.tick(13.25, is_coach_sounding=True)

    assert patience.tick(14.0, is_coach_sounding=False) is None


def test_a_suspended_computer_is_not_held_against_anybody() -> None:
    assert Patience(QUESTION, 0.0).tick(3600.0, is_coach_sounding=False) is None


class NoPatience(Patience):
    """Gives up at the first tick."""

    def tick(self, now: float, *, is_coach_sounding: bool) -> str | None:
        return "speaker" if is_coach_sounding else "microphone"


def test_ears_without_blocks_tell_a_lost_microphone() -> None:
    """No block comes, so only the wall clock can tell."""
    heard = Ears(patience=NoPatience)
    heard.ears.listen(QUESTION)
    lost = heard.inbox.next()

    assert isinstance(lost, DeviceLost)
    assert lost.device == "microphone"
    heard.ears.close()


def test_ears_that_stay_deaf_tell_the_speaker_and_then_the_microphone() -> None:
    """The question asked again without a speaker must not wait for the same speaker again and again."""
    heard = Ears(patience=NoPatience)
    heard.silent_since = None
    lost = []
    for _ in range(2):
        heard.ears.listen(QUESTION)
        event = heard.inbox.next()
        lost.append(event.device if isinstance(event, DeviceLost) else None)

    assert lost == ["speaker", "microphone"]
    heard.ears.close()


def test_a_recognizer_that_hangs_is_a_lost_microphone() -> None:
    heard = Ears(sure("better"), patience=NoPatience)
    heard.recognizer.may_answer.clear()
    heard.ears.listen(QUESTION)
    heard.an_utterance()

    assert isinstance(heard.inbox.next(), DeviceLost)
    heard.recognizer.may_answer.set()
    heard.ears.close()


# --- ears that are late ---------------------------------------------------------------------------------------


def test_what_was_asked_before_the_ears_were_ready_is_heard() -> None:
    """The coach greets while models load."""
    heard, may_build = Ears(sure("better")), threading.Event()

    def build() -> VoiceEars:
        assert may_build.wait(20)
        return heard.ears

    late = LateEars(heard.inbox, build)
    late.listen(OPENLY)
    late.listen(QUESTION)
    may_build.set()
    while heard.ears._now is None:  # the hand-over has no sign of its own
        threading.Event().wait(0.001)
    heard.an_utterance()

    assert getattr(heard.inbox.next(), "text", None) == "better"
    late.close()


@pytest.mark.parametrize(
    "failure", [NoAudio("No microphone found."), ImportError("no"), RuntimeError("bad model")]
)
def test_ears_that_cannot_be_built_are_a_lost_microphone(failure: Exception) -> None:
    def build() -> VoiceEars:
        raise failure

    inbox = PostBox()
    late = LateEars(inbox, build)

    assert inbox.next() == DeviceLost("microphone", str(failure))
    late.close()


def test_ears_that_are_never_ready_are_a_lost_microphone() -> None:
    may_end = threading.Event()

    def build() -> VoiceEars:
        may_end.wait(20)
        raise NoAudio("too late to matter")

    inbox = PostBox()
    late = LateEars(inbox, build, deadline_s=0.01)
    lost = inbox.next()
    may_end.set()

    assert isinstance(lost, DeviceLost)
    assert "not ready" in lost.reason
    late.close()
    assert inbox.is_empty


# --- a stop out of running talk ---------------------------------------------------------------------------------


def cried(
    *answers: Hypothesis, listen: Listen = QUESTION, times: int = 1
) -> tuple[list[Event], list[Vocabulary]]:
    """What came of words that stood out of talk which goes on, and what was listened for in each."""
    made = Ears(*answers)
    made.ears.listen(listen)
    asked = []
    for _ in range(times):
        made.room(("talk", 1.5), ("voice", 0.4), ("talk", 0.6))
        asked.append(made.recognizer.asked.get(timeout=DEADLINE_S))
    made.ears._tasks.put(None)  # all is recognized
    made.ears._thread.join(DEADLINE_S)
    made.ears.close()
    events = []
    while not made.inbox.is_empty:
        events.append(made.inbox.next())
    return events, asked


ASKED = Hypothesis("stop", 0.2, Band.ASK)


@pytest.mark.parametrize("listen", [QUESTION, replace(QUESTION, is_open=True)], ids=["a question", "a set"])
@pytest.mark.parametrize(
    "found",
    [sure("stop"), sure("that hurts"), replace(ASKED, confidence=0.7)],
    ids=["stop", "hurts", "doubtful"],
)
def test_a_stop_that_stands_out_of_talk_is_obeyed(found: Hypothesis, listen: Listen) -> None:
    """It is looked for among the words that stop, and no others."""
    (event,), (asked,) = cried(found, listen=listen)

    assert isinstance(event, Heard)
    assert (event.text, event.band) == (found.text, found.band)
    assert asked.phrases == OVER_COACH


@pytest.mark.parametrize(
    "found", [sure("something is wrong"), ASKED, REFUSED], ids=["the alarm", "too doubtful", "nothing"]
)
def test_nothing_else_that_stands_out_of_talk_counts(found: Hypothesis) -> None:
    assert cried(found)[0] == []


def test_a_doubtful_stop_counts_when_it_is_said_twice() -> None:
    """People say again what was not heeded."""
    events, _ = cried(ASKED, ASKED, times=2)

    assert [event.text for event in events if isinstance(event, Heard)] == ["stop"]


def test_without_talk_a_word_is_an_utterance_and_nothing_else(heard: Ears) -> None:
    """And is recognized once."""
    heard.ears.listen(QUESTION)
    heard.an_utterance()
    heard.inbox.next()
    heard.ears.close()

    assert heard.recognizer.asked.qsize() == 1
