"""The schema of a program file: which keys there are, what they may be, and what becomes of them.

Beyond types and bounds it holds the rules that keep a session safe: every exercise ends with a check, there
are at most three sets of the right exercise, a rest for a recheck is at most five minutes, and every
repetition leaves a gap in which a spoken "stop" is heard.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from voicecoach.coach.program import Asks, Exercise, Phase, PhaseKind, Precaution, Program, SpokenCue, Timing
from voicecoach.programs.fields import (
    ENGLISH,
    LONGEST_NAME,
    LONGEST_SENTENCE,
    PLACEHOLDERS,
    Reading,
    Table,
)
from voicecoach.programs.problems import Problem, shown

STOP_GAP_S = 1.2
LONGEST_CUE = 40
LONGEST_SIDE = 30
HOLD_S = (1, 600)
TEMPO_S = (2, 60)
REP_HOLD_S = (0, 10)
HOURS_BETWEEN = (0, 72)
MOST_REPS = 30
MOST_SETS = 3
MOST_EXERCISES, MOST_PHASES, MOST_CUES = 20, 8, 10
MOST_ABOUT, MOST_ASIDES, MOST_SOURCES, MOST_WARNINGS, MOST_INSTRUCTIONS = 10, 30, 30, 10, 20
PARTIAL = ("advance", "repeat")
PRECAUTIONS = tuple(str(precaution) for precaution in Precaution)
TIMING_S: Mapping[str, tuple[float, float]] = {
    "first_word_s": (2, 60),
    "first_word_list_s": (2, 60),
    "ready_s": (2, 120),
    "end_silence_s": (0.3, 3),
    "end_silence_location_s": (0.3, 3),
    "longest_answer_s": (2, 20),
    "option_pause_s": (0, 3),
    "recheck_every_s": (1, 300),
    "recheck_for_s": (1, 300),
    "pause_reminder_s": (5, 600),
    "pause_end_s": (10, 3600),
    "stop_grace_s": (1, 60),
    "start_after_s": (0, 30),
    "count_in_s": (0, 3),
}

Afterwards = Callable[[str], Exercise | None]
"""Gives the exercise of a built-in program by the program's name; None if there is no such program."""


def read(
    document: Mapping[str, object], afterwards: Afterwards, language: str = ENGLISH
) -> tuple[Program, list[Problem]]:
    """The program in a parsed file, and all that is wrong with it. It may be used only if nothing is.

    Its sentences are in `language` where it has that, else in English.
    """
    reading = Reading(language)
    table = Table(document, (), reading)
    asks = _asks(table)
    exercises = [
        _exercise(each, asks_symptoms=asks is not Asks.NOTHING)
        for each in table.tables("exercises", MOST_EXERCISES, is_required=True)
    ]
    program = Program(
        id=table.id(),
        name=table.text("name", LONGEST_NAME),
        exercises=tuple(exercises),
        about=table.texts("about", MOST_ABOUT),
        hours_between=table.number("hours_between", *HOURS_BETWEEN, 2, unit="hours"),
        timing=_timing(table),
        asks=asks,
        repeats_partial=table.choice("partial", PARTIAL, PARTIAL[0]) == "repeat",
        afterwards=_afterwards(table, afterwards),
        asides=table.texts("asides", MOST_ASIDES),
        sources=table.one_list("sources", MOST_SOURCES),
    )
    _unique(table, "exercises", [exercise.id for exercise in exercises])
    if program.afterwards and program.afterwards.id in {exercise.id for exercise in exercises}:
        table.wrong("afterwards", "give it an id that no other exercise has", found=" repeats an exercise")
    if asks is Asks.CHANGE:
        _refuse_sides(table, exercises)
    sides = _sides(table, reading)
    table.end()
    reading.note_untranslated()
    languages = reading.all_languages
    said = language if language in languages else ENGLISH
    program = replace(
        program, language=said, languages=languages, side_words=sides.get(said, program.side_words)
    )
    return program, reading.problems


def _asks(table: Table) -> Asks:
    """What is asked about the pain; `asks_symptoms`, true or false, is how it was written first."""
    asks_symptoms = table.flag("asks_symptoms", default=True)
    if "asks" in table and "asks_symptoms" in table:
        table.wrong("asks_symptoms", "leave it out; asks says what is asked")
    default = Asks.PLACE if asks_symptoms else Asks.NOTHING
    return Asks(table.choice("asks", [each.value for each in Asks], default.value))


def _refuse_sides(table: Table, exercises: list[Exercise]) -> None:
    for index, exercise in enumerate(exercises):
        if exercise.needs_side:
            advice = "take out the painful side; no side is asked about here"
            table.wrong("exercises", advice, index, found=" names a side")


def _sides(table: Table, reading: Reading) -> dict[str, tuple[str, str]]:
    """How left and right are said in the languages whose texts name the painful side."""
    own = table.table("sides") or Table({}, ("sides",), reading)
    sides: dict[str, tuple[str, str]] = {}
    for language in own.languages():
        words = own.one_list(language, 2, is_required=True)
        if len(words) == 2 and max(map(len, words)) <= LONGEST_SIDE:
            sides[language] = (words[0], words[1])
        else:
            own.wrong(language, f"give left and right, two texts of at most {LONGEST_SIDE} characters")
    for language in sorted(reading.with_side - {ENGLISH, *own.languages()}):
        own.wrong(language, 'say left and right in this language, as in sides.de = ["links", "rechts"]')
    own.end()
    return sides


def speech_s(text: str) -> float:
    """About how long a cue lasts, in seconds, at 155 words a minute: 0.2 and 0.065 a character.

    Fitted on espeak-ng to be rather too long than too short.
    """
    for placeholder in PLACEHOLDERS:
        text = text.replace(placeholder, "right")
    return 0.2 + 0.065 * len(text)


def longest_gap_s(tempo_s: float, cues: tuple[SpokenCue, ...]) -> float:
    """The longest time in a repetition without a cue, in seconds."""
    ends = [0.0, *(cue.at_s + speech_s(cue.say) for cue in cues)]
    starts = [*(cue.at_s for cue in cues), tempo_s]
    return max(start - end for end, start in zip(ends, starts, strict=True))


def _timing(table: Table) -> Timing:
    defaults = Timing()
    max_sets = table.whole("max_sets", 1, MOST_SETS, MOST_SETS)
    own = table.table("timing")
    if own is None:
        return Timing(max_sets=max_sets)
    times = {name: own.number(name, *bounds, getattr(defaults, name)) for name, bounds in TIMING_S.items()}
    for sooner, later in (("recheck_every_s", "recheck_for_s"), ("pause_reminder_s", "pause_end_s")):
        if times[sooner] > times[later]:
            advice = f"make it at most {later}, which is {times[later]:g}"
            own.wrong(sooner, advice, found=f" = {times[sooner]:g}")
    own.end()
    return Timing(**times, max_sets=max_sets)


def _afterwards(table: Table, find: Afterwards) -> Exercise | None:
    """Written as the name of a built-in program of one exercise, or as a table like an exercise."""
    name = table.peek("afterwards")
    if not isinstance(name, str):
        own = table.table("afterwards")
        return _exercise(own, asks_symptoms=False) if own else None
    exercise = find(name)
    if exercise is None:
        table.wrong("afterwards", 'name a built-in program of one exercise, as "posture", or write a table')
    return exercise


def _exercise(table: Table, *, asks_symptoms: bool) -> Exercise:
    phases = [
        _phase(each, asks_symptoms=asks_symptoms)
        for each in table.tables("phases", MOST_PHASES, is_required=True)
    ]
    exercise = Exercise(
        id=table.id(),
        name=table.text("name", LONGEST_NAME),
        phases=tuple(phases),
        warnings=table.texts("warnings", MOST_WARNINGS, may_name_side=True),
        precautions=table.words("precautions", PRECAUTIONS),
        keep=table.text("keep", LONGEST_SENTENCE, ""),
    )
    exercise = replace(exercise, needs_side=_names_side(exercise))
    _unique(table, "phases", [phase.id for phase in phases])
    if phases and asks_symptoms and not phases[-1].has_check:
        table.wrong("phases", "leave out check = false there", len(phases) - 1, found=" ends without a check")
    table.end()
    return exercise


def _phase(table: Table, *, asks_symptoms: bool) -> Phase:
    is_hold = "hold_s" in table
    is_reps = "reps" in table or ("tempo_s" in table and not is_hold)
    if is_hold == is_reps:
        found = " stands beside hold_s" if is_hold else " and hold_s are both missing"
        table.wrong("reps", "give either hold_s, or reps and tempo_s", found=found)
    phase = Phase(
        id=table.id(),
        name=table.text("name", LONGEST_NAME),
        instructions=table.texts("instructions", MOST_INSTRUCTIONS, is_required=True, may_name_side=True),
        kind=PhaseKind.HOLD if is_hold else PhaseKind.REPS,
        rest=table.text("rest", LONGEST_SENTENCE, "", may_name_side=True),
        has_check=table.flag("check", default=asks_symptoms),
    )
    if is_hold:
        phase = _held(table, phase)
    if is_reps:
        phase = _repeated(table, phase)
    if phase.has_check and not asks_symptoms:
        table.wrong("check", "leave it out; nothing is asked here")
    table.end()
    return phase


def _held(table: Table, phase: Phase) -> Phase:
    hold_s = table.number("hold_s", *HOLD_S)
    least_s = table.number("hold_min_s", *HOLD_S, hold_s)
    most_s = table.number("hold_max_s", *HOLD_S, hold_s)
    if not least_s <= hold_s <= most_s:
        table.wrong("hold_s", f"give a time from hold_min_s to hold_max_s, {least_s:g} to {most_s:g}")
    return replace(phase, hold_s=hold_s, hold_min_s=least_s, hold_max_s=most_s)


def _repeated(table: Table, phase: Phase) -> Phase:
    tempo_s = table.number("tempo_s", *TEMPO_S)
    rep_hold_s = table.number("rep_hold_s", *REP_HOLD_S, 0)
    if rep_hold_s >= tempo_s:
        table.wrong("rep_hold_s", f"make it shorter than tempo_s, which is {tempo_s:g}")
    cues = tuple(_cue(each, tempo_s) for each in table.tables("cues", MOST_CUES))
    if any(later.at_s <= sooner.at_s for sooner, later in pairwise(cues)):
        table.wrong("cues", "put them in the order of at_s, each time once", found=" are out of order")
    elif longest_gap_s(tempo_s, cues) < STOP_GAP_S:
        advice = (
            f"leave {STOP_GAP_S} seconds of each repetition without a cue, so that a spoken stop is heard"
        )
        table.wrong("cues", advice, found=" are too close together")
    return replace(
        phase, reps=table.whole("reps", 1, MOST_REPS), tempo_s=tempo_s, rep_hold_s=rep_hold_s, cues=cues
    )


def _cue(table: Table, tempo_s: float) -> SpokenCue:
    cue = SpokenCue(table.number("at_s", 0, TEMPO_S[1]), table.text("say", LONGEST_CUE, may_name_side=True))
    if cue.at_s >= tempo_s:
        table.wrong("at_s", f"make it less than tempo_s, which is {tempo_s:g}")
    table.end()
    return cue


def _names_side(exercise: Exercise) -> bool:
    said = [*exercise.warnings]
    for phase in exercise.phases:
        said += [*phase.instructions, phase.rest, *(cue.say for cue in phase.cues)]
    return any(placeholder in text for text in said for placeholder in PLACEHOLDERS)


def _unique(table: Table, name: str, ids: list[str]) -> None:
    for index, each in enumerate(ids):
        if each and each in ids[:index]:
            table.wrong(name, "give each its own", index, found=f" repeats the id {shown(each)}")
