"""Write the documents, or check that they are what would be written."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from docs_lib import (
    commands,
    decisions,
    environment,
    event_log,
    exit_codes,
    manpage,
    program_keys,
    settings,
    states,
    words,
    written_files,
)
from voicecoach.history.exchange import shape
from voicecoach.programs import json_schema

MADE_BY = "scripts/make_docs"


def documents() -> Mapping[str, str]:
    """The path of each document below the project, and its whole text."""
    return {
        "docs/decisions.md": decisions.document(MADE_BY),
        "docs/settings.md": settings.document(MADE_BY),
        "docs/states.md": states.document(MADE_BY),
        "docs/program-keys.md": program_keys.document(MADE_BY),
        f"voicecoach/programs/{json_schema.FILE}": json_schema.text(),
        "voicecoach/history/exchange/export.schema.json": json.dumps(shape.schema(), indent=2) + "\n",
        "docs/reference/commands.md": commands.document(MADE_BY),
        "docs/reference/environment.md": environment.document(MADE_BY),
        "docs/reference/event-log.md": event_log.document(MADE_BY),
        "docs/reference/exit-codes.md": exit_codes.document(MADE_BY),
        "docs/reference/files.md": written_files.document(MADE_BY),
        "docs/reference/words.md": words.document(MADE_BY),
        "docs/man/voicecoach.1": manpage.document(MADE_BY),
    }


def run(root: Path, arguments: Sequence[str]) -> int:
    """Write, or with `--check` compare; the exit code."""
    parser = argparse.ArgumentParser(
        prog=MADE_BY, description="Write the documents made from the code's tables."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    options = parser.parse_args(arguments)
    made = documents()
    old = [path for path, text in made.items() if _read(root / path) != text]
    if options.check:
        for path in old:
            print(f"{path} is not what {MADE_BY} would write.")
        return bool(old)
    for path in old:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(made[path], encoding="utf-8")
        print(f"{path} written.")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
