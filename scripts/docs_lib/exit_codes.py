"""docs/reference/exit-codes.md: with which code a command ends, and why."""

from collections.abc import Iterator

from docs_lib import markdown
from voicecoach import errors

_WITHOUT_AN_ERROR = {
    0: "Done. A session that was stopped, also by a safety rule, has come to a proper end.",
    errors.VoicecoachError.exit_code: "Something failed that should not have; or the output cannot be written.",
    130: "Interrupted, with Ctrl-C.",
}
_INTRODUCTION = """\
An error is one sentence on standard error: what failed, with what value, and what to do.
"""


def codes() -> Iterator[tuple[int, str]]:
    """Each code with what it means, in order."""
    owned = {
        kind.exit_code: (kind.__doc__ or "").strip()
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, errors.VoicecoachError)
        and kind is not errors.VoicecoachError
    }
    yield from sorted({**owned, **_WITHOUT_AN_ERROR}.items())


def document(made_by: str) -> str:
    """The whole text."""
    rows = ((str(code), meaning) for code, meaning in codes())
    lines = [
        *markdown.header("Exit codes", made_by, "voicecoach/errors.py"),
        _INTRODUCTION,
        *markdown.table(("code", "what it means"), rows),
    ]
    return "\n".join(lines) + "\n"
