"""`voicecoach forget`: everything that voicecoach ever wrote for you, listed and removed."""

import json
import sys
from typing import TYPE_CHECKING

import click

from voicecoach.cli.out_file import shown
from voicecoach.cli.output import say
from voicecoach.errors import UnreadableHistory, UsageError, VoicecoachError

if TYPE_CHECKING:
    from voicecoach.history.forgetting import Inventory, Removal

_WORD = "forget"
_MOST_LINES = 12
"""Of one kind of file, and of what stays: a cache has hundreds."""


@click.command("forget")
@click.option("--yes", is_flag=True, help="Do not ask: for scripts.")
@click.option("--dry-run", is_flag=True, help="Only list; nothing is removed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document; the list goes to standard error.")
def command(yes: bool, dry_run: bool, as_json: bool) -> int:
    """Remove everything that voicecoach ever wrote for you: history, settings, tuning, measurements,
    rendered speech.

    It lists all of it first, and asks once. Nothing of it comes back. What you put there yourself stays: voice files, a
    whisper model, event logs. `doctor`, `history` and `start` then find a new machine.

    \b
    Examples:
      voicecoach forget --dry-run
      voicecoach forget
      voicecoach forget --yes
    """
    from voicecoach.history.forgetting import check_nothing_runs, remove, take_stock  # noqa: PLC0415 what `--help` does not need

    inventory = take_stock()
    if not dry_run:
        check_nothing_runs()
    _print(inventory, is_aside=as_json)
    if dry_run or not (yes or _is_confirmed(inventory, is_aside=as_json)):
        if inventory.found or dry_run:
            say("Nothing is removed.", err=as_json)
        _print_json(inventory, None, as_json=as_json)
        return 0
    check_nothing_runs()  # one may have begun while we asked
    removal = remove(inventory)
    for problem in removal.problems:
        say(problem, err=True)
    _print_json(inventory, removal, as_json=as_json)
    if removal.problems:
        return UnreadableHistory.exit_code if removal.has_history_left else VoicecoachError.exit_code
    if inventory.found:
        say("Removed. voicecoach knows nothing of you any more.", err=as_json)
    return 0


def _is_confirmed(inventory: "Inventory", *, is_aside: bool) -> bool:
    """Whether the word was typed; not asked where nothing is there. Raises UsageError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask at, so nothing is removed: give --yes, or --dry-run to only look."
        )
    if not inventory.found:
        return False
    say(f"Type {_WORD!r} to remove all of it, or anything else to keep it:", err=is_aside)
    answer: str = click.prompt("", default="", show_default=False, prompt_suffix="> ", err=is_aside)
    return answer.strip().lower() == _WORD


def _print(inventory: "Inventory", *, is_aside: bool) -> None:
    def line(text: str) -> None:
        say(text, err=is_aside)

    if not inventory.found:
        line("There is nothing of voicecoach here.")
    else:
        total = sum(each.size for each in inventory.found)
        line(f"voicecoach wrote {_files(len(inventory.found))} for you, {_bytes(total)} in all:")
    for what in dict.fromkeys(each.what for each in inventory.found):
        same = [each for each in inventory.found if each.what == what]
        if len(same) > _MOST_LINES:
            size = sum(each.size for each in same)
            line(f"  {_files(len(same))} in {shown(same[0].path.parent)} ({_bytes(size)}): each {what}")
            continue
        for each in same:
            line(f"  {shown(each.path)} ({_bytes(each.size)}): {what}")
    if inventory.left:
        line("This stays, since it is yours:")
    for other in inventory.left[:_MOST_LINES]:
        line(f"  {shown(other.path)}: {other.why}")
    if len(inventory.left) > _MOST_LINES:
        line(f"  and {len(inventory.left) - _MOST_LINES} more")


def _print_json(inventory: "Inventory", removal: "Removal | None", *, as_json: bool) -> None:
    if not as_json:
        return
    document = {
        "found": [
            {"path": str(each.path), "bytes": each.size, "what": each.what} for each in inventory.found
        ],
        "stays": [{"path": str(each.path), "why": each.why} for each in inventory.left],
        "removed": [str(each) for each in removal.removed] if removal else [],
        "problems": list(removal.problems) if removal else [],
    }
    click.echo(json.dumps(document, indent=2))


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _bytes(size: int) -> str:
    return (
        f"{size} bytes"
        if size < 1000
        else f"{size / 1000:.0f} kB"
        if size < 1_000_000
        else f"{size / 1e6:.1f} MB"
    )
