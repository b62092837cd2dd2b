"""Options that several commands share."""

import click

LANGUAGE = click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="The language of the program's own sentences, where its file has it.",
)
RECOGNIZERS = click.Choice(["auto", "floor", "sphinx", "whisper"])
"""What may listen. `auto` never picks `whisper`, which needs a model of the user's own."""
RATE_WPM = click.IntRange(110, 220)
"""How fast the voice may speak, in words a minute."""
DEFAULT_RATE_WPM = 155
