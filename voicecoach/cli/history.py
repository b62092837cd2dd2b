"""`voicecoach history`: what the sessions so far show together, and each of them, the newest first."""

import json
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import SAMPLE
from voicecoach.cli.output import say
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.history.entries import SessionSummary
    from voicecoach.history.findings import Findings
    from voicecoach.history.store import Store

EMPTY = "No sessions yet. `voicecoach start` begins the first one."
_LONGEST_NOTE = 2000


@click.command("history")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@click.option("--plain", "is_plain", is_flag=True, help="Sentences and lines, for screen readers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--note", metavar="TEXT", help="Write a note of your own on a session; an empty one removes it."
)
@click.option("--session", metavar="N", help="The session for the note; the latest without it.")
@SAMPLE
def command(
    limit: int, is_plain: bool, as_json: bool, note: str | None, session: str | None, is_sample: bool
) -> None:
    """Show what the sessions show, and each of them.

    Where the pain was and is, what centralized it, how the plan was kept; then the sessions, the newest first. In a
    pipe, one line a session.

    \b
    Examples:
      voicecoach history
      voicecoach history --limit 5 --plain
      voicecoach history --note "Slept badly"
    """
    if note is not None or session is not None:
        _write_note(note, session, is_sample=is_sample)
        return
    found = _found(limit, is_sample=is_sample)
    if as_json:
        from voicecoach.cli.history_json import overview  # noqa: PLC0415 what the rest does not need

        sessions, findings = found or ([], None)
        rows = [document(session) for session in sessions]
        click.echo(json.dumps({"sessions": rows, **overview(findings)}, indent=2))
    elif found is None or not found[0]:
        say(EMPTY)
    else:
        from voicecoach.cli.history_view import show  # noqa: PLC0415 what `--help` does not need

        show(*found, is_plain=is_plain)


def _found(limit: int, *, is_sample: bool) -> "tuple[list[SessionSummary], Findings] | None":
    """The latest sessions, and what all of them show; None where there is no history yet."""
    store = existing_store(is_sample=is_sample)
    if store is None:
        return None
    with store:
        return store.sessions(limit), findings_of(store)


def findings_of(store: "Store") -> "Findings":
    """What all sessions of this history show, by the clock of this place and until today."""
    from datetime import datetime  # noqa: PLC0415 what `--help` does not need

    from voicecoach.history.findings import findings  # noqa: PLC0415

    return findings(store.details(), store.plans(), None, datetime.now().astimezone().date())


def existing_store(*, is_sample: bool = False) -> "Store | None":
    """The history, or the sample, opened; None where there is none yet: looking makes no file.

    Raises UsageError where the sample was not made yet.
    """
    from voicecoach.history.places import data_file, sample_file  # noqa: PLC0415 what `--help` does not need
    from voicecoach.history.store import Store  # noqa: PLC0415

    path = sample_file() if is_sample else data_file()
    try:
        path.stat()
    except FileNotFoundError as error:
        if is_sample:
            raise UsageError("There is no sample history yet: `voicecoach demo --fill` makes it.") from error
        return None
    except OSError:
        pass  # opening it says why it cannot be read
    return Store.open(path)


def _write_note(note: str | None, session: str | None, *, is_sample: bool) -> None:
    if note is None:
        raise UsageError("A note needs its words: `voicecoach history --session 12 --note 'Slept badly'`.")
    text = "".join(each if each.isprintable() else " " for each in note).strip()
    if len(text) > _LONGEST_NOTE:
        raise UsageError(f"The note is {len(text)} characters long: make it at most {_LONGEST_NOTE}.")
    from voicecoach.cli.explain import find_session  # noqa: PLC0415 it needs this module

    detail = find_session(session, is_sample=is_sample)
    store = existing_store(is_sample=is_sample)
    if detail is None or store is None:
        say(EMPTY)
        return
    with store:
        store.write_note(detail.summary.id, text or None)
    done = "is kept with" if text else "is taken away from"
    say(f"The note {done} session {detail.summary.id}, {when(detail.summary)}.")


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
    if session.continued is None:
        return ended
    before = f"session {session.continued}" if session.continued else "an earlier session"
    return f"{ended}, went on from {before}"


def document(session: "SessionSummary") -> dict[str, object]:
    """A session in short, for programs."""
    return {
        "id": session.id,
        "uid": session.uid,
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
        "imported_at": session.imported_at and session.imported_at.isoformat(),
        "note": session.note,
    }
