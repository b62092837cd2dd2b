"""An answer told again: what was asked, what was said and how it came, and how it was understood.

Read from what is kept of it, so that it can be told long after the session. What an answer of another version was about
may not be known any more: then its topic stands for the question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voicecoach.coach import lines
from voicecoach.coach.answers import read_region, understand
from voicecoach.coach.events import Band, Source
from voicecoach.coach.meaning import ALARM_VALUE, ALL_CLEAR_VALUE, Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.prompts import FIXED
from voicecoach.coach.reading.words import clean
from voicecoach.coach.records import AnswerRecord
from voicecoach.coach.states import ASKED_BACK, ASKS, CAREFUL, State
from voicecoach.coach.symptoms import Change, Location, location_of

_OWN: Mapping[State, str] = {
    State.CONFIRMING: "Did you say that?",
    State.CHOOSING: "Which of the two was it?",
    State.CONTRADICTION: "Is it right, what I understood?",
    State.PRECAUTIONS: "Is one of the listed conditions yours?",
    State.PRECAUTION: "Is this condition yours?",
    State.PRECAUTION_APPROVED: "Has a doctor or physical therapist approved the exercises that it concerns?",
    State.GOING_ON: "Shall we go on from where we were?",
    State.AFTERWARDS: "Would you like the posture exercise?",
}
"""Questions whose words depended on what is not kept, or need the sentence before them."""

_UNASKED: Mapping[str, str] = {
    State.SET.value: "During the set",
    State.RESTING.value: "During the rest",
    State.SETTLING.value: "During the rest",
    State.PAUSED.value: "During a pause",
    State.INSTRUCTING.value: "During the instructions",
}
_ASKING_BACK = frozenset(state.value for state in ASKED_BACK)
_ONE_OF_THESE = "one of these"
_SCREENING: Mapping[str, str] = {
    ALL_CLEAR_VALUE: "all clear",
    ALARM_VALUE: "something is wrong",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `asked`: the coach's question, None where nothing was asked."""

    record: AnswerRecord
    asked: str | None
    came: str
    understood: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        topic = self.record.topic
        before = self.asked or _UNASKED.get(topic, f"At {topic!r}") + ":"
        return f'{before} "{self.record.text.strip()}" ({self.came}). Understood: {self.understood}.'


@dataclass(frozen=True, slots=True)
class _Context:
    """What was said before, as far as a question names it."""

    where: Location | None = None
    """None where it was not asked about."""
    change: str = Change.WORSE.value
    is_in_session: bool = False

    def after(self, record: AnswerRecord) -> "_Context":
        """What the next question may name."""
        if record.topic not in {state.value for state in CAREFUL}:
            self = replace(self, is_in_session=True)  # noqa: PLW0642 a value with one more thing known
        if record.question == Question.LOCATION:
            return replace(self, where=location_of(record.meaning) or Location.NONE)
        return replace(self, change=record.meaning) if record.question == Question.CHANGE else self


def retell(answers: Sequence[AnswerRecord]) -> Iterator[Reply]:
    """Every answer in order, but the yes that confirmed a doubtful one: that is told with the answer."""
    context = _Context()
    confirmed_by: AnswerRecord | None = None
    for i, record in enumerate(answers):
        following = answers[i + 1] if i + 1 < len(answers) else None
        if _is_yes_to(record, following):
            confirmed_by = record
            continue
        yield Reply(record, _asked(record, context), _came(record, confirmed_by), understood(record))
        confirmed_by = None
        context = context.after(record)


def understood(record: AnswerRecord) -> str:
    """How an answer was taken, in plain words: "better in the leg"."""
    value = record.meaning
    match record.question:
        case Question.CHANGE:
            read = _read_again(record)
            regions = {region.value: change.value for region, change in read.regions.items()} if read else {}
            is_hedged = read is not None and read.is_hedged
            return lines.understood_change(regions, value, is_hedged=is_hedged)
        case Question.LOCATION:
            return "no pain" if value == "none" else f"the {value}"
        case Question.RATING:
            return f"{value} of 10"
        case Question.SCREENING if record.topic == State.PRECAUTIONS and value == ALARM_VALUE:
            return _ONE_OF_THESE
        case Question.SCREENING:
            return _SCREENING.get(value, value.replace("-", " "))
        case _:
            return value.replace("-", " ")


def _read_again(record: AnswerRecord) -> Meaning | None:
    """The meaning of the words today; None where it is not the one that was kept."""
    read = understand(Question(record.question), record.text)
    if read is None and record.meaning in {change.value for change in Change}:
        read = read_region(clean(record.text), Change(record.meaning))
    is_same = read is not None and (read.question.value, read.value) == (record.question, record.meaning)
    return read if is_same else None


def _is_yes_to(record: AnswerRecord, following: AnswerRecord | None) -> bool:
    is_yes = (record.topic, record.meaning) == (State.CONFIRMING.value, "yes")
    return is_yes and following is not None and following.band == Band.ASK


def _came(record: AnswerRecord, confirmed_by: AnswerRecord | None) -> str:
    if record.source == Source.KEYBOARD:
        how = "typed"
    elif record.band == Band.SURE:
        how = "heard surely"
    elif record.asked_back is not None and record.topic not in _ASKING_BACK:
        how = "heard doubtfully twice"
    else:
        how = "heard doubtfully"
    if record.asked_back is not None and record.topic not in _ASKING_BACK:
        return f'{how}, when asked back "{record.asked_back}"'
    if confirmed_by is None:
        return how
    return f'{how}, and confirmed with "{confirmed_by.text.strip()}"'


def _asked(record: AnswerRecord, context: _Context) -> str | None:
    state = next((each for each in State if each.value == record.topic), None)
    if state is None or state not in ASKS:
        return None
    if state in ASKED_BACK and record.asked_back is not None:
        return record.asked_back
    if state in _OWN:
        return _OWN[state]
    parts = _prompts(state, context, is_in_exercise=record.exercise is not None)
    return " ".join([part for part in parts if "?" in part and part != "Yes, or no?"] or parts)


def _prompts(state: State, context: _Context, *, is_in_exercise: bool) -> lines.Parts:
    """The first, longest prompt, as it was spoken."""
    is_in_session = context.is_in_session or is_in_exercise
    match state:
        case State.CHECK_CHANGE:
            return lines.check_change(context.where)[0]
        case State.RECHECK_CHANGE:
            return lines.recheck_change(context.where)[0]
        case State.CHECK_REGION:
            return lines.check_region(context.change)[0][:1]
        case State.ALARM if is_in_session:
            return lines.ALARM[0]
        case State.ALARM_OTHER if is_in_session:
            return lines.ALARM_OTHER_IN_A_SESSION[0]
        case _:
            return FIXED[state][0] if state in FIXED else (f"{state.value.capitalize()}?",)
