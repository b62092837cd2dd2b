"""Options that several commands share."""

import click

LANGUAGE = click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="The language of the program's own sentences, where its file has it.",
)
SAMPLE = click.option(
    "--sample", "is_sample", is_flag=True, help="Of the sample history, which `voicecoach demo --fill` makes."
)
