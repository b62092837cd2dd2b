"""`voicecoach import`: a JSON export brought into this history, each thing once."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.output import say

if TYPE_CHECKING:
    from voicecoach.history.bringing import Brought
    from voicecoach.history.contents import Contents

_RED_FLAGS = "The next start asks the full list of red flags: what was cleared elsewhere is not cleared here."
_LOCKED = (
    "There is an emergency in the history that was not acknowledged here: the next start asks for that, by typing. "
    "If nobody has looked at it, go to emergency care now."
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would come; nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring a JSON export back, here or on another machine.

    What is here already is left as it is, so the same FILE can be imported twice. All of it comes, or nothing. CSV
    and FHIR are for other programs and cannot be imported.

    \b
    Examples:
      voicecoach import history.json --dry-run
      voicecoach import history.json
    """
    from voicecoach.history.exchange.reading import read  # noqa: PLC0415 what `--help` does not need

    contents = read(file)
    _check_lived(contents, file)
    brought, is_locked = _bring(contents, is_trial=dry_run)
    if as_json:
        click.echo(json.dumps(_document(brought, is_trial=dry_run, is_locked=is_locked), indent=2))
        return
    say(_sentence(brought, is_trial=dry_run))
    if brought.different:
        say(
            f"{_n(len(brought.different), 'session')} in the file and here under the same name but not the same: "
            "what is here stays."
        )
    if (brought.new or brought.completed) and not dry_run:
        say(_LOCKED if is_locked else _RED_FLAGS)


def _check_lived(contents: "Contents", file: Path) -> None:
    """Raises UsageError for an export of the sample: it would be taken for the person's own pain."""
    from voicecoach.cli.out_file import shown  # noqa: PLC0415
    from voicecoach.errors import UsageError  # noqa: PLC0415
    from voicecoach.history.entries import SCRIPTED  # noqa: PLC0415

    if any(each.summary.driver == SCRIPTED for each in contents.sessions):
        raise UsageError(
            f"{shown(file)} holds sessions of the sample, which nobody lived: nothing is imported."
        )


def _bring(contents: "Contents", *, is_trial: bool) -> "tuple[Brought, bool]":
    """What came, and whether the coach is locked now. Raises SessionRunsError where a session runs."""
    from voicecoach.history.forgetting import SessionRunsError  # noqa: PLC0415
    from voicecoach.history.places import data_file, running_dir  # noqa: PLC0415
    from voicecoach.history.running import Register  # noqa: PLC0415
    from voicecoach.history.store import Store  # noqa: PLC0415

    register, now = Register(running_dir()), datetime.now(UTC)
    if not is_trial and register.others():
        raise SessionRunsError(
            'A session is running, so nothing is imported: end it (say or type "stop"), and import again.'
        )
    is_there = data_file().exists()
    with Store.open(data_file()) if is_there or not is_trial else Store.in_memory() as store:
        brought = store.merge(contents, now, register.is_running, is_trial=is_trial)
        return brought, store.background("", now).is_locked


def _sentence(brought: "Brought", *, is_trial: bool) -> str:
    more = [
        (brought.completed, _n(brought.completed, "session completed", "sessions completed")),
        (brought.plans, _n(brought.plans, "plan")),
        (brought.precautions, _n(brought.precautions, "precaution")),
        (brought.has_tempo, "the tempo"),
        (brought.notes, _n(brought.notes, "note")),
    ]
    came = ", ".join([_n(brought.new, "new session"), *(text for count, text in more if count)])
    stays = [_n(brought.known, "session was here already", "sessions were here already")]
    if brought.notes_kept:
        stays.append(f"{_n(brought.notes_kept, 'note differs', 'notes differ')} and stays as here")
    what = "Would import" if is_trial else "Imported"
    return f"{what}: {came}; {', '.join(stays)}."


def _n(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _document(brought: "Brought", *, is_trial: bool, is_locked: bool) -> dict[str, object]:
    return {"dry_run": is_trial, **dataclasses.asdict(brought), "is_locked": is_locked}
