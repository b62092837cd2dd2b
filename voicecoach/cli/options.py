"""Options that several commands share."""

import click

RECOGNIZERS = click.Choice(["auto", "floor", "sphinx", "whisper"])
"""What may listen. `auto` never picks `whisper`, which needs a model of the user's own."""
