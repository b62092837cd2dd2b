"""`voicecoach doctor`: what works on this machine, what is missing, and how a session would run."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from voicecoach.cli import output
from voicecoach.cli.output import say
from voicecoach.errors import InvalidProgram, UnreadableHistory

if TYPE_CHECKING:
    from voicecoach.diagnosis.findings import Report

_NARROW = 60
"""Below this a finding is a sentence."""
_COLORS = {"ok": "green", "missing": "yellow", "broken": "red"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(as_json: bool) -> None:
    """Say what works on this machine, what is missing, and what to do about it.

    Listens for two seconds where there is a microphone, then plays one soft, short tone. Takes a few seconds. The
    exit code is 0 whatever is missing for voice, 4 when no session begins with your settings, and 5 when the history
    cannot be read.

    \b
    Examples:
      voicecoach doctor
      voicecoach doctor --json
    """
    from voicecoach.diagnosis.checks import examine  # noqa: PLC0415 slow to load

    report = examine()
    if as_json:
        click.echo(json.dumps(_document(report), indent=2))
    elif output.is_terminal():
        _print_table(report)
    else:
        for line in _lines(report):
            click.echo(line)
    if not report.is_history_readable:
        raise click.exceptions.Exit(UnreadableHistory.exit_code)
    if not report.is_settings_usable:
        raise click.exceptions.Exit(InvalidProgram.exit_code)


def _lines(report: "Report") -> list[str]:
    lines = []
    for found in report.findings:
        advice = f". To do: {found.advice}" if found.advice else ""
        lines.append(f"{found.state}: {found.name}: {found.text}{advice}")
    return [*lines, report.verdict]


def _print_table(report: "Report") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    if console.width < _NARROW:
        for line in _lines(report):
            say(line)
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for found in report.findings:
        what = Text(found.text)
        if found.advice:
            what.append(f"\n{found.advice}", style="bold")
        table.add_row(Text(found.state, style=_COLORS[found.state]), Text(found.name), what)
    console.print(table)
    console.print()
    console.print(Text(report.verdict, style="bold"))


def _document(report: "Report") -> dict[str, object]:
    from voicecoach.diagnosis.checks import versions  # noqa: PLC0415

    return {
        **versions(),
        "findings": [asdict(found) for found in report.findings],
        "runs_by": report.runs_by,
        "verdict": report.verdict,
    }
