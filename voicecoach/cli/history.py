"""`voicecoach history`: the sessions so far, the newest first."""

import json
import sys
from typing import TYPE_CHECKING

import click

from voicecoach.cli.output import print_table, say

if TYPE_CHECKING:
    from voicecoach.history.entries import SessionSummary
    from voicecoach.history.store import Store

_HEADINGS = ("Session", "When", "Program", "By", "Exercises", "How it ended", "Rule")
EMPTY = "No sessions yet. `voicecoach start` begins the first one."


@click.command("history")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(limit: int, as_json: bool) -> None:
    """Show the sessions so far, the newest first.

    \b
    Examples:
      voicecoach history
      voicecoach history --limit 5 --json
    """
    sessions = _sessions(limit)
    if as_json:
        click.echo(json.dumps({"sessions": [document(session) for session in sessions]}, indent=2))
    elif not sessions:
        say(EMPTY)
    elif _is_terminal():
        _print_table(sessions)
    else:
        for session in sessions:
            click.echo("  ".join(_cells(session)))


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _sessions(limit: int) -> "list[SessionSummary]":
    store = existing_store()
    if store is None:
        return []
    with store:
        return store.sessions(limit)


def existing_store() -> "Store | None":
    """The history, opened; None where there is none yet: looking makes no file."""
    from voicecoach.history.places import data_file  # noqa: PLC0415 what `--help` does not need
    from voicecoach.history.store import Store  # noqa: PLC0415

    path = data_file()
    try:
        path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        pass  # opening it says why it cannot be read
    return Store.open(path)


def _print_table(sessions: "list[SessionSummary]") -> None:
    print_table(_HEADINGS, [_cells(session) for session in sessions])


def _cells(session: "SessionSummary") -> tuple[str, ...]:
    return (
        str(session.id),
        when(session),
        session.program,
        session.driver,
        ", ".join(session.exercises) or "no exercise",
        ending(session),
        session.rule or "-",
    )


def when(session: "SessionSummary") -> str:
    """When it began, by the clock of this place."""
    return session.started_at.astimezone().strftime("%Y-%m-%d %H:%M")


def ending(session: "SessionSummary") -> str:
    """How it ended, in a few words."""
    from voicecoach.coach.records import Outcome  # noqa: PLC0415

    words = {
        Outcome.CENTRALIZED: "centralized",
        Outcome.NOT_CENTRALIZED: "not centralized",
        Outcome.NOT_SETTLED: "did not settle",
        Outcome.EMERGENCY: "emergency",
        Outcome.SEE_DOCTOR: "see a doctor first",
        Outcome.STOPPED: "stopped by you",
        Outcome.PAUSED_OUT: "ended in a pause",
        Outcome.COMPLETE: "complete",
    }
    ended = "cut off" if session.outcome is None else words.get(session.outcome, str(session.outcome))
    return ended if session.continued is None else f"{ended}, went on from session {session.continued}"


def document(session: "SessionSummary") -> dict[str, object]:
    """A session in short, for programs."""
    return {
        "id": session.id,
        "program": session.program,
        "version": session.version,
        "driver": session.driver,
        "started_at": session.started_at.isoformat(),
        "ended_at": session.ended_at and session.ended_at.isoformat(),
        "outcome": session.outcome,
        "reason": session.reason,
        "exercises": session.exercises,
        "sets": session.sets,
        "rule": session.rule,
        "continued": session.continued,
    }
