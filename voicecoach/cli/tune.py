"""`voicecoach tune`: let the coach learn how you sound in your room."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.output import print_table, say
from voicecoach.cli.setting_options import choose, setting
from voicecoach.errors import NoAudio, UsageError

if TYPE_CHECKING:
    from voicecoach.coach.tuning import TuningOutcome
    from voicecoach.coach.tuning_words import TuningResult, WordHeard
    from voicecoach.speech.tuning_file import Tuning

_COLORS = {"well": "green", "asked back": "yellow", "badly": "red", "not said": "red"}


@click.command("tune")
@click.option("--forget", is_flag=True, help="Say what is kept of a tuning, and remove it.")
@click.option(
    "--json", "as_json", is_flag=True, help="The result as one JSON document; the words go to standard error."
)
@click.option(
    "--text", "is_text", is_flag=True, help="Not possible: a voice is what it learns from (exit code 3)."
)
@setting("voice")
@setting("rate_wpm")
@setting("plain")
@click.option("--events", type=click.Path(path_type=Path), help="Write the event log to this file.")
@click.option("--words", help="Only these, each twice: --words better,stop,yes", metavar="WORD,...")
@click.pass_context
def command(
    context: click.Context,
    /,
    forget: bool,
    as_json: bool,
    is_text: bool,
    events: Path | None,
    words: str | None,
    **_: object,
) -> None:
    """Let the coach learn how you sound in your room.

    Lie where you will lie. In three minutes the coach has the important words said, most of them twice, and adopts
    what helps on takes that it did not learn from. It says how well it hears each word. No sound is kept, only
    numbers, in one file for you alone; `voicecoach start` uses them.

    The voice, its rate and plain lines are those of `voicecoach config` where no option says otherwise.

    \b
    Examples:
      voicecoach tune
      voicecoach tune --words better,stop,yes
      voicecoach tune --forget
    """
    if forget:
        _forget(as_json=as_json)
        return
    if is_text:
        raise NoAudio("Tuning needs your voice, so there is none by text: `voicecoach tune` without --text.")
    from voicecoach.app import TuneOptions, tune  # noqa: PLC0415 slow to load

    chosen = choose(context)
    options = TuneOptions(
        chosen.words_or_none("voice"),
        chosen.number("rate_wpm"),
        chosen.flag("plain"),
        as_json,
        events,
        _phrases(words),
        chosen.kept,
    )
    outcome, result, kept = tune(options)
    if as_json:
        click.echo(json.dumps(_document(outcome, result, kept), indent=2))
    elif result is not None and kept is not None:
        _print(result, kept)


def _phrases(words: str | None) -> tuple[str, ...]:
    if words is None:
        return ()
    from voicecoach.coach.tuning_words import ONCE, TWICE  # noqa: PLC0415 what `--help` does not need

    known = [each.phrase for each in (*TWICE, *ONCE)]
    phrases = tuple(dict.fromkeys(" ".join(word.lower().split()) for word in words.split(",")))
    strange = [phrase for phrase in phrases if phrase not in known]
    if strange:
        raise UsageError(
            f"The word {strange[0][:100]!r} is not asked for in a tuning: take of {', '.join(known)}."
        )
    return phrases


def _forget(*, as_json: bool) -> None:
    from voicecoach.history.places import tuning_file  # noqa: PLC0415
    from voicecoach.speech.tuning_file import forget, read  # noqa: PLC0415

    path = tuning_file()
    kept = read(path)
    is_removed = forget(path)
    if as_json:
        click.echo(json.dumps({"removed": [str(path)] if is_removed else []}, indent=2))
    elif not is_removed:
        say(f"There is no tuning in {path}: nothing is removed.")
    else:
        what = kept.tuning.summary if kept.tuning else "it could not be read"
        say(f"Removed: {path} ({what}). There is nothing else of a tuning.")


# --- for people ---------------------------------------------------------------------------------------------------


def _print(result: "TuningResult", kept: "Tuning") -> None:
    if sys.stdout.isatty():
        _print_table(result)
    else:
        for word in result.words:
            click.echo("  ".join(_cells(word)))
    say(f"{kept.change[:1].upper()}{kept.change[1:]}.")


def _print_table(result: "TuningResult") -> None:
    from rich.text import Text  # noqa: PLC0415 what a pipe does not need

    rows = []
    for word in result.words:
        phrase, heard, takes = _cells(word)
        rows.append((phrase, Text(heard, style=_COLORS[heard]), takes))
    print_table(("Word", "Heard", "Takes"), rows)


def _cells(word: "WordHeard") -> tuple[str, str, str]:
    missed = word.takes - word.sure - word.asked
    counts = (f"{word.sure} sure", f"{word.asked} asked back", f"{missed} missed")
    return (
        word.phrase,
        word.clarity.value,
        ", ".join(each for each in counts if not each.startswith("0 ")) or "-",
    )


# --- for programs -------------------------------------------------------------------------------------------------


def _document(
    outcome: "TuningOutcome", result: "TuningResult | None", kept: "Tuning | None"
) -> dict[str, object]:
    return {
        "outcome": outcome.value,
        "is_kept": kept is not None,
        "made_at": kept and kept.made_at.isoformat(timespec="seconds"),
        "ease": kept.personal.ease if kept else 0.0,
        "own_words": len(kept.personal.voice.phrases) if kept and kept.personal.voice else 0,
        "takes": kept.takes if kept else 0,
        "sure_before": kept.sure_before if kept else 0,
        "sure_now": kept.sure_now if kept else 0,
        "is_noisy": bool(result and result.is_noisy),
        "words": [
            {
                "phrase": word.phrase,
                "question": word.question.value,
                "takes": word.takes,
                "sure": word.sure,
                "asked_back": word.asked,
                "clarity": word.clarity.value,
            }
            for word in (result.words if result else ())
        ],
    }
