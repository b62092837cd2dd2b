"""`voicecoach start`."""

from pathlib import Path

import click

from voicecoach.cli.options import LANGUAGE
from voicecoach.cli.setting_options import Chosen, choose, setting


@click.command("start")
@setting("text")
@setting("program")
@LANGUAGE
@setting("recognizer", "A name demands voice.")
@setting("voice", "Demands voice.")
@setting("rate_wpm")
@click.option("--fast", is_flag=True, help="By text, on a simulated clock: no waiting.")
@setting("plain")
@setting("earcons")
@setting("barge_in")
@setting("ducking")
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
@click.pass_context
def command(context: click.Context, /, language: str, fast: bool, events: Path | None, **_: object) -> None:
    """Start a coaching session.

    By voice where there is a microphone and a speaker, else by text. Say "stop" at any time, or type it.

    `voicecoach config` shows and changes what is taken where an option is not given. A voice or a recognizer from there
    demands nothing: where it cannot be had, another one is taken, or the session goes on as text.

    \b
    Examples:
      voicecoach start
      voicecoach start --text
      voicecoach start --program posture
      voicecoach start --voice en-gb --rate 140
      voicecoach config set rate_wpm 140
    """
    from voicecoach.app import StartOptions, start  # noqa: PLC0415 slow to load

    chosen = choose(context)
    options = StartOptions(
        program=chosen.words("program"),
        is_text=_is_text(chosen),
        recognizer=chosen.words("recognizer"),
        voice=chosen.words_or_none("voice"),
        rate_wpm=chosen.number("rate_wpm"),
        is_fast=fast,
        is_plain=chosen.flag("plain"),
        events=events,
        has_earcons=chosen.flag("earcons"),
        barge_in=chosen.words("barge_in"),
        has_ducking=chosen.flag("ducking"),
        language=language,
        kept=chosen.kept,
    )
    start(options)


def _is_text(chosen: Chosen) -> bool:
    """Voice that is demanded at the command line wins over text in the settings."""
    is_demanded = "voice" in chosen.typed or (
        "recognizer" in chosen.typed and chosen.words("recognizer") != "auto"
    )
    return chosen.flag("text") and not ("text" in chosen.kept and is_demanded)
