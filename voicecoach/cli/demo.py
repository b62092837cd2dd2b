"""`voicecoach demo`."""

from pathlib import Path

import click

_SHOWN_SHARE = 0.08
_LONGEST_S = 0.3


@click.command("demo")
@click.option("--fast", is_flag=True, help="Without any waiting.")
@click.option("--plain", is_flag=True, help="Only lines, for screen readers and logs.")
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
def command(fast: bool, plain: bool, events: Path | None) -> None:
    """Watch a recorded person do a whole session, in under a minute.

    No microphone and no speaker are used. The recognizer is the real one, and hears real recordings. Nothing is
    kept in the history.

    \b
    Examples:
      voicecoach demo
      voicecoach demo --plain --events demo.jsonl
    """
    from voicecoach.app import demo  # noqa: PLC0415 slow to load

    demo(is_plain=plain, events=events, pace=None if fast else _pace)


def _pace(seconds: float) -> None:
    import time  # noqa: PLC0415

    time.sleep(min(seconds * _SHOWN_SHARE, _LONGEST_S))
