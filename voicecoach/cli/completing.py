"""What the Tab key offers for single arguments. It reads little, writes nothing, and is silent where that fails."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def programs(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The built-in programs, and files."""
    from voicecoach.programs.loader import built_in_names  # noqa: PLC0415 what nobody waits for elsewhere

    return [*_files(incomplete), *_items(built_in_names(), incomplete)]


def files(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Files, as the shell completes them."""
    return _files(incomplete)


def precautions(context: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The precautions, but those that are in the line already."""
    from voicecoach.coach.program import Precaution  # noqa: PLC0415

    given = context.params.get("precautions") or ()
    return _items([each.value for each in Precaution if each.value not in given], incomplete)


def sessions(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The numbers of the latest sessions, the newest first, with their programs and times."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    from voicecoach.history.glance import latest_sessions  # noqa: PLC0415

    return [
        CompletionItem(str(each.id), help=f"{each.started_at:%Y-%m-%d %H:%M}, {each.program}")
        for each in latest_sessions()
        if str(each.id).startswith(incomplete)
    ]


def _files(incomplete: str) -> "list[CompletionItem]":
    """Said before other items: bash offers files only where nothing else fits."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    return [CompletionItem(incomplete, type="file")]


def _items(names: "tuple[str, ...] | list[str]", incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
