"""`voicecoach start`."""

from pathlib import Path

import click

from voicecoach.cli import completing
from voicecoach.cli.options import DEFAULT_RATE_WPM, RATE_WPM, RECOGNIZERS


@click.command("start")
@click.option("--text", "is_text", is_flag=True, help="By text: printed lines and typed answers.")
@click.option(
    "--program",
    default="back-pain",
    show_default=True,
    shell_complete=completing.programs,
    help="A program's name, or its file.",
)
@click.option(
    "--recognizer",
    type=RECOGNIZERS,
    default="auto",
    show_default=True,
    help="What listens. A name demands voice.",
)
@click.option(
    "--voice",
    shell_complete=completing.files,
    help="The voice that speaks: one that `voicecoach voices` lists, or a neural one's FILE.onnx. Demands voice.",
)
@click.option(
    "--rate",
    type=RATE_WPM,
    default=DEFAULT_RATE_WPM,
    show_default=True,
    help="Words a minute.",
)
@click.option("--fast", is_flag=True, help="By text, on a simulated clock: no waiting.")
@click.option("--plain", is_flag=True, help="Only lines, for screen readers and logs.")
@click.option(
    "--no-earcons", is_flag=True, help="No short sounds between the words; they are printed all the same."
)
@click.option(
    "--barge-in",
    type=click.Choice(["auto", "gaps", "off"]),
    default="auto",
    show_default=True,
    help="When a voice interrupts. auto: also while the coach speaks, where the echo allows it; gaps: in its pauses; "
    "off: only where it waits for an answer.",
)
@click.option(
    "--no-ducking",
    is_flag=True,
    help="Leave other programs' sound as it is while the coach speaks or listens.",
)
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
def command(
    is_text: bool,
    program: str,
    recognizer: str,
    voice: str | None,
    rate: int,
    fast: bool,
    plain: bool,
    no_earcons: bool,
    barge_in: str,
    no_ducking: bool,
    events: Path | None,
) -> None:
    """Start a coaching session.

    By voice where there is a microphone and a speaker, else by text. Say "stop" at any time, or type it.

    \b
    Examples:
      voicecoach start
      voicecoach start --text
      voicecoach start --program posture
    """
    from voicecoach.app import StartOptions, start  # noqa: PLC0415 slow to load

    options = StartOptions(
        program,
        is_text,
        recognizer,
        voice,
        rate,
        fast,
        plain,
        events,
        has_earcons=not no_earcons,
        barge_in=barge_in,
        has_ducking=not no_ducking,
    )
    start(options)
