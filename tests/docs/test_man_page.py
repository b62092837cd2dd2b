"""The man page: without a complaint of groff's, and with every command and option."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.docs.examples import ROOT, of_the_help

PAGE = ROOT / "docs" / "man" / "voicecoach.1"
DEADLINE_S = 60


def shown(width: int) -> str:
    """As `man` shows it on a terminal of this width."""
    ran = subprocess.run(
        ["man", "--warnings", "-l", str(PAGE)],
        env={
            **os.environ,
            "MANWIDTH": str(width),
            "LC_ALL": "C.UTF-8",
            "MAN_KEEP_FORMATTING": "",
            "TERM": "dumb",
        },
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )

    assert ran.stderr == ""
    return ran.stdout


@pytest.fixture(scope="module")
def page() -> str:
    needs("man")
    return shown(80)


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed; scripts/setup --dev asks the system for it")


def test_groff_has_nothing_to_complain_about() -> None:
    """With all its warnings on."""
    needs("groff")
    ran = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-z", PAGE],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )

    assert ran.stderr == ""


def test_every_command_and_option_is_in_it(page: str) -> None:
    """As it is typed, so that it can be searched for."""
    for entry in of_the_help().values():
        assert entry.name in page
        for option, _ in entry.options:
            assert option.split(",")[0].split(" ")[0] in page, (entry.name, option)


def test_its_parts_are_those_of_a_man_page(page: str) -> None:
    headings = [line for line in page.splitlines() if line.isupper() and not line.startswith(" ")]

    assert headings == ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES"]


def test_no_sign_of_its_language_is_left_over(page: str) -> None:
    assert "\\" not in page.replace(" \\\n", "")


def test_a_narrow_terminal_gets_lines_that_fit() -> None:
    """Only the command line of an example may stick out: it is to be copied."""
    needs("man")
    examples = {example for entry in of_the_help().values() for example in entry.examples}

    for line in shown(60).splitlines():
        assert len(line) <= 60 or line.strip() in examples
