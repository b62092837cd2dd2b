"""`voicecoach demo`."""

from pathlib import Path

import click

from voicecoach.cli.options import choose, setting

_SHOWN_SHARE = 0.08
_LONGEST_S = 0.3


@click.command("demo")
@click.option("--fast", is_flag=True, help="Without any waiting.")
@setting("plain")
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
@click.pass_context
def command(context: click.Context, /, fast: bool, events: Path | None, **_: object) -> None:
    """Watch a recorded person do a whole session, in under a minute.

    No microphone and no speaker are used. The recognizer is the real one, and hears real recordings. Nothing is
    kept in the history.
    """
    from voicecoach.app import demo  # noqa: PLC0415 slow to load

    demo(is_plain=choose(context).flag("plain"), events=events, pace=None if fast else _pace)


def _pace(seconds: float) -> None:
    import time  # noqa: PLC0415

    time.sleep(min(seconds * _SHOWN_SHARE, _LONGEST_S))
