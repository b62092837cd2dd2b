"""Options that several commands share."""

import click

RECOGNIZERS = click.Choice(["auto", "floor", "sphinx", "whisper"])
"""What may listen. `auto` never picks `whisper`, which needs a model of the user's own."""
RATE_WPM = click.IntRange(110, 220)
"""How fast the voice may speak, in words a minute."""
SAMPLE = click.option(
    "--sample", "is_sample", is_flag=True, help="Of the sample history, which `voicecoach demo --fill` makes."
)
DEFAULT_RATE_WPM = 155
