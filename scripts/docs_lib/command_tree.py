"""What the command line offers, read from click: the same for the reference, the man page and the tests."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import click

from voicecoach.cli.main import cli

UNWRAPPED = "\b"
EXAMPLES = "Examples:"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its whole name, how it is called, what its help says, its examples, its options."""

    name: str
    usage: str
    short: str
    paragraphs: tuple[str, ...]
    examples: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    command: click.Command


def entries() -> Iterator[Entry]:
    """All commands, each before its own subcommands; the first is `voicecoach` itself."""
    yield from _below(cli, click.Context(cli, info_name="voicecoach", **cli.context_settings))


def _below(command: click.Command, context: click.Context) -> Iterator[Entry]:
    yield _entry(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            if not below.hidden:
                yield from _below(below, click.Context(below, info_name=name, parent=context))


def _entry(command: click.Command, context: click.Context) -> Entry:
    paragraphs, examples = help_parts(command)
    records = [each.get_help_record(context) for each in command.get_params(context)]
    return Entry(
        name=context.command_path,
        usage=" ".join([context.command_path, *command.collect_usage_pieces(context)]),
        short=command.get_short_help_str(limit=200),
        paragraphs=tuple(paragraphs),
        examples=tuple(examples),
        options=tuple(record for record in records if record is not None and record[1]),
        command=command,
    )


def help_parts(command: click.Command) -> tuple[list[str], list[str]]:
    """The paragraphs of a command's help, each on one line, and the command lines of its examples."""
    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    paragraphs: list[str] = []
    examples: list[str] = []
    for block in filter(None, (each.strip("\n ") for each in text.split("\n\n"))):
        lines = [line.strip() for line in block.splitlines() if line.strip() != UNWRAPPED]
        if lines[0] == EXAMPLES:
            examples += lines[1:]
        else:
            paragraphs.append(" ".join(lines))
    return paragraphs, examples
