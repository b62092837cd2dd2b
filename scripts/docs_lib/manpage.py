"""docs/man/voicecoach.1: one page with all commands, in man's own language."""

import re
from collections.abc import Iterable, Iterator

from docs_lib import environment, exit_codes, written_files
from docs_lib.command_tree import Entry, entries
from voicecoach import __version__

_LEADING = re.compile(r"^(?=[.'])", re.MULTILINE)
_CODE = re.compile(r"`([^`]*)`")


def document(made_by: str) -> str:
    """The whole text. It carries no date: it changes only when the commands do."""
    first, *others = entries()
    lines = [
        f'.\\" Made by {made_by} from voicecoach/cli. Change that, and run {made_by} again.',
        f'.TH VOICECOACH 1 "" "voicecoach {__version__}" "User Commands"',
        ".SH NAME",
        f"voicecoach \\- {_text(first.paragraphs[0][:1].lower() + first.paragraphs[0][1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        *(line for entry in others if " " in entry.name for line in _synopsis(entry)),
        ".SH DESCRIPTION",
        *_paragraphs(first.paragraphs[1:]),
        *_options(first),
        ".SH COMMANDS",
    ]
    for entry in others:
        lines += _command(entry)
    lines += [".SH EXIT STATUS", *_tagged((str(code), text) for code, text in exit_codes.codes())]
    ours = ((name, text) for name, text in environment.OURS.items() if not name.startswith("_"))
    lines += [".SH ENVIRONMENT", *_tagged([*ours, *environment.COMMON.items()])]
    files = ((name, f"{what}; in {folder}") for name, folder, what in written_files.rows())
    lines += [".SH FILES", *_tagged(files)]
    return "\n".join(lines) + "\n"


def _synopsis(entry: Entry) -> Iterator[str]:
    """The name in bold, and what follows it; no line is broken within."""
    rest = entry.usage.removeprefix(entry.name).strip()
    yield ".PP"
    yield f"\\fB{_text(entry.name)}\\fR {_text(rest)}"


def _command(entry: Entry) -> Iterator[str]:
    yield f'.SS "{_text(entry.usage)}"'
    yield from _paragraphs(entry.paragraphs)
    yield from _options(entry)
    if entry.examples:
        yield from (".PP", "Examples:", ".PP", ".RS 4", ".nf", *map(_text, entry.examples), ".fi", ".RE")


def _options(entry: Entry) -> Iterator[str]:
    yield from _tagged(entry.options)


def _tagged(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in rows:
        yield from (".TP", f"\\fB{_text(term)}\\fR", _text(text))


def _paragraphs(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from (".PP", _text(paragraph))


def _text(text: str) -> str:
    """With man's own signs escaped; what stands in backticks becomes bold."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("'", "\\(aq")
    return _LEADING.sub(r"\\&", _CODE.sub(r"\\fB\1\\fR", escaped))
