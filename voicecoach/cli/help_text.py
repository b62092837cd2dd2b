"""How the help of every command is laid out: no line is longer than the terminal, from 40 columns on."""

import re
from collections.abc import Iterable, Iterator

import click

WIDEST = 78
_NARROWEST = 30
_NARROW = 60
"""Below this, a definition goes below its term."""
_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
_COMMAND = re.compile(r"\s*(?:[A-Z_]+=\S* |source <\()*voicecoach\b")


class HelpFormatter(click.HelpFormatter):
    """click's own, but narrower where the terminal is; a command line that is too long goes on with a backslash."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        import shutil  # noqa: PLC0415 only for help

        columns = min(shutil.get_terminal_size().columns - 1, max_width or WIDEST)
        super().__init__(indent_increment, width or max(columns, _NARROWEST), max_width)

    def write_text(self, text: str) -> None:
        """Paragraphs are wrapped by click, which leaves those marked with a backslash and b as they are."""
        before = len(self.buffer)
        super().write_text(text)
        written = "".join(self.buffer[before:])
        self.buffer[before:] = [
            "\n".join(fitted for line in written.split("\n") for fitted in self._fitted(line))
        ]

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Two columns, or one where there is no room for two."""
        if self.width >= _NARROW:
            super().write_dl(list(rows), col_max, col_spacing)
            return
        indent = " " * self.current_indent
        for term, text in rows:
            for line in _wrapped(term.replace("|", "|\0"), self.width, indent, f"{indent}  "):
                self.write(f"{line}\n")
            for line in _wrapped(text, self.width, f"{indent}    ", f"{indent}    "):
                self.write(f"{line}\n")

    def _fitted(self, line: str) -> Iterator[str]:
        if len(line) <= self.width:
            yield line
        elif _COMMAND.match(line):
            yield from _continued(line, self.width)
        else:
            indent = line[: len(line) - len(line.lstrip())]
            import textwrap  # noqa: PLC0415

            yield from textwrap.wrap(line, self.width, subsequent_indent=indent, break_on_hyphens=False)


def _wrapped(text: str, width: int, first: str, other: str) -> Iterator[str]:
    """Wrapped at spaces, and where a NUL stands."""
    lines = [first]
    for word in text.split():
        for number, part in enumerate(word.split("\0")):
            space = " " if number == 0 and lines[-1].strip() else ""
            if len(lines[-1]) + len(space) + len(part) > width and lines[-1].strip():
                lines.append(other + part)
            else:
                lines[-1] += space + part
    yield from (line for line in lines if line.strip())


def _continued(line: str, width: int) -> Iterator[str]:
    """A command line over several lines, as a shell takes it; nothing in quotes is broken."""
    indent = line[: len(line) - len(line.lstrip())]
    now = ""
    for word in _WORD.findall(line):
        if now and len(f"{now} {word} \\") > width:
            yield f"{now} \\"
            now = f"{indent}    {word}"
        else:
            now = f"{now} {word}" if now else indent + word
    yield now
