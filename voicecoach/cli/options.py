"""Options that several commands share."""

import click

RECOGNIZERS = click.Choice(["auto", "floor", "sphinx", "whisper"])
"""What may listen. `whisper` is a name of the contract that this version answers with an error (exit code 3)."""
