"""`voicecoach hear`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from voicecoach.cli import completing
from voicecoach.cli.setting_options import RECOGNIZERS
from voicecoach.coach.phrases import Question


@click.command("hear")
@click.argument(
    "said", nargs=-1, required=True, metavar="FILE.wav... | --text WORDS...", shell_complete=completing.files
)
@click.option("--text", "is_text", is_flag=True, help="The arguments are typed words, not files.")
@click.option(
    "--question",
    type=click.Choice([question.value for question in Question]),
    required=True,
    help="The question being answered.",
)
@click.option(
    "--recognizer",
    type=RECOGNIZERS,
    default="auto",
    show_default=True,
    help="What listens.",
)
@click.option("--json", "_json", is_flag=True, help="One JSON object a line; the only output there is.")
def command(said: tuple[str, ...], is_text: bool, question: str, recognizer: str, _json: bool) -> None:
    """Say how recordings or typed words are understood, exactly as a session would.

    \b
    Examples:
      voicecoach hear answer.wav --question change
      voicecoach hear --text "a bit better" "no worse" --question change
    """
    from voicecoach.drivers.answer import hear_text  # noqa: PLC0415
    from voicecoach.engines import make_hearing  # noqa: PLC0415 slow to load

    asked = Question(question)
    hearing = None if is_text else make_hearing(recognizer)
    for each in said:
        answer = hearing.hear(asked, Path(each)) if hearing else hear_text(asked, each)
        click.echo(json.dumps({"file" if hearing else "text": each, **asdict(answer)}, ensure_ascii=False))
