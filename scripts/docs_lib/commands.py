"""docs/reference/commands.md: every command, with its options and examples."""

from collections.abc import Iterator

from docs_lib import markdown
from docs_lib.command_tree import Entry, entries

_INTRODUCTION = """\
What `voicecoach COMMAND --help` shows, on one page. `man voicecoach` shows the same.
"""


def document(made_by: str) -> str:
    """The whole text."""
    lines = [*markdown.header("Commands", made_by, "voicecoach/cli"), _INTRODUCTION]
    for entry in entries():
        lines += _entry(entry)
    return "\n".join(lines).rstrip() + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{'#' * (2 + max(entry.name.count(' ') - 1, 0))} {entry.name}"
    yield ""
    for paragraph in entry.paragraphs:
        yield from (markdown.plain(paragraph), "")
    yield from ("```text", entry.usage, "```", "")
    rows = [(f"`{option}`", markdown.plain(text)) for option, text in entry.options]
    yield from (*markdown.table(("option", "what it does"), rows), "")
    if entry.examples:
        yield from ("```sh", *entry.examples, "```", "")
