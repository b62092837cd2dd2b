"""`voicecoach export`: the history as a file for this program, a spreadsheet or a clinic's server."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.history import existing_store
from voicecoach.cli.options import SAMPLE
from voicecoach.cli.output import say
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.history.contents import Contents

_FORMATS = click.Choice(["json", "csv", "fhir"], case_sensitive=False)
_TABLES = click.Choice(["checks", "sessions", "sets", "answers"], case_sensitive=False)
_EMPTY = "There are no sessions to export: the document is empty."


@click.command("export")
@click.option("--format", "form", type=_FORMATS, default="json", show_default=True, help="What is written.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write to this file; without it, to standard output."
)
@click.option("--since", metavar="DATE|30d|6w", help="Only sessions begun since then.")
@click.option(
    "--table", type=_TABLES, help="Of CSV: a row is a judged exercise (checks, the default), or one of these."
)
@click.option("--patient", metavar="REFERENCE", help="Of FHIR: whose record it is, such as Patient/123.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the JSON format instead.")
@SAMPLE
def command(
    form: str,
    out: Path | None,
    since: str | None,
    table: str | None,
    patient: str | None,
    force: bool,
    schema: bool,
    is_sample: bool,
) -> None:
    """Write the history as a document.

    JSON is complete: `voicecoach import` brings it back, here or on another machine. CSV is for spreadsheets, FHIR (R4,
    a transaction bundle) for a clinic's server.

    \b
    Examples:
      voicecoach export --out record.json
      voicecoach export --format csv --since 6w --out checks.csv
      voicecoach export --format fhir --patient Patient/123 --out bundle.json
    """
    from voicecoach.cli.out_file import give  # noqa: PLC0415 what `--help` does not need

    if table is not None and form != "csv":
        raise UsageError(
            f"--table {table} is for --format csv, and the format is {form}: leave one of them out."
        )
    if patient is not None and form != "fhir":
        raise UsageError(f"--patient is for --format fhir, and the format is {form}: leave one of them out.")
    if schema:
        from voicecoach.history.exchange.shape import schema as of_json  # noqa: PLC0415

        give((json.dumps(of_json(), indent=2) + "\n").encode(), out, "--out", is_forced=force)
        return
    contents = _contents(since, is_sample=is_sample)
    if not contents.sessions:
        say(_EMPTY, err=True)
    give(_written(contents, form, table or "checks", patient), out, "--out", is_forced=force)


def _contents(since: str | None, *, is_sample: bool) -> "Contents":
    from voicecoach.cli.since import moment  # noqa: PLC0415
    from voicecoach.history.contents import Contents  # noqa: PLC0415

    begin = None if since is None else moment(since, datetime.now(UTC).astimezone())
    store = existing_store(is_sample=is_sample)
    if store is None:
        return Contents()
    with store:
        return store.contents(begin)


def _written(contents: "Contents", form: str, table: str, patient: str | None) -> bytes:
    match form:
        case "csv":
            from voicecoach.history.exchange.table import written as as_csv  # noqa: PLC0415

            return as_csv(contents, table)
        case "fhir":
            from voicecoach.history.exchange.fhir import written as as_fhir  # noqa: PLC0415

            return as_fhir(contents, patient)
        case _:
            from voicecoach.history.exchange.writing import text  # noqa: PLC0415

            return text(contents).encode()
