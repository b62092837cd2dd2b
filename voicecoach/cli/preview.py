"""`voicecoach programs preview`: a whole session of a program, printed or spoken."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import LANGUAGE
from voicecoach.cli.output import say
from voicecoach.cli.setting_options import DEFAULT_RATE_WPM, RATE_WPM
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.coach.program import Program
    from voicecoach.drivers.rehearsal import Line, Rehearsal


@click.command("preview")
@click.argument("program", metavar="NAME|FILE")
@click.option("--speak", is_flag=True, help="Speak each sentence, once. No microphone is used.")
@click.option("--voice", metavar="NAME", help="The voice for --speak: one that `voicecoach voices` lists.")
@click.option("--rate", type=RATE_WPM, default=DEFAULT_RATE_WPM, show_default=True, help="Words a minute.")
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(program: str, speak: bool, voice: str | None, rate: int, language: str, as_json: bool) -> None:
    """Show a whole session on a simulated clock: every sentence and count with its time.

    Somebody answers plainly, in parentheses. At the end it says how long a session takes.

    \b
    Examples:
      voicecoach programs preview posture
      voicecoach programs preview ./mine.toml --rate 140
      voicecoach programs preview daily-mobility --language de --speak
    """
    from voicecoach.drivers.rehearsal import Way, rehearse  # noqa: PLC0415 what `--help` does not need
    from voicecoach.programs.loader import load  # noqa: PLC0415

    if speak and as_json:
        raise UsageError(
            "With --speak each sentence is printed as it is heard: leave out --json, or leave out --speak."
        )
    if voice is not None and not speak:
        raise UsageError(f"--voice {voice} speaks only with --speak: add that, or leave out --voice.")
    loaded = load(program, language)
    longest, shortest = rehearse(loaded, Way.LONGEST, rate), rehearse(loaded, Way.SHORTEST, rate)
    if as_json:
        click.echo(json.dumps(_document(loaded, rate, longest, shortest), indent=2, ensure_ascii=False))
        return
    if speak:
        _speak(program, loaded.language, longest, voice, rate)
    else:
        for line in longest.lines:
            say(_printed(line))
    for sentence in _durations(loaded, longest, shortest):
        say(sentence)


def _speak(program: str, language: str, rehearsal: "Rehearsal", voice: str | None, rate: int) -> None:
    """Each sentence once, where it comes first. Raises NoAudio where there is no speaker or voice."""
    from voicecoach import speaking  # noqa: PLC0415 slow to load
    from voicecoach.drivers.rehearsal import ANSWER_CUE  # noqa: PLC0415

    first: dict[str, Line] = {}
    for line in rehearsal.lines:
        if line.cue != ANSWER_CUE:
            first.setdefault(line.text, line)

    def tell(text: str) -> None:
        say(_printed(first[text]) if text in first else text)

    speaking.speak_program(program, language, tuple(first), voice, rate, tell)


def _printed(line: "Line") -> str:
    from voicecoach.drivers.rehearsal import ANSWER_CUE  # noqa: PLC0415

    return f"{clock(line.at_s)}  {f'({line.text})' if line.cue == ANSWER_CUE else line.text}"


def _durations(program: "Program", longest: "Rehearsal", shortest: "Rehearsal") -> Iterator[str]:
    yield ""
    if program.asks_symptoms:
        yield f"Where the first exercise helps at once, a session takes {clock(shortest.duration_s)}."
        yield f"Where nothing changes, and every exercise is done once, it takes {clock(longest.duration_s)}."
    else:
        yield f"A session takes {clock(shortest.duration_s)}; the very first one {clock(longest.duration_s)}."


def _document(
    program: "Program", rate: int, longest: "Rehearsal", shortest: "Rehearsal"
) -> dict[str, object]:
    return {
        "id": program.id,
        "language": program.language,
        "rate_wpm": rate,
        "shortest_s": round(shortest.duration_s, 1),
        "longest_s": round(longest.duration_s, 1),
        "lines": [
            {"at_s": round(line.at_s, 2), "cue": line.cue, "text": line.text} for line in longest.lines
        ],
    }


def clock(seconds: float) -> str:
    """Minutes and seconds, as 07:35."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"
