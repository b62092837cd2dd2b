"""How help is laid out on narrow terminals."""

import shlex

import pytest

from tests.docs.examples import of_the_help
from voicecoach.cli.help_text import HelpFormatter

EXAMPLES = sorted({example for entry in of_the_help().values() for example in entry.examples})


def written(text: str, width: int) -> list[str]:
    formatter = HelpFormatter(width=width)
    with formatter.indentation():
        formatter.write_text(text)
    return formatter.getvalue().splitlines()


@pytest.mark.parametrize("width", [30, 38, 50, 78])
def test_an_example_that_goes_on_is_the_same_command_to_a_shell(width: int) -> None:
    """Its lines can be copied as they stand."""
    for example in EXAMPLES:
        lines = written(f"\b\nExamples:\n  {example}", width)

        assert shlex.split("\n".join(lines[1:]).replace("\\\n", "")) == shlex.split(example)


def test_what_is_quoted_is_not_broken() -> None:
    lines = written('\b\n  voicecoach hear --text "a bit better" --question change', 30)

    assert lines == [
        "    voicecoach hear --text \\",
        '        "a bit better" \\',
        "        --question change",
    ]


def test_a_long_choice_is_broken_between_its_values() -> None:
    """And its words stand below it."""
    formatter = HelpFormatter(width=30)
    formatter.write_dl([("--recognizer [auto|floor|sphinx]", "What listens, and how.")])

    assert formatter.getvalue().splitlines() == [
        "--recognizer [auto|floor|",
        "  sphinx]",
        "    What listens, and how.",
    ]


def test_two_columns_where_there_is_room() -> None:
    formatter = HelpFormatter(width=70)
    formatter.write_dl([("--fast", "Without any waiting.")])

    assert formatter.getvalue() == "--fast  Without any waiting.\n"
