"""`voicecoach report`: the sessions as one page, to be read, printed and shown to a therapist."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.history import EMPTY, existing_store
from voicecoach.cli.options import SAMPLE

if TYPE_CHECKING:
    from datetime import date

    from voicecoach.history.store import Store

_HINT = "Open it in a browser; it prints on one or two sheets."


@click.command("report")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write to this file.  [default: voicecoach-report-DATE.html]",
)
@click.option(
    "--since",
    metavar="DATE|WEEKS",
    help="Only from then on: a date (2026-10-01), or 30d, 6w for days and weeks back.",
)
@click.option("--name", help="The name to stand on it.")
@click.option("--note", help="A sentence of yours to stand on it, for who reads it.")
@click.option("--force", is_flag=True, help="Write over a file that is there, without asking.")
@SAMPLE
def command(
    out: Path | None, since: str | None, name: str | None, note: str | None, force: bool, is_sample: bool
) -> None:
    """Make a page of your sessions, for you and your therapist.

    One HTML file that needs no network and no script: where the pain was at first and is now, the lowest point and the
    number over time, which exercise helped, what was planned and done, warning signs, precautions, and each session
    with what was decided and why. Nothing is sent: the file is yours to print or to give away.

    \b
    Examples:
      voicecoach report
      voicecoach report --since 6w --name "A. Person"
      voicecoach demo --fill && voicecoach report --sample --out sample.html
    """
    from voicecoach.cli.out_file import may_write, write_whole  # noqa: PLC0415 what `--help` does not need
    from voicecoach.cli.period import first_day  # noqa: PLC0415

    now = datetime.now().astimezone()
    path = out or Path(f"voicecoach-report-{now:%Y-%m-%d}.html")
    begin = first_day(since, now.date()) if since is not None else None
    store = existing_store(is_sample=is_sample)
    if store is None:
        click.echo(EMPTY)
        return
    with store:
        html = _page(store, now, begin, name, note, is_sample=is_sample)
    if html is None:
        click.echo(
            EMPTY if begin is None else f"No session began since {begin.isoformat()}, so there is no report."
        )
        return
    if may_write(path, is_forced=force):
        write_whole(path, html.encode("utf-8"))
        click.echo(f"The report is in {click.format_filename(path.absolute())}. {_HINT}")


def _page(
    store: "Store",
    now: datetime,
    begin: "date | None",
    name: str | None,
    note: str | None,
    *,
    is_sample: bool,
) -> str | None:
    """The page; None where there is no session in it."""
    from datetime import time  # noqa: PLC0415

    from voicecoach import __version__  # noqa: PLC0415
    from voicecoach.history.findings import findings  # noqa: PLC0415
    from voicecoach.history.report.model import About, report  # noqa: PLC0415
    from voicecoach.history.report.page import page  # noqa: PLC0415

    since = None if begin is None else datetime.combine(begin, time()).astimezone()
    found = findings(store.details(since), store.plans(), None, now.date(), begin)
    if not found.sessions:
        return None
    about = About(now, __version__, begin, name, note, is_sample)
    return page(report(about, found, store.said(), None))
