"""`voicecoach demo`."""

from pathlib import Path

import click

from voicecoach.cli.output import say
from voicecoach.cli.setting_options import choose, setting

_SHOWN_SHARE = 0.08
_LONGEST_S = 0.3


@click.command("demo")
@click.option("--fast", is_flag=True, help="Without any waiting.")
@setting("plain")
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
@click.option(
    "--fill",
    "fills",
    is_flag=True,
    help="Instead, fill a sample history, apart from yours: six weeks of an invented person.",
)
@click.pass_context
def command(context: click.Context, /, fast: bool, events: Path | None, fills: bool, **_: object) -> None:
    """Watch a recorded person do a whole session, in under a minute.

    No microphone and no speaker are used. The recognizer is the real one, and hears real recordings. Nothing is
    kept in the history.

    With --fill it makes a sample history in a folder of its own, for looking at: `history`, `explain`, `report` and
    `export` show it with --sample.

    \b
    Examples:
      voicecoach demo --fast
      voicecoach demo --fill
    """
    if fills:
        _fill()
        return
    from voicecoach.app import demo  # noqa: PLC0415 slow to load

    demo(is_plain=choose(context).flag("plain"), events=events, pace=None if fast else _pace)


def _fill() -> None:
    from datetime import datetime  # noqa: PLC0415

    from voicecoach.demo.sample import fill  # noqa: PLC0415 slow to load
    from voicecoach.history.places import sample_file  # noqa: PLC0415

    path = sample_file()
    n = fill(path, datetime.now().astimezone().date())
    say(f"{n} sessions of an invented person are in {path}. Look at them with:")
    for does in ("history --sample", "explain --sample", "report --sample --out sample.html"):
        say(f"  voicecoach {does}")


def _pace(seconds: float) -> None:
    import time  # noqa: PLC0415

    time.sleep(min(seconds * _SHOWN_SHARE, _LONGEST_S))
