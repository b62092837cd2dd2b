"""What was done, left out and told about oneself, told again from the records."""

from collections.abc import Mapping, Sequence

from voicecoach.coach.background import Standing
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Precaution, Program
from voicecoach.coach.records import (
    ContinuationRecord,
    LeftOutRecord,
    PrecautionRecord,
    SetRecord,
    TempoRecord,
)

_STOPPED_BY: Mapping[str, str] = {
    "stop": "the session was stopped",
    "alarm": "something was wrong",
    "pause": "the session was paused, and not continued",
    "pain": "it hurt",
    "end of input": "the session was left",
}
_STANDINGS: Mapping[str, str] = {
    Standing.NO: "no",
    Standing.YES: "yes",
    Standing.APPROVED: "yes, and a doctor or physical therapist approved the exercises",
}


class Names:
    """What exercises and their phases are called: by their ids, where the program is not known."""

    def __init__(self, program: Program | None) -> None:
        extra = (program.afterwards,) if program and program.afterwards else ()
        exercises = (*program.exercises, *extra) if program else ()
        self.asks_symptoms = program is None or program.asks_symptoms
        self._exercises: dict[str, str] = {each.id: each.name for each in exercises}
        self._phases: dict[tuple[str, str], str] = {
            (each.id, phase.id): phase.name for each in exercises for phase in each.phases
        }

    def exercise(self, exercise_id: str) -> str:
        return self._exercises.get(exercise_id, exercise_id)

    def phase(self, exercise_id: str, phase_id: str) -> str:
        return self._phases.get((exercise_id, phase_id), f"{self.exercise(exercise_id)}, {phase_id}")


def of_set(record: SetRecord, names: Names) -> str:
    """How much was done of a set, and why it was stopped early."""
    unit = "seconds" if record.kind == "hold" else "repetitions"
    done = f"{names.phase(record.exercise, record.phase)}: {record.done} of {record.planned} {unit}"
    if record.stopped_by is None:
        return f"{done}."
    why = _STOPPED_BY.get(record.stopped_by) or f'"{record.stopped_by}" was said'
    return f"{done}, stopped early: {why}."


def of_left_out(record: LeftOutRecord, names: Names) -> str:
    """What was not done, and why."""
    ever = " It is left out from now on." if record.is_for_good else ""
    reason = record.reason.rstrip(".")
    return f"Left out: {names.exercise(record.exercise)}. {reason[:1].upper()}{reason[1:]}.{ever}"


def of_precautions(records: Sequence[PrecautionRecord]) -> str:
    """What was told of precautions, in one sentence."""
    told = [f"{_name(record.precaution)}: {_STANDINGS[record.standing]}" for record in records]
    return f"Kept in the profile: {'; '.join(told)}."


def of_tempo(record: TempoRecord) -> str:
    """A tempo that was asked for in a set, which is told after it."""
    return (
        f"You asked for another tempo: a repetition then took {record.scale:.0%} of its time in the program."
    )


def of_continuation(record: ContinuationRecord, names: Names) -> str:
    """Where a session went on that had not come to its end; one that was not imported with it has no number here."""
    where = names.phase(record.exercise, record.phase)
    before = f"session {record.continued}" if record.continued else "a session that is not in this history"
    return f"Went on from {before}, which had come to {names.exercise(record.exercise)} ({where})."


def _name(precaution: str) -> str:
    known = {each.value for each in Precaution}
    return PRECAUTIONS[Precaution(precaution)].name if precaution in known else precaution
