"""`voicecoach profile`: what the coach keeps about you, and how it is changed.

Only the precautions and the tempo can be changed here. The red flags are asked in a session, and a lock after an
emergency is opened there, by typing: nothing here takes their place.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from voicecoach.cli import completing, output
from voicecoach.cli.history import existing_store
from voicecoach.cli.output import print_table, say
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.coach.background import Background
    from voicecoach.coach.program import Exercise, Precaution
    from voicecoach.history.profile import Said
    from voicecoach.history.tempo import Tempo

_PROGRAM = "back-pain"
_STANDINGS = ("yes", "no", "approved")
_NOT_ASKED = "not asked yet"
_HEADINGS = ("Precaution", "You said", "When", "Exercises")
_LOCKED = (
    "The coach is locked: an emergency, or an alarm that was cut off, is not acknowledged yet. If nobody has looked "
    "at it, go to emergency care now. It is opened again at the next `voicecoach start`, by typing."
)
_CHANGE = (
    "Change one: `voicecoach profile set PRECAUTION yes|no|approved`. "
    "Be asked again: `voicecoach profile ask-again [PRECAUTION...]`. "
    "The program's own tempo: `voicecoach profile reset-tempo`."
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A precaution, what was said of it, and the exercises of the built-in program that name it."""

    precaution: "Precaution"
    said: "Said | None"
    exercises: "tuple[Exercise, ...]"


@click.group("profile", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Show and change what you told the coach about yourself.

    A precaution is a condition that makes some exercises unwise. With a "yes" the coach leaves them out; with
    "approved" (a doctor or physical therapist approved them for you) it does not.

    The tempo is what you last asked for with "slower" and "faster" in a set.

    \b
    Examples:
      voicecoach profile
      voicecoach profile set pregnancy yes
      voicecoach profile set recent-surgery approved
      voicecoach profile ask-again
      voicecoach profile reset-tempo
    """
    if context.invoked_subcommand is not None:
        return
    now = datetime.now(UTC)
    rows, background, tempo = _look(now)
    if as_json:
        document = {**_document(rows, background, now), "tempo": _tempo_entry(tempo)}
        click.echo(json.dumps(document, indent=2))
        return
    if background.is_locked:
        say(f"{_LOCKED}\n")
    if output.is_terminal():
        _print_table(rows)
    else:
        click.echo("\n".join("  ".join(_cells(row)) for row in rows))
    click.echo("")
    for line in (*_summary(rows, background, now), _tempo_line(tempo), _CHANGE):
        say(line)


@command.command("set", short_help="Change what is kept of a precaution.")
@click.argument("precaution", shell_complete=completing.precautions)
@click.argument("standing", metavar="yes|no|approved", type=click.Choice(_STANDINGS, case_sensitive=False))
def set_(precaution: str, standing: str) -> None:
    """Say that a PRECAUTION is yours, is not, or is and a clinician approved the exercises.

    It counts from the next start on. `voicecoach profile` lists the precautions.

    \b
    Examples:
      voicecoach profile set pregnancy no
      voicecoach profile set wrist-or-shoulder-injury approved
    """
    from voicecoach.coach.background import Standing  # noqa: PLC0415 what `--help` does not need
    from voicecoach.history.places import data_file  # noqa: PLC0415
    from voicecoach.history.profile import Said  # noqa: PLC0415
    from voicecoach.history.store import Store  # noqa: PLC0415

    known, said = _known(precaution), Said(Standing(standing), datetime.now(UTC))
    with Store.open(data_file()) as store:
        store.set_precaution(known, said.standing, said.at)
    (row,) = _rows({known.value: said}, [known])
    say(f"Kept: {known}, {_words(said)}. From the next start on it {_consequence(row)}.")


@command.command("ask-again", short_help="Forget precautions, so that they are asked again.")
@click.argument("precautions", metavar="[PRECAUTION]...", nargs=-1, shell_complete=completing.precautions)
def ask_again(precautions: tuple[str, ...]) -> None:
    """Forget what was said of these precautions, or of all: the next start asks again.

    What past sessions have kept stays as it is.

    \b
    Examples:
      voicecoach profile ask-again
      voicecoach profile ask-again pregnancy recent-surgery
    """
    known = [_known(each) for each in precautions]
    store = existing_store()
    if store is not None:
        with store:
            store.forget_precautions(known or None)
    what = ", ".join(dict.fromkeys(known)) or "all precautions"
    say(f"The next start that needs it asks again: {what}.")


@command.command("reset-tempo", short_help="Forget the tempo that you asked for.")
def reset_tempo() -> None:
    """Forget the tempo that you asked for: the next set goes at the program's own.

    What past sessions have kept stays as it is.

    \b
    Examples:
      voicecoach profile reset-tempo
    """
    store = existing_store()
    if store is not None:
        with store:
            store.forget_tempo()
    say("The next start goes at the program's own tempo.")


# --- what is kept -------------------------------------------------------------------------------------------------


def _known(name: str) -> "Precaution":
    from voicecoach.coach.program import Precaution  # noqa: PLC0415

    plain = "-".join(name.lower().replace("_", " ").split())
    try:
        return Precaution(plain)
    except ValueError:
        import difflib  # noqa: PLC0415 only for a mistyped name

        near = difflib.get_close_matches(plain[:100], [each.value for each in Precaution], 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else "`voicecoach profile` lists them."
        raise UsageError(f"There is no precaution {name[:100]!r}: {hint}") from None


def _look(now: datetime) -> "tuple[list[_Row], Background, Tempo | None]":
    from voicecoach.coach.background import Background  # noqa: PLC0415
    from voicecoach.coach.program import Precaution  # noqa: PLC0415

    store = existing_store()
    if store is None:
        return _rows({}, Precaution), Background(), None
    with store:
        return _rows(store.said(), Precaution), store.background(_PROGRAM, now), store.tempo()


def _rows(said: "dict[str, Said]", precautions: "Iterable[Precaution]") -> list[_Row]:
    from voicecoach.programs.loader import load  # noqa: PLC0415

    exercises = load(_PROGRAM).exercises
    return [
        _Row(
            each,
            said.get(each.value),
            tuple(exercise for exercise in exercises if each in exercise.precautions),
        )
        for each in precautions
    ]


def _next_full_list(background: "Background", now: datetime) -> datetime | None:
    """When the full list of red flags comes by its age alone; None where the next start asks it anyway."""
    from voicecoach.coach.screening import FULL_EVERY_H, needs_full_screening  # noqa: PLC0415

    hours = background.hours_since_full_screening
    if hours is None or needs_full_screening(background):
        return None
    return now + timedelta(hours=FULL_EVERY_H - hours)


# --- for people ---------------------------------------------------------------------------------------------------


def _print_table(rows: list[_Row]) -> None:
    from rich.text import Text  # noqa: PLC0415 what a pipe does not need

    from voicecoach.coach.precautions import PRECAUTIONS  # noqa: PLC0415

    table: list[list[str | Text]] = []
    for row in rows:
        precaution, *cells = _cells(row)
        name = PRECAUTIONS[row.precaution].name
        table.append([Text.assemble(precaution, "\n", (name, "dim")), *cells])
    print_table(_HEADINGS, table, has_lines=True)


def _cells(row: _Row) -> tuple[str, str, str, str]:
    said = row.said
    when = "-" if said is None else _shown(said.at)
    return row.precaution, _NOT_ASKED if said is None else _words(said), when, _consequence(row)


def _words(said: "Said") -> str:
    return "yes, approved" if said.standing == "approved" else said.standing


def _consequence(row: _Row) -> str:
    names = ", ".join(exercise.name for exercise in row.exercises) or "nothing"
    if row.said is None:
        return f"would leave out {names}"
    return f"leaves out {names if _leaves_out(row) else 'nothing'}"


def _summary(rows: list[_Row], background: "Background", now: datetime) -> Iterator[str]:
    left_out = dict.fromkeys(e.name for row in rows if _leaves_out(row) for e in row.exercises)
    yield f"Left out of {_PROGRAM} by precautions: {', '.join(left_out) or 'nothing'}."
    yield _when_screened(background, now)


def _tempo_line(tempo: "Tempo | None") -> str:
    if tempo is None:
        return "Tempo: the program's own."
    return f"Tempo: a repetition takes {tempo.scale:.0%} of its time in the program, as you said on {_shown(tempo.at)}."


def _when_screened(background: "Background", now: datetime) -> str:
    at = _next_full_list(background, now)
    if at is not None:
        return f"The full list of red flags is asked again at a start after {_shown(at)}, or after any stop."
    if background.hours_since_full_screening is None:
        why = "it was never cleared"
    elif background.is_locked:
        why = "there was an emergency"
    elif background.is_after_stop:
        why = "the last session did not come to its proper end"
    else:
        why = "it was last cleared a week ago or more"
    return f"The full list of red flags is asked at the next start: {why}."


def _leaves_out(row: _Row) -> bool:
    return row.said is not None and row.said.standing == "yes"


def _shown(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


# --- for programs -------------------------------------------------------------------------------------------------


def _document(rows: list[_Row], background: "Background", now: datetime) -> dict[str, object]:
    at = _next_full_list(background, now)
    return {
        "is_locked": background.is_locked,
        "is_after_stop": background.is_after_stop,
        "needs_full_screening": at is None,
        "next_full_screening": at and at.isoformat(timespec="seconds"),
        "program": _PROGRAM,
        "precautions": [_entry(row) for row in rows],
    }


def _tempo_entry(tempo: "Tempo | None") -> dict[str, object] | None:
    """`scale`: a repetition takes so many times the program's time."""
    return None if tempo is None else {"scale": tempo.scale, "at": tempo.at.isoformat()}


def _entry(row: _Row) -> dict[str, object]:
    from voicecoach.coach.precautions import PRECAUTIONS  # noqa: PLC0415

    return {
        "id": row.precaution,
        "name": PRECAUTIONS[row.precaution].name,
        "standing": row.said and row.said.standing,
        "at": row.said and row.said.at.isoformat(),
        "leaves_out": _leaves_out(row),
        "exercises": [exercise.id for exercise in row.exercises],
    }
