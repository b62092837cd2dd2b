"""`voicecoach voices`: the voices of this machine, as a table, as one document, or aloud."""

import json
import sys
from typing import TYPE_CHECKING

import click

from voicecoach.cli.output import print_table, say
from voicecoach.cli.setting_options import DEFAULT_RATE_WPM, RATE_WPM
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.speech.voices import Offer, VoiceInfo

ALL = "all"
SENTENCE = "This is how I sound. Lie on your stomach, and breathe quietly."
"""In English, whatever the voice speaks: the coach says nothing else."""


@click.command("voices")
@click.option("--language", metavar="CODE", help="Only the voices of this language, such as en or en-gb.")
@click.option("--play", metavar="NAME", help="Hear one sentence of this voice; all: of each one listed.")
@click.option(
    "--rate", type=RATE_WPM, default=DEFAULT_RATE_WPM, show_default=True, help="Words a minute, with --play."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(language: str | None, play: str | None, rate: int, as_json: bool) -> None:
    """List the voices of this machine, the coach's own first; or hear them.

    What it lists goes with `voicecoach start --voice`: an id, its last part, a name, or a language. A neural voice goes
    by its file, FILE.onnx, too.

    \b
    Examples:
      voicecoach voices --language en
      voicecoach voices --play en-gb --rate 140
      voicecoach voices --play all --language en
    """
    from voicecoach import speaking  # noqa: PLC0415 slow to load

    if play is not None and as_json:
        raise UsageError(
            "With --play nothing is listed: leave out --json. `voicecoach voices --help` shows how."
        )
    if play is not None and play != ALL:
        speaking.play_voices([play], SENTENCE, rate, click.echo)
        return
    offer = speaking.voices()
    listed = _listed(offer, language)
    if play == ALL:
        speaking.play_voices([each.id for each in listed], SENTENCE, rate, click.echo)
    elif as_json:
        click.echo(json.dumps(_document(offer, listed), indent=2))
    elif sys.stdout.isatty():
        _print_table(offer, listed)
    else:
        for voice in listed:
            click.echo("  ".join(filter(None, _cells(offer, voice))))


def _listed(offer: "Offer", language: str | None) -> "list[VoiceInfo]":
    if language is None:
        return list(offer.in_order())
    found = [voice for voice in offer.in_order() if voice.speaks(language)]
    if not found:
        raise UsageError(f"No voice here speaks {language!r}. `voicecoach voices` lists them.")
    return found


def _cells(offer: "Offer", voice: "VoiceInfo") -> tuple[str, str, str, str]:
    return voice.id, voice.name, voice.language, "default" if voice.id == offer.default else ""


def _document(offer: "Offer", listed: "list[VoiceInfo]") -> dict[str, object]:
    rows = [
        {
            "id": voice.id,
            "name": voice.name,
            "language": voice.language,
            "is_default": voice.id == offer.default,
        }
        for voice in listed
    ]
    rates = {"slowest": RATE_WPM.min, "default": DEFAULT_RATE_WPM, "fastest": RATE_WPM.max}
    return {"default": offer.default, "rate_wpm": rates, "voices": rows, "variants": list(offer.variants)}


def _print_table(offer: "Offer", listed: "list[VoiceInfo]") -> None:
    print_table(("Voice", "Name", "Language", ""), [_cells(offer, voice) for voice in listed])
    if offer.variants:
        say(f"A variant may follow, as in {listed[0].short_id}+{offer.variants[0]}.")
