"""docs/reference/files.md: all that is written for the user, and where."""

from collections.abc import Iterator

from docs_lib import markdown
from voicecoach.history.places import GIVEN, WRITTEN, Folder

FOLDERS = {
    Folder.DATA: "your data directory (on Linux `~/.local/share/voicecoach`), or `VOICECOACH_HOME`",
    Folder.RUNNING: "`running` in your data directory, or in `VOICECOACH_HOME`",
    Folder.SPEECH: "`speech` in your cache directory (on Linux `~/.cache/voicecoach`), or `cache/speech` in "
    "`VOICECOACH_HOME`",
    Folder.TEMPORARY: "the directory for temporary files",
}
_INTRODUCTION = """\
voicecoach writes these files and no others, besides those that you name on the command line. They are readable by you
alone. `voicecoach forget` lists and removes all of them. The names are patterns.
"""


def rows() -> Iterator[tuple[str, str, str]]:
    """The pattern of each name, the folder, and what it is."""
    for place in WRITTEN:
        folder = FOLDERS.get(place.folder, f"the folder `{place.folder.value}`")
        yield place.name.pattern.replace("\\", ""), folder, place.what


def document(made_by: str) -> str:
    """The whole text."""
    lines = [
        *markdown.header("Files", made_by, "voicecoach/history/places.py"),
        _INTRODUCTION,
        *markdown.table(("name", "where", "what"), ((f"`{name}`", *rest) for name, *rest in rows())),
        "",
        "## What you may put there",
        "",
        "Into the directory of the settings (on Linux `~/.config/voicecoach`), or into `VOICECOACH_HOME`:",
        "",
        *markdown.table(("name", "what"), ((f"`{name}`", what) for name, what in GIVEN.items())),
    ]
    return "\n".join(lines) + "\n"
