"""`voicecoach programs`: the built-in programs, what is in one, whether a file is right, and help to write one."""

import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from voicecoach.cli import completing, new_program, output, preview
from voicecoach.cli.options import LANGUAGE
from voicecoach.cli.output import print_table, say
from voicecoach.cli.setting_options import DEFAULT_RATE_WPM
from voicecoach.errors import InvalidProgram

if TYPE_CHECKING:
    from voicecoach.coach.program import Exercise, Phase, Program


@click.group("programs")
def command() -> None:
    """List, show, check, write and preview exercise programs.

    \b
    Examples:
      voicecoach programs list
      voicecoach programs show back-pain
      voicecoach programs check my-program.toml
    """


command.add_command(new_program.command)
command.add_command(preview.command)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(as_json: bool) -> None:
    """List the built-in programs.

    \b
    Examples:
      voicecoach programs list
      voicecoach programs list --json
    """
    from voicecoach.programs.loader import built_in_names, load  # noqa: PLC0415 what `--help` does not need

    programs = [load(name) for name in built_in_names()]
    if as_json:
        rows = [
            {
                "id": p.id,
                "name": p.name,
                "exercises": [e.id for e in p.exercises],
                "languages": p.languages,
                "longest_s": round(_longest_s(p), 1),
            }
            for p in programs
        ]
        click.echo(json.dumps({"programs": rows}, indent=2))
    elif output.is_terminal():
        _print_table(programs)
    else:
        for program in programs:
            click.echo("  ".join(_cells(program)))


@command.command()
@click.argument("program", metavar="NAME|FILE", shell_complete=completing.programs)
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(program: str, language: str, as_json: bool) -> None:
    """Show a program: its exercises, doses and sentences.

    \b
    Examples:
      voicecoach programs show back-pain
      voicecoach programs show my-program.toml --json
    """
    from voicecoach.programs.loader import load  # noqa: PLC0415

    loaded = load(program, language)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(loaded), indent=2, ensure_ascii=False))
        return
    for line in _lines(loaded):
        say(line)


@command.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completing.files)
@click.option("--language", metavar="CODE", help="Demand this language, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check(files: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """Check program files: every problem, with its line and what to do. Exit code 4 if there is one.

    All languages of a file are checked.

    \b
    Examples:
      voicecoach programs check my-program.toml
      voicecoach programs check my-program.toml --json
    """
    from voicecoach.programs import loader  # noqa: PLC0415

    found = {file: loader.check(file) for file in files}
    if as_json:
        rows = [{"file": file, "is_valid": not each, "problems": each} for file, each in found.items()]
        click.echo(json.dumps({"files": rows}, indent=2))
    else:
        for file, problems in found.items():
            say("\n".join(problems) or f"{file}: this program is fine.")
    if language is not None:
        for file in (each for each, problems in found.items() if not problems):
            loader.load(file, language)
    if any(found.values()):
        raise click.exceptions.Exit(InvalidProgram.exit_code)


@command.command()
def schema() -> None:
    """Print the JSON Schema of program files, for an editor that completes them.

    \b
    Examples:
      voicecoach programs schema > program.schema.json
    """
    from voicecoach.programs.json_schema import installed  # noqa: PLC0415

    click.echo(installed(), nl=False)


def _print_table(programs: "list[Program]") -> None:
    print_table(("Program", "Name", "Takes", "Exercises"), [_cells(program) for program in programs])


def _cells(program: "Program") -> tuple[str, str, str, str]:
    takes = f"up to {max(1, round(_longest_s(program) / 60))} min"
    return program.id, program.name, takes, ", ".join(exercise.name for exercise in program.exercises)


def _longest_s(program: "Program") -> float:
    """How long a session takes in which every exercise is done once, in seconds."""
    from voicecoach.drivers.rehearsal import Way, rehearse  # noqa: PLC0415

    return rehearse(program, Way.LONGEST, DEFAULT_RATE_WPM).duration_s


def _lines(program: "Program") -> Iterator[str]:
    yield f"{program.name} ({program.id})"
    if len(program.languages) > 1:
        yield f"Languages: {', '.join(program.languages)}"
    yield from program.about
    for number, exercise in enumerate(program.exercises, start=1):
        yield ""
        yield from _exercise(f"{number}. ", exercise)
    if program.afterwards is not None:
        yield ""
        yield from _exercise("Afterwards: ", program.afterwards)
    if program.asides:
        yield from ("", "Said in passing:", *(f"   {aside}" for aside in program.asides))
    if program.sources:
        yield from ("", "Sources:", *(f"   {source}" for source in program.sources))


def _exercise(number: str, exercise: "Exercise") -> Iterator[str]:
    yield f"{number}{exercise.name} ({exercise.id})"
    if exercise.precautions:
        yield f"   Left out with: {', '.join(each.replace('-', ' ') for each in exercise.precautions)}"
    yield from (f"   {warning}" for warning in exercise.warnings)
    for phase in exercise.phases:
        yield f"   {phase.name} ({phase.id}): {_dose(phase)}{', then a check' if phase.has_check else ''}"
        yield from (f"      {sentence}" for sentence in phase.instructions)
        if phase.rest:
            yield f"      {phase.rest}"
    if exercise.keep:
        yield f"   {exercise.keep}"


def _dose(phase: "Phase") -> str:
    if not phase.reps:
        return f"held for {phase.hold_s:g} s ({phase.hold_min_s:g} to {phase.hold_max_s:g})"
    cues = ", ".join(f"{cue.say} ({cue.at_s:g} s)" for cue in phase.cues)
    return f"{phase.reps} times, {phase.tempo_s:g} s each{f', with cues: {cues}' if cues else ''}"
