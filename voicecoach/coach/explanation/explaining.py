"""Why a session went as it did, in sentences that a patient and a therapist both understand.

From the records alone: for each decision what was asked and answered, where the pain was before and after, what that
means, the rule, the reason that was spoken and the longer one behind it (`progression.because`); then how the session
ended. Exercises are called by their names where the program is at hand, else by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from voicecoach.coach.explanation import deeds
from voicecoach.coach.explanation.deeds import Names
from voicecoach.coach.explanation.retelling import Reply, retell
from voicecoach.coach.program import Program
from voicecoach.coach.progression import because
from voicecoach.coach.records import (
    AnswerRecord,
    ContinuationRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    Record,
    SetRecord,
    TempoRecord,
)
from voicecoach.coach.symptoms import Change, Course, Location, course, location_of

_AFTER_A_REST = frozenset({"R7", "R8", "R9"})
_MOVED: Mapping[Course, str] = {
    Course.GONE: "The pain is gone.",
    Course.STILL_NONE: "There was no pain to move.",
    Course.TO_BACK: "The pain left the leg and gathered in the back.",
    Course.TO_MIDDLE: "The pain went from one side of the back to its middle.",
    Course.NEARER: "The pain moved nearer the spine.",
    Course.SAME_BELOW_BACK: "The lowest point did not move.",
    Course.SAME_BACK: "The pain is in the back alone, as it was.",
    Course.FURTHER: "The pain moved further from the spine.",
}
_SETTLED: Mapping[bool, str] = {
    True: "The pain is back to where it was.",
    False: "The pain is not back to where it was.",
}
_ENDINGS: Mapping[Outcome, str] = {
    Outcome.CENTRALIZED: "The session came to its end, and an exercise was found that the pain answers to.",
    Outcome.NOT_CENTRALIZED: (
        "The session came to its end, and no exercise gave a lasting sign that it is the right one. "
        "The advice is to see a doctor or a physical therapist."
    ),
    Outcome.NOT_SETTLED: (
        "The session was ended because the pain did not settle. "
        "The advice is to talk to a doctor or a physical therapist before the next one."
    ),
    Outcome.EMERGENCY: "The session was ended as an emergency. The advice is to go to emergency care now.",
    Outcome.SEE_DOCTOR: "The session was ended by a warning sign. The advice is to see a doctor before the next one.",
    Outcome.STOPPED: "The session was stopped before its end.",
    Outcome.PAUSED_OUT: "The session was paused, and ended because nobody went on with it.",
    Outcome.COMPLETE: "All exercises were done.",
}
_CUT_OFF = "The session was cut off: what is told here was kept, and what came after it is not known."
_NOTHING_KEPT = "Nothing was answered and nothing was done in this session."
_UNKNOWN_RULE = "This version does not know the rule, so it cannot say more about it."

_Kept = (
    AnswerRecord
    | SetRecord
    | DecisionRecord
    | PrecautionRecord
    | TempoRecord
    | LeftOutRecord
    | ContinuationRecord
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision. `found`: where the pain was and what that means; `because`: the longer text, if there is one."""

    record: DecisionRecord
    exercise: str | None
    found: tuple[str, ...]
    because: str | None

    @property
    def sentence(self) -> str:
        """The reason as it was spoken, word for word, and why the rule says so."""
        return f"{self.record.reason} {self.because or _UNKNOWN_RULE}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the session: what was said and done in order, and the decision to which it led, if it led to one."""

    title: str
    told: tuple[str, ...]
    replies: tuple[Reply, ...]
    decision: Explained | None
    afterwards: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        if self.decision is None:
            return self.told
        return (*self.told, *self.decision.found, self.decision.sentence, *self.afterwards)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole session. `ending`: how it ended, and why."""

    chapters: tuple[Chapter, ...]
    ending: tuple[str, ...]

    @property
    def decisions(self) -> tuple[Chapter, ...]:
        return tuple(chapter for chapter in self.chapters if chapter.decision is not None)


def explain(records: Sequence[Record], program: Program | None) -> Explanation:
    """The session of these records, in the order of saving. `program`: None where it cannot be had."""
    names = Names(program)
    kept = [record for record in records if not isinstance(record, FinishRecord)]
    finish = next((record for record in records if isinstance(record, FinishRecord)), None)
    replies = {
        id(reply.record): reply
        for reply in retell([record for record in kept if isinstance(record, AnswerRecord)])
    }
    chapters: list[Chapter] = []
    is_begun, number = False, 1
    for group in _groups(kept):
        is_begun = is_begun or any(isinstance(record, SetRecord) for record in group)
        chapters.append(_chapter(group, number, _where(group, names, is_begun=is_begun), replies, names))
        number += chapters[-1].decision is not None
    return Explanation(tuple(chapters), _ending(kept, finish, names))


def _groups(records: Iterable[_Kept]) -> list[list[_Kept]]:
    """A decision ends a group; so does the first exercise after what came before all exercises."""
    groups: list[list[_Kept]] = [[]]
    for record in records:
        last = groups[-1]
        decision = next((each for each in last if isinstance(each, DecisionRecord)), None)
        is_decided = decision is not None and not _is_left_out_by(decision, record)
        is_first_exercise = not any(map(_exercise_of, last)) and _exercise_of(record)
        if last and (is_decided or (decision is None and is_first_exercise)):
            groups.append([])
        groups[-1].append(record)
    return [group for group in groups if group]


def _exercise_of(record: _Kept) -> str | None:
    return None if isinstance(record, PrecautionRecord | ContinuationRecord) else record.exercise


def _is_left_out_by(decision: DecisionRecord, record: _Kept) -> bool:
    """Whether this is the exercise that the decision leaves out for good."""
    return isinstance(record, LeftOutRecord) and record.is_for_good and record.reason == decision.reason


def _where(group: Sequence[_Kept], names: Names, *, is_begun: bool) -> str:
    """The exercise to which a group belongs, or the part of the session."""
    decision = next((record for record in group if isinstance(record, DecisionRecord)), None)
    if decision is not None and decision.exercise:
        return names.exercise(decision.exercise)
    if decision is None and any(isinstance(record, SetRecord) for record in group):
        return "The exercises"
    return "At the end" if is_begun else "Before the exercises"


def _chapter(
    group: Sequence[_Kept], number: int, where: str, replies: Mapping[int, Reply], names: Names
) -> Chapter:
    answered = tuple(replies[id(record)] for record in group if id(record) in replies)
    at = next((i for i, record in enumerate(group) if isinstance(record, DecisionRecord)), len(group))
    told = tuple(_told(group[:at], replies, names))
    decision = next((record for record in group if isinstance(record, DecisionRecord)), None)
    if decision is None:
        return Chapter(where, told, answered, None)
    explained = Explained(
        decision,
        names.exercise(decision.exercise) if decision.exercise else None,
        _found(decision),
        because(decision.rule, decision.action, decision.reason),
    )
    left_out = [names.exercise(each.exercise) for each in group[at + 1 :] if isinstance(each, LeftOutRecord)]
    afterwards = tuple(f"{name} is left out from now on." for name in left_out)
    title = f"{number}. {where}: {decision.rule}, {decision.action}"
    return Chapter(title, told, answered, explained, afterwards)


def _told(group: Sequence[_Kept], replies: Mapping[int, Reply], names: Names) -> Iterator[str]:
    """What was said and done, in order; what was told of precautions in one sentence."""
    for kind, records in groupby(group, key=type):
        if kind is PrecautionRecord:
            yield deeds.of_precautions([record for record in records if isinstance(record, PrecautionRecord)])
            continue
        for record in records:
            match record:
                case AnswerRecord() if id(record) in replies:
                    yield replies[id(record)].sentence
                case SetRecord():
                    yield deeds.of_set(record, names)
                case TempoRecord():
                    yield deeds.of_tempo(record)
                case LeftOutRecord():
                    yield deeds.of_left_out(record, names)
                case ContinuationRecord():
                    yield deeds.of_continuation(record, names)
                case _:
                    pass


def _found(decision: DecisionRecord) -> tuple[str, ...]:
    """Where the lowest point was and is, and what that means."""
    before, after = location_of(decision.before), location_of(decision.after)
    if before is None or after is None:
        return _found_by_change(decision) if decision.before is None and decision.after is None else ()
    is_after_rest = decision.rule in _AFTER_A_REST
    when = "after the rest" if is_after_rest else "after it"
    found = f"The lowest point of the pain: {_place(before)} before the exercise, {_place(after)} {when}."
    moved = _SETTLED[decision.rule != "R9"] if is_after_rest else _MOVED[course(before, after)]
    if decision.change is None or after is Location.NONE:
        return (f"{found} {moved}",)
    region = "leg" if max(before, after).is_below_back else "back"
    change = "the same" if decision.change == "same" else decision.change
    return (f"{found} {moved} In the {region} this counts as {change}.",)


def _found_by_change(decision: DecisionRecord) -> tuple[str, ...]:
    """Where only the change was asked about."""
    if decision.change not in {change.value for change in Change}:
        return ()
    if decision.rule in _AFTER_A_REST:
        return (_SETTLED[decision.rule != "R9"],)
    change = "the same as" if decision.change == "same" else f"{decision.change} than"
    return (f"The pain was {change} before the exercise.",)


def _place(where: Location) -> str:
    return "no pain" if where is Location.NONE else f"the {where.word}"


def _ending(kept: Sequence[_Kept], finish: FinishRecord | None, names: Names) -> tuple[str, ...]:
    decisions = [record for record in kept if isinstance(record, DecisionRecord)]
    sentences: list[str] = []
    if not kept:
        sentences.append(_NOTHING_KEPT)
    elif not names.asks_symptoms and not decisions:
        sentences.append("This program does not ask about the pain, so there is nothing to decide.")
    elif not decisions:
        sentences.append("Nothing was decided in this session.")
    if finish is None:
        return (*sentences, _CUT_OFF)
    sentences.append(_ENDINGS[finish.outcome])
    found = [each.exercise for each in decisions if each.action == "STAY" and each.exercise]
    if finish.outcome is Outcome.CENTRALIZED and found:
        sentences.append(f"That exercise is {names.exercise(found[-1])}. The next session begins with it.")
    if finish.outcome in (Outcome.STOPPED, Outcome.SEE_DOCTOR) and finish.reason:
        sentences.append(f"What was noted: {finish.reason.rstrip('.')}.")
    return tuple(sentences)
