"""`voicecoach report`: the sessions as one page, to be read, printed and shown to a therapist."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.history import EMPTY, existing_store
from voicecoach.cli.options import SAMPLE
from voicecoach.cli.output import say

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
@click.option("--name", help="The name to stand on it, in place of the one in the settings.")
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
      voicecoach demo --fill
      voicecoach report --sample --out sample.html
    """
    from voicecoach.cli.out_file import STANDARD_OUTPUT, give, shown  # noqa: PLC0415 what `--help` does not need
    from voicecoach.cli.since import moment  # noqa: PLC0415

    now = datetime.now().astimezone()
    path = out or Path(f"voicecoach-report-{now:%Y-%m-%d}.html")
    begin = moment(since, now).date() if since is not None else None
    store = existing_store(is_sample=is_sample)
    if store is None:
        say(EMPTY)
        return
    with store:
        html = _page(store, now, begin, name, note, is_sample=is_sample)
    if html is None:
        say(EMPTY if begin is None else f"No session began since {begin.isoformat()}, so there is no report.")
        return
    give(html.encode("utf-8"), path, "--out", is_forced=force)
    if path != STANDARD_OUTPUT:
        say(f"The report is in {shown(path.absolute())}. {_HINT}")


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
    found = findings(store.details(since), store.plans(), None, now.date(), since=begin)
    if not found.sessions:
        return None
    about = About(
        now, __version__, begin, name if name is not None else _own_name(is_sample=is_sample), note, is_sample
    )
    return page(report(about, found, store.said(), None))


def _own_name(*, is_sample: bool) -> str | None:
    """The name in the settings; a broken settings file keeps nobody from a report."""
    from voicecoach.settings.file import look  # noqa: PLC0415
    from voicecoach.settings.table import BY_KEY  # noqa: PLC0415

    name = None if is_sample else look().value(BY_KEY["name"])
    return None if name is None else str(name)
